"""Changes the organisations of the district by hand, and keeps what was before.

What follows a new name: people who are invited, measures, contacts, and drafts. What
was fixed when a survey was opened stays as it was. Every function takes the registry's
session and leaves the transaction, and the line in the log, to its caller.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from questionnaires.faults import Fault, FaultsError, fault
from survey.accounts import people as accounts
from survey.database import Session
from survey.registry import (
    groups,
    history,
    measures,
    merging,
    organisations,
    people,
    surveys,
)
from survey.registry.history import Hand, Kind, Special
from survey.registry.lifecycle import State
from survey.registry.organisations import Entry, Organisation

LONGEST_NAME = 200
MOST_PEOPLE = 999_999


class ReorganisingError(FaultsError):
    """Organisations cannot be changed like this; each fault names a field."""


class RetiredError(Exception):
    """The organisation is retired; it must be taken up again first."""


def add(session: Session, body: Organisation, hand: Hand) -> int:
    """Add an organisation, and return its number."""
    _catch_up(session, hand)
    _require(_faults(session, body, 0))
    organisations.enter(session, [body])
    number = history.names(session)[body.name]
    history.note(session, hand, Kind.CHANGED, {number: Special(Kind.ADDED)})
    return number


def change(session: Session, number: int, body: Organisation, hand: Hand) -> None:
    """Give an organisation another name, place, type or number of people."""
    _catch_up(session, hand)
    before = _existing(session, number).body
    _require(_faults(session, body, number))
    points = _point_names(session)
    organisations.change(session, number, body)
    if body.name != before.name:
        renamed = dict(zip(points, _point_names(session), strict=True))
        _call(session, before.name, body.name, renamed)
    history.note(session, hand, Kind.CHANGED)


def merge(session: Session, number: int, into: int, hand: Hand) -> None:
    """Let an organisation be part of another from now on.

    People and service points go there, and so does what it still had to do. Its
    contacts keep speaking for what it was: nobody gets new rights by this.
    """
    _catch_up(session, hand)
    gone = _existing(session, number)
    if into not in {one.number for one in partners(session, number)}:
        raise ReorganisingError([_NO_PARTNER])
    whole = _existing(session, into)
    organisations.take_in(session, number, into, hand.day)
    measures.hand_over(session, gone.body.name, whole.body.name)
    special = {
        number: Special(Kind.MERGED, whole.body.name),
        into: Special(Kind.RECEIVED, gone.body.name),
    }
    history.note(session, hand, Kind.CHANGED, special)


def retire(session: Session, number: int, hand: Hand) -> None:
    """Keep an organisation as one that was: no later survey asks its people."""
    _catch_up(session, hand)
    _existing(session, number)
    organisations.retire(session, number, hand.day)
    history.note(session, hand, Kind.CHANGED, {number: Special(Kind.RETIRED)})


def revive(session: Session, number: int, hand: Hand) -> None:
    """Take a retired organisation up again."""
    if organisations.find(session, number).retired is None:
        return
    organisations.revive(session, number)
    history.note(session, hand, Kind.CHANGED, {number: Special(Kind.REVIVED)})


def partners(session: Session, number: int) -> Sequence[Entry]:
    """Return what an organisation can be merged into or moved below.

    Neither itself nor anything below it.
    """
    there = [one for one in organisations.entries(session) if one.retired is None]
    own = {one.body.name for one in there if one.number == number}
    for name in tuple(own):
        below = organisations.under([one.body for one in there], name)
        own |= {body.name for body in below}
    return [one for one in there if one.body.name not in own]


def _catch_up(session: Session, hand: Hand) -> None:
    """Note what was entered before there was a history, so that a change has one."""
    history.note(session, replace(hand, actor=""), Kind.ENTERED)


def _existing(session: Session, number: int) -> Entry:
    found = organisations.find(session, number)
    if found.retired is not None:
        raise RetiredError(f"Organisation {number} is retired.")
    return found


def _point_names(session: Session) -> Sequence[str]:
    points = organisations.service_points(session)
    planned = (*groups.at_counters(points, 0), *groups.on_posters(points))
    return [group.name for group in planned]


def _call(session: Session, old: str, new: str, points: dict[str, str]) -> None:
    """Let everything follow a new name that is not fixed."""
    people.call(session, old, new)
    measures.call(session, old, new)
    accounts.call(session, old, new)
    for name in surveys.names(session, State.DRAFT):
        draft = surveys.find(session, name)
        called = merging.call(draft.groups, old, new, points)
        surveys.revise(session, replace(draft, groups=called))


def _require(faults: Sequence[Fault]) -> None:
    if faults:
        raise ReorganisingError(faults)


def _faults(session: Session, body: Organisation, number: int) -> list[Fault]:
    above = {one.body.name for one in partners(session, number)}
    found = _name_faults(body.name, _others(session, number))
    if not 0 < len(body.type) <= LONGEST_NAME:
        found.append(_NO_TYPE)
    if not 0 <= body.headcount <= MOST_PEOPLE:
        found.append(_NO_HEADCOUNT)
    if body.parent is not None and body.parent not in above:
        found.append(_NO_PARENT)
    return found


def _others(session: Session, number: int) -> Collection[str]:
    """Return every name that another organisation has or had."""
    known = history.names(session)
    return {name.casefold() for name, of in known.items() if of != number}


def _name_faults(name: str, taken: Collection[str]) -> list[Fault]:
    if not 0 < len(name) <= LONGEST_NAME:
        return [_NO_NAME]
    return [_TAKEN] if name.casefold() in taken else []


_NO_NAME = fault(
    "name",
    f"Байгууллагын нэрийг бичнэ үү ({LONGEST_NAME} хүртэл тэмдэгт).",
    f"Write the name of the organisation, of at most {LONGEST_NAME} characters.",
)
_TAKEN = fault(
    "name",
    "Ийм нэртэй байгууллага байна, эсвэл өмнө нь байсан. Өөр нэр бичнэ үү.",
    "An organisation has this name, or had it before. Write another.",
)
_NO_TYPE = fault(
    "type",
    "Төрлийг бичнэ үү, жишээ нь сургууль, хороо, хэлтэс.",
    "Write the type, for example school, khoroo or department.",
)
_NO_HEADCOUNT = fault(
    "headcount",
    "Албан хаагчдын тоог бүхэл тоогоор бичнэ үү.",
    "Write the number of civil servants as a whole number.",
)
_NO_PARENT = fault(
    "parent",
    "Дээд байгууллагыг жагсаалтаас сонгоно уу: өөрөө эсвэл доорх нь байж болохгүй.",
    "Choose the organisation above from the list: not itself, and none below it.",
)
_NO_PARTNER = fault(
    "into",
    "Аль байгууллагад нэгтгэхийг сонгоно уу.",
    "Choose the organisation that it becomes part of.",
)
