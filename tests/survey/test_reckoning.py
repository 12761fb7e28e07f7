"""What the reports on implementation and on a quarter tell."""

from datetime import date

from survey import publishing, reckoning
from survey.registry import directions, measures
from survey.registry.directions import Direction
from survey.registry.measures import Measure, Source
from survey.registry.withdrawals import Withdrawal, withdraw
from tests.support import released

ROW = ("Цахим дараалал", "Ажилласан байх", "100 хувь", "Татварын хэлтэс")
TODAY = date(2026, 10, 1)


def test_a_direction_is_carried_out_when_all_its_measures_are_done(databases):
    with databases.registry.begin() as session:
        number = directions.enter(
            session,
            Direction("3/15", date(2026, 5, 1), "Ил болгох", "a.pdf", b"x" * 32),
        )
        for quarter, percent in ((2, 100), (3, 40), (4, 0)):
            due = {"year": 2026, "quarter": quarter, "percent": percent}
            made = Measure(Source.DIRECTION, *ROW, **due, direction=number)
            measures.enter(session, made)

        all_of_it = reckoning.implementation(session, "mn", today=TODAY)
        third = reckoning.quarter(session, 2026, 3, "mn", today=TODAY).implementation

    states = [one.state for one in all_of_it.measures]
    assert states == ["done", "under way", "planned"]
    assert [one.done for one in third.measures] == [100, 40, 0]
    assert not third.done(third.directions[0])
    assert third.as_of == date(2026, 9, 30)
    assert not all_of_it.done(all_of_it.directions[0])


def test_a_measure_tells_what_people_said_while_that_is_public(databases):
    released.release(databases)
    aims = (("indicator", "workload"), ("coverage", "*"))
    made = Measure(
        Source.RECOMMENDATION, *ROW, 2026, 4, survey=released.NAME, subjects=aims
    )
    with databases.registry.begin() as session:
        measures.enter(session, made)
        told = reckoning.implementation(session, "en", today=TODAY)
        results = publishing.counted(session, released.NAME).value
        withdraw(session, Withdrawal(released.NAME, TODAY, "A mistake."))
        silent = reckoning.implementation(session, "en", today=TODAY)

    (workload, coverage) = told.measures[0].said
    mean = results.indicators["workload"].overall.mean
    assert workload.startswith("Workload")
    assert f"{mean:.1f}" in workload
    assert "120" in coverage
    assert silent.measures[0].said == ()
