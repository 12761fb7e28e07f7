"""Brings workbooks that others wrote for ODK and Kobo to the words that ours use.

Languages, spellings of types, and names are adapted; what cannot be part of an
anonymous form is refused by its row; what has no meaning in one is left out and noted.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from questionnaires.faults import Fault, fault
from questionnaires.tables import is_name
from questionnaires.xlsform_cells import Line, Value
from questionnaires.xlsform_choices import code_of
from questionnaires.xlsform_types import REFUSED, SILENT, UNKNOWN, spelled

FIRST, SECOND = "mn", "en"
_TEXTS = ("label", "hint")
_CYRILLIC = re.compile(r"[А-Яа-яЁёӨөҮү]")
_REFERENCE = re.compile(r"\$\{\s*([^}]+?)\s*\}")
_UNFIT_NAME = re.compile(r"[^a-z0-9_]+")
_FORM = "form"
# Columns that change what respondents see, and are not followed.
_LEFT_OUT = (
    "constraint", "default", "calculation", "trigger", "repeat_count", "read_only",
    "readonly", "parameters", "appearance", "image", "audio", "video", "big-image",
)  # fmt: skip


@dataclass(slots=True)
class Adapted:
    """The sheets of a workbook in our words, its faults, and what was left out."""

    sheets: dict[str, list[Line]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)


def adapted(found: Mapping[str, Sequence[Line]]) -> Adapted:
    """Return a workbook as ours would be written; settings may be missing."""
    result = Adapted()
    survey = found.get("survey", ())
    if not survey:
        mn, en = "«survey» хуудас алга.", "The sheet 'survey' is missing."
        result.faults.append(fault("survey", mn, en))
        return result
    settings = list(found.get("settings", ())) or [Line("settings", 2, {})]
    codes = _codes([*survey, *found.get("choices", ())], settings[0])
    rows = [*_rows((_told(line, codes) for line in survey), _names(survey), result)]
    if FIRST not in codes.values():
        result.faults.insert(0, _without_mongolian(survey[0]))
        return result
    result.sheets = {
        **{name: list(lines) for name, lines in found.items()},
        "settings": [_with_title(settings[0]), *settings[1:]],
        "choices": [_told(line, codes) for line in found.get("choices", ())],
        "survey": rows,
    }
    return result


def named(name: str) -> str:
    """Return a name as ours are: small Latin letters, digits and underscores."""
    if is_name(name) or not re.search(r"[A-Za-z]", name):
        return name
    small = _UNFIT_NAME.sub("_", name.lower()).strip("_")
    return small if small[:1].isalpha() else f"q_{small}"


def _codes(lines: Sequence[Line], settings: Line) -> dict[str, str]:
    """Return the language of each heading of a text; unknown languages have none."""
    headings = {
        heading: heading.partition(":")[2].lstrip(":").strip()
        for line in lines
        for heading in line.cells
        if heading.partition(":")[0].strip().lower() in _TEXTS
    }
    main = settings.text("default_language")
    codes: dict[str, str] = {}
    for heading, language in headings.items():
        code = code_of(language)
        if not language or (code is None and language == main):
            code = code_of(main) or _guessed(lines, heading)
        if code is not None:
            codes[heading] = code
    return codes


def _guessed(lines: Sequence[Line], heading: str) -> str:
    """Return the language of texts without one, by their letters."""
    written = "".join(line.text(heading) for line in lines)
    return FIRST if _CYRILLIC.search(written) else SECOND


def _names(survey: Sequence[Line]) -> dict[str, str]:
    return {line.text("name"): named(line.text("name")) for line in survey}


def _told(line: Line, codes: Mapping[str, str]) -> Line:
    """Return a row with its texts under headings that we know.

    Where a workbook speaks Mongolian alone, its words stand for English too.
    """
    cells: dict[str, Value] = {}
    for heading, value in line.cells.items():
        base = heading.partition(":")[0].strip().lower()
        if base not in _TEXTS:
            cells[heading] = value
        elif heading in codes:
            cells.setdefault(_heading(base, codes[heading]), value)
    if SECOND not in codes.values():
        for base in _TEXTS:
            first = cells.get(_heading(base, FIRST), "")
            cells |= {_heading(base, SECOND): first} if first else {}
    return replace(line, cells=cells)


def _heading(base: str, code: str) -> str:
    return f"{base}::({code})"


def _with_title(settings: Line) -> Line:
    """Return the settings with a name and a title, which others may leave out."""
    cells = dict(settings.cells)
    title = settings.text("form_title") or settings.text("form_id") or _FORM
    cells["form_title"] = title
    cells["form_id"] = named(settings.text("form_id") or _FORM)
    version = re.sub(r"[^0-9A-Za-z.-]", "-", settings.text("version"))[:20]
    if version:
        cells["version"] = version
    return replace(settings, cells=cells)


def _rows(
    lines: Iterator[Line], names: Mapping[str, str], result: Adapted
) -> Iterator[Line]:
    """Yield the rows that are part of the form; note and refuse the others."""
    for line in lines:
        kind = spelled(line.text("type"))
        word = kind.partition(" ")[0]
        if not kind or word in SILENT:
            if word in SILENT:
                mn, en = f"«{word}» мөрийг орхив.", f"The row {word!r} was left out."
                result.notes.append(line.wrong(mn, en))
            continue
        reason = _reason(line, kind)
        if reason is not None:
            result.faults.append(line.wrong(*reason))
            continue
        result.notes += _left_out(line)
        yield _renamed(line, kind, names)


def _renamed(line: Line, kind: str, names: Mapping[str, str]) -> Line:
    """Return a row with its type and the names of questions as ours are."""
    cells = {**line.cells, "type": kind, "name": named(line.text("name"))}
    if "relevant" in cells:
        cells["relevant"] = _REFERENCE.sub(
            lambda found: f"${{{names.get(found[1], found[1])}}}", line.text("relevant")
        )
    return replace(line, cells={key: cell for key, cell in cells.items() if cell != ""})


def _reason(line: Line, kind: str) -> tuple[str, str] | None:
    """Return why a row cannot be part of an anonymous form, if so."""
    word, _, listed = kind.partition(" ")
    if word in REFUSED:
        return REFUSED[word]
    if word not in {
        "text",
        "select_one",
        "select_multiple",
        "begin_group",
        "end_group",
    }:
        return (UNKNOWN[0].format(word), UNKNOWN[1].format(word))
    if listed.endswith(" or_other"):
        return REFUSED["or_other"]
    if line.text("choice_filter"):
        return REFUSED["choice_filter"]
    return None


def _left_out(line: Line) -> Iterator[Fault]:
    for heading in line.cells:
        base = heading.partition(":")[0].strip().lower()
        if base in _LEFT_OUT:
            mn = f"«{base}» баганыг харгалзаагүй."
            yield line.wrong(mn, f"The column {base!r} is not followed.")


def _without_mongolian(line: Line) -> Fault:
    return fault(
        f"{line.sheet}, row 1",
        "Монгол хэл дээрх бичвэр алга. «label::Монгол (mn)» гэсэн багана нэмнэ үү.",
        "There are no texts in Mongolian. Add a column 'label::Монгол (mn)'.",
    )
