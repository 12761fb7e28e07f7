"""Reads experiences that several items ask for together."""

from collections.abc import Iterable

from questionnaires.model import Item, JointExperience
from questionnaires.references import References
from questionnaires.tables import Table, unique

_FEWEST = 2


def read_experiences(
    tables: Iterable[Table], references: References
) -> tuple[JointExperience, ...]:
    """Return the joint experiences; note those whose items cannot be joined."""
    named = [table.named() for table in tables]
    unique(named)
    return tuple(_joint(table, references.items) for table in named)


def _joint(table: Table, items: dict[str, Item]) -> JointExperience:
    table.only("name", "any", "title")
    parts = _parts(table)
    found = [items.get(part) for part in parts]
    experiences = [item.experience for item in found if item is not None]
    if len(experiences) < len(parts) or None in experiences:
        table.wrong(
            "any",
            "experience түлхүүртэй асуултуудын нэр байх ёстой.",
            "Names of items with the key experience are expected.",
        )
    elif len({one.among and one.among.text for one in experiences if one}) > 1:
        table.wrong(
            "any",
            "Эдгээр асуултын among ижил байх ёстой.",
            "These items must have the same among.",
        )
    joint = JointExperience(table.name(), parts, table.texts("title"))
    if joint.name in items:
        table.wrong("name", "Энэ нэртэй асуулт байна.", "An item has this name.")
    return joint


def _parts(table: Table) -> tuple[str, ...]:
    parts = table.values.get("any")
    if (
        isinstance(parts, list)
        and all(isinstance(part, str) for part in parts)
        and len(set(parts)) == len(parts) >= _FEWEST
    ):
        return tuple(parts)
    table.expected(
        "any",
        "Хоёр ба түүнээс олон асуултын нэрийн жагсаалт байх ёстой.",
        "A list of the names of two or more items is expected.",
    )
    return ()
