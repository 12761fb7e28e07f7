import re
from pathlib import Path

import pytest

from survey.web import languages
from survey.web.app import create_app
from tests.support import site

ROOT = Path(__file__).parents[3]
PAGES = ("", "answer", "surveys", "privacy", "accessibility")
INLINE = r"<script(?! type=\"module\" src=)|<style|style=|\son\w+="
opened = pytest.fixture(site.opened)


@pytest.mark.parametrize("language", ["mn", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_speaks_its_language_and_names_the_hotline(opened, language, page):
    reply = opened.client().get(f"/{language}/{page}")

    assert reply.status_code == 200
    assert f'<html lang="{language}"' in reply.text
    assert 'href="tel:110"' in reply.text


@pytest.mark.parametrize("page", PAGES)
def test_the_language_switch_leads_to_the_same_page(opened, page):
    reply = opened.client().get(f"/mn/{page}")

    assert f'"/en/{page}"' in reply.text


def test_the_bare_address_leads_to_the_mongolian_page(opened):
    reply = opened.client().get("/")

    assert (reply.status_code, reply.location) == (302, "/mn/")


def test_the_server_says_that_it_is_ready(opened):
    assert opened.client().get("/healthz").json == {"ready": True}


def test_a_survey_that_was_not_published_has_no_page(opened):
    for address in ("/mn/surveys/every", "/mn/surveys/every/report.pdf"):
        assert opened.client().get(address).status_code == 404


def test_a_survey_is_called_by_the_title_of_its_own_questionnaire(opened):
    client = opened.client()
    trust = client.get("/en/surveys/every/trust").text
    help_page = client.get("/en/privacy").text

    assert '<span class="govuk-caption-l">Integrity at work</span>' in trust
    assert "every_item" not in trust + help_page
    link = (
        r'<a[^>]*href="/en/surveys/every/trust">Integrity at work \(until .+ 20\d\d\)<'
    )
    assert re.search(link, help_page)


def test_an_unknown_language_has_no_pages(opened):
    assert opened.client().get("/xx/answer").status_code == 404


def test_sample_data_are_marked_on_every_page(databases):
    opened = site.opened(databases, sample=True)
    client = opened.client()
    code = opened.codes[0]
    replies = [client.get(f"/mn/{page}") for page in (*PAGES, "nothing")]
    replies += [
        opened.post(code, go, contact="no") for go in ("start", "check", "send")
    ]

    assert all("ЖИШЭЭ ӨГӨГДӨЛ" in reply.text for reply in replies)


def test_real_data_are_not_marked_as_sample(opened):
    assert "ЖИШЭЭ" not in opened.client().get("/mn/").text


@pytest.mark.parametrize(
    ("faces", "page", "status"),
    [
        ({"collector"}, "/mn/answer", 200),
        ({"collector"}, "/mn/", 404),
        ({"collector"}, "/mn/surveys", 404),
        ({"collector"}, "/mn/privacy", 200),
        ({"public"}, "/mn/answer", 404),
        ({"public"}, "/mn/", 200),
    ],
)
def test_a_server_shows_only_the_faces_that_it_is_told_to(
    databases, faces, page, status
):
    opened = site.opened(databases, faces=faces)

    assert opened.client().get(page).status_code == status


def test_headers_are_strict_and_no_cookie_is_set(opened):
    code = opened.codes[0]
    replies = [opened.client().get(f"/mn/{page}") for page in (*PAGES, "nothing")]
    replies += [opened.post(code, go, contact="no") for go in ("start", "send", "send")]

    for reply in replies:
        policy = reply.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert reply.headers["Cache-Control"] == "no-store"
        assert reply.headers["Referrer-Policy"] == "no-referrer"
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in reply.headers
        assert not re.search(
            r"<script(?! type=\"module\" src=)|style=|\son\w+=", reply.text
        )


def test_the_first_page_weighs_less_than_sixty_kilobytes(opened):
    client = opened.client()
    page = opened.post(opened.codes[0], "start")
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    packed = {"Accept-Encoding": "gzip"}
    files = [client.get(address, headers=packed) for address in addresses]

    assert len(files) == 2
    assert all(file.headers["Content-Encoding"] == "gzip" for file in files)
    assert all("immutable" in file.headers["Cache-Control"] for file in files)
    assert sum(len(reply.data) for reply in [page, *files]) <= 60_000


def test_styles_hold_no_foreign_font_and_load_nothing(opened):
    page = opened.client().get("/mn/").text
    address = re.search(r'href="(/static/[^"]+\.css)"', page).group(1)
    styles = opened.client().get(address).text

    assert "GDS Transport" not in styles
    assert "url(" not in styles
    assert "crown" not in page.lower()


def test_a_changed_file_is_not_served_under_its_old_address(opened):
    assert opened.client().get("/static/0000000000000000/page.css").status_code == 404


def test_the_list_of_routes_is_complete(opened):
    found = sorted(
        f"{method:<5} {rule.rule}"
        for rule in opened.app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    )

    assert (ROOT / "docs" / "routes.txt").read_text().splitlines() == found


def test_a_third_language_needs_only_a_catalogue(tmp_path):
    catalogue = tmp_path / "kk" / "LC_MESSAGES" / "messages.mo"
    catalogue.parent.mkdir(parents=True)
    catalogue.touch()

    assert languages.available(tmp_path) == ("mn", "en", "kk")


def test_two_applications_can_live_in_one_process(opened):
    again = create_app(opened.app.extensions["survey"])

    assert again.test_client().get("/mn/").status_code == 200
