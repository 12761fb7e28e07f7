"""Turns drawn invitations into letters to be mailed, and forgets who got which.

The pairing of a person with a code is drawn here, by chance, and leaves in the file
of letters alone: no database knows it. Whoever mails them deletes the file.
"""

import io
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import xlsxwriter

from questionnaires.faults import Fault, FaultsError, fault
from survey.database import Session
from survey.manifest import BLIND
from survey.opening import OpenedSurvey
from survey.registry import people
from survey.registry.groups import GroupPlan
from survey.registry.people import Person

DIGEST_DIGITS = 32
_HEADINGS = (
    "Нэр",
    "Цахим шуудан",
    "Холбоос",
    "Код",
    "Хариулах эхний өдөр",
    "Сүүлийн өдөр",
)
_WIDTHS = (30, 30, 60, 22, 22, 16)


class InvitingError(FaultsError):
    """Somebody has no address, or an address has nobody; the faults say where."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of one organisation as an Excel file for a mail merge."""

    organisation: str
    workbook: bytes


def check(session: Session, groups: Sequence[GroupPlan]) -> None:
    """Raise InvitingError unless everybody of the invited groups has an address."""
    faults = [
        wrong
        for group in groups
        if group.channel == BLIND
        for wrong in _group_faults(session, group)
    ]
    if faults:
        raise InvitingError(faults)


def letters(
    session: Session, opened: OpenedSurvey, *, address: str
) -> Iterator[Letters]:
    """Yield the letters of every organisation that is invited, in random order.

    `address` is the page on which a token is collected; the code follows it in the
    fragment, which no browser sends, with the digest of the manifest.
    """
    digest = opened.manifest.digest.hex()[:DIGEST_DIGITS]
    days = (opened.manifest.answers_open, opened.manifest.closes)
    dates = [day.isoformat() for day in days]
    for by_organisation in opened.invitations.values():
        listed = people.of(session, by_organisation.keys())
        for organisation, codes in by_organisation.items():
            pairs = _paired(organisation, listed[organisation], codes)
            rows = [
                (p.name, p.email, f"{address}#{code}.{digest}", code, *dates)
                for p, code in pairs
            ]
            yield Letters(organisation, _workbook(rows))


def _group_faults(session: Session, group: GroupPlan) -> Iterator[Fault]:
    listed = people.of(session, [body.organisation for body in group.members])
    for body in group.members:
        number = len(listed[body.organisation])
        if number != body.eligible:
            yield _miscounted(body.organisation, number, body.eligible)


def _miscounted(organisation: str, listed: int, eligible: int) -> Fault:
    return fault(
        organisation,
        f"{eligible} албан хаагчтай боловч {listed} хүний хаяг бүртгэсэн байна. "
        "Хүн бүрд яг нэг урилга очих ёстой.",
        f"It has {eligible} people, but {listed} addresses are entered. "
        "Everybody must get exactly one invitation.",
    )


def _paired(
    organisation: str, listed: Sequence[Person], codes: Sequence[str]
) -> list[tuple[Person, str]]:
    if len(listed) != len(codes):
        raise InvitingError([_miscounted(organisation, len(listed), len(codes))])
    chance = secrets.SystemRandom()
    drawn = chance.sample(list(codes), len(codes))
    pairs = list(zip(listed, drawn, strict=True))
    chance.shuffle(pairs)
    return pairs


def _workbook(rows: Sequence[Sequence[str]]) -> bytes:
    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("Урилга")
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        for number, row in enumerate((_HEADINGS, *rows)):
            sheet.write_row(number, 0, row)
    return file.getvalue()
