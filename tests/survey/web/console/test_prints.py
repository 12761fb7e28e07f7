"""Posters of service points, and the reports of all organisations."""

import io

import pytest
from pypdf import PdfReader

from survey import posters, roster_file
from survey.accounts.roles import Role
from survey.registry import groups, organisations
from tests.support import console

POINT = "1 дүгээр цонх"


@pytest.fixture
def officer(databases, tmp_path):
    site = console.opened(databases, tmp_path / "home")
    found = site.signed_in(Role.OFFICER)
    rows = [(body, "хэлтэс", 40) for body in console.BODIES]
    points = [(console.BODIES[0], POINT, "Лавлагаа")]
    content = io.BytesIO(roster_file.workbook(rows, points))
    found.post(
        "/mn/organisations",
        {"file": (content, "file.xlsx")},
        content_type="multipart/form-data",
    )
    return found


@pytest.mark.parametrize("size", posters.SIZES)
def test_a_poster_names_its_point_and_leads_to_it(officer, size):
    word = posters.point_word(POINT)
    assert word in officer.get("/mn/posters").text

    reply = officer.get(f"/mn/posters/{word}/mn/{size}.pdf")

    text = PdfReader(io.BytesIO(reply.data)).pages[0].extract_text()
    assert POINT in text
    assert f"/mn/at/{word}" in "".join(text.split())


@pytest.mark.usefixtures("officer")
def test_the_word_of_a_poster_is_that_of_the_group_which_answers_by_it(databases):
    with databases.registry() as session:
        [plan] = groups.on_posters(organisations.service_points(session))

    assert plan.name != POINT
    assert posters.point_word(plan.name) == posters.point_word(POINT)
    assert posters.place(plan.name) == POINT


@pytest.mark.parametrize("path", ["nothing/mn/a4", "{}/mn/a3", "{}/de/a4"])
def test_there_is_no_other_poster(officer, path):
    place = path.format(posters.point_word(POINT))

    assert officer.get(f"/mn/posters/{place}.pdf").status_code == 404
