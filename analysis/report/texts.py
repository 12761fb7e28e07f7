"""Texts as files can hold them: what would do harm is shown as a box.

These are letters that XML forbids, and marks that turn the direction of writing: one
of them in the name of a body would turn our own words after it around.
"""

import re

from analysis.charts.glyphs import TURNING

_STAND_IN = "□"
_FORBIDDEN = re.compile(
    f"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff{TURNING}]"
)  # what XML 1.0 cannot hold, not even escaped, and what turns the direction


_PROPERTY_LETTERS = 255


def writable(text: str) -> str:
    """Return the text with a box for every letter that a file must not hold."""
    return _FORBIDDEN.sub(_STAND_IN, text)


def in_properties(text: str) -> str:
    """Return a text for the properties of a file, which hold 255 letters and no more.

    What is left out there stands in full on the file's first page.
    """
    text = writable(text)
    if len(text) <= _PROPERTY_LETTERS:
        return text
    return f"{text[: _PROPERTY_LETTERS - 1]}…"
