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
from survey.registry import drafts, surveys
from survey.responses import bulletins, store
from survey.responses.bulletins import PublicBoard
from survey.responses.kept import Board
from survey.responses.store import UnknownSurveyError
from survey.web.services import services

_SEES_ANSWERS = frozenset({"collector", "public"})


def sees_answers() -> bool:
    """Return whether this process may open the database of responses."""
    return bool(services().settings.faces & _SEES_ANSWERS)


def manifest(survey: str) -> bytes:
    """Return the manifest of an open or closed survey, or raise UnknownSurveyError."""
    if sees_answers():
        return _of_collector(survey)
    return _of_issuer(survey)


def title(manifest: Manifest) -> Text:
    """Return the title of a survey's questionnaire, or its name where none is known."""
    try:
        return title_of(_questionnaire(manifest))
    except (FaultsError, UnknownSurveyError):
        return Text(dict.fromkeys(("mn", "en"), manifest.questionnaire))


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
    return _board(survey).manifest


def _board(survey: str) -> Board | PublicBoard:
    with reading(services().databases.responses) as session:
        try:
            return store.board(session, survey)
        except UnknownSurveyError:
            return bulletins.find(session, survey)


def _questionnaire(manifest: Manifest) -> bytes:
    """Return the questionnaire of a survey, which may be another than ours."""
    if sees_answers():
        return _board(manifest.survey).questionnaire
    with reading(services().databases.registry) as session:
        kept = drafts.source(session, manifest.survey)
    return kept or loader.source(manifest.questionnaire)


@lru_cache(maxsize=64)
def title_of(questionnaire: bytes) -> Text:
    """Return the title of a questionnaire."""
    return loader.read(questionnaire).title
