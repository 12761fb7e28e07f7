"""Reads the fields of strict canonical JSON documents and collects all their faults.

A document has one spelling: fields that are unknown, missing or written in another
way are faults, so that two programs can never read the same bytes differently.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import rfc8785

_HEXADECIMAL = re.compile(r"(?:[0-9a-f]{2})*")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where."""

    place: str
    text: str


class DocumentError(Exception):
    """A document does not say what it must; all faults are listed together."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        """Keep the faults; the message lists them."""
        self.faults = faults
        super().__init__("\n".join(f"{fault.place}: {fault.text}" for fault in faults))


@dataclass(frozen=True, slots=True)
class Fields:
    """One object of a document, its place in it, and the faults found so far."""

    values: Mapping[str, object]
    place: str
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, name: str, text: str) -> None:
        """Note a fault of one field."""
        place = f"{self.place}.{name}" if self.place else name
        self.faults.append(Fault(place, text))

    def only(self, *names: str) -> None:
        """Note every field that is missing, and every one that has no meaning here."""
        for name in names:
            if name not in self.values:
                self.wrong(name, "The field is missing.")
        for name in self.values.keys() - set(names):
            self.wrong(name, "There is no such field.")

    def text(self, name: str) -> str:
        """Return a text that is not empty."""
        value = self.values.get(name)
        if isinstance(value, str) and value:
            return value
        self.wrong(name, "A text is expected.")
        return ""

    def number(self, name: str, *, least: int = 0) -> int:
        """Return a whole number."""
        value = self.values.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and value >= least:
            return value
        self.wrong(name, f"A whole number from {least} on is expected.")
        return least

    def flag(self, name: str) -> bool:
        """Return true or false."""
        value = self.values.get(name)
        if not isinstance(value, bool):
            self.wrong(name, "True or false is expected.")
        return value is True

    def day(self, name: str) -> date:
        """Return a calendar day."""
        value = self.values.get(name)
        try:
            day = date.fromisoformat(str(value))
        except ValueError:
            self.wrong(name, "A day is expected, as YYYY-MM-DD.")
            return date.min
        if day.isoformat() != value:
            self.wrong(name, "A day is expected, as YYYY-MM-DD.")
        return day

    def octets(self, name: str, *, length: int | None = None) -> bytes:
        """Return bytes that are written in hexadecimal, if given of one length."""
        return self._octets(name, self.values.get(name), length)

    def list_of_octets(self, name: str, *, length: int) -> tuple[bytes, ...]:
        """Return a list of bytes of one length."""
        values = self.items(name)
        return tuple(self._octets(name, value, length) for value in values)

    def items(self, name: str) -> list[object]:
        """Return a list."""
        value = self.values.get(name)
        if isinstance(value, list):
            return value
        self.wrong(name, "A list is expected.")
        return []

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts."""
        values = self.items(name)
        if not all(isinstance(value, str) and value for value in values):
            self.wrong(name, "A list of texts is expected.")
        return tuple(str(value) for value in values)

    def objects(self, name: str) -> list["Fields"]:
        """Return a list of objects, whose faults are collected with ours."""
        found = []
        for number, value in enumerate(self.items(name), start=1):
            if isinstance(value, dict):
                found.append(Fields(value, f"{name}[{number}]", self.faults))
            else:
                self.wrong(f"{name}[{number}]", "An object is expected.")
        return found

    def _octets(self, name: str, value: object, length: int | None) -> bytes:
        if isinstance(value, str) and _HEXADECIMAL.fullmatch(value):
            octets = bytes.fromhex(value)
            if length is None or len(octets) == length:
                return octets
        expected = "Bytes" if length is None else f"{length} bytes"
        self.wrong(name, f"{expected} in hexadecimal are expected.")
        return b""


def read_object(document: bytes) -> Fields:
    """Return the fields of a document; raise DocumentError unless it is canonical."""
    try:
        values = json.loads(document)
        canonical = rfc8785.dumps(values)
    except (ValueError, RecursionError, rfc8785.CanonicalizationError):
        raise DocumentError((Fault("", "This is not JSON."),)) from None
    if not isinstance(values, dict):
        raise DocumentError((Fault("", "An object is expected."),))
    if canonical != document:
        text = "The document is not in canonical form (RFC 8785)."
        raise DocumentError((Fault("", text),))
    return Fields(values, "")
