"""What a draft would show, in words: the forecast of the analysis, group by group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from analysis import forecast
from analysis.forecast import Breakdown, Expected, Fate
from analysis.results import ORGANISATION
from questionnaires.model import Questionnaire
from survey.manifest import INTERNAL, POSTER
from survey.registry.groups import GroupPlan
from survey.registry.lifecycle import Survey
from survey.registry.steps import Expectation
from survey.web import languages

_GUARDING = _("Withheld: figures of others would tell about few people")
FATES: Mapping[Fate, tuple[LazyString, str]] = {
    Fate.SHOWN: (_("Shown"), "govuk-tag--green"),
    Fate.BANDED: (_("Shown, with the number of answers in a band"), "govuk-tag--blue"),
    Fate.FEW: (_("Withheld: too few answers"), "govuk-tag--orange"),
    Fate.GUARDING: (_GUARDING, "govuk-tag--orange"),
}
_SMALL = (_("Too few people: it must join others"), "govuk-tag--red")


@dataclass(frozen=True, slots=True)
class GroupOutlook:
    """A group, the answers expected of it, and what would be shown.

    `needed` is how many per cent must answer for any result.
    """

    group: GroupPlan
    answers: int
    needed: int | None
    fate: LazyString
    colour: str

    @property
    def is_joined(self) -> bool:
        """Say whether several organisations answer together in it."""
        return len(self.group.members) > 1


@dataclass(frozen=True, slots=True)
class CutOutlook:
    """A breakdown: its name, how many of its figures would be shown, and which not."""

    title: str
    shown: int
    banded: int
    withheld: int
    reasons: tuple[tuple[LazyString, tuple[str, ...]], ...]

    @property
    def all(self) -> int:
        """Return how many figures the breakdown has."""
        return self.shown + self.banded + self.withheld


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a draft would show of its groups and of its breakdowns."""

    groups: tuple[GroupOutlook, ...]
    cuts: tuple[CutOutlook, ...]
    answers: int

    @property
    def withheld(self) -> int:
        """Return how many groups would have no figures."""
        hidden = {FATES[Fate.FEW][0], _GUARDING, _SMALL[0]}
        return sum(one.fate in hidden for one in self.groups)


def outlook(
    draft: Survey, questionnaire: Questionnaire, expected: Expectation
) -> Outlook:
    """Foretell what a draft with its groups and floors would show."""
    groups = [
        Expected(g.name, _answers(draft, g, expected), g.services) for g in draft.groups
    ]
    found = forecast.forecast(questionnaire, groups, expected.cell_floor)
    fates = _fates(found)
    return Outlook(
        tuple(
            _group(draft, group, one.answers, (fates.get(group.name), expected))
            for group, one in zip(draft.groups, groups, strict=True)
        ),
        tuple(_cut(questionnaire, one) for one in found),
        sum(one.answers for one in groups),
    )


def _answers(draft: Survey, group: GroupPlan, expected: Expectation) -> int:
    """Return a share of the people; of citizens, whose number is unknown, a number."""
    if draft.kind == INTERNAL:
        return forecast.expected_answers(group.eligible, expected.response)
    if group.channel == POSTER:
        return expected.response
    return min(expected.response, group.eligible)


def _fates(found: Sequence[Breakdown]) -> dict[int | str, Fate]:
    single = next((one for one in found if one.by == (ORGANISATION,)), None)
    return {cell.values[0]: cell.fate for cell in single.cells} if single else {}


def _group(
    draft: Survey,
    group: GroupPlan,
    answers: int,
    told: tuple[Fate | None, Expectation],
) -> GroupOutlook:
    fate, expected = told
    words, colour = FATES[fate or Fate.FEW]
    staff = draft.kind == INTERNAL
    if staff and group.eligible < draft.group_floor:
        words, colour = _SMALL
    needed = (
        forecast.needed_response(group.eligible, expected.cell_floor) if staff else None
    )
    return GroupOutlook(group, answers, needed, words, colour)


def _cut(questionnaire: Questionnaire, found: Breakdown) -> CutOutlook:
    language = languages.current()
    titles = [_variable(questionnaire, name) for name in found.by]
    reasons = []
    for fate in (Fate.FEW, Fate.GUARDING):
        cells = [cell.values for cell in found.cells if cell.fate is fate]
        named = tuple(_named(questionnaire, found.by, one, language) for one in cells)
        if named:
            reasons.append((FATES[fate][0], named))
    return CutOutlook(
        " × ".join(str(title) for title in titles),
        found.count(Fate.SHOWN),
        found.count(Fate.BANDED),
        found.count(Fate.FEW, Fate.GUARDING),
        tuple(reasons),
    )


def _variable(questionnaire: Questionnaire, name: str) -> LazyString | str:
    if name == ORGANISATION:
        return _("Group")
    return questionnaire.item(name).text.to(languages.current())


def _named(
    questionnaire: Questionnaire,
    by: Sequence[str],
    values: Sequence[int | str],
    language: str,
) -> str:
    told = []
    for name, value in zip(by, values, strict=True):
        labels = {}
        if name != ORGANISATION:
            options = questionnaire.item(name).options
            labels = {option.value: option.label.to(language) for option in options}
        told.append(labels.get(value, str(value)))
    return " × ".join(told)
