"""Tours of a town that stop at every page and every state that a respondent can see.

`see` is called with the name of each stop, while its page is in view.
"""

import json

from playwright.sync_api import expect

from survey.tokens import codes
from tests.support import town as towns
from tests.support.tour_invited import invitation, invitation_refused

PIN = "2580"
TOO_LONG = "ө" * 2100
COMMENT = "Ажлын ачаалал жигд биш."


def card(someone, see):
    """With a card: the code, the questions and their faults, the check, the receipt."""
    _code(someone, see, next(someone.town.codes.cards))
    _questions(someone, see)
    see("check")
    _change(someone, see)
    someone.send()
    see("thanks")
    someone.page.locator("summary:visible").first.click()
    see("thanks-with-promise")


def _code(someone, see, code):
    page = someone.page
    someone.visit("answer")
    see("code")
    page.fill("#code", "AAAA-BBBB")
    someone.person.press("start")
    page.wait_for_selector(".govuk-error-summary")
    see("code-mistyped")
    if someone.scripts:
        page.goto("about:blank")
        someone.visit(f"answer#{code}")
        see("code-read-from-card")
    page.fill("#code", code)
    someone.person.press("start")
    someone.asked()


def _questions(someone, see):
    page, number = someone.page, 1
    see("step-first")
    someone.move("next")
    page.wait_for_load_state()
    if page.locator(".govuk-error-summary").count():
        see("step-with-faults")
        someone.choose("contact")
        someone.move("next")
    while page.locator(someone.button("next")).count():
        page.wait_for_load_state()
        number += 1
        if page.locator("textarea:visible").count():
            _too_long(someone, see)
        see(f"step-{number:02}")
        someone.move("next")
    page.wait_for_selector(someone.button("send"))


def _change(someone, see):
    if someone.scripts:
        someone.person.go("change")
    else:
        someone.page.locator("button[value^='change:']").first.click()
    someone.page.wait_for_selector(someone.button("check"))
    see("change")
    someone.move("check")
    someone.page.wait_for_selector(someone.button("send"))


def _too_long(someone, see):
    someone.page.locator("textarea:visible").first.fill(TOO_LONG)
    someone.move("next")
    someone.page.wait_for_selector(".govuk-error-summary")
    see("step-text-too-long")
    someone.page.locator("textarea:visible").first.fill(COMMENT)


def net(someone, see):
    """A net that comes and goes: nothing is lost, and each state says what goes on."""
    someone.open_card(next(someone.town.codes.cards))
    someone.choose_first()
    someone.to_the_end()
    someone.person.context.set_offline(offline=True)
    someone.move("send")
    someone.page.wait_for_selector("[data-sending='waiting']:visible")
    see("sending-waits")
    someone.page.close()
    someone.person.open_page()
    someone.person.context.set_offline(offline=False)
    _come_back(someone, see)


def _come_back(someone, see):
    page = someone.page
    page.route("**/answers", _many)
    someone.visit("answer")
    page.wait_for_selector("[data-waiting] a:visible")
    see("code-while-an-answer-waits")
    page.click("[data-waiting] a")
    page.wait_for_selector("[data-sending='busy']:visible")
    see("sending-busy")
    page.unroute("**/answers")
    page.route("**/answers", _lost, times=1)
    page.wait_for_function(_ONLINE_UNTIL_THANKED)
    see("thanks-without-promise")


_ONLINE_UNTIL_THANKED = """() => {
  window.dispatchEvent(new Event("online"));
  return document.querySelector("[data-view=thanks]:not([hidden])");
}"""


def _many(route):
    body = json.dumps({"error": "many"})
    route.fulfill(status=429, content_type="application/json", body=body)


def _lost(route):
    route.fetch()  # The collector keeps the answer, and its reply never arrives.
    route.abort()


def refusals(someone, see):
    """Codes that open nothing, and pages that are not there."""
    used = next(someone.town.codes.cards)
    someone.open_card(used)
    if someone.scripts:
        see("questions-by-qr-code")
    someone.choose_first()
    someone.to_the_end()
    someone.send()
    for name, code in (
        ("unknown", codes.new_code()),
        ("used", used),
        ("over", next(someone.town.codes.over)),
        ("early", next(someone.town.codes.early_cards)),
    ):
        someone.enter(code)
        someone.page.wait_for_selector("h1 ~ ul a")
        see(f"code-{name}")
    someone.visit("nothing-here")
    see("page-missing")
    key = "00" * 32
    someone.visit(f"form/{towns.STAFF}/{key}")
    see("form-missing")


def form_refusals(someone, see):
    """What the script of the form refuses, each in words."""
    page = someone.page
    someone.open_card(next(someone.town.codes.cards))
    address = page.url
    refusals = page.locator("[data-refusal]").all()
    for word in [one.get_attribute("data-refusal") for one in refusals]:
        page.evaluate(_REFUSE, word)
        see(f"refused-{word}")
    page.goto("about:blank")
    page.goto(address)
    page.evaluate("sessionStorage.clear()")
    page.reload()
    someone.person.see("nothing")
    see("form-without-a-right")


_REFUSE = """word => {
  for (const view of document.querySelectorAll("[data-view]")) {
    view.hidden = view.dataset.view !== "refused";
  }
  for (const one of document.querySelectorAll("[data-refusal]")) {
    one.hidden = one.dataset.refusal !== word;
  }
}"""


def poster(someone, see):
    """By a poster: the first questions, the end of the main part, more, and thanks."""
    page = someone.page
    someone.visit(f"at/{towns.WORDS['hall']}")
    someone.asked()
    see("poster-first")
    page.click("summary:visible")
    see("poster-how-secret")
    someone.choose_first()
    page.locator("[data-go='send']:visible").scroll_into_view_if_needed()
    see("poster-send-or-more")
    someone.person.go("next-part")
    for number in (2, 3, 4):
        page.wait_for_selector("[data-go='next']:visible")
        see(f"poster-more-{number}")
        someone.choose_first()
        someone.person.go("next")
    while page.locator("[data-go='next']:visible").count():
        see("poster-more-last")
        someone.person.go("next")
    someone.person.see("check")
    see("poster-check")
    someone.send()
    see("poster-thanks")
    someone.visit("at/nowhere")
    see("poster-without-a-survey")


def counter(someone, see):
    """With a card of a counter that gave out few: the warning before the questions."""
    someone.open_card(next(someone.town.codes.counter), survey="citizens")
    someone.page.click("summary:visible")
    someone.page.wait_for_selector(".govuk-inset-text:visible")
    see("counter-of-few-cards")


def kiosk(someone, see):
    """A kiosk: its beginning, its faults, thanks, whoever went away, and its staff."""
    page = someone.page
    page.clock.install()
    someone.visit(f"at/{towns.WORDS['garden']}/kiosk")
    page.wait_for_selector("[data-kiosk-setup]:not([hidden])")
    see("kiosk-begin")
    for first, second, fault in (("12", "12", "short"), (PIN, "1111", "unlike")):
        page.fill("#pin", first)
        page.fill("#again", second)
        page.click("[data-kiosk-setup] button")
        page.wait_for_selector(f"[data-fault='{fault}']:not([hidden])")
        see(f"kiosk-{fault}")
    page.fill("#again", PIN)
    page.click("[data-kiosk-setup] button")
    someone.asked()
    see("kiosk-questions")
    _visitor_of_a_kiosk(someone, see)
    _staff_of_a_kiosk(someone, see)


def _visitor_of_a_kiosk(someone, see):
    page = someone.page
    someone.choose_first()
    page.clock.fast_forward(41_000)
    page.wait_for_selector("[data-idle][open]")
    see("kiosk-are-you-there")
    page.click("[data-go='stay']")
    someone.move("send")
    someone.person.see("kiosk-thanks")
    see("kiosk-thanks")
    page.locator("[data-view='kiosk-thanks'] [data-go='fresh']").click()


def _staff_of_a_kiosk(someone, see):
    page = someone.page
    page.click("[data-go='staff']")
    see("kiosk-staff")
    page.fill("#pin", "1111")
    page.click("[data-go='pin']")
    page.clock.fast_forward(2_000)
    page.wait_for_selector("[data-staff-wrong]:not([hidden])")
    see("kiosk-staff-wrong")
    page.fill("#pin", PIN)
    page.click("[data-go='pin']")
    page.wait_for_selector("[data-staff-told]:not([hidden])")
    see("kiosk-staff-told")


def public(someone, see):
    """Everything that anybody may read, and a receipt that is looked for."""
    page = someone.page
    for path in ("", "privacy", "accessibility", "surveys", "receipt-check"):
        someone.visit(path)
        see(f"public-{path or 'home'}")
    for survey in (towns.STAFF, "citizens"):
        someone.visit(f"surveys/{survey}/trust")
        see(f"trust-{survey}")
    for summary in page.locator("main summary").all():
        summary.click()
    see("trust-all-opened")
    board = f"surveys/{towns.OVER}/board"
    someone.visit(board)
    see("board")
    for name, given in (
        ("found", someone.town.receipt),
        ("missing", "0" * 64),
        ("unreadable", "abc"),
    ):
        someone.visit(board)
        page.fill("#receipt", given)
        page.click("main form button")
        page.wait_for_load_state()
        see(f"board-{name}")


def receipts(someone, see):
    """A receipt that is looked for in a downloaded list, without the net."""
    page, town = someone.page, someone.town
    files = []
    for name in ("manifest.json", "bulletin.json"):
        reply = page.request.get(f"{town.collector}/surveys/{towns.OVER}/{name}")
        kind = "application/json"
        files.append({"name": name, "mimeType": kind, "buffer": reply.body()})
    someone.visit("receipt-check")
    page.wait_for_selector("[data-check]:visible")
    see("receipt-check")
    for name, given, chosen in (
        ("found", town.receipt, files),
        ("missing", "0" * 64, files[1:]),
        ("receipt", "abc", files),
        ("files", town.receipt, files[:1]),
        ("list-unsound", town.receipt, [{**files[1], "buffer": _altered(files[1])}]),
    ):
        page.fill("#receipt", given)
        page.set_input_files("#files", chosen)
        page.click("[data-check] button")
        expect(page.locator(f"[data-outcome='{name}']")).to_be_visible()
        see(f"receipt-check-{name}")


def _altered(file):
    return file["buffer"].replace(b'"survey"', b'"Survey"', 1)


WITH_SCRIPTS = (
    card,
    net,
    refusals,
    form_refusals,
    invitation,
    invitation_refused,
    poster,
    counter,
    kiosk,
    public,
    receipts,
)
WITHOUT = (card, counter, refusals, public)
