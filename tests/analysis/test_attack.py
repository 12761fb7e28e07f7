"""An attack on a release by linear programmes, from its two documents alone."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.bounding import Knowledge, Problem, bounds
from analysis.disclosure import protect, rounded
from analysis.results import to_document
from analysis.scoring import score
from tests.support.districts import FACTS, define, gather, random_rows, scale

QUESTIONNAIRE = define(scale("a"))
SCORES = np.array([0, 0.25, 0.5, 0.75, 1])


def published_items(seed, sizes, skew):
    rows = random_rows(seed, sizes, ("a",), skew=skew, silent=0.1)
    published = protect(score(gather(QUESTIONNAIRE, rows), FACTS))
    documents = [to_document(published.value), to_document(rounded(published).value)]
    return [document["items"]["a"] for document in documents]


def attack(exact):
    """Bound the people of each withheld organisation, given every published figure."""
    cells = exact["by"]["organisation"]
    hidden = [name for name, cell in cells.items() if "withheld" in cell]
    if not hidden:
        return []
    facts = [*told_of_the_whole(exact), *told_of_the_shown(cells)]
    rows = np.array([spread(cells, weights) for weights, _total in facts])
    targets = np.array([spread(cells, {name: np.ones(5)}) for name in hidden])
    knowledge = Knowledge.of(rows, [total for _weights, total in facts])
    return bounds([Problem(knowledge, targets)])[0]


def told_of_the_whole(exact):
    for value, count in exact["overall"]["counts"].items():
        answer = np.eye(5)[int(value) - 1]
        yield dict.fromkeys(exact["by"]["organisation"], answer), count


def told_of_the_shown(cells):
    for name, cell in cells.items():
        if "n" in cell:
            yield {name: np.ones(5)}, cell["n"]
            yield {name: SCORES}, cell["n"] * cell["mean"] / 100
            yield {name: SCORES > 0.5}, cell["n"] * cell["positive"]


def spread(cells, weights):
    return np.concatenate([weights.get(name, np.zeros(5)) for name in cells])


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 100_000),
    st.lists(st.integers(0, 40), min_size=2, max_size=9),
    st.sampled_from([0.5, 0.9]),
)
def test_no_withheld_organisation_is_bounded_narrowly(seed, sizes, skew):
    exact, shown = published_items(seed, sizes, skew)
    if "withheld" in exact["overall"]:
        return

    # Rule 3 allows that a reader learns of nobody: a group of which none answered.
    assert all(b.width >= FACTS.cell_floor or b.high == 0 for b in attack(exact))
    withheld = [
        {name for name, cell in one["by"]["organisation"].items() if "withheld" in cell}
        for one in (exact, shown)
    ]
    assert withheld[0] == withheld[1]


def test_the_attack_finds_what_is_not_hidden():
    exact, _shown = published_items(1, (9, 30, 40, 25), 0.5)
    cells = exact["by"]["organisation"]
    companion = next(n for n, c in cells.items() if c == {"withheld": "complement"})
    naive = gather(
        QUESTIONNAIRE, random_rows(1, (9, 30, 40, 25), ("a",), skew=0.5, silent=0.1)
    )
    cell = score(naive, FACTS).items["a"].by["organisation"][companion]
    cells[companion] = {"n": cell.n, "mean": cell.mean, "positive": cell.positive}

    (found,) = attack(exact)

    assert found.width == 0
