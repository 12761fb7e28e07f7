import hashlib
from dataclasses import dataclass

import pytest

from survey import sealing, submission
from survey.campaign import installation
from survey.verification import Evidence, verify
from survey.web.app import Services, create_app
from tests.support import staff

LANGUAGES = ("mn", "en")
FOUND = {"mn": "Хариулт тоологдсон", "en": "the answer is counted"}
MISSING = {"mn": "жагсаалтад алга", "en": "not on the list"}
UNREADABLE = {"mn": "бүтнээр нь буулгана уу", "en": "Paste the whole receipt"}


@dataclass(frozen=True)
class ClosedSite:
    """The application after a survey was closed, and a receipt of an answer in it."""

    app: object
    manifest: object
    receipt: submission.Receipt

    def client(self):
        return self.app.test_client()

    def check(self, given, language="mn"):
        address = f"/{language}/surveys/{staff.NAME}/board"
        return self.client().post(address, data={"receipt": given})


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with installation(home, today=staff.TODAY, sample=True) as site:
        opened = site.open(staff.draft((20,)), staff.documents(sealing.new_key()))
        codes = staff.codes(opened)
        receipts = [_answer(site, code) for code in codes[:3]]
        site.close(staff.NAME)
        app = create_app(Services(site.databases, site.settings, lambda: staff.TODAY))
        yield ClosedSite(app, opened.manifest, receipts[0])


def _answer(site, code):
    with site.databases.responses.begin() as session:
        return submission.submit(session, code, {}, today=staff.TODAY).receipt


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_board_shows_its_counts_and_the_digest_of_the_manifest(closed, language):
    page = closed.client().get(f"/{language}/surveys/{staff.NAME}/board")

    cells = [f'numeric">{number}</td>' for number in (20, 20, 3)]
    assert page.status_code == 200
    assert [cell for cell in cells if cell not in page.text] == []
    assert closed.manifest.groups[0].name in page.text
    assert closed.manifest.digest.hex() in page.text.replace(" ", "")
    assert f'href="/{language}/surveys/{staff.NAME}/trust"' in page.text
    assert f'lang="{language}"' in page.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "write", [str, str.upper, lambda leaf: f" {leaf[:9]}\r\n{leaf[9:]}"]
)
def test_a_receipt_on_the_board_is_found_however_it_is_pasted(closed, language, write):
    page = closed.check(write(closed.receipt.leaf.hex()), language)

    assert page.status_code == 200
    assert FOUND[language] in page.text
    assert MISSING[language] not in page.text


def test_the_file_of_a_receipt_can_be_pasted_whole(closed):
    leaf, promise = closed.receipt.leaf.hex(), closed.receipt.promise.hex()

    page = closed.check(f"Баримт: {leaf}\r\nГарын үсэгтэй амлалт: {promise}\r\n")

    assert FOUND["mn"] in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_that_is_not_on_the_board_is_told(closed, language):
    page = closed.check("ab" * 32, language)

    assert MISSING[language] in page.text
    assert FOUND[language] not in page.text


@pytest.mark.parametrize("given", ["", "ab" * 31, "ab" * 33, "zz" * 32, "<b>"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_receipt_is_asked_for_again(closed, language, given):
    page = closed.check(given, language)

    assert UNREADABLE[language] in page.text
    assert FOUND[language] not in page.text
    assert "<b>" not in page.text


def test_the_downloads_pass_the_check_that_anybody_can_make(closed):
    client = closed.client()
    bulletin = client.get(f"/surveys/{staff.NAME}/bulletin.json")
    manifest = client.get(f"/surveys/{staff.NAME}/manifest.json")

    assert {bulletin.mimetype, manifest.mimetype} == {"application/json"}
    kept = client.get(f"/surveys/{staff.NAME}/checkpoint.txt")
    assert manifest.data == closed.manifest.to_json()
    assert verify(
        bulletin.data, manifest.data, Evidence(checkpoints=(kept.text,))
    ).honest


def test_a_closed_survey_is_listed_before_its_results_are(closed):
    page = closed.client().get("/mn/surveys")

    assert f'href="/mn/surveys/{staff.NAME}/board"' in page.text
    assert "Үр дүнг хараахан нийтлээгүй" in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_published_report_names_its_bulletin(tmp_path, language):
    key = sealing.new_key()
    with installation(tmp_path, today=staff.TODAY, sample=True) as site:
        opened = site.open(staff.draft((20,)), staff.documents(key))
        for code in staff.codes(opened)[:12]:
            _answer(site, code)
        site.close(staff.NAME)
        site.tally(staff.NAME, (key,))
        site.publish(staff.NAME)
        client = create_app(
            Services(site.databases, site.settings, lambda: staff.TODAY)
        ).test_client()
        bulletin = client.get(f"/surveys/{staff.NAME}/bulletin.json").data

        report = client.get(f"/{language}/surveys/{staff.NAME}")

        assert hashlib.sha256(bulletin).hexdigest() in report.text


@pytest.mark.parametrize(
    "address",
    [
        "/mn/surveys/other/board",
        "/surveys/other/bulletin.json",
        "/surveys/other/manifest.json",
        "/surveys/other/checkpoint.txt",
    ],
)
def test_a_survey_that_was_not_closed_has_no_board(closed, address):
    assert closed.client().get(address).status_code == 404
