from dataclasses import replace
from datetime import timedelta

import pytest

from survey import sealing, submission
from survey.campaign import installation
from survey.database import reading
from survey.manifest import Manifest
from survey.opening import OpeningRefusedError
from survey.registry.lifecycle import TransitionError
from survey.responses import store
from tests.support import staff


@pytest.fixture
def site(tmp_path):
    with installation(tmp_path, today=staff.TODAY) as found:
        yield found


@pytest.fixture(scope="module")
def key():
    return sealing.new_key()


def test_opening_fixes_a_manifest_and_one_code_for_each_person(site, key):
    opened = site.open(staff.draft((40, 20)), staff.documents(key))

    codes = staff.codes(opened)
    assert len(set(codes)) == 60
    assert [group.eligible for group in opened.manifest.groups] == [40, 20]
    with reading(site.databases.responses) as session:
        board = store.board(session, staff.NAME)
    assert Manifest.from_json(board.manifest) == opened.manifest


def test_a_group_below_the_floor_is_not_opened_and_nothing_is_left(site, key):
    with pytest.raises(TransitionError) as refused:
        site.open(staff.draft((40, 19)), staff.documents(key))

    assert "19" in str(refused.value)
    with reading(site.databases.responses) as session:
        with pytest.raises(store.UnknownSurveyError):
            store.board(session, staff.NAME)


def test_results_of_fewer_than_five_are_never_promised(site, key):
    documents = replace(staff.documents(key), cell_floor=4)
    with pytest.raises(OpeningRefusedError):
        site.open(staff.draft(), documents)


def test_a_survey_without_a_key_holder_is_not_opened(site):
    with pytest.raises(OpeningRefusedError):
        site.open(staff.draft(), staff.documents())


def test_a_code_opens_the_form_only_between_the_two_dates(site, key):
    opened = site.open(staff.draft(), staff.documents(key))
    code = staff.codes(opened)[0]
    day = timedelta(days=1)
    with reading(site.databases.responses) as session:
        assert submission.look_up(session, code, today=staff.TODAY)
        with pytest.raises(submission.SurveyNotOpenError):
            submission.look_up(session, code, today=staff.TODAY - day)
        with pytest.raises(submission.SurveyClosedError):
            submission.look_up(session, code, today=staff.TODAY + day)


def test_a_spent_code_and_a_code_of_nobody_are_refused(site, key):
    opened = site.open(staff.draft(), staff.documents(key))
    code, other = staff.codes(opened)[:2]
    with site.databases.responses.begin() as session:
        submission.submit(session, code, {}, today=staff.TODAY)
    with reading(site.databases.responses) as session:
        with pytest.raises(submission.UsedCodeError):
            submission.look_up(session, code, today=staff.TODAY)
        with pytest.raises(submission.UnknownCodeError):
            submission.look_up(session, "nonsense", today=staff.TODAY)
        assert submission.look_up(session, other, today=staff.TODAY)
