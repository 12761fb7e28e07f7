"""Writes protected microdata for SPSS, with labels that are never cut in silence.

SPSS holds 120 bytes of a value's label and 256 of a variable's. A longer label is
shortened here, ends in “…”, and stands in full in `labels.csv` beside the file.
"""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyreadstat

from analysis.report import csv_files
from analysis.report.microdata import Microdata, Variable
from analysis.report.texts import writable
from analysis.wording import LANGUAGES

VALUE_LETTERS, VARIABLE_LETTERS, FILE_LETTERS = 60, 128, 32
_BYTES_PER_LETTER = 2
_LOWEST = -99


def write(microdata: Microdata, folder: Path, *, language: str) -> Iterator[Path]:
    """Write the file of SPSS and the sheet of full labels into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"answers-{language}.sav"
    variables = microdata.variables
    names = [variable.name for variable in variables]
    title = microdata.published.value.facts.title.to(language)
    pyreadstat.write_sav(
        pl.DataFrame(microdata.rows, schema=names, orient="row"),
        str(path),
        file_label=shortened(title, FILE_LETTERS),
        column_labels=[
            shortened(variable.label.to(language), VARIABLE_LETTERS)
            for variable in variables
        ],
        variable_value_labels={
            variable.name: {
                value: shortened(label.to(language), VALUE_LETTERS)
                for value, label in variable.values.items()
            }
            for variable in variables
        },
        missing_ranges={name: [{"lo": _LOWEST, "hi": -1}] for name in names},
        variable_measure={
            variable.name: "ordinal" if variable.ordered else "nominal"
            for variable in variables
        },
        variable_format=dict.fromkeys(names, "F4.0"),
    )
    yield path
    yield _labels(microdata, folder)


def shortened(label: str, letters: int) -> str:
    """Return a label that fits, with “…” where something is left out."""
    label = " ".join(writable(label).split())
    most = letters * _BYTES_PER_LETTER
    if len(label) <= letters and len(label.encode()) <= most:
        return label
    kept = label[: letters - 1]
    while len(f"{kept}…".encode()) > most:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def _labels(microdata: Microdata, folder: Path) -> Path:
    path = folder / "labels.csv"
    heads = ("variable", "value", *(f"label_{one}" for one in LANGUAGES), "shortened")
    rows = [row for variable in microdata.variables for row in _rows(variable)]
    path.write_bytes(csv_files.table(heads, rows))
    return path


def _rows(variable: Variable) -> Iterator[tuple[str, ...]]:
    labelled = [("", variable.label, VARIABLE_LETTERS)]
    labelled += [
        (str(value), label, VALUE_LETTERS) for value, label in variable.values.items()
    ]
    for value, label, letters in labelled:
        texts = [" ".join(label.to(language).split()) for language in LANGUAGES]
        cut = any(shortened(text, letters) != text for text in texts)
        told = map(csv_files.safe, texts)
        yield (variable.name, value, *told, "yes" if cut else "no")
