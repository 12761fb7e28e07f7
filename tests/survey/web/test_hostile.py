"""Hostile requests by the thousand: none breaks a page or keeps or spends anything."""

import json
import secrets
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import urllib3
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey import sealing, serving
from survey.spelling import packed
from survey.tokens import proof_of_work
from tests.support import hall, hostile
from tests.support import town as towns

METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")
TYPES = (
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/json",
    "application/json; charset=\xff",
    "multipart/form-data; boundary=x",
    "text/plain",
    "",
)
WORDS = (
    "code",
    "go",
    "step",
    "checking",
    "item-solved",
    "item-comment",
    "key_id",
    "nonce",
    "sealed",
    "work",
    "prepared",
    "signature",
    "answer_signature",
    "blinded",
)
NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(WORDS) | st.text(max_size=5), inner, max_size=6
        )
    ),
    max_leaves=12,
)
SIZES = (0, 1, 8192, 300_000)


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    with hall.hall(tmp_path_factory.mktemp("home")) as found:
        yield found


def _paths(found):
    key_id = found.poster.key_id.hex()
    return (
        "/mn/answer",
        "/en/receipt",
        "/answers",
        "/answers/look",
        "/answers/challenge",
        f"/mn/at/{hall.WORD}",
        f"/mn/at/{hall.WORD}/kiosk",
        f"/mn/form/citizens/{key_id}",
        "/mn/form/citizens/00",
        "/surveys/citizens/manifest.json",
        "/mn/token",
        "/xx/answer",
    )


def _bodies(found):
    real = st.sampled_from(
        [
            found.cards[0],
            found.poster.key_id.hex(),
            found.counter.key_id.hex(),
            "next",
            "check",
            "start",
            "language:mn",
            "change:1",
            "1",
        ]
    )
    value = real | st.text(max_size=30)
    pairs = st.lists(
        st.tuples(st.sampled_from(WORDS) | st.text(max_size=8), value), max_size=8
    )
    fields = pairs.map(
        lambda them: "&".join(f"{k}={v}" for k, v in them).encode(
            "utf-8", "surrogatepass"
        )
    )
    objects = st.dictionaries(st.sampled_from(WORDS), value, max_size=6) | NESTED
    documents = objects.map(lambda one: json.dumps(one).encode())
    return (
        st.binary(max_size=200) | fields | documents | st.sampled_from(SIZES).map(bytes)
    )


def _attack(found, number):
    client = found.app.test_client()
    allowed = {200, 302, 308, 400, 403, 404, 405, 409, 410, 413, 415, 422, 425, 429}

    @settings(
        max_examples=number, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(
        st.sampled_from(METHODS),
        st.sampled_from(_paths(found)),
        st.sampled_from(TYPES),
        _bodies(found),
        st.text(alphabet="abc%?&=/.\x7f\u0431", max_size=12),
    )
    def attack(method, path, kind, body, query):
        reply = client.open(
            path, method=method, data=body, content_type=kind, query_string=query
        )
        assert reply.status_code in allowed, (method, path, kind, body)
        assert "Set-Cookie" not in reply.headers

    attack()


def test_hostile_requests_break_nothing_spend_nothing_and_keep_nothing(opened):
    _attack(opened, 300)
    assert opened.stored() == (0, 0)
    for code in opened.cards:
        found = opened.app.test_client().post("/answers/look", json={"code": code})
        assert found.status_code == 200


ROUTES = Path(__file__).parents[3] / "docs" / "routes.txt"
ADDRESS = {"X-Forwarded-For": "198.51.100.7"}
# Each request goes alone: a line that the server ends after half a minute without a
# word, because the phone works so long, may end just as it is used again.
ALONE = ADDRESS | {"Connection": "close"}
PEOPLE, FLOOD = 50, 300


@pytest.fixture(scope="module")
def town(tmp_path_factory, installed_in):
    home = tmp_path_factory.mktemp("home")
    with towns.town(home, urls=installed_in(home)) as found:
        yield found


@pytest.fixture(scope="module")
def server(town):
    """Serve the town as in production, behind a proxy that tells addresses."""
    environ = {**town.installed.environ, "SHUDARGA_PROXIES": "1"}
    environ["SHUDARGA_FACES"] = "issuer,collector,public"
    with serving.background(environ) as address:
        yield address


def _routes(town):
    """Return every address of `docs/routes.txt`, filled with what there is."""
    places = {
        "<language:language>": ("mn", "en"),
        "<survey>": (towns.STAFF, towns.OVER, "citizens", "nothing"),
        "<word>": (hall.WORD, "nowhere"),
        "<key_id>": (*town.key_ids, "00" * 32, "zz"),
        "<digest>": ("0" * 16,),
        "<name>": ("page.css", "form.js"),
    }
    found = {line.split()[1] for line in ROUTES.read_text().splitlines()}
    for place, values in places.items():
        filled = {one.replace(place, value) for one in found for value in values}
        found = filled
    return sorted(found)


@pytest.mark.slow
def test_ten_thousand_hostile_requests_to_a_real_server_leave_nothing(
    town, server, record_property
):
    codes = [next(town.codes.cards) for _ in range(5)]
    codes += [next(town.codes.counter), next(town.codes.invitations), *town.key_ids]
    before, statuses = town.rows(), Counter()

    @settings(
        max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(hostile.requests(_routes(town), codes))
    def attack(request):
        status, reply = hostile.ask(server.port, request)
        statuses[status] += 1
        assert status < 500, request
        assert b"set-cookie" not in reply.lower(), request
        echoed = hostile.ELSEWHERE.encode() in reply
        assert not echoed or hostile.ELSEWHERE in request.path, request

    attack()
    print("\nreplies by status:", dict(sorted(statuses.items())))  # noqa: T201 who runs it wants to see them
    record_property("statuses", dict(statuses))
    assert sum(statuses.values()) >= 10_000
    assert town.change(before) == {}
    with urllib3.PoolManager() as pool:
        for code in codes[:6]:
            reply = pool.request(
                "POST", f"{server.url}/answers/look", json={"code": code}
            )
            assert reply.status == 200


def _sealed(town, key_id):
    length = sealing.sealed_length(town.bucket(key_id), 2)
    return {
        "key_id": key_id,
        "nonce": secrets.token_hex(32),
        "sealed": packed(secrets.token_bytes(length)),
    }


@pytest.mark.slow
def test_fifty_people_behind_one_address_answer_while_a_flood_from_it_is_braked(
    town, server
):
    poster, before = town.poster_key, town.rows()
    pool = urllib3.PoolManager(maxsize=PEOPLE, block=True, headers=ALONE)

    def post(path, body, **heads):
        return pool.request(
            "POST", f"{server.url}{path}", json=body, headers=ALONE | heads
        )

    def person(_number):
        page = pool.request("GET", f"{server.url}/mn/at/{hall.WORD}")
        asked = post("/answers/challenge", {"key_id": poster})
        body = {**_sealed(town, poster), "work": proof_of_work.solve(asked.json())}
        return page.status, asked.status, post("/answers", body).status, body

    with ThreadPoolExecutor(PEOPLE) as threads:
        told = list(threads.map(person, range(PEOPLE)))
    flood = Counter(
        post("/answers/challenge", {"key_id": poster}).status for _ in range(FLOOD)
    )
    card = next(town.codes.counter)
    by_card = {"code": card, **_sealed(town, town.counter_key)}
    replayed = post("/answers", told[0][3])
    stolen = post("/answers", {**_sealed(town, poster), "work": told[0][3]["work"]})
    elsewhere = {"X-Forwarded-For": "198.51.100.8"}
    other = post("/answers/challenge", {"key_id": poster}, **elsewhere)

    assert {statuses[:3] for statuses in told} == {(200, 200, 200)}
    assert set(flood) == {200, 429}
    assert flood[429] >= FLOOD - 240
    assert other.status == 200
    assert post("/answers", by_card).status == 200
    assert replayed.status == 200
    assert (stolen.status, stolen.json()) == (403, {"error": "work"})
    assert town.change(before) == {
        "sealed_response": (PEOPLE + 1, 0),
        "poster_mark": (2 * PEOPLE, 0),
        "spent_slips": (1, 1),
    }
    pool.clear()
