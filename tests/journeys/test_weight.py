"""What a phone has to load: little for the first page, and little for all of it.

The server is the one that runs in production; Chromium says what came over the wire,
heads of replies and all.
"""

import pytest

from survey import sealing, serving
from survey.campaign import installation
from tests.support import browser as browsers
from tests.support import hall, invited, staff

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIRST_PAGE, JOURNEY = 60_000, 200_000


@pytest.fixture(scope="module")
def chromium():
    with browsers.chromium() as started:
        yield started


@pytest.fixture(scope="module")
def field(tmp_path_factory):
    """Ask citizens and civil servants; return the address and what they were given."""
    key = sealing.new_key()
    home = tmp_path_factory.mktemp("home")
    with installation(home, today=staff.TODAY, sample=True) as site:
        site.open(hall.draft(), staff.documents(key, kind="citizen_satisfaction"))
        asked = site.open(invited.draft((24, 40)), staff.documents(key))
        with serving.background(site.environ) as address:
            yield address.url, staff.codes(asked), invited.codes(asked)


class Scale:
    """Adds up what went over the wire to a page, by address."""

    def __init__(self, person):
        self.addresses, self.loaded = {}, []
        self.session = person.context.new_cdp_session(person.page)
        self.session.send("Network.enable")
        self.session.on("Network.requestWillBeSent", self._note)
        self.session.on("Network.loadingFinished", self._weigh)

    @property
    def bytes(self):
        return sum(weight for _, weight in self.loaded)

    def _note(self, told):
        self.addresses[told["requestId"]] = told["request"]["url"]

    def _weigh(self, told):
        address = self.addresses[told["requestId"]]
        self.loaded.append((address, told["encodedDataLength"]))


def _answer(person):
    """Answer what must be answered, and send."""
    page = person.page
    while page.locator("[data-go='next']:visible").count():
        person.go("next")
    person.go("send")
    person.see("thanks")


def test_the_first_page_and_the_whole_journey_of_a_citizen_are_light(field, chromium):
    address, _, _ = field
    with browsers.visitor(chromium) as person:
        scale = Scale(person)
        person.page.goto(f"{address}/mn/at/{hall.WORD}", wait_until="networkidle")
        person.see("questions")
        first = scale.bytes
        person.page.check("#item-solved-2")
        person.go("send")
        person.see("thanks")

        assert FIRST_PAGE / 4 < first <= FIRST_PAGE, scale.loaded
        assert first < scale.bytes <= JOURNEY


def test_the_first_page_the_form_and_the_whole_journey_of_a_civil_servant_are_light(
    field, chromium
):
    address, cards, _ = field
    with browsers.visitor(chromium) as person:
        scale = Scale(person)
        page = person.page
        page.goto(f"{address}/mn/answer#{cards[0]}", wait_until="networkidle")
        assert 0 < scale.bytes <= FIRST_PAGE / 2, scale.loaded
        person.press("start")
        person.see("questions")
        form = page.url
        _answer(person)
        whole = scale.bytes
    with browsers.visitor(chromium) as person:
        scale = Scale(person)
        person.page.goto(form, wait_until="networkidle")
        assert FIRST_PAGE / 4 < scale.bytes <= FIRST_PAGE, scale.loaded
        assert scale.bytes < whole <= JOURNEY


def test_the_whole_journey_of_an_invited_person_is_light(field, chromium):
    address, _, invitations = field
    with browsers.visitor(chromium) as person:
        scale = Scale(person)
        page = person.page
        page.goto(f"{address}/mn/join#{invitations[0]}", wait_until="networkidle")
        assert 0 < scale.bytes <= FIRST_PAGE, scale.loaded
        person.go("collect")
        person.see("held")
        page.click("[data-view='held'] [data-answer-now]:visible")
        person.see("found")
        page.click("[data-begin]")
        person.see("questions")
        _answer(person)
        assert scale.bytes <= JOURNEY, scale.loaded


@pytest.mark.parametrize("language", ["mn", "en"])
def test_every_page_that_can_be_somebodys_first_is_light(field, chromium, language):
    address, _, _ = field
    for path in (
        "",
        "answer",
        "join",
        "join/check",
        "token",
        "privacy",
        "accessibility",
        "surveys",
        "receipt-check",
        f"surveys/{staff.NAME}/trust",
        f"at/{hall.WORD}/kiosk",
        "at/nowhere",
    ):
        with browsers.visitor(chromium) as person:
            scale = Scale(person)
            person.page.goto(f"{address}/{language}/{path}", wait_until="networkidle")
            assert 0 < scale.bytes <= FIRST_PAGE, scale.loaded
