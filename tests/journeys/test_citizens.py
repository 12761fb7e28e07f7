"""Citizens at a counter: by the poster, with a card, with and without the net."""

import json

import pytest

from tests.support import browser as browsers
from tests.support import hall

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CORE = (
    "service",
    "solved",
    "served_on_time",
    "informed_clearly",
    "easy_to_reach",
    "treated_politely",
    "treated_equally",
    "no_needless_demands",
    "satisfied",
)
WORDS_A_SECOND = 2.5  # A slow reader on a phone, standing.
SECONDS_TO_CHOOSE = 2


@pytest.fixture(scope="module")
def chromium():
    with browsers.chromium() as started:
        yield started


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with hall.served(tmp_path_factory.mktemp("home")) as opened:
        yield opened


@pytest.fixture(scope="module")
def cards(place):
    return iter(place[0].cards)


def _come(person, address, *, language="mn"):
    person.page.goto(f"{address}/{language}/at/{hall.WORD}")
    person.see("questions")


def _tap_core(person):
    """Answer the main part as a citizen does; return the taps and the words read."""
    words = 0
    for name in CORE:
        said = person.page.locator(
            f"[data-item='{name}'] legend, [data-item='{name}'] .govuk-hint"
        )
        words += len(" ".join(said.all_inner_texts()).split())
        person.page.check(f"#item-{name}-2")
    return len(CORE), words


def _receipt(person):
    person.see("thanks")
    return person.page.get_attribute("[data-receipt]", "data-receipt")


@pytest.mark.parametrize(
    ("language", "size"),
    [
        ("mn", browsers.PHONE),
        ("en", browsers.DESKTOP),
    ],
)
def test_a_citizen_at_a_poster_is_done_in_ten_taps_and_ninety_seconds(
    place, chromium, language, size
):
    opened, address = place
    before = opened.stored()
    with browsers.visitor(chromium, size=size) as person:
        _come(person, address, language=language)
        question = person.page.locator("[data-item='service'] legend").bounding_box()
        person.accept()
        taps, words = _tap_core(person)
        person.go("send")
        leaf = _receipt(person)
        person.accept()

        assert question["y"] < size[1] * 0.7
        assert taps + 1 <= 10
        assert words / WORDS_A_SECOND + taps * SECONDS_TO_CHOOSE <= 90
        assert leaf in opened.leaves()
        assert person.kept() == []
        assert opened.stored() == (before[0] + 1, before[1])


def test_what_is_chosen_before_the_script_is_here_is_kept_but_not_after_a_reload(
    place, chromium
):
    _, address = place
    held = []

    def hold(route):
        held.append(route)

    with browsers.visitor(chromium) as person:
        page = person.page
        page.route("**/form.js", hold)
        page.goto(f"{address}/mn/at/{hall.WORD}", wait_until="commit")
        page.check("#item-solved-2")
        page.mouse.wheel(0, 500)
        page.wait_for_function("scrollY > 0")
        assert page.locator("[data-view='questions'] button:visible").count() == 0
        assert page.is_visible("[data-coming]")
        held.pop().continue_()
        page.wait_for_selector("[data-go='send']:visible")
        assert page.is_checked("#item-solved-2")
        assert page.evaluate("scrollY") > 0
        page.unroute("**/form.js")
        page.evaluate("sessionStorage.clear()")
        page.reload()
        page.wait_for_selector("[data-go='send']:visible")
        assert not page.is_checked("#item-solved-2")


def test_a_browser_that_knows_no_modules_is_led_to_the_cards(place, chromium):
    _, address = place
    with browsers.visitor(chromium) as person:
        page = person.page
        page.route("**/static/**", lambda route: route.abort())
        page.goto(f"{address}/mn/at/{hall.WORD}")
        page.unroute("**/static/**")
        script = page.get_attribute("script[nomodule]", "src")
        page.add_script_tag(url=script, type="text/javascript")
        page.wait_for_selector("main a[href='/mn/answer']:visible")
        assert page.locator("[data-item]:visible").count() == 0


def test_whoever_has_two_more_minutes_answers_more_in_the_same_answer(place, chromium):
    opened, address = place
    before = opened.stored()
    with browsers.visitor(chromium) as person:
        _come(person, address)
        person.page.check("#item-solved-2")
        person.go("next-part")
        person.page.check("#item-waiting-3")
        person.accept()
        for _ in range(3):
            person.go("next")
        person.see("check")
        person.accept()
        person.go("send")
        _receipt(person)

    assert opened.stored() == (before[0] + 1, before[1])
    answers = [json.loads(answer) for answer in opened.answers()]
    assert {"solved": "partly", "waiting": 3} in answers


def test_offline_at_a_poster_the_locked_answer_waits_and_is_sent_once(place, chromium):
    opened, address = place
    before = opened.stored()
    with browsers.visitor(chromium) as person:
        _come(person, address)
        person.page.check("#item-solved-2")
        person.context.set_offline(offline=True)
        person.go("send")
        person.page.wait_for_selector("[data-sending='waiting']:visible")
        person.accept()
        [kept] = person.kept()
        person.context.set_offline(offline=False)
        leaf = _receipt(person)

        assert kept.startswith("sealed/")
        assert person.kept() == []
        assert leaf in opened.leaves()
        assert opened.stored() == (before[0] + 1, before[1])


def test_a_lost_reply_and_a_double_click_at_a_poster_leave_one_answer(place, chromium):
    opened, address = place
    before = opened.stored()

    def lose(route):
        route.fetch()  # The collector keeps the answer, and its reply never arrives.
        route.abort()

    with browsers.visitor(chromium) as person:
        _come(person, address)
        person.page.check("#item-solved-2")
        person.page.route("**/answers", lose, times=1)
        person.page.locator("[data-go='send']:visible").first.dblclick()
        leaf = _receipt(person)
        person.page.reload()
        person.see("thanks")

        assert leaf in opened.leaves()
        assert opened.stored() == (before[0] + 1, before[1])


def test_somebody_else_answers_on_the_same_phone(place, chromium):
    opened, address = place
    before = opened.stored()
    with browsers.visitor(chromium) as person:
        for _ in range(2):
            _come(person, address)
            assert not person.page.is_checked("#item-solved-2")
            person.page.check("#item-solved-2")
            person.go("send")
            _receipt(person)
            person.go("another")
            person.see("questions")

    assert opened.stored() == (before[0] + 2, before[1])


@pytest.mark.parametrize("language", ["mn", "en"])
def test_without_scripts_a_poster_leads_to_the_cards(place, cards, chromium, language):
    opened, address = place
    before = opened.stored()
    with browsers.visitor(chromium, scripts=False) as person:
        page = person.page
        page.goto(f"{address}/{language}/at/{hall.WORD}")
        page.click(f"main a[href='/{language}/answer']")
        page.fill("#code", next(cards))
        person.press("start")
        page.check("#item-solved-2")
        person.press("send")
        page.wait_for_selector(".app-receipt")
        person.accept()

    assert opened.stored() == (before[0], before[1] + 1)


def test_a_card_of_the_counter_has_the_same_short_way(place, cards, chromium):
    opened, address = place
    before = opened.stored()
    with browsers.visitor(chromium) as person:
        person.page.goto(f"{address}/mn/answer#{next(cards)}")
        person.press("start")
        person.see("questions")
        _tap_core(person)
        person.go("send")
        _receipt(person)
        person.accept()

    assert opened.stored() == (before[0], before[1] + 1)
