"""The annex: every question with every answer."""

from collections.abc import Iterator

from analysis.charts import answers
from analysis.disclosure import Published
from analysis.report.model import Block, Paragraph, Section
from analysis.results import Results
from analysis.wording import Words


def sections(published: Published[Results], words: Words) -> Iterator[Section]:
    """Yield the annex if any question with options was asked."""
    tables = [
        table
        for section in published.value.questionnaire.sections
        if (table := answers.item_table(published, section, words))
    ]
    if tables:
        start: Block = Paragraph(
            words.say(
                "Shares are of those who answered the question; where several answers "
                "could be chosen they add up to more than 100%."
            )
        )
        yield Section(
            "annex", words.say("Annex: all questions and answers"), (start, *tables)
        )
