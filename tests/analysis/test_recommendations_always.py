"""What holds of recommendations whatever the results are."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.figures import Driver
from analysis.findings import find
from analysis.recommendations import LEAST_PULL, MOST_PULL, pull, recommend
from analysis.results import Drivers
from analysis.rules import loader
from tests.support.published import cell, publish, rate, release, withheld

RULES = {rule.name: rule for rule in loader.packaged()}
QUESTIONNAIRES = ("internal_integrity", "citizen_satisfaction")
WANTED = {
    name: sorted(
        {
            (want.subject, want.name)
            for rule in RULES.values()
            if rule.questionnaire == name
            for want in rule.when
            if want.subject != "coverage"
        }
    )
    for name in QUESTIONNAIRES
}


def drawn_cell(low, width, positive):
    return cell(
        min(low + width / 2, 100), low, min(low + width, 100), positive=positive
    )


CELLS = st.builds(
    drawn_cell, st.floats(0, 95), st.floats(0.1, 40), st.floats(0.0, 1.0)
) | st.builds(withheld)
RATES = st.builds(
    lambda low, width: rate(low + width / 2, low, low + width),
    st.floats(0, 0.6),
    st.floats(0.001, 0.3),
) | st.builds(withheld)


@st.composite
def figures(draw, name):
    """Draw a figure or a mark for some of the results that rules ask for."""
    found = {}
    for subject, key in WANTED[name]:
        if draw(st.booleans()):
            shown = draw(RATES if subject == "experience" else CELLS)
            found.setdefault(subject, {})[key] = shown
    return found


def recommended(published):
    return recommend(published, find(published))


def any_release(data):
    name = data.draw(st.sampled_from(QUESTIONNAIRES))
    return publish(name, **data.draw(figures(name)), answers=450)


def figure_of(published, subject, name):
    results = published.value
    block = {
        "index": results.indices,
        "indicator": results.indicators,
        "item": results.items,
        "experience": results.experience,
    }[subject]
    return block[name].overall


@settings(max_examples=20)
@given(st.data())
def test_a_measure_rests_on_shown_results_that_lie_surely_beyond_a_threshold(data):
    published = any_release(data)

    for one in recommended(published):
        for (subject, name), want in zip(
            one.subjects, RULES[one.rule].when, strict=True
        ):
            shown = figure_of(published, subject, name)
            assert not hasattr(shown, "withheld")
            if want.below is not None:
                assert round(shown.high, 1) < want.below
            else:
                assert round(shown.low, 2) > want.above


@settings(max_examples=20)
@given(st.data())
def test_no_measure_is_proposed_twice_or_against_another(data):
    found = recommended(any_release(data))
    fired = {one.rule for one in found}
    special = [RULES[one.rule] for one in found if RULES[one.rule].questionnaire]

    topics = [rule.topic for rule in special]
    assert len(topics) == len(set(topics))
    for rule in special:
        assert fired.isdisjoint(rule.yields_to)
    measures = [one.planned.measure.to("mn") for one in found]
    assert len(measures) == len(set(measures))


@settings(max_examples=20)
@given(st.data())
def test_measures_stand_in_the_order_of_their_rank_and_say_why(data):
    found = recommended(any_release(data))

    ranks = [one.priority for one in found]
    assert ranks == sorted(ranks, reverse=True)
    for one in found:
        assert 0 < one.gap <= 1
        assert 0 <= one.reached <= 1
        assert one.evidence
        for text in (one.rank, *one.evidence, one.planned.measure):
            assert text.to("mn") != text.to("en")
            assert "{" not in text.to("mn") + text.to("en")


@settings(max_examples=15)
@given(st.floats(5, 50), st.floats(1, 10), st.floats(1.1, 3))
def test_less_certainty_never_raises_a_rank(mean, reach, wider):
    def priority(reach):
        shown = cell(mean, mean - reach, mean + reach, positive=0.3)
        found = recommended(
            publish("internal_integrity", indicator={"personnel": shown}, answers=450)
        )
        return max((one.priority for one in found), default=0.0)

    assert priority(reach * wider) <= priority(reach)


@settings(max_examples=15)
@given(st.data())
def test_hiding_a_result_proposes_nothing_new_about_it(data):
    name = data.draw(st.sampled_from(QUESTIONNAIRES))
    shown = data.draw(figures(name))
    subjects = [(s, n) for s, held in shown.items() for n in held]
    if not subjects:
        return
    subject, hidden = data.draw(st.sampled_from(subjects))
    less = {**shown, subject: {**shown[subject], hidden: withheld()}}

    found = recommended(publish(name, **less, answers=450))

    assert all((subject, hidden) not in one.subjects for one in found)


def with_drivers(**shapley):
    shown = {name: cell(40.0, 38.0, 42.0, positive=0.3) for name in shapley}
    results = publish("internal_integrity", indicator=shown, answers=450).value
    found = {name: Driver(share, share) for name, share in shapley.items()}
    drivers = {"overall": Drivers(400, sum(shapley.values()), found)}
    return release(replace(results, drivers=drivers))


def test_what_goes_together_with_the_outcome_comes_first_and_is_said_so():
    found = recommended(with_drivers(personnel=0.02, budget_execution=0.30))

    assert [one.rule for one in found] == ["open_budget", "open_personnel_decisions"]
    assert found[0].pull == pytest.approx((2 * 30 / 32) ** 0.5)
    assert found[1].pull == LEAST_PULL
    assert "overall judgement" in found[0].rank.to("en")


@given(st.dictionaries(st.text(min_size=1), st.floats(0, 1), min_size=1, max_size=9))
def test_a_pull_stays_within_its_limits(shapley):
    drivers = Drivers(
        100, sum(shapley.values()), {n: Driver(s, s) for n, s in shapley.items()}
    )

    for name in shapley:
        found = pull(drivers, name)
        assert found is None or LEAST_PULL <= found <= MOST_PULL
    assert pull(drivers, "no such indicator of the questionnaire") is None
