"""Writes a questionnaire as an XLSForm workbook that ODK, Kobo and we can read.

What XLSForm lacks stands in columns and sheets of our own, which others pass over.
"""

import io
from collections.abc import Iterator

from openpyxl import Workbook

from questionnaires.model import (
    Indicator,
    Item,
    JointExperience,
    Missing,
    Option,
    Questionnaire,
    Text,
)
from questionnaires.xlsform_conditions import relevant

HEADINGS = {"mn": "Монгол (mn)", "en": "English (en)"}
YES, NO = "yes", "no"
_TYPES = {"choices": "select_multiple", "text": "text"}

Row = dict[str, object]


def write(questionnaire: Questionnaire) -> bytes:
    """Return a questionnaire as the bytes of an .xlsx file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _add(book, "survey", list(_survey(questionnaire)))
    _add(book, "choices", list(_choices(questionnaire)))
    _add(book, "settings", [_settings(questionnaire)])
    _add(book, "indicators", [_indicator(i) for i in questionnaire.indicators])
    _add(book, "experiences", [_joint(one) for one in questionnaire.experiences])
    _add(book, "cuts", [{"by": "|".join(cut.by)} for cut in questionnaire.cuts])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _survey(questionnaire: Questionnaire) -> Iterator[Row]:
    for section in questionnaire.sections:
        title = _texts("label", section.title)
        taken = any(item.name == section.name for item in questionnaire.items)
        name = f"{section.name}_group" if taken else section.name
        own = {"section": section.name} if taken else {}
        yield {"type": "begin_group", "name": name, **title, **own}
        for item in section.items:
            yield {**_item(questionnaire, item), **_measured(item), **_pair(item)}
        yield {"type": "end_group"}


def _item(questionnaire: Questionnaire, item: Item) -> Row:
    kind = _TYPES.get(item.type, "select_one")
    listed = _list_name(questionnaire, item)
    asked = "text" if kind == "text" or item.source else f"{kind} {listed}"
    row: Row = {
        "type": asked,
        "name": item.name,
        **_texts("label", item.text),
        "item_type": item.type,
        "scale": _scale_name(questionnaire, item),
        "required": YES if item.required else None,
        "core": None if item.core else NO,
        "from": item.source,
        "limit": item.limit if item.type == "text" else None,
    }
    if item.hint is not None:
        row |= _texts("hint", item.hint)
    if item.when is not None:
        row |= {"relevant": relevant(item.when.expression), "when": item.when.text}
    return row


def _measured(item: Item) -> Row:
    row: Row = {
        "indicator": item.indicator,
        "reversed": YES if item.reversed else None,
    }
    if item.experience is not None:
        among = item.experience.among
        row["experience"] = "|".join(map(str, item.experience.yes))
        row["among"] = None if among is None else among.text
    return row


def _pair(item: Item) -> Row:
    if item.crosswise is None:
        return {}
    return {
        **_own("harmless", item.crosswise.harmless),
        "harmless_p": item.crosswise.harmless_p,
        **_own("sensitive", item.crosswise.sensitive),
        "anchor": item.crosswise.anchor,
    }


def _list_name(questionnaire: Questionnaire, item: Item) -> str:
    """Return the list of an item: a shared scale, or one of its own."""
    if item.type == "scale":
        for scale in questionnaire.scales:
            if (scale.points, scale.missing) == (item.options, item.missing):
                return scale.name
    return f"{item.name}_answers"


def _scale_name(questionnaire: Questionnaire, item: Item) -> str | None:
    """Return the scale whose points an item has."""
    if item.type != "scale":
        return None
    scales = (scale for scale in questionnaire.scales if scale.points == item.options)
    return next(scale.name for scale in scales)


def _choices(questionnaire: Questionnaire) -> Iterator[Row]:
    for scale in questionnaire.scales:
        yield from _list(scale.name, scale.points, scale.missing, scale=YES)
    shared = {scale.name for scale in questionnaire.scales}
    for item in questionnaire.items:
        name = _list_name(questionnaire, item)
        if item.type != "text" and name not in shared:
            yield from _list(name, item.options, item.missing, bounds=item.bounds)


def _list(
    name: str,
    options: tuple[Option, ...],
    missing: tuple[Missing, ...],
    *,
    bounds: tuple[float | None, ...] = (),
    scale: str | None = None,
) -> Iterator[Row]:
    upper = bounds or (None,) * len(options)
    for option, bound in zip(options, upper, strict=True):
        label = _texts("label", option.label)
        more = {"score": option.score, "upto": bound, "scale": scale}
        yield {"list_name": name, "name": option.value, **label, **more}
    for way in missing:
        label = _texts("label", way.label)
        yield {"list_name": name, "name": way.code, **label, "missing": YES}


def _settings(questionnaire: Questionnaire) -> Row:
    return {
        "form_title": questionnaire.title.to("mn"),
        "form_id": questionnaire.name,
        "version": questionnaire.version,
        "default_language": HEADINGS["mn"],
        "kind": questionnaire.kind,
        "source": questionnaire.source,
        "minutes": questionnaire.minutes,
        "outcome": questionnaire.outcome,
        **_own("title", questionnaire.title),
        **_own("introduction", questionnaire.introduction),
        **_own("contact", questionnaire.contact),
        **_own("follow_up", questionnaire.follow_up),
    }


def _indicator(indicator: Indicator) -> Row:
    return {
        "name": indicator.name,
        "index": indicator.index,
        "weight": indicator.weight.value,
        "status": indicator.weight.status,
        "source": indicator.weight.source,
        **_own("title", indicator.title),
    }


def _joint(joint: JointExperience) -> Row:
    parts = "|".join(joint.parts)
    return {"name": joint.name, "any": parts, **_own("title", joint.title)}


def _texts(heading: str, text: Text) -> Row:
    return {
        f"{heading}::{HEADINGS.get(language, f'{language} ({language})')}": words
        for language, words in text.languages.items()
    }


def _own(heading: str, text: Text | None) -> Row:
    """Return a text under headings that mean nothing to other programs."""
    if text is None:
        return {}
    return {f"{heading}_{code}": words for code, words in text.languages.items()}


def _add(book: Workbook, name: str, rows: list[Row]) -> None:
    """Write rows under all their headings; text is never taken for a formula."""
    sheet = book.create_sheet(name)
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    sheet.append(headings)
    for number, row in enumerate(rows, start=2):
        for place, heading in enumerate(headings, start=1):
            cell = sheet.cell(number, place, row.get(heading))
            if isinstance(cell.value, str):
                cell.data_type = "s"
