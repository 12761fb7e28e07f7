from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from survey.registry import audit
from survey.registry.audit import Act, ActRow, Broken, BrokenLogError, Deed, HeadRow
from tests.support.databases import both_kinds
from tests.support.tampering import cut, tamper

NOON = datetime(2026, 8, 1, 4, 0)  # noqa: DTZ001 the log keeps universal time
SECOND = ActRow.number == 2
ACTS = (Act.SURVEY_DRAFTED, Act.SURVEY_OPENED, Act.SURVEY_CLOSED, Act.SURVEY_PURGED)


def _fill(databases):
    for hour, act in enumerate(ACTS):
        with databases.registry.begin() as session:
            deed = Deed("officer@example.mn", NOON + timedelta(hours=hour))
            audit.record(session, deed, act, "staff-2026")


def _verify(databases, **options):
    with databases.registry() as session:
        return audit.verify(session, **options)


@both_kinds
def test_a_whole_log_is_found_whole(databases):
    _fill(databases)

    assert _verify(databases).acts == len(ACTS)


def test_an_empty_log_is_whole(databases):
    assert _verify(databases) == audit.Head(0, audit.START)


@both_kinds
@pytest.mark.parametrize(
    "word", ["UPDATE audit_act SET about = 'x'", "DELETE FROM audit_act"]
)
def test_the_database_refuses_to_change_an_act(databases, word):
    _fill(databases)

    with pytest.raises(DBAPIError, match="never changes"):
        with databases.registry.begin() as session:
            session.execute(text(word))
    assert _verify(databases).acts == len(ACTS)


@pytest.mark.parametrize(
    "column", ["moment", "actor", "act", "about", "previous", "digest"]
)
def test_a_changed_column_is_found(databases, column):
    _fill(databases)
    value = bytes(32) if column in {"previous", "digest"} else "other"
    tamper(databases, update(ActRow).where(SECOND).values({column: value}))

    with pytest.raises(BrokenLogError, match="Line 2"):
        _verify(databases)


@both_kinds
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_removed_line_is_found(databases, number):
    _fill(databases)
    tamper(databases, delete(ActRow).where(ActRow.number == number))

    with pytest.raises(BrokenLogError, match=f"Line {number} .* missing"):
        _verify(databases)


def test_removing_the_last_lines_is_found(databases):
    _fill(databases)
    tamper(databases, delete(ActRow).where(ActRow.number > 2))

    with pytest.raises(BrokenLogError, match="at the end"):
        _verify(databases)


@both_kinds
@pytest.mark.parametrize("left", [0, 1, 3])
def test_a_cut_that_leaves_a_whole_chain_is_found_by_an_earlier_head(databases, left):
    _fill(databases)
    seen = [_verify(databases)]
    assert _verify(databases, seen=seen).acts == len(ACTS)

    cut(databases, left)

    assert _verify(databases).acts == left, "alone it cannot tell"
    with pytest.raises(BrokenLogError, match=f"from line {left + 1} on") as caught:
        _verify(databases, seen=seen)
    assert (caught.value.kind, caught.value.line) == (Broken.CUT, left + 1)


def test_other_acts_in_place_of_those_that_were_cut_off_are_found(databases):
    _fill(databases)
    seen = [_verify(databases)]
    cut(databases, 2)
    for _ in range(3):
        with databases.registry.begin() as session:
            audit.record(session, Deed("x@example.mn", NOON), Act.SURVEY_DRAFTED)

    assert _verify(databases).acts == 5
    with pytest.raises(BrokenLogError, match=r"Line 4 .* changed"):
        _verify(databases, seen=seen)


def test_a_line_that_was_added_without_the_head_is_found(databases):
    _fill(databases)
    with databases.registry() as session:
        before = audit.head(session)
    with databases.registry.begin() as session:
        audit.record(session, Deed("x@example.mn", NOON), Act.SURVEY_DRAFTED)
    with databases.registry.begin() as session:
        session.execute(update(HeadRow).values(acts=before.acts, digest=before.digest))

    with pytest.raises(BrokenLogError, match=r"Line 4 .* changed"):
        _verify(databases)


def test_a_log_without_its_head_is_found(databases):
    _fill(databases)
    with databases.registry.begin() as session:
        session.execute(delete(HeadRow))

    with pytest.raises(BrokenLogError):
        _verify(databases)


def test_reordered_lines_are_found(databases):
    _fill(databases)
    tamper(
        databases,
        *(
            update(ActRow).where(ActRow.number == before).values(number=after)
            for before, after in ((2, -1), (3, 2), (-1, 3))
        ),
    )

    with pytest.raises(BrokenLogError, match="Line 2"):
        _verify(databases)


def test_a_log_that_was_written_anew_lacks_the_digest_that_was_noted(databases):
    _fill(databases)
    noted = _verify(databases).digest
    assert _verify(databases, noted=noted).digest == noted
    tamper(
        databases,
        delete(ActRow),
        update(HeadRow).values(acts=0, digest=audit.START),
    )
    with databases.registry.begin() as session:
        audit.record(session, Deed("somebody@example.mn", NOON), Act.SURVEY_DRAFTED)

    assert _verify(databases).acts == 1
    with pytest.raises(BrokenLogError, match="noted"):
        _verify(databases, noted=noted)


def test_an_act_that_failed_leaves_no_line(databases):
    with databases.registry() as session:
        audit.record(session, Deed("officer@example.mn", NOON), Act.SURVEY_OPENED)
        session.rollback()

    assert _verify(databases).acts == 0


def test_the_newest_lines_come_first_and_older_ones_page_by_page(databases):
    _fill(databases)

    with databases.registry() as session:
        newest = audit.lines(session, most=3)
        older = audit.lines(session, before=newest[-1].number, most=3)

    assert [line.act for line in (*newest, *older)] == [a.value for a in ACTS[::-1]]
