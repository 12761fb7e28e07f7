"""The signed list of all scripts that this installation ever gave to browsers.

It only grows: every entry holds the hash of the one before. Whoever keeps a copy can
see later what was added, so that a script made for one person would have to be listed
for everybody, or be missing from the list.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import rfc8785

from survey.fields import DocumentError, Fields, Json, read_object
from survey.tokens import release_key

FORMAT = "shudarga/1/releases"
NAME = "releases.json"

_KEY = "release.key"
_LOCK = "releases.lock"
_DIGEST = 32
_SIGNATURE = 64


class BrokenReleasesError(Exception):
    """The list was changed otherwise than by adding to its end."""


@dataclass(frozen=True, slots=True)
class Release:
    """One script in one version: its digest, its day, and the entry before it."""

    number: int
    file: str
    sha256: bytes
    version: str
    day: date
    previous: bytes
    signature: bytes = b""

    @property
    def signed(self) -> bytes:
        """Return what the signature is for."""
        return rfc8785.dumps(_object(replace(self, signature=b"")))

    @property
    def digest(self) -> bytes:
        """Return what the next entry holds of this one."""
        return hashlib.sha256(rfc8785.dumps(_object(self))).digest()


@dataclass(frozen=True, slots=True)
class Releases:
    """All entries, and the public key that signs them."""

    key: bytes
    entries: tuple[Release, ...] = ()

    def to_json(self) -> bytes:
        """Return the list as canonical JSON."""
        entries: list[Json] = [_object(entry) for entry in self.entries]
        document = {"format": FORMAT, "key": self.key.hex(), "entries": entries}
        return rfc8785.dumps(document)

    def lists(self, file: str, content: bytes) -> bool:
        """Say whether the newest entry of a file is for this content."""
        named = [entry for entry in self.entries if entry.file == file]
        return bool(named) and named[-1].sha256 == hashlib.sha256(content).digest()


def read(document: bytes) -> Releases:
    """Read a list; raise BrokenReleasesError unless each entry follows the last."""
    try:
        fields = read_object(document, "releases")
    except DocumentError as error:
        raise BrokenReleasesError("The list cannot be read.") from error
    fields.only("format", "key", "entries")
    fields.constant("format", FORMAT)
    entries = tuple(_read(entry) for entry in fields.objects("entries"))
    releases = Releases(fields.octets("key", length=_DIGEST), entries)
    if fields.faults:
        raise BrokenReleasesError("The list cannot be read.")
    _check_chain(releases)
    return releases


def record(
    home: Path, scripts: Mapping[str, bytes], *, version: str, today: date
) -> Releases:
    """Enter the scripts that are new in the list of an installation, and return it."""
    key = release_key.load_or_make(home / _KEY)
    with _alone(home):
        path = home / NAME
        known = Releases(release_key.public(key))
        if path.is_file():
            known = read(path.read_bytes())
        entries = list(known.entries)
        for file, content in scripts.items():
            if not known.lists(file, content):
                entries.append(_entry(key, entries, file, content, (version, today)))
        recorded = replace(known, entries=tuple(entries))
        if recorded != known:
            _write(path, recorded.to_json())
    return recorded


def _entry(
    key: bytes,
    before: Sequence[Release],
    file: str,
    content: bytes,
    made: tuple[str, date],
) -> Release:
    version, day = made
    unsigned = Release(
        number=len(before) + 1,
        file=file,
        sha256=hashlib.sha256(content).digest(),
        version=version,
        day=day,
        previous=before[-1].digest if before else bytes(_DIGEST),
    )
    return replace(unsigned, signature=release_key.sign(key, unsigned.signed))


def _check_chain(releases: Releases) -> None:
    previous = bytes(_DIGEST)
    for number, entry in enumerate(releases.entries, start=1):
        if entry.number != number or entry.previous != previous:
            raise BrokenReleasesError(f"Entry {number} does not follow the last one.")
        try:
            release_key.check(releases.key, entry.signed, entry.signature)
        except release_key.ForgedReleaseError as error:
            message = f"Entry {number} is not signed with the key of the list."
            raise BrokenReleasesError(message) from error
        previous = entry.digest


def _object(entry: Release) -> dict[str, Json]:
    found: dict[str, Json] = {
        "number": entry.number,
        "file": entry.file,
        "sha256": entry.sha256.hex(),
        "version": entry.version,
        "day": entry.day.isoformat(),
        "previous": entry.previous.hex(),
    }
    return {**found, "signature": entry.signature.hex()} if entry.signature else found


def _read(fields: Fields) -> Release:
    fields.only(*Release.__dataclass_fields__)
    return Release(
        number=fields.number("number", least=1),
        file=fields.text("file"),
        sha256=fields.octets("sha256", length=_DIGEST),
        version=fields.text("version"),
        day=fields.day("day"),
        previous=fields.octets("previous", length=_DIGEST),
        signature=fields.octets("signature", length=_SIGNATURE),
    )


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Keep other processes of the installation out: two faces may start at once."""
    with (home / _LOCK).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write(path: Path, content: bytes) -> None:
    """Put the new list in the place of the old one in one step."""
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
