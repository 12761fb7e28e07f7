"""Keeps the public documents of closed surveys, and lists which slips were spent.

What is kept here is for everybody to read. It stays when the answers are destroyed, so
that a receipt can be checked for as long as the site is served.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.responses import groups
from survey.responses.groups import SPENT, UNSPENT, VOID
from survey.responses.store import UnknownSurveyError
from survey.responses.tables import BoardRow, BulletinRow, SlipRow, SpentRow


@dataclass(frozen=True, slots=True)
class PublicBoard:
    """The documents of a closed survey that anybody may download."""

    manifest: bytes
    questionnaire: bytes
    bulletin: bytes


@dataclass(frozen=True, slots=True)
class PrintedSlips:
    """The hashes of all slips printed for a group, each list sorted.

    Each stands in one of the first three lists; those that were printed after the
    opening, in the place of void ones, stand in the last list too.
    """

    spent: tuple[bytes, ...]
    unspent: tuple[bytes, ...]
    void: tuple[bytes, ...] = ()
    reissued: tuple[bytes, ...] = ()


def printed_slips(session: Session, survey: str) -> dict[bytes, PrintedSlips]:
    """Return the slips of every group of a survey, by group key id."""
    return {
        group.key_id: _printed(session, group.number, group.eligible)
        for group in groups.of_survey(session, survey)
    }


def keep(session: Session, survey: str, board: PublicBoard) -> None:
    """Keep what is public of a survey that was just closed."""
    session.add(
        BulletinRow(
            survey=survey,
            manifest=board.manifest,
            questionnaire=board.questionnaire,
            bulletin=board.bulletin,
        )
    )


def is_kept(session: Session, survey: str) -> bool:
    """Say whether a survey was closed: its public documents are kept since then."""
    chosen = select(BulletinRow.survey).where(BulletinRow.survey == survey)
    return session.scalar(chosen) is not None


def find(session: Session, survey: str) -> PublicBoard:
    """Return what is public of a closed survey."""
    row = session.get(BulletinRow, survey)
    if row is None:
        raise UnknownSurveyError
    return PublicBoard(row.manifest, row.questionnaire, row.bulletin)


def titled(session: Session) -> dict[str, bytes]:
    """Return the questionnaire of every closed survey, by the survey's name."""
    chosen = select(BulletinRow.survey, BulletinRow.questionnaire)
    rows = session.execute(chosen.order_by(BulletinRow.survey))
    return {row.survey: row.questionnaire for row in rows}


def without_answers(session: Session) -> frozenset[str]:
    """Return the closed surveys whose answers are destroyed, with the board's key."""
    kept = select(BoardRow.survey)
    chosen = select(BulletinRow.survey).where(BulletinRow.survey.not_in(kept))
    return frozenset(session.scalars(chosen))


def taking_answers(session: Session) -> dict[str, bytes]:
    """Return the questionnaire of every survey that is not closed, by its name."""
    chosen = select(BoardRow.survey, BoardRow.questionnaire).where(~BoardRow.closed)
    return {
        row.survey: row.questionnaire
        for row in session.execute(chosen.order_by(BoardRow.survey))
    }


def _printed(session: Session, group_number: int, eligible: int) -> PrintedSlips:
    row = session.get(SpentRow, group_number)
    marks = row.marks if row else b""
    chosen = select(SlipRow.number, SlipRow.slip)
    slips = session.execute(chosen.where(SlipRow.group_number == group_number)).all()
    by_mark: dict[int, list[bytes]] = {UNSPENT: [], SPENT: [], VOID: []}
    for number, slip in slips:
        by_mark[marks[number]].append(slip)
    return PrintedSlips(
        spent=tuple(sorted(by_mark[SPENT])),
        unspent=tuple(sorted(by_mark[UNSPENT])),
        void=tuple(sorted(by_mark[VOID])),
        reissued=tuple(sorted(slip for number, slip in slips if number >= eligible)),
    )
