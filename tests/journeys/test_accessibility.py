"""WCAG 2.2 AA, as far as a program can judge it: at every stop of every tour."""

import pytest

from tests.support import browser as browsers
from tests.support import tour
from tests.support import town as towns
from tests.support.respondent import Respondent

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# 1280 × 1024 pixels, enlarged to twice and to four times.
TWICE, FOUR_TIMES = (640, 512), (320, 256)
SPACED = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }
"""
# Texts that leave the window or are cut off by what holds them. What scrolls by itself
# and what is hidden from eyes on purpose is left out.
CUT = """() => {
  const width = document.documentElement.clientWidth;
  const apart = "[class*=visually-hidden], .app-scroll, dialog:not([open])";
  const found = [];
  for (const one of document.querySelectorAll("body *")) {
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    const unseen = box.width <= 1 || box.height <= 1 || style.clipPath !== "none";
    const clips = ["hidden", "clip"].includes(style.overflowX);
    const leaves = box.right > width + 1 || box.left < -1;
    const cut = leaves || (clips && one.scrollWidth > one.clientWidth + 1);
    if (cut && !unseen && !one.closest(apart)) {
      found.push(`${one.tagName}.${one.className}: ${one.textContent.slice(0, 40)}`);
    }
  }
  return found;
}"""
MOVES = """() => [...document.querySelectorAll("*")].filter((one) => {
  const style = getComputedStyle(one);
  const lasting = `${style.transitionDuration},${style.animationDuration}`;
  const seconds = Math.max(...lasting.split(",").map(parseFloat));
  return seconds > 0 || style.scrollBehavior === "smooth";
}).map((one) => one.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def chromium():
    with browsers.chromium() as started:
        yield started


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    with towns.town(tmp_path_factory.mktemp("home")) as opened:
        yield opened


def _stops(tours):
    return [pytest.param(one, id=one.__name__) for one in tours]


@pytest.mark.parametrize(
    ("language", "size"),
    [("mn", browsers.PHONE), ("en", browsers.DESKTOP)],
    ids=["phone-mn", "desktop-en"],
)
@pytest.mark.parametrize("stops", _stops(tour.WITH_SCRIPTS))
def test_every_state_is_accessible(town, chromium, stops, language, size):
    with browsers.visitor(chromium, size=size) as person:
        stops(Respondent(person, town, language), lambda _stop: person.accept())


@pytest.mark.parametrize("stops", _stops(tour.WITHOUT))
def test_every_state_of_browsers_that_lock_nothing_is_accessible(town, chromium, stops):
    with browsers.visitor(chromium, old=True) as person:
        stops(Respondent(person, town, "mn"), lambda _stop: person.accept())


@pytest.mark.parametrize("size", [TWICE, FOUR_TIMES], ids=["200%", "400%"])
@pytest.mark.parametrize("stops", _stops(tour.WITH_SCRIPTS))
def test_nothing_is_cut_or_scrolled_sideways_when_enlarged(town, chromium, stops, size):
    with browsers.visitor(chromium, size=size) as person:

        def look(stop):
            page = person.page
            page.wait_for_load_state()
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size[0], (stop, page.evaluate(CUT))
            assert page.evaluate(CUT) == [], stop

        stops(Respondent(person, town, "mn"), look)


@pytest.mark.parametrize("stops", _stops((tour.card, tour.poster, tour.public)))
def test_nothing_is_cut_when_letters_lines_and_words_stand_wide(town, chromium, stops):
    with browsers.visitor(chromium, bypass_csp=True) as person:

        def look(stop):
            person.page.wait_for_load_state()
            person.page.add_style_tag(content=SPACED)
            assert person.page.evaluate(CUT) == [], stop

        stops(Respondent(person, town, "mn"), look)


@pytest.mark.parametrize("stops", _stops((tour.card, tour.poster, tour.public)))
def test_nothing_moves_for_whoever_asks_for_less_motion(town, chromium, stops):
    with browsers.visitor(chromium, reduced_motion="reduce") as person:

        def look(stop):
            person.page.wait_for_load_state()
            assert person.page.evaluate(MOVES) == [], stop

        stops(Respondent(person, town, "mn"), look)
