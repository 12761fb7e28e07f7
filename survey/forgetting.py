"""Forgets who was invited, as far as nobody needs it, and says what has to stay."""

from pathlib import Path

from survey import outbox, outgoing
from survey.database import Session
from survey.registry import letters, people, surveys
from survey.registry.lifecycle import OVER, State


def forget(session: Session, home: Path) -> list[str]:
    """Delete the list of people, and every letter of a survey that is over.

    Returns the open surveys whose letters stay, with their addresses, until they
    close: reminders go to them, and what was refused waits for another address.
    """
    people.forget(session)
    for survey in surveys.names(session, *OVER):
        letters.forget(session, survey)
        destroy_files(home, survey)
    held = letters.surveys(session)
    opened = surveys.names(session, State.OPEN)
    return [one for one in opened if one in held or outgoing.letters(home, one)]


def destroy_files(home: Path, survey: str) -> None:
    """Destroy the letters and cards of a closed survey that still lie in files."""
    outbox.destroy_key(home, survey)
    outgoing.destroy(home, survey)
