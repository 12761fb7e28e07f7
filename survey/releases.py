"""The signed list of all scripts that this installation ever gave to browsers.

It only grows: every entry holds the hash of the one before. Whoever keeps a copy can
see later what was added, so that a script made for one person would have to be listed
for everybody, or be missing from the list. A key that is given up signs the one after
it, and stays in the list for the entries that it signed.
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

KEY = "release.key"
NEXT = "release.key.next"
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
class Retired:
    """A public key that was given up, how many entries there were, and its last act."""

    key: bytes
    entries: int
    signature: bytes = b""

    def names(self, following: bytes) -> bytes:
        """Return what it signs at last: the key that follows it."""
        told: dict[str, Json] = {"entries": self.entries, "key": self.key.hex()}
        return rfc8785.dumps({**told, "next": following.hex()})


@dataclass(frozen=True, slots=True)
class Releases:
    """All entries, the public key that signs them, and those that did so earlier."""

    key: bytes
    entries: tuple[Release, ...] = ()
    earlier: tuple[Retired, ...] = ()

    def to_json(self) -> bytes:
        """Return the list as canonical JSON."""
        entries: list[Json] = [_object(entry) for entry in self.entries]
        document = {"format": FORMAT, "key": self.key.hex(), "entries": entries}
        earlier: list[Json] = [
            {
                "key": one.key.hex(),
                "entries": one.entries,
                "signature": one.signature.hex(),
            }
            for one in self.earlier
        ]
        return rfc8785.dumps({**document, "earlier": earlier} if earlier else document)

    def signer(self, number: int) -> bytes:
        """Return the key that signs the entry of a number."""
        keys = (one.key for one in self.earlier if number <= one.entries)
        return next(keys, self.key)

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
    several = {"earlier"} & fields.values.keys()
    fields.only("format", "key", "entries", *several)
    fields.constant("format", FORMAT)
    entries = tuple(_read(entry) for entry in fields.objects("entries"))
    retired = fields.objects("earlier") if several else ()
    releases = Releases(
        fields.octets("key", length=_DIGEST),
        entries,
        tuple(_read_retired(one) for one in retired),
    )
    if fields.faults:
        raise BrokenReleasesError("The list cannot be read.")
    _check_chain(releases)
    return releases


def record(
    home: Path, scripts: Mapping[str, bytes], *, version: str, today: date
) -> Releases:
    """Enter the scripts that are new in the list of an installation, and return it."""
    path = home / NAME
    with _alone(home):
        key, known = _known(home)
        entries = list(known.entries)
        for file, content in scripts.items():
            if not known.lists(file, content):
                entries.append(_entry(key, entries, file, content, (version, today)))
        recorded = replace(known, entries=tuple(entries))
        if recorded != known:
            _write(path, recorded.to_json())
    return recorded


def renew_key(home: Path) -> Releases:
    """Give the key of the list up: it signs a new one, which signs from now on."""
    with _alone(home):
        key, known = _known(home)
        fresh = release_key.load_or_make(home / NEXT)
        following = release_key.public(fresh)
        last = Retired(known.key, len(known.entries))
        signed = replace(last, signature=release_key.sign(key, last.names(following)))
        renewed = replace(known, key=following, earlier=(*known.earlier, signed))
        _write(home / NAME, renewed.to_json())
        (home / NEXT).replace(home / KEY)
    return renewed


def _known(home: Path) -> tuple[bytes, Releases]:
    """Return the key and the list; end a change of keys that was cut short."""
    path, coming = home / NAME, home / NEXT
    known = read(path.read_bytes()) if path.is_file() else None
    if coming.is_file():
        fresh = release_key.public(coming.read_bytes())
        if known is not None and known.key == fresh:
            coming.replace(home / KEY)
        else:
            coming.unlink()
    key = release_key.load_or_make(home / KEY)
    return key, known or Releases(release_key.public(key))


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
            key = releases.signer(entry.number)
            release_key.check(key, entry.signed, entry.signature)
        except release_key.ForgedReleaseError as error:
            message = f"Entry {number} is not signed with the key of the list."
            raise BrokenReleasesError(message) from error
        previous = entry.digest
    _check_keys(releases)


def _check_keys(releases: Releases) -> None:
    """Raise BrokenReleasesError unless each key was named by the one before it."""
    following = [*(one.key for one in releases.earlier[1:]), releases.key]
    before = 0
    for retired, key in zip(releases.earlier, following, strict=False):
        try:
            release_key.check(retired.key, retired.names(key), retired.signature)
        except release_key.ForgedReleaseError as error:
            message = "A key of the list was not named by the one before it."
            raise BrokenReleasesError(message) from error
        if not before <= retired.entries <= len(releases.entries):
            raise BrokenReleasesError("A key of the list signed more than there is.")
        before = retired.entries


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


def _read_retired(fields: Fields) -> Retired:
    fields.only(*Retired.__dataclass_fields__)
    return Retired(
        key=fields.octets("key", length=_DIGEST),
        entries=fields.number("entries"),
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
