"""The whole form as respondents see it, on one page that sends nothing."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template
from flask_babel import gettext

from questionnaires import loader
from questionnaires.conditions import Comparison, Expression
from questionnaires.model import Item, Questionnaire
from survey.database import reading
from survey.registry import surveys
from survey.web import forms, languages
from survey.web.console import rehearsal
from survey.web.console.surveys import source
from survey.web.services import services
from survey.web.values import worth_asking

blueprint = Blueprint("previewing", __name__)

_SIGNS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "=",
    ast.In: "=",
    ast.NotEq: "≠",
    ast.Lt: "<",
    ast.LtE: "≤",
    ast.Gt: ">",
    ast.GtE: "≥",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the form: its heading, and each field with when it is asked."""

    heading: str
    fields: tuple[tuple[object, str], ...]


@blueprint.get("/surveys/<survey>/preview")
def page(survey: str) -> str:
    """Show all questions with their answers, in the language of the page."""
    with reading(services().databases.registry) as session:
        found = surveys.find(session, survey)
        questionnaire = loader.read(source(session, found))
    group = rehearsal.speaker(found)
    asked = [item for item in questionnaire.items if worth_asking(item, group)]
    form = forms.build(asked, group, language=languages.current(), answers={})
    fields = {item.name: field for item, field in zip(asked, form, strict=True)}
    parts = [
        Part(
            section.title.to(languages.current()),
            tuple(
                (fields[item.name], _when(questionnaire, item))
                for item in section.items
                if item.name in fields
            ),
        )
        for section in questionnaire.sections
    ]
    return render_template(
        "console/preview.html",
        survey=found,
        questionnaire=questionnaire,
        parts=[part for part in parts if part.fields],
        spoken=languages.spoken(),
    )


def _when(questionnaire: Questionnaire, item: Item) -> str:
    """Return on which answers it depends that an item is asked; empty if on none."""
    if item.when is None:
        return ""
    return _told(questionnaire, item.when.expression)


def _told(questionnaire: Questionnaire, expression: Expression) -> str:
    if isinstance(expression, Comparison):
        return _comparison(questionnaire, expression)
    parts = [_told(questionnaire, part) for part in expression.parts]
    if expression.word == "not":
        return str(gettext("not (%(condition)s)", condition=parts[0]))
    word = gettext("and") if expression.word == "and" else gettext("or")
    return f" {word} ".join(f"({part})" for part in parts)


def _comparison(questionnaire: Questionnaire, comparison: Comparison) -> str:
    language = languages.current()
    item = questionnaire.item(comparison.name)
    labels = {str(o.value): o.label.to(language) for o in item.options}
    answer = labels.get(str(comparison.literal), str(comparison.literal))
    return f"«{item.text.to(language)}» {_SIGNS[comparison.compare]} {answer}"
