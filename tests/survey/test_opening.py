from dataclasses import replace
from datetime import timedelta

import pytest

from survey import opening, sealing, submission
from survey.campaign import installation
from survey.database import reading
from survey.manifest import Manifest
from survey.opening import OpeningRefusedError
from survey.registry import surveys
from survey.registry.lifecycle import TransitionError
from survey.responses import store
from survey.tokens import blind_rsa
from tests.support import invited, staff


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


def test_an_invited_group_has_a_token_key_and_codes_by_organisation(site, key):
    opened = site.open(invited.draft((40, 20)), staff.documents(key))

    blind, slips = opened.manifest.groups
    assert (blind.channel, blind.slip_root) == ("blind", None)
    assert blind_rsa.key_id(blind.token_key) == blind.key_id
    assert (slips.channel, slips.token_key) == ("slip", None)
    assert set(opened.codes) == {slips.key_id}
    [(key_id, by_organisation)] = opened.invitations.items()
    assert key_id == blind.key_id
    assert {name: len(c) for name, c in by_organisation.items()} == {
        "Байгууллага 1": 40
    }
    assert len(set(invited.codes(opened))) == 40
    with reading(site.databases.registry) as session:
        channels = [g.channel for g in surveys.find(session, staff.NAME).groups]
    assert channels == ["blind", "slip"]


def _broken(name):
    draft = invited.draft((40, 20))
    first, second = draft.groups
    groups = {
        "more invitations than people": (replace(first, eligible=39), second),
        "a body in two groups": (first, replace(second, members=first.members)),
        "staff at a poster": (replace(first, channel="poster"), second),
    }
    return replace(draft, groups=groups[name])


@pytest.mark.parametrize(
    "name",
    [
        "more invitations than people",
        "a body in two groups",
        "staff at a poster",
    ],
)
def test_a_draft_in_which_somebody_could_answer_twice_is_refused(site, key, name):
    with pytest.raises(OpeningRefusedError):
        site.open(_broken(name), staff.documents(key))
    assert not site.token_keys.path.exists()


def test_no_token_key_is_left_of_an_opening_that_failed(site, key):
    with pytest.raises(TransitionError):
        site.open(invited.draft((20, 19)), staff.documents(key))

    assert list(site.token_keys.path.iterdir()) == []


def test_nobody_is_invited_without_a_folder_for_the_keys(site, key):
    with (
        site.databases.registry.begin() as registry,
        site.databases.responses.begin() as responses,
    ):
        surveys.draft(registry, invited.draft())
        with pytest.raises(OpeningRefusedError):
            opening.open_survey(
                registry,
                responses,
                staff.NAME,
                staff.documents(key),
                today=staff.TODAY,
            )


@pytest.mark.parametrize(
    ("sizes", "channel", "days"),
    [((199, 300), 2, 7), ((200, 300), 2, 0), ((20, 30), 0, 0), ((300, 20), 1, 0)],
)
def test_small_invited_groups_collect_for_a_week_before_they_answer(
    sizes, channel, days
):
    groups = invited.draft(sizes, invited=channel).groups

    first = opening.answers_open(groups, staff.TODAY)

    assert first - staff.TODAY == timedelta(days=days)
