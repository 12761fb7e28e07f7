"""Answering step by step, in browsers that lock nothing themselves."""

import json
import re

import pytest

from survey.responses import store
from survey.tokens import codes
from tests.support import browser as browsers
from tests.support import site

pytestmark = [pytest.mark.browser, pytest.mark.slow]
opened = pytest.fixture(site.opened)
LANGUAGES = ("mn", "en")
COMMENT = "Ажлын ачаалал жигд биш."


@pytest.fixture(scope="module")
def chromium():
    with browsers.chromium() as started:
        yield started


@pytest.fixture
def address(opened):
    with site.served(opened.app) as served:
        yield served


@pytest.fixture
def site_in(opened, address, chromium):
    return opened, address, chromium


def _enter(person, address, language, code):
    if person.scripts:
        person.page.goto(f"{address}/{language}/answer#{code}")
    else:
        person.page.goto(f"{address}/{language}/answer")
        person.page.fill("#code", code.lower())
    person.accept()
    person.press("start")


def _receipt(person):
    return person.page.get_attribute("[data-receipt]", "data-receipt")


def _answer_with_detours(person):
    """Fill every step, going back once, and change an answer before sending."""
    person.accept()
    _choose(person, "item-contact", "item-heard-4", then="next")
    person.accept()
    _choose(person, "item-pressure", then="next")
    person.accept()
    _choose(person, "item-tools-2", "item-gift", then="back")
    assert person.page.is_checked("#item-pressure")
    person.press("next")
    assert person.page.is_checked("#item-tools-2")
    person.press("next")
    person.page.fill("#item-comment", COMMENT)
    person.accept()
    person.press("next")
    person.accept()
    person.press("change:1")
    person.accept()
    _choose(person, "item-heard-5", then="check")
    person.press("send")
    person.accept()


def _choose(person, *fields, then):
    for field in fields:
        person.page.check(f"#{field}")
    person.press(then)


@pytest.mark.parametrize(
    ("size", "language", "scripts"),
    [
        (size, language, scripts)
        for size in (browsers.PHONE, browsers.DESKTOP)
        for language in LANGUAGES
        for scripts in (True, False)
    ],
)
def test_a_person_answers_goes_back_changes_and_sends(site_in, size, language, scripts):
    opened, address, chromium = site_in
    with browsers.visitor(chromium, size=size, scripts=scripts, old=True) as person:
        _enter(person, address, language, opened.codes[0])
        _answer_with_detours(person)
        leaf = _receipt(person)

    [answers] = opened.answers()
    assert json.loads(answers) == {
        "contact": "yes",
        "heard": 5,
        "pressure": 1,
        "tools": ["paper"],
        "gift": "same",
        "comment": COMMENT,
    }
    assert opened.stored() == (1, 1)
    with opened.databases.responses() as session:
        [kept] = store.sealed_responses(session, "every")
    assert kept.leaf.hex() == leaf


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_language_changes_midway_and_keeps_what_was_chosen(
    opened, address, chromium, scripts
):
    with browsers.visitor(chromium, scripts=scripts, old=True) as person:
        page = person.page
        _enter(person, address, "mn", opened.codes[0])
        page.check("#item-contact-2")
        person.press("language:en")
        assert page.url == f"{address}/en/answer"
        assert page.is_checked("#item-contact-2")
        person.press("next")
        page.check("#item-waiting-3")
        person.press("language:mn")
        assert page.is_checked("#item-waiting-3")
        assert page.get_attribute("html", "lang") == "mn"
        person.press("next")
        person.press("next")
        person.press("language:en")
        assert "Check your answers" in page.title()
        person.press("send")
        receipt = _receipt(person)
        person.press("language:mn")
        assert _receipt(person) == receipt
        person.accept()

    [answers] = opened.answers()
    assert json.loads(answers) == {"contact": "no", "waiting": 3}


def test_the_code_of_a_card_leaves_the_address_bar_and_reaches_no_address(
    opened, address, chromium
):
    code = opened.codes[0]
    with browsers.visitor(chromium, old=True) as person:
        _enter(person, address, "mn", code)

        assert person.page.url == f"{address}/mn/answer"
        assert not any(code in address for address in person.addresses[1:])
        assert person.page.input_value("input[name=code]") == code.replace("-", "")


def test_a_double_click_on_send_loses_nothing(opened, address, chromium):
    with browsers.visitor(chromium, old=True) as person:
        _enter(person, address, "mn", opened.codes[0])
        person.page.check("#item-contact-2")
        person.press("next")
        person.press("next")
        person.press("next")
        person.page.dblclick("button.govuk-button[value=send]")
        person.page.wait_for_selector("[data-receipt]")
        person.accept()
        assert _receipt(person)

    assert opened.stored() == (1, 1)


def test_of_two_tabs_one_is_counted_and_the_other_is_told_so(opened, address, chromium):
    with (
        browsers.visitor(chromium, old=True) as first,
        browsers.visitor(chromium, size=browsers.DESKTOP, old=True) as second,
    ):
        for person in (first, second):
            _enter(person, address, "en", opened.codes[0])
            person.page.check("#item-contact-2")
            for _ in range(3):
                person.press("next")
        for person in (first, second):
            person.press("send")
            person.accept()

        assert _receipt(first)
        assert second.page.inner_text("h1") == "This code is already counted"
    assert opened.stored() == (1, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_codes_that_open_nothing_get_accessible_pages(
    opened, address, chromium, language
):
    opened.post(opened.codes[0], "send", contact="no")
    with browsers.visitor(chromium, old=True) as person:
        headings = []
        for code in (codes.new_code(), opened.codes[0]):
            person.page.goto("about:blank")
            _enter(person, address, language, code)
            person.accept()
            headings.append(person.page.inner_text("h1"))
        person.page.goto(f"{address}/{language}/answer")
        person.press("start")
        person.accept()

    assert len(set(headings)) == 2


def test_errors_are_announced_and_take_the_focus(opened, address, chromium):
    with browsers.visitor(chromium, old=True) as person:
        _enter(person, address, "en", opened.codes[0])
        person.press("next")
        person.accept()

        focused = person.page.evaluate("document.activeElement.className")
        assert "govuk-error-summary" in focused
        assert person.page.title().startswith("Error: ")
        person.page.click(".govuk-error-summary a")
        assert person.page.evaluate("document.activeElement.id") == "item-contact"


def test_letters_are_counted_in_mongolian(opened, address, chromium):
    with browsers.visitor(chromium, old=True) as person:
        _enter(person, address, "mn", opened.codes[0])
        person.page.check("#item-contact-2")
        person.press("next")
        person.press("next")
        person.page.fill("#item-comment", "ө" * 190)
        person.page.get_by_text("Танд 10 тэмдэгт үлдлээ").first.wait_for()
        person.accept()


def test_leaving_quickly_leaves_no_way_back(address, chromium):
    with browsers.visitor(chromium, old=True) as person:
        person.page.goto("about:blank")
        person.page.goto(f"{address}/mn/answer")
        person.page.click("[data-leave]")
        person.page.wait_for_url(f"{browsers.NEUTRAL}**")
        person.page.go_back()

        assert person.page.url == "about:blank"


def test_the_keyboard_alone_is_enough(opened, address, chromium):
    with browsers.visitor(chromium, size=browsers.DESKTOP, old=True) as person:
        keyboard, page = person.page.keyboard, person.page
        page.goto(f"{address}/en/answer")
        page.focus("#code")
        keyboard.type(opened.codes[0])
        keyboard.press("Enter")
        page.wait_for_selector("#item-contact")
        page.focus("#item-contact")
        keyboard.press("ArrowDown")
        keyboard.press("Enter")
        page.wait_for_selector("#item-tools")
        page.focus("#item-tools")
        keyboard.press("Space")
        keyboard.press("Enter")
        page.wait_for_selector("#item-comment")
        page.focus("button.govuk-button[value=next]")
        keyboard.press("Enter")
        page.wait_for_selector("button.govuk-button[value=send]")
        page.focus("button.govuk-button[value=send]")
        keyboard.press("Enter")
        page.wait_for_selector("[data-receipt]")

    [answers] = opened.answers()
    assert json.loads(answers) == {"contact": "no", "tools": ["phone"]}


@pytest.mark.parametrize(
    ("language", "width"),
    [
        ("mn", 320),
        ("en", 1280),
        ("en", 320),
        ("mn", 360),
        ("en", 360),
        ("mn", 1280),
    ],
)
def test_public_pages_are_accessible_at_every_width(address, chromium, language, width):
    with browsers.visitor(chromium, size=(width, 740)) as person:
        for name in ("", "answer", "surveys", "privacy", "accessibility", "nothing"):
            person.page.goto(f"{address}/{language}/{name}")
            person.accept()
            assert re.search(r"\S – (Шударга|Shudarga)$", person.page.title())
