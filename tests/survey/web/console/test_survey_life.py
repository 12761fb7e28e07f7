"""A staff survey from the staff list to published results, by the console's forms."""

import io
from datetime import timedelta
from zipfile import ZipFile

import pytest

from survey import roster_file
from survey.accounts.roles import Role
from survey.covering import percent
from survey.database import reading
from survey.registry import audit, organisations, surveys
from survey.responses import store
from tests.support import console, loss
from tests.support.preparing import CLOSES, NAME, PASSPHRASE, Preparation, answer


@pytest.fixture
def site(databases, tmp_path):
    return console.opened(databases, tmp_path / "home")


@pytest.fixture
def officer(site):
    return site.signed_in(Role.OFFICER)


def _upload(person, path, field, content, filename="file.xlsx", **fields):
    data = {field: (io.BytesIO(content), filename), **fields}
    form = fields.pop("form", None)
    return person.post(path, data, form=form, content_type="multipart/form-data")


@pytest.fixture
def ready(officer):
    return Preparation(officer).ready()


def test_a_survey_lives_from_draft_to_publication(site, officer, ready):
    [key] = ready.keys
    opened = ready.open()
    assert opened.location.endswith(f"/surveys/{NAME}/cards"), opened.text

    drawn = ready.codes()
    assert len(set(drawn)) == 80
    officer.post(f"/mn/surveys/{NAME}/printed", form=f"/mn/surveys/{NAME}/cards")
    assert officer.get(f"/mn/surveys/{NAME}/slips.zip").status_code == 404

    answer(site.databases, drawn[:30])
    board = officer.get(f"/mn/surveys/{NAME}/coverage").text
    assert "10-аас цөөн" in board or "% ба түүнээс дээш" in board

    site.clock.day = CLOSES + timedelta(days=1)
    closed = officer.post(f"/mn/surveys/{NAME}/close")
    assert closed.status_code == 302, closed.text
    counted = _upload(
        officer,
        f"/mn/surveys/{NAME}/count",
        "key-1",
        key,
        **{"passphrase-1": PASSPHRASE},
    )
    assert counted.status_code == 302, counted.text
    assert officer.get(f"/mn/surveys/{NAME}/report").status_code == 200
    officer.post(f"/mn/surveys/{NAME}/publish", form=f"/mn/surveys/{NAME}/results")
    _export(site, officer, key)

    with site.databases.registry() as session:
        assert surveys.find(session, NAME).state == "published"
        acts = [line.act for line in audit.lines(session, most=50)][::-1]
        audit.verify(session)
    stages = [act for act in acts if act.startswith("survey_")]
    assert [act for act in stages if act != "survey_prepared"] == [
        "survey_drafted",
        "survey_opened",
        "survey_closed",
        "survey_tallied",
        "survey_published",
    ]


@pytest.mark.slow
def test_an_opening_that_was_cut_short_is_ended_by_its_form(site, officer, ready):
    with loss.losing(site.databases.responses, commit=2):
        assert ready.open().status_code == 500
    drawn = ready.codes()

    cards = f"/mn/surveys/{NAME}/cards"
    ended = officer.post(f"/mn/surveys/{NAME}/open", form=cards)

    assert ended.location.endswith(cards), ended.text
    assert ready.codes() == drawn
    answer(site.databases, drawn[:2])
    with reading(site.databases.responses) as session:
        assert sum(store.answers_per_group(session, NAME).values()) == 2


def _export(site, officer, key):
    """Ask for single answers, in vain alone, and get them by a second person."""
    path = f"/mn/surveys/{NAME}/microdata"
    officer.post(path)
    sent = {"passphrase-1": PASSPHRASE, "form": path}
    alone = _upload(officer, f"{path}/confirm", "key-1", key, **sent)
    assert alone.status_code != 200

    second = site.signed_in(Role.KEY_HOLDER)
    wrong = {"passphrase-1": "буруу нууц үг энд", "form": path}
    refused = _upload(second, f"{path}/confirm", "key-1", key, **wrong)
    assert refused.status_code == 422
    got = _upload(second, f"{path}/confirm", "key-1", key, **sent)
    assert got.status_code == 200, got.text
    with ZipFile(io.BytesIO(got.data)) as archive:
        assert "answers-mn.sav" in archive.namelist()
    with site.databases.registry() as session:
        acts = [line.act for line in audit.lines(session, most=9)]
    assert acts[0] == "microdata_fetched"
    assert "microdata_asked" in acts


def test_organisations_go_out_and_come_in_again(officer):
    content = officer.get("/mn/organisations/organisations.xlsx").data

    reply = _upload(
        officer, "/mn/organisations", "file", content, form="/mn/organisations"
    )

    assert reply.status_code == 302, reply.text


def test_a_name_that_looks_like_a_formula_goes_out_and_comes_in_as_a_name(
    site, officer
):
    body = ("=1+1", "хэлтэс", 40)
    content = roster_file.workbook([body], [])
    form = {"form": "/mn/organisations"}
    _upload(officer, "/mn/organisations", "file", content, **form)

    again = officer.get("/mn/organisations/organisations.xlsx").data

    assert _upload(officer, "/mn/organisations", "file", again, **form).location
    with site.databases.registry() as session:
        assert organisations.organisations(session)[-1].name == "=1+1"


def test_faults_of_a_file_are_told_with_their_cells(officer):
    content = roster_file.workbook([("Шинэ газар", "хэлтэс", -4)], [])

    page = _upload(
        officer, "/mn/organisations", "file", content, form="/mn/organisations"
    )

    assert page.status_code == 422
    assert "C2" in page.text
    assert "Шинэ газар" not in officer.get("/mn/organisations").text


def test_a_contact_sees_the_own_organisation_alone(site, ready):
    ready.open()
    contact = site.signed_in(Role.CONTACT)

    board = contact.get(f"/mn/surveys/{NAME}/coverage").text

    assert console.BODIES[0] in board
    assert console.BODIES[1] not in board


def test_few_answers_are_no_number():
    assert [percent(a, 40) for a in (0, 9, 10, 13, 40)] == [None, None, 25, 25, 100]


@pytest.mark.parametrize("eligible", [20, 21, 40, 99, 200, 1000])
def test_a_share_rises_by_ten_answers_at_a_time_however_small_the_group(eligible):
    shown = [percent(number, eligible) for number in range(eligible + 1)]
    rises = [n for n in range(1, eligible + 1) if shown[n] != shown[n - 1]]

    assert rises
    assert all(number % 10 == 0 for number in rises)


def test_a_questionnaire_goes_out_as_a_workbook_and_comes_in_again(officer, ready):
    content = officer.get(f"{ready.home}/questions.xlsx").data

    reply = _upload(officer, "/mn/surveys/new", "file", content, name="again-2026")

    assert reply.status_code == 302, reply.text
    assert officer.get("/mn/surveys/again-2026/questions").status_code == 200


def test_faults_of_a_questionnaire_are_told_and_nothing_is_stored(site, officer):
    for content in (b"PK\x03\x04 no workbook", b"no = [toml", b"\xff"):
        reply = _upload(officer, "/mn/surveys/new", "file", content, name=NAME)

        assert reply.status_code == 422, content
        assert "govuk-error-summary" in reply.text
    with site.databases.registry() as session:
        assert surveys.names(session) == ()
