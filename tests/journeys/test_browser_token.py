"""Collecting a token in a real browser, keeping it, and taking it elsewhere."""

import json

import pytest

from survey.tokens import codes
from tests.support import browser as browsers
from tests.support.asking import DAY, asking

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def chromium():
    with browsers.chromium() as started:
        yield started


@pytest.fixture(scope="module")
def field(tmp_path_factory):
    with asking(tmp_path_factory.mktemp("home")) as opened:
        yield opened


@pytest.fixture(scope="module")
def unused(field):
    return iter(field.invitations)


@pytest.fixture
def code(unused):
    """Return an invitation that no other test has used."""
    return next(unused)


@pytest.fixture
def person(chromium):
    with browsers.visitor(chromium) as someone:
        yield someone


def _open(person, field, code, *, language="mn", pin=None):
    digest = field.digest if pin is None else pin
    person.page.goto(f"{field.issuer}/{language}/join#{code}.{digest}")


def _collect(person, field, code):
    _open(person, field, code)
    person.see("explain")
    person.go("collect")
    person.see("held")


def _refused(person):
    person.see("refused")
    person.accept()
    return person.page.get_attribute("[data-refusal]:not([hidden])", "data-refusal")


def _asked(person, address):
    return [found for found in person.addresses if found.endswith(address)]


@pytest.mark.parametrize(
    ("language", "size"),
    [
        ("mn", browsers.PHONE),
        ("en", browsers.DESKTOP),
    ],
)
def test_a_token_is_collected_and_taken_to_the_collector(
    field, code, chromium, language, size
):
    with browsers.visitor(chromium, size=size) as person:
        _open(person, field, code, language=language)
        person.see("explain")
        person.accept()
        person.go("collect")
        person.see("held")
        person.accept()
        assert person.page.url == f"{field.issuer}/{language}/join"
        person.page.click("[data-view='held'] [data-answer-now]:visible")
        person.see("found")
        person.accept()

        assert person.page.url == f"{field.collector}/{language}/token"
        assert [kept.split("/")[0] for kept in person.kept()] == ["token"]
        assert not any(code in address for address in person.addresses[1:])
        person.page.click("[data-begin]")
        person.see("questions")
        person.accept()


def test_a_code_that_is_typed_shows_the_digest_to_compare(field, code, person):
    person.page.goto(f"{field.issuer}/mn/join")
    person.see("code")
    person.accept()
    person.page.fill("#code", code.lower())
    person.page.keyboard.press("Enter")
    person.see("explain")
    person.accept()

    shown = person.page.inner_text("[data-view='explain'] [data-fill='digest']")
    assert shown.replace(" ", "") == field.digest


def test_every_step_of_collecting_survives_a_reload(field, code, person):
    page = person.page
    _open(person, field, code)
    person.see("explain")
    page.reload()
    person.see("explain")
    page.route("**/join/exchange", lambda route: route.abort())
    person.go("collect")
    page.wait_for_selector("[data-working='waiting']:visible")
    person.accept()
    [asked] = person.kept()
    page.unroute("**/join/exchange")
    page.reload()
    person.see("held")
    [held] = person.kept()
    page.reload()
    person.see("held")

    assert asked.startswith("asked/")
    assert held.startswith("token/")


def test_a_lost_reply_heals_with_the_same_message(field, code, person):
    sent = []

    def lose(route):
        sent.append(json.loads(route.request.post_data))
        route.fetch()  # The issuer signs, and the reply never arrives.
        route.abort()

    person.page.route("**/join/exchange", lose, times=1)
    person.page.on(
        "request",
        lambda request: (
            sent.append(json.loads(request.post_data))
            if request.url.endswith("/join/exchange")
            else None
        ),
    )
    _open(person, field, code)
    person.see("explain")
    person.go("collect")
    person.see("held")

    assert len(sent) >= 3
    assert len({found["blinded"] for found in sent}) == 1


def test_a_double_click_asks_once(field, code, person):
    _open(person, field, code)
    person.see("explain")
    person.page.dblclick("[data-go='collect']")
    person.see("held")

    assert len(_asked(person, "/join/exchange")) == 1


def test_two_tabs_of_a_browser_hold_the_same_token(field, code, person):
    other = person.context.new_page()
    for page in (person.page, other):
        page.goto(f"{field.issuer}/mn/join#{code}.{field.digest}")
        page.wait_for_selector("[data-view='explain']:not([hidden])")
    for page in (person.page, other):
        page.click("[data-go='collect']", no_wait_after=True)
    for page in (person.page, other):
        page.wait_for_selector("[data-view='held']:not([hidden])")

    assert len(person.kept()) == 1


def test_another_browser_is_told_that_a_token_was_collected(
    field, code, person, chromium
):
    _collect(person, field, code)

    with browsers.visitor(chromium) as other:
        _open(other, field, code)
        other.see("elsewhere")
        other.accept()
        assert not _asked(other, "/join/exchange")


def test_an_unknown_invitation_is_refused_in_words(field, person):
    _open(person, field, codes.new_code())

    assert _refused(person) == "server-404"


def test_an_old_browser_is_told_so(field, code, chromium):
    with browsers.visitor(chromium, old=True) as person:
        _open(person, field, code)

        assert _refused(person) == "unfit"
        assert not _asked(person, "/join/standing")


def test_a_token_moves_to_another_profile_as_a_file(
    field, code, person, chromium, tmp_path
):
    _collect(person, field, code)
    with person.page.expect_download() as saving:
        person.go("save")
    file = tmp_path / "shudarga-token.txt"
    saving.value.save_as(file)
    person.accept()

    with browsers.visitor(chromium, size=browsers.DESKTOP) as other:
        other.page.goto(f"{field.collector}/en/token")
        other.see("empty")
        other.accept()
        other.page.set_input_files("#token-file", file)
        other.see("found")
        other.accept()
        assert other.kept()
    assert code.replace("-", "") not in file.read_text(encoding="utf-8")


def test_a_qr_code_is_drawn_without_asking_a_server(field, code, person):
    _collect(person, field, code)
    before = len(_asked(person, ""))
    person.go("draw")
    person.page.wait_for_selector("[data-code-place] svg")
    person.accept()

    [script] = person.addresses[before:]
    assert "/static/" in script


def test_a_token_is_deleted_when_its_holder_says_so_twice(field, code, person):
    _collect(person, field, code)
    person.go("delete")
    person.accept()
    person.go("delete-surely")
    person.see("deleted")
    person.accept()

    assert person.kept() == []


@pytest.mark.parametrize(
    "spoil",
    [lambda text: text[:400], lambda text: text[:500] + "A" * 12 + text[512:]],
    ids=["cut off", "altered"],
)
def test_a_damaged_token_is_refused(field, code, person, chromium, spoil):
    _collect(person, field, code)
    link = "[data-view='held'] [data-answer-now]:visible"
    address, _sign, text = person.page.get_attribute(link, "href").partition("#")

    with browsers.visitor(chromium) as other:
        other.page.goto(f"{address}#{spoil(text)}")
        assert _refused(other) in {"token-unreadable", "token-unsound"}
        assert other.kept() == []


def test_a_token_that_is_too_early_is_kept_until_its_day(chromium, tmp_path):
    with (
        asking(tmp_path, waiting=7 * DAY) as field,
        browsers.visitor(chromium) as person,
    ):
        page = person.page
        _collect(person, field, field.invitations[0])
        person.accept()
        assert page.locator("[data-when='open']:visible").count() == 0
        page.click("[data-view='held'] [data-answer-now]:visible")
        person.see("found")
        person.accept()
        begins = field.manifest.answers_open
        assert f"{begins.month} д" in page.inner_text("[data-view='found']")
        assert f"{begins.year} оны" in page.inner_text("[data-view='found']")
        assert page.locator("[data-begin]:visible").count() == 0
        page.goto(page.evaluate("document.querySelector('[data-begin]').href"))
        page.wait_for_selector("h1")

        assert page.locator("[data-view='questions']:visible").count() == 0
        page.goto(f"{field.collector}/mn/token")
        person.see("found")


def test_the_skip_link_is_no_code_and_no_token(field, code, person):
    page = person.page
    _open(person, field, code)
    person.see("explain")
    page.evaluate("location.hash = 'main'")
    page.wait_for_timeout(200)
    assert page.is_visible("[data-view='explain']")
    page.goto(f"{field.collector}/mn/token#main")
    person.see("empty")
    page.goto(f"{field.collector}/mn/answer#code")
    page.wait_for_load_state("networkidle")

    assert page.input_value("#code") == ""
