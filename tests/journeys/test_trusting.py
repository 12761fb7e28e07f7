from contextlib import contextmanager

import pytest

from survey import sealing
from survey.campaign import installation
from survey.web.app import Services, create_app
from tests.support import browser as browsers
from tests.support import invited, site, staff
from tests.support.asking import asking

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = ("", "privacy", "surveys", f"surveys/{staff.NAME}/trust")


@pytest.fixture(scope="module")
def chromium():
    with browsers.chromium() as started:
        yield started


@contextmanager
def _surveyed(home):
    """Open a survey of one group by invitation and one by card."""
    with installation(home, today=staff.TODAY) as made:
        keys = [sealing.new_key() for _ in range(2)]
        made.open(invited.draft((24, 36), invited=1), staff.documents(*keys))
        services = Services(made.databases, made.settings, lambda: staff.TODAY)
        yield made, create_app(services)


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory):
    with _surveyed(tmp_path_factory.mktemp("home")) as (_made, app):
        yield app


@pytest.mark.parametrize(
    ("language", "size"),
    [
        ("mn", browsers.PHONE),
        pytest.param("en", browsers.PHONE, marks=pytest.mark.slow),
        pytest.param("en", browsers.DESKTOP, marks=pytest.mark.slow),
    ],
)
def test_a_frightened_reader_can_open_every_page_and_every_worry(
    chromium, surveyed, language, size
):
    with (
        site.served(surveyed) as address,
        browsers.visitor(chromium, size=size) as person,
    ):
        for path in PAGES:
            person.page.goto(f"{address}/{language}/{path}")
            person.accept()
        for worry in person.page.locator("summary").all():
            worry.click()
        person.accept()
        drawing = person.page.locator("svg[role=img]").first.bounding_box()
        assert drawing["width"] >= 300
        assert drawing["x"] + drawing["width"] <= size[0]
        texts = person.page.locator("svg[role=img] text").all()
        boxes = [text.bounding_box() for text in texts]
        edges = [(box["x"], box["x"] + box["width"]) for box in boxes]
        assert all(left >= 0 and right <= size[0] for left, right in edges)
        assert min(box["height"] for box in boxes) >= 14


def test_the_trust_page_reads_without_scripts_and_leads_to_the_manifest(
    chromium, surveyed, tmp_path
):
    with (
        site.served(surveyed) as address,
        browsers.visitor(chromium, scripts=False) as person,
    ):
        person.page.goto(f"{address}/mn/privacy")
        person.page.click(f"main a[href='/mn/surveys/{staff.NAME}/trust']")
        person.accept()
        shown = person.page.locator("#check + ol .app-receipt").first.inner_text()
        with person.page.expect_download() as saved:
            person.page.click("a[download='manifest.json']")
        manifest = tmp_path / "manifest.json"
        saved.value.save_as(manifest)

        assert len(shown.replace(" ", "").strip()) == 64
        assert b"shudarga/1/manifest" in manifest.read_bytes()


@pytest.mark.slow
def test_the_board_of_invited_people_is_read_by_anybody(chromium, tmp_path):
    with _surveyed(tmp_path) as (made, app):
        made.close(staff.NAME)
        with site.served(app) as address, browsers.visitor(chromium) as person:
            person.page.goto(f"{address}/mn/surveys/{staff.NAME}/board")
            person.accept()
            person.page.click(f"main a[href='/mn/surveys/{staff.NAME}/trust']")
            person.accept()


@pytest.mark.slow
def test_an_invitation_leads_to_its_surveys_page(chromium, tmp_path):
    with (
        asking(tmp_path) as field,
        browsers.visitor(chromium) as person,
    ):
        code = field.invitations[0]
        person.page.goto(f"{field.issuer}/mn/join#{code}.{field.digest}")
        person.see("explain")
        person.accept()
        link = person.page.locator("[data-trust-page]:visible")
        with person.page.expect_popup() as opened:
            link.click()

        assert opened.value.url.startswith(f"{field.issuer}/mn/surveys/")
        assert opened.value.url.endswith("/trust")
        assert field.digest[:4] in opened.value.inner_text("#check + ol")
        assert code not in opened.value.url
