from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.disclosure import (
    Published,
    UnprotectedError,
    protect,
    restored,
    rounded,
)
from analysis.figures import Cell, Rate, Withheld
from analysis.results import from_document, to_document
from analysis.scoring import score
from questionnaires import loader
from survey.sample import SamplePeople
from tests.support.districts import (
    FACTS,
    choice,
    define,
    gather,
    joint,
    random_rows,
    scale,
)

CLASSES = ("manager", "specialist", "worker")
ONE = define(scale("a"))
CROSSED = define(
    scale("a", "x"),
    scale("b", "x"),
    scale("c", "y"),
    choice("position", CLASSES),
    indicators=[("x", "all", 2.0), ("y", "all", 1.0)],
    cuts=[("organisation",), ("position",), ("organisation", "position")],
)
SIZES = st.lists(st.integers(0, 45), min_size=1, max_size=9)


def people(group, *counts):
    return [(group, {"a": v + 1}) for v, n in enumerate(counts) for _ in range(n)]


def released(questionnaire, rows, **facts):
    results = score(gather(questionnaire, rows), replace(FACTS, **facts))
    return protect(results).value


def reasons(cells):
    return {n: c.withheld for n, c in cells.items() if isinstance(c, Withheld)}


def organisations(rows, name="a"):
    return reasons(released(ONE, rows).items[name].by["organisation"])


def test_only_disclosure_control_publishes():
    results = score(gather(ONE, people("A", 5, 5, 5)), FACTS)

    with pytest.raises(UnprotectedError):
        Published(results, object())
    with pytest.raises(UnprotectedError):
        protect(replace(results, tallies=None))
    with pytest.raises(UnprotectedError):
        restored(to_document(results), results.questionnaire)


def test_ten_people_are_shown_and_nine_are_not():
    assert organisations(people("A", 4, 3, 3) + people("B", 4, 3, 3)) == {}
    assert organisations(people("A", 4, 3, 2))["A"] == "n<10"


def test_a_survey_of_few_shows_nothing_at_all():
    protected = released(ONE, people("A", 3, 3, 3))

    assert protected.items["a"].overall == Withheld("n<10")


def test_a_lone_withheld_group_takes_the_smallest_other_with_it():
    rows = people("A", 2, 2) + people("B", 9, 9) + people("C", 6, 6) + people("D", 9, 9)

    assert organisations(rows) == {"A": "n<10", "C": "complement"}


def test_two_withheld_groups_of_enough_people_need_no_third():
    rows = people("A", 3, 3, 3) + people("B", 3, 3, 3) + people("C", 20, 20)

    assert organisations(rows) == {"A": "n<10", "B": "n<10"}


def test_two_withheld_groups_of_few_people_need_a_third():
    rows = people("A", 2, 2) + people("B", 2, 2) + people("C", 8, 8) + people("D", 9, 9)

    assert organisations(rows) == {"A": "n<10", "B": "n<10", "C": "complement"}


def test_people_of_no_group_may_not_be_found_by_subtraction():
    rows = people("A", 9, 9) + people("B", 8, 8) + people("", 2, 1)

    assert organisations(rows) == {"B": "complement"}


@pytest.mark.parametrize("counts", [(0, 0, 0, 30), (0, 0, 1, 29)])
def test_people_who_say_the_same_are_told_of_in_a_band(counts):
    rows = people("A", *counts) + people("B", 10, 10) + people("C", 12, 12)
    rows += people("D", 0, 12, 12)

    cells = released(ONE, rows).items["a"].by["organisation"]

    assert cells["A"] == Withheld("alike", "≥50%")
    assert reasons(cells) == {"A": "alike", "B": "complement"}


def test_two_dissenters_are_enough_to_show():
    rows = people("A", 0, 0, 2, 28) + people("B", 10, 10)

    assert organisations(rows) == {}


def test_a_band_leaves_room_for_as_many_as_the_floor():
    protected = released(ONE, people("A", 0, 0, 1, 999) + people("B", 0, 0, 0, 600))

    assert protected.items["a"].overall == Withheld("alike", "≥99%")


def test_classes_that_share_few_people_with_an_organisation_are_withheld():
    rows = [("A", {"a": 1 + n % 5, "position": "worker"}) for n in range(40)]
    rows += [("A", {"a": 1 + n % 5, "position": "manager"}) for n in range(4)]
    rows += [("B", {"a": 1 + n % 5, "position": "worker"}) for n in range(40)]
    rows += [("B", {"a": 1 + n % 5, "position": "manager"}) for n in range(30)]
    questionnaire = define(
        scale("a"),
        choice("position", CLASSES),
        cuts=[("organisation",), ("position",)],
    )

    by = released(questionnaire, rows).items["a"].by

    assert reasons(by["organisation"]) == {}
    assert reasons(by["position"])["manager"] == "overlap"


def test_what_groups_are_made_of_is_not_broken_down():
    rows = random_rows(1, (30, 40), ("a", "b", "c"), classes=CLASSES)

    assert released(CROSSED, rows).items["position"].by == {}


def test_undeclared_cuts_do_not_exist():
    questionnaire = define(scale("a"), choice("position", CLASSES))
    rows = random_rows(1, (30, 40), ("a",), classes=CLASSES)

    assert released(questionnaire, rows).items["a"].by.keys() == {"organisation"}


def test_an_indicator_gives_no_withheld_item_away():
    questionnaire = define(
        scale("a", "x"),
        scale("b", "x"),
        scale("c", "y"),
        indicators=[("x", "all", 1.0), ("y", "all", 1.0)],
    )
    rows = [
        (group, {"a": 4 if group == "A" else 1 + n % 5, "b": 1 + n % 4, "c": 1 + n % 3})
        for group, size in (("A", 15), ("B", 20), ("C", 25))
        for n in range(size)
    ]

    found = released(questionnaire, rows)

    for result in (found.items["a"], found.indicators["x"], found.indices["all"]):
        assert reasons(result.by["organisation"]).keys() == {"A", "B"}
    assert reasons(found.items["c"].by["organisation"]) == {}


def test_an_indicator_tells_nothing_of_the_few_who_answered_one_of_its_items():
    questionnaire = define(
        scale("a", "trust"), scale("b", "trust"), indicators=[("trust", "all", 1)]
    )
    rows = [(group, {"a": 1 + k % 5}) for group in "ABC" for k in range(20)]
    rows += [("B", {"a": 3, "b": 1 + k % 5}) for k in range(20)]
    rows += [("C", {"a": 2, "b": 1 + k % 4}) for k in range(20)]
    rows[0][1]["b"] = 5

    results = protect(score(gather(questionnaire, rows), FACTS)).value

    assert results.items["b"].by["organisation"]["A"].withheld == "n<10"
    assert isinstance(results.indicators["trust"].by["organisation"]["A"], Withheld)


def test_an_indicator_tells_nothing_of_the_few_who_left_one_of_its_items_out():
    questionnaire = define(
        scale("a", "trust"), scale("b", "trust"), indicators=[("trust", "all", 1)]
    )
    rows = [
        (group, {"a": 3 if group == "A" else 1 + k % 5, "b": 1 + k % 4})
        for group in "ABC"
        for k in range(20)
    ]
    rows.append(("A", {"b": 5}))

    results = protect(score(gather(questionnaire, rows), FACTS)).value

    assert results.items["a"].by["organisation"]["A"].withheld == "alike"
    assert isinstance(results.indicators["trust"].by["organisation"]["A"], Withheld)


def test_a_district_with_a_silent_body_has_no_certain_mean():
    rows = [(group, {"a": 1 + k % 5}) for group in "AB" for k in range(20)]
    headcounts = {"A": 20, "B": 20, "E": 50}
    facts = replace(FACTS, headcount=90, headcounts=headcounts)

    cell = (
        protect(score(gather(define(scale("a")), rows), facts)).value.items["a"].overall
    )

    assert cell.weighted is None
    assert cell.low < cell.mean < cell.high


def test_weighted_means_give_no_withheld_organisation_away():
    heads = {"A": 30, "B": 40, "C": 60, "D": 70}
    rows = people("A", 4, 4) + people("B", 6, 9) + people("C", 20, 5, 20)
    rows += people("D", 20, 20, 10)
    other = people("A", 8) + people("B", 2, 13) + rows[23:]

    first = released(ONE, rows, headcounts=heads).items["a"]
    second = released(ONE, other, headcounts=heads).items["a"]

    assert reasons(first.by["organisation"]).keys() == {"A", "B"}
    assert first == second


def test_the_district_is_weighted_by_headcount():
    heads = {"A": 100, "B": 50, "C": 850}
    rows = people("A", 10, 0, 10) + people("B", 0, 10, 10) + people("C", 0, 0, 10, 10)

    overall = released(ONE, rows, headcounts=heads).items["a"].overall

    assert overall.mean == pytest.approx((20 * 25 + 20 * 37.5 + 20 * 62.5) / 60)
    assert overall.weighted.mean == pytest.approx(0.1 * 25 + 0.05 * 37.5 + 0.85 * 62.5)
    assert overall.weighted.low < overall.weighted.mean < overall.weighted.high
    assert overall.typical == 37.5


def test_a_weighted_index_is_made_of_weighted_indicators():
    questionnaire = define(
        scale("a", "x"),
        scale("b", "y"),
        indicators=[("x", "all", 3.0), ("y", "all", 1.0)],
    )
    rows = random_rows(5, (20, 30, 25), ("a", "b"))
    heads = {"O00": 200, "O01": 40, "O02": 60}

    found = released(questionnaire, rows, headcounts=heads)

    parts = [found.indicators[name].overall.weighted.mean for name in ("x", "y")]
    weighted = found.indices["all"].overall.weighted
    assert weighted.mean == pytest.approx(0.75 * parts[0] + 0.25 * parts[1])
    assert weighted.low < weighted.mean < weighted.high


def test_breakdowns_hold_no_counts():
    found = released(CROSSED, random_rows(2, (40, 40), ("a", "b", "c")))

    for block in (found.items, found.indicators, found.indices):
        for result in block.values():
            for cells in result.by.values():
                for cell in cells.values():
                    assert isinstance(cell, Withheld) or cell.counts is None


def test_every_withheld_figure_is_noted():
    found = released(CROSSED, random_rows(3, (4, 30, 40), ("a", "b", "c")))
    noted = {
        (n.block, n.name, n.cut, n.cell): n.reason for n in found.disclosure.withheld
    }

    for block in ("items", "indicators", "indices"):
        for name, result in getattr(found, block).items():
            for cut, cells in result.by.items():
                for label, cell in cells.items():
                    key = (block, name, cut, label)
                    reason = cell.withheld if isinstance(cell, Withheld) else None
                    assert noted.get(key) == reason
    assert found.disclosure.audit.passed


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000), SIZES, st.sampled_from([0.5, 0.85, 0.97]))
def test_differencing_recovers_nobody(seed, sizes, skew):
    rows = random_rows(
        seed, sizes, ("a", "b", "c"), classes=CLASSES, skew=skew, silent=0.1
    )
    found = released(CROSSED, rows)

    for name in ("a", "b", "c"):
        assert_nobody_is_left(rows, name, found.items[name].by)


def assert_nobody_is_left(rows, name, by):
    answered = [(g, a.get("position"), a[name]) for g, a in rows if name in a]
    sets = [shown_sets(answered, cut, cells) for cut, cells in by.items()]
    everybody = frozenset(range(len(answered)))
    for shown in filter(None, sets):
        rest = everybody.difference(*shown)
        assert not 0 < len(rest) < 10
        for part in (rest, *shown):
            assert not part or not alike([answered[i][2] for i in part])
    every = [one for shown in sets for one in shown]
    assert all(len(one) >= 10 for one in every)
    for a, b in combinations(every, 2):
        for part in (a & b, a - b, b - a):
            assert not 0 < len(part) < 10


def shown_sets(answered, cut, cells):
    labels = [
        {
            "organisation": group,
            "position": str(position),
            "organisation × position": f"{group} × {position}",
        }[cut]
        for group, position, _value in answered
    ]
    return [
        frozenset(i for i, found in enumerate(labels) if found == label)
        for label, cell in cells.items()
        if isinstance(cell, Cell)
    ]


def alike(values):
    return max(np.unique(values, return_counts=True)[1]) >= len(values) - 1


BLOCKS = (
    ("items", "a"),
    ("items", "b"),
    ("items", "c"),
    ("indicators", "x"),
    ("indicators", "y"),
    ("indices", "all"),
)
RELATIONS = (
    {BLOCKS[3]: 2, BLOCKS[0]: -1, BLOCKS[1]: -1},
    {BLOCKS[4]: 1, BLOCKS[2]: -1},
    {BLOCKS[5]: 3, BLOCKS[3]: -2, BLOCKS[4]: -1},
)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 100_000), SIZES)
def test_no_withheld_mean_follows_from_all_that_is_published(seed, sizes):
    """Everybody answers everything, so that all means hang together exactly."""
    rows = random_rows(seed, sizes, ("a", "b", "c"), silent=0, skew=0.9)
    found = released(CROSSED, rows)
    groups = sorted({group for group, _answers in rows})
    unknowns = [(key, group) for key in BLOCKS for group in groups]
    known = [
        {(key, group): share for key, share in relation.items()}
        for relation in RELATIONS
        for group in groups
    ]
    hidden = []
    for block, name in BLOCKS:
        result = getattr(found, block)[name]
        cells = {((block, name), g): result.by["organisation"][g] for g in groups}
        known += [{one: 1} for one, cell in cells.items() if isinstance(cell, Cell)]
        hidden += [one for one, cell in cells.items() if isinstance(cell, Withheld)]
        if isinstance(result.overall, Cell):
            known.append({one: [g for g, _ in rows].count(one[1]) for one in cells})

    assert not [one for one in hidden if follows(one, known, unknowns)]


def follows(wanted, known, unknowns):
    table = np.array([[row.get(one, 0) for one in unknowns] for row in [*known]])
    target = np.array([[float(one == wanted) for one in unknowns]])
    rank = np.linalg.matrix_rank
    return rank(np.vstack([table, target])) == rank(table)


def test_rare_experiences_of_organisations_are_not_told():
    among = 'experience = { yes = ["yes"] }'
    questionnaire = define(choice("gave", ("yes", "no"), more=among))
    rows = [
        (group, {"gave": "yes" if n < yes else "no"})
        for group, yes in (("A", 1), ("B", 0), ("C", 9), ("D", 5))
        for n in range(40)
    ]

    found = released(questionnaire, rows).experience["gave"]

    assert isinstance(found.overall, Rate)
    assert found.by["organisation"]["A"] == Withheld("alike", "≤33%")
    assert found.by["organisation"]["B"] == Withheld("alike", "≤33%")
    assert found.by["organisation"]["C"] == Withheld("complement")
    assert isinstance(found.by["organisation"]["D"], Rate)


def test_an_experience_of_several_items_is_withheld_wherever_one_of_them_is():
    some = 'experience = { yes = ["yes"] }'
    questionnaire = define(
        choice("asked", ("yes", "no"), more=some),
        choice("gave", ("yes", "no"), more=some),
        joint("bribery", ("asked", "gave")),
    )
    groups = {"A": (8, 1), "B": (9, 0), "C": (7, 6), "D": (5, 5), "E": (6, 9)}
    rows = [
        (
            group,
            {
                "asked": "yes" if n < asked else "no",
                "gave": "yes" if 39 - n < gave else "no",
            },
        )
        for group, (asked, gave) in groups.items()
        for n in range(40)
    ]

    found = released(questionnaire, rows).experience
    asked, gave, any_of_both = (
        found[name].by["organisation"] for name in ("asked", "gave", "bribery")
    )

    assert found["bribery"].overall.rate == (35 + 21) / 200
    assert all(isinstance(asked[group], Rate) for group in groups)
    hidden = {group for group in groups if isinstance(gave[group], Withheld)}
    assert {"A", "B"} <= hidden < set(groups)
    for group in groups:
        assert isinstance(any_of_both[group], Withheld) == (group in hidden)
    assert any_of_both["A"] == Withheld("complement")


def test_rounding_is_the_last_step():
    results = score(gather(ONE, people("A", 7, 5, 2) + people("B", 10, 3, 9)), FACTS)
    published = protect(results)

    exact = published.value.items["a"]
    shown = rounded(published).value.items["a"]

    assert exact.overall.mean == pytest.approx(20.833333333333332)
    assert shown.overall.mean == 20.8
    assert shown.overall.shares == {"1": 0.47, "2": 0.22, "3": 0.31, "4": 0, "5": 0}
    assert shown.overall.counts is None
    assert shown.overall.missing is None
    assert (shown.by["organisation"]["A"].n, shown.by["organisation"]["A"].n_to) == (
        10,
        14,
    )
    assert rounded(published).value.disclosure.rounded


def test_the_same_answers_always_give_the_same_release():
    rows = random_rows(6, (5, 14, 30, 22), ("a", "b", "c"), classes=CLASSES)

    first, second = (to_document(released(CROSSED, rows)) for _ in range(2))

    assert first == second


def test_a_stricter_floor_withholds_no_less():
    rows = random_rows(8, (5, 8, 14, 30, 22), ("a",))
    withheld = [
        len(released(ONE, rows, cell_floor=floor).disclosure.withheld)
        for floor in (5, 10, 20, 30)
    ]

    assert all(fewer <= more for fewer, more in pairwise(withheld))


def test_a_survey_of_usual_size_passes_its_audit():
    names = [f"i{n:02d}" for n in range(45)]
    questionnaire = define(
        *(scale(name, f"x{n % 8}") for n, name in enumerate(names)),
        indicators=[(f"x{n}", "all", 1.0) for n in range(8)],
    )
    sizes = (8, 9, 11, 12, 15, 20, 25, 40, 60, 80, 120, 160)
    results = score(gather(questionnaire, random_rows(1, sizes, names)), FACTS)

    found = protect(results).value.disclosure

    assert found.audit is not None
    assert found.audit.passed
    assert found.audit.checked > 0
    assert {note.reason for note in found.withheld} >= {"n<10", "complement"}


@pytest.mark.parametrize("name", loader.names())
@pytest.mark.parametrize("people_of", [{}, {"A": 1}, {"A": 1, "B": 12, "": 3}])
def test_few_or_no_answers_break_nothing(name, people_of):
    questionnaire = loader.load(name)
    sampled = SamplePeople(questionnaire, np.random.default_rng(1))
    rows = [
        (group, answers)
        for group, size in people_of.items()
        for answers in sampled.answers(size, services=("Лавлагаа",))
    ]

    published = protect(
        score(gather(questionnaire, rows), replace(FACTS, headcounts={"A": 9, "B": 12}))
    )

    assert published.value.answers == len(rows)
    assert from_document(to_document(published.value), questionnaire) == published.value
    assert rounded(published).value.disclosure.rounded
