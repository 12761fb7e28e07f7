"""Checks what one part of a definition says about another: names, values, order."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from questionnaires.conditions import Comparison, Condition
from questionnaires.items import ItemEntry
from questionnaires.model import Cut, Indicator, Item
from questionnaires.scales import is_measured
from questionnaires.tables import Table

ORGANISATION = "organisation"
_CUT_TYPES = ("scale", "choice", "bands", "")
_MOST_CROSSED = 2


@dataclass(frozen=True, slots=True)
class References:
    """All items of a definition with their tables, to be looked up by name."""

    entries: Sequence[ItemEntry]

    @property
    def items(self) -> dict[str, Item]:
        """Return all items by name."""
        return {entry.item.name: entry.item for entry in self.entries}

    def check(self, indicators: Mapping[str, Table]) -> None:
        """Note every item that refers to something unknown or unfit."""
        earlier: dict[str, Item] = {}
        for entry in self.entries:
            item, table = entry.item, entry.table
            _check_condition(table, "when", item.when, earlier)
            _check_core(table, item, earlier)
            _check_experience(entry, earlier)
            self._check_anchor(entry)
            if item.indicator and item.indicator not in indicators:
                _unknown(table, "indicator", item.indicator)
            if item.name == ORGANISATION:
                _reserved(table)
            earlier[item.name] = item
        used = {entry.item.indicator for entry in self.entries}
        for name, table in indicators.items():
            if name and name not in used:
                _unmeasured(table)

    def check_outcome(self, root: Table, name: str) -> None:
        """Note an outcome that is no scored item outside all indicators."""
        found = self.items.get(name)
        if found is None:
            _unknown(root, "outcome", name)
        elif found.indicator is not None or not is_measured(found.options):
            root.wrong(
                "outcome",
                "Үзүүлэлтэд ордоггүй, оноотой асуултын нэр байх ёстой.",
                "The name of a scored item that is part of no indicator is expected.",
            )

    def _check_anchor(self, entry: ItemEntry) -> None:
        pair = entry.item.crosswise
        if pair is None or pair.anchor is None:
            return
        other = self.items.get(pair.anchor)
        anchor = other.crosswise if other is not None else None
        if anchor is None or anchor.anchor is not None:
            entry.table.wrong(
                "anchor",
                "Өөрөө anchor түлхүүргүй, өөр crosswise асуултын нэр байх ёстой.",
                "The name of another crosswise item without an anchor is expected.",
            )


def read_cuts(tables: Iterable[Table], references: References) -> tuple[Cut, ...]:
    """Return the breakdowns that may be published; note those that cannot be made."""
    fit = {e.item.name for e in references.entries if e.item.type in _CUT_TYPES}
    seen: set[frozenset[str]] = set()
    cuts = []
    for table in tables:
        cut = _cut(table)
        for name in cut.by:
            if name not in fit | {ORGANISATION}:
                _unfit_cut(table, name)
        repeated = frozenset(cut.by) in seen or len(set(cut.by)) < len(cut.by)
        if cut.by and repeated:
            table.wrong("by", "Энэ задаргаа давхардаж байна.", "It stands here twice.")
        seen.add(frozenset(cut.by))
        cuts.append(cut)
    return tuple(cuts)


def check_indices(indicators: Iterable[Indicator], tables: Mapping[str, Table]) -> None:
    """Note indices that have the name of an indicator."""
    for index in {indicator.index for indicator in indicators if indicator.index}:
        if index in tables:
            tables[index].wrong(
                "name",
                "Үзүүлэлт, индекс хоёр ижил нэртэй байж болохгүй.",
                "An indicator and an index may not share a name.",
            )


def _cut(table: Table) -> Cut:
    table.only("by")
    by = table.values.get("by")
    if (
        isinstance(by, list)
        and 1 <= len(by) <= _MOST_CROSSED
        and all(isinstance(name, str) for name in by)
    ):
        return Cut(tuple(by))
    table.expected(
        "by",
        "Нэг эсвэл хоёр нэрийн жагсаалт байх ёстой.",
        "A list of one or two names is expected.",
    )
    return Cut(())


def _check_experience(entry: ItemEntry, earlier: Mapping[str, Item]) -> None:
    experience = entry.item.experience
    inner = entry.table.table("experience") if experience else None
    if experience is None or inner is None:
        return
    values = {option.value for option in entry.item.options}
    if entry.item.indicator is not None:
        entry.table.wrong(
            "experience",
            "Биеэр тохиолдсон явдлыг үзүүлэлтийн оноонд оруулахгүй.",
            "What happened to people is never part of an indicator.",
        )
    if values and not set(experience.yes) < values:
        inner.wrong(
            "yes",
            "Хариултуудын зарим нь байх ёстой, гэхдээ бүгд биш.",
            "Some of the answers are expected here, but not all of them.",
        )
    _check_condition(inner, "among", experience.among, earlier)


def _check_condition(
    table: Table, key: str, condition: Condition | None, earlier: Mapping[str, Item]
) -> None:
    for comparison in condition.comparisons if condition else ():
        name, literal = comparison.name, comparison.literal
        item = earlier.get(name)
        if item is None:
            table.wrong(
                key,
                f"Энэ асуултаас өмнө «{name}» гэсэн асуулт алга.",
                f"There is no item {name!r} before this one.",
            )
        elif item.type in {"text", "crosswise"} or item.source is not None:
            table.wrong(
                key,
                f"«{name}» асуултын хариултаар нөхцөл тавьж болохгүй.",
                f"No condition can be made of the answers to {name!r}.",
            )
        elif item.options and not _is_possible(comparison, item):
            table.wrong(
                key,
                f"«{name}» асуултад «{literal}» утгатай ийм нөхцөл биелэх боломжгүй.",
                f"{name!r} has no answers that this condition with {literal!r} fits.",
            )


def _check_core(table: Table, item: Item, earlier: Mapping[str, Item]) -> None:
    for name in sorted(item.when.names) if item.when and item.core else ():
        if name in earlier and not earlier[name].core:
            table.wrong(
                "when",
                f"Товч хувилбарт «{name}» асуулт байхгүй тул core асуулт түүнээс "
                "хамаарч болохгүй.",
                f"The short form has no {name!r}, so no core item can depend on it.",
            )


def _is_possible(comparison: Comparison, item: Item) -> bool:
    values = [option.value for option in item.options]
    compare, several = comparison.compare, item.type == "choices"
    if several or compare is ast.In:
        return several and compare is ast.In and comparison.literal in values
    if compare in {ast.Eq, ast.NotEq}:
        return comparison.literal in values
    return any(comparison.holds({item.name: value}) for value in values)


def _unknown(table: Table, key: str, name: str) -> None:
    table.wrong(
        key,
        f"«{name}» гэсэн нэр энэ файлд алга.",
        f"Nothing in this file has the name {name!r}.",
    )


def _reserved(table: Table) -> None:
    table.wrong(
        "name",
        "organisation гэсэн нэрийг байгууллагын задаргаанд хэрэглэдэг.",
        "The name organisation stands for the breakdown by organisation.",
    )


def _unmeasured(table: Table) -> None:
    table.wrong(
        "name",
        "Энэ үзүүлэлтийг нэг ч асуулт хэмжихгүй байна.",
        "No item measures this indicator.",
    )


def _unfit_cut(table: Table, name: str) -> None:
    table.wrong(
        "by",
        f"«{name}» гэснээр задлах боломжгүй: organisation, эсвэл нэг хариулттай "
        "асуултын нэр байх ёстой.",
        f"Results cannot be broken down by {name!r}: organisation or the name of an "
        "item with one answer is expected.",
    )
