"""The nginx configurations of deploy/, run by a real nginx before a real site."""

import shutil
import socket
import subprocess
from contextlib import contextmanager
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest
import urllib3

from tests.support import proxy, site

pytestmark = pytest.mark.skipif(
    proxy.PROGRAM is None, reason="nginx is not installed: apt-get install nginx"
)
ALL = ("one-host", "issuer", "collector", "console")
CLAIMED = {
    "X-Forwarded-For": "203.0.113.7",
    "X-Real-IP": "203.0.113.7",
    "Forwarded": "for=203.0.113.7",
}
BIG = b"x" * (400 * 1024)
FITS = b"code=1&" + b"x" * (250 * 1024)
FORM = {"Content-Type": site.FORM}


class Heard:
    """An application, and the environment of every request that reached it."""

    def __init__(self, app):
        self.app, self.requests = app, []

    def __call__(self, environ, start_response):
        self.requests.append(environ)
        return self.app(environ, start_response)

    def headers(self):
        """Return the values of the headers of the last request."""
        return {k: v for k, v in self.requests[-1].items() if k.startswith("HTTP_")}


@contextmanager
def _before(name, databases, folder):
    """Put a configuration before a site; yield the proxy, and what the site heard."""
    heard = Heard(site.opened(databases).app)
    with site.served(heard) as url:
        with proxy.running(name, folder, urlsplit(url).port) as found:
            yield found, heard, url


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "proxy"
    for name in ("bodies", "replies"):
        (made / name).mkdir(parents=True)
    return made


@pytest.mark.parametrize("name", ALL)
def test_nginx_takes_every_configuration(folder, name):
    proxy.prepare(name, folder)

    done = subprocess.run(  # noqa: S603 our own words
        [*proxy.command(folder), "-t"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "emerg" not in done.stderr


@pytest.mark.parametrize(
    ("name", "told"),
    [("one-host", "127.0.0.1"), ("issuer", "127.0.0.1"), ("collector", None)],
)
def test_only_the_address_that_limits_need_is_told(databases, folder, name, told):
    with _before(name, databases, folder) as (found, heard, _):
        assert found.ask("GET", "/mn/", headers=CLAIMED).status == HTTPStatus.OK
        known = heard.headers()

    assert known.pop("HTTP_X_FORWARDED_FOR", None) == told
    assert known["HTTP_X_FORWARDED_PROTO"] == "https"
    assert known["HTTP_HOST"] == found.name
    assert not [one for one in known.values() if "203.0.113.7" in one]
    assert not [one for one in known.values() if "127.0.0.1" in one]


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_nothing_that_goes_wrong_is_written_down(databases, folder, name):
    with _before(name, databases, folder) as (found, _, _):
        found.ask("GET", "/mn/")
        found.ask("GET", "/nothing")
        found.ask("POST", "/mn/answer", body=BIG, headers=FORM)
        _say(found.secure, b"GET / HTTP/1.1\r\n\r\n")
        _say(found.secure, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 broken")
        _say(found.plain, b"\x00\x01 nonsense \xff\r\n\r\n")
        _say(found.plain, b"GET / HTTP/1.1\r\nHost: other.example\r\n\r\n")
    # The site is gone now, and the proxy has nobody to pass anything on to.
    with proxy.running(name, folder, upstream=9) as found:
        assert found.ask("GET", "/mn/").status == HTTPStatus.BAD_GATEWAY

    assert set(found.written()) <= {"access.log", "error.log"}
    assert b"".join(found.written().values()) == b""


@pytest.mark.slow
def test_the_test_sees_what_a_careless_configuration_writes_down(databases, folder):
    with _before("one-host", databases, folder) as (found, _, _):
        pass
    path = folder / "site.conf"
    careless = path.read_text("utf-8").replace("access_log off;", "")
    path.write_text(careless.replace("error_log /dev/null emerg;", ""), "utf-8")
    with subprocess.Popen(proxy.command(folder)) as process:  # noqa: S603 our own words
        proxy.wait(process, found.secure)
        found.ask("POST", "/mn/answer", body=BIG, headers=FORM)
        process.terminate()

    assert b"127.0.0.1" in found.written()["access.log"]
    assert b"127.0.0.1" in found.written()["error.log"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_headers_are_those_of_the_application_once_each(databases, folder, name):
    with _before(name, databases, folder) as (found, _, url):
        for path in ("/mn/", "/healthz", "/mn/form/nothing", "/assets/page.css"):
            headers = {"Accept-Encoding": "gzip, br", "Host": found.name}
            reply = found.ask("GET", path, headers=headers)
            with urllib3.PoolManager(retries=False) as pool:
                own = pool.request("GET", url + path, headers=headers, redirect=False)
            added = {"strict-transport-security", "server", "date", "connection"}
            ours = sorted((k.lower(), v) for k, v in reply.headers.items())
            theirs = sorted((k.lower(), v) for k, v in own.headers.items())

            assert len(ours) == len(dict(ours))
            assert [one for one in ours if one[0] not in added] == [
                one for one in theirs if one[0] not in added
            ]
            assert dict(ours)["strict-transport-security"] == "max-age=63072000"
            assert dict(ours)["server"] == "nginx"
            assert reply.data == own.data


@pytest.mark.slow
@pytest.mark.parametrize("name", ["one-host", "collector"])
def test_an_answer_goes_through_without_a_file(databases, folder, name):
    with _before(name, databases, folder) as (found, heard, _):
        shutil.rmtree(folder / "bodies")
        fits = found.ask("POST", "/mn/answer", body=FITS, headers=FORM)
        large = found.ask("POST", "/mn/answer", body=BIG, headers=FORM)

    assert fits.status < HTTPStatus.INTERNAL_SERVER_ERROR
    assert large.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert len(heard.requests) == 1


@pytest.mark.slow
def test_the_test_sees_a_body_that_needs_a_file(databases, folder):
    with _before("one-host", databases, folder) as (found, _, _):
        shutil.rmtree(folder / "bodies")
        reply = found.ask("POST", "/console/mn/", body=BIG, headers=FORM)

    assert reply.status == HTTPStatus.INTERNAL_SERVER_ERROR


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_the_console_is_only_where_it_belongs(databases, folder, name):
    with _before(name, databases, folder) as (found, heard, _):
        for path in ("/console", "/console/mn/", "/console/mn/login"):
            found.ask("POST", path, body=BIG, headers=FORM)
        asked = [one["PATH_INFO"] for one in heard.requests]

    belongs = name in {"one-host", "console"}
    assert asked == (["/console/mn/", "/console/mn/login"] if belongs else [])


def test_only_the_network_of_the_office_opens_the_console(databases, folder):
    with _before("console", databases, folder) as (found, heard, _):
        inside = found.ask("GET", "/console/mn/")
        outside = found.ask("GET", "/console/mn/", source="127.0.0.2", headers=CLAIMED)
        public = found.ask("GET", "/mn/", source="127.0.0.2")

    assert outside.status == HTTPStatus.FORBIDDEN
    assert inside.status != HTTPStatus.FORBIDDEN
    assert public.status == HTTPStatus.OK
    assert len(heard.requests) == 2


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_whoever_comes_without_tls_is_sent_to_our_own_name(databases, folder, name):
    with _before(name, databases, folder) as (found, heard, _):
        reply = _say(found.plain, b"GET /mn/ HTTP/1.1\r\nHost: other.example\r\n\r\n")

    assert b"301 Moved" in reply
    assert f"Location: https://{found.name}/mn/\r\n".encode() in reply
    assert heard.requests == []


def _say(port, words):
    """Say something to a port, as nobody should, and return what comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(words)
        line.shutdown(socket.SHUT_WR)
        heard = b""
        while more := line.recv(65536):
            heard += more
        return heard
