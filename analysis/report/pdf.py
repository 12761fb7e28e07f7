"""Renders a report as a tagged PDF (PDF/UA-1) by typst.

Texts travel as data, never as typst source, so nothing in them is markup.
"""

import json
import re
from dataclasses import asdict, replace
from functools import lru_cache
from importlib.resources import files

import typst

from analysis.charts.glyphs import FONTS, drawable
from analysis.charts.model import Chart, Table
from analysis.report import columns
from analysis.report.model import Block, Report, Section

_BREAK, _PIECE = "\u200b", 8
_LONG_WORD = re.compile(r"(?<!\S)(?![0-9a-f]{64}(?!\S))\S{40,}")
_NARROW_MM, _SHORT_MM, _FEW_COLUMNS = 130, 60, 2
_UPRIGHT_MM, _WIDE_MM = 167, 261  # between the margins of the template's pages


def render(report: Report) -> bytes:
    """Return the report as a PDF file."""
    template = (files("templates") / "report" / "report.typ").read_bytes()
    document = json.dumps(_document(report), ensure_ascii=False)
    pdf: bytes = typst.compile(
        template,
        format="pdf",
        sys_inputs={"report": document},
        pdf_standards=["ua-1"],
        font_paths=_fonts(),
    )
    return pdf


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Return the fonts of typst and of matplotlib, so that no system needs any."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


def _document(report: Report) -> dict[str, object]:
    sections = [
        {
            "title": drawable(section.title),
            "wide": section.wide,
            "signed": section.signed,
            "blocks": [_block(block, section) for block in section.blocks],
        }
        for section in report.sections
    ]
    return {**_clean(asdict(replace(report, sections=()))), "sections": sections}


def _block(block: Block, section: Section) -> dict[str, object]:
    fields = _clean(asdict(block))
    if isinstance(block, Chart):
        fields["svg"] = block.svg.decode("utf-8")
        fields["table"] = _block(block.table, section)
    if isinstance(block, Table):
        fields |= _laid(block, section)
    return {"kind": block.kind, **fields}


def _laid(table: Table, section: Section) -> dict[str, object]:
    """Return how a table lies on its page: narrow or not, whole if it is short."""
    page = _WIDE_MM if section.wide else _UPRIGHT_MM
    room = page if len(table.columns) > _FEW_COLUMNS else _NARROW_MM
    widths = columns.shares(table, room)
    short = columns.height(table, widths, room) < _SHORT_MM
    return {"widths": widths, "room": room, "short": short}


def _breakable(text: str) -> str:
    """Let lines break within words that no line could hold; a digest fits one."""
    return _LONG_WORD.sub(lambda found: _BREAK.join(_pieces(found[0])), text)


def _pieces(word: str) -> list[str]:
    return [word[at : at + _PIECE] for at in range(0, len(word), _PIECE)]


def _clean(value: object) -> dict[str, object]:
    cleaned = _told(value)
    return cleaned if isinstance(cleaned, dict) else {}


def _told(value: object) -> object:
    if isinstance(value, str):
        return _breakable(drawable(value))
    if isinstance(value, dict):
        return {key: _told(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_told(entry) for entry in value]
    return None if isinstance(value, bytes) else value
