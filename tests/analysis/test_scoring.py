import math
from dataclasses import replace
from statistics import mean, stdev

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.dataset import Sheet, from_answers, read_csv
from analysis.headcounts import HeadcountsError
from analysis.scoring import score
from questionnaires import loader
from tests.support import kansas
from tests.support.districts import (
    FACTS,
    choice,
    define,
    gather,
    joint,
    other,
    random_rows,
    scale,
)

FIVE = ("a", "b", "c", "d", "e")
CLIMATE = define(
    *(scale(name, "climate") for name in FIVE), indicators=[("climate", "culture", 1.0)]
)
ONE = define(scale("a"))
TURNED = define(
    scale("a", "climate", "reversed = true"), indicators=[("climate", "culture", 1.0)]
)


def scored(questionnaire, rows, **facts):
    return score(gather(questionnaire, rows), replace(FACTS, **facts))


def test_the_people_survey_example_scores_sixty_five():
    answers = dict(zip(FIVE, (5, 4, 4, 3, 2), strict=True))

    found = scored(CLIMATE, [("", answers)]).indicators["climate"].overall

    assert found.mean == 65


def test_the_people_survey_organisation_scores_fifty_three():
    parts = {
        65: (5, 4, 4, 3, 2),
        25: (2, 2, 2, 2, 2),
        70: (4, 4, 4, 4, 3),
        35: (3, 3, 2, 2, 2),
        50: (3, 3, 3, 3, 3),
        100: (5, 5, 5, 5, 5),
        90: (5, 5, 5, 4, 4),
        40: (3, 3, 3, 2, 2),
        20: (2, 2, 2, 2, 1),
    }
    wanted = (65, 25, 70, 35, 50, 100, 90, 40, 20, 35)
    rows = [("", dict(zip(FIVE, parts[each], strict=True))) for each in wanted]

    found = scored(CLIMATE, rows)

    assert found.indicators["climate"].overall.mean == pytest.approx(53)
    assert found.indices["culture"].overall.mean == pytest.approx(53)


def test_the_people_survey_shares_score_forty_nine():
    shares = {5: 10, 4: 40, 3: 10, 2: 16, 1: 24}
    rows = [("", {"a": value}) for value, n in shares.items() for _ in range(n)]

    found = scored(ONE, rows).items["a"].overall

    assert found.mean == pytest.approx(49)
    assert found.positive == 0.5


def test_a_reversed_item_is_turned_before_scoring():
    found = scored(TURNED, [("", {"a": 1}), ("", {"a": 2})]).items["a"].overall

    assert found.mean == 87.5
    assert found.positive == 1
    assert found.counts == {"1": 1, "2": 1, "3": 0, "4": 0, "5": 0}


@given(st.lists(st.integers(1, 5), min_size=2, max_size=40))
def test_reversal_is_symmetric(values):
    rows = [("", {"a": value}) for value in values]

    straight = scored(ONE, rows).items["a"].overall
    back = scored(TURNED, rows).items["a"].overall

    assert straight.mean + back.mean == pytest.approx(100)
    assert straight.high - straight.mean == pytest.approx(back.mean - back.low)


def test_half_of_the_items_that_apply_must_be_answered():
    questionnaire = define(
        choice("asked", ("yes", "no")),
        *(scale(name, "climate") for name in FIVE[:2]),
        *(scale(name, "climate", "when = \"asked == 'yes'\"") for name in FIVE[2:]),
        indicators=[("climate", "culture", 1.0)],
    )
    rows = [
        ("", {"asked": "yes", "a": 5, "b": 5}),
        ("", {"asked": "yes", "a": 5, "b": 5, "c": 2}),
        ("", {"asked": "no", "a": 1}),
    ]

    found = scored(questionnaire, rows).indicators["climate"].overall

    assert found.n == 2
    assert found.mean == pytest.approx((75 + 0) / 2)


def test_an_index_is_the_weighted_mean_of_its_indicators():
    questionnaire = define(
        scale("a", "x"),
        scale("b", "y"),
        indicators=[("x", "all", 3.0), ("y", "all", 1.0)],
    )
    rows = [("", {"a": 5, "b": 1}), ("", {"a": 3}), ("", {"a": 1, "b": 3})]

    found = scored(questionnaire, rows).indices["all"]

    assert found.overall.n == 3
    assert found.overall.mean == pytest.approx(0.75 * 50 + 0.25 * 25)
    assert found.weight == {"x": 0.75, "y": 0.25}


def test_an_index_has_the_interval_of_the_weighted_scores_without_gaps():
    questionnaire = define(
        scale("a", "x"),
        scale("b", "y"),
        indicators=[("x", "all", 3.0), ("y", "all", 1.0)],
    )
    given_answers = [(5, 1), (3, 3), (1, 3), (2, 5), (4, 4)]
    rows = [("", {"a": a, "b": b}) for a, b in given_answers]
    own = [25 * (0.75 * (a - 1) + 0.25 * (b - 1)) for a, b in given_answers]

    found = scored(questionnaire, rows).indices["all"].overall

    assert found.mean == pytest.approx(mean(own))
    assert found.high - found.mean == pytest.approx(
        2.7764451051977987 * stdev(own) / math.sqrt(5)
    )


def test_a_full_count_leaves_no_doubt():
    rows = [("O", {"a": value}) for value in (1, 3, 5, 4)]

    found = scored(ONE, rows, headcount=4, headcounts={"O": 4}).items["a"]

    for cell in (found.overall, found.by["organisation"]["O"]):
        assert cell.low == cell.mean == cell.high
        assert cell.positive_low == cell.positive == cell.positive_high


def test_an_unknown_headcount_makes_no_correction():
    rows = [("O", {"a": value}) for value in (1, 3, 5, 4)]

    known = scored(ONE, rows, headcounts={"O": 6}).items["a"].by["organisation"]["O"]
    unknown = scored(ONE, rows).items["a"].by["organisation"]["O"]

    assert known.high - known.low == pytest.approx(
        (unknown.high - unknown.low) * math.sqrt(1 - 4 / 6)
    )


def test_more_answers_than_people_are_refused_by_name():
    rows = [("Big", {"a": 1})] * 3 + [("Small", {"a": 1})] * 3

    with pytest.raises(HeadcountsError) as refused:
        scored(ONE, rows, headcounts={"Big": 9, "Small": 2})

    assert [found.place for found in refused.value.faults] == ["Small"]


def test_each_way_of_not_answering_is_counted_apart():
    questionnaire = define(
        choice("asked", ("yes", "no")), scale("a", more="when = \"asked == 'yes'\"")
    )
    rows = [
        ("", {"asked": "yes", "a": 4}),
        ("", {"asked": "yes", "a": {"missing": "dont_know"}}),
        ("", {"asked": "yes"}),
        ("", {"asked": "no"}),
        ("", {}),
    ]

    found = scored(questionnaire, rows).items["a"].overall

    assert found.n == 1
    assert found.missing == {"dont_know": 1, "skipped": 1, "not_asked": 2}


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 0.9))
def test_every_answer_is_counted_exactly_once(seed, silent):
    names = ("a", "b", "c")
    questionnaire = define(*(scale(name) for name in names))
    results = scored(questionnaire, random_rows(seed, (7, 12, 4), names, silent=silent))

    for item in results.items.values():
        whole = item.overall
        assert whole.n + sum(whole.missing.values()) == results.answers == 23
        assert sum(whole.counts.values()) == whole.n
        assert sum(cell.n for cell in item.by["organisation"].values()) == whole.n


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_respondents_means_nothing(seed):
    rows = random_rows(seed, (12, 15), FIVE)
    shuffled = list(rows)
    np.random.default_rng(seed).shuffle(shuffled)

    first, second = scored(CLIMATE, rows), scored(CLIMATE, shuffled)

    assert first.items == second.items
    assert first.indicators == second.indicators
    assert first.indices["culture"].overall.mean == pytest.approx(
        second.indices["culture"].overall.mean, abs=1e-12
    )


def test_means_of_groups_make_the_mean_of_the_whole():
    found = scored(CLIMATE, random_rows(4, (9, 14, 30), FIVE)).items["a"]

    cells = found.by["organisation"].values()
    total = sum(cell.n * cell.mean for cell in cells)
    assert total / found.overall.n == pytest.approx(found.overall.mean)


def test_an_experience_is_a_rate_among_those_who_could_have_it():
    among = 'experience = { yes = ["once", "several"], among = "contact == \'yes\'" }'
    questionnaire = define(
        choice("contact", ("yes", "no")),
        choice("asked", ("never", "once", "several"), more=among),
    )
    had = ["once"] * 3 + ["several"] + ["never"] * 12
    rows = [("O", {"contact": "yes", "asked": one}) for one in had]
    rows += [("O", {"contact": "yes"})] * 2
    rows += [("O", {"contact": "no", "asked": "once"})] * 5
    rows += [("O", {"asked": "once"})]

    found = scored(questionnaire, rows)

    assert found.experience["asked"].overall.n == 16
    assert found.experience["asked"].overall.rate == 0.25
    assert found.experience["asked"].overall.low < 0.25
    assert found.items["asked"].by == {}
    assert found.items["asked"].overall.mean is None


def test_an_experience_of_several_items_is_had_by_whoever_had_any():
    """By hand: 12 + 3 + 2 + 1 of them and 32 with neither, 18 of 50 are 36 percent."""
    some = 'experience = { yes = ["yes"], among = "contact == \'yes\'" }'
    questionnaire = define(
        choice("contact", ("yes", "no")),
        choice("asked", ("yes", "no"), more=some),
        choice("gave", ("yes", "no"), more=some),
        joint("bribery", ("asked", "gave")),
    )
    met = {"contact": "yes"}
    people = (
        (12, met | {"asked": "yes", "gave": "no"}),
        (3, met | {"asked": "no", "gave": "yes"}),
        (2, met | {"asked": "yes", "gave": "yes"}),
        (1, met | {"gave": "yes"}),
        (32, met | {"asked": "no", "gave": "no"}),
        (7, met | {"asked": "no"}),  # Whether they gave is not known.
        (4, met),
        (5, {"contact": "no", "asked": "yes", "gave": "yes"}),
        (6, {"asked": "yes"}),
    )
    rows = [("O", answers) for number, answers in people for _ in range(number)]

    found = scored(questionnaire, rows).experience

    assert list(found) == ["asked", "gave", "bribery"]
    assert (found["asked"].overall.n, found["asked"].overall.rate) == (56, 14 / 56)
    assert (found["gave"].overall.n, found["gave"].overall.rate) == (50, 6 / 50)
    assert (found["bribery"].overall.n, found["bribery"].overall.rate) == (50, 18 / 50)
    assert found["bribery"].by["organisation"]["O"] == found["bribery"].overall


def test_choices_count_each_option_and_people_once():
    questionnaire = define(choice("tools", ("pen", "phone"), kind="choices"))
    rows = [
        ("O", {"tools": ["pen", "phone"]}),
        ("O", {"tools": ["pen"]}),
        ("O", {}),
    ]

    found = scored(questionnaire, rows).items["tools"]

    assert found.overall.counts == {"pen": 2, "phone": 1}
    assert found.overall.n == 2
    assert found.overall.distribution == {"pen": 1.0, "phone": 0.5}
    assert found.by["organisation"]["O"].shares == {"pen": 1.0, "phone": 0.5}


def test_bands_have_a_median_within_their_band():
    bands = (
        'type = "bands"\nbands = [ { upto = 10, mn = "а", en = "a" }, '
        '{ upto = 30, mn = "б", en = "b" }, { mn = "в", en = "c" } ]'
    )
    questionnaire = define(other("waiting", bands))
    values = [option.value for option in questionnaire.item("waiting").options]

    def median(counts):
        rows = [
            ("", {"waiting": value})
            for value, count in zip(values, counts, strict=True)
            for _ in range(count)
        ]
        return scored(questionnaire, rows).items["waiting"].overall.median

    assert median((4, 8, 2)) == 10 + 20 * 3 / 8
    assert median((6, 3, 3)) == 10
    assert median((1, 1, 6)) is None


def test_texts_are_counted_and_never_read():
    questionnaire = define(other("comment", 'type = "text"'))
    rows = [("O", {"comment": "Болд дарга"}), ("O", {})]

    results = scored(questionnaire, rows)

    assert results.items["comment"].overall.n == 1
    assert results.items["comment"].by == {}
    assert "Болд" not in str(results)


def test_crosswise_answers_need_their_anchor():
    pair = (
        'type = "crosswise"\nharmless = {{ p = 0.15, mn = "а", en = "a" }}\n'
        'sensitive = {{ mn = "б", en = "b" }}\n{more}'
    )
    questionnaire = define(
        other("gift", pair.format(more='anchor = "anchor"')),
        other("anchor", pair.format(more="")),
    )
    alone = define(other("gift", pair.format(more="")))
    rng = np.random.default_rng(5)
    rows = []
    for _ in range(800):
        harmless, sensitive = rng.random(2) < (0.15, 0.2)
        rows.append(
            (
                "O",
                {
                    "gift": "same" if harmless == sensitive else "different",
                    "anchor": "different" if rng.random() < 0.15 else "same",
                },
            )
        )

    found = scored(questionnaire, rows).sensitive
    plain = scored(alone, [(g, {"gift": a["gift"]}) for g, a in rows]).sensitive

    assert found.keys() == {"gift"}
    assert found["gift"].overall.low < 0.2 < found["gift"].overall.high
    assert plain["gift"].overall.withheld == "no anchor"


def test_reliability_needs_a_hundred_people():
    rows = random_rows(3, (60, 60), FIVE, silent=0)

    assert scored(CLIMATE, rows).reliability["climate"].n == 120
    assert scored(CLIMATE, rows[:99]).reliability == {}


def test_kansas_city_is_what_a_plain_computation_says(shared_data):
    table = kansas.rows(shared_data)
    names = kansas.items(table)
    questionnaire = loader.read(kansas.definition(names))
    sheets = read_csv(
        questionnaire,
        shared_data / "kcmo_2021q3.csv",
        group="counci",
        missing_codes={"9": "dont_know"},
    )
    results = score(from_answers(questionnaire, sheets), FACTS)

    assert results.answers == 1033
    for name in names:
        item, expected = results.items[name], kansas.figures(table, name)
        same_figures(item.overall, expected)
        shown = {value: n for value, n in item.overall.counts.items() if n}
        assert shown == expected["counts"]
        assert item.overall.missing["dont_know"] == expected["dont_know"]
        assert item.overall.missing["skipped"] == expected["skipped"]
        for district, cell in item.by["organisation"].items():
            part = [row for row in table if row["counci"] == district]
            same_figures(cell, kansas.figures(part, name))


def same_figures(cell, expected):
    assert cell.n == expected["n"]
    assert cell.mean == pytest.approx(expected["mean"], abs=1e-9)
    assert cell.positive == pytest.approx(expected["positive"], abs=1e-9)


def test_sheets_that_do_not_fit_are_spoiled():
    dataset = from_answers(ONE, [Sheet({"a": 3}), Sheet({"a": 9}), Sheet({"zz": 1})])

    results = score(dataset, FACTS)

    assert (results.answers, results.spoiled) == (1, 2)
