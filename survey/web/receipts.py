"""Writes a receipt so that a person can read it, compare it and take it along."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from survey.submission import Receipt
from survey.web.posted import UnreadableFormError
from survey.web.trust import in_groups

_LEAF = re.compile(r"[0-9a-f]{64}")
_PROMISE = re.compile(r"[0-9a-f]{128}")


@dataclass(frozen=True, slots=True)
class PrintedReceipt:
    """A receipt in hexadecimal, and the last day of its survey."""

    leaf: str
    promise: str
    closes: date

    @property
    def leaf_groups(self) -> str:
        """Return the leaf in groups that an eye can compare."""
        return in_groups(self.leaf)

    @property
    def promise_groups(self) -> str:
        """Return the promise in groups that an eye can compare."""
        return in_groups(self.promise)


def of(receipt: Receipt, *, closes: date) -> PrintedReceipt:
    """Return a receipt as it is shown."""
    return PrintedReceipt(receipt.leaf.hex(), receipt.promise.hex(), closes)


def read(fields: Mapping[str, str]) -> PrintedReceipt:
    """Read a receipt that a page of ours carries; raise UnreadableFormError."""
    leaf, promise = fields.get("leaf", ""), fields.get("promise", "")
    if not (_LEAF.fullmatch(leaf) and _PROMISE.fullmatch(promise)):
        raise UnreadableFormError
    try:
        closes = date.fromisoformat(fields.get("closes", ""))
    except ValueError as error:
        raise UnreadableFormError from error
    return PrintedReceipt(leaf, promise, closes)


def as_text(receipt: PrintedReceipt) -> str:
    """Return the receipt as the text of a file."""
    lines = (
        gettext("Receipt of your answer"),
        gettext("It shows that your answer was received, and not what you answered."),
        "",
        gettext("Receipt: %(receipt)s", receipt=receipt.leaf),
        gettext("Signed promise: %(promise)s", promise=receipt.promise),
        "",
        gettext("Anti-corruption hotline: 110"),
    )
    return "\r\n".join(lines) + "\r\n"
