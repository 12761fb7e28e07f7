"""Says of every step of a draft whether it is done, and what it waits for."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from questionnaires.faults import Fault, fault
from questionnaires.model import Text
from questionnaires.tables import LANGUAGES
from survey import grouping, inviting
from survey.database import Session
from survey.inviting import InvitingError
from survey.manifest import INTERNAL, MOST_HOLDERS
from survey.registry import drafts, steps
from survey.registry.drafts import HeldKey
from survey.registry.lifecycle import Survey
from survey.registry.steps import Step

# What may be left as it is: everything else must be done before a survey is opened.
OPTIONAL = frozenset({Step.TEXTS, Step.REHEARSAL})
_OF_GROUPS = frozenset({Step.GROUPS, Step.CHANNELS})


class Standing(StrEnum):
    """How far a step is."""

    DONE = "done"
    WAITING = "waiting"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class StepReport:
    """A step, how far it is, and what stands in its way."""

    step: Step
    standing: Standing
    faults: tuple[Fault, ...] = ()


def report(session: Session, draft: Survey, *, today: date) -> tuple[StepReport, ...]:
    """Return how far each step of a draft is, in their order."""
    settled = steps.settled(session, draft.name)
    nobody = frozenset() if draft.groups else _OF_GROUPS
    told = [
        _told(step, settled, tuple(found), is_blocked=step in nobody)
        for step, found in (
            (Step.QUESTIONNAIRE, ()),
            (Step.GROUPS, _groups(session, draft)),
            (Step.CHANNELS, _channels(session, draft)),
            (Step.DAYS, _days(draft, today)),
        )
    ]
    keys = drafts.keys(session, draft.name)
    told.append(_told(Step.KEYS, {Step.KEYS} if keys else (), tuple(_keys(keys))))
    told += [_told(step, settled) for step in (Step.TEXTS, Step.REHEARSAL)]
    return (*told, _opening(told))


def faults_of(reports: Sequence[StepReport], step: Step) -> tuple[Fault, ...]:
    """Return what is wrong with one step."""
    return next(one.faults for one in reports if one.step is step)


def _told(
    step: Step,
    settled: Collection[Step],
    faults: tuple[Fault, ...] = (),
    *,
    is_blocked: bool = False,
) -> StepReport:
    if is_blocked:
        return StepReport(step, Standing.BLOCKED, faults)
    is_done = step in settled and not faults
    return StepReport(step, Standing.DONE if is_done else Standing.WAITING, faults)


def _opening(told: Sequence[StepReport]) -> StepReport:
    open_steps = [
        one
        for one in told
        if one.standing is not Standing.DONE and one.step not in OPTIONAL
    ]
    faults = [f for one in open_steps for f in one.faults or (_UNSETTLED[one.step],)]
    standing = Standing.BLOCKED if faults else Standing.WAITING
    return StepReport(Step.OPENING, standing, tuple(faults))


def _groups(session: Session, draft: Survey) -> Iterator[Fault]:
    if not draft.groups:
        yield _NOBODY if draft.kind == INTERNAL else _NO_POINTS
        return
    if grouping.is_outdated(session, draft):
        yield _OUTDATED
    for group in draft.groups:
        if draft.kind == INTERNAL and group.eligible < draft.group_floor:
            yield _too_small(group.name, group.eligible, draft.group_floor)


def _channels(session: Session, draft: Survey) -> Iterator[Fault]:
    if not draft.groups:
        yield _NO_GROUPS
        return
    try:
        inviting.check(session, draft.groups)
    except InvitingError as error:
        for one in error.faults:
            told = {code: f"{one.place}: {one.text.to(code)}" for code in LANGUAGES}
            yield Fault(one.place, Text(told))


def _days(draft: Survey, today: date) -> Iterator[Fault]:
    if today > draft.closes:
        yield fault(
            "days",
            f"Сүүлийн өдөр ({draft.closes}) өнгөрсөн байна.",
            f"The last day, {draft.closes}, is over.",
        )


def _keys(keys: Sequence[HeldKey]) -> Iterator[Fault]:
    if not keys:
        yield _NO_KEYS
    if len(keys) > MOST_HOLDERS:
        yield _MANY_KEYS
    for held in keys:
        if not held.proved:
            yield fault(
                held.holder,
                f"«{held.holder}» түлхүүрээ туршилтын битүүмжлэлээр шалгаагүй байна.",
                f"{held.holder} has not opened the test seal yet.",
            )


def _too_small(name: str, people: int, floor: int) -> Fault:
    return fault(
        name,
        f"«{name}» бүлэгт {people} хүн байна. Хэнийг ч таних боломжгүй байлгахын тулд "
        f"{floor} ба түүнээс олон хүнтэй болтол өөр байгууллагатай нэгтгэнэ үү.",
        f"The group {name} has {people} people. Let it answer together with others, so "
        f"that it has {floor} and nobody can be recognised.",
    )


_NOBODY = fault(
    "organisations",
    "Байгууллага бүртгээгүй байна. Эхлээд байгууллагуудыг оруулна уу.",
    "There are no organisations with people yet. Enter the organisations first.",
)
_NO_POINTS = fault(
    "service points",
    "Үйлчилгээний цэг сонгоогүй эсвэл бүртгээгүй байна. "
    "Эхлээд үйлчилгээний хүснэгтийг оруулна уу.",
    "No service point is chosen or entered. Enter the table of services first.",
)
_NO_GROUPS = fault(
    "groups",
    "Эхлээд хэн хамт хариулахыг шийднэ үү.",
    "Decide first who answers together.",
)
_OUTDATED = fault(
    "organisations",
    "Бүлгүүдийг үүсгэснээс хойш байгууллага эсвэл орон тоо өөрчлөгдсөн байна.",
    "Organisations or headcounts have changed since the groups were formed.",
)
_NO_KEYS = fault(
    "keys",
    "Дор хаяж нэг түлхүүр эзэмшигч хэрэгтэй.",
    "At least one key-holder is needed.",
)
_MANY_KEYS = fault(
    "keys",
    f"Түлхүүр эзэмшигч хамгийн ихдээ {MOST_HOLDERS} байна.",
    f"There can be at most {MOST_HOLDERS} key-holders.",
)
_UNSETTLED = {
    Step.QUESTIONNAIRE: fault(
        "questionnaire", "Санал асуулгыг сонгоно уу.", "Choose the questionnaire."
    ),
    Step.GROUPS: fault(
        "groups",
        "Хэн хамт хариулахыг шийдээгүй байна.",
        "It is not decided yet who answers together.",
    ),
    Step.CHANNELS: fault(
        "channels",
        "Бүлэг бүр хэрхэн хариулахыг шийдээгүй байна.",
        "It is not decided yet how each group answers.",
    ),
    Step.DAYS: fault(
        "days", "Өдрүүдийг шийдээгүй байна.", "The days are not decided yet."
    ),
    Step.KEYS: _NO_KEYS,
}
