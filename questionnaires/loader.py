"""Reads definitions of questionnaires, and tells all faults of one together."""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from questionnaires.answers import longest
from questionnaires.experiences import read_experiences
from questionnaires.faults import Fault, FaultsError, fault
from questionnaires.items import read_sections
from questionnaires.model import KINDS, Indicator, Questionnaire, Weight
from questionnaires.references import References, check_indices, read_cuts
from questionnaires.scales import read_scales
from questionnaires.tables import Table, unique

FORMAT = 1
LONGEST_ANSWERS = 32_000
WEIGHT_STATUSES = ("equal", "ACRC-2017", "IAAC-approved")
_ENDING = ".toml"
_KEYS = (
    "format", "name", "version", "kind", "source", "minutes", "title", "introduction",
    "scales", "indicators", "sections", "experiences", "cuts", "outcome", "contact",
    "follow_up",
)  # fmt: skip
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,19}")
_LINE = re.compile(r"at line (\d+)")
_LONGEST_MINUTES = 120


class DefinitionError(FaultsError):
    """A definition that is none; each fault names its table and key."""


def names() -> tuple[str, ...]:
    """Return the names of the questionnaires that come with the program."""
    files = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(f.removesuffix(_ENDING) for f in files if f.endswith(_ENDING)))


def source(name: str) -> bytes:
    """Return the file of a packaged questionnaire; raise DefinitionError if none."""
    if name in names():
        return _folder().joinpath(name + _ENDING).read_bytes()
    known = ", ".join(names())
    mn = f"Ийм санал асуулга алга. Байгаа нь: {known}."
    en = f"There is no such questionnaire. There are: {known}."
    raise DefinitionError([fault(name, mn, en)])


def source_of(name_or_path: str) -> bytes:
    """Return a packaged questionnaire, or the .toml file at a path."""
    if not name_or_path.endswith(_ENDING):
        return source(name_or_path)
    try:
        return Path(name_or_path).read_bytes()
    except (OSError, ValueError) as error:
        mn, en = "Файлыг уншиж чадсангүй.", "The file cannot be read."
        raise DefinitionError([fault(name_or_path, mn, en)]) from error


def load(name: str) -> Questionnaire:
    """Return a packaged questionnaire."""
    return read(source(name))


@lru_cache(maxsize=32)
def read(source: bytes | str) -> Questionnaire:
    """Return the questionnaire that a definition defines; raise DefinitionError.

    The newest ones are kept: a page of the console needs all that there are.
    """
    return define(_parse(_decode(source)))


def define(values: Mapping[str, object]) -> Questionnaire:
    """Return the questionnaire that the tables of a definition define."""
    faults: list[Fault] = []
    root = Table("", values, faults)
    questionnaire = _questionnaire(root)
    if not faults and longest(questionnaire) > LONGEST_ANSWERS:
        root.wrong(
            "sections",
            "Хариултын нийт урт хэтэрсэн. Бичвэр хариултын limit-ийг багасгана уу.",
            "The answers can get too long together. Lower the limit of text items.",
        )
    if faults:
        raise DefinitionError(dict.fromkeys(faults))
    return questionnaire


def _folder() -> Traversable:
    return resources.files("questionnaires").joinpath("definitions")


def _decode(source: bytes | str) -> str:
    if isinstance(source, str):
        return source.removeprefix("\ufeff")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        mn = "Энэ мөр UTF-8 кодчилолгүй байна. Файлыг UTF-8 болгож хадгална уу."
        en = "This line is not written in UTF-8. Save the file as UTF-8."
        raise DefinitionError([fault(f"line {line}", mn, en)]) from error


def _parse(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = _LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        mn = f"Энэ мөрийг TOML гэж уншиж чадсангүй ({error})."
        en = f"This line cannot be read as TOML ({error})."
        raise DefinitionError([fault(f"line {line}", mn, en)]) from error


def _questionnaire(root: Table) -> Questionnaire:
    root.only(*_KEYS)
    scale_tables = root.optional_tables("scales")
    section_tables = root.tables("sections")
    for tables in (scale_tables, section_tables):
        unique(tables)
    scales = read_scales(scale_tables)
    sections, entries = read_sections(section_tables, scales)
    references = References(entries)
    return Questionnaire(
        format=_format(root),
        name=root.name(),
        version=_version(root),
        kind=root.one_of("kind", KINDS),
        source=root.text("source"),
        minutes=root.whole("minutes", least=1, most=_LONGEST_MINUTES),
        title=root.texts("title"),
        introduction=root.texts("introduction"),
        scales=tuple(entry.scale for entry in scales.values()),
        indicators=_indicators(root, references),
        sections=sections,
        cuts=read_cuts(root.optional_tables("cuts"), references),
        experiences=read_experiences(root.optional_tables("experiences"), references),
        outcome=_outcome(root, references),
        contact=root.texts("contact") if "contact" in root else None,
        follow_up=root.texts("follow_up") if "follow_up" in root else None,
    )


def _format(root: Table) -> int:
    if type(root.values.get("format")) is not int or root.values["format"] != FORMAT:
        mn, en = f"Энд {FORMAT} байх ёстой.", f"The number {FORMAT} is expected."
        root.expected("format", mn, en)
    return FORMAT


def _version(root: Table) -> str:
    found = root.values.get("version")
    if isinstance(found, str) and _VERSION.fullmatch(found):
        return found
    root.expected(
        "version",
        "«2026.1» мэт богино бичвэр байх ёстой.",
        'A short text like "2026.1" is expected.',
    )
    return ""


def _indicators(root: Table, references: References) -> tuple[Indicator, ...]:
    tables = [table.named() for table in root.optional_tables("indicators")]
    unique(tables)
    indicators = tuple(_indicator(table) for table in tables)
    by_name = {i.name: t for i, t in zip(indicators, tables, strict=True)}
    references.check(by_name)
    check_indices(indicators, by_name)
    return indicators


def _indicator(table: Table) -> Indicator:
    table.only("name", "index", "weight", "title")
    return Indicator(
        table.name(), table.name("index"), _weight(table), table.texts("title")
    )


def _weight(indicator: Table) -> Weight:
    table = indicator.table("weight")
    if table is None:
        return Weight(1.0, WEIGHT_STATUSES[0], "")
    table.only("value", "status", "source")
    value = table.number("value")
    if value is None or value <= 0:
        table.expected(
            "value", "0-ээс их тоо байх ёстой.", "A number above 0 is expected."
        )
    status = table.one_of("status", WEIGHT_STATUSES)
    named = status != WEIGHT_STATUSES[0] or table.values.get("source", "") != ""
    return Weight(value or 1.0, status, table.text("source") if named else "")


def _outcome(root: Table, references: References) -> str | None:
    if "outcome" not in root:
        return None
    outcome = root.text("outcome")
    if outcome:
        references.check_outcome(root, outcome)
    return outcome
