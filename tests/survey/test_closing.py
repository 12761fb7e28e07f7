"""Attack 4 on a real survey by slips: who changes its answers is found out."""

import hashlib
import json
from datetime import timedelta

import pytest
import rfc8785
from sqlalchemy import delete, insert, select, update

from survey import closing, retention, sealing, submission, tally
from survey.bulletin import AlteredAnswerError, Bulletin
from survey.campaign import installation
from survey.database import reading
from survey.registry import surveys
from survey.registry.lifecycle import State
from survey.responses import bulletins, store
from survey.responses.tables import ResponseRow, SpentRow
from survey.verdicts import Kind
from survey.verification import NOTHING_ELSE, Evidence, verify
from tests.support import staff

KEY = sealing.new_key()
ANSWERED = 12


class Answered:
    """An open survey of twenty people, of whom twelve answered, and their receipts."""

    def __init__(self, site):
        self.site = site
        opened = site.open(staff.draft((20,)), staff.documents(KEY))
        self.manifest = opened.manifest
        self.group = opened.manifest.groups[0]
        self.receipts = [self._answer(c) for c in staff.codes(opened)[:ANSWERED]]

    def _answer(self, code):
        with self.site.databases.responses.begin() as session:
            found = submission.submit(session, code, {}, today=staff.TODAY)
        return found.receipt

    def change(self, *statements):
        """Change the database behind the application's back."""
        with self.site.databases.responses.begin() as session:
            for statement in statements:
                session.execute(statement)

    def rows(self, *, taken=True):
        with reading(self.site.databases.responses) as session:
            chosen = select(ResponseRow).where(ResponseRow.taken == taken)
            return session.scalars(chosen).all()

    def forged(self):
        """Return the columns of an answer that nobody gave, with a true leaf."""
        sealed = sealing.seal(
            b"{}",
            self.manifest.sealing_keys,
            info=sealing.answer_info(self.manifest.digest, self.group.key_id),
            bucket=self.manifest.bucket,
        )
        nonce = hashlib.sha256(sealed).digest()
        leaf = sealing.leaf(self.group.key_id, nonce, sealed)
        kept = {"leaf": leaf, "nonce": nonce, "sealed": sealed, "proof": b""}
        return {"taken": True, **kept}

    def board(self):
        with reading(self.site.databases.responses) as session:
            return bulletins.find(session, staff.NAME)

    def check(self, evidence=NOTHING_ELSE):
        self.site.close(staff.NAME)
        board = self.board()
        return verify(board.bulletin, board.manifest, evidence)


@pytest.fixture
def survey(tmp_path):
    with installation(tmp_path, today=staff.TODAY) as site:
        yield Answered(site)


def _at(row):
    return ResponseRow.place == row.place


def _rewritten(board, entries):
    document = json.loads(board.bulletin)
    return rfc8785.dumps({**document, "answers": entries(document["answers"])})


def test_an_honest_closing_publishes_every_receipt(survey):
    report = survey.check(Evidence(receipts=tuple(survey.receipts)))

    assert report.honest, report.faults
    [stratum] = report.strata
    assert (stratum.eligible, stratum.issued, stratum.answered) == (20, 20, ANSWERED)
    assert survey.board().manifest == survey.manifest.to_json()


def test_slips_are_listed_sorted_and_apart_from_the_answers(survey):
    survey.check()
    bulletin = Bulletin.from_json(survey.board().bulletin)
    [count] = bulletin.groups

    assert (len(count.spent), len(count.unspent)) == (ANSWERED, 20 - ANSWERED)
    assert list(count.spent) == sorted(count.spent)
    assert list(bulletin.leaves) == sorted(r.leaf for r in survey.receipts)


def test_an_answer_swapped_before_closing_shows_to_who_holds_its_receipt(survey):
    victim = survey.rows()[0]
    survey.change(update(ResponseRow).where(_at(victim)).values(survey.forged()))

    report = survey.check(Evidence(receipts=tuple(survey.receipts)))

    assert [(f.kind, f.place) for f in report.faults] == [
        (Kind.DROPPED, victim.leaf.hex())
    ]


def test_a_sealed_answer_that_was_changed_stops_the_closing(survey):
    victim = survey.rows()[0]
    change = update(ResponseRow).where(_at(victim)).values(sealed=b"x" * 100)
    survey.change(change)

    with pytest.raises(AlteredAnswerError):
        survey.site.close(staff.NAME)
    with reading(survey.site.databases.registry) as session:
        assert surveys.find(session, staff.NAME).state == State.OPEN


def test_an_answer_dropped_before_closing_is_named(survey):
    survey.change(delete(ResponseRow).where(_at(survey.rows()[0])))

    report = survey.check()

    assert (Kind.DROPPED, survey.group.name) in {
        (fault.kind, fault.place) for fault in report.faults
    }


def test_an_answer_added_without_a_slip_is_one_too_many(survey):
    free = survey.rows(taken=False)[0]
    survey.change(update(ResponseRow).where(_at(free)).values(survey.forged()))

    assert survey.check().kinds == {Kind.TOO_MANY}


def test_an_answer_above_the_number_of_people_is_one_too_many(survey):
    last = max(row.place for row in survey.rows(taken=False))
    fill = [
        update(ResponseRow).where(_at(row)).values(survey.forged())
        for row in survey.rows(taken=False)
    ]
    extra = insert(ResponseRow).values(place=last + 100, **survey.forged())
    with reading(survey.site.databases.responses) as session:
        printed = session.scalar(select(SpentRow.marks))
    everybody = b"\x01" * len(printed)
    survey.change(*fill, extra, update(SpentRow).values(marks=everybody))

    report = survey.check()

    assert report.kinds == {Kind.TOO_MANY}
    assert {fault.place for fault in report.faults} == {survey.group.name}


def test_an_answer_duplicated_before_closing_is_named(survey):
    row, free = survey.rows()[0], survey.rows(taken=False)[0]
    parts = ("taken", "leaf", "nonce", "sealed", "proof")
    copied = {name: getattr(row, name) for name in parts}
    survey.change(update(ResponseRow).where(_at(free)).values(copied))

    assert survey.check().kinds == {Kind.DUPLICATED, Kind.TOO_MANY}


def test_an_answer_on_a_leftover_slip_is_beyond_the_check_and_that_is_said(survey):
    free = survey.rows(taken=False)[0]
    with reading(survey.site.databases.responses) as session:
        marks = session.scalar(select(SpentRow.marks))
    with_a_leftover = marks.replace(b"\x00", b"\x01", 1)
    survey.change(
        update(ResponseRow).where(_at(free)).values(survey.forged()),
        update(SpentRow).values(marks=with_a_leftover),
    )

    report = survey.check()

    assert report.honest
    assert "leftover card" in " ".join(limit.to("en") for limit in report.limits)


@pytest.mark.parametrize(
    ("edit", "kind"),
    [
        (lambda answers: answers[1:], Kind.DROPPED),
        (lambda answers: [answers[0], *answers], Kind.DUPLICATED),
        (lambda answers: [answers[0], *answers], Kind.ADDED),
        (lambda answers: [answers[1], *answers[1:]], Kind.SWAPPED),
    ],
    ids=["dropped", "duplicated", "added", "swapped"],
)
def test_a_bulletin_changed_after_closing_is_named(survey, edit, kind):
    survey.check()
    board = survey.board()

    assert kind in verify(_rewritten(board, edit), board.manifest).kinds


def test_a_manifest_edited_afterwards_is_named(survey):
    survey.check()
    board = survey.board()
    edited = board.manifest.replace(b'"eligible":20', b'"eligible":21')

    assert verify(board.bulletin, edited).kinds == {Kind.EDITED_MANIFEST}


@pytest.mark.parametrize("change", [delete, update])
def test_answers_that_differ_from_the_board_are_not_opened(survey, change):
    survey.check()
    statement = change(ResponseRow).where(_at(survey.rows()[0]))
    if change is update:
        statement = statement.values(survey.forged())
    survey.change(statement)

    with (
        reading(survey.site.databases.responses) as session,
        pytest.raises(AlteredAnswerError),
    ):
        tally.open_answers(session, staff.NAME, [KEY])


def test_the_board_stays_when_the_answers_are_destroyed(survey):
    survey.check()
    before = survey.board()
    survey.site.tally(staff.NAME, (KEY,))
    survey.site.publish(staff.NAME)
    later = staff.TODAY + timedelta(days=31)
    with (
        survey.site.databases.registry.begin() as registry,
        survey.site.databases.responses.begin() as responses,
    ):
        retention.purge(registry, responses, staff.NAME, today=later)

    assert survey.board() == before
    with (
        reading(survey.site.databases.responses) as session,
        pytest.raises(store.UnknownSurveyError),
    ):
        store.board(session, staff.NAME)


def test_a_closing_whose_registry_failed_is_repeated_and_signs_no_second_list(survey):
    day = staff.TODAY + timedelta(days=1)
    databases = survey.site.databases
    with databases.registry() as registry, databases.responses.begin() as responses:
        closing.close(registry, responses, staff.NAME, today=day)
    published = survey.board()
    with databases.registry() as registry:
        assert surveys.find(registry, staff.NAME).state is State.OPEN

    survey.site.close(staff.NAME)

    assert survey.board() == published
    with databases.registry() as registry:
        assert surveys.find(registry, staff.NAME).state is State.CLOSED
