"""Reads the fields of strict canonical JSON documents and collects all their faults.

A document has one spelling: fields that are unknown, missing or written in another
way are faults, so that two programs can never read the same bytes differently.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

import rfc8785

from questionnaires.faults import Fault, FaultsError, fault

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int | None"

_HEXADECIMAL = re.compile(r"(?:[0-9a-f]{2})*")


class DocumentError(FaultsError):
    """A document does not say what it must; all faults are listed together."""


@dataclass(frozen=True, slots=True)
class Fields:
    """One object of a document, its place in it, and the faults found so far."""

    values: Mapping[str, object]
    place: str
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, name: str, mn: str, en: str) -> None:
        """Note a fault of one field."""
        self.faults.append(fault(f"{self.place}.{name}", mn, en))

    def only(self, *names: str) -> None:
        """Note every field that is missing, and every one that has no meaning here."""
        for name in names:
            if name not in self.values:
                self.wrong(name, "Энэ талбар дутуу байна.", "The field is missing.")
        for name in sorted(self.values.keys() - set(names)):
            self.wrong(name, "Ийм талбар байхгүй.", "There is no such field.")

    def constant(self, name: str, expected: str) -> None:
        """Note a fault unless a field says exactly this."""
        if self.values.get(name) != expected:
            mn = f"Энд «{expected}» гэж бичсэн байх ёстой."
            self.wrong(name, mn, f"Here stands {expected}.")

    def text(self, name: str) -> str:
        """Return a text that is not empty."""
        value = self.values.get(name)
        if isinstance(value, str) and value:
            return value
        self.wrong(name, "Энд бичвэр байх ёстой.", "A text is expected.")
        return ""

    def number(self, name: str, *, least: int = 0) -> int:
        """Return a whole number."""
        value = self.values.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and value >= least:
            return value
        mn = f"Энд {least} буюу түүнээс их бүхэл тоо байх ёстой."
        self.wrong(name, mn, f"A whole number from {least} on is expected.")
        return least

    def flag(self, name: str) -> bool:
        """Return true or false."""
        value = self.values.get(name)
        if not isinstance(value, bool):
            mn = "Энд true эсвэл false байх ёстой."
            self.wrong(name, mn, "True or false is expected.")
        return value is True

    def day(self, name: str) -> date:
        """Return a calendar day."""
        value = self.values.get(name)
        try:
            day = date.fromisoformat(str(value))
        except ValueError:
            day = date.min
        if day.isoformat() != value:
            mn = "Энд ЖЖЖЖ-СС-ӨӨ хэлбэрийн огноо байх ёстой."
            self.wrong(name, mn, "A day is expected, as YYYY-MM-DD.")
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
        self.wrong(name, "Энд жагсаалт байх ёстой.", "A list is expected.")
        return []

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts."""
        values = self.items(name)
        if not all(isinstance(value, str) and value for value in values):
            mn = "Энд бичвэрүүдийн жагсаалт байх ёстой."
            self.wrong(name, mn, "A list of texts is expected.")
        return tuple(str(value) for value in values)

    def objects(self, name: str) -> list["Fields"]:
        """Return a list of objects, whose faults are collected with ours."""
        found = []
        for number, value in enumerate(self.items(name), start=1):
            place = f"{name}[{number}]"
            if isinstance(value, dict):
                found.append(Fields(value, f"{self.place}.{place}", self.faults))
            else:
                mn = "Энд объект байх ёстой."
                self.wrong(place, mn, "An object is expected.")
        return found

    def _octets(self, name: str, value: object, length: int | None) -> bytes:
        if isinstance(value, str) and _HEXADECIMAL.fullmatch(value):
            octets = bytes.fromhex(value)
            if length is None or len(octets) == length:
                return octets
        mn = "Энд арван зургаатын тоогоор бичсэн өгөгдөл байх ёстой."
        en = "Bytes in hexadecimal are expected."
        if length is not None:
            mn = f"Энд арван зургаатын тоогоор бичсэн {length} байт байх ёстой."
            en = f"{length} bytes in hexadecimal are expected."
        self.wrong(name, mn, en)
        return b""


def parse_object(document: bytes, place: str) -> Fields:
    """Return the fields of a document in any spelling of JSON, or DocumentError."""
    try:
        values = json.loads(document)
    except (ValueError, RecursionError):
        values = None
    if isinstance(values, dict):
        return Fields(values, place)
    mn, en = "Энэ файл JSON объект биш байна.", "The file is not a JSON object."
    raise DocumentError([fault(place, mn, en)])


def read_object(document: bytes, place: str) -> Fields:
    """Return the fields of a document; raise DocumentError unless it is canonical."""
    fields = parse_object(document, place)
    try:
        canonical = rfc8785.dumps(dict(fields.values))  # type: ignore[arg-type]  # json.loads made it, so it is JSON
    except (rfc8785.CanonicalizationError, RecursionError):
        canonical = b""
    if canonical == document:
        return fields
    mn = "Баримт RFC 8785 стандартын хэлбэрээр бичигдээгүй байна."
    en = "The document is not in canonical form (RFC 8785)."
    raise DocumentError([fault(place, mn, en)])
