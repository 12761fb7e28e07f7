"""The life of a survey, and all that must hold before it takes its next step."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from questionnaires.faults import Fault, FaultsError, fault
from survey.registry.groups import GroupPlan


class State(StrEnum):
    """How far a survey has come. It only ever goes one step forward."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    TALLIED = "tallied"
    PUBLISHED = "published"
    PURGED = "purged"


OVER = (State.CLOSED, State.TALLIED, State.PUBLISHED, State.PURGED)


class TransitionError(FaultsError):
    """The survey cannot take this step yet; the faults say what is missing."""


@dataclass(frozen=True, slots=True)
class Survey:
    """A questionnaire in the field between two dates, as the registry knows it."""

    name: str
    kind: str
    questionnaire: str
    version: str
    opens: date
    answers_open: date
    closes: date
    keep_until: date
    group_floor: int
    sample: bool
    state: State = State.DRAFT
    manifest: bytes | None = None
    groups: tuple[GroupPlan, ...] = ()
    released: bool = False


def check(survey: Survey, to: State, *, today: date) -> None:
    """Raise TransitionError unless the survey may take this step today."""
    faults = [*_order(survey, to)] or [*_conditions(survey, to, today)]
    if faults:
        raise TransitionError(faults)


def _order(survey: Survey, to: State) -> Iterator[Fault]:
    states = list(State)
    if states.index(to) != states.index(survey.state) + 1:
        yield fault(
            survey.name,
            f"Судалгаа «{survey.state}» төлөвт байгаа тул «{to}» болгох боломжгүй.",
            f"The survey is {survey.state}; its next step is not {to}.",
        )


def _conditions(survey: Survey, to: State, today: date) -> Iterator[Fault]:
    if to is State.OPEN:
        yield from _opening(survey, today)
    elif to is State.CLOSED:
        yield from _closing(survey, today)
    elif to is State.PUBLISHED:
        yield from _publishing(survey)
    elif to is State.PURGED:
        yield from _purging(survey, today)


def _opening(survey: Survey, today: date) -> Iterator[Fault]:
    if not survey.opens <= survey.answers_open <= survey.closes <= survey.keep_until:
        yield fault(
            survey.name,
            "Нээх, хариулт авч эхлэх, хаах, устгах өдрүүд дарааллаараа байх ёстой.",
            "The days of opening, answering, closing and destroying must be in order.",
        )
    if today > survey.closes:
        yield fault(
            survey.name,
            f"Хаах өдөр ({survey.closes}) өнгөрсөн байна. Өдрүүдийг шинэчилнэ үү.",
            f"Its last day, {survey.closes}, is over. Choose later days.",
        )
    if survey.manifest is None:
        yield fault(
            survey.name,
            "Судалгааны нөхцөлийн баримт (manifest) бэлэн болоогүй байна.",
            "Its manifest has not been made.",
        )
    yield from _groups(survey)


def _groups(survey: Survey) -> Iterator[Fault]:
    if not survey.groups:
        yield fault(
            survey.name,
            "Хэн хариулахыг тогтоогоогүй байна. Дор хаяж нэг бүлэг үүсгэнэ үү.",
            "Nobody is to answer. Make at least one group.",
        )
    for group in survey.groups:
        if survey.kind == "internal" and group.eligible < survey.group_floor:
            yield fault(
                f"{survey.name}: {group.name}",
                f"Бүлэгт {group.eligible} хүн байна. Хариулагчийг таних боломжгүй "
                f"байлгахын тулд {survey.group_floor} ба түүнээс олон хүнтэй болтол "
                "нэгтгэнэ үү.",
                f"The group has {group.eligible} people. Merge it with another, so "
                f"that it has {survey.group_floor} and nobody can be recognised.",
            )


def _closing(survey: Survey, today: date) -> Iterator[Fault]:
    if today <= survey.closes:
        yield fault(
            survey.name,
            f"Хариулах сүүлийн өдөр нь {survey.closes} байна гэж амласан.",
            f"Respondents were promised to have until the end of {survey.closes}.",
        )


def _publishing(survey: Survey) -> Iterator[Fault]:
    if not survey.released:
        yield fault(
            survey.name,
            "Нийтлэх дүн хадгалагдаагүй байна.",
            "No results have been released to publish.",
        )


def _purging(survey: Survey, today: date) -> Iterator[Fault]:
    if today <= survey.keep_until:
        yield fault(
            survey.name,
            f"Хариултыг {survey.keep_until} хүртэл хадгална.",
            f"The answers are kept until {survey.keep_until}.",
        )
