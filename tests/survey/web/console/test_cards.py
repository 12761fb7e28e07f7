"""The page of cards: printing by batches, acts, a lost batch, and codes that pass."""

import io
import re
from zipfile import ZipFile

import pytest

from survey import outgoing
from survey.accounts.roles import Role
from survey.registry import audit
from survey.submission import VoidCodeError, look_up
from tests.support import console
from tests.support.preparing import NAME, OPENS, Preparation

PAGE = f"/mn/surveys/{NAME}/cards"
BODY = console.BODIES[0]


@pytest.fixture
def site(databases, tmp_path):
    return console.opened(databases, tmp_path / "home")


@pytest.fixture
def officer(site):
    found = site.signed_in(Role.OFFICER)
    assert Preparation(found).ready().open().location.endswith("/cards")
    return found


@pytest.fixture
def batches(officer, tmp_path):
    assert officer.email
    found = outgoing.cards(tmp_path / "home", NAME)
    return {one.number: one for some in found.values() for one in some}


def _send(officer, word, **fields):
    return officer.post(f"{PAGE}/{word}", fields, form=PAGE)


def _acts(site, most=3):
    with site.databases.registry() as session:
        return [(line.act, line.about) for line in audit.lines(session, most=most)]


@pytest.mark.slow
def test_batches_are_printed_one_by_one_until_the_file_is_destroyed(officer, batches):
    assert sorted(batches) == [1, 2]
    page = officer.get(PAGE).text
    assert f"{BODY}" in page
    assert page.count(">Хэвлэх<") == 2
    pdf = officer.get(f"{PAGE}/1.pdf")
    assert pdf.data.startswith(b"%PDF")
    assert officer.get(f"{PAGE}/keys.pdf").data.startswith(b"%PDF")
    assert officer.get(f"{PAGE}/9.pdf").status_code == 404
    with ZipFile(
        io.BytesIO(officer.get(f"/mn/surveys/{NAME}/slips.zip").data)
    ) as zipped:
        assert zipped.namelist() == ["001.pdf", "002.pdf", "keys.pdf"]

    officer.post(f"/mn/surveys/{NAME}/printed", form=PAGE)

    for path in (f"{PAGE}/1.pdf", f"{PAGE}/keys.pdf", f"/mn/surveys/{NAME}/slips.zip"):
        assert officer.get(path).status_code == 404
    assert officer.get(f"{PAGE}/acts.pdf").data.startswith(b"%PDF")


@pytest.mark.slow
def test_a_lost_batch_is_voided_and_another_waits_to_be_printed(site, officer, batches):
    officer.post(f"/mn/surveys/{NAME}/printed", form=PAGE)
    wrong = _send(officer, "void", batch=1, key=batches[2].key, void_act="№ 4")
    assert wrong.status_code == 422
    assert 'href="#key"' in wrong.text
    assert 'value="№ 4"' in wrong.text

    _send(officer, "void", batch=1, key=batches[1].key, void_act="№ 4")
    assert _acts(site)[0] == ("batch_voided", f"{NAME}: 1, № 4")
    with (
        site.databases.responses() as session,
        pytest.raises(VoidCodeError),
    ):
        look_up(session, batches[1].slips[0], today=OPENS)
    _send(officer, "again", batch=1)

    assert _acts(site)[0] == ("batch_printed_again", f"{NAME}: 1, 3")
    assert officer.get(f"{PAGE}/3.pdf").data.startswith(b"%PDF")
    assert _send(officer, "again", batch=1).status_code == 409
    assert "3 дугаартай багц болгон" in officer.get(PAGE).text


def test_acts_of_cards_are_entered_with_all_that_was_typed_kept(site, officer, batches):
    handed = _send(officer, "handed-out", organisation=BODY, slips=41, act="№ 1")
    assert handed.status_code == 422
    assert 'value="41"' in handed.text
    _send(officer, "handed-out", organisation=BODY, slips=30, act="№ 1")
    code = batches[1].slips[0]
    back = {"body": BODY, "cards": 4, "back_act": "№ 2"}
    unread = _send(officer, "returned", **back, codes=f"{code}\nnonsense")
    assert unread.status_code == 422
    assert 'href="#codes"' in unread.text
    assert code in unread.text

    done = _send(officer, "returned", **back, codes=f"{code}\r\n\r\n")

    assert done.status_code == 302
    assert "Кодоор хүчингүй болгосон: 1" in officer.get(PAGE).text
    assert _acts(site)[0] == ("slips_returned", f"{NAME}: {BODY}, 4, 1, № 2")
    page = officer.get(PAGE).text
    row = re.search(
        rf"{BODY}</th>(.*?)</tr>", page[page.index("Картууд яасан") :], re.DOTALL
    )
    assert re.findall(r">(\d+)[ <(]", row.group(1)) == ["40", "30", "4", "6"]


def test_no_code_of_a_card_stays_in_the_log_or_a_file(site, officer, batches, tmp_path):
    officer.post(f"/mn/surveys/{NAME}/printed", form=PAGE)
    back = {"body": BODY, "cards": 4, "back_act": "№ 2"}
    code, key = batches[1].slips[0], batches[2].key
    _send(officer, "returned", **back, codes=code)
    _send(officer, "void", batch=2, key=key, void_act="№ 3")

    for path in (p for p in tmp_path.rglob("*") if p.is_file()):
        content = path.read_bytes()
        for secret in (code, key):
            assert secret.encode() not in content, path.name
            assert secret.replace("-", "").encode() not in content, path.name
    with site.databases.registry() as session:
        told = " ".join(line.about for line in audit.lines(session, most=99))
    assert code not in told
    assert key not in told


@pytest.mark.slow
def test_voiding_asks_for_the_password_again(officer, batches):
    page = officer.get(PAGE).text
    token = re.search(r'csrf_token" value="([^"]+)"', page).group(1)
    base = "http://localhost/console"
    with officer.client.session_transaction(base_url=base) as kept:
        kept["fs_paa"] -= 3600
        kept["fs_gexp"] = 0
    data = {"csrf_token": token, "batch": 1, "key": batches[1].key, "void_act": "№ 1"}

    reply = officer.client.post(f"/console{PAGE}/void", data=data)

    assert "/mn/verify" in reply.location
