"""Compares one group of people with the whole survey: the tables of a part's report."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analysis import margins
from analysis.charts import drawing, telling
from analysis.charts.breakdowns import cell_title
from analysis.charts.model import Chart, Column, Estimate, Table
from analysis.charts.organisations import index_title
from analysis.figures import Cell, Rate, Withheld
from analysis.results import ORGANISATION, Results
from analysis.wording import Words

Figure = Cell | Rate | Withheld


@dataclass(frozen=True, slots=True)
class Part:
    """One cell of a declared cut, such as an organisation, in rounded results."""

    results: Results
    cut: str
    cell: str
    words: Words

    @property
    def title(self) -> str:
        """Return what the part is called."""
        cuts = {cut.name: cut for cut in self.results.questionnaire.cuts}
        if self.cut == ORGANISATION or self.cut not in cuts:
            return self.cell
        asked = self.results.questionnaire
        return cell_title(asked, cuts[self.cut], self.cell, self.words)

    @property
    def margin(self) -> bool:
        """Return whether the part's figures have a margin of error."""
        if self.cut == ORGANISATION:
            return self.cell not in self.results.facts.posters
        return margins.of_all(self.results)

    def own(self, by: Mapping[str, Mapping[str, Figure]]) -> Figure | None:
        """Return the part's own figure of a result."""
        return by.get(self.cut, {}).get(self.cell)

    def titles(self, block: str) -> Iterator[tuple[str, str]]:
        """Yield the name and title of each result of a block."""
        asked, language = self.results.questionnaire, self.words.language
        indicators = {one.name: one.title for one in asked.indicators}
        for name in getattr(self.results, block):
            if block == "indices":
                yield name, index_title(name, self.words)
            elif block == "indicators":
                yield name, indicators[name].to(language)
            elif block == "experience":
                yield name, asked.experience_title(name).to(language)
            else:
                yield name, asked.item(name).text.to(language)


def scores(part: Part, block: str, caption: str) -> Table:
    """Return a table of means: of the part, and of all who answered."""
    say = part.words.say
    tested = any(standing(part, name) for name, _ in part.titles(block))
    columns = (
        Column(_heads(part.words)[block], width=3.4),
        Column(say("People"), numeric=True),
        Column(
            telling.mean_head(part.words, margin=part.margin), numeric=True, width=1.7
        ),
        Column(say("Positive"), numeric=True),
        Column(say("All who answered"), numeric=True, width=1.1),
        Column(say("Compared with the rest"), width=1.5),
    )
    kept = None if tested else -1
    return Table(
        name=f"part-{block}",
        caption=caption,
        columns=columns[:kept],
        rows=tuple(
            _row(part, block, name, title)[:kept]
            for name, title in part.titles(block)
            if _is_scored(part, block, name)
        ),
    )


def _heads(words: Words) -> dict[str, str]:
    return {
        "indices": words.say("Index"),
        "indicators": words.say("Indicator"),
        "items": words.say("Question"),
    }


def _is_scored(part: Part, block: str, name: str) -> bool:
    """Return whether a result has a mean; questions without a scale have none."""
    overall = getattr(part.results, block)[name].overall
    scored = block != "items" or bool(part.results.questionnaire.item(name).scores)
    return scored and not (isinstance(overall, Cell) and overall.mean is None)


def _row(part: Part, block: str, name: str, title: str) -> tuple[str, ...]:
    result = getattr(part.results, block)[name]
    own = part.own(result.by)
    whole = _mean(result.overall)
    if isinstance(own, Withheld):
        reason = telling.reason(part.words, own)
        return (f"{title} ({reason})", *([telling.NOTHING] * 3), whole, telling.NOTHING)
    if not isinstance(own, Cell):
        return (title, *([telling.NOTHING] * 3), whole, telling.NOTHING)
    interval = telling.interval(own.low, own.high)
    mean = telling.score(own.mean)
    return (
        title,
        telling.people(own),
        mean if interval == telling.NOTHING else f"{mean} ({interval})",
        telling.share(own.positive),
        whole,
        standing(part, name) or telling.NOTHING,
    )


def _mean(overall: object) -> str:
    return telling.score(overall.mean) if isinstance(overall, Cell) else telling.NOTHING


def standing(part: Part, name: str) -> str:
    """Return in words how the part stands beside the rest, where it may be compared."""
    ranking = part.results.ranking.get(name)
    if part.cut != ORGANISATION or ranking is None or not ranking.comparable:
        return ""
    found = ranking.organisations.get(part.cell)
    if found is None:
        return ""
    say = part.words.say
    return {
        "above": say("above"),
        "below": say("below"),
        "not different": say("not different"),
    }[found.standing]


def rates(part: Part) -> Table:
    """Return a table of experiences: of the part, and of all who answered."""
    say = part.words.say
    return Table(
        name="part-experience",
        caption=say("Experience in the last 12 months"),
        columns=(
            Column(say("Question"), width=3.6),
            Column(say("People"), numeric=True),
            Column(
                say("Share (interval)") if part.margin else say("Share"),
                numeric=True,
                width=1.6,
            ),
            Column(say("All who answered"), numeric=True, width=1.1),
        ),
        rows=tuple(
            _rate_row(part, name, title) for name, title in part.titles("experience")
        ),
    )


def _rate_row(part: Part, name: str, title: str) -> tuple[str, ...]:
    result = part.results.experience[name]
    own, overall = part.own(result.by), result.overall
    whole = telling.NOTHING
    if isinstance(overall, Rate):
        whole = telling.share(overall.rate)
    if isinstance(own, Withheld):
        reason = telling.reason(part.words, own)
        return (f"{title} ({reason})", telling.NOTHING, telling.NOTHING, whole)
    if not isinstance(own, Rate):
        return (title, telling.NOTHING, telling.NOTHING, whole)
    interval = telling.share_interval(own.low, own.high)
    told = telling.share(own.rate)
    if interval != telling.NOTHING:
        told = f"{told} ({interval})"
    return (title, telling.people(own), told, whole)


def chart(part: Part) -> Chart | None:
    """Draw the part's indicators with their intervals."""
    say = part.words.say
    rows = []
    for name, title in part.titles("indicators"):
        own = part.own(part.results.indicators[name].by)
        if isinstance(own, Cell) and own.mean is not None:
            told = telling.score(own.mean)
            rows.append(Estimate(title, own.mean, own.low, own.high, told))
    if not rows:
        return None
    return Chart(
        name="part-indicators",
        svg=drawing.estimates(rows),
        title=say("Indicators, 0–100"),
        caption=say("The circle is the mean and the line its interval (95%).")
        if part.margin
        else say(
            "The circle is the mean. People chose to answer at a poster, so that there "
            "is no margin of error."
        ),
        alt=say(
            "Chart of {count} indicators of {title}: {list}.",
            count=len(rows),
            title=part.title,
            list="; ".join(f"{row.label} {row.told}" for row in rows),
        ),
        table=scores(part, "indicators", say("Indicators: the group and all")),
    )
