"""Every way to answer, on a phone and at a desk, in both languages, with and without
scripts: each leaves exactly the rows that it should, and no cookie.

A journey is told in a function; what it returns is the change that it must have made
in both databases. `make test` takes the ways to answer once, `make check-all` takes
everything everywhere.
"""

from itertools import product

import pytest

from survey.tokens import codes
from survey.wording import translator
from tests.support import browser as browsers
from tests.support import town as towns
from tests.support.respondent import Respondent

pytestmark = pytest.mark.browser
SIZES = {"phone": browsers.PHONE, "desktop": browsers.DESKTOP}
OTHER = {"mn": "en", "en": "mn"}
PIN = "2580"
NOTHING = {}


def slip(someone):
    someone.open_card(next(someone.town.codes.cards))
    someone.choose("contact", "heard-4")
    someone.to_the_end()
    someone.person.accept()
    someone.send()
    return towns.SPENT_SLIP


def blind_at_once(someone):
    code = next(someone.town.codes.invitations)
    if not someone.scripts:
        return _needs_scripts(someone, f"join#{code}", at=someone.town.issuer)
    someone.collect(code)
    someone.bring()
    someone.choose("contact-2")
    someone.to_the_end()
    someone.send()
    return towns.CLAIMED | towns.SPENT_TOKEN


def blind_later_with_another_browser(someone):
    if not someone.scripts:
        return _needs_scripts(someone, "token")
    someone.collect(next(someone.town.codes.invitations))
    link = "[data-view='held'] [data-answer-now]:visible"
    address = someone.page.get_attribute(link, "href")
    with browsers.visitor(someone.page.context.browser) as person:
        later = Respondent(person, someone.town, someone.language)
        later.page.goto(address)
        person.see("found")
        person.accept()
        later.page.click("[data-begin]")
        later.asked()
        later.choose("contact-2")
        later.to_the_end()
        later.send()
        assert person.context.cookies() == []
    return towns.CLAIMED | towns.SPENT_TOKEN


def poster(someone):
    someone.visit(f"at/{towns.WORDS['hall']}")
    if not someone.scripts:
        someone.page.click(f"main a[href='/{someone.language}/answer']:visible")
        someone.page.fill("#code", next(someone.town.codes.counter))
        someone.person.press("start")
        someone.asked()
        someone.choose("solved-2")
        someone.send()
        return towns.AT_COUNTER
    someone.asked()
    someone.choose("solved-2", "satisfied-4")
    someone.send()
    return towns.BY_POSTER


def counter(someone):
    someone.open_card(next(someone.town.codes.counter), survey="citizens")
    someone.choose("solved")
    someone.person.accept()
    someone.send()
    return towns.AT_COUNTER


def kiosk(someone):
    path = f"at/{towns.WORDS['garden']}/kiosk"
    if not someone.scripts:
        return _needs_scripts(someone, path)
    someone.visit(path)
    someone.page.fill("#pin", PIN)
    someone.page.fill("#again", PIN)
    someone.page.click("[data-kiosk-setup] button")
    for _ in range(2):
        someone.asked()
        assert someone.page.locator("[data-form] :checked").count() == 0
        someone.choose("satisfied-4")
        someone.move("send")
        someone.person.see("kiosk-thanks")
        someone.person.accept()
        someone.page.locator("[data-view='kiosk-thanks'] [data-go='fresh']").click()
    someone.page.wait_for_function(browsers.NOTHING_KEPT)
    return {name: (2 * new, gone) for name, (new, gone) in towns.BY_POSTER.items()}


def offline_then_online(someone):
    someone.open_card(next(someone.town.codes.cards))
    someone.choose("contact-2")
    someone.to_the_end()
    before = someone.town.rows()
    someone.person.context.set_offline(offline=True)
    someone.move("send")
    someone.page.wait_for_selector("[data-sending='waiting']:visible")
    someone.person.accept()
    assert someone.town.change(before) == NOTHING
    someone.person.context.set_offline(offline=False)
    someone.thanked()
    assert someone.person.kept() == []
    return towns.SPENT_SLIP


def wrong_code(someone):
    someone.enter(codes.new_code())
    someone.told(_said(someone, "This code does not open a survey"))
    mistyped = next(someone.town.codes.cards)[:-1]
    someone.enter(mistyped)
    someone.page.wait_for_selector(".govuk-error-summary")
    someone.person.accept()
    return NOTHING


def used_code(someone):
    code = next(someone.town.codes.cards)
    someone.open_card(code)
    someone.choose("contact-2")
    someone.to_the_end()
    someone.send()
    someone.enter(code)
    someone.told(_said(someone, "This code is already counted"))
    return towns.SPENT_SLIP


def code_of_a_closed_survey(someone):
    someone.enter(next(someone.town.codes.over))
    someone.told(_said(someone, "Answers are no longer taken"))
    return NOTHING


def code_of_a_survey_that_has_not_begun(someone):
    someone.enter(next(someone.town.codes.early_cards))
    someone.told(_said(someone, "Answers are not taken yet"))
    return NOTHING


def back_and_forth(someone):
    someone.open_card(next(someone.town.codes.cards))
    someone.choose("contact")
    someone.move("next")
    someone.page.wait_for_selector("#item-pressure:visible")
    someone.choose("pressure-3")
    someone.move("back")
    someone.page.wait_for_selector("#item-contact:visible")
    assert someone.page.is_checked("#item-contact")
    someone.move("next")
    someone.page.wait_for_selector("#item-pressure:visible")
    assert someone.page.is_checked("#item-pressure-3")
    someone.to_the_end()
    someone.person.accept()
    someone.send()
    return towns.SPENT_SLIP


def language_midway(someone):
    someone.open_card(next(someone.town.codes.cards))
    someone.choose("contact-2", "heard-2")
    other = OTHER[someone.language]
    if someone.scripts:
        someone.page.click(f"a[hreflang='{other}']")
    else:
        someone.person.press(f"language:{other}")
    someone.page.wait_for_selector(f"html[lang='{other}']")
    someone.asked()
    assert someone.page.is_checked("#item-contact-2")
    assert someone.page.is_checked("#item-heard-2")
    someone.person.accept()
    someone.to_the_end()
    someone.send()
    return towns.SPENT_SLIP


def double_click_on_send(someone):
    someone.open_card(next(someone.town.codes.cards))
    someone.choose("contact-2")
    someone.to_the_end()
    if someone.scripts:
        someone.page.dblclick("[data-go='send']:visible")
        someone.thanked()
        return towns.SPENT_SLIP
    # Without scripts a browser may send twice, and then shows the second reply.
    someone.page.dblclick("button.govuk-button[value=send]")
    counted = _said(someone, "This code is already counted")
    someone.page.wait_for_selector(f"[data-receipt], h1:has-text('{counted}')")
    return towns.SPENT_SLIP


def two_tabs(someone):
    code = next(someone.town.codes.cards)
    with browsers.tab(someone.person) as second:
        tabs = [someone, Respondent(second, someone.town, someone.language)]
        for one in tabs:
            one.open_card(code)
            one.choose("contact-2")
            one.to_the_end()
        tabs[0].send()
        tabs[1].move("send")
        tabs[1].told(_said(someone, "This code is already counted"))
    return towns.SPENT_SLIP


def _needs_scripts(someone, path, *, at=None):
    """Say whether a page that can do nothing without scripts says so."""
    someone.visit(path, at=at)
    assert "JavaScript" in someone.page.inner_text("main")
    someone.person.accept()
    return NOTHING


def _said(someone, english):
    return translator(someone.language)(english)


JOURNEYS = (
    slip,
    blind_at_once,
    blind_later_with_another_browser,
    poster,
    counter,
    kiosk,
    offline_then_online,
    wrong_code,
    used_code,
    code_of_a_closed_survey,
    code_of_a_survey_that_has_not_begun,
    back_and_forth,
    language_midway,
    double_click_on_send,
    two_tabs,
)
EVERY_TIME = {slip, blind_at_once, poster, offline_then_online}
WITH_SCRIPTS_ALONE = {offline_then_online}
EVERYWHERE = tuple(product(SIZES, OTHER, (True, False)))


def _cases():
    """Yield every journey everywhere; one place of some is in `make test`."""
    for number, journey in enumerate(JOURNEYS):
        places = [
            place
            for place in EVERYWHERE
            if place[2] or journey not in WITH_SCRIPTS_ALONE
        ]
        for turn, (size, language, scripts) in enumerate(places):
            here = turn == (3 * number) % len(places)
            often = here and journey in EVERY_TIME
            name = f"{journey.__name__}-{size}-{language}-{'with' if scripts else 'no'}"
            marks = () if often else pytest.mark.slow
            yield pytest.param(journey, (size, language, scripts), id=name, marks=marks)


@pytest.fixture(scope="module")
def chromium():
    with browsers.chromium() as started:
        yield started


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    with towns.town(tmp_path_factory.mktemp("home")) as opened:
        yield opened


@pytest.mark.parametrize(("journey", "place"), list(_cases()))
def test_a_journey_leaves_exactly_its_rows_and_no_cookie(
    town, chromium, journey, place
):
    size, language, scripts = place
    before = town.rows()
    with browsers.visitor(chromium, size=SIZES[size], scripts=scripts) as person:
        expected = journey(Respondent(person, town, language))
        person.accept()
        assert person.cookies_set == []
    assert town.change(before) == expected
