"""Attack 7 on a tablet that many people use: its disk is searched for their words."""

import shutil
from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright

from tests.support import browser as browsers
from tests.support import hall

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TEXT = "Тэмдэглэгээ7Q2XЖ"
FORMS = (TEXT.encode(), TEXT.encode("utf-16-le"), TEXT.encode("utf-16-be"))
PIN = "25803691"
WRITTEN_BY_NOW = 8_000  # Chromium writes what pages keep every five seconds.


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with hall.served(tmp_path_factory.mktemp("home"), "open_day") as opened:
        yield opened


@contextmanager
def _tablet(profile):
    """Open a browser whose profile stays on the disk."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=shutil.which("chromium"), args=list(browsers.FLAGS)
        )
        yield context.pages[0]
        context.close()


def _become_a_kiosk(page, address):
    page.goto(f"{address}/mn/at/{hall.WORD}/kiosk")
    page.wait_for_selector("[data-kiosk-setup]:not([hidden])")
    page.fill("#pin", PIN)
    page.fill("#again", PIN)
    page.click("[data-kiosk-setup] button")
    page.wait_for_selector("[data-kiosk]:not([hidden])")


def _write(page):
    page.wait_for_selector("[data-go='send']:visible")
    page.check("#item-satisfied-4")
    page.fill("#item-proposals", TEXT)


def _found(profile, forms):
    """Return the files of a profile that hold one of some byte strings."""
    files = (path for path in profile.rglob("*") if path.is_file())
    return [path for path in files if any(form in path.read_bytes() for form in forms)]


def test_nothing_that_people_wrote_is_on_the_disk_of_a_kiosk(place, tmp_path):
    opened, address = place
    before = opened.stored()[0]
    with _tablet(tmp_path) as page:
        _become_a_kiosk(page, address)
        _write(page)
        page.click("a[hreflang='en']")
        page.wait_for_selector("html[lang='en'] [data-kiosk]:not([hidden])")
        assert page.input_value("#item-proposals") == TEXT
        page.wait_for_timeout(WRITTEN_BY_NOW)
        assert _found(tmp_path, FORMS) == []
        page.locator("[data-go='send']:visible").click()
        page.wait_for_selector("[data-view='kiosk-thanks']:not([hidden])")
        page.locator("[data-view='kiosk-thanks'] [data-go='fresh']").click()
        _write(page)
        page.locator("[data-kiosk] [data-go='fresh']").click()
        page.wait_for_timeout(WRITTEN_BY_NOW)

    assert _found(tmp_path, FORMS) == []
    assert _found(tmp_path, [PIN.encode(), PIN.encode("utf-16-le")]) == []
    assert opened.stored()[0] == before + 1


def test_the_search_finds_the_draft_of_somebodys_own_phone(place, tmp_path):
    _, address = place
    with _tablet(tmp_path) as page:
        page.goto(f"{address}/mn/at/{hall.WORD}")
        _write(page)
        page.wait_for_timeout(WRITTEN_BY_NOW)

    assert _found(tmp_path, FORMS) != []
