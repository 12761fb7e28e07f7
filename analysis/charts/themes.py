"""Draws how many comments touch each theme."""

from analysis.charts import drawing, telling
from analysis.charts.model import Chart, Column, Estimate, Table
from analysis.disclosure import Published
from analysis.figures import Withheld
from analysis.results import Results, ThemeResult
from analysis.wording import Words

_STEPS = (20, 40, 80, 120, 200, 400, 800, 1200, 2000, 4000, 8000, 20000, 100000)


def themes(published: Published[Results], words: Words) -> Chart | None:
    """Draw the themes of which the number of comments may be shown."""
    found = published.value.themes
    rows = [
        Estimate(_title(result, words), result.n, None, None, telling.people(result))
        for result in found.values()
        if isinstance(result, ThemeResult)
    ]
    if not rows:
        return None
    most = max(row.value for row in rows)
    limit = next((step for step in _STEPS if step >= most), most)
    return Chart(
        name="themes",
        svg=drawing.estimates(rows, limit=limit, bars=True),
        title=words.say("Comments by theme"),
        caption=words.say(
            "How many comments touch a theme; one comment may touch several. Themes "
            "are found by the words in the comments and may be corrected by a person. "
            "Themes of few comments are not shown."
        ),
        alt=words.say(
            "Bar chart of {count} themes: {list}.",
            count=len(rows),
            list="; ".join(f"{row.label} {row.told}" for row in rows),
        ),
        table=table(published, words),
    )


def table(published: Published[Results], words: Words) -> Table:
    """Return the themes as a table; how many are withheld stands at its end."""
    found = published.value.themes
    rows = [
        (_title(result, words), telling.people(result))
        for result in found.values()
        if isinstance(result, ThemeResult)
    ]
    hidden = sum(isinstance(result, Withheld) for result in found.values())
    if hidden:
        told = words.say("Themes of too few comments ({count})", count=hidden)
        rows.append((told, telling.NOTHING))
    return Table(
        name="themes",
        caption=words.say("Comments by theme"),
        columns=(
            Column(words.say("Theme"), width=3.6),
            Column(words.say("Comments"), numeric=True),
        ),
        rows=tuple(rows),
    )


def _title(result: ThemeResult, words: Words) -> str:
    return result.title.to(words.language)
