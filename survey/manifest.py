"""The manifest: what a survey promises, fixed at opening, as canonical JSON (RFC 8785).

Its digest stands on every slip, invitation and public page. Bytes are written in
hexadecimal, days as YYYY-MM-DD. Reading is strict: a manifest has one spelling.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import rfc8785

from survey import merkle
from survey.fields import DocumentError, Fields, read_object
from survey.sealing import BUCKETS, PUBLIC_KEY_BYTES, SUITE
from survey.tokens import blind_rsa

FORMAT = "shudarga/1/manifest"
INTERNAL = "internal"
CITIZEN = "citizen"
SLIP, BLIND, POSTER = "slip", "blind", "poster"

_DIGEST = 32
MOST_HOLDERS = 2
_PINNED_DIGITS = 32
_APART = "collector"
ADDRESS = re.compile(r"https?://[a-z0-9.:\[\]-]+")


class ManifestError(DocumentError):
    """The document is not a manifest that promises can rest on."""


class UnknownGroupError(Exception):
    """The manifest lists no group with this key id."""


@dataclass(frozen=True, slots=True)
class Group:
    """Those who speak as one: results never show less than a group."""

    name: str
    eligible: int
    channel: str
    key_id: bytes
    token_key: bytes | None = None
    slip_root: bytes | None = None
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a survey promises; nothing of it changes after the opening."""

    survey: str
    kind: str
    questionnaire: str
    version: str
    questionnaire_digest: bytes
    opens: date
    answers_open: date
    closes: date
    groups: tuple[Group, ...]
    sealing_keys: tuple[bytes, ...]
    suite: str
    group_floor: int
    cell_floor: int
    bucket: int
    board_key: bytes
    sample: bool
    collector: str | None = None  # where answers go; nothing: where the manifest was

    @property
    def staff(self) -> bool:
        """Say whether civil servants answer, who can be found on a list of names."""
        return self.kind == INTERNAL

    @property
    def digest(self) -> bytes:
        """Return the SHA-256 of the manifest."""
        return hashlib.sha256(self.to_json()).digest()

    @property
    def pin(self) -> str:
        """Return the half of the digest that stands in QR codes and on cards."""
        return self.digest.hex()[:_PINNED_DIGITS]

    def to_json(self) -> bytes:
        """Return the manifest as canonical JSON."""
        return _canonical(self)

    def group(self, key_id: bytes) -> Group:
        """Return the group with this key id; raise UnknownGroupError if none has it."""
        for group in self.groups:
            if group.key_id == key_id:
                return group
        raise UnknownGroupError("The manifest lists no group with this key id.")

    @staticmethod
    def from_json(document: bytes) -> "Manifest":
        """Read a manifest; raise ManifestError with all its faults together."""
        try:
            fields = read_object(document, "manifest")
        except DocumentError as error:
            raise ManifestError(error.faults) from error
        manifest = _read(fields)
        if not fields.faults:
            _check(fields, manifest)
        if fields.faults:
            raise ManifestError(tuple(fields.faults))
        return manifest


def group_key_id(survey: str, name: str) -> bytes:
    """Return the key id of a group without a token key."""
    named = rfc8785.dumps([survey, name])
    return hashlib.sha256(b"shudarga/1/group" + named).digest()


def expected_key_id(survey: str, group: Group) -> bytes:
    """Return the key id that follows from a group's token key or, without, its name."""
    if group.token_key is not None:
        return blind_rsa.key_id(group.token_key)
    return group_key_id(survey, group.name)


def slip_root(slip_hashes: Iterable[bytes]) -> bytes:
    """Return the Merkle root of a group's slip hashes, which are sorted for it."""
    return merkle.root(sorted(slip_hashes))


@lru_cache(maxsize=64)
def _canonical(manifest: Manifest) -> bytes:
    apart = {"collector": manifest.collector} if manifest.collector else {}
    return rfc8785.dumps(
        {
            **apart,
            "format": FORMAT,
            "survey": manifest.survey,
            "kind": manifest.kind,
            "questionnaire": manifest.questionnaire,
            "version": manifest.version,
            "questionnaire_digest": manifest.questionnaire_digest.hex(),
            "opens": manifest.opens.isoformat(),
            "answers_open": manifest.answers_open.isoformat(),
            "closes": manifest.closes.isoformat(),
            "groups": [_group_object(group) for group in manifest.groups],
            "sealing_keys": [key.hex() for key in manifest.sealing_keys],
            "suite": manifest.suite,
            "group_floor": manifest.group_floor,
            "cell_floor": manifest.cell_floor,
            "bucket": manifest.bucket,
            "board_key": manifest.board_key.hex(),
            "sample": manifest.sample,
        }
    )


def _group_object(group: Group) -> dict[str, str | int | list[str] | None]:
    return {
        "name": group.name,
        "eligible": group.eligible,
        "channel": group.channel,
        "key_id": group.key_id.hex(),
        "token_key": group.token_key.hex() if group.token_key is not None else None,
        "slip_root": group.slip_root.hex() if group.slip_root is not None else None,
        "services": list(group.services),
    }


def _read(fields: Fields) -> Manifest:
    names = set(Manifest.__dataclass_fields__)
    if _APART not in fields.values:
        names.remove(_APART)
    fields.only("format", *sorted(names))
    fields.constant("format", FORMAT)
    return Manifest(
        survey=fields.text("survey"),
        kind=fields.text("kind"),
        questionnaire=fields.text("questionnaire"),
        version=fields.text("version"),
        questionnaire_digest=fields.octets("questionnaire_digest", length=_DIGEST),
        opens=fields.day("opens"),
        answers_open=fields.day("answers_open"),
        closes=fields.day("closes"),
        groups=tuple(_read_group(group) for group in fields.objects("groups")),
        sealing_keys=fields.list_of_octets("sealing_keys", length=PUBLIC_KEY_BYTES),
        suite=fields.text("suite"),
        group_floor=fields.number("group_floor", least=1),
        cell_floor=fields.number("cell_floor", least=1),
        bucket=fields.number("bucket", least=1),
        board_key=fields.octets("board_key", length=_DIGEST),
        sample=fields.flag("sample"),
        collector=_read_collector(fields),
    )


def _read_collector(fields: Fields) -> str | None:
    if _APART not in fields.values:
        return None
    found = fields.values[_APART]
    if isinstance(found, str) and ADDRESS.fullmatch(found):
        return found
    mn = "Энд https://нэр хэлбэрийн хаяг байх ёстой."
    fields.wrong(_APART, mn, "An address such as https://name is expected.")
    return None


def _read_group(fields: Fields) -> Group:
    fields.only(*Group.__dataclass_fields__)
    token_key, slip_root = (
        fields.values.get("token_key"),
        fields.values.get("slip_root"),
    )
    return Group(
        name=fields.text("name"),
        eligible=fields.number("eligible"),
        channel=fields.text("channel"),
        key_id=fields.octets("key_id", length=_DIGEST),
        token_key=None if token_key is None else fields.octets("token_key"),
        slip_root=None
        if slip_root is None
        else fields.octets("slip_root", length=_DIGEST),
        services=fields.texts("services"),
    )


def _check(fields: Fields, manifest: Manifest) -> None:
    """Note what each field alone cannot show."""
    if not manifest.opens <= manifest.answers_open <= manifest.closes:
        mn = "Хариулах хугацаа нь судалгааны хугацаанаас гарч байна."
        en = "Answers are taken between the opening and the closing day."
        fields.wrong("answers_open", mn, en)
    fields.constant("suite", SUITE)
    if manifest.bucket not in BUCKETS:
        mn = "Битүүмжилсэн хариулт ийм хэмжээтэй байдаггүй."
        fields.wrong("bucket", mn, "This is not a size that sealed answers have.")
    keys = manifest.sealing_keys
    if not 1 <= len(keys) <= MOST_HOLDERS or len(set(keys)) != len(keys):
        mn = "Нэг түлхүүр, эсвэл хоорондоо ялгаатай хоёр түлхүүр байх ёстой."
        en = "One key is expected, or two different ones."
        fields.wrong("sealing_keys", mn, en)
    _check_groups(fields, manifest.groups)
    for number, group in enumerate(manifest.groups, start=1):
        for name, mn, en in (*_size_faults(manifest, group), *_key_faults(group)):
            fields.wrong(f"groups[{number}].{name}", mn, en)


def _check_groups(fields: Fields, groups: tuple[Group, ...]) -> None:
    if not groups:
        mn = "Судалгаанд дор хаяж нэг бүлэг оролцоно."
        fields.wrong("groups", mn, "A survey has at least one group.")
    if len({group.name for group in groups}) != len(groups):
        mn = "Хоёр бүлэг ижил нэртэй байна."
        fields.wrong("groups", mn, "Two groups have the same name.")
    if len({group.key_id for group in groups}) != len(groups):
        mn = "Хоёр бүлгийн түлхүүрийн дугаар ижил байна."
        fields.wrong("groups", mn, "Two groups have the same key id.")


def _size_faults(manifest: Manifest, group: Group) -> Iterator[tuple[str, str, str]]:
    if manifest.staff and group.eligible < manifest.group_floor:
        mn = "Бүлгийн хүний тоо энэ судалгааны доод хязгаараас бага байна."
        yield "eligible", mn, "The group is smaller than the floor of this survey."
    if group.channel not in {SLIP, BLIND, POSTER}:
        mn = "Суваг нь slip, blind, poster гурвын нэг байна."
        yield "channel", mn, "The channels are slip, blind and poster."
    if group.key_id != expected_key_id(manifest.survey, group):
        mn = "Түлхүүрийн дугаар бүлэгтэйгээ таарахгүй байна."
        yield "key_id", mn, "The key id does not follow from the group."


def _key_faults(group: Group) -> Iterator[tuple[str, str, str]]:
    if (group.token_key is not None) != (group.channel == BLIND):
        mn = "Зөвхөн blind сувгийн бүлэг эрхийн түлхүүртэй байна."
        yield "token_key", mn, "Groups of the channel blind, and only they, have one."
    if group.token_key is not None and not blind_rsa.pinned(group.token_key):
        mn = "Эрхийн түлхүүр 3072 битийн RSA түлхүүр байх ёстой."
        yield "token_key", mn, "A token key is an RSA key of 3072 bits."
    if (group.slip_root is not None) != (group.channel == SLIP):
        mn = "Зөвхөн slip сувгийн бүлэг картын модны үндэстэй байна."
        yield "slip_root", mn, "Groups of the channel slip, and only they, have one."
