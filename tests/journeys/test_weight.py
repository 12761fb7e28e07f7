"""What a phone has to load: little for the first page, and little for all of it."""

import pytest

from tests.support import browser as browsers
from tests.support import hall

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIRST_PAGE, JOURNEY = 60_000, 200_000
MILLISECONDS_AT_3G = 1500
SLOW_NET = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}


@pytest.fixture(scope="module")
def chromium():
    with browsers.chromium() as started:
        yield started


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with hall.served(tmp_path_factory.mktemp("home")) as opened:
        yield opened


class Scale:
    """Adds up what went over the wire to a page."""

    def __init__(self, person):
        self.bytes = 0
        self.session = person.context.new_cdp_session(person.page)
        self.session.send("Network.enable")
        self.session.on("Network.loadingFinished", self._weigh)

    def _weigh(self, told):
        self.bytes += told["encodedDataLength"]


def test_the_first_page_and_the_whole_journey_of_a_citizen_are_light(place, chromium):
    _, address = place
    with browsers.visitor(chromium, scripts=False) as reader:
        scale = Scale(reader)
        reader.page.goto(f"{address}/mn/answer")
        assert 0 < scale.bytes <= FIRST_PAGE
    with browsers.visitor(chromium) as person:
        scale = Scale(person)
        person.page.goto(f"{address}/mn/at/{hall.WORD}")
        person.see("questions")
        person.page.check("#item-solved-2")
        person.go("send")
        person.see("thanks")
        assert FIRST_PAGE / 4 < scale.bytes <= JOURNEY


@pytest.mark.slow
def test_a_slow_phone_on_a_slow_net_shows_the_first_words_in_time(place, chromium):
    _, address = place
    with browsers.visitor(chromium) as person:
        session = person.context.new_cdp_session(person.page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW_NET)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 6})
        person.page.goto(f"{address}/mn/answer", wait_until="load")
        painted = person.page.evaluate(
            "performance.getEntriesByName('first-contentful-paint')[0].startTime"
        )
        assert painted < MILLISECONDS_AT_3G
