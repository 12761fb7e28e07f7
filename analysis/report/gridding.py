"""Builds the grids of a release: every published figure once, as a number."""

from collections.abc import Sequence

from analysis.disclosure import Published, rounded
from analysis.report import grid_answers, grid_changes, grid_scores, grids
from analysis.report.grids import Grid
from analysis.report.titles import Titles
from analysis.results import Results
from analysis.wording import words


def build(published: Published[Results], languages: Sequence[str]) -> tuple[Grid, ...]:
    """Return the grids of a release, with titles in each language.

    The headings are in the first language. Grids without rows are left out.
    """
    titles = Titles(rounded(published).value, tuple(map(words, languages)))
    made = (
        grid_answers.coverage(titles),
        *grid_scores.build(titles),
        *grid_answers.build(titles),
        *grid_changes.build(titles),
    )
    return tuple(grids.trimmed(grid) for grid in made if grid.rows)
