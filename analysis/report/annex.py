"""The annex: every question with every answer."""

from collections.abc import Iterator

from analysis.charts import listing
from analysis.disclosure import Published
from analysis.report.model import Block, Paragraph, Section
from analysis.results import Results
from analysis.wording import Words


def sections(published: Published[Results], words: Words) -> Iterator[Section]:
    """Yield the annex if any question with options was asked."""
    blocks = tuple(listing.item_tables(published, words))
    if blocks:
        start: Block = Paragraph(
            words.say(
                "Shares are of those who answered the question; where several answers "
                "could be chosen they add up to more than 100%. “No answer” is the "
                "share of all answer sheets."
            )
        )
        title = words.say("Annex: all questions and answers")
        yield Section("annex", title, (start, *blocks), wide=True)
