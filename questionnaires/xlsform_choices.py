"""Texts, flags and lists of choices of an XLSForm workbook as parts of a definition."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from questionnaires.faults import Fault
from questionnaires.xlsform_cells import Line, Value

_LANGUAGE = re.compile(r"\(([a-z]{2,3})\)\s*$")
_KNOWN = {"mongolian": "mn", "монгол": "mn", "mn": "mn", "english": "en", "en": "en"}
_YES = {"yes", "true", "1", "true()"}
_OWN = re.compile(r"([a-z_]+)_([a-z]{2,3})")

Table = dict[str, object]


@dataclass(slots=True)
class Draft:
    """A definition in the making, the row of each of its tables, and the faults."""

    lines: dict[str, Line] = field(default_factory=dict)
    values: Table = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Choices:
    """The rows of the sheet `choices`, by the list that they belong to."""

    lists: Mapping[str, Sequence[Line]]
    language: str

    @classmethod
    def of(cls, lines: Sequence[Line], language: str) -> "Choices":
        """Sort the rows into their lists."""
        lists: dict[str, list[Line]] = {}
        for line in lines:
            name = line.text("list_name") or line.text("list name")
            lists.setdefault(name, []).append(line)
        return cls(lists, language)

    def scales(self, draft: Draft) -> list[Table]:
        """Return the lists that say they are scales."""
        found: list[Table] = []
        for name, lines in self.lists.items():
            if flag(lines[0], "scale"):
                path = f"scales[{len(found) + 1}]"
                draft.lines[path] = lines[0]
                found.append({"name": name, **self.read(draft, path, name, "points")})
        return found

    def read(self, draft: Draft, path: str, name: str, key: str) -> Table:
        """Return options under a key, and ways of not answering, of one list."""
        options: list[Table] = []
        missing: list[Table] = []
        for line in self.lists.get(name, ()):
            label = texts(line, "label", self.language)
            value: Value = line.cells.get("name", line.cells.get("value", ""))
            if flag(line, "missing"):
                missing.append({"code": value, **label})
                draft.lines[f"{path}.missing[{len(missing)}]"] = line
                continue
            options.append({"value": value, **_numbers(line), **label})
            draft.lines[f"{path}.{key}[{len(options)}]"] = line
        found: Table = {key: options}
        return found | ({"missing": missing} if missing else {})


def texts(line: Line, heading: str, language: str) -> dict[str, str]:
    """Return a text by language; a heading without one has the default language."""
    found: dict[str, str] = {}
    for name, value in line.cells.items():
        own = _OWN.fullmatch(name.strip())
        if own and own[1] == heading:
            found[own[2]] = str(value)
        base, _, _rest = name.partition(":")
        if base.strip().lower() == heading:
            found.setdefault(language_of(name, language), str(value))
    return found


def language_of(heading: str, default: str) -> str:
    """Return the language that a heading such as `label::English (en)` names."""
    _, _, named = heading.partition(":")
    return code_of(named.lstrip(":")) or default


def code_of(language: str) -> str | None:
    """Return the code of a language such as `English (en)`, if it names one."""
    named = language.strip().lower()
    code = _LANGUAGE.search(named)
    return code[1] if code else _KNOWN.get(named)


def flag(line: Line, heading: str) -> bool:
    """Return whether a cell says yes."""
    return line.text(heading).lower() in _YES


def _numbers(line: Line) -> Table:
    return {key: line.cells[key] for key in ("score", "upto") if key in line.cells}
