"""How soon an old phone on a slow net shows something, and how soon it can be pressed.

Chromium is slowed down as its developer tools do it: the processor six times, the net
to 3G. Each page is beside an empty one of the same server, the net and the same run.
The net between is this machine's own, so the handshakes of TLS come on top.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks import machine
from survey import sealing, serving
from survey.campaign import Installation, installation
from tests.support import browser as browsers
from tests.support import hall, invited, staff

SLOWER = 6
ROUNDS = 3
GOAL = 1500.0
EMPTY = "/healthz"
# A page is ready when its script has chosen what it shows, and the buttons with it.
READY = """() => {
  const shown = document.querySelector("[data-view]:not([hidden])");
  const coming = document.querySelector("[data-coming]:not([hidden])");
  const view = shown && shown.dataset.view;
  const waits = view === "loading" || (view === "questions" && coming);
  return !waits && performance.now();
}"""
PAINTED = """() => {
  const [first] = performance.getEntriesByName("first-contentful-paint");
  return first && first.startTime;
}"""


@dataclass(frozen=True, slots=True)
class Net:
    """What the developer tools of Chromium do to each request."""

    name: str
    latency: float
    kilobits: float
    goal: bool

    @property
    def conditions(self) -> dict[str, object]:
        """Return the conditions as Chromium takes them."""
        return {
            "offline": False,
            "latency": self.latency,
            "downloadThroughput": self.kilobits * 1000 / 8,
            "uploadThroughput": self.kilobits * 1000 / 16,
        }


NETS = (
    Net("3G: 1.6 Mbit/s, 300 ms", 300, 1600, goal=True),
    Net('preset "Fast 3G" (now "Slow 4G")', 562.5, 1440, goal=False),
    Net('preset "Slow 3G" (now "3G")', 2000, 400, goal=False),
)


def main() -> int:
    """Print when each page shows its first content and is ready; mark what is late."""
    print(machine.facts("granian", "playwright"), f"processor {SLOWER} times slower")
    late = 0
    with (
        tempfile.TemporaryDirectory() as home,
        field(Path(home)) as (site, pages),
        serving.background(site.environ) as address,
        browsers.chromium() as one,
    ):
        print(f"Chromium {one.version}")
        for net in NETS:
            late += of_net(one, address.url, pages, net)
    return int(late > 0)


@contextmanager
def field(home: Path) -> Iterator[tuple[Installation, dict[str, str]]]:
    """Open a survey of citizens and one of staff; give the pages where people begin."""
    key = sealing.new_key()
    with installation(home, today=staff.TODAY, sample=True) as site:
        documents = staff.documents(key, kind="citizen_satisfaction")
        site.open(hall.draft(), documents)
        asked = site.open(invited.draft((24, 40)), staff.documents(key))
        group = asked.manifest.groups[1].key_id.hex()
        yield (
            site,
            {
                "empty": EMPTY,
                "poster": f"/mn/at/{hall.WORD}",
                "code of a card": "/mn/answer",
                "invitation": "/mn/join",
                "questions to staff": f"/mn/form/{staff.NAME}/{group}",
                "who can learn what": f"/mn/surveys/{staff.NAME}/trust",
            },
        )


def of_net(browser: Browser, url: str, pages: dict[str, str], net: Net) -> int:
    """Print the times of all pages on one net; return how many are late."""
    print(f"\n{net.name}: {net.latency} ms to each reply, {net.kilobits} kbit/s")
    late, empty = 0, 0.0
    for name, path in pages.items():
        painted, ready = best(browser, url + path, net)
        empty = empty or painted
        machine.record(**{f"first content, {net.name}, {name}, ms": painted})
        too_late = net.goal and painted > GOAL
        late += too_late
        told = f"  (goal at most {GOAL:.0f})" if net.goal else ""
        print(
            f"  {name:<22}first content {painted:6.0f} ms, "
            f"{painted / empty:5.2f} times the empty page; ready {ready:6.0f} ms"
            f"{told}{' LATE' if too_late else ''}"
        )
    return late


def best(browser: Browser, address: str, net: Net) -> tuple[float, float]:
    """Return the earliest of some visits, each with a new profile."""
    visits = [visit(browser, address, net) for _ in range(ROUNDS)]
    return min(painted for painted, _ in visits), min(ready for _, ready in visits)


def visit(browser: Browser, address: str, net: Net) -> tuple[float, float]:
    """Return when a page was painted first, and when it was ready, in milliseconds."""
    with browsers.visitor(browser) as person:
        page = person.page
        page.set_default_timeout(60_000)
        session = person.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", net.conditions)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(address, wait_until="load")
        ready = page.wait_for_function(READY).json_value()
        painted = page.wait_for_function(PAINTED).json_value()
        return float(painted), float(ready)


if __name__ == "__main__":
    sys.exit(main())
