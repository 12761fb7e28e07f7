"""Batches on a real survey: voided, printed anew, answered, and told by the board."""

import io
import json

import pytest
import rfc8785

from survey import card_files, cards, outgoing, sealing, submission
from survey.bulletin import Bulletin
from survey.campaign import installation
from survey.cards import Return, UnreadCodeError, Voiding
from survey.registry import batches, coverage, leftovers
from survey.registry.batches import UnknownBatchNumberError
from survey.registry.coverage import HandoverError
from survey.registry.leftovers import LeftoverError
from survey.responses import bulletins
from survey.responses.voiding import BatchUsedError, UnknownBatchError
from survey.submission import VoidCodeError
from survey.verdicts import Kind
from survey.verification import verify
from tests.support import staff

KEY = sealing.new_key()
BODY = "Байгууллага 1"


class Field:
    """An open survey of a body of 60 and one of 20, by cards in three batches."""

    def __init__(self, site):
        self.site = site
        draft = staff.draft((60, 20), closes=staff.TODAY)
        self.opened = site.open(draft, staff.documents(KEY))
        self.batches = [b for some in self.opened.batches.values() for b in some]

    def both(self, use, *arguments):
        with (
            self.site.databases.registry.begin() as registry,
            self.site.databases.responses.begin() as responses,
        ):
            return use(registry, responses, staff.NAME, *arguments)

    def void(self, batch, **changes):
        wanted = {"number": batch.number, "key": batch.key, "act": "№ 7"} | changes
        return self.both(cards.void_batch, Voiding(**wanted))

    def answer(self, code):
        with self.site.databases.responses.begin() as session:
            submission.submit(session, code, {}, today=staff.TODAY)

    def listed(self):
        with self.site.databases.registry() as session:
            return batches.every(session, staff.NAME)

    def account(self, body=BODY):
        with self.site.databases.registry() as session:
            found = leftovers.accounts(session, staff.NAME)
        return next(one for one in found if one.body == body)

    def board(self):
        self.site.close(staff.NAME)
        with self.site.databases.responses() as session:
            return bulletins.find(session, staff.NAME)


@pytest.fixture
def field(tmp_path):
    with installation(tmp_path, today=staff.TODAY) as site:
        yield Field(site)


def test_the_registry_lists_batches_without_a_code_or_a_key(field, tmp_path):
    assert [(one.number, one.bodies, one.slips) for one in field.listed()] == [
        (1, (BODY,), 30),
        (2, (BODY,), 30),
        (3, ("Байгууллага 2",), 20),
    ]
    content = (tmp_path / "registry.db").read_bytes()
    content += (tmp_path / "responses.db").read_bytes()
    for batch in field.batches:
        for secret in (batch.key, batch.key.replace("-", ""), *batch.slips):
            assert secret.encode() not in content
            assert secret.replace("-", "").encode() not in content


def test_a_lost_batch_is_voided_and_printed_anew_and_the_board_says_so(field):
    lost, kept, _other = field.batches
    field.answer(kept.slips[0])
    field.void(lost)
    with pytest.raises(VoidCodeError):
        field.answer(lost.slips[0])

    key_id, new = field.both(cards.print_again, lost.number)
    field.answer(new.slips[0])

    assert (new.number, len(new.slips), new.bodies) == (4, 30, lost.bodies)
    assert not set(new.slips) & set(lost.slips)
    board = field.board()
    report = verify(board.bulletin, board.manifest)
    assert report.honest, report.faults
    [first] = [one for one in report.strata if one.channel == "slip"]
    assert (first.eligible, first.issued, first.answered) == (80, 80, 2)
    bulletin = Bulletin.from_json(board.bulletin)
    [count] = [one for one in bulletin.groups if one.key_id == key_id]
    assert (len(count.void), len(count.reissued)) == (30, 30)
    assert Bulletin.from_json(bulletin.to_json()) == bulletin


@pytest.mark.parametrize("key", ["", "nonsense", "AAAAAAAA-AAAAAAAA"])
def test_a_batch_is_not_voided_without_its_key(field, key):
    first, second, _other = field.batches
    for wrong in (key, second.key):
        with pytest.raises(UnknownBatchError):
            field.void(first, key=wrong)

    assert not any(one.void for one in field.listed())
    field.answer(first.slips[0])


def test_a_batch_is_printed_anew_once_and_only_if_it_is_void(field):
    first, second, _other = field.batches
    for number in (first.number, 99):
        with pytest.raises(UnknownBatchNumberError):
            field.both(cards.print_again, number)
    field.void(first)
    with pytest.raises(BatchUsedError):
        field.void(first)
    field.both(cards.print_again, first.number)
    with pytest.raises(UnknownBatchNumberError):
        field.both(cards.print_again, first.number)
    field.answer(second.slips[0])


def test_a_batch_that_was_printed_anew_can_be_voided_too(field):
    field.void(field.batches[0])
    _key_id, new = field.both(cards.print_again, 1)

    field.void(new)
    _key_id, newest = field.both(cards.print_again, new.number)

    field.answer(newest.slips[0])
    board = field.board()
    assert verify(board.bulletin, board.manifest).honest


def test_leftovers_are_counted_by_an_act_and_voided_by_their_codes(field):
    batch = field.batches[0]
    with field.site.databases.registry.begin() as session:
        coverage.hand_out(session, staff.NAME, organisation=BODY, slips=50, act="№ 1")
    field.answer(batch.slips[5])
    codes = (batch.slips[0].lower(), batch.slips[1], batch.slips[1], batch.slips[5])

    done = field.both(cards.take_back, Return(BODY, 8, "№ 2", codes))

    assert (done.voided, done.spent) == (2, 1)
    account = field.account()
    assert (account.handed_out, account.returned, account.voided) == (50, 8, 2)
    assert account.open == 2
    with pytest.raises(VoidCodeError):
        field.answer(batch.slips[0])
    board = field.board()
    report = verify(board.bulletin, board.manifest)
    assert report.honest
    [stratum] = report.strata
    assert (stratum.issued, stratum.answered) == (78, 1)


@pytest.mark.parametrize(
    "back",
    [
        Return(BODY, 0, "№ 2"),
        Return(BODY, 61, "№ 2"),
        Return(BODY, 5, "  "),
        Return("Өөр газар", 5, "№ 2"),
    ],
)
def test_an_act_that_does_not_fit_changes_nothing(field, back):
    with pytest.raises(LeftoverError):
        field.both(cards.take_back, back)

    assert field.account().returned == 0


def test_more_codes_than_cards_void_nothing(field):
    slips = field.batches[0].slips[:3]
    with pytest.raises(LeftoverError):
        field.both(cards.take_back, Return(BODY, 2, "№ 2", slips))

    field.answer(slips[0])


def test_a_line_that_is_no_code_is_named_by_its_number_alone(field):
    lines = (field.batches[0].slips[0], "SECRET-LINE")
    with pytest.raises(UnreadCodeError) as told:
        field.both(cards.take_back, Return(BODY, 2, "№ 2", lines))

    assert str(told.value) == "2"


def test_what_came_back_cannot_be_handed_out(field):
    field.both(cards.take_back, Return(BODY, 20, "№ 2"))

    with field.site.databases.registry.begin() as session:
        with pytest.raises(HandoverError):
            coverage.hand_out(
                session, staff.NAME, organisation=BODY, slips=41, act="№ 3"
            )
        coverage.hand_out(session, staff.NAME, organisation=BODY, slips=40, act="№ 3")


def _edited(board, change):
    document = json.loads(board.bulletin)
    change(document["groups"])
    return verify(rfc8785.dumps(document), board.manifest)


@pytest.mark.parametrize(
    "change",
    [
        lambda group: group.pop("void"),
        lambda group: group.pop("reissued"),
        lambda group: group["unspent"].extend(group["void"]),
        lambda group: group["reissued"].pop(),
        lambda group: group["reissued"].insert(0, "00" * 32),
    ],
)
def test_a_board_that_hides_what_was_voided_or_printed_anew_is_named(field, change):
    field.void(field.batches[0])
    field.both(cards.print_again, 1)
    board = field.board()

    report = _edited(board, lambda groups: [change(g) for g in groups if "void" in g])

    assert Kind.EDITED_COUNT in report.kinds or Kind.TOO_MANY in report.kinds


def test_an_empty_list_of_void_cards_is_another_spelling(field):
    board = field.board()

    report = _edited(board, lambda groups: groups[0].update(void=[]))

    assert report.kinds == {Kind.UNREADABLE}


def test_cards_wait_in_the_private_file_and_new_ones_join_them(field, tmp_path):
    home, name = tmp_path / "home", staff.NAME
    outgoing.keep(home, name, [("invitations-001.xlsx", b"letters")])
    outgoing.keep_cards(home, name, field.opened.batches)
    [key_id, *_] = field.opened.batches
    new = field.batches[0]
    outgoing.keep_cards(home, name, {key_id: [new]})

    kept = outgoing.cards(home, name)
    assert list(kept[key_id]) == [*field.opened.batches[key_id], new]
    assert outgoing.letters(home, name) == [b"letters"]
    assert [path.suffix for path in (home / outgoing.FOLDER).iterdir()] == [".zip"]

    outgoing.destroy_letters(home, name)
    assert outgoing.cards(home, name).keys() == field.opened.batches.keys()
    outgoing.destroy(home, name)
    assert outgoing.cards(home, name) == {}


@pytest.mark.slow
def test_every_paper_of_a_batch_is_written(field):
    pypdf = pytest.importorskip("pypdf")
    manifest, address = field.opened.manifest, "https://example.mn/mn/answer"
    found = dict(card_files.written(manifest, field.opened.batches, address=address))
    assert list(found) == ["001.pdf", "002.pdf", "003.pdf", "keys.pdf"]
    with field.site.databases.registry() as session:
        accounts = leftovers.accounts(session, staff.NAME)
    found["acts.pdf"] = card_files.acts(staff.NAME, field.listed(), accounts)

    texts = {
        name: " ".join(
            page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages
        )
        for name, pdf in found.items()
    }
    assert all(code in texts["001.pdf"] for code in field.batches[0].slips)
    assert f"Багц 1: 30 карт, {BODY}" in texts["001.pdf"]
    for batch in field.batches:
        assert batch.key in texts["keys.pdf"]
        assert batch.key not in texts["acts.pdf"]
        assert not any(code in texts["keys.pdf"] for code in batch.slips)
    assert BODY in texts["acts.pdf"]
    assert "1, 2" in texts["acts.pdf"]
