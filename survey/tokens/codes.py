"""One-time codes that a person can read from a card and type on a phone.

A code has fifteen random symbols of five bits and one check symbol. The symbols are
digits and Latin letters without I, L, O and U. Seen as elements of GF(32) they are the
coefficients of a polynomial with the root 2: powers of 2 differ at all sixteen places,
so one wrong symbol, or any two exchanged, always breaks the check.
"""

import hashlib
import secrets
import unicodedata
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16

_BLOCK = 4
_FIELD = 0b100101  # x⁵ + x² + 1, whose root generates all of GF(32)
_OVERFLOW = 0b100000
_IGNORED = " -\u00ad\u2010\u2011\u2012\u2013\u2014\u2212._\t\r\n\u00a0\u200b"
# What looks like a symbol when read from a card, in Latin and in Cyrillic writing.
_SEEN = "OILUАВЕКМНОРСТУХҮӨЗЭБЧЅІЈ"
_MEANT = "011VABEKMH0PCTYXY0336451J"
_READING = str.maketrans(_SEEN, _MEANT, _IGNORED)


class CodeError(Exception):
    """The text is not a code; the kinds below say what its reader can look for."""


class CodeLengthError(CodeError):
    """Symbols are missing, or there are too many."""


class CodeSymbolError(CodeError):
    """There is a symbol that no code has."""


class CodeCheckError(CodeError):
    """The check symbol does not fit: something was mistyped."""


def new_code() -> str:
    """Return a fresh code of 75 random bits, as it is printed: XXXX-XXXX-XXXX-XXXX."""
    symbols = [secrets.randbelow(len(ALPHABET)) for _ in range(LENGTH - 1)]
    symbols.append(_double(_value(symbols)))
    return printed("".join(ALPHABET[symbol] for symbol in symbols))


def parse(text: str) -> str:
    """Return the sixteen symbols that a person meant; raise CodeError without them.

    Lower case, spaces, hyphens, Cyrillic look-alikes and the usual confusions of
    letters with digits are read as what stands on the card.
    """
    upper = unicodedata.normalize("NFKC", text).upper()
    code = upper.translate(_READING)
    if len(code) != LENGTH:
        raise CodeLengthError(f"A code has {LENGTH} letters and digits.")
    if not set(code) <= set(ALPHABET):
        raise CodeSymbolError("There is a sign in the code that no code has.")
    if _value([ALPHABET.index(symbol) for symbol in code]) != 0:
        raise CodeCheckError("A letter or digit of the code is not right.")
    return code


def printed(code: str) -> str:
    """Return a code as it stands on a card, in four blocks of four."""
    blocks = (code[start : start + _BLOCK] for start in range(0, LENGTH, _BLOCK))
    return "-".join(blocks)


def slip_hash(code: str) -> bytes:
    """Return the form in which a code is kept: SHA-256("shudarga/1/slip" || code)."""
    return hashlib.sha256(b"shudarga/1/slip" + parse(code).encode("ascii")).digest()


def invitation_hash(code: str) -> bytes:
    """Return the form in which the code of an invitation is kept by the registry.

    SHA-256("shudarga/1/invitation" || code): no slip has the same.
    """
    known = parse(code).encode("ascii")
    return hashlib.sha256(b"shudarga/1/invitation" + known).digest()


def batch_key() -> str:
    """Return a fresh key of a batch, in two blocks, so that nobody takes it for a code.

    It opens no form: it can only void the cards of its batch.
    """
    key = parse(new_code())
    return f"{key[: LENGTH // 2]}-{key[LENGTH // 2 :]}"


def batch_mark(number: int, key: str) -> Callable[[bytes], bytes]:
    """Return what tells whether a slip's hash belongs to a numbered batch with a key.

    SHA-256("shudarga/1/batch" || number || key || slip hash), the number in four
    bytes: without the key it is noise, and with another number too.
    """
    start = hashlib.sha256(b"shudarga/1/batch" + number.to_bytes(4, "big"))
    start.update(parse(key).encode("ascii"))

    def mark(slip: bytes) -> bytes:
        found = start.copy()
        found.update(slip)
        return found.digest()

    return mark


def _value(symbols: list[int]) -> int:
    value = 0
    for symbol in symbols:
        value = _double(value) ^ symbol
    return value


def _double(value: int) -> int:
    doubled = value << 1
    return doubled ^ _FIELD if doubled & _OVERFLOW else doubled
