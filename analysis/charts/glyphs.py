"""Says which characters our fonts can show, so that none becomes an empty space."""

from functools import lru_cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.ft2font import FT2Font

FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
_STAND_IN = "□"
_KEPT = "\n"


@lru_cache(maxsize=1)
def _known() -> frozenset[int]:
    return frozenset(FT2Font(str(FONTS / "DejaVuSans.ttf")).get_charmap())


def drawable(text: str) -> str:
    """Return the text with a box for every character that DejaVu Sans lacks."""
    known = _known()
    return "".join(
        letter if ord(letter) in known or letter in _KEPT else _STAND_IN
        for letter in text
    )
