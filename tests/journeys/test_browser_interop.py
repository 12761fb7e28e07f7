"""Browser and server speak the same protocol, under the production CSP.

A round collects a token on the issuer's origin, takes it to the collector's, locks an
answer, sends it, and sees the receipt; what was stored is opened with `cryptography`.
"""

import json
import time

import pytest

from tests.support import browser as browsers
from tests.support.asking import asking

pytestmark = pytest.mark.browser
SLOWER = 6
MOST_SECONDS = 3.0


@pytest.fixture(scope="module")
def chromium():
    with browsers.chromium() as started:
        yield started


@pytest.fixture(scope="module")
def field(tmp_path_factory):
    with asking(tmp_path_factory.mktemp("home"), eligible=60) as opened:
        yield opened


@pytest.fixture(scope="module")
def unused(field):
    return iter(field.invitations)


def _round(person, field, code, words):
    page = person.page
    page.goto(f"{field.issuer}/mn/join#{code}.{field.digest}")
    person.see("explain")
    person.go("collect")
    person.see("held")
    address = page.get_attribute("[data-view='held'] [data-answer-now]:visible", "href")
    page.goto(address)
    person.see("found")
    page.click("[data-begin]")
    person.see("questions")
    page.check("#item-contact-2")
    for _ in range(2):
        person.go("next")
    page.fill("#item-comment", words)
    person.go("next")
    person.go("send")
    person.see("thanks")
    assert page.is_visible("[data-trust='signed']")
    return page.get_attribute("[data-receipt]", "data-receipt")


@pytest.mark.parametrize("rounds", [2, pytest.param(50, marks=pytest.mark.slow)])
def test_every_round_ends_in_an_answer_that_opens(field, unused, chromium, rounds):
    before = field.stored()[0]
    said = [f"Хариулт {rounds}/{number} «ӨҮ» 𐱅" for number in range(rounds)]
    receipts = set()
    with browsers.visitor(chromium) as person:
        for words in said:
            receipts.add(_round(person, field, next(unused), words))
        assert not person.complaints
        assert person.context.cookies() == []

    assert field.stored()[0] == before + rounds
    assert receipts <= field.leaves()
    opened = [json.loads(answer) for answer in field.answers()]
    for words in said:
        assert {"contact": "no", "comment": words} in opened


@pytest.mark.slow
def test_a_slow_phone_collects_a_token_in_time(field, unused, chromium):
    """The quickest of three counts: what else the machine does only takes longer."""
    taken = [_taken(field, next(unused), chromium) for _ in range(3)]

    assert min(taken) < MOST_SECONDS


def _taken(field, code, chromium):
    """Collect a token on a slow phone, and return the seconds that it took."""
    with browsers.visitor(chromium) as person:
        session = person.context.new_cdp_session(person.page)
        person.page.goto(f"{field.issuer}/mn/join#{code}.{field.digest}")
        person.see("explain")
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        began = time.monotonic()
        person.go("collect")
        person.see("held")
        return time.monotonic() - began


@pytest.mark.slow
def test_two_key_holders_and_one_are_sealed_to_alike(tmp_path, chromium):
    with asking(tmp_path, holders=1) as field, browsers.visitor(chromium) as person:
        receipt = _round(person, field, field.invitations[0], "нэг")

        assert receipt in field.leaves()
        assert json.loads(field.answers()[0])["comment"] == "нэг"
