"""Takes typed values out of the tables of a definition and notes every fault.

A fault never stops the reading: a harmless stand-in is returned, and whoever began
the reading raises all faults together.
"""

import json
import keyword
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TypeGuard

from questionnaires.faults import Fault, fault
from questionnaires.model import Text

LANGUAGES = ("mn", "en")
NAME_LENGTH = 60
MOST = 1_000_000_000
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_NO_TEXT = Text(dict.fromkeys(LANGUAGES, ""))

NAME_RULE = (
    "Жижиг латин үсгээр эхэлсэн, латин үсэг, тоо, доогуур зураас бүхий нэр байх ёстой.",
    "A name is expected: small Latin letters, digits and underscores, a letter first.",
)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a definition, its place, and the faults found so far."""

    place: str
    values: Mapping[str, object]
    faults: list[Fault]

    def __contains__(self, key: str) -> bool:
        """Tell whether the table has a key."""
        return key in self.values

    def wrong(self, key: str, mn: str, en: str) -> None:
        """Note a fault of one key, or of the whole table where no key is given."""
        parts = [part for part in (self.place, key) if part]
        self.faults.append(fault(".".join(parts), mn, en))

    def only(self, *known: str) -> None:
        """Note every key that has no meaning in this table."""
        for key in self.values:
            if key in known:
                continue
            near = get_close_matches(key, known, n=1)
            self.wrong(
                key,
                "Энд ийм түлхүүр байхгүй."
                + "".join(f" «{word}» гэж бичих гэсэн үү?" for word in near),
                "There is no such key here."
                + "".join(f" Did you mean {word!r}?" for word in near),
            )

    def only_languages(self, *known: str) -> None:
        """Note every key that is neither known nor a language."""
        self.only(*known, *filter(is_language, self.values))

    def named(self) -> "Table":
        """Return the table with its name in its place, for the author to find it."""
        name = self.values.get("name")
        if not is_name(name):
            return self
        return replace(self, place=f"{self.place} {name}")

    def name(self, key: str = "name") -> str:
        """Return a name; keywords of the language of conditions are none."""
        found = self.values.get(key)
        if is_name(found):
            return str(found)
        self.expected(key, *NAME_RULE)
        return ""

    def text(self, key: str) -> str:
        """Return a text in no particular language."""
        found = self.values.get(key)
        if isinstance(found, str) and found.strip() and is_writable(found):
            return found
        self.expected(key, "Энд бичвэр байх ёстой.", "A text is expected.")
        return ""

    def texts(self, key: str) -> Text:
        """Return a text that stands in a table of its own, in all languages."""
        found = self.values.get(key)
        if not isinstance(found, dict):
            self.expected(
                key,
                f"{key}.mn, {key}.en гэсэн хоёр бичвэр байх ёстой.",
                f"The two texts {key}.mn and {key}.en are expected.",
            )
            return _NO_TEXT
        inner = Table(f"{self.place}.{key}".strip("."), found, self.faults)
        inner.only_languages()
        return inner.languages()

    def languages(self) -> Text:
        """Return the text whose languages are keys of this table."""
        found = {key: value for key, value in self.values.items() if is_language(key)}
        for language in (*LANGUAGES, *sorted(found.keys() - set(LANGUAGES))):
            value = found.get(language)
            if not (isinstance(value, str) and value.strip() and is_writable(value)):
                self.expected(
                    language,
                    "Энд энэ хэлээр бичсэн бичвэр байх ёстой.",
                    "The text in this language is expected.",
                )
        return Text({"mn": "", **{key: str(value) for key, value in found.items()}})

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        found = self.values.get(key, default)
        if isinstance(found, bool):
            return found
        self.expected(key, "true эсвэл false байх ёстой.", "True or false is expected.")
        return default

    def whole(self, key: str, *, least: int, most: int) -> int:
        """Return a whole number within bounds."""
        found = self.values.get(key)
        if type(found) is int and least <= found <= most:
            return found
        self.expected(
            key,
            f"{least}–{most} хооронд бүхэл тоо байх ёстой.",
            f"A whole number from {least} to {most} is expected.",
        )
        return least

    def number(self, key: str) -> float | None:
        """Return a finite number, or None where the key is absent or wrong."""
        if key not in self.values:
            return None
        found = self.values[key]
        if _is_number(found) and abs(found) <= MOST:
            return float(found)
        self.expected(key, "Төгсгөлөг тоо байх ёстой.", "A finite number is expected.")
        return None

    def one_of(self, key: str, words: Iterable[str]) -> str:
        """Return one of the words that are allowed."""
        allowed = tuple(words)
        found = self.values.get(key)
        if isinstance(found, str) and found in allowed:
            return found
        listed = ", ".join(allowed)
        self.expected(
            key,
            f"Эдгээрийн нэг байх ёстой: {listed}.",
            f"One of these is expected: {listed}.",
        )
        return ""

    def table(self, key: str) -> "Table | None":
        """Return a table inside this one, or None where it is absent or wrong."""
        found = self.values.get(key)
        if isinstance(found, dict):
            return Table(f"{self.place}.{key}".strip("."), found, self.faults)
        self.expected(key, "Энд хүснэгт байх ёстой.", "A table is expected.")
        return None

    def tables(self, key: str, *, least: int = 1) -> list["Table"]:
        """Return a list of tables, counted from one in their places."""
        found = self.values.get(key)
        if not isinstance(found, list) or len(found) < least:
            self.expected(
                key,
                f"{least} буюу түүнээс олон хүснэгтийн жагсаалт байх ёстой.",
                f"A list of at least {least} tables is expected.",
            )
            return []
        places = [f"{key}[{number}]" for number in range(1, len(found) + 1)]
        entries = Table(self.place, dict(zip(places, found, strict=True)), self.faults)
        read = [entries.table(place) for place in places]
        return [table for table in read if table is not None]

    def optional_tables(self, key: str) -> list["Table"]:
        """Return a list of tables that may be absent."""
        return self.tables(key) if key in self.values else []

    def expected(self, key: str, mn: str, en: str) -> None:
        """Note that a key is missing, or what should stand under it."""
        if key not in self.values:
            self.wrong(
                key, f"Энэ түлхүүр дутуу байна. {mn}", f"The key is missing. {en}"
            )
            return
        shown = _shown(self.values[key])
        self.wrong(key, f"{mn} Одоо {shown} гэж байна.", f"{en} Found: {shown}")


def unique(tables: Iterable[Table], key: str = "name") -> None:
    """Note every table that repeats the name of one before it."""
    seen: set[str] = set()
    for table in tables:
        value = str(table.values.get(key, ""))
        if value and value in seen:
            table.wrong(
                key,
                f"«{value}» өмнө нь бичигдсэн тул давхардаж байна.",
                f"{value!r} stands here for the second time.",
            )
        seen.add(value)


def is_name(value: object) -> bool:
    """Tell whether a value can name things, also in conditions."""
    return (
        isinstance(value, str)
        and len(value) <= NAME_LENGTH
        and _NAME.fullmatch(value) is not None
        and not keyword.iskeyword(value)
    )


def is_language(key: str) -> bool:
    """Tell whether a key is a language code."""
    return _LANGUAGE.fullmatch(key) is not None


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= NAME_LENGTH else f"{text[:NAME_LENGTH]}…"


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_writable(text: str) -> bool:
    """Tell whether a text has no control characters but ends of lines."""
    return all(
        letter == "\n" or unicodedata.category(letter) not in {"Cc", "Cs"}
        for letter in text
    )
