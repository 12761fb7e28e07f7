"""Reads what can be chosen: points of scales, choices, bands, and ways not to answer.

A score comes from `score`; points of a scale that give none take their number.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from questionnaires.model import Missing, Option, Scale
from questionnaires.tables import MOST, Table, unique

RESERVED_CODES = ("skipped", "not_asked")
_VALUE = re.compile(r"(?![~\s])[^|\x00-\x1f\x7f]{1,60}(?<!\s)")
_LEAST = 2


@dataclass(frozen=True, slots=True)
class ScaleEntry:
    """A scale as a definition gives it, with the points before numbers were scores."""

    scale: Scale
    plain: tuple[Option, ...]


def read_scales(tables: Iterable[Table]) -> dict[str, ScaleEntry]:
    """Return all scales by name."""
    entries = [_scale(table.named()) for table in tables]
    return {entry.scale.name: entry for entry in entries}


def read_options(table: Table, key: str) -> tuple[Option, ...]:
    """Return options in the order shown, scored where they say so themselves."""
    rows = table.tables(key, least=_LEAST)
    options = tuple(_option(row, row.values.get("value")) for row in rows)
    for row in rows:
        _check_value(row, required=True)
        row.only_languages("value", "score")
    unique(rows, "value")
    return options


def read_bands(table: Table) -> tuple[tuple[Option, ...], tuple[float | None, ...]]:
    """Return the options of bands, and the upper bound of each."""
    rows = table.tables("bands", least=_LEAST)
    options = tuple(
        _option(row, row.values.get("value", number))
        for number, row in enumerate(rows, start=1)
    )
    for row in rows:
        _check_value(row, required=False)
        row.only_languages("value", "score", "upto")
    _check_repeated(table, options)
    bounds = tuple(row.number("upto") for row in rows)
    _check_rising(rows, bounds)
    return options, bounds


def read_missing(table: Table) -> tuple[Missing, ...]:
    """Return the ways of not answering that a table offers."""
    rows = table.optional_tables("missing")
    unique(rows, "code")
    for row in rows:
        row.only_languages("code")
        if row.values.get("code") in RESERVED_CODES:
            row.wrong(
                "code",
                f"{', '.join(RESERVED_CODES)} кодыг систем өөрөө хэрэглэдэг.",
                f"The codes {', '.join(RESERVED_CODES)} are used by the system.",
            )
    return tuple(Missing(row.name("code"), row.languages()) for row in rows)


def check_codes(
    table: Table, options: Iterable[Option], missing: Iterable[Missing]
) -> None:
    """Note ways of not answering that cannot be told from an option."""
    values = {str(option.value) for option in options}
    for code in (entry.code for entry in missing if entry.code in values):
        table.wrong(
            "missing",
            f"«{code}» код хариултын утгатай давхцаж байна.",
            f"The code {code!r} is the value of an answer too.",
        )


def check_scores(table: Table, key: str, options: Sequence[Option]) -> None:
    """Note options that are scored only in part, or all alike."""
    scored = [option for option in options if option.score is not None]
    if scored and len(scored) < len(options):
        table.wrong(
            key,
            "Хариултын зөвхөн зарим нь оноотой байна. Бүгдэд нь score бичнэ үү.",
            "Only some of the answers are scored. Write a score for each of them.",
        )
    elif scored and not is_measured(scored):
        table.wrong(
            key,
            "Бүх хариулт ижил оноотой тул юу ч хэмжихгүй.",
            "All answers have the same score, so that nothing is measured.",
        )


def is_measured(options: Iterable[Option]) -> bool:
    """Tell whether options have scores that differ."""
    return len({o.score for o in options if o.score is not None}) >= _LEAST


def _scale(table: Table) -> ScaleEntry:
    table.only("name", "points", "missing")
    plain = read_options(table, "points")
    points = tuple(_numbered(point) for point in plain)
    check_scores(table, "points", points)
    missing = read_missing(table)
    check_codes(table, points, missing)
    return ScaleEntry(Scale(table.name(), points, missing), plain)


def _numbered(point: Option) -> Option:
    if point.score is None and isinstance(point.value, int):
        return replace(point, score=float(point.value))
    return point


def _option(row: Table, value: object) -> Option:
    stand_in = value if isinstance(value, int | str) else 0
    return Option(stand_in, row.languages(), row.number("score"))


def _check_value(row: Table, *, required: bool) -> None:
    value = row.values.get("value")
    if isinstance(value, str) and _VALUE.fullmatch(value):
        return
    if type(value) is int and abs(value) <= MOST:
        return
    if required or "value" in row:
        row.expected(
            "value",
            "Бүхэл тоо, эсвэл «|» тэмдэггүй, 60 үсгээс богино бичвэр байх ёстой.",
            "A whole number, or a text of at most 60 letters without |, is expected.",
        )


def _check_repeated(table: Table, options: Sequence[Option]) -> None:
    values = [str(option.value) for option in options]
    for value in sorted({value for value in values if values.count(value) > 1}):
        table.wrong(
            "bands",
            f"«{value}» утга давхардаж байна.",
            f"The value {value!r} stands here more than once.",
        )


def _check_rising(rows: Sequence[Table], bounds: Sequence[float | None]) -> None:
    low = 0.0
    for row, upper in zip(rows[:-1], bounds[:-1], strict=True):
        if upper is None and "upto" not in row:
            row.expected(
                "upto",
                "Зөвхөн сүүлчийн завсар дээд хязгааргүй байж болно.",
                "Only the last band may have no upper bound.",
            )
    for row, upper in zip(rows, bounds, strict=True):
        if upper is not None and upper <= low:
            row.wrong(
                "upto",
                f"{low:g} гэсэн тооноос их тоо байх ёстой.",
                f"A number greater than {low:g} is expected.",
            )
        low = low if upper is None else max(low, upper)
