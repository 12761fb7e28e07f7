"""Turns the rows of an XLSForm workbook into the tables of a definition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from questionnaires.conditions import ConditionError, parse
from questionnaires.loader import FORMAT
from questionnaires.tables import LANGUAGES
from questionnaires.xlsform_cells import Line
from questionnaires.xlsform_choices import (
    Choices,
    Draft,
    Table,
    flag,
    language_of,
    texts,
)
from questionnaires.xlsform_conditions import condition, relevant

_LISTED = {"select_one": "choice", "select_multiple": "choices"}
_LEFT = "questions"


def drafted(found: Mapping[str, list[Line]]) -> Draft:
    """Return the definition that the adapted sheets of a workbook say."""
    draft = Draft()
    _fill(draft, found)
    return draft


def _fill(draft: Draft, found: Mapping[str, list[Line]]) -> None:
    """Turn the sheets into tables, each with the row that it comes from."""
    settings = found["settings"][0]
    language = language_of(f"label::{settings.text('default_language')}", "en")
    draft.lines[""] = settings
    choices = Choices.of(found.get("choices", []), language)
    survey = _Survey(draft, choices, language, _title(settings, language))
    values = _settings(settings, language) | {
        "scales": choices.scales(draft),
        "indicators": [
            _indicator(draft, f"indicators[{place}]", line, language)
            for place, line in enumerate(found.get("indicators", []), start=1)
        ],
        "sections": survey.read(found["survey"]),
        "experiences": [
            _joint(draft, f"experiences[{place}]", line, language)
            for place, line in enumerate(found.get("experiences", []), start=1)
        ],
        "cuts": [
            _cut(draft, f"cuts[{place}]", line)
            for place, line in enumerate(found.get("cuts", []), start=1)
        ],
    }
    draft.values = {key: value for key, value in values.items() if value != []}


def _cut(draft: Draft, path: str, line: Line) -> Table:
    draft.lines[path] = line
    return {"by": line.text("by").split("|")}


def _joint(draft: Draft, path: str, line: Line, language: str) -> Table:
    draft.lines[path] = line
    return {
        "name": line.text("name"),
        "any": line.text("any").split("|"),
        "title": texts(line, "title", language),
    }


def _title(line: Line, language: str) -> dict[str, str]:
    """Return the title; the one of other programs is the same in every language."""
    return texts(line, "title", language) or dict.fromkeys(
        LANGUAGES, line.text("form_title")
    )


def _settings(line: Line, language: str) -> Table:
    minutes = line.cells.get("minutes", 10)
    title = _title(line, language)
    told: Table = {
        "format": FORMAT,
        "name": line.text("form_id"),
        "version": line.text("version") or "1",
        "kind": line.text("kind") or "event",
        "source": str(line.cells.get("source", "XLSForm")),
        "minutes": minutes,
        "title": title,
        "introduction": texts(line, "introduction", language) or title,
    }
    more = {
        "outcome": line.text("outcome"),
        "contact": texts(line, "contact", language),
        "follow_up": texts(line, "follow_up", language),
    }
    return told | {key: value for key, value in more.items() if value}


def _indicator(draft: Draft, path: str, line: Line, language: str) -> Table:
    draft.lines[path] = line
    return {
        "name": line.text("name"),
        "index": line.text("index"),
        "weight": {
            "value": line.cells.get("weight", 1),
            "status": line.text("status") or "equal",
            "source": str(line.cells.get("source", "")),
        },
        "title": texts(line, "title", language),
    }


@dataclass(slots=True)
class _Survey:
    """Goes through the rows of the sheet `survey` from above."""

    draft: Draft
    choices: Choices
    language: str
    title: dict[str, str]
    sections: list[Table] = field(default_factory=list)
    groups: list[Line] = field(default_factory=list)
    loose: bool = False

    def read(self, lines: Sequence[Line]) -> list[Table]:
        """Return all sections with their items."""
        for line in lines:
            self._row(line, line.text("type"))
        for line in self.groups:
            self.draft.faults.append(
                line.wrong("Энэ бүлэг хаагдаагүй.", "This group is never ended.")
            )
        return [section for section in self.sections if section["items"]]

    def _row(self, line: Line, kind: str) -> None:
        if kind == "begin_group":
            if not self.groups:
                self._open(
                    line.text("section") or line.text("name"),
                    texts(line, "label", self.language) or self.title,
                )
                self.draft.lines[f"sections[{len(self.sections)}]"] = line
                self.loose = False
            self.groups.append(line)
        elif kind == "end_group":
            if not self.groups:
                wrong = line.wrong("Нээгдээгүй бүлэг.", "No group is open here.")
                self.draft.faults.append(wrong)
            self.groups = self.groups[:-1]
        else:
            self._item(line, kind)

    def _open(self, name: str, title: dict[str, str]) -> None:
        if self.sections and not self.sections[-1]["items"]:
            self.sections.pop()
        self.sections.append({"name": name, "title": title, "items": []})

    def _item(self, line: Line, kind: str) -> None:
        word, _, listed = kind.partition(" ")
        if not self.groups and not self.loose:
            name = f"{_LEFT}_{len(self.sections) + 1}"
            self._open(name, self.title)
            self.loose = True
        items = self.sections[-1]["items"]
        if isinstance(items, list):
            path = f"sections[{len(self.sections)}].items[{len(items) + 1}]"
            self.draft.lines[path] = line
            items.append(self._table(path, line, (word, listed)))

    def _table(self, path: str, line: Line, asked: tuple[str, str]) -> Table:
        word, listed = asked
        kind = line.text("item_type") or _LISTED.get(word, word)
        table: Table = {
            "name": line.text("name"),
            "type": kind,
            "text": texts(line, "label", self.language),
        }
        hint = texts(line, "hint", self.language)
        table |= {"hint": hint} if hint else {}
        table |= {"required": True} if flag(line, "required") else {}
        table |= {"core": False} if line.text("core").lower() == "no" else {}
        table |= {"reversed": True} if flag(line, "reversed") else {}
        for key in ("indicator", "from"):
            table |= {key: line.text(key)} if line.text(key) else {}
        if "limit" in line.cells:
            table["limit"] = line.cells["limit"]
        table |= self._condition(line) | self._answers(path, line, (kind, listed))
        return table | self._experience(line, table)

    def _answers(self, path: str, line: Line, asked: tuple[str, str]) -> Table:
        kind, listed = asked
        if kind == "text" or line.text("from"):
            return self._ways(path, f"{line.text('name')}_answers")
        if kind == "scale":
            scale = line.text("scale") or listed
            return {"scale": scale} | (
                {} if scale == listed else self._ways(path, listed)
            )
        if kind == "crosswise":
            return self._pair(line) | self._ways(path, listed)
        key = "bands" if kind == "bands" else "choices"
        return self.choices.read(self.draft, path, listed, key)

    def _ways(self, path: str, listed: str) -> Table:
        found = self.choices.read(self.draft, path, listed, "choices")
        return {key: ways for key, ways in found.items() if key == "missing"}

    def _pair(self, line: Line) -> Table:
        harmless: Table = dict(texts(line, "harmless", self.language))
        if "harmless_p" in line.cells:
            harmless["p"] = line.cells["harmless_p"]
        pair: Table = {
            "harmless": harmless,
            "sensitive": texts(line, "sensitive", self.language),
        }
        return pair | ({"anchor": line.text("anchor")} if line.text("anchor") else {})

    def _condition(self, line: Line) -> Table:
        """Return the condition of an item, and of the groups around it."""
        rows = [row for row in (*self.groups, line) if row.text("relevant")]
        told = [_when(row) for row in rows]
        if not told:
            return {"when": line.text("when")} if line.text("when") else {}
        joined = " and ".join(f"({text})" for text in told)
        return {"when": told[0] if len(told) == 1 else joined}

    def _experience(self, line: Line, table: Table) -> Table:
        if not line.text("experience"):
            return {}
        values = self._values(table)
        yes = [values.get(v, v) for v in line.text("experience").split("|")]
        among = {"among": line.text("among")} if line.text("among") else {}
        return {"experience": {"yes": yes, **among}}

    def _values(self, table: Table) -> dict[str, object]:
        rows = table.get("choices") or table.get("bands") or ()
        found = rows if isinstance(rows, list) else []
        return {str(row["value"]): row["value"] for row in found}


def _when(line: Line) -> str:
    """Return a row's condition: our own words for it, unless `relevant` says other."""
    own, told = line.text("when"), line.text("relevant")
    try:
        same = bool(own) and relevant(parse(own).expression) == told
    except ConditionError:
        same = False
    return own if same else condition(told)
