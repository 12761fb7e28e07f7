"""A survey of both channels over HTTP, from letters and slips to the results."""

from datetime import timedelta

import pytest
import urllib3

from questionnaires import loader
from survey import closing, sealing, serving
from survey.bulletin import Bulletin, holds
from survey.campaign import installation
from survey.database import reading
from survey.invited import InvitedVisit
from survey.respondent import NotAcceptedError, Visit
from survey.responses import bulletins
from survey.tokens.key_folder import KeyFolder, MissingTokenKeyError
from survey.verification import verify
from tests.support import invited, staff

pytestmark = pytest.mark.slow

INVITED, BY_SLIP = 12, 11
TEXTS = [i for i in loader.load("internal_integrity").items if i.type == "text"]
ANSWERS = {TEXTS[0].name: "Шалгуурыг ил тод болгоосой"}


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """Live through a survey; return what its people and its officers hold."""
    home = tmp_path_factory.mktemp("home")
    key = sealing.new_key()
    week = timedelta(days=7)
    with installation(home, today=staff.TODAY, sample=True) as site:
        draft = invited.draft((24, 20), opens=staff.TODAY - week)
        opened = site.open(draft, staff.documents(key))
        with serving.background(site.environ) as address:
            client = urllib3.PoolManager(retries=False)
            found = Lived(site, opened, key, address.url, client)
            found.answer()
        found.close()
        yield found


class Lived:
    """A survey that was lived through, and what was seen on the way."""

    def __init__(self, site, opened, key, address, client):
        self.site, self.opened, self.key = site, opened, key
        self.address, self.client = address, client
        self.codes = invited.codes(opened)
        self.key_files = []
        self.pages = {}
        self.receipts = []
        self.refusals = []

    def answer(self):
        folder = self.site.token_keys.path
        self.key_files = [(f.name, f.stat().st_mode & 0o777) for f in folder.iterdir()]
        visit = InvitedVisit(self.client, self.address)
        tickets = [visit.collect(code) for code in self.codes[: INVITED + 2]]
        for ticket in tickets[:INVITED]:
            self.receipts.append(visit.answer(ticket, ANSWERS))
        again = [(visit.collect, self.codes[0]), (visit.collect, "nonsense")]
        for act, argument in again:
            try:
                act(argument)
            except NotAcceptedError as error:
                self.refusals.append(str(error))
        by_slip = Visit(self.client, self.address, "mn")
        for code in staff.codes(self.opened)[:BY_SLIP]:
            self.receipts.append(by_slip.answer(code, ANSWERS))
        for name, code in (("collected", self.codes[0]), ("free", self.codes[-1])):
            self.pages[name] = self._ask(code, "en")
        self.pages["unknown"] = self._ask(staff.codes(self.opened)[0], "en")
        self.pages["mongolian"] = self._ask(self.codes[0].lower(), "mn")

    def _ask(self, code, language):
        url = f"{self.address}/{language}/join/check"
        fields = {"code": code}
        reply = self.client.request("POST", url, fields=fields, encode_multipart=False)
        return reply.status, reply.data.decode()

    def close(self):
        self.site.close(staff.NAME)
        with reading(self.site.databases.responses) as session:
            self.board = bulletins.find(session, staff.NAME)


def test_the_board_of_both_channels_is_honest(lived):
    report = verify(lived.board.bulletin, lived.board.manifest)

    assert report.honest, report.faults
    counts = {s.channel: (s.eligible, s.issued, s.answered) for s in report.strata}
    assert counts == {"blind": (24, INVITED + 2, INVITED), "slip": (20, 20, BY_SLIP)}
    assert len(set(lived.receipts)) == INVITED + BY_SLIP


def test_receipts_of_both_channels_stand_on_the_board(lived):
    board = Bulletin.from_json(lived.board.bulletin)
    for leaf in lived.receipts:
        assert holds(board, bytes.fromhex(leaf))


def test_all_answers_are_opened_and_counted(lived):
    published = lived.site.tally(staff.NAME, (lived.key,))

    assert published.value.answers == INVITED + BY_SLIP


def test_token_keys_were_private_and_are_gone(lived):
    group = invited.group(lived.opened)
    folder = lived.site.token_keys.path

    assert lived.key_files == [(group.key_id.hex(), 0o600)]
    assert list(folder.iterdir()) == []
    with pytest.raises(MissingTokenKeyError):
        KeyFolder(folder).load(group.key_id)
    again = closing.destroy_token_keys(KeyFolder(folder), lived.opened.manifest)
    assert (again.removed, again.missing) == (0, 1)


def test_a_second_token_and_a_code_of_nobody_are_refused(lived):
    assert [refusal[-4:-1] for refusal in lived.refusals] == ["409", "404"]


def test_a_person_can_see_whether_a_token_was_collected_in_their_name(lived):
    assert lived.pages["collected"][0] == 200
    assert "A right was collected" in lived.pages["collected"][1]
    assert "No right was collected" in lived.pages["free"][1]
    assert lived.pages["unknown"][0] == 422
    assert "No invitation has this code" in lived.pages["unknown"][1]
    assert "Эрхийг авсан байна" in lived.pages["mongolian"][1]
