"""How far a survey has come against the plan's indicator that everybody is covered.

Answers are told in coarse steps and only for groups above the floor, so that nobody can
watch a single answer arrive; of civil servants they are told without days.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook

from survey import belonging
from survey.database import Databases, reading
from survey.manifest import CITIZEN, INTERNAL, POSTER, Manifest
from survey.registry import citizen_days, coverage, history, surveys
from survey.registry.citizen_days import Risen
from survey.registry.coverage import Coverage
from survey.registry.lifecycle import State, Survey
from survey.responses import store

STEP = 5
FEWEST = 10
FULL = 100
MOST_TOLD = 75


@dataclass(frozen=True, slots=True)
class Reached:
    """An organisation: its people, and at least how many per cent can answer.

    `handed_out` are cards; who is invited by mail has none, and of invitations that
    were exchanged no more than three quarters are told.
    """

    organisation: str
    group: str
    eligible: int
    handed_out: int | None
    percent: int

    @property
    def is_full(self) -> bool:
        """Say whether everybody is covered, as far as can be told."""
        return self.percent >= (FULL if self.handed_out is not None else MOST_TOLD)


@dataclass(frozen=True, slots=True)
class Answered:
    """A group: at least how many per cent, or how many citizens, have answered.

    Both are none where fewer than ten have answered.
    """

    name: str
    channel: str
    eligible: int
    percent: int | None
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """What is shown of a survey's coverage."""

    survey: Survey
    bodies: Sequence[Reached]
    groups: Sequence[Answered]
    days: Sequence[Risen]

    @property
    def people(self) -> int:
        """Return how many people the organisations have together."""
        return sum(one.eligible for one in self.bodies)

    @property
    def reached(self) -> int:
        """Return at least how many per cent of them can answer."""
        able = sum(one.percent * one.eligible for one in self.bodies)
        return able // self.people if self.people else 0

    @property
    def lacking(self) -> Sequence[Reached]:
        """Return the organisations that have not come as far as can be told."""
        return [one for one in self.bodies if not one.is_full]


def percent(answers: int, eligible: int) -> int | None:
    """Return a share in steps of five per cent, or none where few have answered.

    It also rises by ten answers at a time: in a group of twenty, five per cent is one
    person, whom somebody could watch answering.
    """
    if answers < FEWEST or eligible == 0:
        return None
    counted = answers // FEWEST * FEWEST
    return min(FULL, int(FULL * counted / eligible) // STEP * STEP)


def board(databases: Databases, survey: str) -> Board:
    """Return the board of a survey."""
    with reading(databases.registry) as session:
        found = surveys.find(session, survey)
        rows = coverage.coverage(session, survey)
        days = citizen_days.risen(session, survey)
    bodies = [_reached(row) for row in rows]
    return Board(found, bodies, _answered(databases, found), days)


def board_of(databases: Databases, survey: str, body: str) -> Board:
    """Return what of a board belongs to one organisation."""
    whole = board(databases, survey)
    with reading(databases.registry) as session:
        called = history.names_of(session, body)
        own = set(belonging.groups_of(session, survey, body))
    return Board(
        whole.survey,
        [one for one in whole.bodies if one.organisation in called],
        [group for group in whole.groups if group.name in own],
        [one for one in whole.days if one.group in own],
    )


def note_citizens(databases: Databases, today: date) -> None:
    """Note of every open survey of citizens how many tens of answers there are.

    Trainings and consultations are answered by civil servants too: they are left out.
    """
    with reading(databases.registry) as session:
        names = surveys.names(session, State.OPEN)
        found = [surveys.find(session, name) for name in names]
    for survey in found:
        if survey.kind == CITIZEN:
            counts = _counts(databases, survey)
            with databases.registry.begin() as session:
                citizen_days.note(session, survey.name, counts, today)


def workbook(board: Board, headings: Mapping[str, Sequence[str]]) -> bytes:
    """Return the board as an Excel file; each sheet has its headings by its title."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheets: tuple[Sequence[tuple[object, ...]], ...] = (
        [(b.organisation, b.eligible, b.handed_out, b.percent) for b in board.bodies],
        [(g.name, g.eligible or None, g.percent, g.answers) for g in board.groups],
        [(one.day, one.group, one.answers) for one in board.days],
    )
    for (title, names), rows in zip(headings.items(), sheets, strict=True):
        sheet = book.create_sheet(title)
        sheet.append(names)
        for row in rows:
            sheet.append(row)
            for cell in sheet[sheet.max_row]:
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # A name that begins with = is no formula.
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _reached(row: Coverage) -> Reached:
    if row.collected is not None:
        return Reached(row.organisation, row.group, row.eligible, None, row.collected)
    share = FULL * row.handed_out // row.eligible if row.eligible else 0
    return Reached(row.organisation, row.group, row.eligible, row.handed_out, share)


def _counts(databases: Databases, survey: Survey) -> dict[str, int]:
    if survey.manifest is None:
        return {}
    with reading(databases.responses) as session:
        counts = store.answers_per_group(session, survey.name)
    known = Manifest.from_json(survey.manifest).groups
    return {group.name: counts.get(group.key_id, 0) for group in known}


def _answered(databases: Databases, survey: Survey) -> Sequence[Answered]:
    counts = _counts(databases, survey)
    made = []
    for group in survey.groups if survey.manifest else ():
        number = counts.get(group.name, 0)
        people = 0 if group.channel == POSTER else group.eligible
        coarse = number // FEWEST * FEWEST if number >= FEWEST else None
        answers = coarse if survey.kind != INTERNAL else None
        share = percent(number, people)
        made.append(Answered(group.name, group.channel, people, share, answers))
    return made
