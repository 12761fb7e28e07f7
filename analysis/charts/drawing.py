"""Draws marks, bars and strips from finished numbers. Knows no results."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from analysis.charts.canvas import (
    ACCENT,
    FAINT,
    FONT,
    INK,
    LINE,
    PALE,
    WARNING,
    lines,
    sheet,
    svg,
)
from analysis.charts.glyphs import drawable
from analysis.charts.model import Estimate, Strip, Strips

_LABEL_WIDTH = 40
_LABEL_INCHES = 2.75
_LEAST_LABEL = 0.8
_LETTER = 0.0725
_STRIP_WIDTH = 100
_BAR = 0.24
_READABLE_SHARE = 0.045
_DARK = 0.6
_KEY_ROOM, _KEY_LETTERS = 2.0, 60
_BELOW = 0.13
_MARKS = {"o": (ACCENT, "white"), "s": (FAINT, FAINT)}


def estimates(
    rows: Sequence[Estimate],
    *,
    limit: float = 100,
    reference: float | None = None,
    bars: bool = False,
) -> bytes:
    """Draw a mark and its interval per row, from the top down."""
    labels = [lines(row.label, _LABEL_WIDTH) for row in rows]
    heights = [
        max(len(label), 2 if row.earlier else 1) * LINE + 0.06
        for row, label in zip(rows, labels, strict=True)
    ]
    longest = max(len(line) for label in labels for line in label)
    left = min(_LABEL_INCHES, max(longest * _LETTER, _LEAST_LABEL))
    figure, axes = sheet(sum(heights), left=left, right=1.25, bottom=0.3)
    places = _places(heights)
    if reference is not None:
        axes.axvline(reference, color=INK, linewidth=0.9, linestyle=(0, (4, 3)))
    for row, place in zip(rows, places, strict=True):
        _estimate(axes, row, place, bars=bars)
        if row.earlier is not None:
            _estimate(axes, row.earlier, place + _BELOW, bars=False)
        axes.annotate(
            row.told, (1, place), (6, 0), xycoords=("axes fraction", "data"),
            textcoords="offset points", va="center", fontsize=FONT, color=INK,
        )  # fmt: skip
    _scale(axes, limit, sum(heights))
    axes.set_yticks(places, ["\n".join(label) for label in labels])
    return svg(figure)


def strips(groups: Sequence[Strips]) -> bytes:
    """Draw each item's answers as one bar, its middle under all other middles."""
    height = sum(_strips_height(group) for group in groups)
    figure, axes = sheet(height, left=0.05, right=0.05, bottom=0.0)
    top = 0.0
    for group in groups:
        _strips(axes, group, top)
        top += _strips_height(group)
    axes.set_xlim(-1, 1)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    return svg(figure)


def _strips_height(group: Strips) -> float:
    rows = sum(_strip_height(row) for row in group.rows)
    return rows + len(_key_rows(group.points)) * LINE + 0.06


def _strip_height(row: Strip) -> float:
    return len(lines(row.label, _STRIP_WIDTH)) * LINE + _BAR + 0.15


def _strips(axes: Axes, group: Strips, top: float) -> None:
    for row in group.rows:
        label = lines(row.label, _STRIP_WIDTH)
        axes.text(-1, top, "\n".join(label), va="top", fontsize=FONT, color=INK)
        _strip(axes, row, top + len(label) * LINE + 0.03 + _BAR / 2)
        top += _strip_height(row)
    _key(axes, group, top)


def _short(point: str) -> str:
    """Return words for a key; longer ones stand in full in the chart's table."""
    return point if len(point) <= _KEY_LETTERS else f"{point[: _KEY_LETTERS - 1]}…"


def _places(heights: Sequence[float]) -> list[float]:
    ends = [sum(heights[: index + 1]) for index in range(len(heights))]
    return [end - height / 2 for end, height in zip(ends, heights, strict=True)]


def _estimate(axes: Axes, row: Estimate, place: float, *, bars: bool) -> None:
    if bars:
        axes.barh(
            place, row.value, height=0.15, color=PALE, edgecolor=INK, linewidth=0.5
        )
    if row.low is not None and row.high is not None:
        colour, _fill = _MARKS.get(row.marker, (ACCENT, ACCENT))
        axes.hlines(place, row.low, row.high, color=colour, linewidth=2.2)
        axes.vlines((row.low, row.high), place - 0.05, place + 0.05, color=colour)
    if not bars or row.low is not None:
        colour, fill = _MARKS.get(row.marker, (WARNING, WARNING))
        axes.plot(
            row.value, place, row.marker, color=colour, markersize=5.5,
            markerfacecolor=fill, markeredgewidth=1.4,
        )  # fmt: skip


def _scale(axes: Axes, limit: float, height: float) -> None:
    axes.set_xlim(0, limit)
    axes.set_ylim(height, 0)
    axes.set_xticks([limit * step / 4 for step in range(5)])
    axes.grid(visible=True, axis="x", color=PALE, linewidth=0.5)
    axes.set_axisbelow(True)


def _strip(axes: Axes, row: Strip, place: float) -> None:
    left = -sum(
        share * (1.0 if tone < 0 else 0.5 if tone == 0 else 0.0)
        for share, tone in zip(row.shares, row.tones, strict=True)
    )
    axes.vlines(0, place - _BAR * 0.7, place + _BAR * 0.7, color=INK, linewidth=1)
    for share, tone in zip(row.shares, row.tones, strict=True):
        _piece(axes, (left, share), tone, place)
        left += share


def _piece(axes: Axes, piece: tuple[float, float], tone: float, place: float) -> None:
    left, share = piece
    _fill(axes, place, (left, share, _BAR), tone)
    if share >= _READABLE_SHARE:
        dark = tone >= _DARK
        axes.text(
            left + share / 2, place, f"{share * 100:.0f}", ha="center", va="center",
            fontsize=FONT - 1, color="white" if dark else INK,
            bbox=None if dark or tone > 0 else _PLATE,
        )  # fmt: skip


_PLATE = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none"}


def _fill(
    axes: Axes, place: float, box: tuple[float, float, float], tone: float
) -> None:
    """Fill a box in a way that survives grey: hatched is bad, filled is good."""
    left, width, height = box
    for patch in axes.barh(place, width, left=left, height=height, linewidth=0.5):
        patch.set_facecolor(_colour(tone))
        patch.set_edgecolor(WARNING if tone < 0 else INK)
        if tone < 0:
            patch.set_hatch("/////" if tone <= -_DARK else "//")


def _colour(tone: float) -> str:
    if tone < 0:
        return "#f2d9cf"
    if tone == 0:
        return "#eef0f1"
    return ACCENT if tone >= _DARK else "#a9c9de"


def _key_rows(points: Sequence[str]) -> list[list[tuple[int, str]]]:
    rows: list[list[tuple[int, str]]] = [[]]
    room = 0.0
    for index, point in enumerate(map(_short, points)):
        if room + _advance(point) > _KEY_ROOM and rows[-1]:
            rows.append([])
            room = 0.0
        rows[-1].append((index, point))
        room += _advance(point)
    return rows


def _advance(point: str) -> float:
    return 0.09 + len(point) * 0.0165


def _key(axes: Axes, group: Strips, top: float) -> None:
    for number, row in enumerate(_key_rows(group.points)):
        left, place = -1.0, top + number * LINE + LINE / 2
        for index, point in row:
            _fill(axes, place, (left, 0.045, 0.1), group.rows[0].tones[index])
            axes.text(left + 0.055, place, drawable(point), va="center", fontsize=6.5)
            left += _advance(point)
