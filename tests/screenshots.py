"""Takes the pictures of `docs/screenshots` anew: `python -m tests.screenshots`.

A town is opened with the questionnaires of the district, and people walk through it.
"""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image

from questionnaires import loader
from tests.support import browser as browsers
from tests.support import town as towns
from tests.support.respondent import Respondent

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


def main():
    """Take every picture, or those whose walks are named."""
    source = loader.source("internal_integrity")
    wanted = set(sys.argv[1:]) or {walk.__name__ for walk, _, _ in WALKS}
    with (
        tempfile.TemporaryDirectory() as home,
        towns.town(Path(home), source=source, sample=False) as town,
        browsers.chromium() as chromium,
    ):
        for walk, language, size in WALKS:
            if walk.__name__ in wanted:
                _walk(walk, town, chromium, language, size)


def _walk(walk, town, chromium, language, size):
    with browsers.visitor(chromium, size=size, device_scale_factor=SHARP) as person:

        def take(name):
            picture = Image.open(io.BytesIO(person.page.screenshot()))
            path = FOLDER / f"{name}.png"
            picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)
            print(path.name, picture.size, path.stat().st_size)  # noqa: T201 says what was made

        walk(Respondent(person, town, language), take)


if __name__ == "__main__":
    main()
