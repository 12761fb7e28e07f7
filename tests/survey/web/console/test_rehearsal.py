"""Rehearsals that count nothing, the wall, and trends."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from questionnaires import loader
from survey import drafting, opening, sealing
from survey.accounts.roles import Role
from survey.drafting import Choice
from survey.opening import Documents
from survey.registry import coverage
from survey.responses.tables import ResponseRow
from tests.support import console

NAME = "staff-2026"
PAGE = f"/mn/surveys/{NAME}/rehearsal"


@pytest.fixture
def site(databases, tmp_path):
    made = console.opened(databases, tmp_path / "home")
    source = loader.source("internal_integrity")
    days = (console.TODAY, console.TODAY + timedelta(days=30))
    with databases.registry.begin() as session:
        drafting.draft(session, Choice(NAME, source, *days))
    return made


@pytest.fixture
def officer(site):
    return site.signed_in(Role.OFFICER)


def _fields(page):
    """Choose the first answer of every question on a page, and keep the rest."""
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)
    fields = {name: value for name, value in hidden if name != "csrf_token"}
    radios = re.findall(r'name="(item-[^"]+)" type="radio" value="([^"]+)"', page)
    for name, value in radios:
        fields.setdefault(name, value)
    return fields


def test_a_rehearsal_goes_to_the_end_and_stores_nothing(site, officer):
    page = officer.get(PAGE).text
    assert "ТУРШИЛТ" in page
    for _ in range(60):
        if "Дахин эхлэх" in page:
            break
        reply = officer.post(PAGE, _fields(page) | {"go": "next"}, form=PAGE)
        assert reply.status_code == 200, reply.text
        page = reply.text

    assert "Дахин эхлэх" in page
    with site.databases.responses() as session:
        assert session.scalar(select(func.count()).select_from(ResponseRow)) == 0


def test_a_rehearsal_goes_back_with_what_was_chosen(officer):
    chosen = _fields(officer.get(PAGE).text)
    second = officer.post(PAGE, chosen | {"go": "next"}, form=PAGE).text

    first = officer.post(PAGE, _fields(second) | {"go": "back"}, form=PAGE).text

    radios = [name for name in chosen if name.startswith("item-")]
    assert first.count(" checked") == len(radios) > 1
    assert _fields(first).keys() >= chosen.keys()


@pytest.mark.parametrize("wrong", [{"item-leaders_set_example": "99"}, {"item-x": "1"}])
def test_a_rehearsal_refuses_what_no_form_of_ours_sends(officer, wrong):
    assert officer.post(PAGE, wrong, form=PAGE).status_code == 400


def test_the_wall_shows_no_number_below_ten(site, officer):
    with (
        site.databases.registry.begin() as session,
        site.databases.responses.begin() as responses,
    ):
        key = sealing.public_bytes(sealing.new_key())
        documents = Documents(loader.source("internal_integrity"), (key,))
        opening.open_survey(session, responses, NAME, documents, today=console.TODAY)
        coverage.hand_out(
            session, NAME, organisation=console.BODIES[0], slips=30, act="№ 1"
        )

    page = officer.get(f"/mn/surveys/{NAME}/wall").text

    assert "≥ 75 %" in page
    assert "10-аас цөөн" in page
    assert 'value="0"' in page
