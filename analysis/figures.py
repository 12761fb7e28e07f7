"""The figures that results are made of, and what stands where one is withheld."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from questionnaires.model import Text


@dataclass(frozen=True, slots=True)
class SurveyFacts:
    """What is known of a survey besides its answers.

    `posters` are the groups of those who chose themselves to answer at a poster.
    """

    name: str
    version: str
    title: Text
    opened: date | None
    closed: date | None
    headcount: int | None
    headcounts: Mapping[str, int] | None
    cell_floor: int
    manifest_digest: str
    issued: int | None
    mode: str
    seed: int
    software: str
    sample: bool
    posters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Withheld:
    """Stands where a figure may not be shown.

    `withheld` is the reason: ``n<10`` (with the survey's floor), ``complement``,
    ``alike`` (all or all but one said the same), ``overlap``, ``audit``,
    ``no anchor``. Of answers that are alike `band` tells the most that may be said.
    """

    withheld: str
    band: str | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval."""

    mean: float
    low: float | None = None
    high: float | None = None

    def moved_to(self, mean: float) -> "Estimate":
        """Return another figure with the same reach of its interval."""
        if self.low is None or self.high is None:
            return Estimate(mean)
        return Estimate(mean, mean - self.mean + self.low, mean - self.mean + self.high)


@dataclass(frozen=True, slots=True)
class Cell:
    """The figures of one item, indicator or index among one set of people.

    Means are on 0–100, shares between 0 and 1. `n` counts the people behind the
    mean; where it is shown as a band, it runs to `n_to`. `counts` holds the answers
    to each option and `missing` those who gave none, by reason; rounded results have
    `shares` and `missing_shares` instead. `weighted` is the mean of the district by
    headcount, `typical` the median of its organisations, `shrunken` the mean drawn
    toward the district's.
    """

    n: int
    n_to: int | None = None
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    positive: float | None = None
    positive_low: float | None = None
    positive_high: float | None = None
    counts: Mapping[str, int] | None = None
    missing: Mapping[str, int] | None = None
    shares: Mapping[str, float] | None = None
    missing_shares: Mapping[str, float] | None = None
    median: float | None = None
    weighted: Estimate | None = None
    typical: float | None = None
    shrunken: float | None = None

    @property
    def distribution(self) -> Mapping[str, float]:
        """Return the share of each option among those who answered."""
        if self.shares is not None:
            return self.shares
        counted = self.counts or {}
        return {value: count / self.n for value, count in counted.items() if self.n}


@dataclass(frozen=True, slots=True)
class Rate:
    """The share of people with a contact who had an experience."""

    n: int
    n_to: int | None = None
    rate: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class SensitiveFigure:
    """An estimated prevalence, never clipped: it may lie outside 0–1."""

    n: int
    estimate: float
    low: float
    high: float
    method: str
    n_to: int | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of how many people of an organisation how many answered."""

    answers: int
    eligible: int | None = None


@dataclass(frozen=True, slots=True)
class IndicatorWeight:
    """How much an indicator counts in its index, and who decided so."""

    value: float
    status: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points taken off an index for a known case, with the document that proves it.

    `counted` is what the limits of the rules let a case take off.
    """

    points: float
    document: str
    reason: Text
    kind: Text | None = None
    decided_by: str | None = None
    decided_on: date | None = None
    counted: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A figure in the wave before and now, and what can be told of the difference.

    `detectable` is the least difference that is more than chance, `p` is adjusted for
    all comparisons. `verdict` is ``better``, ``worse`` or ``not told apart``.
    """

    before: float
    after: float
    difference: float
    low: float
    high: float
    detectable: float
    p: float
    verdict: str


@dataclass(frozen=True, slots=True)
class Incomparable:
    """Stands where two waves cannot be compared.

    `incomparable` is the reason: ``withheld``, ``few``, ``wording`` or ``new``.
    """

    incomparable: str


@dataclass(frozen=True, slots=True)
class Wave:
    """One earlier survey with the same questionnaire, and its published means.

    It holds only means of what was asked in the same words as now.
    """

    version: str
    answers: int
    means: Mapping[str, Estimate]
    opened: date | None = None
    closed: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an organisation stands: never a rank alone.

    `standing` is ``above``, ``not different`` or ``below`` the rest of the district.
    """

    mean: float
    low: float
    high: float
    shrunken: float
    rank_low: int
    rank_high: int
    standing: str


@dataclass(frozen=True, slots=True)
class Driver:
    """What an indicator contributes to the explained variance of the outcome."""

    shapley: float
    johnson: float
    mean: float | None = None


@dataclass(frozen=True, slots=True)
class DisclosureNote:
    """One figure that was withheld: where it would have stood, and why."""

    block: str
    name: str
    cut: str
    cell: str
    reason: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What the audit of a release found.

    `checked` hidden counts were bounded by linear programmes; `narrowest` is the
    smallest interval left, `repaired` the figures withheld because of the audit.
    """

    passed: bool
    checked: int
    narrowest: int | None = None
    repaired: int = 0


@dataclass(frozen=True, slots=True)
class Disclosure:
    """How a release is protected. `audit` is absent until it was protected."""

    floor: int
    withheld: tuple[DisclosureNote, ...] = ()
    audit: Audit | None = None
    rounded: bool = False
