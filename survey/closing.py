"""Closes a survey: no more answers, and nothing left that tells an order."""

from datetime import date

from survey.database import Session
from survey.registry import surveys
from survey.registry.lifecycle import State
from survey.responses import store


def close(registry: Session, responses: Session, survey: str, *, today: date) -> None:
    """Stop taking answers and rewrite what is kept in the order of its leaves."""
    surveys.advance(registry, survey, State.CLOSED, today=today)
    store.close(responses, survey)
