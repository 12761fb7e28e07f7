"""Takes typed values out of one TOML table and notes every fault on the way."""

import math
from dataclasses import dataclass, replace

from questionnaires.faults import Fault, fault
from questionnaires.model import Text


@dataclass(frozen=True, slots=True)
class Fields:
    """One table, where it stands, and the list that its faults go to."""

    place: str
    table: dict[str, object]
    faults: list[Fault]

    def renamed(self, name: str) -> "Fields":
        """Return the same table under a place that tells its name."""
        return replace(self, place=f"{self.place} ({name})")

    def blame(self, mn: str, en: str, *, key: str = "") -> None:
        """Note a fault of this table or of one key in it."""
        place = f"{self.place}, {key}" if key else self.place
        self.faults.append(fault(place, mn, en))

    def has(self, key: str) -> bool:
        """Tell whether the table has a key."""
        return key in self.table

    def only(self, known: set[str]) -> None:
        """Blame every key that nobody reads: it is a slip of the pen."""
        for key in self.table.keys() - known:
            self.blame("ийм түлхүүр байхгүй", "there is no such key", key=key)

    def text(self, key: str, *, optional: bool = False) -> str:
        """Return a text that is not empty."""
        value = self.table.get(key, "")
        if isinstance(value, str) and (value.strip() or (optional and not value)):
            return value
        self.blame("хоосон биш мөр байх ёстой", "a text is expected", key=key)
        return ""

    def texts(self, key: str) -> Text:
        """Return a text in Mongolian and English."""
        value = self.table.get(key)
        if isinstance(value, dict) and all(
            isinstance(value.get(language), str) and value[language].strip()
            for language in ("mn", "en")
        ):
            return Text(dict(value))
        self.blame(
            "mn, en хоёр хэлээр бичсэн байх ёстой",
            "a text in both mn and en is expected",
            key=key,
        )
        return Text({"mn": "", "en": ""})

    def number(self, key: str, *, low: float, high: float) -> float:
        """Return a number within bounds."""
        value = self.optional_number(key)
        if value is not None and low <= value <= high:
            return value
        self.blame(
            f"{low:g}–{high:g} хооронд тоо байх ёстой",
            f"a number from {low:g} to {high:g} is expected",
            key=key,
        )
        return low

    def optional_number(self, key: str) -> float | None:
        """Return a finite number, or nothing where the key is absent."""
        value = self.table.get(key)
        if value is None:
            return None
        good = isinstance(value, int | float) and not isinstance(value, bool)
        if good and math.isfinite(float(str(value))):
            return float(str(value))
        self.blame("тоо байх ёстой", "a number is expected", key=key)
        return None

    def one_of(self, key: str, choices: tuple[str, ...]) -> str:
        """Return one of the words that are allowed."""
        value = self.table.get(key)
        if isinstance(value, str) and value in choices:
            return value
        listed = ", ".join(choices)
        self.blame(
            f"эдгээрийн нэг байх ёстой: {listed}",
            f"one of these is expected: {listed}",
            key=key,
        )
        return ""

    def names(self, key: str) -> tuple[str, ...]:
        """Return a list of names; an absent one is empty."""
        value = self.table.get(key, [])
        if isinstance(value, list) and all(isinstance(name, str) for name in value):
            return tuple(value)
        self.blame(
            "нэрсийн жагсаалт байх ёстой", "a list of names is expected", key=key
        )
        return ()

    def tables(self, key: str) -> list[dict[str, object]]:
        """Return a list of tables that has at least one."""
        value = self.table.get(key)
        if (
            isinstance(value, list)
            and value
            and all(isinstance(entry, dict) for entry in value)
        ):
            return list(value)
        self.blame(
            "хүснэгтийн жагсаалт байх ёстой",
            "a list of tables with at least one is expected",
            key=key,
        )
        return []

    def inner_tables(self, key: str) -> list["Fields"]:
        """Return a list of tables as fields of their own."""
        return [
            Fields(f"{self.place}, {key}[{index}]", table, self.faults)
            for index, table in enumerate(self.tables(key), start=1)
        ]
