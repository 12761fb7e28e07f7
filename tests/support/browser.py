"""A real Chromium that watches what a page must never do."""

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE, DESKTOP = (360, 740), (1280, 800)
NEUTRAL = "https://www.google.com/"


@contextmanager
def chromium():
    """Start the installed Chromium, or the one that Playwright brought."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(FLAGS)
        )
        yield started
        started.close()


@dataclass
class Visitor:
    """One person with a browser profile of their own."""

    context: object
    page: object
    scripts: bool
    complaints: list = field(default_factory=list)
    addresses: list = field(default_factory=list)

    def press(self, go):
        """Press the visible button of the form that leads somewhere."""
        shown = f"button[value='{go}']:not(.app-default-button)"
        self.page.locator(shown).first.click()

    def accept(self):
        """Check that the page in view is accessible, fits, and broke no rule."""
        assert self.complaints == []
        assert self.context.cookies() == []
        if self.scripts:
            width = self.page.viewport_size["width"]
            assert self.page.evaluate("document.documentElement.scrollWidth") <= width
            found = Axe().run(self.page)
            assert found.violations_count == 0, found.generate_report()


@contextmanager
def visitor(browser, *, size=PHONE, scripts=True):
    """Open a new profile of a browser and close it afterwards."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, java_script_enabled=scripts
    )
    context.set_default_timeout(10_000)
    context.route(f"{NEUTRAL}**", lambda route: route.fulfill(body="Weather"))
    page = context.new_page()
    person = Visitor(context, page, scripts)
    page.on("console", lambda message: _note(person, message))
    page.on("pageerror", lambda error: person.complaints.append(str(error)))
    page.on("request", lambda request: person.addresses.append(request.url))
    yield person
    context.close()


def _note(person, message):
    refused = "Failed to load resource: the server responded with a status of 4"
    if message.type in {"error", "warning"} and refused not in message.text:
        person.complaints.append(message.text)
