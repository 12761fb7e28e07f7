"""The plan in six columns: rows are changed, dropped, handed out, and followed up."""

import re
from datetime import date

import pytest
from docx import Document

from survey.accounts.roles import Role
from survey.registry import audit, measures
from survey.registry.measures import Measure, Source
from tests.support import console, released

ROW = ("Цахим дараалал нэвтрүүлэх", "Ажилласан байх", "100 хувь")
LATER = date(2026, 7, 2)


@pytest.fixture
def site(databases, tmp_path):
    return console.opened(databases, tmp_path / "home")


@pytest.fixture
def officer(site):
    return site.signed_in(Role.OFFICER)


def _measure(site, **changes):
    due = {"year": 2026, "quarter": 2}
    with site.databases.registry.begin() as session:
        made = Measure(Source.ORGANISATION, *ROW, console.BODIES[0], **due | changes)
        return measures.enter(session, made).number


def _stored(site, number):
    with site.databases.registry() as session:
        return measures.find(session, number)


def _acts(site):
    with site.databases.registry() as session:
        return [line.act for line in audit.lines(session, most=9)]


def _chosen(page):
    """Return what the selects of a form offer as chosen."""
    found = re.findall(r'<select[^>]* name="(\w+)".*?</select>', page, re.DOTALL)
    parts = re.findall(r"<select.*?</select>", page, re.DOTALL)
    marked = [re.search(r'value="([^"]+)" selected', part) for part in parts]
    return {n: m.group(1) for n, m in zip(found, marked, strict=True) if m}


def _row(**changes):
    columns = {"text": "Өөр ажил", "success": "Болсон байх", "level": "Бүгд"}
    return {**columns, "owner": console.BODIES[1], "due": "2026-4", **changes}


def test_a_row_of_the_plan_is_changed_in_all_its_columns(site, officer):
    number = _measure(site, percent=40)
    form = f"/mn/measures/{number}/change"

    assert officer.post(form, _row(timing="quarterly")).status_code == 302

    changed = _stored(site, number)
    assert (changed.text, changed.success, changed.level) == tuple(_row().values())[:3]
    assert (changed.owner, changed.due.value) == (console.BODIES[1], "2026-4")
    assert (changed.timing, changed.percent) == ("quarterly", 40)
    assert "Улирал бүр, 2026 оны 4 дүгээр улирал хүртэл" in officer.get("/mn/plan").text
    assert _acts(site)[0] == "measure_changed"


@pytest.mark.parametrize(
    ("field", "value"),
    [("text", " "), ("owner", "Өөр газар"), ("due", "1999-1"), ("timing", "never")],
)
def test_a_row_that_cannot_be_is_told_at_its_field(site, officer, field, value):
    number = _measure(site)

    page = officer.post(f"/mn/measures/{number}/change", _row(**{field: value}))

    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert _stored(site, number).text == ROW[0]


def test_a_quarter_that_is_over_may_stay(site, officer):
    number = _measure(site, year=2025, quarter=1)

    reply = officer.post(f"/mn/measures/{number}/change", _row(due="2025-1"))

    assert reply.status_code == 302


def test_a_dropped_measure_says_why_and_is_worked_on_no_more(site, officer):
    number = _measure(site)
    home, form = f"/mn/measures/{number}", f"/mn/measures/{number}/change"
    empty = officer.post(f"{home}/drop", {"dropped": " "}, form=form)
    assert empty.status_code == 422

    told = {"dropped": "Өөр арга хэмжээнд орсон"}
    assert officer.post(f"{home}/drop", told, form=form).status_code == 302

    assert "Өөр арга хэмжээнд орсон" in officer.get(home).text
    assert ROW[0] not in officer.get("/mn/plan").text
    assert ROW[0] in officer.get("/mn/measures").text
    assert not _stored(site, number).is_overdue(date(2030, 1, 1))
    for path in (home, form):
        assert officer.post(path, {"percent": "9"}, form="/mn/me").status_code == 409
    assert _acts(site)[0] == "measure_dropped"


def test_the_plan_is_a_file_to_sign_in_six_columns(site, officer, tmp_path):
    _measure(site)
    _measure(site, year=2027, dropped="Давхардсан")
    file = tmp_path / "plan.docx"

    file.write_bytes(officer.get("/mn/plan/mn.docx").data)

    tables = [table for table in Document(file).tables if len(table.columns) == 6]
    [plan] = tables
    assert [cell.text for cell in plan.rows[0].cells] == [
        "№", "Хэрэгжүүлэх ажил, арга хэмжээ", "Шалгуур үзүүлэлт",
        "Хэрэгжүүлэх хугацаа", "Хүрэх түвшин", "Хэрэгжүүлэгч байгууллага",
    ]  # fmt: skip
    texts = [cell.text for row in plan.rows[1:] for cell in row.cells]
    quarter = "2026 оны 2 дугаар улирал"
    assert texts == ["1", *ROW[:2], quarter, ROW[2], console.BODIES[0]]
    assert officer.get("/mn/plan/mn.exe").status_code == 404


def test_an_accepted_recommendation_keeps_its_timing_and_what_it_aims_at(
    officer, databases
):
    released.release(databases)
    plan = f"/mn/surveys/{released.NAME}/plan"
    for key in re.findall(rf"{plan}/([0-9a-f]+)", officer.get(plan).text):
        page = officer.get(f"{plan}/{key}").text
        chosen = {"due": "2026-4", **_chosen(page)}
        sent = {"go": "accept", "text": "Ажил", "owner": console.BODIES[0], **chosen}
        assert officer.post(f"{plan}/{key}", sent).status_code == 302
    with databases.registry() as session:
        made = measures.every(session)

    assert made
    assert all(one.subjects and one.survey == released.NAME for one in made)
    assert {one.timing for one in made} & set(measures.TIMINGS)


def test_a_direction_s_measure_can_name_the_figure_that_it_is_to_move(
    site, officer, databases
):
    released.release(databases)
    aim = f"{released.NAME}/indicator:personnel"
    made = officer.post("/mn/measures/new", _row(aim=aim))
    number = int(made.location.rpartition("/")[2])

    assert _stored(site, number).subjects == (("indicator", "personnel"),)
    assert "хараахан нийтлэгдээгүй" in officer.get(f"/mn/measures/{number}").text
    released.release(databases, name="staff-2027", opens=LATER, seed=4)
    shown = officer.get(f"/mn/measures/{number}").text
    assert "staff-2027" in shown
    assert re.search(r"Өмнө \d\d\.\d, одоо \d\d\.\d", shown)
    report = officer.get("/mn/measures/report").text
    assert re.search(r"Өмнө \d\d\.\d, одоо \d\d\.\d", report)


def test_a_figure_that_nobody_published_cannot_be_aimed_at(site, officer, databases):
    released.count(databases)
    aim = f"{released.NAME}/indicator:personnel"

    made = officer.post("/mn/measures/new", _row(aim=aim))

    number = int(made.location.rpartition("/")[2])
    assert _stored(site, number).subjects == ()


def test_progress_and_evidence_note_the_day(site, officer):
    number = _measure(site)
    assert _stored(site, number).reported is None

    officer.post(f"/mn/measures/{number}", {"percent": "20"})

    assert _stored(site, number).reported == console.TODAY
