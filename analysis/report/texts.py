"""Texts as files can hold them: letters that XML forbids are shown as a box."""

import re

_STAND_IN = "□"
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
)  # what XML 1.0 cannot hold, not even escaped


def writable(text: str) -> str:
    """Return the text with a box for every letter that no XML file can hold."""
    return _FORBIDDEN.sub(_STAND_IN, text)
