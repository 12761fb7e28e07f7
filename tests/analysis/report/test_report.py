import re
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO

import pytest
from pypdf import PdfReader

from analysis.disclosure import rounded
from analysis.figures import Estimate as Figure
from analysis.findings import find
from analysis.report import building, html, pdf
from analysis.report.letterhead import Letterhead
from analysis.results import to_document
from questionnaires import loader
from questionnaires.model import Text
from tests.support.published import cell, district, publish, release, withheld

SERVICES = ("Тэтгэвэр тогтоолгох", "Иргэний үнэмлэх захиалах")
SURVEYS = (
    "internal_integrity",
    pytest.param("citizen_satisfaction", marks=pytest.mark.slow),
)
BULLETIN = "cd" * 32
HOSTILE = '#import "x" <script>alert(1)</script> $x$ {{ 7*7 }} "; *_`\\ 😀 中'
LETTERHEAD = Letterhead(
    Text({"mn": "Тамгын газар", "en": "Office"}),
    Text({"mn": "Улаанбаатар", "en": "Ulaanbaatar"}),
    BULLETIN,
)


class Reading(HTMLParser):
    """Collects the words, tags and figures of a page."""

    def __init__(self):
        super().__init__()
        self.tags, self.words, self.cells, self._numeric = [], [], [], False

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self._numeric = tag == "td" and dict(attributes).get("class") == "number"

    def handle_endtag(self, tag):
        if tag == "td":
            self._numeric = False

    def handle_data(self, data):
        self.words.append(data)
        if self._numeric:
            self.cells.append(data)


def read(page):
    reading = Reading()
    reading.feed(page)
    return reading


@pytest.fixture(scope="module", params=SURVEYS)
def shown(request):
    return district(loader.load(request.param), services=SERVICES)


@pytest.fixture(scope="module")
def report(shown):
    language = "mn" if shown.value.questionnaire.kind == "internal" else "en"
    return building.build(shown, language=language, letterhead=LETTERHEAD)


@pytest.fixture(scope="module")
def mongolian(shown, report):
    if report.language == "mn":
        return report
    return building.build(shown, language="mn", letterhead=LETTERHEAD)


@pytest.fixture(scope="module")
def paper(report):
    return PdfReader(BytesIO(pdf.render(report)))


@pytest.fixture(scope="module")
def pages(paper):
    return [page.extract_text() for page in paper.pages]


def figures(value):
    """Yield every number of a document, at any depth."""
    if isinstance(value, dict):
        for held in value.values():
            yield from figures(held)
    elif isinstance(value, list):
        for held in value:
            yield from figures(held)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def published_numbers(shown):
    """Return every number that may be shown, as it is and in percent."""
    document = to_document(rounded(shown).value)
    survey = document["survey"]
    told = set(figures(document))
    told |= {round(100 * number, 6) for number in told}
    for part in (
        *survey["organisations"].values(),
        {**survey, "eligible": survey.get("headcount")},
    ):
        if part.get("eligible"):
            told.add(float(round(100 * part["answers"] / part["eligible"])))
    for item in document["items"].values():
        gone = item["overall"].get("missing_shares", {})
        told.add(
            float(round(100 * sum(v for k, v in gone.items() if k != "not_asked")))
        )
    return told


def numbers(text):
    return {
        round(float(number.replace(",", "").replace("−", "-")), 6)
        for number in re.findall(r"−?\d[\d,]*(?:\.\d+)?", text)
    }


def test_every_number_in_a_table_is_a_published_number(shown, report):
    cells = read(html.render(report)).cells

    told = set().union(*map(numbers, cells))

    assert len(cells) > 200
    assert told - published_numbers(shown) == set()


def test_every_number_in_an_evidence_is_a_published_number(shown):
    known = published_numbers(shown) | {95.0, 100.0}
    found = [one for one in find(shown) if one.evidence]

    assert len(found) > 5
    for one in found:
        assert numbers(one.evidence.figure.to("en")) <= known


def test_a_page_works_under_a_strict_policy_with_a_linked_stylesheet(report):
    page = html.render(report, stylesheet_url="/assets/report.css")

    reading = read(page)
    assert not {"script", "style"} & {tag for tag, _ in reading.tags}
    assert not [
        a for _, a in reading.tags if "style" in a or any(k.startswith("on") for k in a)
    ]
    assert ("link", {"rel": "stylesheet", "href": "/assets/report.css"}) in reading.tags
    sources = [a["src"] for tag, a in reading.tags if tag == "img"]
    assert sources
    assert all(source.startswith("data:image/svg+xml;base64,") for source in sources)


def test_a_page_on_a_disk_carries_its_styles(report):
    reading = read(html.render(report))

    assert "style" in {tag for tag, _ in reading.tags}
    assert "link" not in {tag for tag, _ in reading.tags}


def test_a_page_can_be_read_by_ear(report):
    reading = read(html.render(report))

    assert reading.tags[0] == ("html", {"lang": report.language})
    assert [tag for tag, _ in reading.tags].count("h1") == 1
    assert all(a["alt"] for tag, a in reading.tags if tag == "img")
    assert all(a.get("scope") for tag, a in reading.tags if tag == "th")
    identities = [a["id"] for _, a in reading.tags if "id" in a]
    assert len(identities) == len(set(identities))


def test_a_report_carries_everything_that_a_reader_needs_to_judge_it(shown, report):
    facts = shown.value.facts
    told = " ".join(read(html.render(report)).words)

    for expected in (
        facts.version,
        facts.manifest_digest,
        BULLETIN,
        str(facts.seed),
        facts.software,
        "110",
    ):
        assert expected in told
    named = ("IAAC", "Rounding") if report.language == "en" else ("АТГ", "Бүхэлчлэл")
    for expected in named:
        assert expected in told


def test_the_plan_has_the_six_columns_of_the_district(mongolian):
    (plan,) = next(
        section for section in mongolian.sections if section.name == "plan"
    ).blocks

    assert [column.title for column in plan.columns] == [
        "№",
        "Хэрэгжүүлэх ажил, арга хэмжээ",
        "Шалгуур үзүүлэлт",
        "Хэрэгжүүлэх хугацаа",
        "Хүрэх түвшин",
        "Хэрэгжүүлэгч байгууллага",
    ]
    assert plan.rows


def test_a_mongolian_report_speaks_no_english(shown, mongolian):
    page = html.render(mongolian, stylesheet_url="/report.css")

    latin = set(re.findall(r"\b[a-z]{4,}\b", " ".join(read(page).words)))

    allowed = {"shudarga", *shown.value.facts.name.split("_"), shown.value.facts.name}
    assert {word for word in latin if not re.fullmatch(r"(ab|cd)+", word)} <= allowed


@pytest.mark.slow
def test_a_paper_report_is_tagged_titled_and_in_its_language(report, paper):
    root = paper.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith(report.language)
    assert paper.metadata.title == report.title
    assert "/StructTreeRoot" in root
    assert b"pdfuaid" in root["/Metadata"].get_data()


@pytest.mark.slow
def test_a_paper_report_has_8_to_24_pages_and_marks_sample_data_on_each(report, pages):
    assert 8 <= len(pages) <= 24
    assert all(report.sample in page for page in pages)


@pytest.mark.slow
def test_the_summary_fills_one_page_with_three_things_to_do_first(report, pages):
    summary = report.sections[0]

    assert len(summary.blocks[-1].entries) == 3
    assert report.head.contents in pages[1]
    assert report.sections[1].title not in pages[0]


def test_figures_that_are_withheld_are_nowhere_in_a_report():
    hidden = publish(indicator={"seen": cell(54.3, 51.2, 57.4), "secret": withheld()})
    report = building.build(hidden, language="en")

    (row,) = [
        row
        for section in report.sections
        for block in section.blocks
        if block.kind == "chart"
        for row in block.table.rows
        if row[0].startswith("secret")
    ]
    assert row == ("secret (not shown: too few people answered)", "–", "–", "–", "–")


def test_hostile_text_appears_as_it_is_in_page_and_paper():
    results = publish(indicator={"seen": cell(54.3, 51.2, 57.4)}).value
    told = replace(results.facts, title=Text({"mn": HOSTILE, "en": HOSTILE}))
    named = {HOSTILE: next(iter(results.organisations.values()))}
    published = release(replace(results, facts=told, organisations=named))

    report = building.build(published, language="mn")
    reading = read(html.render(report))
    paper = PdfReader(BytesIO(pdf.render(report)))

    assert HOSTILE in " ".join(reading.words)
    assert "script" not in {tag for tag, _ in reading.tags}
    text = " ".join(paper.pages[0].extract_text().split())
    assert '#import "x" <script>alert(1)</script> $x$ {{ 7*7 }} "; *_`\\' in text


def test_a_report_on_nothing_says_so():
    report = building.build(publish(answers=0), language="en")

    page = " ".join(read(html.render(report)).words)
    assert "No measure is proposed" in page
    assert pdf.render(report).startswith(b"%PDF")


def bounds(published):
    found = building.build(published, language="en")
    tables = [block for one in found.sections for block in one.blocks]
    return [one.rows for one in tables if getattr(one, "name", "") == "bounds"]


def test_where_few_answered_a_report_says_what_the_indices_could_be_at_worst():
    index = {"culture": cell(70.0, 68.0, 72.0)}
    plain = publish(index=index).value
    bounded = replace(plain.indices["culture"], bounds=Figure(70.0, 35.0, 85.0))
    few = release(replace(plain, indices={"culture": bounded}))

    assert bounds(few) == [(("Culture index", "70.0", "35.0–85.0"),)]
    assert bounds(release(plain)) == []


@pytest.mark.slow
def test_organisations_whose_means_may_not_be_compared_are_said_to_be_so(shown):
    results = shown.value
    ranking = {
        name: replace(found, comparable=False)
        for name, found in results.ranking.items()
    }
    told = building.build(release(replace(results, ranking=ranking)), language="en")
    (section,) = (one for one in told.sections if one.name == "organisations")

    assert "not compared" in section.blocks[1].text


@pytest.mark.slow
def test_an_interval_of_answers_by_poster_is_no_margin_of_error(shown):
    posters = tuple(shown.value.organisations)[:1]
    facts = replace(shown.value.facts, mode="poster, slip", posters=posters)
    told = building.build(release(replace(shown.value, facts=facts)), language="en")
    (section,) = (one for one in told.sections if one.name == "method")
    (table,) = (one for one in section.blocks if one.kind == "facts")
    by_label = {fact.label: fact.value for fact in table.entries}

    assert "no margin of error" in by_label["Intervals"]
    assert "poster" in by_label["Mode"]
    assert "slip" in by_label["Mode"]
