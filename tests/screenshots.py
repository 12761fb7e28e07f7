"""Takes the pictures of `docs/screenshots` anew: `python -m tests.screenshots`.

A town is opened with the questionnaires of the district, and people walk through it;
an officer shows a console with a survey in every state.
"""

import io
import re
import sys
import tempfile
from pathlib import Path

from PIL import Image

from questionnaires import loader
from survey.database import connect, migrate
from tests.support import browser as browsers
from tests.support import bureau, console
from tests.support import town as towns
from tests.support.respondent import Respondent
from tests.support.site import served

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
TABLET = (800, 1000)
COLOURS = 48
SHARP = 2


def poster(someone, take):
    """A citizen at a poster: the first question, and the choice at the end."""
    someone.visit(f"at/{towns.WORDS['hall']}")
    someone.asked()
    take("poster-phone")
    someone.choose("service", "solved", "satisfied-4")
    someone.page.locator("[data-go='next-part']").scroll_into_view_if_needed()
    take("poster-send")
    someone.send()
    take("thanks-phone")


def staff(someone, take):
    """A civil servant with an invitation: the right, the questions, a dead net."""
    code, page = next(someone.town.codes.invitations), someone.page
    digest = someone.town.digests[towns.STAFF]
    someone.visit(f"join#{code}.{digest}", at=someone.town.issuer)
    someone.person.see("explain")
    take("invitation-phone")
    someone.person.go("collect")
    someone.person.see("held")
    take("token-phone")
    someone.bring()
    someone.move("next")
    page.wait_for_selector("#item-knows_rules:visible")
    someone.choose("knows_rules-4")
    take("answering-phone")
    someone.to_the_end()
    someone.person.context.set_offline(offline=True)
    someone.move("send")
    page.wait_for_selector("[data-sending='waiting']:visible")
    take("offline-phone")


def trust(someone, take):
    """The page that says who can learn what."""
    someone.visit(f"surveys/{towns.STAFF}/trust")
    drawing = someone.page.locator("svg[role=img]").first
    drawing.evaluate("one => one.scrollIntoView({ block: 'center' })")
    take("trust-phone")


def check(someone, take):
    """The answers once more before they are sent, in English at a desk."""
    someone.open_card(next(someone.town.codes.cards))
    someone.choose("leaders_set_example-4", "rules_same_for_all-2", "can_speak_up-5")
    someone.to_the_end()
    take("check-desktop")


def kiosk(someone, take):
    """A tablet on an open day, after somebody has answered."""
    someone.visit(f"at/{towns.WORDS['garden']}/kiosk")
    someone.page.wait_for_selector("[data-kiosk-setup]:not([hidden])")
    for field in ("#pin", "#again"):
        someone.page.fill(field, "2580")
    someone.page.click("[data-kiosk-setup] button")
    someone.asked()
    take("kiosk-tablet")


WALKS = (
    (poster, "mn", browsers.PHONE),
    (staff, "mn", browsers.PHONE),
    (trust, "mn", browsers.PHONE),
    (check, "en", browsers.DESKTOP),
    (kiosk, "mn", TABLET),
)

DESKS = {
    "console-steps": f"surveys/{bureau.DRAFT}",
    "console-scores": f"surveys/{bureau.SECOND}/figures/scores",
}


def main():
    """Take every picture, or those whose walks are named; `desk` is the console's."""
    wanted = set(sys.argv[1:]) or {"desk", *(walk.__name__ for walk, _, _ in WALKS)}
    if "desk" in wanted:
        desk()
    if wanted != {"desk"}:
        answering(wanted)


def answering(wanted):
    """Take the pictures of those who answer."""
    source = loader.source("internal_integrity")
    with (
        tempfile.TemporaryDirectory() as home,
        towns.town(Path(home), source=source, sample=False) as town,
        browsers.chromium() as chromium,
    ):
        for walk, language, size in WALKS:
            if walk.__name__ in wanted:
                _walk(walk, town, chromium, language, size)


def desk():
    """Take the pictures of the console, as an officer sees it who has signed in."""
    with tempfile.TemporaryDirectory() as home:
        sides = [f"sqlite:///{home}/{side}.db" for side in ("registry", "responses")]
        databases = connect(registry_url=sides[0], responses_url=sides[1])
        migrate(databases)
        made = bureau.furnish(databases, Path(home) / "home")
        officer = made.site.person("officer@example.mn")
        officer.set_up()
        with (
            served(made.site.app) as address,
            browsers.chromium() as chromium,
            browsers.visitor(chromium, size=browsers.DESKTOP) as person,
        ):
            _sign_in(person.page, officer, f"{address}/console/mn/")
            for name, path in DESKS.items():
                person.page.goto(f"{address}/console/mn/{path}")
                _take(person.page, name)


def _sign_in(page, officer, address):
    page.goto(address)
    page.fill("#email", officer.email)
    page.fill("#password", console.PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_selector("#password", state="detached")
    page.click("main button[type=submit]")
    officer.key = re.sub(r"[^A-Z0-9]", "", page.inner_text("span.app-secret"))
    page.fill("#code", officer.code())
    page.click("main button[type=submit]")
    page.wait_for_selector(".app-places")


def _walk(walk, town, chromium, language, size):
    with browsers.visitor(chromium, size=size, device_scale_factor=SHARP) as person:
        walk(Respondent(person, town, language), lambda name: _take(person.page, name))


def _take(page, name):
    picture = Image.open(io.BytesIO(page.screenshot()))
    path = FOLDER / f"{name}.png"
    picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)
    print(path.name, picture.size, path.stat().st_size)  # noqa: T201 says what was made


if __name__ == "__main__":
    main()
