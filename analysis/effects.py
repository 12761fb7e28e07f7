"""Tells whether the figures that a measure aims at moved until the next survey.

It reads published results of both surveys and nothing else, so that it can tell of
nothing that is withheld. That a figure moved does not prove that the measure moved it.
"""

from dataclasses import dataclass
from datetime import date

from analysis import changes, disclosure
from analysis.charts import telling
from analysis.disclosure import Published
from analysis.evidence import closed, evidence, titled
from analysis.figures import Change, Incomparable
from analysis.results import Changes, Results
from analysis.rules.model import EVERY, Subject
from analysis.wording import Words, percent, words
from questionnaires.model import Text

GONE = "gone"
_BLOCKS: dict[Subject, str] = {
    "index": "indices",
    "indicator": "indicators",
    "item": "items",
    "experience": "experience",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """Two surveys with the same questionnaire, and what moved from one to the other.

    `before` holds the exact figures, `after` and `changes` the rounded ones.
    """

    before: Results
    after: Results
    changes: Changes


@dataclass(frozen=True, slots=True)
class Effect:
    """A figure that a measure aims at, and what became of it."""

    subject: Subject
    title: Text
    found: Change | Incomparable


@dataclass(frozen=True, slots=True)
class Outcome:
    """The two surveys between which a measure was to work, and what became of it.

    It is `early` where the later survey ended before the quarter of the measure did.
    """

    before: date | None
    after: date | None
    survey: str
    effects: tuple[Effect, ...]
    early: bool

    def told(self, language: str) -> list[str]:
        """Return a sentence on each figure."""
        said = words(language)
        return [sentence(one, said) for one in self.effects]


def compare(before: Published[Results], after: Published[Results]) -> Compared:
    """Compare two published surveys; differences are taken before rounding."""
    moved = changes.changes([before], after)
    kept = disclosure.with_entered(after, after.value.indices, moved)
    shown = disclosure.rounded(kept).value
    return Compared(before.value, shown, shown.changes or Changes(0, ()))


def effect(compared: Compared, subject: Subject, name: str) -> Effect:
    """Return what became of one figure of the survey before."""
    title = closed(titled(compared.before, subject, name))
    if subject == "coverage":
        return Effect(subject, title, _coverage(compared))
    block = getattr(compared.changes, _BLOCKS[subject])
    return Effect(subject, title, block.get(name, Incomparable(GONE)))


def sentence(one: Effect, said: Words) -> str:
    """Return in one or two sentences what became of a figure."""
    title = one.title.to(said.language)
    if isinstance(one.found, Incomparable):
        return f"{title} {_untold(one.found, said)}"
    before, now, least = figures(one)
    told = {"title": title, "before": before, "now": now, "least": least}
    return _moved(one, said).format(**told)


def figures(one: Effect) -> tuple[str, str, str]:
    """Return before, now, and the least change that counts, as they are shown."""
    found = one.found
    if isinstance(found, Incomparable):
        return (telling.NOTHING,) * 3
    before, now, least = (
        _shown(one.subject, value)
        for value in (found.before, found.after, found.detectable)
    )
    return before, now, telling.NOTHING if one.subject == "coverage" else least


def verdict(one: Effect, said: Words) -> str:
    """Return in a few words what can be told of a figure."""
    if isinstance(one.found, Incomparable):
        return _untold(one.found, said)
    if one.subject == "coverage" and not one.found.difference:
        return said.say("unchanged")
    return {
        "better": said.say("better"),
        "worse": said.say("worse"),
        "not told apart": said.say("may be chance"),
    }[one.found.verdict]


def _shown(subject: Subject, value: float) -> str:
    if subject == "experience":
        return percent(value)
    return percent(value / 100) if subject == "coverage" else telling.score(value)


def _moved(one: Effect, said: Words) -> str:
    """Return the sentence, with places for its figures."""
    found = one.found
    if one.subject == "coverage" or isinstance(found, Incomparable):
        return said.say(
            "{title} Before {before}, now {now}. Everybody was counted, so that chance "
            "plays no part."
        )
    if found.verdict == "better":
        return said.say(
            "{title} Before {before}, now {now}: better. Least change that counts: "
            "{least}."
        )
    if found.verdict == "worse":
        return said.say(
            "{title} Before {before}, now {now}: worse. Least change that counts: "
            "{least}."
        )
    if abs(found.difference) > found.detectable:
        return said.say(
            "{title} Before {before}, now {now}. This is more than the least change "
            "that counts, {least}, but not sure enough where so many figures are "
            "compared at once."
        )
    return said.say(
        "{title} Before {before}, now {now}: not moved by more than chance. Least "
        "change that counts: {least}."
    )


def _untold(found: Incomparable, said: Words) -> str:
    return {
        "wording": said.say(
            "It was asked in other words before, so that a new series begins and no "
            "effect can be told."
        ),
        "few": said.say("Too few answers to compare."),
        "withheld": said.say("It is not shown in one of the two surveys."),
        "new": said.say("It was not asked before."),
        GONE: said.say("It was not asked again."),
    }[found.incomparable]


def _coverage(compared: Compared) -> Change | Incomparable:
    """Compare the shares who answered; both are counts of everybody, no samples."""
    shown = [
        evidence(results, "coverage", EVERY)
        for results in (compared.before, compared.after)
    ]
    if shown[0] is None or shown[1] is None:
        return Incomparable("withheld")
    before, after = shown[0].value, shown[1].value
    difference = after - before
    moved = "better" if difference > 0 else "worse"
    return Change(
        before=before,
        after=after,
        difference=difference,
        low=difference,
        high=difference,
        detectable=0.0,
        p=0.0 if difference else 1.0,
        verdict=moved if difference else "not told apart",
    )
