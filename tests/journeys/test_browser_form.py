"""The form that a browser drives: steps, faults, back, check, send, receipt."""

import json
import re

import pytest

from tests.support import browser as browsers
from tests.support.asking import CARDS, asking

pytestmark = [pytest.mark.browser, pytest.mark.slow]
COMMENT = "Ажлын ачаалал жигд биш. 👍"


@pytest.fixture(scope="module")
def chromium():
    with browsers.chromium() as started:
        yield started


@pytest.fixture(scope="module")
def field(tmp_path_factory):
    with asking(tmp_path_factory.mktemp("home")) as opened:
        yield opened


@pytest.fixture(scope="module")
def unused(field):
    return iter(field.cards)


@pytest.fixture
def card(unused):
    """Return the code of a card that no other test has used."""
    return next(unused)


@pytest.fixture
def person(chromium):
    with browsers.visitor(chromium) as someone:
        yield someone


def _enter(person, field, card, *, language="mn"):
    person.page.goto(f"{field.collector}/{language}/answer#{card}.{field.digest}")
    person.press("start")
    person.see("questions")


def _skip_to_check(person):
    person.page.check("#item-contact-2")
    for _ in range(3):
        person.go("next")
    person.see("check")


def _send(person):
    person.go("send")
    person.see("thanks")
    return person.page.get_attribute("[data-receipt]", "data-receipt")


def _stored(field):
    return [json.loads(answer) for answer in field.answers()]


def _focused(page, what):
    return page.evaluate(f"document.activeElement.{what}")


def _fill_with_detours(person):
    """Fill every step, going back once, and change an answer at the end."""
    page = person.page
    page.check("#item-contact")
    page.check("#item-heard-4")
    person.go("next")
    person.accept()
    page.check("#item-pressure")
    person.go("next")
    page.check("#item-tools-2")
    page.check("#item-gift")
    person.go("back")
    assert page.is_checked("#item-pressure")
    person.go("next")
    assert page.is_checked("#item-tools-2")
    person.go("next")
    page.fill("#item-comment", f"  {COMMENT}\t")
    person.go("next")
    person.see("check")
    person.accept()
    assert COMMENT in page.inner_text("[data-summary]")
    person.go("change")
    page.check("#item-heard-5")
    person.accept()
    person.go("check")


@pytest.mark.parametrize(
    ("language", "size"),
    [
        ("mn", browsers.PHONE),
        ("en", browsers.DESKTOP),
    ],
)
def test_a_person_answers_goes_back_changes_and_sends(
    field, card, chromium, language, size
):
    with browsers.visitor(chromium, size=size) as person:
        page = person.page
        _enter(person, field, card, language=language)
        person.accept()
        _fill_with_detours(person)
        leaf = _send(person)
        person.accept()

        key_id = field.group(CARDS).key_id.hex()
        assert page.url == f"{field.collector}/{language}/form/staff/{key_id}"
        assert not any(card in address for address in person.addresses[1:])
        assert person.kept() == []
        kept = page.evaluate("Object.keys(sessionStorage)")
        assert [name.split("/")[0] for name in kept] == ["shudarga.receipt"]
    assert leaf in field.leaves()
    assert {
        "contact": "yes",
        "heard": 5,
        "pressure": 1,
        "tools": ["paper"],
        "gift": "same",
        "comment": COMMENT,
    } in _stored(field)


def test_an_answer_is_dropped_when_its_condition_no_longer_holds(field, card, person):
    page = person.page
    _enter(person, field, card)
    page.check("#item-contact")
    person.go("next")
    page.check("#item-pressure-3")
    person.go("back")
    page.check("#item-contact-2")
    page.check("#item-heard-8")
    for _ in range(3):
        person.go("next")
    person.see("check")
    assert "дарамталдаг" not in page.inner_text("[data-summary]")
    _send(person)

    assert {"contact": "no", "heard": {"missing": "refused"}} in _stored(field)


def test_faults_are_announced_take_the_focus_and_lead_to_their_field(
    field, card, person
):
    page = person.page
    _enter(person, field, card, language="en")
    person.go("next")
    person.accept()

    assert "govuk-error-summary" in _focused(page, "className")
    assert page.title().startswith("Error: ")
    page.click(".govuk-error-summary a")
    assert _focused(page, "id") == "item-contact"
    page.check("#item-contact-2")
    person.go("next")
    assert not page.title().startswith("Error")
    assert _focused(page, "tagName") == "H1"
    person.go("next")
    page.fill("#item-comment", "ө" * 201)
    person.go("next")
    person.accept()
    assert "govuk-error-summary" in _focused(page, "className")
    assert "200" in page.inner_text(".govuk-error-summary")


def test_a_draft_survives_a_reload_and_a_change_of_language(field, card, person):
    page = person.page
    _enter(person, field, card)
    page.check("#item-contact-2")
    person.go("next")
    page.check("#item-waiting-3")
    page.reload()
    person.see("questions")
    assert page.is_checked("#item-waiting-3")
    assert page.is_visible("#item-waiting-3")
    page.click(".app-languages a")
    person.see("questions")
    assert page.get_attribute("html", "lang") == "en"
    assert page.is_checked("#item-contact-2")
    page.go_back()
    page.wait_for_url("**/mn/form/**")
    person.see("questions")
    assert page.is_checked("#item-waiting-3")


def test_another_person_in_the_same_tab_finds_nothing_of_the_one_before(
    field, card, person, unused
):
    page = person.page
    _enter(person, field, card)
    page.check("#item-contact-2")
    _enter(person, field, next(unused))
    assert not page.is_checked("#item-contact-2")
    _skip_to_check(person)
    _send(person)
    _enter(person, field, card)
    assert not page.is_checked("#item-contact-2")

    kept = page.evaluate("Object.keys(sessionStorage)")
    assert [name.split("/")[0] for name in kept] == ["shudarga.slip"]


def test_leaving_quickly_leaves_nothing_of_what_was_chosen(field, card, person):
    page = person.page
    _enter(person, field, card)
    page.check("#item-contact-2")
    person.go("next")
    person.go("next")
    page.fill("#item-comment", COMMENT)
    page.click("[data-leave]")
    page.wait_for_url(f"{browsers.NEUTRAL}**")
    for _ in range(2):
        page.go_back()
        assert COMMENT not in page.content()
        assert page.locator(":checked:visible").count() == 0
        assert page.evaluate("sessionStorage.length") == 0


def test_the_back_button_of_the_browser_leads_to_the_step_before(field, card, person):
    page = person.page
    _enter(person, field, card)
    page.check("#item-contact-2")
    person.go("next")
    page.check("#item-tools")
    page.go_back()
    page.wait_for_selector("#item-contact-2:visible")
    assert page.is_checked("#item-contact-2")
    page.go_forward()
    page.wait_for_selector("#item-tools:visible")
    assert page.is_checked("#item-tools")


def test_the_keyboard_alone_is_enough(field, card, chromium):
    with browsers.visitor(chromium, size=browsers.DESKTOP) as person:
        keyboard, page = person.page.keyboard, person.page
        page.goto(f"{field.collector}/en/answer")
        page.focus("#code")
        keyboard.type(card)
        keyboard.press("Enter")
        person.see("questions")
        assert page.is_visible("[data-unpinned]")
        page.focus("#item-contact")
        keyboard.press("ArrowDown")
        for go in ("next", "next", "next", "send"):
            page.locator(f"[data-go='{go}']:visible").first.focus()
            keyboard.press("Enter")
        person.see("thanks")
        assert _focused(page, "tagName") == "H1"


def test_a_double_click_on_send_sends_once(field, card, person):
    before = sum(field.stored())
    _enter(person, field, card)
    _skip_to_check(person)
    person.page.dblclick("[data-go='send']:visible")
    person.see("thanks")

    assert len([a for a in person.addresses if a.endswith("/answers")]) == 1
    assert sum(field.stored()) == before + 1


@pytest.mark.parametrize("status", [429, 503, 0])
def test_a_site_that_is_busy_is_asked_again_and_never_gets_an_unlocked_answer(
    field, card, person, status
):
    page, tries = person.page, []

    def refuse(route):
        tries.append(route)
        if status:
            body = json.dumps({"error": "many"})
            route.fulfill(status=status, content_type="application/json", body=body)
        else:
            route.abort()

    page.route("**/answers/look", refuse, times=2)
    page.goto(f"{field.collector}/mn/answer#{card}.{field.digest}")
    person.press("start")
    page.wait_for_selector("[data-busy]:visible")
    person.accept()
    person.see("questions")

    assert len(tries) == 2
    assert "/form/" in page.url


def test_the_receipt_stays_after_a_reload_and_is_saved_as_a_file(
    field, card, person, tmp_path
):
    _enter(person, field, card)
    _skip_to_check(person)
    leaf = _send(person)
    person.page.reload()
    person.see("thanks")
    assert person.page.is_visible("[data-trust='signed']")
    with person.page.expect_download() as saving:
        person.go("download")
    file = tmp_path / "receipt.txt"
    saving.value.save_as(file)

    assert leaf in file.read_text(encoding="utf-8")
    assert re.search(r"[0-9a-f]{128}", file.read_text(encoding="utf-8"))


def test_a_card_that_was_used_leads_to_the_page_that_says_so(
    field, card, person, chromium
):
    _enter(person, field, card)
    _skip_to_check(person)
    _send(person)

    with browsers.visitor(chromium) as other:
        other.page.goto(f"{field.collector}/en/answer#{card}")
        other.press("start")
        other.page.wait_for_selector("h1:has-text('This code is already counted')")
        other.accept()


def test_without_a_right_the_page_says_what_it_needs(field, person):
    person.page.goto(
        f"{field.collector}/mn/form/staff/{field.group(CARDS).key_id.hex()}"
    )
    person.see("nothing")
    person.accept()
