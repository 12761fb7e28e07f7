import pytest

from tests.support import browser as browsers
from tests.support import released, site

pytestmark = [pytest.mark.browser, pytest.mark.slow]
opened = pytest.fixture(site.opened)


@pytest.mark.parametrize(
    ("language", "size"),
    [("mn", browsers.PHONE), ("en", browsers.DESKTOP)],
)
def test_anybody_can_read_a_published_report(opened, language, size):
    released.release(opened.databases)
    with (
        browsers.chromium() as chromium,
        site.served(opened.app) as address,
        browsers.visitor(chromium, size=size) as person,
    ):
        page = person.page
        page.goto(f"{address}/{language}/surveys")
        person.accept()
        page.click(f"main a[href='/{language}/surveys/{released.NAME}']")
        person.accept()

        assert page.get_attribute("html", "lang") == language
        shown = page.evaluate("[...document.images].every(image => image.naturalWidth)")
        assert shown
        assert page.evaluate("document.images.length") > 2
        paper = page.request.get(f"{page.url}/report.pdf")
        assert paper.headers["content-type"] == "application/pdf"
        assert paper.body().startswith(b"%PDF-")
