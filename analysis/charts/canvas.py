"""An A4 column of white paper to draw on, and the SVG that comes of it."""

from io import BytesIO
from textwrap import wrap

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts.glyphs import drawable

# Set once for the process: a seed for the names inside the file makes equal
# charts equal files, and a dollar sign in a name is a dollar sign.
mpl.rcParams.update(
    {
        "font.family": "DejaVu Sans",
        "svg.hashsalt": "shudarga",
        "text.parse_math": False,
        "hatch.linewidth": 0.6,
    }
)

WIDTH = 6.7
FONT = 8.0
LINE = 0.165
INK = "#1d2b36"
PALE = "#d5dade"
ACCENT = "#1f5f8b"
FAINT = "#8b969f"
WARNING = "#9a3b1b"


def lines(text: str, width: int) -> list[str]:
    """Return a label broken into lines; a long word is broken, never cut."""
    return wrap(drawable(text), width) or [""]


def sheet(
    height: float, *, left: float, right: float, bottom: float
) -> tuple[Figure, Axes]:
    """Return a figure of a height in inches, its margins in inches, and its axes."""
    top = 0.08
    height += top + bottom
    figure = Figure(figsize=(WIDTH, height))
    share = (left / WIDTH, bottom / height)
    size = ((WIDTH - left - right) / WIDTH, (height - top - bottom) / height)
    axes = figure.add_axes((*share, *size))
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(INK)
    axes.tick_params(labelsize=FONT, colors=INK, length=2)
    axes.tick_params(axis="y", length=0)
    return figure, axes


def svg(figure: Figure) -> bytes:
    """Return a figure as SVG without a date in it."""
    image = BytesIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    figure.savefig(image, format="svg", metadata=nothing)
    return image.getvalue()
