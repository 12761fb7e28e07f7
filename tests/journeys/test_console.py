"""An officer's way through every page of the console in a real browser."""

import re
from dataclasses import replace

import pytest

from survey.accounts import people
from survey.accounts.roles import Role
from tests.support import browser as browsers
from tests.support import bureau as bureaus
from tests.support import console
from tests.support.bureau import COUNTED, OWN, furnish
from tests.support.site import served

pytestmark = pytest.mark.browser
FILES = re.compile(r"\.(xlsx|zip|pdf|docx|csv)$|/file$|/evidence/\d+$")
# Forms that are sent empty, so that the page with their faults is seen too.
EMPTY = (
    "measures/new",
    "measures/1",
    "measures/1/change",
    "directions",
    "accounts/new",
    "organisations",
    "organisations/new",
    "organisations/1",
    "organisations/1/merge",
    "people",
    f"surveys/{COUNTED}/deductions",
    f"surveys/{COUNTED}/comments",
    f"surveys/{bureaus.SECOND}/withdraw",
    f"surveys/{bureaus.CLOSED}/count",
    "change",
)
ODD = ("nothing", "audit?noted=x", "measures?overdue=", "surveys/nothing", "tf-select")


@pytest.fixture
def bureau(databases, tmp_path):
    made = furnish(databases, tmp_path / "home")
    with databases.registry.begin() as session:
        account = people.find(session, "officer@example.mn")
        everything = replace(account, roles=frozenset(Role), organisation=OWN)
        people.change(session, everything)
    return made


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "size"), [("mn", browsers.PHONE), ("en", browsers.DESKTOP)]
)
def test_every_page_of_the_console_is_accessible_and_fits(bureau, language, size):
    person = bureau.site.person("officer@example.mn")
    person.set_up()
    paths = [address.partition("/mn/")[2] for _, address in bureaus.pages(bureau)]
    shown = [path for path in paths if not FILES.search(path)]
    assert len(shown) > 50
    with (
        served(bureau.site.app) as address,
        browsers.chromium() as chromium,
        browsers.visitor(chromium, size=size) as visitor,
    ):
        visitor.page.set_default_timeout(60_000)  # Reports take long on a busy machine.
        home = f"{address}/console/{language}"
        _sign_in(visitor, person, f"{home}/")
        for path in (*shown, *ODD):
            visitor.page.goto(f"{home}/{path}")
            _accept(visitor, path)
        for path in EMPTY:
            visitor.page.goto(f"{home}/{path}")
            _send_empty(visitor)
            _accept(visitor, f"{path}, sent empty")
        _unlock_comments(visitor, home)


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


def _send_empty(visitor):
    """Empty the fields of the first form of a page, and send it."""
    page = visitor.page
    form = page.locator("main form[method=post]").first
    for field in form.locator("input[type=text], input[type=number], textarea").all():
        field.fill("")
    with page.expect_navigation():
        form.locator("button[type=submit]").first.click()
    assert page.locator(".govuk-error-summary, .govuk-error-message").count()


def _unlock_comments(visitor, home):
    page = visitor.page
    page.goto(f"{home}/surveys/{COUNTED}/comments")
    page.fill("#passphrase", bureaus.PASSPHRASE)
    page.click("main button[type=submit]")
    page.wait_for_selector("textarea")
    _accept(visitor, "comments, opened")


def _accept(visitor, path):
    width = visitor.page.viewport_size["width"]
    assert visitor.complaints == [], path
    wide = visitor.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, path
    found = browsers.Axe().run(visitor.page)
    assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
