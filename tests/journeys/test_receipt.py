from pathlib import Path

import pytest

from survey import sealing
from survey.campaign import installation
from survey.config import Settings
from survey.web.app import Services, create_app
from tests.support import browser as browsers
from tests.support import site, staff
from tests.support.site import FACES

pytestmark = pytest.mark.browser
FOUND = {"mn": "Хариулт тоологдсон", "en": "the answer is counted"}
MISSING = {"mn": "жагсаалтад алга", "en": "not on the list"}


@pytest.fixture
def field(tmp_path):
    """Return an installation with an open survey, its application and its codes."""
    with installation(tmp_path, today=staff.TODAY, sample=True) as installed:
        opened = installed.open(staff.draft((20,)), staff.documents(sealing.new_key()))
        settings = Settings(Path(), "", "", "http://localhost", FACES, sample=True)
        services = Services(installed.databases, settings, lambda: staff.TODAY)
        yield installed, create_app(services), staff.codes(opened)


def _receipt_of_an_answer(person, address, language, code):
    page = person.page
    page.goto(f"{address}/{language}/answer")
    page.fill("#code", code)
    person.press("start")
    while page.locator("input[type='radio'], textarea").count():
        person.press("next")
    person.press("send")
    return page.text_content("[data-receipt]")


def _check(person, given):
    person.page.fill("#receipt", given)
    person.page.click("main button")
    person.page.wait_for_load_state("networkidle")
    person.accept()
    return person.page.text_content("[role='alert']")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "size", "scripts"),
    [
        ("mn", browsers.PHONE, True),
        pytest.param("en", browsers.DESKTOP, False, marks=pytest.mark.slow),
        pytest.param("en", browsers.DESKTOP, True, marks=pytest.mark.slow),
    ],
)
def test_the_receipt_of_an_answer_is_found_on_the_board(field, language, size, scripts):
    installed, app, codes = field
    with (
        browsers.chromium() as chromium,
        site.served(app) as address,
        browsers.visitor(chromium, size=size, scripts=scripts, old=True) as person,
    ):
        page = person.page
        receipt = _receipt_of_an_answer(person, address, language, codes[0])
        installed.close(staff.NAME)
        page.click(f"main a[href='/{language}/surveys']")
        page.wait_for_load_state("networkidle")
        person.accept()
        page.click(f"main a[href='/{language}/surveys/{staff.NAME}/board']")
        page.wait_for_load_state("networkidle")
        person.accept()

        assert FOUND[language] in _check(person, receipt)
        assert MISSING[language] in _check(person, "ab" * 32)
        assert receipt.replace(" ", "") not in "".join(person.addresses)
