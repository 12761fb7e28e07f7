"""How the survey was made, and what its figures cannot say."""

from collections.abc import Iterator

from analysis import margins
from analysis.disclosure import Published
from analysis.report.letterhead import Letterhead
from analysis.report.model import (
    Block,
    Fact,
    Facts,
    Notice,
    Points,
    Section,
    Subheading,
)
from analysis.results import Results
from analysis.wording import Words, number, percent


def section(
    published: Published[Results], letterhead: Letterhead, words: Words
) -> Section:
    """Return everything that a reader needs to judge the figures."""
    results = published.value
    facts = (
        *_field(results, words),
        *_figures(results, words),
        *_proof(results, letterhead, words),
    )
    blocks: tuple[Block, ...] = (
        Notice(
            words.say(
                "This is the district's own survey. It is not the official assessment "
                "of the Independent Authority Against Corruption (IAAC), and its "
                "scores must not be presented as such. Corruption is reported to the "
                "IAAC's hotline 110."
            )
        ),
        Facts(facts),
        Subheading(words.say("What these figures cannot say")),
        Points(tuple(_limits(results, words))),
    )
    return Section("method", words.say("Method and limits"), blocks)


def _field(results: Results, words: Words) -> Iterator[Fact]:
    facts, say = results.facts, words.say
    unknown = say("not known")
    yield Fact(
        say("Headcount"), unknown if not facts.headcount else number(facts.headcount)
    )
    yield Fact(
        say("Codes issued"), unknown if facts.issued is None else number(facts.issued)
    )
    yield Fact(say("Answers"), number(results.answers))
    share = percent(results.answers / facts.headcount) if facts.headcount else unknown
    yield Fact(say("Coverage"), share)
    yield Fact(
        say("Spoiled answers"),
        say(
            "{count}; they could not be read and are in no figure",
            count=number(results.spoiled),
        ),
    )
    yield Fact(
        say("Dates"),
        f"{words.day(facts.opened)} – {words.day(facts.closed)}",
    )
    yield Fact(say("Mode"), _mode(facts.mode, words))
    yield Fact(say("Questionnaire and wording"), f"{facts.name}, {facts.version}")


def _mode(mode: str, words: Words) -> str:
    told = {
        "slip": words.say("one-time code on a paper slip, answered online"),
        "blind": words.say("one-time token signed blindly, answered online"),
        "poster": words.say("poster at the counter, answered online by choice"),
        "file": words.say("answers collected elsewhere and entered from a file"),
        "replay": words.say("answers collected elsewhere and entered from a file"),
    }
    return "; ".join(told.get(one, one) for one in mode.split(", "))


def _figures(results: Results, words: Words) -> Iterator[Fact]:
    say = words.say
    yield Fact(
        say("Floor"),
        say(
            "figures of fewer than {floor} people are not shown, nor any figure from "
            "which they could be computed; {count} figures are withheld",
            floor=number(results.facts.cell_floor),
            count=number(len(results.disclosure.withheld)),
        ),
    )
    yield Fact(
        say("Rounding"),
        say("scores to one decimal, shares to whole percents; rounding comes last"),
    )
    yield Fact(say("Scoring"), _scoring(words))
    yield Fact(say("Weighting"), _weighting(results, words))
    yield Fact(say("Intervals"), _intervals(results, words))
    yield Fact(say("Comparisons tested"), _tests(results, words))


def _scoring(words: Words) -> str:
    return words.say(
        "each answer from 0 to 100; a person's indicator is the mean of the answered "
        "questions if at least half are answered; the indicator is the mean of people; "
        "an index is the weighted mean of its indicators"
    )


def _weighting(results: Results, words: Words) -> str:
    told = _parts_weigh(results, words)
    if not results.facts.posters:
        return told
    visits = words.say("answers by poster weigh by visits, where visits were counted")
    return f"{told}; {visits}"


def _parts_weigh(results: Results, words: Words) -> str:
    statuses = sorted(
        {i.weight.status for i in results.questionnaire.indicators if i.weight}
    )
    if statuses in ([], ["equal"]):
        return words.say("all indicators of an index weigh the same")
    return words.say("weights by their status: {list}", list=", ".join(statuses))


def _intervals(results: Results, words: Words) -> str:
    if not margins.of_groups(results):
        return words.say(
            "none: people chose to answer at a poster, so that there is no margin of "
            "error"
        )
    if not margins.of_all(results):
        return words.say(
            "95%, of groups that answered by card only; people who answered by poster "
            "chose themselves, so that there is no margin of error for them, nor where "
            "they are mixed with others"
        )
    if results.facts.headcount:
        return words.say(
            "95%; the more of all people answered, the narrower, and of no width when "
            "all did (finite population correction)"
        )
    return words.say(
        "95%, as if those who answered were drawn by lot; the headcount is not known"
    )


def _tests(results: Results, words: Words) -> str:
    count = sum(len(ranking.organisations) for ranking in results.ranking.values())
    if not count:
        return words.say("0; no organisation was compared with others by a test")
    return words.say(
        "{count}: each organisation with the rest of the district; corrected by Holm's "
        "method within each index and indicator, so that in each of them chance alone "
        "rarely marks one",
        count=number(count),
    )


def _proof(results: Results, letterhead: Letterhead, words: Words) -> Iterator[Fact]:
    facts, say = results.facts, words.say
    none = say("none")
    yield Fact(say("Manifest (SHA-256)"), facts.manifest_digest or none)
    yield Fact(say("Bulletin of receipts"), letterhead.bulletin_digest or none)
    yield Fact(say("Seed of random numbers"), str(facts.seed))
    yield Fact(say("Software"), facts.software)


def _limits(results: Results, words: Words) -> Iterator[str]:
    yield words.say(
        "Answers are people's opinions and memories. They show where to look; they "
        "prove nothing about a person or a case."
    )
    yield words.say(
        "Those who did not answer may think differently. The interval covers chance, "
        "and not this."
    )
    yield words.say(
        "An overlap of intervals means that no difference can be told; organisations "
        "are therefore not put in an order of rank."
    )
    yield words.say(
        "What goes together need not cause one another. A measure is proved by the "
        "next survey."
    )
    if results.facts.posters and results.changes is not None:
        yield words.say(
            "Since the last survey other people may have come to the posters. What is "
            "said to have moved is compared as if people had been drawn by lot."
        )
    if results.questionnaire.kind == "citizen":
        yield words.say(
            "Citizens who chose to answer at a counter are not a random sample of all "
            "citizens."
        )
    if results.facts.sample:
        yield words.say("Everything in this report is invented for demonstration.")
