import csv
import io

import openpyxl
import pytest

from analysis.comments import model, review, sheet
from analysis.dataset import Sheet, from_answers
from tests.support.districts import define, other

TEXTS = [
    "Цалин бага, утас 99112233",
    "=HYPERLINK(1)",
    "Дарга нар шударга бус",
    "Баярлалаа",
    "Баярлалаа",
]
QUESTIONNAIRE = define(other("idea", 'type = "text"'))


def masked():
    sheets = [Sheet({"idea": text}) for text in TEXTS]
    return model.masked(model.raw(from_answers(QUESTIONNAIRE, sheets)))


def rows_of(path):
    if path.suffix == ".csv":
        return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    return [list(r) for r in openpyxl.load_workbook(path).worksheets[0].values]


def save(path, rows):
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
        return
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)


def reviewed(path, **changes):
    """Write the sheet, change columns of its first row, and read it back."""
    sheet.write(masked(), QUESTIONNAIRE, path)
    rows = rows_of(path)
    for column, value in changes.items():
        rows[1][rows[0].index(sheet.heading(column))] = value
    save(path, rows)
    return review.read(path, masked())


SIGNED = {"release": "тийм", "reviewer": "Хянагч", "day": "2026-10-02"}


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_what_a_person_releases_comes_back_and_nothing_else(tmp_path, ending):
    found = reviewed(tmp_path / f"review{ending}", **SIGNED, comment="Засав")

    assert [one.text for one in found.released] == ["Засав"]
    assert found.reviewers == ("Хянагч",)
    assert found.day.isoformat() == "2026-10-02"
    assert set(found.themes) == {comment.key for comment in masked()}


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_an_untouched_sheet_releases_nothing(tmp_path, ending):
    assert reviewed(tmp_path / f"review{ending}").released == ()


def test_the_sheet_holds_masked_texts_and_tells_no_order(tmp_path):
    path = tmp_path / "review.csv"
    sheet.write(masked(), QUESTIONNAIRE, path)
    keys = [row[0] for row in rows_of(path)[1:]]

    assert "99112233" not in path.read_text(encoding="utf-8")
    assert keys == sorted(keys)
    assert len(set(keys)) == len(TEXTS)


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path, ending):
    path = tmp_path / f"review{ending}"
    sheet.write(masked(), QUESTIONNAIRE, path)

    if ending == ".csv":
        assert all(not cell.startswith("=") for row in rows_of(path) for cell in row)
    else:
        cells = openpyxl.load_workbook(path).worksheets[0].iter_rows()
        assert "f" not in {cell.data_type for row in cells for cell in row}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"key": "nobody"}, "2, key"),
        ({"themes": "nonsense"}, "2, themes"),
        ({"release": "магадгүй"}, "2, release"),
        ({"example": "тийм"}, "2, example"),
        ({**SIGNED, "reviewer": ""}, "2, reviewer"),
        ({**SIGNED, "day": "өчигдөр"}, "2, day"),
        ({**SIGNED, "day": ""}, "2, day"),
        ({**SIGNED, "comment": ""}, "2, comment"),
        ({**SIGNED, "comment": "Утас 88112233"}, "2, comment"),
        ({**SIGNED, "comment": "а" * 2001}, "2, comment"),
    ],
)
def test_a_fault_is_named_with_its_row_and_column(tmp_path, changes, place):
    with pytest.raises(sheet.SheetError) as told:
        reviewed(tmp_path / "review.csv", **changes)

    assert place in [found.place for found in told.value.faults]
    assert all(f.text.to("mn") != f.text.to("en") for f in told.value.faults)


def test_a_sheet_without_its_columns_or_of_another_kind_is_refused(tmp_path):
    save(tmp_path / "a.csv", [["key", "comment"]])
    (tmp_path / "b.xlsx").write_bytes(b"no workbook")

    for name, said in (("a.csv", "themes"), ("b.xlsx", "damaged"), ("c.txt", "xlsx")):
        with pytest.raises(sheet.SheetError, match=said):
            review.read(tmp_path / name, masked())
    with pytest.raises(sheet.SheetError, match="xlsx"):
        sheet.write(masked(), QUESTIONNAIRE, tmp_path / "c.txt")


def test_a_comment_that_stands_twice_is_named(tmp_path):
    path = tmp_path / "review.csv"
    sheet.write(masked(), QUESTIONNAIRE, path)
    rows = rows_of(path)
    save(path, [*rows, rows[1]])

    with pytest.raises(sheet.SheetError, match="twice"):
        review.read(path, masked())
