"""From answers to protected results with recommendations, and to files of them."""

import json
from collections.abc import Iterator
from pathlib import Path

from analysis import disclosure, findings, recommendations, scoring
from analysis.beside import NOTHING, Beside
from analysis.dataset import Dataset
from analysis.disclosure import Published
from analysis.figures import SurveyFacts
from analysis.report import building, html, pdf
from analysis.results import Results, to_document
from analysis.wording import LANGUAGES


def evaluate(
    answers: Dataset, facts: SurveyFacts, *, beside: Beside = NOTHING
) -> Published[Results]:
    """Score answers, protect the results, and add what they recommend.

    `beside` holds what people put beside the answers: a review of the comments,
    deductions, and the waves before.
    """
    scored = beside.with_comments(scoring.score(answers, facts), answers)
    protected = beside.with_entered(disclosure.protect(scored))
    found = findings.find(protected)
    proposed = recommendations.recommend(protected, found)
    return disclosure.with_recommendations(
        protected, tuple(recommendations.to_document(proposed))
    )


def write(published: Published[Results], folder: Path) -> Iterator[Path]:
    """Write all files of a release into a folder and yield each path when it is there.

    `results.json` is for the officer: suppressed, not rounded. `published.json` and
    the reports are rounded.
    """
    folder.mkdir(parents=True, exist_ok=True)
    yield _json(folder / "results.json", published)
    shown = disclosure.rounded(published)
    yield _json(folder / "published.json", shown)
    for language in LANGUAGES:
        report = building.build(published, language=language)
        page = folder / f"report-{language}.html"
        page.write_text(html.render(report), encoding="utf-8")
        yield page
        paper = folder / f"report-{language}.pdf"
        paper.write_bytes(pdf.render(report))
        yield paper


def _json(path: Path, published: Published[Results]) -> Path:
    text = json.dumps(to_document(published.value), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
    return path
