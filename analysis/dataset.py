"""Answers as columns of small integers, checked against their questionnaire.

Knows no person and no order: the order of respondents means nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.files import AnswersFileError, read_csv, read_headcounts
from analysis.sheets import Sheet
from questionnaires.answers import AnswersError, check
from questionnaires.conditions import Combination, Condition, Expression
from questionnaires.model import Item, Questionnaire

__all__ = [
    "AnswersFileError",
    "Dataset",
    "Sheet",
    "from_answers",
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
    for sheet in sheets:
        try:
            kept.append(Sheet(check(questionnaire, sheet.answers), sheet.group))
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


def _values(item: Item, sheets: Sequence[Sheet]) -> tuple[int | str, ...]:
    if item.source is None:
        return tuple(option.value for option in item.options)
    given = (sheet.answers.get(item.name) for sheet in sheets)
    return tuple(sorted({value for value in given if isinstance(value, str)}))


def _column(item: Item, values: Sequence[int | str], sheets: Sequence[Sheet]) -> Column:
    places = {value: place for place, value in enumerate(values)}
    codes = {missing.code: FIRST_MISSING - k for k, missing in enumerate(item.missing)}
    small = len(values) <= np.iinfo(np.int8).max
    column: Column = np.full(len(sheets), SKIPPED, dtype=np.int16)
    column = column.astype(np.int8) if small else column
    for row, sheet in enumerate(sheets):
        if item.when is not None and not item.when.holds(sheet.answers):
            column[row] = NOT_ASKED
            continue
        answer = sheet.answers.get(item.name)
        if isinstance(answer, Mapping):
            column[row] = codes[str(answer["missing"])]
        elif item.type in {"text", "choices"}:
            column[row] = SKIPPED if answer is None else 0
        elif isinstance(answer, int | str):
            column[row] = places[answer]
    return column


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
