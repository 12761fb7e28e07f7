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
KEPT = """() => new Promise((resolve) => {
  const opening = indexedDB.open("shudarga", 1);
  opening.onupgradeneeded = () =>
    opening.result.createObjectStore("kept", { keyPath: "id" });
  opening.onsuccess = () => {
    const store = opening.result.transaction("kept").objectStore("kept");
    store.getAllKeys().onsuccess = ({ target }) => {
      opening.result.close();
      resolve(target.result);
    };
  };
})"""
# All that axe knows of WCAG 2.2 AA, with what it leaves out unless it is named.
RULES = {
    "runOnly": {
        "type": "tag",
        "values": [
            "wcag2a",
            "wcag2aa",
            "wcag21a",
            "wcag21aa",
            "wcag22aa",
            "best-practice",
        ],
    }
}
NOTHING_KEPT = KEPT.replace("resolve(target.result)", "resolve(!target.result.length)")
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
    old: bool = False
    complaints: list = field(default_factory=list)
    addresses: list = field(default_factory=list)
    cookies_set: list = field(default_factory=list)

    def open_page(self):
        """Open a page anew in the same browser profile."""
        self.page = self.context.new_page()
        _watched(self)

    def press(self, go):
        """Press the visible button of the form that leads somewhere."""
        shown = f"button[value='{go}']:not(.app-default-button)"
        self.page.locator(shown).first.click()

    def go(self, word):
        """Press the visible button that a script of the page listens to."""
        self.page.locator(f"[data-go='{word}']:visible").first.click()

    def see(self, view):
        """Wait until the page shows one of its states."""
        self.page.wait_for_selector(f"[data-view='{view}']:not([hidden])")

    def kept(self):
        """Return the ids of all that the browser keeps for this origin."""
        return self.page.evaluate(KEPT)

    def accept(self):
        """Check that the page in view is accessible, fits, and broke no rule."""
        self.page.wait_for_load_state()
        assert not self.complaints, self.complaints
        assert self.context.cookies() == []
        if self.scripts:
            width = self.page.viewport_size["width"]
            assert self.page.evaluate("document.documentElement.scrollWidth") <= width
            found = Axe().run(self.page, options=RULES)
            assert found.violations_count == 0, found.generate_report()


@contextmanager
def visitor(browser, *, size=PHONE, scripts=True, old=False, **wishes):
    """Open a new profile of a browser and close it afterwards.

    An old one runs scripts, but lacks what locking answers on the phone needs; its
    wishes are those that Playwright knows, such as reduced motion.
    """
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        java_script_enabled=scripts,
        is_mobile=size == PHONE,
        has_touch=size == PHONE,
        **wishes,
    )
    context.set_default_timeout(30_000)
    if old:
        context.add_init_script("delete globalThis.BigInt")
    context.route(f"{NEUTRAL}**", lambda route: route.fulfill(body="Weather"))
    person = _watched(Visitor(context, context.new_page(), scripts, old))
    yield person
    context.close()


@contextmanager
def tab(person):
    """Open another tab of the same browser profile."""
    page = person.context.new_page()
    second = _watched(Visitor(person.context, page, person.scripts, person.old))
    yield second
    second.page.close()


def _watched(person):
    page = person.page
    page.on("console", lambda message: _note(person, message))
    page.on("pageerror", lambda error: person.complaints.append(str(error)))
    page.on("request", lambda request: person.addresses.append(request.url))
    page.on("response", lambda reply: _note_cookie(person, reply))
    return person


def _note_cookie(person, reply):
    if "set-cookie" in reply.headers:
        person.cookies_set.append(reply.url)


def _note(person, message):
    expected = (
        "Failed to load resource: the server responded with a status of 4",
        "Failed to load resource: the server responded with a status of 503",
        "Failed to load resource: net::",  # A test took the net away.
    )
    if message.type in {"error", "warning"} and not message.text.startswith(expected):
        person.complaints.append(message.text)
