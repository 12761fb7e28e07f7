"""The results of a survey as frozen objects, and as the document `results.json`.

A result holds figures and the names of what they are about; texts stand in the
questionnaire beside them. Nothing here decides what may be shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import get_type_hints

from analysis.figures import (
    Audit,
    Cell,
    Change,
    Coverage,
    Deduction,
    Disclosure,
    DisclosureNote,
    Driver,
    Estimate,
    Incomparable,
    IndicatorWeight,
    Rate,
    SensitiveFigure,
    Standing,
    SurveyFacts,
    Wave,
    Withheld,
)
from analysis.plain import ShapeOfDocumentError, plain, restored
from analysis.survey_block import SurveyBlock, survey_block
from analysis.tallies import Tallies
from questionnaires.model import Questionnaire, Text

__all__ = [
    "BLOCKS", "CROSS", "FORMAT", "ORGANISATION", "Audit", "Breakdown", "Cell",
    "Changes", "Comments", "Coverage", "Deduction", "Disclosure", "DisclosureNote",
    "Driver", "Drivers", "Estimate", "ExperienceResult", "IndexResult",
    "IndicatorResult", "IndicatorWeight", "ItemResult", "Ranking", "Rate", "Released",
    "Reliability", "Results", "SensitiveFigure", "SensitiveResult",
    "ShapeOfDocumentError", "Shown", "Standing", "SurveyFacts", "ThemeResult",
    "Together", "Withheld", "from_document", "to_document",
]  # fmt: skip

FORMAT = 1
ORGANISATION = "organisation"
CROSS = " × "
BLOCKS = (
    "items",
    "indicators",
    "indices",
    "experience",
    "sensitive",
    "reliability",
    "ranking",
    "drivers",
    "themes",
    "recommendations",
    "disclosure",
)
OPTIONAL_BLOCKS = ("comments", "changes", "together")


Shown = Cell | Withheld
Breakdown = Mapping[str, Mapping[str, Shown]]


@dataclass(frozen=True, slots=True)
class ItemResult:
    """An item's figures overall and by each declared cut (cut → value → figures)."""

    overall: Shown
    by: Breakdown = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """An indicator's figures overall and by each declared cut."""

    overall: Shown
    by: Breakdown = field(default_factory=dict)
    weight: IndicatorWeight | None = None


@dataclass(frozen=True, slots=True)
class IndexResult:
    """An index's figures; `weight` is the share of each indicator in it.

    `sensitivity` tells what the index would be with other weights. `overall` is
    never reduced: deductions stand apart, and `composite` is what they leave. Where
    few people answered, `bounds` tells what it could be if everybody had.
    """

    overall: Shown
    by: Breakdown = field(default_factory=dict)
    weight: Mapping[str, float] = field(default_factory=dict)
    sensitivity: Mapping[str, float] | None = None
    deductions: tuple[Deduction, ...] | None = None
    composite: float | None = None
    bounds: Estimate | None = None


@dataclass(frozen=True, slots=True)
class ExperienceResult:
    """How many of those who could have had an experience had it."""

    overall: Rate | Withheld
    by: Mapping[str, Mapping[str, Rate | Withheld]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SensitiveResult:
    """What an indirect question estimates, for the whole district only."""

    overall: SensitiveFigure | Withheld


@dataclass(frozen=True, slots=True)
class Reliability:
    """How well the items of an indicator agree, and organisations differ in it."""

    n: int
    items: int
    alpha: float | None = None
    low: float | None = None
    high: float | None = None
    omega: float | None = None
    icc1: float | None = None
    icc2: float | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """The organisations on one indicator or index.

    `reliability` is that of an organisation's mean at the mean group size; below
    .60 the means are not to be compared (`comparable` is false).
    """

    organisations: Mapping[str, Standing]
    reliability: float | None = None
    comparable: bool = False


@dataclass(frozen=True, slots=True)
class Drivers:
    """How much each indicator goes together with an outcome; no proof of cause."""

    n: int
    r2: float
    indicators: Mapping[str, Driver]
    n_to: int | None = None


@dataclass(frozen=True, slots=True)
class ThemeResult:
    """How many comments touched a theme, and examples that a person released."""

    n: int
    title: Text
    n_to: int | None = None
    examples: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Released:
    """A comment that a person let out, to which question it was, and its themes."""

    item: str
    text: str
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comments:
    """The comments that were reviewed and released, in no order of people."""

    released: tuple[Released, ...] = ()
    reviewed: date | None = None


@dataclass(frozen=True, slots=True)
class Together:
    """The surveys of citizens and of staff in one figure, by the name of its weights.

    `other` is the survey that was put beside this one.
    """

    external: float
    internal: float
    weighed: Mapping[str, Estimate]
    other: str


Compared = Mapping[str, Change | Incomparable]


@dataclass(frozen=True, slots=True)
class Changes:
    """What moved since the last of the earlier waves, and the means of all of them.

    `tested` differences were tested and adjusted together (Benjamini and Hochberg).
    """

    tested: int
    waves: tuple[Wave, ...]
    items: Compared = field(default_factory=dict)
    indicators: Compared = field(default_factory=dict)
    indices: Compared = field(default_factory=dict)
    experience: Compared = field(default_factory=dict)
    organisations: Mapping[str, Compared] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that a survey found.

    `tallies` are the bare counts that disclosure control needs; they are no part of
    any document, and protected results have none.
    """

    questionnaire: Questionnaire = field(repr=False)
    facts: SurveyFacts
    answers: int
    spoiled: int
    organisations: Mapping[str, Coverage]
    disclosure: Disclosure
    items: Mapping[str, ItemResult] = field(default_factory=dict)
    indicators: Mapping[str, IndicatorResult] = field(default_factory=dict)
    indices: Mapping[str, IndexResult] = field(default_factory=dict)
    experience: Mapping[str, ExperienceResult] = field(default_factory=dict)
    sensitive: Mapping[str, SensitiveResult] = field(default_factory=dict)
    reliability: Mapping[str, Reliability] = field(default_factory=dict)
    ranking: Mapping[str, Ranking] = field(default_factory=dict)
    drivers: Mapping[str, Drivers] = field(default_factory=dict)
    themes: Mapping[str, ThemeResult | Withheld] = field(default_factory=dict)
    recommendations: tuple[Mapping[str, object], ...] = ()
    comments: Comments | None = None
    changes: Changes | None = None
    together: Together | None = None
    tallies: Tallies | None = field(default=None, repr=False)


def to_document(results: Results) -> dict[str, object]:
    """Return the results as the JSON document `results.json`."""
    blocks = {name: plain(getattr(results, name)) for name in BLOCKS}
    survey = survey_block(
        results.facts,
        results.organisations,
        answers=results.answers,
        spoiled=results.spoiled,
    )
    more = {name: plain(getattr(results, name)) for name in OPTIONAL_BLOCKS}
    known = {name: told for name, told in more.items() if told is not None}
    return {"format": FORMAT, "survey": plain(survey), **blocks, **known}


def from_document(
    document: Mapping[str, object], questionnaire: Questionnaire
) -> Results:
    """Return the results that a document holds, about a questionnaire."""
    if document.get("format") != FORMAT:
        raise ShapeOfDocumentError(f"Results of format {FORMAT} were expected.")
    hints = get_type_hints(Results)
    blocks = {name: restored(hints[name], document[name]) for name in BLOCKS}
    for name in OPTIONAL_BLOCKS:
        blocks[name] = restored(hints[name], document.get(name))
    survey: SurveyBlock = restored(SurveyBlock, document["survey"])
    return Results(
        questionnaire=questionnaire,
        facts=survey.facts(blocks["disclosure"].floor),
        answers=survey.answers,
        spoiled=survey.spoiled,
        organisations=survey.organisations,
        **blocks,
    )
