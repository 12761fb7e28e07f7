"""One table of a report as a file: what is shown, as numbers where it is numbers."""

import csv
import io

import pytest
from openpyxl import load_workbook

from analysis.charts.model import Column, Table
from analysis.report import table_files

SHARE = Column("Хувь", numeric=True)
TABLE = Table(
    name="any",
    caption="Дундаж онооны хүснэгт",
    columns=(Column("Нэр"), Column("=SUM(A1)", numeric=True), SHARE),
    rows=(
        ("Эрүүл мэндийн төв", "1,234.5", "54%"),
        ('=HYPERLINK("x")', "−3.5", "–"),
        ("+976 9911", "62.4 (57.7–67.1)", "0%"),
    ),
)


def _xlsx(table):
    return load_workbook(io.BytesIO(table_files.xlsx(table))).active


def test_numbers_are_numbers_and_all_else_is_text():
    sheet = _xlsx(TABLE)

    cells = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert cells == [
        ["Эрүүл мэндийн төв", 1234.5, 0.54],
        ['=HYPERLINK("x")', -3.5, "–"],
        ["+976 9911", "62.4 (57.7–67.1)", 0],
    ]
    assert sheet["C2"].number_format == "0%"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "n"}


def test_nothing_of_a_csv_file_is_a_formula_and_excel_reads_its_letters():
    content = table_files.csv(TABLE)

    assert content.startswith("\N{BOM}".encode())
    [head, *rows] = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert head == ["Нэр", "'=SUM(A1)", "Хувь"]
    assert rows[0] == ["Эрүүл мэндийн төв", "1234.5", "54%"]
    assert rows[1] == ['\'=HYPERLINK("x")', "-3.5", "–"]
    assert rows[2][0] == "'+976 9911"


@pytest.mark.parametrize(
    "cell", ["", "–", "20–24", "1,2,3", "12.5.1", "5 %", "1e5", "٣"]
)
def test_what_is_no_plain_number_stays_as_it_is(cell):
    table = Table("any", "x", (Column("x", numeric=True),), ((cell,),))

    assert (_xlsx(table)["A2"].value or "") == cell
