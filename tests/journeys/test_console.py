"""An officer's way through the console in a real browser, on a phone and at a desk."""

import re
from dataclasses import replace
from datetime import date

import pytest

from questionnaires import loader
from survey import drafting, holding
from survey.accounts import people
from survey.accounts.roles import Role
from survey.drafting import Choice
from survey.registry import drafts, measures
from survey.registry.measures import Measure, Source
from tests.support import browser as browsers
from tests.support import console
from tests.support.site import served

pytestmark = pytest.mark.browser
NAME = "staff-2026"
PAGES = (
    "",
    "organisations",
    "surveys/new",
    f"surveys/{NAME}",
    f"surveys/{NAME}/questions",
    f"surveys/{NAME}/preview",
    f"surveys/{NAME}/draft/questionnaire",
    f"surveys/{NAME}/draft/groups",
    f"surveys/{NAME}/draft/channels",
    f"surveys/{NAME}/draft/days",
    f"surveys/{NAME}/draft/words",
    f"surveys/{NAME}/draft/discard",
    f"surveys/{NAME}/keys",
    f"surveys/{NAME}/open",
    f"surveys/{NAME}/coverage",
    f"surveys/{NAME}/close",
    f"surveys/{NAME}/rehearsal",
    f"surveys/{NAME}/invitations",
    f"surveys/{NAME}/wall",
    "people",
    "posters",
    "measures",
    "measures/new",
    "measures/report",
    "measures/1",
    "directions",
    "accounts",
    "accounts/new",
    "accounts/officer@example.mn",
    "audit",
    "me",
    "change",
    "mf-recovery-codes",
)


@pytest.fixture
def site(databases, tmp_path):
    made = console.opened(databases, tmp_path / "home")
    with databases.registry.begin() as session:
        account = people.find(session, "officer@example.mn")
        body = console.BODIES[0]
        everything = replace(account, roles=frozenset(Role), organisation=body)
        people.change(session, everything)
        source = loader.source("internal_integrity")
        days = (date(2026, 8, 1), date(2026, 9, 30))
        drafting.draft(session, Choice(NAME, source, *days))
        public = holding.make("урт нууц өгүүлбэр энд").public
        due = {"year": 2026, "quarter": 2, "survey": NAME}
        row = ("Цахим дараалал нэвтрүүлэх", "Дараалал ажилласан байх", "100 хувь", body)
        measures.enter(session, Measure(Source.ORGANISATION, *row, **due))
        drafts.enter_key(session, NAME, holder="АТГ", public=public, proved=True)
    return made


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "size"),
    [
        ("mn", browsers.PHONE),
        pytest.param("en", browsers.DESKTOP, marks=pytest.mark.slow),
    ],
)
def test_every_page_of_the_console_is_accessible(site, language, size):
    person = site.person("officer@example.mn")
    person.set_up()
    with (
        served(site.app) as address,
        browsers.chromium() as chromium,
        browsers.visitor(chromium, size=size) as visitor,
    ):
        _sign_in(visitor, person, f"{address}/console/{language}/")
        for path in PAGES:
            visitor.page.goto(f"{address}/console/{language}/{path}")
            _accept(visitor, path)


def _sign_in(visitor, person, address):
    page = visitor.page
    page.goto(address)
    _accept(visitor, "login")
    page.fill("#email", person.email)
    page.fill("#password", console.PASSWORD)
    page.click("main button[type=submit]")
    _accept(visitor, "tf-setup")
    page.click("main button[type=submit]")
    person.key = re.sub(r"[^A-Z0-9]", "", page.inner_text("span.app-secret"))
    _accept(visitor, "tf-setup-code")
    page.fill("#code", person.code())
    page.click("main button[type=submit]")
    page.wait_for_selector(".app-places")


def _accept(visitor, path):
    width = visitor.page.viewport_size["width"]
    assert visitor.complaints == [], path
    wide = visitor.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, path
    found = browsers.Axe().run(visitor.page)
    assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
