"""Lists the comments that a person released, by question, with their themes."""

from collections.abc import Iterator

from analysis.charts.model import Column, Table
from analysis.comments import lexicon
from analysis.disclosure import Published
from analysis.report.model import Section
from analysis.results import Comments, Results
from analysis.wording import Words


def sections(published: Published[Results], words: Words) -> Iterator[Section]:
    """Yield a section for each question to which comments were released."""
    found = published.value.comments
    if found is None:
        return
    for item in published.value.questionnaire.items:
        rows = tuple(_rows(found, item.name, words))
        if rows:
            title = item.text.to(words.language)
            yield Section(f"said-{item.name}", title, (_table(rows, title, words),))


def _rows(found: Comments, item: str, words: Words) -> Iterator[tuple[str, ...]]:
    titles = lexicon.packaged().titles
    for one in found.released:
        if one.item == item:
            themes = (titles[name].to(words.language) for name in one.themes)
            yield one.text, ", ".join(themes)


def _table(rows: tuple[tuple[str, ...], ...], title: str, words: Words) -> Table:
    columns = (Column(words.say("Comment"), width=4), Column(words.say("Themes")))
    return Table(name="said", caption=title, columns=columns, rows=rows)
