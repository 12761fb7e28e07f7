import json
from datetime import date

import pytest

from analysis import deductions
from survey import completing, publishing
from survey.registry import cases, surveys
from survey.registry.cases import Case, CaseTakenError, UnknownCaseError
from survey.registry.surveys import FixedError
from tests.support import released

CASE = Case("culture", "audit", 1.0, "№ 12", "Аудит", date(2026, 9, 1), "Зөрчил", "")


def _results(databases):
    with databases.registry() as session:
        return json.loads(surveys.released(session, released.NAME))["results"]


@pytest.fixture
def counted(databases):
    released.release(databases, name="staff-2025", opens=date(2025, 7, 1), seed=8)
    released.count(databases)
    return databases


def test_the_wave_before_stands_beside_what_was_counted(counted):
    with counted.registry.begin() as session:
        completing.complete(session, released.NAME)

    changes = _results(counted)["changes"]
    assert len(changes["waves"]) == 1
    assert changes["tested"] > 1


def test_a_case_takes_points_off_and_leaves_no_trace_when_it_is_taken_out(counted):
    with counted.registry.begin() as session:
        completing.complete(session, released.NAME)
    before = _results(counted)
    index = next(iter(before["indices"]))
    case = Case(index, *_rest())

    with counted.registry.begin() as session:
        cases.enter(session, released.NAME, case)
        completing.complete(session, released.NAME)
    after = _results(counted)["indices"][index]
    [deduction] = after["deductions"]
    mean = before["indices"][index]["overall"]["mean"]
    assert deduction["document"] == CASE.document
    assert after["overall"]["mean"] == mean
    assert after["composite"] == pytest.approx(mean - CASE.points)

    with counted.registry.begin() as session:
        [kept] = cases.of(session, released.NAME)
        cases.remove(session, released.NAME, kept.number)
        completing.complete(session, released.NAME)
    assert _results(counted) == before


def _rest():
    return (
        CASE.kind,
        CASE.points,
        CASE.document,
        CASE.decided_by,
        CASE.decided_on,
        CASE.reason_mn,
        CASE.reason_en,
    )


def test_nothing_changes_after_the_publication(counted):
    with counted.registry.begin() as session:
        publishing.publish(session, released.NAME, today=released.CLOSES)

    with counted.registry.begin() as session, pytest.raises(FixedError):
        completing.complete(session, released.NAME)


def test_one_document_takes_points_off_once(counted):
    assert CASE.kind in deductions.packaged().kinds
    with counted.registry.begin() as session:
        cases.enter(session, released.NAME, CASE)
        with pytest.raises(CaseTakenError):
            cases.enter(session, released.NAME, CASE)
        with pytest.raises(UnknownCaseError):
            cases.remove(session, "staff-2025", 1)


def test_a_survey_that_was_counted_later_is_no_wave_before(databases):
    released.release(databases, name="staff-2030", opens=date(2026, 7, 9), seed=8)
    released.count(databases)
    with databases.registry.begin() as session:
        completing.complete(session, released.NAME)
        document = json.loads(surveys.released(session, released.NAME))

    assert "changes" not in document["results"]
