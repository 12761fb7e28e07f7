"""Decides what may be shown. Everything a person sees has passed here.

`Published` is a type that only this module makes; charts, reports and findings
require it. A release is made once per survey: the same answers always give the same
release, and there are no results of a survey that is still open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from analysis import margins, rounding
from analysis.comparing import compared
from analysis.figures import (
    Disclosure,
    DisclosureNote,
    SensitiveFigure,
    Withheld,
)
from analysis.results import (
    Changes,
    Comments,
    IndexResult,
    Results,
    SensitiveResult,
    ThemeResult,
    Together,
    from_document,
)
from analysis.withholding import Withholding
from questionnaires.model import Questionnaire

T = TypeVar("T")
_SEAL = object()
_THEMES = "themes"


class UnprotectedError(TypeError):
    """Somebody tried to publish without disclosure control."""


@dataclass(frozen=True, slots=True)
class Published(Generic[T]):
    """Something that passed disclosure control and may be shown."""

    value: T
    seal: object

    def __post_init__(self) -> None:
        """Refuse to exist for anybody but this module."""
        if self.seal is not _SEAL:
            raise UnprotectedError("Only disclosure control publishes results.")


def protect(results: Results) -> Published[Results]:
    """Return the results without the figures that could point to a person.

    Figures are suppressed, never rounded: `rounded` is the last step before showing.
    """
    if results.tallies is None:
        raise UnprotectedError("Results without their counts cannot be protected.")
    withholding = Withholding.of(results, results.tallies)
    shown = replace(
        results,
        items=withholding.items(),
        indicators=withholding.indicators(),
        indices=withholding.indices(),
        experience=withholding.experience(),
        sensitive=_sensitive(results),
        disclosure=_with_themes(withholding.disclosure(), results),
        tallies=None,
    )
    return Published(compared(shown, results.tallies), _SEAL)


def rounded(published: Published[Results]) -> Published[Results]:
    """Return published results rounded for showing: the last step."""
    shown = margins.without(rounding.rounded(published.value))
    return Published(shown, _SEAL)


def cautious(published: Published[Results]) -> Published[Results]:
    """Return rounded results with every interval, for choosing and not for showing.

    What may be said of people who chose themselves to answer is decided with the same
    caution as of others, though their figures are shown without a margin of error.
    """
    return Published(rounding.rounded(published.value), _SEAL)


def with_recommendations(
    published: Published[Results], proposed: tuple[Mapping[str, object], ...]
) -> Published[Results]:
    """Return published results with what was recommended from nothing but them."""
    return Published(replace(published.value, recommendations=proposed), _SEAL)


def with_entered(
    published: Published[Results],
    indices: Mapping[str, IndexResult],
    changes: Changes | None,
    together: Together | None = None,
) -> Published[Results]:
    """Return published results with what was made of them and of other releases."""
    told = replace(published.value, indices=indices, changes=changes, together=together)
    return Published(told, _SEAL)


def with_comments(
    published: Published[Results],
    themes: Mapping[str, ThemeResult | Withheld],
    comments: Comments | None,
) -> Published[Results]:
    """Return published results with themes and comments as people reviewed them.

    The themes must have been counted with the floor of the results.
    """
    results = replace(published.value, themes=themes, comments=comments)
    noted = results.disclosure
    others = tuple(note for note in noted.withheld if note.block != _THEMES)
    told = _with_themes(replace(noted, withheld=others), results)
    return Published(replace(results, disclosure=told), _SEAL)


def restored(
    document: Mapping[str, object], questionnaire: Questionnaire
) -> Published[Results]:
    """Return the release that a document of our own holds.

    The document must come from where protected results are kept, never from outside.
    """
    results = from_document(document, questionnaire)
    if results.disclosure.audit is None or not results.disclosure.audit.passed:
        raise UnprotectedError("The document holds results that were never audited.")
    return Published(results, _SEAL)


def _with_themes(disclosure: Disclosure, results: Results) -> Disclosure:
    notes = tuple(
        DisclosureNote(_THEMES, name, "", "", found.withheld)
        for name, found in results.themes.items()
        if isinstance(found, Withheld)
    )
    return replace(disclosure, withheld=disclosure.withheld + notes)


def _sensitive(results: Results) -> dict[str, SensitiveResult]:
    floor = results.facts.cell_floor
    return {
        name: SensitiveResult(Withheld(f"n<{floor}"))
        if isinstance(found.overall, SensitiveFigure) and found.overall.n < floor
        else found
        for name, found in results.sensitive.items()
    }
