"""Everything that a command's input can be wrong with, told without a traceback."""

from urllib3.exceptions import HTTPError

from questionnaires.faults import FaultsError
from survey.bulletin import AlteredAnswerError
from survey.config import SettingsError
from survey.database import AddressError, StorageUnavailableError
from survey.fields import DocumentError
from survey.registry.coverage import HandoverError
from survey.registry.groups import TooFewPeopleError
from survey.registry.surveys import FixedError, SurveyExistsError, UnknownSurveyError
from survey.respondent import NotAcceptedError
from survey.responses import store
from survey.sealing import PublicKeyError, TooLongError
from survey.serving import ServerStartError
from survey.tally import StillOpenError, WrongKeyError

INPUT_FAULTS = (
    AddressError,
    AlteredAnswerError,
    DocumentError,
    FaultsError,
    FixedError,
    HTTPError,
    HandoverError,
    NotAcceptedError,
    PublicKeyError,
    ServerStartError,
    SettingsError,
    StillOpenError,
    StorageUnavailableError,
    SurveyExistsError,
    TooFewPeopleError,
    TooLongError,
    UnknownSurveyError,
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
