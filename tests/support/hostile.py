"""Hostile requests, byte by byte, for a server that must not mind them."""

import json
import socket
from dataclasses import dataclass

from hypothesis import strategies as st

METHODS = (
    "GET",
    "POST",
    "PUT",
    "DELETE",
    "PATCH",
    "HEAD",
    "OPTIONS",
    "TRACE",
    "PROPFIND",
    "get",
    "G\u00cbT",
)
TYPES = (
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/json",
    "application/json; charset=\u00ff",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "text/plain",
    "a/b/c;;;=",
    "",
)
WORDS = (
    "code",
    "go",
    "step",
    "checking",
    "item-contact",
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
    "receipt",
    "leaf",
    "promise",
    "closes",
)
ELSEWHERE = "elsewhere.example"
# Tricks with the heads of requests: with lengths, encodings, hosts, addresses, caches.
HEADS = (
    ("Host", ELSEWHERE),
    ("Host", ""),
    ("Host", "a b"),
    ("X-Forwarded-Host", ELSEWHERE),
    ("X-Forwarded-For", "1.2.3.4, 5.6.7.8"),
    ("X-Forwarded-For", "not an address"),
    ("X-Forwarded-Proto", "gopher"),
    ("X-HTTP-Method-Override", "DELETE"),
    ("X-Original-URL", "/console/"),
    ("Forwarded", f"for=1.2.3.4;host={ELSEWHERE}"),
    ("Cookie", "session=x; " + "a=b; " * 200),
    ("Accept-Language", "mn;q=9, xx, *;q=-1"),
    ("Accept-Encoding", "br;q=2, gzip;q=x, \u00e9"),
    ("Content-Encoding", "gzip"),
    ("Transfer-Encoding", "chunked"),
    ("Transfer-Encoding", "gzip, chunked"),
    ("Content-Length", "0"),
    ("Content-Length", "-1"),
    ("Content-Length", "99999999999999999999"),
    ("Content-Length", "1e3"),
    ("Expect", "100-continue"),
    ("Expect", "a miracle"),
    ("Range", "bytes=0-1,5-"),
    ("If-None-Match", '"' + "x" * 500),
    ("If-Modified-Since", "yesterday"),
    ("Upgrade", "websocket"),
    ("Connection", "upgrade, close"),
    ("Referer", f"https://{ELSEWHERE}/"),
    ("Origin", f"https://{ELSEWHERE}"),
    ("X-Long", "x" * 7000),
    ("X-\u00e9", "\u0001"),
)
SIZES = (0, 1, 4096, 70_000, 300_000)
PATIENCE = 5  # Some heads promise more than they bring: the server waits for the rest.


@dataclass(frozen=True, slots=True)
class Sent:
    """One request as it goes over the wire."""

    method: str
    path: str
    heads: tuple
    body: bytes

    @property
    def raw(self):
        named = {name for name, _ in self.heads}
        own = [("Host", "127.0.0.1")] if "Host" not in named else []
        if not named & {"Content-Length", "Transfer-Encoding"}:
            own.append(("Content-Length", str(len(self.body))))
        lines = [f"{self.method} {self.path} HTTP/1.1", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in (*own, *self.heads)]
        return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + self.body


def ask(port, request):
    """Send a request; return the status, 0 if the server hung up, and the reply."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        reply = b""
        try:
            line.sendall(request.raw)
            while part := line.recv(65536):
                reply += part
        except OSError:
            pass  # It was told enough before all was sent, or waits for more.
    status = reply.split(b" ", 2)[1] if reply.startswith(b"HTTP/") else b"0"
    return int(status), reply


def paths(found, codes):
    """Return every address that a respondent may ask for, and some that nobody may."""
    words = st.text(
        alphabet=st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=30
    )
    known = st.sampled_from(found)
    query = st.one_of(
        st.just(""),
        words.map(lambda text: "?" + text.replace(" ", "+")),
        st.sampled_from(codes).map(lambda code: f"?code={code}"),
    )
    odd = st.sampled_from(
        (
            "/../../etc/passwd",
            "//mn/answer",
            "/mn/answer/",
            "/%00",
            "/mn/%2e%2e/answers",
            "/static/0/page.css",
            "/mn/answer;x=1",
            "/" + "a" * 3000,
            "*",
            f"http://{ELSEWHERE}/mn/answer",
        )
    )
    return st.one_of(st.tuples(known, query).map("".join), odd, words.map("/{}".format))


def bodies(codes):
    """Return forms, JSON, and anything else, with real codes in their midst."""
    moves = ("next", "check", "start", "back", "language:mn", "change:1", "download")
    value = st.sampled_from((*codes, *moves, "1", "yes", "~refused")) | st.text(
        max_size=30
    )
    word = st.sampled_from(WORDS) | st.text(max_size=8)
    fields = st.lists(st.tuples(word, value), max_size=8).map(
        lambda them: "&".join(f"{k}={v}" for k, v in them).encode(
            "utf-8", "surrogatepass"
        )
    )
    nested = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(word, inner, max_size=6)
        ),
        max_leaves=12,
    )
    objects = st.dictionaries(st.sampled_from(WORDS), value, max_size=6) | nested
    documents = objects.map(lambda one: json.dumps(one).encode())
    deep = st.integers(1, 20_000).map(lambda depth: b"[" * depth)
    sized = st.sampled_from(SIZES).map(bytes)
    return st.binary(max_size=200) | fields | documents | deep | sized


def requests(found, codes):
    """Return requests that nobody sends who wants to answer."""
    heads = st.lists(st.sampled_from(HEADS), max_size=2).map(tuple)
    usual = st.sampled_from(METHODS[:2]) | st.sampled_from(METHODS)
    kind = st.sampled_from(TYPES).map(lambda one: (("Content-Type", one),))
    return st.builds(
        lambda method, path, kind, heads, body: Sent(method, path, kind + heads, body),
        usual,
        paths(found, codes),
        kind,
        heads,
        bodies(codes),
    )
