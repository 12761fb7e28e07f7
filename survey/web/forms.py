"""Builds the form of one step from its items.

CSRF tokens are off: the code itself is the capability, and nothing ambient exists
to forge with.
"""

from collections.abc import Mapping, Sequence

from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, RadioField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from questionnaires.model import Item
from survey.manifest import Group
from survey.web.posted import PREFIX
from survey.web.values import MISSING_SIGN, offered, to_fields
from survey.web.widgets import Checkboxes, LongText, Radios, Statements


class StepForm(FlaskForm):
    """The items of one step; subclasses hold the fields."""

    class Meta:
        """Switches Flask-WTF's session token off."""

        csrf = False


def build(
    items: Sequence[Item],
    group: Group,
    *,
    language: str,
    answers: Mapping[str, object],
) -> StepForm:
    """Return the form of these items, filled with the answers so far."""
    fields = {i.name: _field(i, group, language) for i in items}
    data = MultiDict(
        (PREFIX + item.name, value)
        for item in items
        if item.name in answers
        for value in to_fields(answers[item.name])
    )
    made = type("ItemsForm", (StepForm,), fields)
    form: StepForm = made(formdata=data, prefix=PREFIX)
    return form


def faults(form: StepForm) -> list[dict[str, str]]:
    """Return what is wrong in a checked form, as links to the fields."""
    return [
        {"text": str(field.errors[0]), "href": f"#{field.id}"}
        for field in form
        if field.errors
    ]


def required_words(item: Item, language: str) -> str:
    """Return what is said when an item that must be answered is not."""
    question = item.text.to(language)
    return str(gettext("Please answer: %(question)s", question=question))


def limit_words(item: Item, language: str) -> str:
    """Return what is said when a text is too long."""
    words = gettext(
        "“%(question)s” has room for %(limit)s letters. Please shorten your answer.",
        question=item.text.to(language),
        limit=item.limit,
    )
    return str(words)


def _field(item: Item, group: Group, language: str) -> Field:
    label = _label(item, language)
    hint = item.hint.to(language) if item.hint else ""
    if item.type == "text":
        return _text_field(item, language, hint)
    choices = _choices(item, group, language)
    if item.type == "choices":
        return SelectMultipleField(
            label,
            description=hint or gettext("Choose all that apply."),
            choices=choices,
            validators=_required(item, language),
            widget=Checkboxes(),
        )
    return RadioField(
        label,
        description=hint,
        choices=choices,
        validators=_required(item, language),
        widget=_radios(item, language),
    )


def _label(item: Item, language: str) -> str:
    question = item.text.to(language)
    if item.required:
        question = gettext("%(question)s (please answer)", question=question)
    return question


def _text_field(item: Item, language: str, hint: str) -> TextAreaField:
    warning = gettext(
        "Please write no names, telephone numbers or anything else that shows who "
        "you or others are."
    )
    return TextAreaField(
        _label(item, language),
        description=f"{hint} {warning}".strip(),
        validators=[
            *_required(item, language),
            Length(max=item.limit, message=limit_words(item, language)),
        ],
        widget=LongText(item.limit),
    )


def _radios(item: Item, language: str) -> Radios:
    if item.crosswise is None:
        return Radios()
    pair = (item.crosswise.harmless, item.crosswise.sensitive)
    return Statements(tuple(text.to(language) for text in pair))


def _choices(item: Item, group: Group, language: str) -> list[SelectChoice]:
    given = [
        SelectChoice(str(option.value), option.label.to(language))
        for option in offered(item, group)
    ]
    missing = [
        SelectChoice(MISSING_SIGN + missing.code, missing.label.to(language))
        for missing in item.missing
    ]
    return given + missing


def _required(item: Item, language: str) -> list[InputRequired | Optional]:
    if not item.required:
        return [Optional()]
    return [InputRequired(required_words(item, language))]
