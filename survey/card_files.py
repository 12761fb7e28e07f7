"""Batches of cards as files to print: the cards, the list of keys, forms of acts.

Codes and keys pass through and are not kept.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files

import typst

from analysis.charts.glyphs import FONTS
from survey import printing
from survey.drawing import Batch
from survey.manifest import Manifest
from survey.printing import Edition
from survey.registry.batches import Batch as Listed
from survey.registry.leftovers import Account
from survey.wording import translator

LANGUAGE = "mn"
KEYS, ACTS = "keys.pdf", "acts.pdf"

Batches = Mapping[bytes, Sequence[Batch]]


def name(batch: Batch) -> str:
    """Return how the file of a batch is called, after the name of its survey."""
    return f"{batch.number:03}.pdf"


def written(
    manifest: Manifest, batches: Batches, *, address: str
) -> Iterator[tuple[str, bytes]]:
    """Yield the cards of every batch and the list of keys, with names for the files."""
    for key_id, found in batches.items():
        for batch in found:
            yield name(batch), cards(manifest, key_id, batch, address=address)
    if any(batches.values()):
        yield KEYS, keys(manifest, batches)


def cards(manifest: Manifest, key_id: bytes, batch: Batch, *, address: str) -> bytes:
    """Return the cards of a batch as a PDF; its number stands outside the cards."""
    _ = translator(LANGUAGE)
    label = _("Batch {number}: {cards} cards, {bodies}")
    words = label.format(
        number=batch.number, cards=len(batch.slips), bodies=_bodies(batch)
    )
    edition = Edition(address, LANGUAGE, words)
    return printing.slips(manifest, manifest.group(key_id), batch.slips, edition)


def keys(manifest: Manifest, batches: Batches) -> bytes:
    """Return the list of keys, which is locked away: a key can void its batch."""
    _ = translator(LANGUAGE)
    rows = [
        [str(one.number), _bodies(one), str(len(one.slips)), one.key]
        for found in batches.values()
        for one in found
    ]
    return _compiled(
        "batch_keys",
        {
            "title": _("Keys of the batches of cards: {survey}").format(
                survey=manifest.survey
            ),
            "explanation": _(
                "With its key a batch can be voided, as long as none of its cards was "
                "used: when a box was lost before anybody drew from it. A key opens no "
                "form and no answer. Keep this list apart from the cards and destroy "
                "it after the last day. Without it a lost batch cannot be voided."
            ),
            "headings": [_("Batch"), _("For"), _("Cards"), _("Key")],
            "rows": rows,
        },
    )


def acts(survey: str, batches: Sequence[Listed], accounts: Sequence[Account]) -> bytes:
    """Return a form of an act for each organisation, to be filled in and signed."""
    _ = translator(LANGUAGE)
    return _compiled(
        "acts",
        {
            "title": _("Act on the cards of the survey"),
            "survey": survey,
            "forms": [
                {
                    "body": account.body,
                    "rows": [
                        [_("Cards printed for it"), str(account.printed)],
                        [_("In the batches"), _numbers(batches, account.body)],
                        [_("Cards received"), ""],
                        [_("Cards drawn from the box by people"), ""],
                        [_("Cards left over, counted by both and returned"), ""],
                        [_("Of these, voided by their codes"), ""],
                    ],
                }
                for account in accounts
            ],
            "statement": _(
                "The cards lay mixed in a box, and everybody drew one. Nobody noted "
                "which card went to whom."
            ),
            "number": _("No. ____   Date: ____ / __ / __"),
            "signatures": [_("Handed over by"), _("Received by")],
            "lines": [_("Name and position"), _("Signature")],
            "hotline": _("Anti-corruption hotline: 110"),
        },
    )


def _bodies(batch: Batch) -> str:
    return ", ".join(batch.bodies)


def _numbers(batches: Sequence[Listed], body: str) -> str:
    found = (one for one in batches if body in one.bodies and not one.void)
    return ", ".join(str(one.number) for one in found)


def _compiled(template: str, data: Mapping[str, object]) -> bytes:
    pages: bytes = typst.compile(
        (files("templates") / "print" / f"{template}.typ").read_bytes(),
        format="pdf",
        sys_inputs={"data": json.dumps({**data, "language": LANGUAGE})},
        pdf_standards=["ua-1"],
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[FONTS]),
    )
    return pages
