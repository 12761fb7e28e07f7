"""How wide the columns of a table stand on paper: as asked, and no word broken.

Columns of numbers give what they do not need to columns whose texts need it.
"""

import math
from collections.abc import Sequence

from analysis.charts.model import Table

_LETTER_MM, _SMALL_MM, _DIGIT_MM, _EDGES_MM = 1.95, 1.65, 1.42, 2.8
_LINE_MM, _ROW_MM = 3.7, 3.0
_MOST_LETTERS = 24
_AIR = 1.35


def shares(table: Table, width: float) -> tuple[float, ...]:
    """Return the shares of the columns of a table that is so many millimetres wide.

    None is narrower than the words at its head, nor than a number in it, as long as
    there is room for that.
    """
    wanted = [column.width for column in table.columns]
    least = [_least(table, place) for place in range(len(wanted))]
    if sum(least) > width:
        return tuple(wanted)
    held = _moved([width * share / sum(wanted) for share in wanted], least, least)
    numeric = [column.numeric for column in table.columns]
    floors = [
        low * _AIR if digits else mine
        for digits, low, mine in zip(numeric, least, held, strict=True)
    ]
    needs = [0.0 if digits else _text(table, n) for n, digits in enumerate(numeric)]
    return tuple(_moved(held, floors, needs))


def height(table: Table, widths: Sequence[float], width: float) -> float:
    """Return about how many millimetres a table of such columns is high."""
    whole = sum(widths)
    room = [max(1.0, width * share / whole - _EDGES_MM) for share in widths]
    return sum(
        _ROW_MM
        + _LINE_MM
        * max(
            math.ceil(len(cell) * _SMALL_MM / mine)
            for cell, mine in zip(row, room, strict=True)
        )
        for row in ([column.title for column in table.columns], *table.rows)
    )


def _moved(
    held: Sequence[float], floors: Sequence[float], needs: Sequence[float]
) -> list[float]:
    """Take from what is above its floor, and give it to what is below its need."""
    lacking = [max(0.0, need - mine) for mine, need in zip(held, needs, strict=True)]
    spare = [max(0.0, mine - floor) for mine, floor in zip(held, floors, strict=True)]
    moved = min(sum(lacking), sum(spare))
    if not moved:
        return list(held)
    got, gave = moved / sum(lacking), moved / sum(spare)
    return [
        mine + got * low - gave * high
        for mine, low, high in zip(held, lacking, spare, strict=True)
    ]


def _least(table: Table, place: int) -> float:
    """Return the millimetres that the head and the numbers of a column need."""
    column = table.columns[place]
    head = max(map(len, column.title.split()), default=0) * _LETTER_MM
    told = (len(row[place]) for row in table.rows) if column.numeric else ()
    longest = min(max(told, default=0), _MOST_LETTERS) * _DIGIT_MM
    return max(head, longest) + _EDGES_MM


def _text(table: Table, place: int) -> float:
    """Return the millimetres in which the longest text of a column is one line."""
    return max((len(row[place]) for row in table.rows), default=0) * _SMALL_MM
