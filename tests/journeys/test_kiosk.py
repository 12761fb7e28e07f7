"""A tablet that many people use: each begins anew, nothing stays, and a PIN ends it."""

import json

import pytest

from tests.support import browser as browsers
from tests.support import hall

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TABLET = (800, 1280)
PIN = "2580"


@pytest.fixture(scope="module")
def chromium():
    with browsers.chromium() as started:
        yield started


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with hall.served(tmp_path_factory.mktemp("home"), "open_day") as opened:
        yield opened


@pytest.fixture
def tablet(place, chromium):
    """Return a tablet that staff have just made a kiosk."""
    _, address = place
    with browsers.visitor(chromium, size=TABLET) as person:
        page = person.page
        page.clock.install()
        page.goto(f"{address}/mn/at/{hall.WORD}/kiosk")
        page.wait_for_selector("[data-kiosk-setup]:not([hidden])")
        page.fill("#pin", PIN)
        page.fill("#again", PIN)
        page.click("[data-kiosk-setup] button")
        page.wait_for_selector("[data-kiosk]:not([hidden])")
        yield person


def _chosen(tablet):
    return tablet.page.locator("[data-form] :checked").count()


def _kept(tablet):
    return tablet.page.evaluate("JSON.stringify({...sessionStorage})")


def test_each_person_begins_anew_and_each_answer_is_kept_once(place, tablet):
    opened, _ = place
    before, page = opened.stored()[0], tablet.page
    for _ in range(2):
        assert _chosen(tablet) == 0
        page.check("#item-satisfied-4")
        page.fill("#item-proposals", "Илүү олон сандал")
        tablet.go("send")
        tablet.see("kiosk-thanks")
        tablet.accept()
        page.locator("[data-view='kiosk-thanks'] [data-go='fresh']").click()
        tablet.see("questions")
    page.wait_for_function(
        browsers.KEPT.replace(
            "resolve(target.result)", "resolve(!target.result.length)"
        )
    )

    assert opened.stored()[0] == before + 2
    assert page.input_value("#item-proposals") == ""
    assert "сандал" not in _kept(tablet)
    assert page.evaluate("history.length") <= 3
    tablet.accept()


def test_whoever_went_away_leaves_nothing_after_a_minute(tablet):
    page = tablet.page
    page.check("#item-satisfied-4")
    page.clock.fast_forward(41_000)
    page.wait_for_selector("[data-idle][open]")
    tablet.accept()
    page.click("[data-go='stay']")
    assert _chosen(tablet) == 1
    page.clock.fast_forward(41_000)
    page.wait_for_selector("[data-idle][open]")
    page.clock.fast_forward(21_000)
    page.wait_for_selector("[data-idle]:not([open])", state="attached")

    assert _chosen(tablet) == 0


@pytest.mark.slow
def test_there_is_no_way_out_and_none_back(tablet):
    page = tablet.page
    page.check("#item-satisfied-4")
    page.click(".app-header__leave")
    assert _chosen(tablet) == 0
    page.check("#item-satisfied-4")
    page.reload()
    page.wait_for_selector("[data-kiosk]:not([hidden])")
    assert _chosen(tablet) == 0
    leading = page.evaluate(
        "[...document.querySelectorAll('a[href]:not([hreflang])')]"
        ".map((a) => a.getAttribute('href'))"
        ".filter((href) => !href.startsWith('#'))"
    )

    assert leading == []


@pytest.mark.slow
def test_the_language_changes_midway_and_keeps_what_was_chosen(tablet):
    page = tablet.page
    page.check("#item-satisfied-4")
    page.click("a[hreflang='en']")
    page.wait_for_selector("html[lang='en'] [data-kiosk]:not([hidden])")
    assert page.is_checked("#item-satisfied-4")
    page.reload()
    page.wait_for_selector("[data-kiosk]:not([hidden])")

    assert _chosen(tablet) == 0


@pytest.mark.slow
def test_without_a_connection_answers_wait_and_staff_see_how_many(place, tablet):
    opened, _ = place
    before, page = opened.stored()[0], tablet.page
    tablet.context.set_offline(offline=True)
    for _ in range(2):
        page.check("#item-satisfied-2")
        tablet.go("send")
        tablet.see("kiosk-thanks")
        page.locator("[data-view='kiosk-thanks'] [data-go='fresh']").click()
        tablet.see("questions")
    page.click("[data-go='staff']")
    page.fill("#pin", PIN)
    page.click("[data-go='pin']")
    page.wait_for_selector("[data-staff-told]:not([hidden])")
    told = page.inner_text("[data-staff-told]")
    tablet.accept()
    page.locator("[data-staff] [data-go='fresh']").click()
    tablet.context.set_offline(offline=False)
    page.clock.fast_forward(70_000)
    for _ in range(100):
        if opened.stored()[0] == before + 2:
            break
        page.wait_for_timeout(100)

    assert told.count("2") == 2
    assert opened.stored()[0] == before + 2
    assert json.loads(opened.answers()[0])["satisfied"]


@pytest.mark.slow
def test_staff_are_told_what_the_last_number_led_to_and_nothing_else(tablet):
    page = tablet.page
    told, wrong = "[data-staff-told]", "[data-staff-wrong]"
    page.click("[data-go='staff']")
    for number, shown, hidden in (
        ("1111", wrong, told),
        (PIN, told, wrong),
    ):
        page.fill("#pin", number)
        page.click("[data-go='pin']")
        page.clock.fast_forward(2_000)
        page.wait_for_selector(f"{shown}:not([hidden])")
        assert not page.is_visible(hidden)
    page.fill("#pin", "1111")
    page.click("[data-go='end']")
    page.clock.fast_forward(2_000)
    page.wait_for_selector(f"{wrong}:not([hidden])")
    assert not page.is_visible(told)
    tablet.accept()


@pytest.mark.slow
def test_only_the_number_ends_it_and_nothing_but_a_hash_of_it_is_kept(tablet):
    page = tablet.page
    kept = page.evaluate("localStorage['shudarga.kiosk']")
    page.click("[data-go='staff']")
    page.fill("#pin", "1111")
    page.click("[data-go='end']")
    page.clock.fast_forward(2_000)
    page.wait_for_selector("[data-staff-wrong]:not([hidden])")
    tablet.accept()
    page.fill("#pin", PIN)
    page.click("[data-go='end']")
    page.wait_for_url("**/mn/answer")

    assert PIN not in kept
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.slow
@pytest.mark.parametrize("language", ["mn", "en"])
def test_the_page_that_begins_a_kiosk_is_accessible_and_says_what_is_wrong(
    place, chromium, language
):
    _, address = place
    with browsers.visitor(chromium) as person:
        page = person.page
        page.goto(f"{address}/{language}/at/{hall.WORD}/kiosk")
        page.wait_for_selector("[data-kiosk-setup]:not([hidden])")
        person.accept()
        for first, second, fault in [("12", "12", "short"), (PIN, "1111", "unlike")]:
            page.fill("#pin", first)
            page.fill("#again", second)
            page.click("[data-kiosk-setup] button")
            page.wait_for_selector(f"[data-fault='{fault}']:not([hidden])")
            person.accept()
        page.goto(f"{address}/{language}/at/nowhere/kiosk")
        person.accept()
