"""Attack 5: a key per person, another manifest. The browser refuses in words, and
sends nothing more."""

import hashlib
import json

import pytest
import rfc8785

from survey.tokens import blind_rsa
from tests.support import browser as browsers
from tests.support.asking import asking

pytestmark = pytest.mark.browser
JSON = "application/json"


@pytest.fixture(scope="module")
def chromium():
    with browsers.chromium() as started:
        yield started


@pytest.fixture(scope="module")
def field(tmp_path_factory):
    with asking(tmp_path_factory.mktemp("home")) as opened:
        yield opened


@pytest.fixture(scope="module")
def own_key():
    """Return the public part of a token key that only one person is given."""
    return blind_rsa.token_public(blind_rsa.new_token_key())


@pytest.fixture
def person(chromium):
    with browsers.visitor(chromium) as someone:
        yield someone


def _serve(person, manifest, *, key_id=None):
    """Let a lying issuer serve another manifest, with a digest that fits it."""
    document = rfc8785.dumps(manifest)
    person.page.route(
        "**/manifest.json",
        lambda route: route.fulfill(body=document, content_type=JSON),
    )

    def answer(route):
        standing = route.fetch().json()
        lie = {
            **standing,
            "digest": hashlib.sha256(document).hexdigest(),
            "key_id": key_id or standing["key_id"],
        }
        route.fulfill(json=lie)

    person.page.route("**/join/standing", answer)


def _manifest(field, change):
    manifest = json.loads(field.manifest.to_json())
    change(manifest)
    return manifest


def _invited(manifest):
    return next(group for group in manifest["groups"] if group["channel"] == "blind")


def _refusal(person, field, *, pin):
    fragment = f"#{field.invitations[0]}" + (f".{pin}" if pin else "")
    person.page.goto(f"{field.issuer}/mn/join{fragment}")
    person.page.wait_for_selector(
        "[data-view='refused']:not([hidden]), [data-view='explain']:not([hidden])"
    )
    if person.page.locator("[data-view='explain']:visible").count():
        person.go("collect")
        person.see("refused")
    person.accept()
    sent = [a for a in person.addresses if a.endswith("/join/exchange")]
    word = person.page.get_attribute("[data-refusal]:not([hidden])", "data-refusal")
    return word, len(sent)


def test_a_key_per_person_changes_the_manifest_and_is_refused(field, person, own_key):
    key_id = blind_rsa.key_id(own_key).hex()

    def change(manifest):
        group = _invited(manifest)
        group["token_key"], group["key_id"] = own_key.hex(), key_id

    _serve(person, _manifest(field, change), key_id=key_id)

    assert _refusal(person, field, pin=field.digest) == ("manifest-changed", 0)


@pytest.mark.slow
def test_a_key_that_does_not_fit_its_id_is_refused_even_unpinned(
    field, person, own_key
):
    def change(manifest):
        _invited(manifest)["token_key"] = own_key.hex()

    _serve(person, _manifest(field, change))

    assert _refusal(person, field, pin="") == ("key-unsound", 0)


@pytest.mark.slow
def test_a_short_key_is_refused(field, person):
    short = (
        "30819f300d06092a864886f70d010101050003818d0030818902818100"
        + "c1" * 128
        + "0203010001"
    )
    key_id = hashlib.sha256(bytes.fromhex(short)).hexdigest()

    def change(manifest):
        group = _invited(manifest)
        group["token_key"], group["key_id"] = short, key_id

    _serve(person, _manifest(field, change), key_id=key_id)

    assert _refusal(person, field, pin="") == ("key-unsound", 0)


@pytest.mark.slow
def test_a_group_that_the_manifest_does_not_list_is_refused(field, person):
    _serve(person, _manifest(field, lambda _: None), key_id="ab" * 32)

    assert _refusal(person, field, pin="") == ("group-unknown", 0)


def test_an_issuer_cannot_send_one_person_to_another_collector(field, person):
    def lie(route):
        standing = route.fetch().json()
        route.fulfill(json={**standing, "collector": "https://elsewhere.example"})

    person.page.route("**/join/standing", lie)
    person.page.goto(f"{field.issuer}/mn/join#{field.invitations[1]}.{field.digest}")
    person.see("explain")
    person.go("collect")
    person.see("held")

    links = person.page.locator("[data-answer-now]")
    found = {links.nth(n).get_attribute("href") for n in range(links.count())}
    assert found
    assert {link.partition("/mn/token#")[0] for link in found} == {field.collector}


def test_another_collector_in_the_manifest_is_refused(field, person):
    def change(manifest):
        manifest["collector"] = "https://elsewhere.example"

    _serve(person, _manifest(field, change))

    assert _refusal(person, field, pin=field.digest) == ("manifest-changed", 0)


def test_a_digest_that_differs_is_refused(field, person):
    assert _refusal(person, field, pin="ab" * 16) == ("manifest-changed", 0)


@pytest.mark.slow
def test_a_manifest_with_two_spellings_is_refused(field, person):
    document = field.manifest.to_json() + b"\n"
    person.page.route(
        "**/manifest.json",
        lambda route: route.fulfill(body=document, content_type=JSON),
    )

    assert _refusal(person, field, pin="") == ("manifest-changed", 0)


def test_a_bad_blind_signature_is_refused_and_nothing_more_is_sent(field, person):
    person.page.route(
        "**/join/exchange", lambda route: route.fulfill(json={"signature": "A" * 512})
    )

    word, sent = _refusal(person, field, pin=field.digest)

    assert (word, sent) == ("signature-unsound", 1)
    assert person.addresses[-1].endswith("/join/exchange")


def test_a_card_whose_digest_differs_is_refused_before_any_answer(field, person):
    person.page.goto(f"{field.collector}/mn/answer#{field.cards[0]}.{'ab' * 16}")
    person.press("start")
    person.see("refused")
    person.accept()

    word = person.page.get_attribute("[data-refusal]:not([hidden])", "data-refusal")
    assert word == "manifest-changed"
    assert not any(address.endswith("/answers") for address in person.addresses)
    assert field.stored() == (0, 0)
