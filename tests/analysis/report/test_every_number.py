"""Each figure stands in its own row of every format, as `published.json` has it.

What a row must say is written here a second time, from the file alone, so that a
renderer that moves, rounds or forgets a figure is found.
"""

import csv
import io
import json
from collections import Counter
from datetime import date

import numpy as np
import pytest
from openpyxl import load_workbook

from analysis import disclosure, evaluation
from analysis.charts.organisations import index_title
from analysis.dataset import Sheet, from_answers
from analysis.report import building, formats
from analysis.report.formats import Files
from analysis.report.kinds import (
    implementation,
    organisation,
    quarter,
    service_point,
)
from analysis.report.kinds.implementation import Direction, Implementation, Measure
from analysis.results import ORGANISATION
from analysis.wording import words
from questionnaires import loader
from survey.sample import ORGANISATIONS, SamplePeople
from tests.support import reading
from tests.support.published import facts
from tests.support.reading import squeezed

SERVICES = ("Тэтгэвэр тогтоолгох", "Иргэний үнэмлэх захиалах")
NONE = "–"
_LARGE = 60
KINDS = ("html", "docx", pytest.param("pdf", marks=pytest.mark.slow))
LANGUAGES = ("mn", pytest.param("en", marks=pytest.mark.slow))


@pytest.fixture(scope="module")
def published():
    asked = loader.load("citizen_satisfaction")
    people = SamplePeople(asked, np.random.default_rng(5))
    heads = {name: count for name, _kind, count in ORGANISATIONS}
    sheets = [
        Sheet(given, name)
        for name, count in heads.items()
        for given in people.answers(
            max(3, count // 2), services=SERVICES if count > _LARGE else ()
        )
    ]
    known = facts(
        asked.name,
        title=asked.title,
        headcounts=heads,
        headcount=sum(heads.values()),
        issued=sum(heads.values()),
    )
    return evaluation.evaluate(from_answers(asked, sheets), known)


@pytest.fixture(scope="module")
def folder(published, tmp_path_factory):
    folder = tmp_path_factory.mktemp("release")
    files = Files(formats=("json", "csv", "xlsx", "open-data"))
    assert list(formats.write(published, folder, files))
    return folder


@pytest.fixture(scope="module")
def document(folder):
    return json.loads((folder / "published.json").read_text("utf-8"))


def score(value):
    return NONE if value is None else f"{value:,.1f}"


def share(value):
    return NONE if value is None else f"{100 * value:.0f}%"


def people(figure):
    low, high = figure["n"], figure.get("n_to")
    return f"{low:,}" if high in {None, low} else f"{low}–{high}"


def interval(figure):
    low, high = figure.get("low"), figure.get("high")
    return NONE if low is None else f"{low:.1f}–{high:.1f}"


def with_interval(figure):
    return f"{score(figure['mean'])}({interval(figure)})"


def shown(block):
    """Yield the figures of a block that may be seen, with the names of their places."""
    for name, result in block.items():
        if "withheld" not in result["overall"]:
            yield name, result


class Rows:
    """The rows that a document must have, from `published.json`."""

    def __init__(self, document, language):
        self.document = document
        self.asked = loader.load("citizen_satisfaction")
        self.language, self.words = language, words(language)
        self.titles = {
            one.name: one.title.to(language) for one in self.asked.indicators
        } | {one.name: one.text.to(language) for one in self.asked.items}
        for one in self.asked.experiences:
            self.titles[one.name] = one.title.to(language)

    def scores(self, title, figure):
        return (
            title,
            people(figure),
            score(figure["mean"]),
            interval(figure),
            share(figure["positive"]),
        )

    def survey(self):
        """Yield the rows of the report on the whole survey."""
        held = self.document
        for name, result in shown(held["indices"]):
            figure = result["overall"]
            row = self.scores(index_title(name, self.words), figure)
            yield (*row, score(figure["weighted"]["mean"]), score(figure["typical"]))
            for place, cell in result["by"]["organisation"].items():
                if "withheld" not in cell:
                    yield self.scores(place, cell)
        for name, result in shown(held["indicators"]):
            yield self.scores(self.titles[name], result["overall"])
        yield from self.coverage()
        yield from self.groups()
        yield from self.answers()
        yield from self.experience()

    def coverage(self):
        for name, found in self.document["survey"]["organisations"].items():
            reached = found["answers"] / found["eligible"]
            yield (name, str(found["answers"]), str(found["eligible"]), share(reached))

    def groups(self):
        """Yield each group's row of all its indicators, in the order of the survey."""
        names = [one.name for one in self.asked.indicators]
        blocks = [self.document["indicators"][name]["by"] for name in names]
        for cut in ("organisation", "service"):
            for place in sorted({p for by in blocks for p in by.get(cut, {})}):
                cells = [by[cut].get(place, {}) for by in blocks]
                told = [with_interval(c) if "mean" in c else NONE for c in cells]
                yield (place, *told)

    def answers(self):
        """Yield each question's answers: in one row, or below one another if alone."""
        alike = Counter(self.labels(one) for one in self.asked.items)
        for name, result in shown(self.document["items"]):
            figure, item = result["overall"], self.asked.item(name)
            if item.type != "scale" or figure.get("mean") is None:
                continue
            gone = figure.get("missing_shares", {})
            silent = sum(v for k, v in gone.items() if k != "not_asked")
            told = [share(figure["shares"].get(str(one.value))) for one in item.options]
            if alike[self.labels(item)] == 1:
                yield from zip(self.labels(item), told, strict=True)
            else:
                row = (self.titles[name], people(figure), *told, share(silent))
                yield (*row, with_interval(figure))

    def labels(self, item):
        return tuple(one.label.to(self.language) for one in item.options)

    def experience(self):
        for name, result in shown(self.document["experience"]):
            figure = result["overall"]
            between = f"{100 * figure['low']:.0f}–{100 * figure['high']:.0f}%"
            row = (self.titles[name], people(figure), share(figure["rate"]), between)
            yield row

    def part(self, cut, place):
        """Yield the rows of the report on one group: its own figures, and those of all.

        What stands behind them is how it compares, where that was tested.
        """
        for block in ("indices", "indicators", "items"):
            for name, result in shown(self.document[block]):
                cell, whole = result["by"].get(cut, {}).get(place), result["overall"]
                if not cell or "mean" not in cell or whole.get("mean") is None:
                    continue
                if block == "items" and not self.asked.item(name).scores:
                    continue
                title = self.titles.get(name) or index_title(name, self.words)
                yield (
                    title,
                    people(cell),
                    with_interval(cell),
                    share(cell["positive"]),
                    score(whole["mean"]),
                )


def missing(rows, held, kind):
    """Return the rows that a file does not have."""
    wanted = [tuple(map(squeezed, row)) for row in rows]
    assert len(wanted) > 3
    if kind == "pdf":
        told = reading.of_paper(held)
        return [row for row in wanted if "".join(row) not in told]
    read = {"html": reading.of_page, "docx": reading.of_word}[kind](held)
    starts = {row[:size] for row in read for size in range(1, len(row) + 1)}
    return [row for row in wanted if row not in starts]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_survey_s_report_has_every_figure_in_its_row(
    published, document, kind, language
):
    report = building.build(published, language=language)

    rows = list(Rows(document, language).survey())

    assert len(rows) > 50
    assert missing(rows, formats.rendered(kind, report), kind) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_an_organisation_s_report_has_every_figure_in_its_row(
    published, document, kind, language
):
    known = organisation.basis(published)
    place = next(one for one in known.organisations if one.startswith("Засаг"))
    report = organisation.build(known, place, language=language)

    rows = list(Rows(document, language).part("organisation", place))

    assert missing(rows, formats.rendered(kind, report), kind) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_service_s_report_has_every_figure_in_its_row(published, document, kind):
    report = service_point.build(
        organisation.basis(published), SERVICES[0], language="mn"
    )

    rows = [
        row
        for row in Rows(document, "mn").part("service", SERVICES[0])
        if row[0] != index_title("external", words("mn"))
    ]

    assert missing(rows, formats.rendered(kind, report), kind) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_service_point_s_report_has_every_figure_in_its_row(
    published, document, kind
):
    known = organisation.basis(published)
    place = next(one for one in known.organisations if one.startswith("Засаг"))
    report = service_point.build(known, place, language="mn", cut=ORGANISATION)

    rows = [
        row
        for row in Rows(document, "mn").part("organisation", place)
        if row[0] != index_title("external", words("mn"))
    ]

    assert missing(rows, formats.rendered(kind, report), kind) == []


MEASURES = (
    Measure("1", "a", "b", "c", "d", "e", "done", 100, date(2026, 6, 30)),
    Measure("2", "f", "g", "h", "i", "j", "under way", 37, date(2026, 6, 30)),
    Measure("3", "k", "l", "m", "n", "o", "planned", 0),
)
DONE = Implementation(
    "Хэрэгжилт",
    date(2026, 9, 30),
    (
        Direction("05/123", date(2026, 1, 2), "p", ("1",)),
        Direction("05/124", date(2026, 1, 3), "q", ("1", "2", "3")),
        Direction("05/125", date(2026, 1, 4), "r"),
    ),
    MEASURES,
)
# Written by hand: (100 + 37 + 0) / 3 percent of the second direction are done.
TOLD = (
    ("05/123", "2026.01.02", "p", "1", "100%"),
    ("05/124", "2026.01.03", "q", "1, 2, 3", "46%"),
    ("05/125", "2026.01.04", "r", NONE, NONE),
    ("1", "a", "b", "c", "d", "e", "хэрэгжүүлсэн, 100%"),
    ("2", "f", "g", "h", "i", "j", "хэрэгжиж буй, 37%"),
    ("3", "k", "l", "m", "n", "o", "төлөвлөсөн, 0%"),
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("of", ["implementation", "quarter"])
def test_what_was_done_is_counted_as_it_was_entered(published, of, kind):
    report = {
        "implementation": lambda: implementation.build(DONE, language="mn"),
        "quarter": lambda: quarter.build(
            quarter.Quarter(2026, 3, (published,), DONE), language="mn"
        ),
    }[of]()

    assert missing(TOLD, formats.rendered(kind, report), kind) == []
    facts_told = [one.value for one in report.sections[0].blocks[0].entries]
    assert facts_told == ["1 / 3 (33%)", "1", "1", "1", "0"]


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
@pytest.mark.parametrize("wrong", ["46%", "37%"])
def test_a_wrong_number_is_found(kind, wrong):
    report = implementation.build(DONE, language="mn")
    told = [
        tuple(cell.replace(wrong, "47%") for cell in row)
        if wrong in "".join(row)
        else row
        for row in TOLD
    ]

    assert len(missing(told, formats.rendered(kind, report), kind)) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_quarter_s_report_has_the_indices_of_its_surveys(published, document, kind):
    done = Implementation("Хэрэгжилт", date(2026, 9, 30), (), ())
    report = quarter.build(quarter.Quarter(2026, 3, (published,), done), language="mn")
    title = published.value.facts.title.to("mn")
    survey = document["survey"]
    reached = survey["answers"] / survey["headcount"]
    rows = [
        (title, index_title(name, words("mn")), score(f["mean"]), interval(f))
        for name, result in shown(document["indices"])
        for f in [result["overall"]]
    ]
    rows += [
        (title, "2026.07.01 – 2026.09.30", str(survey["answers"]), share(reached)),
        *[(theme["title"]["mn"], people(theme)) for theme in _themes(document)],
    ]

    assert missing(rows, formats.rendered(kind, report), kind) == []


def _themes(document):
    return [one for one in document["themes"].values() if "withheld" not in one]


FIGURES = (
    "n", "n_to", "mean", "low", "high", "positive", "positive_low", "positive_high",
)  # fmt: skip


def cells(document, block):
    """Yield every cell of a block with its name, cut and place."""
    for name, result in document[block].items():
        yield (name, "", ""), result["overall"]
        for cut, found in result["by"].items():
            for place, cell in found.items():
                yield (name, cut, place), cell


def grid_rows(folder, source, name):
    """Return the rows of a grid, from a CSV file or from the sheet of a workbook."""
    if source == "csv":
        held = (folder / "csv" / f"{name}.csv").read_bytes().decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(held, newline="")))
    if source == "open-data":
        (path,) = folder.glob(f"open-data-*/*/{name}.csv")
        held = path.read_bytes().decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(held, newline="")))
    heads = list(grid_rows(folder, "csv", name)[0])
    heads = [one for one in heads if not one.endswith("_en")]
    book = load_workbook(folder / "report-mn.xlsx")
    titles = {
        "indices": "Индексүүд", "indicators": "Үзүүлэлтүүд", "items": "Асуултууд",
        "organisations": "Байгууллагууд", "groups": "Бүлгүүд",
        "experience": "Бодит тохиолдол", "coverage": "Хамрагдалт",
        "answers": "Хариулт", "drivers": "Нөлөөлөх хүчин зүйл", "themes": "Сэдвүүд",
    }  # fmt: skip
    told = book[titles[name]].iter_rows(min_row=2, values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in told if row[0]]


def numbered(row, figure):
    held = row.get(figure)
    return None if held in {None, "", NONE} else round(float(held), 6)


@pytest.mark.parametrize("source", ["csv", "open-data", "xlsx"])
@pytest.mark.parametrize("grid", ["indices", "indicators", "items"])
def test_grids_have_the_figures_of_all_in_their_rows(folder, document, source, grid):
    rows = {row["name"]: row for row in grid_rows(folder, source, grid)}

    compared = 0
    for name, result in document[grid].items():
        for figure in FIGURES:
            told = numbered(rows[name], figure)
            assert told == result["overall"].get(figure), f"{name} {figure}"
            compared += told is not None
    assert compared > 3


@pytest.mark.parametrize("source", ["csv", "open-data", "xlsx"])
def test_grids_have_the_figures_of_every_group_in_their_rows(folder, document, source):
    of_bodies = {
        (row["name"], row["organisation"]): row
        for row in grid_rows(folder, source, "organisations")
    }
    of_groups = {
        (row["name"], row["cut"], row["group"]): row
        for row in grid_rows(folder, source, "groups")
    }

    compared = hidden = 0
    for block in ("indices", "indicators", "items"):
        for (name, cut, place), cell in cells(document, block):
            if not cut:
                continue
            found = [of_groups[name, cut, place]]
            if cut == "organisation" and block != "items":
                found.append(of_bodies[name, place])
            for row in found:
                told = {figure: numbered(row, figure) for figure in FIGURES}
                assert told == {one: cell.get(one) for one in FIGURES}
                hidden += "withheld" in cell
                compared += "mean" in cell
    assert compared > 100
    assert hidden > 10


@pytest.mark.parametrize("source", ["csv", "open-data", "xlsx"])
def test_grids_have_every_experience_in_its_row(folder, document, source):
    rows = {
        (row["name"], row["cut"] or "", row["group"] if row["cut"] else ""): row
        for row in grid_rows(folder, source, "experience")
    }

    compared = 0
    for key, cell in cells(document, "experience"):
        for figure in ("n", "n_to", "rate", "low", "high"):
            assert numbered(rows[key], figure) == cell.get(figure)
            compared += figure in cell
    assert compared > 5


def same(row, figures):
    """Say whether a row has these figures, and nothing where there is none."""
    return {name: numbered(row, name) for name in figures} == figures


@pytest.mark.parametrize("source", ["csv", "open-data", "xlsx"])
def test_grids_have_the_coverage_of_every_organisation(folder, document, source):
    rows = {row["organisation"]: row for row in grid_rows(folder, source, "coverage")}

    survey = document["survey"]
    assert len(survey["organisations"]) > 3
    for name, found in survey["organisations"].items():
        reached = round(found["answers"] / found["eligible"], 2)
        known = {key: found[key] for key in ("answers", "eligible")}
        assert same(rows[name], {**known, "coverage": reached}), name


@pytest.mark.parametrize("source", ["csv", "open-data", "xlsx"])
def test_grids_have_every_share_of_answers(folder, document, source):
    rows = grid_rows(folder, source, "answers")
    told = {(row["name"], str(row["answer"])): numbered(row, "share") for row in rows}

    compared = 0
    for name, result in shown(document["items"]):
        for value, share_of in result["overall"].get("shares", {}).items():
            assert told[name, value] == share_of
            compared += 1
    assert compared > 50


@pytest.mark.parametrize("source", ["csv", "open-data", "xlsx"])
def test_grids_have_every_driver_and_theme(folder, document, source):
    of_drivers = {
        (row["outcome"], row["name"]): row
        for row in grid_rows(folder, source, "drivers")
    }
    of_themes = {row["name"]: row for row in grid_rows(folder, source, "themes")}

    assert document["drivers"]
    assert document["themes"]
    for outcome, found in document["drivers"].items():
        for name, figures in found["indicators"].items():
            known = {**figures, "n": found["n"], "r2": found["r2"]}
            assert same(of_drivers[outcome, name], known)
    for name, theme in document["themes"].items():
        known = {key: theme.get(key) for key in ("n", "n_to")}
        assert same(of_themes[name], known)
        assert "_" not in of_themes[name]["title_mn"]


def test_what_is_withheld_has_no_number_in_any_row(published, document):
    held = [one for one in published.value.disclosure.withheld if one.cut]

    assert held
    for note in held:
        cell = document[note.block][note.name]["by"][note.cut][note.cell]
        assert set(cell) <= {"withheld", "band"}
    assert document["disclosure"]["rounded"]
    assert disclosure.rounded(published).value.facts == published.value.facts
