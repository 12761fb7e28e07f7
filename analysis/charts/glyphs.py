"""Says which characters our fonts can show, so that none becomes an empty space."""

from functools import lru_cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.ft2font import FT2Font

FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
# Marks that override, embed or isolate a direction of writing.
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_STAND_IN = "□"
_KEPT = "\n"


@lru_cache(maxsize=1)
def _known() -> frozenset[int]:
    found = frozenset(FT2Font(str(FONTS / "DejaVuSans.ttf")).get_charmap())
    return found - {ord(mark) for mark in TURNING}


def drawable(text: str) -> str:
    """Return the text with a box for what DejaVu Sans lacks or what turns the line."""
    known = _known()
    return "".join(
        letter if ord(letter) in known or letter in _KEPT else _STAND_IN
        for letter in text
    )
