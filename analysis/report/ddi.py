"""Describes protected microdata as a DDI codebook (version 2.5) for archives.

The elements stand in the order of the standard's schema; each text stands once in each
language. The codebook says what was asked and what the numbers mean; it has counts
only where the microdata has the same.
"""

from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from analysis.figures import SurveyFacts
from analysis.report.letterhead import DISTRICT, Letterhead
from analysis.report.microdata import Microdata, Variable
from analysis.report.open_data import OPEN
from analysis.report.texts import writable
from analysis.wording import LANGUAGES, both
from questionnaires.model import Questionnaire, Text

NAMESPACE = "ddi:codebook:2_5"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_FILE = "F1"


def render(
    microdata: Microdata, file_name: str, *, letterhead: Letterhead = DISTRICT
) -> bytes:
    """Return the codebook of a file of microdata."""
    results = microdata.published.value
    book = ET.Element(
        "codeBook", {"xmlns": NAMESPACE, "version": "2.5", _LANGUAGE: LANGUAGES[0]}
    )
    facts, asked = results.facts, results.questionnaire
    described = ET.SubElement(book, "docDscr")
    _cite(described, facts, letterhead, "-codebook")
    study = ET.SubElement(book, "stdyDscr")
    _cite(study, facts, letterhead, "")
    _study(study, facts, asked)
    _method(study, microdata)
    _access(study, microdata)
    _file(book, microdata, file_name)
    data = ET.SubElement(book, "dataDscr")
    for place, variable in enumerate(microdata.variables):
        _variable(data, microdata, variable, place)
    ET.indent(book)
    written: bytes = ET.tostring(book, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, tag, attributes)
    made.text = writable(text) or None
    return made


def _say(parent: ET.Element, tag: str, text: Text, **attributes: str) -> None:
    """Add an element once for each language."""
    for language in LANGUAGES:
        made = _add(parent, tag, text.to(language), **attributes)
        made.set(_LANGUAGE, language)


def _cite(
    parent: ET.Element, facts: SurveyFacts, letterhead: Letterhead, suffix: str
) -> None:
    citation = _add(parent, "citation")
    titles = _add(citation, "titlStmt")
    first, *others = LANGUAGES
    _add(titles, "titl", facts.title.to(first)).set(_LANGUAGE, first)
    for language in others:
        _add(titles, "parTitl", facts.title.to(language)).set(_LANGUAGE, language)
    closed = facts.closed.isoformat() if facts.closed else "undated"
    _add(titles, "IDNo", f"{facts.name}-{facts.version}-{closed}{suffix}")
    responsible = _add(citation, "rspStmt")
    _say(responsible, "AuthEnty", letterhead.organisation)
    produced = _add(citation, "prodStmt")
    _say(produced, "producer", letterhead.organisation)
    if facts.closed:
        _add(produced, "prodDate", closed, date=closed)
    _say(produced, "prodPlac", letterhead.place)
    _add(produced, "software", facts.software)
    version = _add(citation, "verStmt")
    _add(version, "version", facts.version)


def _study(study: ET.Element, facts: SurveyFacts, asked: Questionnaire) -> None:
    information = _add(study, "stdyInfo")
    subject = _add(information, "subject")
    for indicator in asked.indicators:
        _say(subject, "keyword", indicator.title)
    _say(information, "abstract", asked.introduction)
    summary = _add(information, "sumDscr")
    for event, day in (("start", facts.opened), ("end", facts.closed)):
        if day is not None:
            _add(
                summary, "collDate", day.isoformat(), event=event, date=day.isoformat()
            )
    _add(summary, "nation", "Монгол Улс", abbr="MN")
    _say(summary, "anlyUnit", both("Person"))
    _say(summary, "universe", _universe(asked))
    _say(summary, "dataKind", both("Answers of single people, protected"))


def _universe(asked: Questionnaire) -> Text:
    known = {
        "internal": both("All civil servants of the district's state bodies"),
        "citizen": both("Citizens who used a service of the district"),
        "policy": both("People who took part in policy of the district"),
    }
    return known.get(asked.kind, both("People who took part in an event"))


def _method(study: ET.Element, microdata: Microdata) -> None:
    results = microdata.published.value
    method = _add(study, "method")
    collected = _add(method, "dataColl")
    _add(collected, "collMode", results.facts.mode)
    _add(collected, "resInstru", f"{results.questionnaire.source}")
    _say(collected, "weight", both("No weights."))
    listed = ", ".join(microdata.left_out)
    _say(
        collected,
        "cleanOps",
        both(
            "The organisation, the service, free text and every question of which the "
            "release withholds anything were left out: {list}.",
            list=listed,
        ),
    )
    headcount = results.facts.headcount
    if headcount:
        judged = _add(method, "anlyInfo")
        _add(judged, "respRate", f"{results.answers} / {headcount}")


def _access(study: ET.Element, microdata: Microdata) -> None:
    access = _add(study, "dataAccs")
    use = _add(access, "useStmt")
    told = both(
        "For statistics only. Nobody may try to find out who a person in the data is, "
        "nor join the data with others to that end."
    ).languages
    _add(use, "confDec", " ".join(told[one] for one in LANGUAGES), required="yes")
    if microdata.published.value.facts.sample:
        _say(access, "notes", both("SAMPLE DATA: an invented district"))
    _add(access, "notes", f"{OPEN.title}: {OPEN.path}", type="licence-of-tables")


def _file(book: ET.Element, microdata: Microdata, file_name: str) -> None:
    described = _add(book, "fileDscr", ID=_FILE)
    texts = _add(described, "fileTxt")
    _add(texts, "fileName", file_name)
    sizes = _add(texts, "dimensns")
    _add(sizes, "caseQnty", str(len(microdata.rows)))
    _add(sizes, "varQnty", str(len(microdata.variables)))
    _add(texts, "fileType", "SPSS", charset="UTF-8")


def _variable(
    data: ET.Element, microdata: Microdata, variable: Variable, place: int
) -> None:
    made = _add(
        data,
        "var",
        ID=f"V{place + 1}",
        name=variable.name,
        files=_FILE,
        dcml="0",
        intrvl="discrete",
        nature="ordinal" if variable.ordered else "nominal",
        representationType="code",
    )
    _add(made, "location", width="4")
    _say(made, "labl", variable.label)
    item = microdata.published.value.questionnaire.item(variable.item)
    for language in LANGUAGES:
        question = _add(made, "qstn", ID=f"Q{place + 1}{language}")
        question.set(_LANGUAGE, language)
        _add(question, "qstnLit", item.text.to(language))
        if item.hint is not None:
            _add(question, "ivuInstr", item.hint.to(language))
    _ranges(made, variable)
    for value, label, count in _counted(microdata, variable, place):
        category = _add(made, "catgry", missing="Y" if value < 0 else "N")
        _add(category, "catValu", str(value))
        _say(category, "labl", label)
        _add(category, "catStat", str(count), type="freq")
    _add(made, "varFormat", type="numeric", schema="SPSS", formatname="F4.0")


def _ranges(made: ET.Element, variable: Variable) -> None:
    for tag, numbers in (
        ("valrng", [value for value in variable.values if value >= 0]),
        ("invalrng", [value for value in variable.values if value < 0]),
    ):
        if numbers:
            held = _add(made, tag)
            _add(held, "range", min=str(min(numbers)), max=str(max(numbers)))


def _counted(
    microdata: Microdata, variable: Variable, place: int
) -> Iterator[tuple[int, Text, int]]:
    counts = Counter(row[place] for row in microdata.rows)
    for value, label in sorted(variable.values.items()):
        yield value, label, counts[value]
