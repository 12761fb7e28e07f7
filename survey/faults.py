"""Everything that a command's input can be wrong with, told without a traceback."""

from urllib3.exceptions import HTTPError

from questionnaires.faults import FaultsError
from survey.accounts.people import AccountExistsError, UnknownAccountError
from survey.backups import BackupError
from survey.bulletin import AlteredAnswerError
from survey.config import SettingsError
from survey.copying import NotEmptyError
from survey.database import (
    AddressError,
    StorageUnavailableError,
    UnknownRevisionError,
)
from survey.fields import DocumentError
from survey.registry.audit import BrokenLogError
from survey.registry.coverage import HandoverError
from survey.registry.groups import TooFewPeopleError, UnknownGroupNameError
from survey.registry.surveys import FixedError, SurveyExistsError, UnknownSurveyError
from survey.releases import BrokenReleasesError
from survey.respondent import NotAcceptedError
from survey.responses import store
from survey.sealing import PublicKeyError, TooLongError
from survey.serving import ServerStartError
from survey.tally import StillOpenError, WrongKeyError
from survey.tokens.age_files import BackupKeyError, WrongBackupKeyError
from survey.upgrading import OutdatedError, UpgradeError
from survey.witness import WitnessError

INPUT_FAULTS = (
    AccountExistsError,
    AddressError,
    AlteredAnswerError,
    BrokenLogError,
    BrokenReleasesError,
    BackupError,
    BackupKeyError,
    DocumentError,
    FaultsError,
    FixedError,
    HTTPError,
    HandoverError,
    NotAcceptedError,
    NotEmptyError,
    OutdatedError,
    PublicKeyError,
    ServerStartError,
    SettingsError,
    StillOpenError,
    StorageUnavailableError,
    SurveyExistsError,
    TooFewPeopleError,
    TooLongError,
    UnknownAccountError,
    UnknownGroupNameError,
    UnknownRevisionError,
    UnknownSurveyError,
    UpgradeError,
    WrongBackupKeyError,
    WitnessError,
    WrongKeyError,
    store.UnknownSurveyError,
    OSError,
)


def say(error: BaseException) -> str:
    """Return what is wrong, in Mongolian and English where both are known."""
    if isinstance(error, FaultsError):
        return f"{error.to('mn')}\n\n{error.to('en')}"
    if isinstance(error, OSError):
        return f"{error.filename or ''}: {error.strerror or 'cannot be used'}".lstrip(
            ": "
        )
    return str(error) or (type(error).__doc__ or "").strip()
