"""Attack 7: what a respondent sends is searched in everything that a survey leaves."""

import os
import subprocess
import sys
from typing import ClassVar

import pytest
import urllib3

from questionnaires import loader
from survey import sealing, serving
from survey.campaign import installation
from survey.respondent import Visit
from survey.tokens import codes
from tests.support import staff

TEXT = "Тэмдэглэгээ7Q2XЖ"
AGENT = "marker-agent/9137"
FORWARDED = "203.0.113.77"


class _Watched(urllib3.PoolManager):
    """Sends markers in headers, and keeps the headers and pages that come back."""

    replies: ClassVar = []

    def request(self, method, url, **options):
        options["headers"] = (options.get("headers") or {}) | {
            "User-Agent": AGENT,
            "X-Forwarded-For": FORWARDED,
            "Cookie": "marker=91370",
        }
        reply = super().request(method, url, **options)
        headers = {name.lower(): value for name, value in reply.headers.items()}
        self.replies.append((headers, reply.data))
        return reply


@pytest.fixture
def survey(tmp_path):
    """Live through a whole survey; return its folder, log, codes and replies."""
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    home.mkdir()
    temporary.mkdir()
    texts = [i for i in loader.load("internal_integrity").items if i.type == "text"]
    with installation(home, today=staff.TODAY, sample=True) as site:
        key = sealing.new_key()
        opened = site.open(staff.draft((20,)), staff.documents(key))
        used = staff.codes(opened)[:11]
        address = serving.Address(port=serving.free_port())
        with (tmp_path / "server.log").open("wb") as log:
            process = subprocess.Popen(  # noqa: S603 our own server
                [
                    sys.executable,
                    "-m",
                    "survey.cli",
                    "serve",
                    "--port",
                    str(address.port),
                ],
                env={**os.environ, **site.environ, "TMPDIR": str(temporary)},
                stdout=log,
                stderr=log,
            )
            serving.wait_until_ready(address)
            _Watched.replies.clear()
            visit = Visit(_Watched(retries=False), address.url, "mn")
            for code in used:
                visit.answer(code, {texts[0].name: TEXT})
            process.terminate()
            process.wait()
        site.close(staff.NAME)
        published = site.tally(staff.NAME, (key,))
    assert published.value.answers == len(used)
    return tmp_path, used, list(_Watched.replies)


def test_no_answer_token_or_address_is_left_in_any_file_or_header(survey):
    folder, used, replies = survey
    plain = [codes.parse(code) for code in used]
    words = [TEXT, AGENT, FORWARDED, *used, *plain]
    markers = [form for word in words for form in _forms(word)]

    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found = [marker for marker in markers if marker in content]
            assert not found, f"{path.name} holds {found[0]!r}"
    for headers, _page in replies:
        told = str(headers).encode()
        assert not [marker for marker in markers if marker in told]
        assert "set-cookie" not in headers
        assert headers["referrer-policy"] == "no-referrer"


def test_the_search_finds_a_marker_that_is_there(survey):
    _folder, used, replies = survey
    pages = b"".join(page for _headers, page in replies)
    assert codes.parse(used[0]).encode() in pages


def _forms(word):
    return [word.encode(), word.encode("utf-16-le"), word.encode().hex().encode()]
