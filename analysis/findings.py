"""From published results to statements with their evidence.

A statement is made only where the whole interval lies beyond a level; what is
withheld, has no interval, or may be chance says nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.comparing import LOW_COVERAGE
from analysis.disclosure import Published, cautious
from analysis.evidence import Evidence, closed, evidence, titled
from analysis.figures import Standing
from analysis.results import Results
from analysis.rules.model import Subject
from analysis.wording import alphabetical, both, number
from questionnaires.model import Text

WEAK = 60.0
STRONG = 70.0
FREQUENT = 0.02


@dataclass(frozen=True, slots=True)
class Finding:
    """A statement about one result, in both languages, and what it rests on.

    `kind` is ``weak``, ``strong``, ``experience``, ``coverage``, ``behind``,
    ``ahead`` or ``driver``; `strength` orders findings of one kind.
    """

    kind: str
    subject: Subject
    name: str
    statement: Text
    evidence: Evidence | None
    strength: float


def find(published: Published[Results]) -> tuple[Finding, ...]:
    """Return what the results say, the strongest of each kind first."""
    results = cautious(published).value
    found = [
        *_levels(results),
        *_experiences(results),
        *_coverage(results),
        *_organisations(results),
        *_drivers(results),
    ]
    return tuple(sorted(found, key=lambda finding: (finding.kind, -finding.strength)))


def _levels(results: Results) -> Iterator[Finding]:
    subjects: tuple[tuple[Subject, tuple[str, ...]], ...] = (
        ("index", tuple(results.indices)),
        ("indicator", tuple(results.indicators)),
        ("item", tuple(results.items)),
    )
    for subject, names in subjects:
        for name in names:
            shown = evidence(results, subject, name)
            if shown is not None:
                yield from _level(shown)


def _level(shown: Evidence) -> Iterator[Finding]:
    told = {"title": closed(shown.title), "figure": shown.figure}
    if shown.high < WEAK:
        statement = both("Weak: {title} {figure}", **told)
        strength = WEAK - shown.high
        yield Finding("weak", shown.subject, shown.name, statement, shown, strength)
    elif shown.low >= STRONG:
        statement = both("Strong: {title} {figure}", **told)
        strength = shown.low - STRONG
        yield Finding("strong", shown.subject, shown.name, statement, shown, strength)


def _experiences(results: Results) -> Iterator[Finding]:
    for name in results.experience:
        shown = evidence(results, "experience", name)
        if shown is not None and shown.low > FREQUENT:
            statement = both(
                "Happened: {title} {figure}",
                title=closed(shown.title),
                figure=shown.figure,
            )
            yield Finding("experience", "experience", name, statement, shown, shown.low)


def _coverage(results: Results) -> Iterator[Finding]:
    shown = evidence(results, "coverage", "*")
    if shown is not None and shown.value < LOW_COVERAGE:
        statement = both(
            "Coverage is low. {figure} Those who did not answer may think "
            "differently, and the results must be read with care.",
            figure=shown.figure,
        )
        strength = LOW_COVERAGE - shown.value
        yield Finding("coverage", "coverage", "*", statement, shown, strength)


def _organisations(results: Results) -> Iterator[Finding]:
    for name, ranking in results.ranking.items():
        if not ranking.comparable:
            continue
        for standing, kind in (("below", "behind"), ("above", "ahead")):
            placed = {
                organisation: place
                for organisation, place in ranking.organisations.items()
                if place.standing == standing
            }
            if placed:
                yield _standing(results, kind, name, placed)


def _standing(
    results: Results, kind: str, name: str, placed: dict[str, Standing]
) -> Finding:
    subject: Subject = "index" if name in results.indices else "indicator"
    listed = ", ".join(
        f"{organisation} ({number(placed[organisation].mean, 1)})"
        for organisation in alphabetical(placed)
    )
    title = titled(results, subject, name)
    if kind == "behind":
        statement = both(
            "{title}: below the rest of the district, more than chance explains: "
            "{list}.",
            title=title,
            list=listed,
        )
    else:
        statement = both(
            "{title}: above the rest of the district, more than chance explains: "
            "{list}.",
            title=title,
            list=listed,
        )
    return Finding(kind, subject, name, statement, None, float(len(placed)))


def _drivers(results: Results) -> Iterator[Finding]:
    for outcome, drivers in results.drivers.items():
        if not drivers.indicators or outcome not in results.items:
            continue
        name = max(drivers.indicators, key=lambda key: drivers.indicators[key].shapley)
        statement = both(
            "In these answers “{title}” goes together with “{outcome}” most; another "
            "indicator may be close. That is no proof of cause.",
            title=titled(results, "indicator", name),
            outcome=results.questionnaire.item(outcome).text,
        )
        strength = drivers.indicators[name].shapley
        yield Finding("driver", "indicator", name, statement, None, strength)
