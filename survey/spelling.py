"""Writes bytes in base64url without padding, and reads them in that one spelling."""

import base64
import binascii
import re

_SYMBOLS = re.compile(r"[A-Za-z0-9_-]*")


class SpellingError(Exception):
    """The text is not base64url without padding, in its one spelling."""


def packed(value: bytes) -> str:
    """Return bytes as a text."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")


def unpacked(text: str) -> bytes:
    """Return the bytes of a text; raise SpellingError if another spelling has them."""
    if not _SYMBOLS.fullmatch(text):
        raise SpellingError
    try:
        value = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise SpellingError from error
    if packed(value) != text:
        raise SpellingError
    return value
