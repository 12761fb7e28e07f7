"""From recommendations and directions to measures with evidence, by the forms."""

import io
import re
from datetime import date

import pytest

from survey import evidence_files
from survey.accounts.roles import Role
from survey.config import Settings
from survey.registry import audit, measures
from survey.registry.measures import Measure, Source
from survey.web.app import create_app
from survey.web.services import Services
from tests.support import console, released

PDF = b"%PDF-1.7 an act"
PLAN = f"/mn/surveys/{released.NAME}/plan"


@pytest.fixture
def site(databases, tmp_path):
    return console.opened(databases, tmp_path / "home")


@pytest.fixture
def officer(site):
    return site.signed_in(Role.OFFICER)


def _upload(person, path, name, content, *, form, **fields):
    data = {"file": (io.BytesIO(content), name), **fields}
    return person.post(path, data, form=form, content_type="multipart/form-data")


def _measure(site, owner=console.BODIES[0], **changes):
    row = {"text": "Цахим дараалал нэвтрүүлэх", "success": "", "level": ""}
    due = {"year": 2026, "quarter": 2}
    with site.databases.registry.begin() as session:
        made = Measure(Source.ORGANISATION, **row, owner=owner, **due, **changes)
        return measures.enter(session, made).number


def _acts(site):
    with site.databases.registry() as session:
        return [line.act for line in audit.lines(session, most=9)]


def test_each_recommendation_is_decided_once_and_everybody_reads_it(
    site, officer, databases, tmp_path
):
    released.release(databases)
    keys = re.findall(rf"{PLAN}/([0-9a-f]+)", officer.get(PLAN).text)
    assert len(keys) > 1
    accept, reject = (f"{PLAN}/{key}" for key in keys[:2])
    row = {"text": "Сургалт", "owner": console.BODIES[0], "due": "2026-4"}

    assert officer.post(accept, {"go": "accept"}).status_code == 422
    assert officer.post(reject, {"go": "reject"}).status_code == 422
    assert officer.post(accept, {"go": "accept", **row}).status_code == 302
    told = {"go": "reject", "reason": "Хууль өөрчлөгдөнө"}
    assert officer.post(reject, told).status_code == 302
    assert officer.post(reject, told).status_code == 409

    settings = Settings(tmp_path, "", "", "", frozenset({"public"}), sample=False)
    public = create_app(Services(databases, settings, lambda: console.TODAY))
    page = public.test_client().get(f"/mn/surveys/{released.NAME}/done").text
    assert "Сургалт" in page
    assert "Хууль өөрчлөгдөнө" in page
    assert _acts(site).count("recommendation_decided") == 2


def test_a_survey_that_is_not_public_has_no_such_page(databases, tmp_path):
    settings = Settings(tmp_path, "", "", "", frozenset({"public"}), sample=False)
    public = create_app(Services(databases, settings, lambda: console.TODAY))

    assert public.test_client().get("/mn/surveys/nothing/done").status_code == 404


def test_the_share_of_directions_counts_those_whose_measures_are_all_done(
    officer,
):
    form = "/mn/directions"
    fields = {"reference": "04/12", "issued": "2026-07-01", "text": "Журам шинэчлэх"}
    entered = _upload(officer, form, "чиглэл.pdf", PDF, form=form, **fields)
    assert entered.status_code == 302, entered.text
    again = _upload(officer, form, "чиглэл.pdf", PDF, form=form, **fields)
    assert again.status_code == 422
    row = {"text": "Журам", "owner": console.BODIES[0], "due": "2026-4"}
    made = officer.post("/mn/measures/new?direction=1", {**row, "direction": "1"})
    assert "0 / 1" in officer.get("/mn/measures").text

    number = made.location.rpartition("/")[2]
    home = f"/mn/measures/{number}"
    unproved = officer.post(home, {"percent": "100"})
    assert unproved.status_code == 422
    assert "нотломж" in unproved.text
    assert "0 / 1" in officer.get("/mn/measures").text
    _upload(officer, f"{home}/evidence", "Акт.pdf", PDF, form=home)
    assert officer.post(home, {"percent": "100"}).status_code == 302

    assert "1 / 1" in officer.get("/mn/measures").text
    assert officer.get("/mn/directions/1/file").data == PDF


def test_evidence_is_a_download_under_its_own_name(site, officer):
    number = _measure(site)
    page = f"/mn/measures/{number}"

    _upload(officer, f"{page}/evidence", "../../Акт 12.pdf", PDF, form=page)

    reply = officer.get(f"{page}/evidence/1")
    assert reply.data == PDF
    assert reply.mimetype == "application/octet-stream"
    disposition = reply.headers["Content-Disposition"]
    assert disposition == "attachment; filename*=UTF-8''%D0%90%D0%BA%D1%82%2012.pdf"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("act.html", b"<script>alert(1)</script>"),
        ("act.pdf", b"<script>alert(1)</script>"),
        ("act.pdf.exe", PDF),
        ("act.svg", b"<svg/>"),
        ("act.pdf", b""),
    ],
)
def test_other_files_are_refused_and_nothing_is_kept(
    site, officer, tmp_path, name, content
):
    page = f"/mn/measures/{_measure(site)}"

    reply = _upload(officer, f"{page}/evidence", name, content, form=page)

    assert reply.status_code == 422
    assert not list((tmp_path / "home").glob("evidence/*"))


def test_a_file_beyond_all_limits_is_refused_with_a_page(site, officer):
    page = f"/console/mn/measures/{_measure(site)}/evidence"
    multipart = "multipart/form-data; boundary=x"

    reply = officer.client.post(page, data=bytes(7 << 20), content_type=multipart)

    assert reply.status_code == 413
    assert "Файл хэт том байна" in reply.text


def test_a_file_of_more_than_five_megabytes_is_not_kept(tmp_path):
    with pytest.raises(evidence_files.FileRefusedError):
        evidence_files.keep(tmp_path, "act.pdf", PDF + bytes(5 * 1024 * 1024))

    assert not list(tmp_path.iterdir())


def test_a_contact_works_on_the_own_measures_and_sees_no_others(site, officer):
    own, others = _measure(site), _measure(site, owner=console.BODIES[1])
    theirs = f"/mn/measures/{others}"
    _upload(officer, f"{theirs}/evidence", "a.pdf", PDF, form=theirs)
    contact = site.signed_in(Role.CONTACT)

    assert contact.post(f"/mn/measures/{own}", {"percent": "40"}).status_code == 302
    listed = contact.get("/mn/measures").text
    assert f"/measures/{own}" in listed
    assert theirs not in listed
    assert contact.get(theirs).status_code == 403
    form = f"/mn/measures/{own}"
    assert contact.post(theirs, {"percent": "90"}, form=form).status_code == 403
    assert contact.get(f"{theirs}/evidence/1").status_code == 403
    assert contact.get(f"/mn/measures/{own}/evidence/1").status_code == 404
    refused = _upload(contact, f"{theirs}/evidence", "a.pdf", PDF, form=form)
    assert refused.status_code == 403


@pytest.mark.parametrize("percent", ["", "-1", "101", "many", "1.5", "٤", "9" * 5000])
def test_progress_is_a_whole_number(site, officer, percent):
    page = f"/mn/measures/{_measure(site)}"

    assert officer.post(page, {"percent": percent}).status_code == 422


def test_a_measure_is_overdue_after_its_quarter_until_it_is_done():
    row = Measure(Source.ORGANISATION, "", "", "", "", year=2026, quarter=2)

    assert not row.is_overdue(date(2026, 6, 30))
    assert row.is_overdue(date(2026, 7, 1))
    assert row.is_overdue(date(2027, 1, 1))
    done = Measure(Source.ORGANISATION, "", "", "", "", 2026, 2, percent=100)
    assert not done.is_overdue(date(2027, 1, 1))


def test_the_report_has_the_columns_of_the_plan_and_the_evidence(site, officer):
    page = f"/mn/measures/{_measure(site)}"
    _upload(officer, f"{page}/evidence", "Акт 12.pdf", PDF, form=page)

    report = officer.get("/mn/measures/report").text

    assert "Акт 12.pdf" in report
    for title in ("Шалгуур үзүүлэлт", "Хүрэх түвшин", "Хэрэгжүүлэгч байгууллага"):
        assert title in report


def test_the_report_shows_one_quarter_and_the_list_what_is_late(site, officer):
    _measure(site)
    with site.databases.registry.begin() as session:
        row = ("Сургалт зохион байгуулах", "", "", console.BODIES[0])
        measures.enter(session, Measure(Source.ORGANISATION, *row, 2027, 1))

    everything = officer.get("/mn/measures/report").text
    quarter = officer.get("/mn/measures/report?due=2027-1").text
    late = officer.get("/mn/measures?overdue=").text

    for text, both in (("Цахим дараалал", True), ("Сургалт зохион", True)):
        assert (text in everything) is both
    assert "Цахим дараалал" not in quarter
    assert "Сургалт зохион" in quarter
    assert "Цахим дараалал" in late
    assert "Сургалт зохион" not in late


def test_reports_on_what_was_done_are_files_in_both_languages(site, officer):
    _measure(site, percent=100)

    whole = officer.get("/mn/measures/report/mn.docx")
    quarter = officer.get("/mn/quarters/2026/2/en.docx")

    assert whole.data.startswith(b"PK")
    assert quarter.data.startswith(b"PK")
    assert officer.get("/mn/quarters/2026/5/mn.docx").status_code == 404
    assert officer.get("/mn/measures/report/mn.exe").status_code == 404
    assert _acts(site)[:2] == ["report_fetched", "report_fetched"]
