"""Between which surveys a measure is judged, and that only public results are read."""

from datetime import date

import pytest

from survey import effects, following, publishing
from survey.registry import measures, withdrawals
from survey.registry.measures import Measure, Source
from survey.registry.withdrawals import Withdrawal
from tests.support import released

FIRST, SECOND, THIRD = "staff-2026", "staff-2027", "staff-2028"
NEXT_YEAR, YEAR_AFTER = date(2026, 7, 2), date(2026, 7, 3)
AIM = (("indicator", "budget_execution"),)


def enter(databases, **changes):
    columns = ("Төсвийн зарлагыг ил болгох", "", "", "Татварын хэлтэс")
    more = {"year": 2026, "quarter": 2, "survey": FIRST, "subjects": AIM}
    made = Measure(Source.DIRECTION, *columns, **more | changes)
    with databases.registry.begin() as session:
        return measures.enter(session, made)


def outcome(databases, measure):
    with databases.registry() as session:
        return effects.outcome(session, measure)


def test_without_a_later_survey_nothing_is_told(databases):
    released.release(databases)

    assert outcome(databases, enter(databases)) is None


def test_the_next_survey_is_the_first_that_came_after(databases):
    for name, opens, seed in (
        (THIRD, YEAR_AFTER, 5),
        (SECOND, NEXT_YEAR, 4),
        (FIRST, released.OPENS, 3),
    ):
        released.release(databases, name=name, opens=opens, seed=seed)

    found = outcome(databases, enter(databases))

    assert found.survey == SECOND
    [one] = found.effects
    assert one.subject == "indicator"
    assert found.told("mn")[0].startswith("Төсвийн гүйцэтгэл.")


def test_a_survey_that_is_only_counted_tells_nothing(databases):
    released.release(databases)
    released.count(databases, name=SECOND, opens=NEXT_YEAR, seed=4)
    measure = enter(databases)
    assert outcome(databases, measure) is None

    with databases.registry.begin() as session:
        publishing.publish(session, SECOND, today=released.CLOSES)

    assert outcome(databases, measure).survey == SECOND


@pytest.mark.parametrize("name", [FIRST, SECOND])
def test_withdrawn_results_are_not_compared(databases, name):
    released.release(databases)
    released.release(databases, name=SECOND, opens=NEXT_YEAR, seed=4)
    measure = enter(databases)
    assert outcome(databases, measure) is not None

    with databases.registry.begin() as session:
        withdrawals.withdraw(session, Withdrawal(name, released.CLOSES, "Алдаа"))

    assert outcome(databases, measure) is None


def test_a_survey_that_ended_before_the_measure_was_due_says_so(databases):
    released.release(databases)
    released.release(databases, name=SECOND, opens=NEXT_YEAR, seed=4)

    due = [enter(databases, quarter=quarter) for quarter in (2, 3)]

    # The second survey ended on the last day of the third quarter.
    assert [outcome(databases, one).early for one in due] == [False, True]


def test_a_measure_that_aims_at_nothing_has_no_effect(databases):
    released.release(databases)
    released.release(databases, name=SECOND, opens=NEXT_YEAR, seed=4)

    assert outcome(databases, enter(databases, subjects=())) is None
    assert outcome(databases, enter(databases, survey=None)) is None


def test_everybody_reads_what_the_next_survey_showed(databases):
    released.release(databases)
    released.release(databases, name=SECOND, opens=NEXT_YEAR, seed=4)
    with databases.registry.begin() as session:
        [(key, one), *_] = following.proposed(session, FIRST).items()
        columns = ("Сургалт", "", "", "Татварын хэлтэс", 2026, 2)
        measure = Measure(
            Source.RECOMMENDATION, *columns, survey=FIRST, subjects=one.subjects
        )
        measures.accept(session, FIRST, key, measure)
        first, *others = following.followed(session, FIRST, "mn")

    assert len(first.moved) == len(one.subjects)
    assert "одоо" in first.moved[0]
    assert not any(other.moved for other in others)


def test_a_measure_keeps_what_it_aims_at(databases):
    released.release(databases)
    aims = (("indicator", "budget_execution"), ("item", "budget_as_planned"))
    made = enter(databases, subjects=aims, timing="quarterly", dropped="Давхардсан")

    with databases.registry() as session:
        assert measures.find(session, made.number) == made


def test_any_public_figure_can_be_aimed_at(databases):
    released.release(databases)
    released.count(databases, name=SECOND, opens=NEXT_YEAR, seed=4)

    with databases.registry() as session:
        found = effects.aims(session, "mn")

    assert {one.survey for one in found} == {FIRST}
    assert f"{FIRST}/indicator:budget_execution" in {one.value for one in found}
    assert {one.subject for one in found} == {
        "index", "indicator", "experience", "coverage",
    }  # fmt: skip
