import secrets

import pytest
from sqlalchemy import func, select

from survey import database
from survey.responses import places, store
from survey.responses.tables import BoardRow, GroupRow, ResponseRow, SlipRow, SpentRow
from tests.support.databases import both_kinds
from tests.support.fields import manifest, open_field

pytestmark = both_kinds


@pytest.fixture
def field(databases):
    """Open two surveys; the second is noise that no query may touch."""
    with databases.responses.begin() as session:
        noise = open_field(session, manifest("noise", sizes=(5, 5)))
        opened = open_field(session, manifest(sizes=(20, 30)))
    with databases.responses.begin() as session:
        store.spend_and_keep(session, noise.all_slips[0], noise.answer())
    return opened


def _send(databases, field, number=0, answer=None):
    group = field.manifest.groups[0].key_id
    sent = answer or field.answer(group)
    with databases.responses.begin() as session:
        store.spend_and_keep(session, field.slips[group][number], sent)
    return sent


def test_looking_up_a_slip_tells_its_survey_and_spends_nothing(databases, field):
    group = field.manifest.groups[1].key_id

    with databases.responses.begin() as session:
        found = store.look_up(session, field.slips[group][0])
        again = store.look_up(session, field.slips[group][0])

    assert found == again
    assert (found.survey, found.key_id) == ("staff-2026", group)
    assert not found.spent
    assert not found.closed


def test_an_unknown_slip_is_refused(databases, field):
    with databases.responses.begin() as session:
        with pytest.raises(store.UnknownSlipError):
            store.look_up(session, secrets.token_bytes(32))
        with pytest.raises(store.UnknownSlipError):
            store.spend_and_keep(session, secrets.token_bytes(32), field.answer())


def test_a_sent_answer_is_kept_as_it_was(databases, field):
    sent = [_send(databases, field, number) for number in range(3)]

    with databases.responses.begin() as session:
        kept = store.sealed_responses(session, "staff-2026")
        counts = store.answers_per_group(session, "staff-2026")

    assert kept == sorted(sent, key=lambda response: response.leaf)
    assert counts == dict(
        zip([g.key_id for g in field.manifest.groups], (3, 0), strict=True)
    )


def test_a_spent_slip_is_refused_and_the_first_answer_stays(databases, field):
    first = _send(databases, field)

    with pytest.raises(store.SlipSpentError):
        _send(databases, field)

    with databases.responses.begin() as session:
        assert store.sealed_responses(session, "staff-2026") == [first]


def test_a_transaction_that_fails_leaves_the_slip_unspent(databases, field):
    group = field.manifest.groups[0].key_id
    slip = field.slips[group][0]

    session = databases.responses()
    store.spend_and_keep(session, slip, field.answer(group))
    session.rollback()
    session.close()

    with databases.responses.begin() as session:
        assert not store.look_up(session, slip).spent
        assert store.sealed_responses(session, "staff-2026") == []


def test_an_answer_for_another_group_or_of_another_size_is_refused(databases, field):
    group, other = (g.key_id for g in field.manifest.groups)
    right = field.answer(group)
    short = store.SealedResponse(group, right.leaf, right.nonce, right.sealed[:-1])

    for wrong in (field.answer(other), short):
        with pytest.raises(store.MisshapenAnswerError):
            _send(databases, field, answer=wrong)

    with databases.responses.begin() as session:
        assert not store.look_up(session, field.slips[group][0]).spent


def test_a_group_takes_as_many_answers_as_it_has_people(databases):
    with databases.responses.begin() as session:
        field = open_field(session, manifest(sizes=(4,)))
    for number in range(4):
        _send(databases, field, number)

    with databases.responses.begin() as session:
        store.close(session, "staff-2026")
        assert len(store.sealed_responses(session, "staff-2026")) == 4


def test_answers_that_would_lie_in_several_pages_are_refused_at_the_opening(
    databases, kind
):
    made = manifest(sizes=(4,), bucket=32768)
    if kind == "sqlite":
        with databases.responses.begin() as session:
            with pytest.raises(places.RowTooLargeError):
                open_field(session, made)
            session.rollback()
        database.fit(databases.responses, places.row_bytes(32768 + 1136, 0))

    with databases.responses.begin() as session:
        open_field(session, made)

    with databases.responses() as session:
        assert places.longest_row(session) > 32768


def test_more_slips_than_places_are_refused_without_being_spent(databases):
    made = manifest(sizes=(1,))
    group = made.groups[0].key_id
    slips = [secrets.token_bytes(32) for _ in range(2)]
    with databases.responses.begin() as session:
        board = store.Board(made.to_json(), b"", b"")
        with pytest.raises(store.TooManySlipsError):
            store.prepare(session, board, {group: slips})
        session.rollback()


def test_a_closed_survey_takes_nothing_and_keeps_only_answers(databases, field):
    sent = [_send(databases, field, number) for number in range(7)]
    with databases.responses.begin() as session:
        store.close(session, "staff-2026")

    with pytest.raises(store.SurveyClosedError):
        _send(databases, field, 8)

    with databases.responses.begin() as session:
        assert store.board(session, "staff-2026").closed
        assert not store.board(session, "noise").closed
        leaves = session.scalars(
            select(ResponseRow.leaf).where(ResponseRow.place >= 3 * 2**40)
        )
        assert list(leaves) == sorted(response.leaf for response in sent)
        assert session.scalar(select(func.count()).select_from(ResponseRow)) == 17


def test_purging_removes_one_survey_and_no_other(databases, field):
    _send(databases, field)

    with databases.responses.begin() as session:
        store.purge(session, "staff-2026")

    with databases.responses.begin() as session:
        left = [
            session.scalar(select(func.count()).select_from(table))
            for table in (BoardRow, GroupRow, SlipRow, SpentRow, ResponseRow)
        ]
        assert left == [1, 2, 10, 2, 10]
        with pytest.raises(store.UnknownSurveyError):
            store.board(session, "staff-2026")


def test_citizens_answers_are_appended_without_free_rows(databases):
    with databases.responses.begin() as session:
        field = open_field(session, manifest("citizens", kind="citizen", sizes=(50,)))
        assert session.scalar(select(func.count()).select_from(ResponseRow)) == 0
    sent = [_send(databases, field, number) for number in range(6)]

    with databases.responses.begin() as session:
        store.close(session, "citizens")
        stored = session.scalars(select(ResponseRow).order_by(ResponseRow.place)).all()

    assert [row.leaf for row in stored] == sorted(response.leaf for response in sent)
    assert [row.place for row in stored] == list(range(2**40, 2**40 + 6))


def test_all_that_is_stored_for_a_survey_has_one_size(databases, field):
    _send(databases, field)

    with databases.responses.begin() as session:
        sizes = {
            (len(row.leaf), len(row.nonce), len(row.sealed))
            for row in session.scalars(select(ResponseRow))
        }

    assert len(sizes) == 1
