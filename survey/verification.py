"""Checks a bulletin with public data only, and names what somebody did to it.

It needs the two public documents. Receipts of respondents, checkpoints that others
have seen and the digest printed on a card make it see more.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from survey import board_counts, board_proofs, merkle
from survey.bulletin import Bulletin, BulletinError, binding, holds, origin
from survey.manifest import Manifest, ManifestError
from survey.tokens import board, checkpoint
from survey.tokens.board import ForgedPromiseError, NoteError
from survey.tokens.checkpoint import Checkpoint
from survey.verdicts import (
    CONTENT_LIMIT,
    LIMITS,
    RECEIPT_LIMIT,
    Kind,
    Report,
    Verdict,
    verdict,
)

_BOARD = "board"
_MANIFEST = "manifest"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a respondent keeps: a leaf, and the board's signed promise of it."""

    leaf: bytes
    promise: bytes


@dataclass(frozen=True, slots=True)
class Evidence:
    """What others hold: receipts, checkpoints, the beginning of a printed digest."""

    receipts: tuple[Receipt, ...] = ()
    checkpoints: tuple[str, ...] = ()
    printed_digest: str = ""


NOTHING_ELSE = Evidence()


def verify(
    bulletin_bytes: bytes, manifest_bytes: bytes, evidence: Evidence = NOTHING_ELSE
) -> Report:
    """Check all that public data can show, and say what it cannot."""
    try:
        manifest = Manifest.from_json(manifest_bytes)
        bulletin = Bulletin.from_json(bulletin_bytes)
    except (ManifestError, BulletinError) as error:
        found = tuple(
            Verdict(Kind.UNREADABLE, fault.place, fault.text) for fault in error.faults
        )
        return Report(found)
    edited = tuple(_edited_manifest(bulletin, manifest, evidence.printed_digest))
    if edited:
        return Report(edited)
    faults = (
        *_signature(bulletin, manifest),
        *_order(bulletin),
        *board_proofs.check(bulletin, manifest),
        *board_counts.check(bulletin, manifest),
        *_forks(bulletin, manifest, evidence.checkpoints),
        *_promises(bulletin, manifest, evidence.receipts),
    )
    strata = board_counts.strata(bulletin, manifest)
    limits = tuple(LIMITS[stratum.channel] for stratum in strata)
    return Report(faults, strata, (*limits, RECEIPT_LIMIT, CONTENT_LIMIT))


def _edited_manifest(
    bulletin: Bulletin, manifest: Manifest, printed: str
) -> Iterator[Verdict]:
    digest = manifest.digest.hex()
    if bulletin.manifest_digest.hex() != digest or bulletin.survey != manifest.survey:
        yield verdict(
            Kind.EDITED_MANIFEST,
            _MANIFEST,
            "Хариултыг өөр нөхцөлийн баримттай судалгаанд өгсөн байна.",
            "The answers were given under another manifest than this one.",
        )
    elif not digest.startswith(printed.lower()):
        yield verdict(
            Kind.EDITED_MANIFEST,
            _MANIFEST,
            "Судалгааны нөхцөлийн баримт картад хэвлэсэн тулгах кодтой таарахгүй "
            "байна.",
            "The manifest is not the one whose check stands on the card.",
        )


def _read(bulletin: Bulletin, manifest: Manifest, note: str) -> Checkpoint:
    return checkpoint.read(manifest.board_key, origin(bulletin.manifest_digest), note)


def _signature(bulletin: Bulletin, manifest: Manifest) -> Iterator[Verdict]:
    """Compare the board with what it signed."""
    try:
        signed = _read(bulletin, manifest, bulletin.checkpoint)
    except NoteError:
        yield verdict(
            Kind.UNSIGNED,
            _BOARD,
            "Нийтийн жагсаалтад судалгааны түлхүүрийн гарын үсэг алга.",
            "The board is not signed with the key that the manifest names.",
        )
        return
    surplus = len(bulletin.entries) - signed.size
    if surplus < 0:
        yield verdict(
            Kind.DROPPED,
            _BOARD,
            f"Гарын үсэг зурсан жагсаалтаас {-surplus} хариулт хассан байна.",
            f"{-surplus} of the signed answers are missing.",
        )
    elif surplus > 0:
        yield verdict(
            Kind.ADDED,
            _BOARD,
            f"Гарын үсэг зурсан жагсаалтад {surplus} хариулт нэмсэн байна.",
            f"{surplus} answers stand on the board beside those that were signed.",
        )
    elif merkle.root(bulletin.leaves) != signed.root:
        yield verdict(
            Kind.SWAPPED,
            _BOARD,
            "Гарын үсэг зурсан хариултыг өөр хариултаар сольсон байна.",
            "Answers were exchanged after the board was signed.",
        )
    elif binding(bulletin) not in signed.extensions:
        yield verdict(
            Kind.EDITED_COUNT,
            _BOARD,
            "Гарын үсэг зурсны дараа тоо эсвэл картын жагсаалтыг өөрчилсөн байна.",
            "Counts or lists of cards were edited after the board was signed.",
        )


def _order(bulletin: Bulletin) -> Iterator[Verdict]:
    leaves = bulletin.leaves
    for leaf, times in Counter(leaves).items():
        if times > 1:
            yield verdict(
                Kind.DUPLICATED,
                leaf.hex(),
                f"Нэг хариулт жагсаалтад {times} удаа байна.",
                f"One answer stands on the board {times} times.",
            )
    if list(leaves) != sorted(leaves):
        yield verdict(
            Kind.UNSORTED,
            _BOARD,
            "Хариултуудыг эрэмбэлээгүй байна: дараалал нь ирсэн цагийг хэлж мэднэ.",
            "The answers are not sorted: their order may tell when they came.",
        )


def _forks(
    bulletin: Bulletin, manifest: Manifest, notes: Iterable[str]
) -> Iterator[Verdict]:
    """Compare with what the board signed and showed to others."""
    leaves = bulletin.leaves
    own = set(bulletin.checkpoint.partition("\n\n")[0].splitlines())
    for number, note in enumerate(notes, start=1):
        place = f"checkpoint {number}"
        try:
            seen = _read(bulletin, manifest, note)
        except NoteError:
            yield verdict(
                Kind.UNSIGNED,
                place,
                "Энэ тэмдэглэлд судалгааны түлхүүрийн гарын үсэг алга.",
                "This checkpoint was not signed by the board of this survey.",
            )
            continue
        yield from _fork(seen, leaves, own, place)


def _fork(
    seen: Checkpoint, leaves: tuple[bytes, ...], own: set[str], place: str
) -> Iterator[Verdict]:
    """Compare a checkpoint that somebody kept; a survey's board is signed once."""
    if merkle.root(leaves[: seen.size]) != seen.root:
        told = f"{seen.size} хариулттай өөр жагсаалтад бас гарын үсэг зурж үзүүлжээ."
        also = f"The board also signed another list of {seen.size} answers."
        yield verdict(Kind.FORKED, place, told, also)
    elif seen.size < len(leaves):
        more = len(leaves) - seen.size
        told = f"Нийтэлсний дараа {more} хариулт нэмсэн байна."
        also = f"{more} answers were added after the board had been published."
        yield verdict(Kind.ADDED, place, told, also)
    elif not set(seen.extensions) <= own:
        told = f"{seen.size} хариулттай, өөр тоотой жагсаалтад бас гарын үсэг зуржээ."
        also = f"The board also signed other counts for these {seen.size} answers."
        yield verdict(Kind.FORKED, place, told, also)


def _promises(
    bulletin: Bulletin, manifest: Manifest, receipts: Iterable[Receipt]
) -> Iterator[Verdict]:
    for receipt in receipts:
        place = receipt.leaf.hex()
        try:
            board.check_promise(manifest.board_key, receipt.leaf, receipt.promise)
        except ForgedPromiseError:
            yield verdict(
                Kind.FORGED_RECEIPT,
                place,
                "Энэ баримтыг энэ судалгаа олгоогүй байна.",
                "This receipt was not given by this survey.",
            )
            continue
        if not holds(bulletin, receipt.leaf):
            yield verdict(
                Kind.DROPPED,
                place,
                "Тоолно гэж амласан хариулт алга: түүнийг хассан эсвэл сольсон байна.",
                "An answer that was promised is missing: it was dropped or exchanged.",
            )
