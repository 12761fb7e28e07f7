"""Sending from a phone whose net comes and goes: nothing is lost or sent twice."""

import json

import pytest

from survey.responses import voiding
from survey.tokens import codes
from tests.support import browser as browsers
from tests.support.asking import CARDS, INVITED, asking

pytestmark = [pytest.mark.browser, pytest.mark.slow]


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
    return {"invitations": iter(field.invitations), "cards": iter(field.cards)}


@pytest.fixture(params=["card", "token"])
def channel(request):
    return request.param


@pytest.fixture
def person(chromium, field, unused, channel):
    """Return somebody who filled the form and has not sent it."""
    with browsers.visitor(chromium) as someone:
        if channel == "card":
            _open_card(someone, field, next(unused["cards"]))
        else:
            _bring_token(someone, field, next(unused["invitations"]))
            someone.page.click("[data-begin]")
        _fill(someone)
        yield someone


def _open_card(person, field, card):
    person.page.goto(f"{field.collector}/mn/answer#{card}.{field.digest}")
    person.press("start")


def _fill(person):
    person.see("questions")
    person.page.check("#item-contact-2")
    for _ in range(3):
        person.go("next")
    person.see("check")


def _bring_token(person, field, code):
    person.page.goto(f"{field.issuer}/mn/join#{code}.{field.digest}")
    person.see("explain")
    person.go("collect")
    person.see("held")
    person.page.click("[data-view='held'] [data-answer-now]:visible")
    person.see("found")


def _number(field, channel):
    return field.stored()[("token", "card").index(channel)]


def _receipt(person):
    person.see("thanks")
    return person.page.get_attribute("[data-receipt]", "data-receipt")


def test_offline_the_locked_answer_waits_and_is_sent_when_the_net_is_back(
    field, person, channel
):
    before = _number(field, channel)
    person.context.set_offline(offline=True)
    person.go("send")
    person.page.wait_for_selector("[data-sending='waiting']:visible")
    person.accept()
    [kept] = person.kept()
    drafts = person.page.evaluate("Object.keys(sessionStorage).join()")
    assert _number(field, channel) == before
    person.context.set_offline(offline=False)

    assert _receipt(person) in field.leaves()
    assert kept.startswith("sealed/")
    assert "draft" not in drafts
    assert "slip" not in drafts
    assert person.kept() == []
    assert _number(field, channel) == before + 1


def test_a_page_that_was_closed_while_waiting_sends_when_it_is_opened_again(
    field, person, channel
):
    before = _number(field, channel)
    person.page.route("**/answers", lambda route: route.abort())
    person.go("send")
    person.page.wait_for_selector("[data-sending='waiting']:visible")
    person.page.close()
    person.page = person.context.new_page()
    person.page.goto(f"{field.collector}/mn/answer")
    person.page.click("[data-waiting] a")

    assert _receipt(person) in field.leaves()
    assert _number(field, channel) == before + 1
    assert person.kept() == []


def test_a_lost_reply_ends_in_a_receipt_and_one_answer(field, person, channel):
    before = _number(field, channel)
    sent = []

    def lose(route):
        sent.append(json.loads(route.request.post_data))
        route.fetch()  # The collector keeps the answer, and its reply never arrives.
        route.abort()

    person.page.route("**/answers", lose, times=1)
    person.go("send")
    leaf = _receipt(person)
    person.accept()

    shown = person.page.get_attribute("[data-trust]:visible", "data-trust")
    assert shown == ("untold" if channel == "card" else "signed")
    assert leaf in field.leaves()
    assert _number(field, channel) == before + 1
    assert len(sent) == 1


def test_two_tabs_send_one_answer(field, person, channel):
    before = _number(field, channel)
    name = CARDS if channel == "card" else INVITED
    other = person.context.new_page()
    draft = person.page.evaluate("JSON.stringify({...sessionStorage})")
    address = f"{field.collector}/mn/form/staff/{field.group(name).key_id.hex()}"
    other.goto(address)
    other.evaluate("text => Object.assign(sessionStorage, JSON.parse(text))", draft)
    other.goto("about:blank")
    other.goto(address)
    other.wait_for_selector("[data-view='questions']:not([hidden])")
    for _ in range(3):
        other.locator("[data-go='next']:visible").click()
    for page in (person.page, other):
        page.locator("[data-go='send']:visible").click()
    for page in (person.page, other):
        page.wait_for_selector(
            "[data-view='thanks']:not([hidden]), [data-view='refused']:not([hidden])"
        )

    assert _number(field, channel) == before + 1
    assert person.kept() == []


@pytest.mark.parametrize("channel", ["token"], indirect=True)
def test_a_token_that_answered_elsewhere_is_refused_in_words(
    field, chromium, unused, channel
):
    before = _number(field, channel)
    with browsers.visitor(chromium) as first, browsers.visitor(chromium) as second:
        first.page.goto(
            f"{field.issuer}/mn/join#{next(unused['invitations'])}.{field.digest}"
        )
        first.see("explain")
        first.go("collect")
        first.see("held")
        address = first.page.get_attribute(
            "[data-view='held'] [data-answer-now]:visible", "href"
        )
        for person in (first, second):
            person.page.goto(address)
            person.see("found")
            person.page.click("[data-begin]")
            person.see("questions")
            person.page.check("#item-contact-2")
            for _ in range(3):
                person.go("next")
            person.go("send")
        first.see("thanks")
        second.see("refused")
        second.accept()
        word = "[data-refusal]:not([hidden])"
        assert second.page.get_attribute(word, "data-refusal") == "counted-other"
    assert _number(field, channel) == before + 1


@pytest.mark.parametrize("status", [403, 404])
def test_a_page_of_a_proxy_is_no_refusal_and_loses_no_answer(
    field, person, channel, status
):
    before = _number(field, channel)
    person.page.route(
        "**/answers",
        lambda route: route.fulfill(status=status, body="<h1>Log in first</h1>"),
        times=1,
    )
    person.go("send")
    assert _receipt(person) in field.leaves()
    assert _number(field, channel) == before + 1


def test_a_card_that_was_voided_meanwhile_says_so_and_waits_for_no_net(
    field, chromium, unused
):
    before, card = _number(field, "card"), next(unused["cards"])
    with browsers.visitor(chromium) as someone:
        _open_card(someone, field, card)
        _fill(someone)
        with field.installed.databases.responses.begin() as session:
            survey = field.manifest.survey
            voiding.void_slips(session, survey, {codes.slip_hash(card)})
        someone.go("send")
        someone.see("refused")
        someone.accept()
        word = "[data-refusal]:not([hidden])"
        assert someone.page.get_attribute(word, "data-refusal") == "server-423"
        assert someone.kept() == []
    with browsers.visitor(chromium) as someone:
        _open_card(someone, field, card)
        someone.page.wait_for_selector("h1:visible:has-text('Энэ карт хүчингүй')")
        someone.accept()
    assert _number(field, "card") == before
