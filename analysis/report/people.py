"""Who answered: coverage of the survey and of each organisation."""

from analysis.charts import organisations
from analysis.disclosure import Published
from analysis.report.model import Block, Paragraph, Section
from analysis.results import Results
from analysis.wording import Words


def coverage(published: Published[Results], words: Words) -> Section:
    """Return the section on coverage, the plan's own success indicator."""
    charts = organisations.coverage(published, words)
    if not charts:
        text = words.say(
            "How many people could have answered is not known, so coverage cannot be "
            "told. The table shows the answers received."
        )
    elif published.value.questionnaire.kind == "internal":
        text = words.say(
            "The plan asks that every civil servant is reached. Coverage is the share "
            "of codes with which an answer was given; it shows how many answered, and "
            "never who."
        )
    else:
        text = words.say(
            "Coverage is the share of the people asked who answered; it shows how many "
            "answered, and never who."
        )
    blocks: tuple[Block, ...] = charts or (
        organisations.coverage_table(published, words),
    )
    return Section("coverage", words.say("Coverage"), (Paragraph(text), *blocks))
