"""Reads sections and their items, each type with the keys that it has."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from questionnaires.conditions import Condition, ConditionError, parse
from questionnaires.model import (
    DIFFERENT,
    ITEM_TYPES,
    SAME,
    TEXT_LIMIT,
    Crosswise,
    Experience,
    Item,
    Missing,
    Option,
    Section,
    Text,
)
from questionnaires.scales import (
    ScaleEntry,
    check_codes,
    check_scores,
    is_measured,
    read_bands,
    read_missing,
    read_options,
)
from questionnaires.tables import Table, unique

SOURCES = ("services",)
CROSSWISE_TEXT = Text(
    {
        "mn": "Доорх хоёр өгүүлбэрийг хамтад нь дүгнэж хариулна уу.",
        "en": "Answer about the two statements below, both of them together.",
    }
)
CROSSWISE_OPTIONS = (
    Option(
        SAME,
        Text(
            {
                "mn": "Хоёулаа үнэн, эсвэл хоёулаа худал",
                "en": "Both are true, or both are false",
            }
        ),
    ),
    Option(
        DIFFERENT,
        Text({"mn": "Зөвхөн нэг нь үнэн", "en": "Only one of them is true"}),
    ),
)

_COMMON = ("name", "type", "text", "hint", "core", "required", "when")
_MEASURED = ("indicator", "reversed", "missing")
_KEYS: Mapping[str, tuple[str, ...]] = {
    "scale": ("scale", *_MEASURED),
    "choice": ("choices", "scale", "from", "experience", *_MEASURED),
    "choices": ("choices", "scale", "experience", "missing"),
    "bands": ("bands", "experience", *_MEASURED),
    "text": ("limit",),
    "crosswise": ("harmless", "sensitive", "anchor", "missing"),
}

Scales = Mapping[str, ScaleEntry]


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """An item and the table that it was read from, where its faults belong."""

    item: Item
    table: Table


def read_sections(
    tables: Iterable[Table], scales: Scales
) -> tuple[tuple[Section, ...], tuple[ItemEntry, ...]]:
    """Return all sections, and the entries of their items in the order asked."""
    sections: list[Section] = []
    entries: list[ItemEntry] = []
    for table in tables:
        named = table.named()
        named.only("name", "title", "items")
        rows = [row.named() for row in table.tables("items")]
        found = [ItemEntry(_item(row, scales), row) for row in rows]
        items = tuple(entry.item for entry in found)
        sections.append(Section(named.name(), named.texts("title"), items))
        entries += found
    unique(entry.table for entry in entries)
    return tuple(sections), tuple(entries)


def _item(table: Table, scales: Scales) -> Item:
    kind = table.one_of("type", ITEM_TYPES)
    if kind:
        table.only(*_COMMON, *_KEYS[kind])
    item = Item(
        name=table.name(),
        type=kind,
        text=_item_text(table, kind),
        hint=table.texts("hint") if "hint" in table else None,
        core=table.flag("core", default=True),
        required=table.flag("required", default=False),
        when=read_condition(table, "when"),
        indicator=table.text("indicator") if "indicator" in table else None,
        reversed=table.flag("reversed", default=False),
    )
    if kind in _PARTS:
        item = _PARTS[kind](item, table, scales)
    _check_measured(item, table)
    check_codes(table, item.options, item.missing)
    return replace(item, experience=_experience(table))


def _item_text(table: Table, kind: str) -> Text:
    if kind == "crosswise" and "text" not in table:
        return CROSSWISE_TEXT
    return table.texts("text")


def read_condition(table: Table, key: str) -> Condition | None:
    """Return a condition, or None where it is absent or not understood."""
    if key not in table:
        return None
    text = table.text(key)
    try:
        return parse(text) if text else None
    except ConditionError as error:
        table.wrong(
            key,
            f"«{error}» гэснийг ойлгосонгүй. Өмнөх асуултын нэрийг утгатай харьцуулж, "
            "and, or, not үгээр холбоно.",
            f"{str(error)!r} is not understood. Compare names of earlier items with "
            "values, and join by and, or, not.",
        )
        return None


def _scale(item: Item, table: Table, scales: Scales) -> Item:
    entry = _entry(table, scales)
    if entry is None:
        return item
    return replace(
        item, options=entry.scale.points, missing=_missing(table, entry.scale.missing)
    )


def _choice(item: Item, table: Table, scales: Scales) -> Item:
    given = [key for key in ("choices", "scale", "from") if key in table]
    if len(given) != 1 or (item.type == "choices" and given == ["from"]):
        table.wrong(
            "choices",
            "Хариултыг яг нэг түлхүүрээр өгнө: choices, scale эсвэл from.",
            "Give the answers by exactly one key: choices, scale or from.",
        )
        return item
    if given == ["from"]:
        source = table.one_of("from", SOURCES)
        return replace(item, source=source, missing=read_missing(table))
    key = given[0]
    missing: tuple[Missing, ...] = ()
    if key == "choices":
        options = read_options(table, "choices")
    else:
        entry = _entry(table, scales)
        options = entry.plain if entry else ()
        missing = entry.scale.missing if entry else ()
    check_scores(table, key, options)
    if item.type == "choices":
        options = tuple(replace(option, score=None) for option in options)
    return replace(item, options=options, missing=_missing(table, missing))


def _bands(item: Item, table: Table, _scales: Scales) -> Item:
    options, bounds = read_bands(table)
    check_scores(table, "bands", options)
    return replace(item, options=options, bounds=bounds, missing=read_missing(table))


def _text(item: Item, table: Table, _scales: Scales) -> Item:
    if "limit" not in table:
        return item
    return replace(item, limit=table.whole("limit", least=1, most=TEXT_LIMIT))


def _crosswise(item: Item, table: Table, _scales: Scales) -> Item:
    item = replace(item, options=CROSSWISE_OPTIONS, missing=read_missing(table))
    harmless, sensitive = table.table("harmless"), table.table("sensitive")
    if harmless is None or sensitive is None:
        return item
    harmless.only_languages("p")
    sensitive.only_languages()
    pair = Crosswise(
        harmless=harmless.languages(),
        harmless_p=_harmless_share(harmless),
        sensitive=sensitive.languages(),
        anchor=table.name("anchor") if "anchor" in table else None,
    )
    return replace(item, crosswise=pair)


_PARTS: Mapping[str, Callable[[Item, Table, Scales], Item]] = {
    "scale": _scale,
    "choice": _choice,
    "choices": _choice,
    "bands": _bands,
    "text": _text,
    "crosswise": _crosswise,
}


def _entry(table: Table, scales: Scales) -> ScaleEntry | None:
    name = table.text("scale")
    if name and name not in scales:
        table.wrong(
            "scale",
            f"«{name}» гэсэн хэмжээс scales дотор алга.",
            f"There is no scale {name!r} in scales.",
        )
    return scales.get(name)


def _missing(table: Table, shared: tuple[Missing, ...]) -> tuple[Missing, ...]:
    return read_missing(table) if "missing" in table else shared


def _harmless_share(table: Table) -> float:
    share = table.number("p")
    if share is not None and 0 < share < 1 and share != 0.5:  # noqa: PLR2004  at one half nothing can be estimated
        return share
    table.expected(
        "p",
        "0-ээс их, 1-ээс бага, 0.5-аас өөр тоо байх ёстой.",
        "A number between 0 and 1 other than 0.5 is expected.",
    )
    return 0.25


def _check_measured(item: Item, table: Table) -> None:
    if item.indicator is not None and item.options and not is_measured(item.options):
        table.wrong(
            "indicator",
            "Энэ асуултын хариулт оноогүй тул үзүүлэлтэд орохгүй.",
            "The answers of this item have no scores, so no indicator can use it.",
        )
    if item.source is not None and item.indicator is not None:
        table.wrong(
            "indicator",
            "Үйлчилгээний нэр оноогүй тул үзүүлэлтэд орохгүй.",
            "Services have no scores, so no indicator can use this item.",
        )
    if "reversed" in table and item.indicator is None:
        table.wrong(
            "reversed",
            "Зөвхөн indicator бүхий асуултыг эргүүлж тооцно.",
            "Only an item with an indicator can be reversed.",
        )


def _experience(table: Table) -> Experience | None:
    if "experience" not in table:
        return None
    inner = table.table("experience")
    if inner is None:
        return None
    inner.only("yes", "among")
    yes = inner.values.get("yes")
    if not isinstance(yes, list) or not yes or not all(map(_is_value, yes)):
        inner.expected(
            "yes",
            "Хариултын утгуудын жагсаалт байх ёстой.",
            "A list of values of answers is expected.",
        )
        yes = []
    return Experience(tuple(yes), read_condition(inner, "among"))


def _is_value(value: object) -> bool:
    return type(value) in {int, str}
