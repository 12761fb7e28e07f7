"""Draws numbered marks on two scales, with their names below. Knows no results."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from analysis.charts.canvas import FONT, INK, LINE, PALE, lines, sheet, svg
from analysis.charts.glyphs import drawable

_PLOT = 2.4
_KEY_WIDTH = 100
_ROOM = 0.12
_NEAR = 0.035


@dataclass(frozen=True, slots=True)
class Mark:
    """A named place on both scales."""

    label: str
    across: float
    up: float


def numbered(marks: Sequence[Mark], *, across: str, up: str, corner: str) -> bytes:
    """Draw marks by their numbers; below stands what each number means."""
    keys = [lines(f"{n}. {m.label}", _KEY_WIDTH) for n, m in enumerate(marks, start=1)]
    below = sum(len(key) for key in keys) * LINE + 0.65
    figure, axes = sheet(_PLOT, left=0.75, right=0.3, bottom=below)
    axes.spines["left"].set_visible(True)
    axes.spines["left"].set_color(INK)
    _limits(axes, marks)
    _middles(axes, marks)
    axes.text(
        0.01, 0.99, drawable(corner), transform=axes.transAxes, va="top",
        fontsize=FONT, color=INK, style="italic",
    )  # fmt: skip
    for number, (mark, place) in enumerate(
        zip(marks, _apart(marks, axes), strict=True), 1
    ):
        _mark(axes, number, (mark.across, place))
    axes.set_xlabel(drawable(across), fontsize=FONT, color=INK)
    axes.set_ylabel(drawable(up), fontsize=FONT, color=INK)
    told = "\n".join(line for key in keys for line in key)
    figure.text(
        0.02, 0.02, told, va="bottom", fontsize=FONT, color=INK, linespacing=1.35
    )
    return svg(figure)


def _limits(axes: Axes, marks: Sequence[Mark]) -> None:
    low, high = min(m.across for m in marks), max(m.across for m in marks)
    room = max((high - low) * _ROOM, 2.0)
    axes.set_xlim(max(low - room, 0), min(high + room, 100))
    axes.set_ylim(0, max(m.up for m in marks) * (1 + 2 * _ROOM) or 1)
    axes.grid(visible=True, color=PALE, linewidth=0.5)
    axes.set_axisbelow(True)


def _middles(axes: Axes, marks: Sequence[Mark]) -> None:
    dashes = (0, (4, 3))
    across = sum(m.across for m in marks) / len(marks)
    up = sum(m.up for m in marks) / len(marks)
    axes.axvline(across, color=INK, linewidth=0.9, linestyle=dashes)
    axes.axhline(up, color=INK, linewidth=0.9, linestyle=dashes)


def _apart(marks: Sequence[Mark], axes: Axes) -> list[float]:
    """Return heights at which no mark covers another: close ones move up a little."""
    left, right = axes.get_xlim()
    _bottom, top = axes.get_ylim()
    placed: list[tuple[float, float]] = []
    for mark in marks:
        across, up = (mark.across - left) / (right - left), mark.up / top
        while any(
            abs(across - x) < _NEAR and abs(up - y) < 2 * _NEAR for x, y in placed
        ):
            up += _NEAR
        placed.append((across, up))
    return [y * top for _x, y in placed]


def _mark(axes: Axes, number: int, place: tuple[float, float]) -> None:
    axes.plot(
        *place, "o", markersize=13, color=INK, markerfacecolor="white",
        markeredgewidth=1.2,
    )  # fmt: skip
    axes.text(
        *place, str(number), ha="center", va="center", fontsize=FONT, color=INK,
        fontweight="bold",
    )  # fmt: skip
