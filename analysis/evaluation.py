"""From answers to protected results with recommendations, and to files of them."""

from collections.abc import Iterator
from pathlib import Path

from analysis import disclosure, findings, recommendations, scoring
from analysis.beside import NOTHING, Beside
from analysis.dataset import Dataset
from analysis.disclosure import Published
from analysis.figures import SurveyFacts
from analysis.report import formats
from analysis.report.formats import EVERY_FILE, Files
from analysis.results import Results


def evaluate(
    answers: Dataset, facts: SurveyFacts, *, beside: Beside = NOTHING
) -> Published[Results]:
    """Score answers, protect the results, and add what they recommend.

    `beside` holds what people put beside the answers: a review of the comments,
    deductions, and the waves before.
    """
    scored = beside.with_comments(scoring.score(answers, facts), answers)
    return complete(disclosure.protect(scored), beside)


def complete(protected: Published[Results], beside: Beside) -> Published[Results]:
    """Add deductions and what moved to protected results, and what they recommend."""
    told = beside.with_entered(protected)
    proposed = recommendations.recommend(told, findings.find(told))
    return disclosure.with_recommendations(
        told, tuple(recommendations.to_document(proposed))
    )


def write(
    published: Published[Results], folder: Path, *, files: Files = EVERY_FILE
) -> Iterator[Path]:
    """Write the files of a release into a folder and yield each path when it is there.

    `results.json` is for the officer: suppressed, not rounded. `published.json` and
    the reports are rounded.
    """
    yield from formats.write(published, folder, files)
