"""What whoever runs the site can scrape: of all processes, once a window has ended."""

import signal
import socket
import subprocess
import sys

import numpy as np
import pytest
import urllib3
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from survey import config, serving
from survey.config import SettingsError
from survey.metrics import counting, exporter
from survey.metrics.counting import Counting
from survey.metrics.exporter import Exporter, Gathered, Site
from survey.metrics.window import SECONDS, Family, Window
from survey.web.meter import family_of

NOBODY = "http://127.0.0.1:9"


def figures(collector):
    """Return what is shown, by name and labels."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(collector)
    return parsed(generate_latest(registry).decode())


def parsed(text):
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def window(answers):
    made = Window(queue=30)
    for _ in range(answers):
        made.note(Family.ANSWERS, 200)
        made.note_seconds(0.02)
    return made


@pytest.fixture
def moment():
    return [SECONDS * 10 + 20.0]


@pytest.fixture
def gathered():
    return Gathered(lambda: 0.0)


@pytest.fixture
def shown(moment, gathered, tmp_path):
    return Exporter(Site(NOBODY, tmp_path), gathered, lambda: moment[0])


ANSWERS = ("shudarga_window_requests", "2xx", "answers")


def test_a_window_is_shown_when_it_has_ended_and_what_workers_counted_is_added_up(
    shown, moment, gathered
):
    first = figures(shown)
    gathered.take(11, window(40))
    gathered.take(11, window(60))
    moment[0] = SECONDS * 12 + 5
    early = figures(shown)
    moment[0] = SECONDS * 12 + 11
    ended = figures(shown)
    gathered.take(11, window(500))
    again = figures(shown)

    assert ANSWERS not in first
    assert ANSWERS not in early
    assert ended[ANSWERS] == again[ANSWERS] == 100
    assert ended["shudarga_window_queue",] == 30
    assert ended["shudarga_window_answers_by_seconds", "0.01"] == 0
    assert ended["shudarga_window_answers_by_seconds", "+Inf"] == 100


def test_the_noise_of_a_window_is_drawn_once_however_often_somebody_scrapes():
    noisy = Gathered(np.random.default_rng(1).random)
    noisy.take(5, window(100))

    assert (
        len({noisy.newest(5).counts["requests", "pages", "2xx"] for _ in "1234"}) == 1
    )
    assert noisy.newest(5) != noisy.newest(6)


def test_a_site_that_is_away_is_told_at_once(shown):
    told = figures(shown)

    assert told["shudarga_up",] == told["shudarga_ready",] == 0


def test_counts_leave_a_worker_when_the_window_ends_and_are_forgotten_there():
    moment, handed = [100.0], []
    count = Counting(lambda *given: handed.append(given), lambda: moment[0])
    count.note(Family.PAGES, 200, 0.1, 0)
    count.turn()
    assert handed == []
    moment[0] = SECONDS + 1
    count.note(Family.PAGES, 500, 0.1, 0)
    moment[0] = 2 * SECONDS + 1
    count.turn()

    assert [number for number, _ in handed] == [0, 1]
    assert handed[0][1].counts == {("requests", "pages", "2xx"): 1}
    assert handed[1][1].counts == {("requests", "pages", "5xx"): 1}
    for number, made in handed:
        assert counting.unpacked(counting.packed(number, made)) == (number, made)


def test_a_worker_whose_figures_nobody_takes_goes_on(tmp_path):
    counting.to(tmp_path / "nobody")(1, window(3))


@pytest.mark.parametrize(
    ("method", "path", "family"),
    [
        ("POST", "/answers", Family.ANSWERS),
        ("POST", "/answers/look", Family.FORM),
        ("POST", "/mn/answer", Family.FORM),
        ("GET", "/mn/form/staff-2026/aa", Family.PAGES),
        ("POST", "/join/exchange", Family.TOKENS),
        ("GET", "/static/abc/page.css", Family.FILES),
        ("POST", "/console/mn/surveys", Family.CONSOLE),
        ("GET", "/", Family.PAGES),
    ],
)
def test_a_request_is_sorted_by_its_address_alone(method, path, family):
    assert family_of(method, path) is family


@pytest.mark.parametrize("text", ["-1", "x", "70000"])
def test_what_is_no_port_is_refused(text):
    with pytest.raises(SettingsError, match="SHUDARGA_METRICS_PORT"):
        config.read({"SHUDARGA_METRICS_PORT": text})
    assert config.read({}).metrics_port == 0


@pytest.mark.slow
def test_a_served_site_shows_figures_on_this_machine_alone_and_ends_with_it(tmp_path):
    port, address = serving.free_port(), serving.Address(port=serving.free_port())
    environ = {
        "SHUDARGA_HOME": str(tmp_path / "home"),
        "SHUDARGA_METRICS_PORT": str(port),
        "TMPDIR": str(tmp_path),
    }
    process = serving.start(environ, address, workers=2)
    serving.wait_until_ready(address)
    with urllib3.PoolManager(retries=False, timeout=10) as client:
        for _ in range(30):
            client.request("GET", f"{address.url}/mn/")
        told = parsed(client.request("GET", f"http://127.0.0.1:{port}/").data.decode())
        inside = client.request("GET", f"{address.url}/metrics")
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        with pytest.raises(urllib3.exceptions.HTTPError):
            client.request("GET", f"http://127.0.0.1:{port}/")

    assert told["shudarga_up",] == told["shudarga_ready",] == 1
    assert not [name for name, *_ in told if name.startswith("shudarga_window")]
    assert inside.status == 404
    assert _listeners(port) == []
    # Counts are nowhere in a file: what is left is the folder of the site.
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def _listeners(port):
    """Return addresses other than this machine's own that are listened on at a port."""
    found = []
    for _, _, _, _, place in socket.getaddrinfo(socket.gethostname(), port):
        with socket.socket(socket.AF_INET) as probe:
            probe.settimeout(1)
            if not place[0].startswith("127.") and probe.connect_ex(place[:2]) == 0:
                found.append(place)
    return found


def test_a_port_that_is_taken_is_told(tmp_path):
    with socket.socket() as taken:
        taken.bind((exporter.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        words = [str(port), NOBODY, str(tmp_path), str(tmp_path / "figures")]
        done = subprocess.run(  # noqa: S603 our own words
            [sys.executable, "-m", "survey.metrics", *words],
            stdin=subprocess.PIPE,
            capture_output=True,
            check=False,
        )
    assert done.returncode != 0
    assert done.stdout == b""
