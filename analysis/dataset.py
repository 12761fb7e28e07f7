"""Answers as columns of small integers, checked against their questionnaire.

Knows no person and no order: the order of respondents means nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.files import AnswersFileError, read_csv, read_headcounts
from analysis.sheets import Sheet
from questionnaires.answers import AnswersError, Checker
from questionnaires.conditions import Combination, Condition, Expression
from questionnaires.model import Item, Questionnaire

__all__ = [
    "AnswersFileError",
    "Dataset",
    "Sheet",
    "from_answers",
    "joined",
    "read_csv",
    "read_headcounts",
]

SKIPPED, NOT_ASKED, FIRST_MISSING = -1, -2, -3

Column = NDArray[np.int8] | NDArray[np.int16]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Dataset:
    """All valid answers of a survey.

    `columns` holds for each item and respondent the place of the chosen option, or
    SKIPPED, NOT_ASKED, or FIRST_MISSING − k for the item's missing code k. Of texts
    and choices it tells whether there is an answer (0); `chosen` has a respondents ×
    options table per choices item. `values` names the options of each item. `groups`
    holds each respondent's place in `group_names`, or −1.
    """

    questionnaire: Questionnaire
    columns: Mapping[str, Column]
    chosen: Mapping[str, Flags]
    values: Mapping[str, tuple[int | str, ...]]
    texts: Mapping[str, tuple[str, ...]]
    groups: NDArray[np.int64]
    group_names: tuple[str, ...]
    spoiled: int = 0

    def __len__(self) -> int:
        """Return the number of valid answers."""
        return len(self.groups)

    def rows(self, start: int, stop: int) -> "Dataset":
        """Return the answers of some respondents, without what they wrote."""
        some = slice(start, stop)
        return replace(
            self,
            columns={name: column[some] for name, column in self.columns.items()},
            chosen={name: flags[some] for name, flags in self.chosen.items()},
            texts={},
            groups=self.groups[some],
            spoiled=0,
        )

    def scores(self, item: Item) -> NDArray[np.float64]:
        """Return an item's scores on 0–100, NaN where it was not answered."""
        measured = item.scores
        table = [measured.get(value, np.nan) for value in self.values[item.name]]
        column = self.columns[item.name]
        scores = np.full(len(column), np.nan)
        answered = column >= 0
        scores[answered] = np.array(table)[column[answered]]
        return scores

    def answered(self, item: Item, values: Sequence[int | str]) -> Flags:
        """Return who gave one of these answers."""
        places = [self.values[item.name].index(value) for value in values]
        if item.name in self.chosen:
            return np.asarray(self.chosen[item.name][:, places].any(axis=1))
        return np.isin(self.columns[item.name], places)

    def holds(self, condition: Condition) -> Flags:
        """Return of whom a condition holds."""
        return self._holds(condition.expression)

    def _holds(self, expression: Expression) -> Flags:
        if isinstance(expression, Combination):
            parts = np.array([self._holds(part) for part in expression.parts])
            if expression.word == "not":
                return np.asarray(~parts[0])
            every = expression.word == "and"
            return np.asarray(parts.all(axis=0) if every else parts.any(axis=0))
        item = self.questionnaire.item(expression.name)
        fitting = [
            value
            for value in self.values[item.name]
            if expression.holds(
                {item.name: [value] if item.name in self.chosen else value}
            )
        ]
        return self.answered(item, fitting)


def from_answers(questionnaire: Questionnaire, sheets: Iterable[Sheet]) -> Dataset:
    """Return the columns of all sheets that fit the questionnaire; count the others."""
    kept: list[Sheet] = []
    spoiled = 0
    checker = Checker.of(questionnaire)
    for sheet in sheets:
        try:
            kept.append(Sheet(checker.check(sheet.answers), sheet.group))
        except AnswersError:
            spoiled += 1
    names = tuple(sorted({sheet.group for sheet in kept} - {""}))
    places = {name: place for place, name in enumerate(names)}
    groups = [places.get(sheet.group, -1) for sheet in kept]
    values = {item.name: _values(item, kept) for item in questionnaire.items}
    return Dataset(
        questionnaire=questionnaire,
        columns={i.name: _column(i, values[i.name], kept) for i in questionnaire.items},
        chosen={
            item.name: _chosen(item, kept)
            for item in questionnaire.items
            if item.type == "choices"
        },
        values=values,
        texts={
            item.name: _texts(item, kept)
            for item in questionnaire.items
            if item.type == "text"
        },
        groups=np.array(groups, dtype=np.int64),
        group_names=names,
        spoiled=spoiled,
    )


def joined(parts: Sequence[Dataset]) -> Dataset:
    """Return the answers of all parts, as if they had been read together."""
    first = parts[0]
    names = tuple(sorted({name for part in parts for name in part.group_names}))
    values = {
        item.name: _united(item, [part.values[item.name] for part in parts])
        for item in first.questionnaire.items
    }
    return Dataset(
        questionnaire=first.questionnaire,
        columns={name: _moved(name, parts, values[name]) for name in first.columns},
        chosen={
            name: np.concatenate([part.chosen[name] for part in parts])
            for name in first.chosen
        },
        values=values,
        texts={
            name: tuple(sorted(text for part in parts for text in part.texts[name]))
            for name in first.texts
        },
        groups=np.concatenate([_renumbered(part, names) for part in parts]),
        group_names=names,
        spoiled=sum(part.spoiled for part in parts),
    )


def _united(
    item: Item, given: Sequence[tuple[int | str, ...]]
) -> tuple[int | str, ...]:
    """Return what can be said to an item: its options, or all services named."""
    if item.source is None:
        return given[0]
    return tuple(sorted({str(value) for values in given for value in values}))


def _moved(
    name: str, parts: Sequence[Dataset], values: tuple[int | str, ...]
) -> Column:
    """Return the column of all parts, each place being that among all values."""
    place_of = {value: place for place, value in enumerate(values)}
    moved = []
    for part in parts:
        places = np.array([place_of[v] for v in part.values[name]] or [0], np.int16)
        column = part.columns[name].astype(np.int16)
        moved.append(np.where(column >= 0, places[np.maximum(column, 0)], column))
    return _narrowed(np.concatenate(moved), len(values))


def _renumbered(part: Dataset, names: tuple[str, ...]) -> NDArray[np.int64]:
    """Return the groups of a part as places among all names."""
    places = np.array([*(names.index(name) for name in part.group_names), -1])
    return np.asarray(places[part.groups], dtype=np.int64)


def _values(item: Item, sheets: Sequence[Sheet]) -> tuple[int | str, ...]:
    if item.source is None:
        return tuple(option.value for option in item.options)
    given = (sheet.answers.get(item.name) for sheet in sheets)
    return tuple(sorted({value for value in given if isinstance(value, str)}))


def _column(item: Item, values: Sequence[int | str], sheets: Sequence[Sheet]) -> Column:
    whole = item.type in {"text", "choices"}
    places = {} if whole else {value: place for place, value in enumerate(values)}
    codes = {missing.code: FIRST_MISSING - k for k, missing in enumerate(item.missing)}
    given = [_place(item, sheet.answers, places, codes) for sheet in sheets]
    return _narrowed(np.array(given, dtype=np.int16), len(values))


def _narrowed(column: NDArray[np.int16], values: int) -> Column:
    """Return a column as the smallest integers that hold all its values."""
    return column.astype(np.int8) if values <= np.iinfo(np.int8).max else column


def _place(
    item: Item,
    answers: Mapping[str, object],
    places: Mapping[int | str, int],
    codes: Mapping[str, int],
) -> int:
    """Return the place of an answer, or why there is none."""
    answer = answers.get(item.name)
    if answer is None:
        asked = item.when is None or item.when.holds(answers)
        return SKIPPED if asked else NOT_ASKED
    if isinstance(answer, dict):
        return codes[answer["missing"]]
    return places[answer] if places and isinstance(answer, int | str) else 0


def _chosen(item: Item, sheets: Sequence[Sheet]) -> Flags:
    flags = np.zeros((len(sheets), len(item.options)), dtype=np.bool_)
    for row, sheet in enumerate(sheets):
        answer = sheet.answers.get(item.name)
        if isinstance(answer, list):
            flags[row] = [option.value in answer for option in item.options]
    return flags


def _texts(item: Item, sheets: Sequence[Sheet]) -> tuple[str, ...]:
    given = (sheet.answers.get(item.name) for sheet in sheets)
    return tuple(sorted(text for text in given if isinstance(text, str)))
