import pytest

from survey.responses import store, taken
from tests.support.databases import both_kinds
from tests.support.fields import manifest, open_field

pytestmark = both_kinds


@pytest.fixture
def sent(databases):
    """Let people of two groups answer, and those of another survey."""
    with databases.responses.begin() as session:
        noise = open_field(session, manifest("noise", sizes=(5, 5)))
        field = open_field(session, manifest(sizes=(20, 30)))
    with databases.responses.begin() as session:
        store.spend_and_keep(session, noise.all_slips[0], noise.answer())
        answers = []
        for group in field.manifest.groups:
            for slip in field.slips[group.key_id][:3]:
                answers.append(field.answer(group.key_id))
                store.spend_and_keep(session, slip, answers[-1])
    return answers


def test_every_answer_of_a_survey_is_found_by_its_leaf(databases, sent):
    with databases.responses.begin() as session:
        found = taken.by_leaf(session, "staff-2026")

    groups = {one.leaf: one.key_id for one in sent}
    assert [one.leaf for one in found] == sorted(groups)
    assert {one.leaf: one.key_id for one in found} == groups


def test_what_lies_there_is_read_in_the_order_that_is_asked_for(
    databases, sent, monkeypatch
):
    monkeypatch.setattr(taken, "_AT_ONCE", 4)
    with databases.responses.begin() as session:
        found = taken.by_leaf(session, "staff-2026")[::-1]
        read = list(taken.responses(session, found))

    assert read == sorted(sent, key=lambda one: one.leaf, reverse=True)
