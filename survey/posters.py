"""Prints posters for service points: an address and a QR code that never change.

The address names the place and not a survey; it leads to the survey of the day.
"""

import base64
import hashlib
import json
from importlib.resources import files

import typst

from analysis.charts.glyphs import FONTS
from survey.printing import qr
from survey.registry.groups import POSTER_NAME
from survey.wording import translator

SIZES = ("a4", "a5")
_LETTERS = 10


def point_word(name: str) -> str:
    """Return the word of ten letters and digits that stands for a service point.

    It follows from the name alone, so that a poster stays good when surveys change;
    the group of those who answer by the poster has the same word.
    """
    digest = hashlib.sha256(b"shudarga/1/point" + place(name).encode()).digest()
    return base64.b32encode(digest).decode().lower()[:_LETTERS]


def place(name: str) -> str:
    """Return the name of the service point that a group of a poster belongs to."""
    return name.removesuffix(POSTER_NAME.format(""))


def poster(
    name: str, *, address: str, language: str, size: str = "a4", sample: bool = False
) -> bytes:
    """Return a PDF of one page, A4 or A5, for the wall or the counter of a place.

    `address` is where answering begins for whoever came by a poster; the place's word
    is added to it.
    """
    link = f"{address}/{point_word(name)}"
    data = {
        **_words(place(name), language, sample=sample),
        "language": language,
        "paper": size,
        "scale": 1.0 if size == SIZES[0] else 0.7,
        "address": link.partition("://")[2],
        "qr": qr(link),
    }
    pages: bytes = typst.compile(
        (files("templates") / "print" / "poster.typ").read_bytes(),
        format="pdf",
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["ua-1"],
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[FONTS]),
    )
    return pages


def _words(name: str, language: str, *, sample: bool) -> dict[str, str]:
    _ = translator(language)
    heading = _("Tell us about our service")
    return {
        "title": f"{heading} · {name}",
        "heading": heading,
        "place": name,
        "instruction": _("Point your phone's camera here, or type the address:"),
        "length": _("8 questions, about a minute and a half"),
        "promise": _(
            "We ask for no name and no number. Your answer is locked on your phone, "
            "and nobody at this counter can read it."
        ),
        "without": _("No phone with you? Take a card at the counter and answer later."),
        "hotline": _("Anti-corruption hotline: 110"),
        "qr_alt": _("QR code that opens the questions about this place"),
        "sample": _("SAMPLE DATA. This is not a real survey.") if sample else "",
    }
