"""The bulletin: the public board of a closed survey, as canonical JSON (RFC 8785).

It lists a leaf's parts for every answer, sorted by leaf, and in lists of their own the
hashes of slips, so that nothing joins a slip to an answer. Ciphertexts are not public.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

import rfc8785

from survey import merkle, sealing
from survey.fields import DocumentError, Fields, Json, read_object
from survey.manifest import Manifest
from survey.tokens import blind_answer, blind_token, checkpoint
from survey.tokens.checkpoint import Checkpoint

FORMAT = "shudarga/1/bulletin"

_DIGEST = 32
_RARE = ("void", "reissued")


class BulletinError(DocumentError):
    """The document is not a bulletin."""


class AlteredAnswerError(Exception):
    """A kept answer no longer fits the leaf that was promised for it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The parts of a leaf of an answer that came with a slip or from a poster."""

    key_id: bytes
    nonce: bytes
    sealed_digest: bytes

    @property
    def leaf(self) -> bytes:
        """Return d, what the receipt shows."""
        return sealing.leaf_of_digest(self.key_id, self.nonce, self.sealed_digest)


@dataclass(frozen=True, slots=True)
class BlindEntry:
    """The parts of a leaf of an answer that came with a blind token, and its proofs."""

    key_id: bytes
    prepared: bytes
    token_signature: bytes
    owner: bytes
    answer_signature: bytes
    sealed_digest: bytes

    @property
    def leaf(self) -> bytes:
        """Return d, what the receipt shows."""
        mark = blind_token.spent_mark(self.prepared)
        return sealing.leaf_of_digest(self.key_id, mark, self.sealed_digest)


@dataclass(frozen=True, slots=True)
class GroupCount:
    """What was issued and used in a group; `issued` is unknown for posters.

    Slips are spent, unspent or void. Those that were printed after the opening, in the
    place of void ones, stand in `reissued` too. Lists of which there are none at most
    boards are left out of the document where they are empty.
    """

    key_id: bytes
    eligible: int
    issued: int | None
    answered: int
    spent: tuple[bytes, ...] = ()
    unspent: tuple[bytes, ...] = ()
    void: tuple[bytes, ...] = ()
    reissued: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Bulletin:
    """All that the public sees of a survey's answers, signed by the board."""

    survey: str
    manifest_digest: bytes
    groups: tuple[GroupCount, ...]
    entries: tuple[Entry | BlindEntry, ...]
    checkpoint: str

    @property
    def leaves(self) -> tuple[bytes, ...]:
        """Return the leaves in the order in which they stand on the board."""
        return tuple(entry.leaf for entry in self.entries)

    def to_json(self) -> bytes:
        """Return the bulletin as canonical JSON."""
        return rfc8785.dumps({**_body(self), "checkpoint": self.checkpoint})

    @staticmethod
    def from_json(document: bytes) -> "Bulletin":
        """Read a bulletin; raise BulletinError with all its faults together."""
        try:
            fields = read_object(document, "bulletin")
        except DocumentError as error:
            raise BulletinError(error.faults) from error
        bulletin = _read(fields)
        if fields.faults:
            raise BulletinError(fields.faults)
        return bulletin


def entry_of(
    key_id: bytes, nonce: bytes, sealed: bytes, leaf: bytes, *, proof: bytes = b""
) -> Entry | BlindEntry:
    """Return the entry of a kept answer; raise AlteredAnswerError if it was changed."""
    digest = hashlib.sha256(sealed).digest()
    entry = _blind_entry(key_id, digest, proof) if proof else None
    if sealing.leaf_of_digest(key_id, nonce, digest) != leaf:
        raise AlteredAnswerError("A kept answer does not fit its receipt.")
    if entry is not None and entry.leaf != leaf:
        raise AlteredAnswerError("A kept answer does not fit its token.")
    return entry or Entry(key_id, nonce, digest)


def publish(
    manifest: Manifest,
    entries: Iterable[Entry | BlindEntry],
    groups: Iterable[GroupCount],
    *,
    board_key: bytes,
) -> Bulletin:
    """Sort what is public of a closed survey and sign it with the board's key."""
    ordered = tuple(sorted(entries, key=lambda entry: entry.leaf))
    counts = tuple(sorted(groups, key=lambda group: group.key_id))
    unsigned = Bulletin(manifest.survey, manifest.digest, counts, ordered, "")
    leaves = unsigned.leaves
    state = Checkpoint(
        origin(manifest.digest), len(leaves), merkle.root(leaves), (binding(unsigned),)
    )
    note = checkpoint.sign(board_key, state)
    return Bulletin(manifest.survey, manifest.digest, counts, ordered, note)


def origin(manifest_digest: bytes) -> str:
    """Return the name of a survey's board in its checkpoints."""
    return f"shudarga/1/board/{manifest_digest.hex()}"


def binding(bulletin: Bulletin) -> str:
    """Return the line of the checkpoint that binds counts and slips to the tree."""
    digest = hashlib.sha256(rfc8785.dumps(_body(bulletin))).hexdigest()
    return f"bulletin sha256 {digest}"


def holds(bulletin: Bulletin, leaf: bytes) -> bool:
    """Say whether the leaf on a receipt stands on the board."""
    leaves = bulletin.leaves
    place = bisect_left(leaves, leaf)
    return leaves[place : place + 1] == (leaf,)


def _blind_entry(key_id: bytes, sealed_digest: bytes, packed: bytes) -> BlindEntry:
    try:
        proof = blind_answer.unpack(packed)
    except blind_answer.ForgedAnswerError as error:
        raise AlteredAnswerError("A kept answer has lost its token.") from error
    return BlindEntry(
        key_id=key_id,
        prepared=proof.prepared,
        token_signature=proof.token_signature,
        owner=blind_token.owner_of(proof.prepared),
        answer_signature=proof.answer_signature,
        sealed_digest=sealed_digest,
    )


def _body(bulletin: Bulletin) -> dict[str, Json]:
    return {
        "format": FORMAT,
        "survey": bulletin.survey,
        "manifest": bulletin.manifest_digest.hex(),
        "groups": [_group_object(group) for group in bulletin.groups],
        "answers": [_entry_object(entry) for entry in bulletin.entries],
    }


def _group_object(group: GroupCount) -> dict[str, Json]:
    rare: dict[str, Json] = {
        name: [slip.hex() for slip in getattr(group, name)]
        for name in _RARE
        if getattr(group, name)
    }
    return rare | {
        "key_id": group.key_id.hex(),
        "eligible": group.eligible,
        "issued": group.issued,
        "answered": group.answered,
        "spent": [slip.hex() for slip in group.spent],
        "unspent": [slip.hex() for slip in group.unspent],
    }


def _entry_object(entry: Entry | BlindEntry) -> dict[str, Json]:
    return {name: getattr(entry, name).hex() for name in entry.__dataclass_fields__}


def _read(fields: Fields) -> Bulletin:
    fields.only("format", "survey", "manifest", "groups", "answers", "checkpoint")
    fields.constant("format", FORMAT)
    return Bulletin(
        survey=fields.text("survey"),
        manifest_digest=fields.octets("manifest", length=_DIGEST),
        groups=tuple(_read_group(group) for group in fields.objects("groups")),
        entries=tuple(_read_entry(entry) for entry in fields.objects("answers")),
        checkpoint=fields.text("checkpoint"),
    )


def _read_group(fields: Fields) -> GroupCount:
    absent = {name for name in _RARE if name not in fields.values}
    fields.only(*(n for n in GroupCount.__dataclass_fields__ if n not in absent))
    unknown = fields.values.get("issued") is None
    return GroupCount(
        key_id=fields.octets("key_id", length=_DIGEST),
        eligible=fields.number("eligible"),
        issued=None if unknown else fields.number("issued"),
        answered=fields.number("answered"),
        spent=fields.list_of_octets("spent", length=_DIGEST),
        unspent=fields.list_of_octets("unspent", length=_DIGEST),
        **{name: _rare(fields, name) for name in _RARE if name in fields.values},
    )


def _rare(fields: Fields, name: str) -> tuple[bytes, ...]:
    """Return a list that stands only where it holds anything: it has one spelling."""
    found = fields.list_of_octets(name, length=_DIGEST)
    if not found:
        mn, en = "Хоосон жагсаалтыг бичихгүй.", "An empty list is left out."
        fields.wrong(name, mn, en)
    return found


def _read_entry(fields: Fields) -> Entry | BlindEntry:
    key_id = fields.octets("key_id", length=_DIGEST)
    sealed_digest = fields.octets("sealed_digest", length=_DIGEST)
    if "nonce" in fields.values:
        fields.only(*Entry.__dataclass_fields__)
        return Entry(key_id, fields.octets("nonce", length=_DIGEST), sealed_digest)
    fields.only(*BlindEntry.__dataclass_fields__)
    return BlindEntry(
        key_id=key_id,
        prepared=fields.octets("prepared"),
        token_signature=fields.octets("token_signature"),
        owner=fields.octets("owner"),
        answer_signature=fields.octets("answer_signature"),
        sealed_digest=sealed_digest,
    )
