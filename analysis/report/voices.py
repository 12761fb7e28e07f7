"""What people wrote: comments by theme, and those that a person released."""

from collections.abc import Iterator

from analysis.charts import themes
from analysis.disclosure import Published
from analysis.report.model import Block, Paragraph, Points, Section, Subheading
from analysis.results import Results, ThemeResult
from analysis.wording import Words

_MOST_EXAMPLES = 3


def sections(published: Published[Results], words: Words) -> Iterator[Section]:
    """Yield the section on comments, if there were any."""
    results = published.value
    if not results.themes:
        return
    chart = themes.themes(published, words)
    block: Block = chart or themes.table(published, words)
    start = Paragraph(
        words.say(
            "Every comment was sorted into themes by its words. Names, telephone "
            "numbers and addresses were masked, and a comment stands here only if a "
            "person read it and released it; comments are never shown by organisation."
        )
    )
    yield Section(
        "comments",
        words.say("What people wrote"),
        (start, block, *_examples(results, words)),
    )


def _examples(results: Results, words: Words) -> Iterator[Block]:
    chosen = {
        result.title.to(words.language): result.examples
        for result in results.themes.values()
        if isinstance(result, ThemeResult) and result.examples
    }
    if not chosen:
        return
    yield Subheading(words.say("Examples that a person chose"))
    for title, examples in chosen.items():
        quoted = tuple(
            words.say("{title}: “{text}”", title=title, text=text)
            for text in examples[:_MOST_EXAMPLES]
        )
        yield Points(quoted)
