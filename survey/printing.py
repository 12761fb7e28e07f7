"""Prints slips as A4 pages of cards. The codes pass through and are not kept."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import segno
import typst

from analysis.charts.glyphs import FONTS
from survey.manifest import Group, Manifest
from survey.wording import translator

_GROUP = 4


@dataclass(frozen=True, slots=True)
class Edition:
    """How cards are printed: the page where codes are typed, and the language.

    What is said of the batch stands at the edge of the paper, on no card.
    """

    address: str
    language: str
    batch: str = ""


def slips(
    manifest: Manifest, group: Group, codes: Sequence[str], edition: Edition
) -> bytes:
    """Return a PDF with one card per code, in the order given.

    The QR code carries the code and the digest of the manifest in the fragment of the
    address, which no browser sends to a server.
    """
    link = f"{edition.address}#{{}}.{manifest.pin}"
    cards = [{"code": code, "qr": qr(link.format(code))} for code in codes]
    data = {
        **_words(manifest, group, edition.language),
        "language": edition.language,
        "address": edition.address.partition("://")[2],
        "slips": cards,
        "batch": edition.batch,
    }
    source = (files("templates") / "print" / "slips.typ").read_bytes()
    pages: bytes = typst.compile(
        source,
        format="pdf",
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["ua-1"],
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[FONTS]),
    )
    return pages


def _words(manifest: Manifest, group: Group, language: str) -> dict[str, str]:
    _ = translator(language)
    secret = _("Secret survey of civil servants")
    heading = secret if manifest.staff else _("Tell us about our service")
    dates = _("Answers are taken from {first} to {last}.")
    promise = _("This card is used once and names nobody. Check: {digest}")
    sample = _("SAMPLE DATA. This is not a real survey.")
    return {
        "title": f"{heading} · {group.name}",
        "heading": heading,
        "group": group.name,
        "instruction": _("Point your phone's camera here, or type the code at:"),
        "dates": dates.format(first=manifest.answers_open, last=manifest.closes),
        "promise": promise.format(digest=_in_groups(manifest.pin)),
        "footer": _("Anti-corruption hotline: 110"),
        "qr_alt": _("QR code that opens the survey with this card's code"),
        "sample": sample if manifest.sample else "",
    }


def qr(text: str) -> str:
    """Return a QR code as SVG."""
    drawing = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(drawing, kind="svg", border=2, scale=4)
    return drawing.getvalue().decode()


def _in_groups(digest: str) -> str:
    return " ".join(digest[i : i + _GROUP] for i in range(0, len(digest), _GROUP))
