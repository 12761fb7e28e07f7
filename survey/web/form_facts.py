"""What the script of the form has to know, beside the page that it drives.

It is public and the same for everybody of a group; `docs/formats.md` describes it.
"""

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from questionnaires.conditions import Combination, Comparison, Expression
from questionnaires.model import Item
from survey.submission import Entry
from survey.web import forms, pages, screens
from survey.web.pages import Step
from survey.web.values import MISSING_SIGN, offered, worth_asking

_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A step with those of its items that a group is ever asked."""

    step: Step
    items: tuple[Item, ...]


def steps(entry: Entry) -> tuple[Asked, ...]:
    """Return all steps that anybody of a group could see."""
    found = (
        Asked(step, tuple(i for i in step.items if worth_asking(i, entry.group)))
        for step in pages.steps(entry.questionnaire)
    )
    return tuple(asked for asked in found if asked.items)


def facts(entry: Entry, asked: Sequence[Asked], language: str) -> dict[str, object]:
    """Return the facts of a form, as JSON has them."""
    manifest, group = entry.manifest, entry.group
    return {
        "survey": manifest.survey,
        "key_id": group.key_id.hex(),
        "digest": manifest.digest.hex(),
        "manifest": url_for("trust.manifest_file", survey=manifest.survey),
        "answers": url_for("answers_api.answer"),
        "enter": url_for("answering.enter"),
        "channel": group.channel,
        "bucket": manifest.bucket,
        "closes": manifest.closes.isoformat(),
        "core_until": screens.core_until(entry),
        "items": [
            _item(item, one.step, entry, language)
            for one in asked
            for item in one.items
        ],
        "texts": _texts(),
    }


def condition(expression: Expression) -> list[object]:
    """Return a condition as nested lists: a sign, then what it joins or compares."""
    match expression:
        case Comparison(name=name, compare=compare, literal=literal):
            return [_SIGNS[compare], name, literal]
        case Combination(word=word, parts=parts):
            return [word, *(condition(part) for part in parts)]


def _item(item: Item, step: Step, entry: Entry, language: str) -> dict[str, object]:
    return {
        "name": item.name,
        "step": step.number,
        "section": step.section.name,
        "type": item.type,
        "question": item.text.to(language),
        "required": item.required,
        "limit": item.limit if item.type == "text" else None,
        "when": condition(item.when.expression) if item.when else None,
        "options": [
            {"input": str(o.value), "value": o.value, "label": o.label.to(language)}
            for o in offered(item, entry.group)
        ],
        "missing": [
            {
                "input": MISSING_SIGN + way.code,
                "code": way.code,
                "label": way.label.to(language),
            }
            for way in item.missing
        ],
        "errors": {
            "required": forms.required_words(item, language),
            "limit": forms.limit_words(item, language),
        },
    }


def _texts() -> dict[str, object]:
    return {
        "progress": str(
            gettext("Part %(part)s of %(parts)s", part="{part}", parts="{parts}")
        ),
        "not_answered": str(gettext("Not answered")),
    }
