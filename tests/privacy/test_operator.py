"""Attack 4 on answers with blind tokens: an operator changes the databases by hand.

The operator holds the board key and both databases, closes the survey afterwards, and
publishes a board that is signed and whole.
"""

import secrets
import shutil
from dataclasses import dataclass

import pytest
from sqlalchemy import select, update

from survey import bulletin, sealing, submission
from survey.bulletin import AlteredAnswerError
from survey.campaign import installation
from survey.database import reading
from survey.registry.tables import ClaimRow
from survey.responses import bulletins
from survey.responses.tables import ResponseRow
from survey.submission import BlindAnswer
from survey.tokens import blind_answer, blind_token, codes
from survey.verdicts import Kind
from survey.verification import NOTHING_ELSE, Evidence, verify
from tests.support import invited, staff

PEOPLE = 6


@dataclass
class Operated:
    """A survey that six people answered, in the hands of its operator."""

    site: object
    opened: object
    codes: list
    receipts: list

    @property
    def group(self):
        return invited.group(self.opened)

    def sealed(self):
        manifest, key_id = self.opened.manifest, self.group.key_id
        info = sealing.answer_info(manifest.digest, key_id)
        return sealing.seal(
            b"{}", manifest.sealing_keys, info=info, bucket=manifest.bucket
        )

    def answer(self, held):
        sealed = self.sealed()
        answer = BlindAnswer(
            key_id=held.key_id,
            prepared=held.token.prepared,
            signature=held.token.signature,
            answer_signature=held.sign(sealed),
            sealed=sealed,
        )
        with self.site.databases.responses.begin() as session:
            return submission.submit_blind(session, answer, today=staff.TODAY)

    def come(self):
        held = invited.collect(self.site, self.opened, self.codes.pop())
        self.receipts.append(self.answer(held))

    def rows(self, *, taken):
        with self.site.databases.responses.begin() as session:
            chosen = select(ResponseRow).where(ResponseRow.taken == taken)
            found = session.execute(chosen.with_only_columns(ResponseRow.__table__))
            return [dict(row) for row in found.mappings()]

    def change(self, place, /, **values):
        with self.site.databases.responses.begin() as session:
            here = ResponseRow.place == place
            session.execute(update(ResponseRow).where(here).values(**values))

    def put(self, row):
        """Put a row into a free place, as if it had come by itself."""
        place = self.rows(taken=False)[0]["place"]
        self.change(place, **{**row, "place": place, "taken": True})

    def leaf(self, row):
        prepared = blind_answer.unpack(row["proof"]).prepared
        return blind_answer.leaf(self.group.key_id, prepared, row["sealed"])

    def checked(self, evidence=NOTHING_ELSE):
        """Close, and check what is published as anybody can."""
        self.site.close(staff.NAME)
        with reading(self.site.databases.responses) as session:
            public = bulletins.find(session, staff.NAME)
        return verify(public.bulletin, public.manifest, evidence)


@pytest.fixture(scope="module")
def answered(tmp_path_factory):
    """Let six people answer once, for every operator to copy."""
    folder = tmp_path_factory.mktemp("answered")
    with installation(folder, today=staff.TODAY, sample=True) as site:
        plan = invited.draft((20,), invited=1)
        opened = site.open(plan, staff.documents(sealing.new_key()))
        made = Operated(site, opened, invited.codes(opened), [])
        for _ in range(PEOPLE):
            made.come()
    return folder, made


@pytest.fixture
def operated(answered, tmp_path):
    folder, made = answered
    home = shutil.copytree(folder, tmp_path / "home")
    with installation(home, today=staff.TODAY, sample=True) as site:
        yield Operated(site, made.opened, list(made.codes), list(made.receipts))


def _holding(receipts):
    return Evidence(tuple(one.receipt for one in receipts))


def test_an_untouched_survey_is_honest_and_holds_every_receipt(operated):
    report = operated.checked(_holding(operated.receipts))

    assert report.honest, report.faults
    counts = [(s.channel, s.eligible, s.issued, s.answered) for s in report.strata]
    assert counts == [("blind", 20, PEOPLE, PEOPLE)]


def test_a_swapped_answer_is_named_without_any_receipt(operated):
    row = operated.rows(taken=True)[0] | {"sealed": operated.sealed()}
    operated.change(row["place"], sealed=row["sealed"], leaf=operated.leaf(row))

    report = operated.checked()

    assert report.kinds == {Kind.SWAPPED}


def test_an_answer_swapped_under_its_old_leaf_stops_the_closing(operated):
    row = operated.rows(taken=True)[0]
    operated.change(row["place"], sealed=secrets.token_bytes(len(row["sealed"])))

    with pytest.raises(AlteredAnswerError):
        operated.checked()


def test_a_dropped_answer_is_named_by_whoever_holds_its_receipt(operated):
    row = operated.rows(taken=True)[0]
    operated.change(row["place"], taken=False)

    report = operated.checked(_holding(operated.receipts))

    assert report.kinds == {Kind.DROPPED}
    assert [fault.place for fault in report.faults] == [row["leaf"].hex()]


def test_an_answer_added_without_a_token_is_named(operated):
    row = operated.rows(taken=True)[0]
    proof = row["proof"][:20] + bytes(1) + row["proof"][21:]
    mark = blind_token.spent_mark(blind_answer.unpack(proof).prepared)
    forged = row | {"proof": proof, "nonce": mark}
    operated.put(forged | {"leaf": operated.leaf(forged)})

    assert Kind.ADDED in operated.checked().kinds


def test_a_duplicated_answer_is_named(operated):
    operated.put(operated.rows(taken=True)[0])

    assert Kind.DUPLICATED in operated.checked().kinds


def test_one_answer_more_than_invitations_that_were_exchanged_is_named(operated):
    code = operated.codes.pop()
    held = invited.collect(operated.site, operated.opened, code)
    operated.answer(held)
    with operated.site.databases.registry.begin() as session:
        taken_back = ClaimRow.invitation == codes.invitation_hash(code)
        session.execute(update(ClaimRow).where(taken_back).values(claimed=False))

    report = operated.checked()

    assert report.kinds == {Kind.TOO_MANY}
    assert [fault.place for fault in report.faults] == [operated.group.name]


def test_an_answer_in_the_name_of_somebody_shows_when_they_ask(operated):
    """Verify cannot see it and says so; the person it was done to can."""
    code = operated.codes[-1]
    operated.come()

    report = operated.checked()

    assert report.honest
    assert any("in their name" in limit.to("en") for limit in report.limits)
    assert invited.state(operated.site, code).collected


def test_a_board_never_shows_a_ciphertext_or_an_invitation(operated):
    operated.checked()
    with reading(operated.site.databases.responses) as session:
        public = bulletins.find(session, staff.NAME).bulletin
    board = bulletin.Bulletin.from_json(public)

    assert len(board.entries) == PEOPLE
    for row in operated.rows(taken=True):
        assert row["sealed"].hex()[:64].encode() not in public
    for code in invited.codes(operated.opened):
        assert codes.invitation_hash(code).hex().encode() not in public
