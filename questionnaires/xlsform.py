"""Reads and writes questionnaires as XLSForm workbooks.

A workbook becomes a definition in TOML, which the loader checks like every other;
each fault is told by the sheet and row that it comes from.
"""

import re
from collections.abc import Mapping

from questionnaires import loader, xlsform_export
from questionnaires.faults import Fault
from questionnaires.loader import DefinitionError
from questionnaires.model import Questionnaire
from questionnaires.toml_text import toml
from questionnaires.xlsform_adapting import adapted
from questionnaires.xlsform_cells import Line, XLSFormError, sheets
from questionnaires.xlsform_choices import Draft
from questionnaires.xlsform_survey import drafted

__all__ = ["XLSFormError", "definition", "left_out", "read", "write"]

_NAMES = re.compile(r" [a-z][a-z0-9_]*")


def read(source: bytes) -> Questionnaire:
    """Return the questionnaire of a workbook; raise XLSFormError with all faults."""
    return loader.read(definition(source))


def definition(source: bytes) -> bytes:
    """Return a workbook as a definition in TOML, which a survey keeps."""
    found = adapted(sheets(source))
    draft = drafted(found.sheets) if found.sheets else Draft()
    if found.faults or draft.faults:
        raise XLSFormError([*found.faults, *draft.faults])
    try:
        loader.define(draft.values)
        text = toml(draft.values)
        loader.read(text)
    except DefinitionError as error:
        raise XLSFormError(dict.fromkeys(_told(error, draft))) from error
    return text.encode()


def left_out(source: bytes) -> tuple[Fault, ...]:
    """Return by their rows what of a workbook has no meaning in an anonymous form."""
    return tuple(adapted(sheets(source)).notes)


def write(questionnaire: Questionnaire) -> bytes:
    """Return a questionnaire as the bytes of an .xlsx file."""
    return xlsform_export.write(questionnaire)


def _told(error: DefinitionError, draft: Draft) -> list[Fault]:
    return [_placed(one, draft.lines) for one in error.faults]


def _placed(one: Fault, lines: Mapping[str, Line]) -> Fault:
    """Return a fault at the row that it comes from, with the key that is meant."""
    path = _NAMES.sub("", one.place)
    parts = path.split(".")
    for end in range(len(parts), 0, -1):
        line = lines.get(".".join(parts[:end]))
        if line is not None:
            key = ".".join(parts[end:])
            return Fault(f"{line.place}, {key}" if key else line.place, one.text)
    line = lines.get("")
    place = line.place if line is not None else "settings"
    return Fault(f"{place}, {path}", one.text)
