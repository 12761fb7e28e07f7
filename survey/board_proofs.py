"""Checks what each answer on a board proves about itself, without a count."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator

from survey.bulletin import BlindEntry, Bulletin, Entry
from survey.manifest import BLIND, Group, Manifest
from survey.tokens import blind_answer, blind_token
from survey.tokens.blind_answer import ForgedAnswerError
from survey.tokens.blind_rsa import ForgedTokenError
from survey.tokens.blind_token import Token
from survey.verdicts import Kind, Verdict, verdict


def check(bulletin: Bulletin, manifest: Manifest) -> Iterator[Verdict]:
    """Name every answer without a proof, and every one that is there again."""
    groups = {group.key_id: group for group in manifest.groups}
    for entry in bulletin.entries:
        yield from _entry(entry, groups.get(entry.key_id), manifest.digest)
    yield from _again(bulletin)


def _entry(
    entry: Entry | BlindEntry, group: Group | None, manifest_digest: bytes
) -> Iterator[Verdict]:
    place = entry.leaf.hex()
    blind = isinstance(entry, BlindEntry)
    if group is None or (group.channel == BLIND) != blind:
        yield verdict(
            Kind.ADDED,
            place,
            "Хариултын бүлэг эсвэл суваг нь нөхцөлийн баримтад байхгүй.",
            "The answer is of a group or a channel that the manifest does not list.",
        )
    elif isinstance(entry, BlindEntry) and group.token_key is not None:
        yield from _blind(entry, group.token_key, manifest_digest)


def _blind(
    entry: BlindEntry, token_key: bytes, manifest_digest: bytes
) -> Iterator[Verdict]:
    token = Token(entry.prepared, entry.token_signature)
    try:
        blind_token.check(
            token,
            manifest_digest=manifest_digest,
            key_id=entry.key_id,
            token_key=token_key,
        )
        blind_answer.check(entry.owner, entry.leaf, entry.answer_signature)
    except ForgedTokenError:
        yield verdict(
            Kind.ADDED,
            entry.leaf.hex(),
            "Жинхэнэ эрхгүй хариулт нэмсэн байна.",
            "The answer was added without a genuine token.",
        )
    except ForgedAnswerError:
        yield _exchanged(entry)
    else:
        if entry.owner != blind_token.owner_of(entry.prepared):
            yield _exchanged(entry)


def _exchanged(entry: BlindEntry) -> Verdict:
    return verdict(
        Kind.SWAPPED,
        entry.leaf.hex(),
        "Хариултыг сольсон байна: эрхийн эзэн энэ хариултад гарын үсэг зураагүй.",
        "The answer was exchanged: the owner of its token did not sign this one.",
    )


def _again(bulletin: Bulletin) -> Iterator[Verdict]:
    """Find one token or ciphertext of a group under several leaves."""
    leaves: defaultdict[Hashable, set[bytes]] = defaultdict(set)
    for entry in bulletin.entries:
        for mark in _marks(entry):
            leaves[mark].add(entry.leaf)
    repeated = Counter(min(found) for found in leaves.values() if len(found) > 1)
    for leaf in sorted(repeated):
        yield verdict(
            Kind.DUPLICATED,
            leaf.hex(),
            "Нэг эрх эсвэл нэг хариулт жагсаалтад хоёр өөрөөр орсон байна.",
            "One token or one answer stands on the board in two ways.",
        )


def _marks(entry: Entry | BlindEntry) -> Iterable[Hashable]:
    """Return what only one answer can have; in another group no answer opens."""
    sealed = ("sealed", entry.key_id, entry.sealed_digest)
    if isinstance(entry, BlindEntry):
        return (("token", entry.prepared), sealed)
    return (sealed,)
