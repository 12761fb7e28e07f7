"""Attack 7: what a respondent sends is searched in everything that a survey leaves."""

import base64
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from questionnaires import loader
from survey import sealing, serving
from survey.campaign import installation
from survey.opening import Documents
from survey.registry import people
from survey.registry.people import Person
from survey.respondent import Visit
from survey.tokens import blind_token, codes
from tests.privacy.living import AGENT, FORWARDED, ByPoster, Invited, Watched
from tests.support import hall, invited, staff

TEXT = "Тэмдэглэгээ7Q2XЖ"
NAME, EMAIL = "Тэмдэгтийн Дорж", "marker.dorj@example.mn"
FOR_EVERYBODY = "public, no-cache"  # The questions of a poster.
BY_POSTER = 3
NOWHERE = frozenset()
REGISTRY, RESPONSES = frozenset({"registry.db"}), frozenset({"responses.db"})


@dataclass
class Lived:
    """What a whole survey left, and everything that could give somebody away.

    `traces` has each marker with the files in which it has its place.
    """

    folder: object
    used: list
    replies: list
    traces: list = field(default_factory=list)

    def trace(self, marker, place=NOWHERE):
        self.traces += [(form, place) for form in _forms(marker)]


def _forms(marker):
    if isinstance(marker, str):
        return [
            marker.encode(),
            marker.encode("utf-16-le"),
            marker.encode().hex().encode(),
        ]
    spelled = base64.urlsafe_b64encode(marker).rstrip(b"=")
    return [marker, marker.hex().encode(), spelled]


@contextmanager
def _serving(site, folder):
    address = serving.Address(port=serving.free_port())
    arguments = ["-m", "survey.cli", "serve", "--port", str(address.port)]
    (folder / "temporary").mkdir()
    environ = {**os.environ, **site.environ, "TMPDIR": str(folder / "temporary")}
    environ["SHUDARGA_PROXIES"] = "1"  # It is told the address of whoever asks.
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 our own server
            [sys.executable, *arguments], env=environ, stdout=log, stderr=log
        )
        try:
            serving.wait_until_ready(address)
            yield address.url
        finally:
            process.terminate()
            process.wait()


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """Live through surveys by invitation, by slip and by poster."""
    folder = tmp_path_factory.mktemp("lived")
    home = folder / "home"
    home.mkdir()
    Watched.replies.clear()
    with installation(home, today=staff.TODAY, sample=True) as site:
        with site.databases.registry.begin() as session:
            people.enter(session, [Person("Байгууллага 1", NAME, EMAIL)])
        key = sealing.new_key()
        opened = site.open(invited.draft((20, 20), invited=1), staff.documents(key))
        slips = staff.codes(opened)[:11]
        with _serving(site, folder) as url:
            came = list(_came(site, opened, key, url))
            visit = Visit(came[0].client, url, "mn")
            for code in slips:
                visit.answer(code, {_text_item(): TEXT})
            for person in came:
                person.answer({person.comment: TEXT})
        _copy(home, folder / "copies")
        site.close(staff.NAME)
        published = site.tally(staff.NAME, (key,))
    invitations = [person.code for person in came if isinstance(person, Invited)]
    assert published.value.answers == len(slips) + len(invitations)
    found = Lived(folder, [*slips, *invitations], list(Watched.replies))
    _trace(found, came)
    return found


def _came(site, opened, key, url):
    """Yield those who come by invitation, and those who come by a poster."""
    client = Watched(retries=False)
    group, comment = invited.group(opened), _text_item()
    for code in invited.codes(opened)[:11]:
        yield Invited(client, url, opened.manifest, group, comment, code)
    asked = Documents(
        loader.source("citizen_satisfaction"), (sealing.public_bytes(key),)
    )
    citizens = site.open(hall.draft(), asked).manifest
    for _ in range(BY_POSTER):
        yield ByPoster(client, url, citizens, citizens.groups[0], "comment")


def _copy(home, copies):
    """Keep a copy of both databases as they are in mid-survey."""
    copies.mkdir()
    for path in home.glob("*.db*"):
        (copies / path.name).write_bytes(path.read_bytes())


def _text_item():
    items = loader.load("internal_integrity").items
    return next(item.name for item in items if item.type == "text")


def _trace(found, came):
    plain = [codes.parse(code) for code in found.used]
    for marker in (TEXT, AGENT, FORWARDED, *found.used, *plain):
        found.trace(marker)
    for marker in (NAME, EMAIL):
        found.trace(marker, REGISTRY)
    for person in came:
        if isinstance(person, Invited):
            _trace_token(found, person)
        else:
            _trace_work(found, person)


def _trace_work(found, person):
    for name in ("work", "signature", "challenge"):
        found.trace(person.kept[name])
    found.trace(person.kept["nonce"], RESPONSES)


def _trace_token(found, person):
    found.trace(codes.invitation_hash(person.code), REGISTRY)
    for name in ("blinded", "blind signature", "secret key"):
        found.trace(person.kept[name])
    for name in ("prepared", "token signature"):
        found.trace(person.kept[name], RESPONSES)
    found.trace(blind_token.spent_mark(person.kept["prepared"]), RESPONSES)


def test_nothing_of_a_respondent_is_left_in_any_file_but_its_own(lived):
    files = [path for path in lived.folder.rglob("*") if path.is_file()]
    assert {"registry.db", "responses.db", "server.log"} <= {p.name for p in files}

    for path in files:
        content = path.read_bytes()
        found = [
            marker
            for marker, place in lived.traces
            if path.name not in place and marker in content
        ]
        assert not found, f"{path.name} holds {found[0]!r}"


def test_nothing_of_a_respondent_is_told_in_a_header(lived):
    assert len(lived.replies) > len(lived.used)
    for headers, _page in lived.replies:
        told = str(headers).encode()
        assert not [marker for marker, _ in lived.traces if marker in told]
        assert "set-cookie" not in headers
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] in {"no-store", FOR_EVERYBODY}


def test_what_may_be_kept_is_the_same_for_everybody(lived):
    pages = [
        page
        for headers, page in lived.replies
        if headers["cache-control"] == FOR_EVERYBODY
    ]
    assert len(pages) == BY_POSTER
    assert len(set(pages)) == 1


def test_a_token_is_nowhere_where_its_invitation_is_and_the_reverse(lived):
    """The one value that could join both databases is in neither of them."""
    databases = {
        name: b"".join(path.read_bytes() for path in lived.folder.rglob(name))
        for name in ("registry.db", "responses.db")
    }
    for marker, place in lived.traces:
        holding = {name for name, content in databases.items() if marker in content}
        assert len(holding) <= 1
        assert holding <= place


def test_the_search_finds_markers_that_are_there(lived):
    pages = b"".join(page for _headers, page in lived.replies)
    registry = (lived.folder / "home" / "registry.db").read_bytes()
    copy = (lived.folder / "copies" / "responses.db").read_bytes()

    assert codes.parse(lived.used[0]).encode() in pages
    assert EMAIL.encode() in registry
    assert any(place == RESPONSES and marker in copy for marker, place in lived.traces)
    assert any(
        place == REGISTRY and marker in registry for marker, place in lived.traces
    )
