from dataclasses import replace
from datetime import date

import pytest

from survey.registry import coverage, surveys
from survey.registry.groups import GroupPlan, Member
from survey.registry.lifecycle import State, Survey, TransitionError
from tests.support.databases import both_kinds

GROUPS = (
    GroupPlan("Татвар", 72, (Member("Татвар", 72),)),
    GroupPlan("Хороод", 23, (Member("1-р хороо", 12), Member("2-р хороо", 11))),
)
PLAN = Survey(
    name="staff-2026",
    kind="internal",
    questionnaire="internal_integrity",
    version="2026.1",
    opens=date(2026, 7, 1),
    answers_open=date(2026, 7, 8),
    closes=date(2026, 9, 30),
    keep_until=date(2027, 9, 30),
    group_floor=20,
    sample=True,
    groups=GROUPS,
)
NOISE = replace(PLAN, name="other", opens=date(2026, 1, 1))
SUMMER, AFTERWARDS = date(2026, 7, 9), date(2026, 10, 1)


@pytest.fixture
def session(databases):
    with databases.registry.begin() as session:
        surveys.draft(session, NOISE)
        surveys.draft(session, PLAN)
        yield session


def _opened(session):
    surveys.fix_manifest(session, "staff-2026", b"{}")
    return surveys.advance(session, "staff-2026", State.OPEN, today=SUMMER)


@both_kinds
def test_a_draft_is_found_as_it_was_entered(session):
    assert surveys.find(session, "staff-2026") == PLAN
    assert surveys.names(session) == ("staff-2026", "other")


def test_names_and_unknown_surveys(session):
    with pytest.raises(surveys.SurveyExistsError):
        surveys.draft(session, PLAN)
    with pytest.raises(surveys.UnknownSurveyError):
        surveys.find(session, "nothing")


@both_kinds
def test_a_survey_lives_from_draft_to_purged(session):
    _opened(session)
    for state, today in ((State.CLOSED, AFTERWARDS), (State.TALLIED, AFTERWARDS)):
        surveys.advance(session, "staff-2026", state, today=today)
    surveys.release(session, "staff-2026", b"results", today=AFTERWARDS)
    surveys.advance(session, "staff-2026", State.PUBLISHED, today=AFTERWARDS)
    purged = surveys.advance(
        session, "staff-2026", State.PURGED, today=date(2027, 10, 1)
    )

    assert purged.state is State.PURGED
    assert surveys.released(session, "staff-2026") == b"results"
    assert surveys.find(session, "other").state is State.DRAFT
    assert surveys.released(session, "other") is None
    assert surveys.names(session, State.PURGED) == ("staff-2026",)


@pytest.mark.parametrize("to", [state for state in State if state is not State.OPEN])
def test_no_step_is_left_out(session, to):
    with pytest.raises(TransitionError, match="next step"):
        surveys.advance(session, "staff-2026", to, today=SUMMER)


def test_what_is_missing_at_opening_is_told_at_once(session):
    small = GroupPlan("Хороо", 19, (Member("3-р хороо", 19),))
    wrong = replace(PLAN, name="w", answers_open=date(2026, 10, 1), groups=(small,))
    surveys.draft(session, wrong)

    with pytest.raises(TransitionError) as raised:
        surveys.advance(session, "w", State.OPEN, today=date(2026, 10, 1))

    told = [fault.text.to("en") for fault in raised.value.faults]
    assert len(told) == 4
    for word in ("in order", "is over", "manifest", "has 19 people"):
        assert sum(word in sentence for sentence in told) == 1


def test_a_survey_without_groups_does_not_open(session):
    surveys.draft(session, replace(PLAN, name="empty", groups=(), manifest=b"{}"))
    with pytest.raises(TransitionError, match="Nobody"):
        surveys.advance(session, "empty", State.OPEN, today=SUMMER)


def test_groups_of_citizens_may_be_small(session):
    few = (GroupPlan("Танхим", 5, services=("Лавлагаа", "Үнэмлэх")),)
    citizens = replace(PLAN, name="c", kind="citizen", groups=few, manifest=b"{}")
    surveys.draft(session, citizens)

    opened = surveys.advance(session, "c", State.OPEN, today=SUMMER)

    assert opened.groups == few


def test_a_survey_stays_open_until_its_last_day(session):
    _opened(session)
    with pytest.raises(TransitionError, match="the end of 2026-09-30"):
        surveys.advance(session, "staff-2026", State.CLOSED, today=date(2026, 9, 30))


def test_the_manifest_never_changes(session):
    _opened(session)
    with pytest.raises(surveys.FixedError):
        surveys.fix_manifest(session, "staff-2026", b"another")
    assert surveys.find(session, "staff-2026").manifest == b"{}"


def test_results_are_released_once_and_before_they_are_published(session):
    _opened(session)
    surveys.advance(session, "staff-2026", State.CLOSED, today=AFTERWARDS)
    with pytest.raises(surveys.FixedError):
        surveys.release(session, "staff-2026", b"early", today=AFTERWARDS)
    surveys.advance(session, "staff-2026", State.TALLIED, today=AFTERWARDS)
    with pytest.raises(TransitionError, match="No results"):
        surveys.advance(session, "staff-2026", State.PUBLISHED, today=AFTERWARDS)
    surveys.release(session, "staff-2026", b"first", today=AFTERWARDS)
    with pytest.raises(surveys.FixedError):
        surveys.release(session, "staff-2026", b"second", today=AFTERWARDS)
    assert surveys.released(session, "staff-2026") == b"first"


def test_answers_are_kept_until_the_day_that_was_promised(session):
    _opened(session)
    surveys.advance(session, "staff-2026", State.CLOSED, today=AFTERWARDS)
    surveys.advance(session, "staff-2026", State.TALLIED, today=AFTERWARDS)
    surveys.release(session, "staff-2026", b"first", today=AFTERWARDS)
    surveys.advance(session, "staff-2026", State.PUBLISHED, today=AFTERWARDS)
    with pytest.raises(TransitionError, match="kept until"):
        surveys.advance(session, "staff-2026", State.PURGED, today=PLAN.keep_until)


@both_kinds
def test_coverage_counts_slips_by_signed_acts(session):
    def hand_out(organisation, slips):
        coverage.hand_out(
            session, "staff-2026", organisation=organisation, slips=slips, act="А/12"
        )

    hand_out("1-р хороо", 12)
    hand_out("1-р хороо", -2)
    hand_out("Татвар", 70)

    rows = coverage.coverage(session, "staff-2026")
    assert [(r.organisation, r.group, r.eligible, r.handed_out) for r in rows] == [
        ("Татвар", "Татвар", 72, 70),
        ("1-р хороо", "Хороод", 12, 10),
        ("2-р хороо", "Хороод", 11, 0),
    ]
    assert all(row.handed_out == 0 for row in coverage.coverage(session, "other"))


@pytest.mark.parametrize(
    ("organisation", "slips", "act", "word"),
    [
        ("Татвар", 73, "А/1", "do not fit"),
        ("Татвар", -1, "А/1", "do not fit"),
        ("Сургууль", 1, "А/1", "no part"),
        ("Татвар", 1, " ", "number"),
    ],
)
def test_an_act_that_does_not_fit_is_refused(session, organisation, slips, act, word):
    with pytest.raises(coverage.HandoverError, match=word):
        coverage.hand_out(
            session, "staff-2026", organisation=organisation, slips=slips, act=act
        )
    assert all(row.handed_out == 0 for row in coverage.coverage(session, "staff-2026"))
