"""Finds the manifest of a survey, whichever database this process may open.

Both sides keep the same bytes: the issuer in the registry, the collector beside its
answers, and the bulletin after these are destroyed.
"""

from functools import lru_cache

from questionnaires import loader
from questionnaires.faults import FaultsError
from questionnaires.model import Text
from survey.database import reading
from survey.manifest import Manifest
from survey.registry import surveys
from survey.responses import bulletins, store
from survey.responses.store import UnknownSurveyError
from survey.web.services import services

_SEES_ANSWERS = frozenset({"collector", "public"})


def manifest(survey: str) -> bytes:
    """Return the manifest of an open or closed survey, or raise UnknownSurveyError."""
    if services().settings.faces & _SEES_ANSWERS:
        return _of_collector(survey)
    return _of_issuer(survey)


def title(manifest: Manifest) -> Text:
    """Return the title of a survey's questionnaire, or its name where none is known."""
    return _title(manifest.questionnaire)


def _of_issuer(survey: str) -> bytes:
    with reading(services().databases.registry) as session:
        try:
            document = surveys.find(session, survey).manifest
        except surveys.UnknownSurveyError as error:
            raise UnknownSurveyError from error
    if document is None:
        raise UnknownSurveyError
    return document


def _of_collector(survey: str) -> bytes:
    with reading(services().databases.responses) as session:
        try:
            return store.board(session, survey).manifest
        except UnknownSurveyError:
            return bulletins.find(session, survey).manifest


@lru_cache(maxsize=64)
def _title(questionnaire: str) -> Text:
    try:
        return loader.load(questionnaire).title
    except (FaultsError, OSError):
        return Text({"mn": questionnaire, "en": questionnaire})
