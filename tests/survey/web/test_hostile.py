"""Hostile requests by the thousand: none breaks a page or keeps or spends anything."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import hall

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


@pytest.mark.parametrize("number", [300, pytest.param(10_000, marks=pytest.mark.slow)])
def test_hostile_requests_break_nothing_spend_nothing_and_keep_nothing(opened, number):
    _attack(opened, number)
    assert opened.stored() == (0, 0)
    for code in opened.cards:
        found = opened.app.test_client().post("/answers/look", json={"code": code})
        assert found.status_code == 200
