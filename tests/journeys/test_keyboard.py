"""Whole journeys by keyboard alone: no pointer, and no help of a script of the test."""

import pytest

from tests.support import browser as browsers
from tests.support import town as towns
from tests.support.respondent import Respondent

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST_STOPS = 120
# Where the focus is, and whether it can be seen there.
FOCUSED = """() => {
  const one = document.activeElement;
  const drawn = (style) => style.outlineStyle !== "none" && style.outlineWidth !== "0px"
    || style.boxShadow !== "none" || style.backgroundColor === "rgb(255, 221, 0)";
  const label = one.labels && one.labels[0];
  const seen = [getComputedStyle(one), label && getComputedStyle(label),
    label && getComputedStyle(label, "::before")].filter(Boolean).some(drawn);
  return { id: one.id, go: one.dataset.go || "", value: one.value || "", seen,
    name: one.name || "", tag: one.tagName, text: one.textContent.trim(),
    begin: "begin" in one.dataset, answer: "answerNow" in one.dataset };
}"""


@pytest.fixture(scope="module")
def chromium():
    with browsers.chromium() as started:
        yield started


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    with towns.town(tmp_path_factory.mktemp("home")) as opened:
        yield opened


class Keyboard:
    """Somebody whose only tool is a keyboard."""

    def __init__(self, someone):
        self.someone, self.page = someone, someone.page

    def to(self, **wanted):
        """Press Tab until the focus is on something, which is always to be seen."""
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(FOCUSED)
            if here["tag"] != "BODY":
                assert here["seen"], here
            if all(here[name] == value for name, value in wanted.items()):
                return here
        raise AssertionError(f"the keyboard does not lead to {wanted}")

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def push(self, go):
        """Push one of the buttons that both kinds of form have."""
        self.to(**({"go": go} if self.someone.scripts else {"value": go}))
        self.press("Enter")

    def collect(self, code):
        """Open an invitation by its code, and collect the token."""
        self.someone.visit("join", at=self.someone.town.issuer)
        self.someone.person.see("code")
        self.to(id="code")
        self.page.keyboard.type(code)
        self.press("Enter")
        self.someone.person.see("explain")
        self.push("collect")
        self.someone.person.see("held")

    def open_card(self, code):
        self.someone.visit("answer")
        self.to(id="code")
        self.page.keyboard.type(code)
        self.press("Enter")
        self.someone.asked()


@pytest.mark.parametrize("old", [False, True], ids=["scripts", "no scripts of ours"])
def test_a_card_is_answered_by_keyboard(town, chromium, old):
    before = town.rows()
    with browsers.visitor(chromium, size=browsers.DESKTOP, old=old) as person:
        someone = Respondent(person, town, "en")
        keyboard = Keyboard(someone)
        keyboard.open_card(next(town.codes.cards))
        keyboard.to(name="item-contact")
        keyboard.press("ArrowDown")
        assert someone.page.is_checked("#item-contact-2")
        keyboard.push("next")
        someone.page.wait_for_selector("#item-tools:visible")
        keyboard.to(id="item-tools")
        keyboard.press("Space")
        keyboard.push("next")
        someone.page.wait_for_selector("#item-comment:visible")
        keyboard.to(id="item-comment")
        someone.page.keyboard.type("Илүү олон сургалт")
        keyboard.push("next")
        someone.page.wait_for_selector(someone.button("send"))
        keyboard.push("send")
        someone.thanked()
    assert town.change(before) == towns.SPENT_SLIP


def test_a_poster_is_answered_by_keyboard(town, chromium):
    before = town.rows()
    with browsers.visitor(chromium, size=browsers.DESKTOP) as person:
        someone = Respondent(person, town, "mn")
        keyboard = Keyboard(someone)
        someone.visit(f"at/{towns.WORDS['hall']}")
        someone.asked()
        for name in ("service", "solved", "satisfied"):
            keyboard.to(name=f"item-{name}")
            keyboard.press("ArrowDown")
        keyboard.to(go="send")
        keyboard.press("Space")
        someone.thanked()
    assert town.change(before) == towns.BY_POSTER


def test_an_invitation_is_opened_and_answered_by_keyboard(town, chromium):
    before = town.rows()
    with browsers.visitor(chromium, size=browsers.DESKTOP) as person:
        someone = Respondent(person, town, "en")
        keyboard = Keyboard(someone)
        keyboard.collect(next(town.codes.invitations))
        keyboard.to(answer=True)
        keyboard.press("Enter")
        person.see("found")
        keyboard.to(begin=True)
        keyboard.press("Enter")
        someone.asked()
        keyboard.to(name="item-contact")
        keyboard.press("ArrowDown")
        while someone.page.locator(someone.button("next")).count():
            keyboard.push("next")
        keyboard.push("send")
        someone.thanked()
    assert town.change(before) == towns.CLAIMED | towns.SPENT_TOKEN


def test_a_kiosk_is_begun_left_and_ended_by_keyboard(town, chromium):
    with browsers.visitor(chromium, size=browsers.DESKTOP) as person:
        someone = Respondent(person, town, "mn")
        keyboard = Keyboard(someone)
        someone.visit(f"at/{towns.WORDS['garden']}/kiosk")
        someone.page.wait_for_selector("[data-kiosk-setup]:not([hidden])")
        for field in ("pin", "again"):
            keyboard.to(id=field)
            someone.page.keyboard.type("2580")
        keyboard.press("Enter")
        someone.asked()
        keyboard.to(go="staff")
        keyboard.press("Enter")
        someone.page.wait_for_selector("[data-staff][open]")
        keyboard.press("Escape")
        someone.page.wait_for_selector("[data-staff]:not([open])", state="attached")
        keyboard.to(go="staff")
        keyboard.press("Enter")
        someone.page.keyboard.type("2580")
        keyboard.to(go="end")
        keyboard.press("Enter")
        someone.page.wait_for_url("**/mn/answer")


def test_the_content_is_one_key_away_and_leaving_another(town, chromium):
    with browsers.visitor(chromium, size=browsers.DESKTOP) as person:
        someone = Respondent(person, town, "mn")
        keyboard = Keyboard(someone)
        someone.visit("answer")
        someone.page.wait_for_load_state("networkidle")
        keyboard.press("Tab", "Enter")
        assert someone.page.evaluate("document.activeElement.id") == "main"
        keyboard.press("Tab")
        assert someone.page.evaluate("document.activeElement.id") == "code"


def test_a_mistyped_code_of_an_invitation_is_announced_beside_its_field(town, chromium):
    with browsers.visitor(chromium) as person:
        someone = Respondent(person, town, "mn")
        someone.visit("join", at=town.issuer)
        person.see("code")
        keyboard = Keyboard(someone)
        keyboard.to(id="code")
        someone.page.keyboard.type("ZZZZ-ZZZZ-ZZZZ-ZZZZ")
        keyboard.press("Enter")
        fault = someone.page.wait_for_selector("[role=alert] [data-code-wrong]:visible")
        here = someone.page.evaluate(
            "[document.activeElement.id, document.activeElement.value,"
            " document.activeElement.getAttribute('aria-describedby'),"
            " document.activeElement.hasAttribute('aria-invalid')]"
        )
        assert here == ["code", "ZZZZ-ZZZZ-ZZZZ-ZZZZ", "code-hint code-error", True]
        assert fault.get_attribute("id") == "code-error"
        assert person.cookies_set == []


def test_on_paper_stands_what_is_worth_keeping_and_no_button(town, chromium):
    with browsers.visitor(chromium, size=browsers.DESKTOP) as person:
        someone = Respondent(person, town, "mn")
        someone.open_card(next(town.codes.cards))
        someone.choose("contact-2")
        someone.to_the_end()
        leaf = someone.send()
        page = someone.page
        page.emulate_media(media="print")
        shown = page.locator("[data-receipt]").inner_text().replace(" ", "")
        buttons = page.locator("button:visible, .govuk-button:visible, nav a:visible")
        assert shown.replace("\n", "") == leaf
        assert buttons.count() == 0
        assert page.locator("a[href='tel:110']:visible").count() > 0
        for path in (f"surveys/{towns.STAFF}/trust", "privacy"):
            someone.visit(path)
            page.emulate_media(media="print")
            folded = page.locator("main details:not([open]) .govuk-details__text").all()
            assert all(one.evaluate("one => one.checkVisibility()") for one in folded)
            assert page.locator("nav a:visible").count() == 0
