from dataclasses import replace

import numpy as np
import pytest

from analysis.disclosure import protect, rounded
from analysis.figures import Cell
from analysis.report import gridding
from analysis.report.kinds import organisation
from analysis.scoring import score
from analysis.standings import estimate_of
from analysis.statistics.estimates import mean
from tests.support import published
from tests.support.districts import FACTS, choice, define, gather, random_rows, scale

QUESTIONNAIRE = define(
    scale("a", "x"),
    scale("b", "x"),
    scale("c", "y"),
    indicators=[("x", "all", 2.0), ("y", "all", 1.0)],
)
NAMES = ("a", "b", "c")


def district(skews, *, size=40):
    rows = []
    for place, skew in enumerate(skews):
        drawn = random_rows(place, (size,), NAMES, skew=skew, silent=0)
        rows += [(f"O{place}", answers) for _group, answers in drawn]
    return rows


def released(rows, questionnaire=QUESTIONNAIRE, **facts):
    known = replace(FACTS, **facts)
    return protect(score(gather(questionnaire, rows), known)).value


def test_a_clearly_worse_organisation_stands_below():
    ranking = released(district((0.7, 0.7, 0.7, 0.7, 0.2))).ranking["all"]

    worst = ranking.organisations["O4"]
    assert worst.standing == "below"
    assert (worst.rank_low, worst.rank_high) == (5, 5)
    assert ranking.comparable
    assert worst.mean < worst.shrunken


def test_organisations_that_do_not_differ_have_no_order():
    ranking = released(district((0.5,) * 6)).ranking["all"]

    assert {one.standing for one in ranking.organisations.values()} == {"not different"}
    assert all(one.rank_low == 1 for one in ranking.organisations.values())
    assert not ranking.comparable


def test_shrunken_means_stand_beside_the_observed():
    found = released(district((0.3, 0.5, 0.5, 0.8)))

    for result in (found.indices["all"], found.indicators["x"]):
        cells = result.by["organisation"].values()
        overall = result.overall.mean
        for cell in cells:
            assert abs(cell.shrunken - overall) < abs(cell.mean - overall) + 1


def test_withheld_organisations_stand_nowhere():
    rows = district((0.3, 0.5, 0.5, 0.8, 0.6)) + random_rows(9, (5,), NAMES)

    found = released([(g if g != "O00" else "small", a) for g, a in rows])
    ranked = found.ranking["all"].organisations

    cells = found.indices["all"].by["organisation"]
    assert ranked.keys() == {n for n, c in cells.items() if isinstance(c, Cell)}
    assert "small" not in ranked
    assert len(ranked) == 4


def test_two_organisations_are_not_ranked():
    assert released(district((0.2, 0.8))).ranking == {}


def test_unequal_weights_are_tried_against_equal_ones():
    found = released(district((0.3, 0.6, 0.8)))

    index = found.indices["all"]
    parts = [found.indicators[name].overall.mean for name in ("x", "y")]
    assert index.sensitivity["as defined"] == index.overall.mean
    assert index.sensitivity["equal"] == pytest.approx(sum(parts) / 2)


def test_the_standard_error_is_read_back_from_the_interval():
    values = [0, 25, 50, 50, 75, 100, 100]
    known = mean(values, headcount=30)

    cell = Cell(known.n, mean=known.value, low=known.low, high=known.high)

    assert estimate_of(cell).se == pytest.approx(known.se)


def test_drivers_leave_out_differences_between_organisations():
    questionnaire = define(
        scale("a", "x"),
        scale("b", "y"),
        scale("c", "z"),
        indicators=[("x", "all", 1.0), ("y", "all", 1.0), ("z", "all", 1.0)],
    )
    questionnaire = replace(questionnaire, outcome="c")
    rows = [
        (group, {"a": 1 + n % 5, "b": level, "c": min(5, 1 + n % 5)})
        for group, level in (("A", 2), ("B", 3), ("C", 4))
        for n in range(50)
    ]
    rows = [
        (group, {**answers, "b": answers["b"] + (n % 7 == 0)})
        for n, (group, answers) in enumerate(rows)
    ]

    (drivers,) = released(rows, questionnaire).drivers.values()

    assert drivers.indicators.keys() == {"x", "y"}
    assert drivers.indicators["x"].shapley > 0.9
    assert drivers.indicators["y"].shapley < 0.1
    assert drivers.indicators["x"].mean == 50


def test_rankings_are_rounded_with_the_rest():
    results = score(gather(QUESTIONNAIRE, district((0.3, 0.6, 0.8))), FACTS)

    ranking = rounded(protect(results)).value.ranking["all"]

    for standing in ranking.organisations.values():
        assert standing.mean == round(standing.mean, 1)


def test_without_organisations_nothing_is_compared():
    plain = define(
        scale("a", "x"), choice("b", ("yes", "no")), indicators=[("x", "all", 1.0)]
    )
    rows = [("", {"a": 1 + n % 5}) for n in range(120)]

    found = released(rows, plain)

    assert found.ranking == {}
    assert found.indices["all"].by["organisation"] == {}
    assert found.reliability == {}


def with_outcome(seed, *, pull):
    """Draw 300 answers to two indicators and an outcome that follows the second."""
    generator = np.random.default_rng(seed)
    drawn = generator.integers(1, 6, (300, 3))
    follows = generator.random(300) < pull
    drawn[follows, 2] = drawn[follows, 1]
    rows = [
        (f"O{n % 3}", dict(zip(NAMES, map(int, row), strict=True)))
        for n, row in enumerate(drawn)
    ]
    questionnaire = define(
        scale("a", "x"),
        scale("b", "y"),
        scale("c", "z"),
        indicators=[("x", "all", 1.0), ("y", "all", 1.0), ("z", "all", 1.0)],
    )
    return rows, replace(questionnaire, outcome="c")


def test_drivers_of_an_outcome_that_nothing_explains_are_rarely_told():
    told = [bool(released(*with_outcome(seed, pull=0)).drivers) for seed in range(60)]

    assert sum(told) <= 8


def test_weak_drivers_keep_their_order_when_rounded():
    results = score(gather(*reversed(with_outcome(1, pull=0.3))), FACTS)

    exact = protect(results)
    (shown,) = rounded(exact).value.drivers.values()
    (known,) = exact.value.drivers.values()

    assert known.indicators["y"].shapley < 0.1
    assert shown.indicators["y"].shapley > 10 * shown.indicators["x"].shapley
    assert shown.indicators["y"].shapley == round(known.indicators["y"].shapley, 4)


def test_where_few_answered_an_index_has_bounds_that_nothing_assume():
    rows = district((0.3, 0.5, 0.8))

    few = released(rows, headcount=240).indices["all"]
    many = released(rows, headcount=200).indices["all"]

    assert many.bounds is None
    assert few.bounds.mean == few.overall.mean
    assert few.bounds.low == pytest.approx(few.overall.mean / 2)
    assert few.bounds.high == pytest.approx(few.overall.mean / 2 + 50)


@pytest.fixture(scope="module")
def unlike():
    """Publish organisations of which one is below by a test, yet none is comparable."""
    results = released(district((0.7, 0.7, 0.7, 0.7, 0.2)))
    unsure = {
        name: replace(one, reliability=0.5, comparable=False)
        for name, one in results.ranking.items()
    }
    return published.release(replace(results, ranking=unsure))


def test_no_table_says_below_where_means_may_not_be_compared(unlike):
    sure = protect(
        score(gather(QUESTIONNAIRE, district((0.7, 0.7, 0.7, 0.7, 0.2))), FACTS)
    )

    for shown, told in ((sure, {"below"}), (unlike, set())):
        report = organisation.build(organisation.basis(shown), "O4", language="en")
        said = {cell for table in tables(report) for row in table.rows for cell in row}
        assert said & {"above", "below", "not different"} == told
        heads = {one.title for table in tables(report) for one in table.columns}
        assert ("Compared with the rest" in heads) == bool(told)


def test_no_grid_says_below_where_means_may_not_be_compared(unlike):
    grid = next(o for o in gridding.build(unlike, ("en",)) if o.name == "organisations")
    place = {heading.name: number for number, heading in enumerate(grid.headings)}

    assert "standing" not in place
    assert all(row[place["rank_low"]] for row in grid.rows)


def tables(report):
    """Return all tables of a report, those of its charts with them."""
    blocks = [block for section in report.sections for block in section.blocks]
    found = [getattr(block, "table", block) for block in blocks]
    return [block for block in found if hasattr(block, "rows")]
