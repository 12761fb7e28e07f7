"""Draws form fields with govuk-frontend's components, a fieldset for each item."""

from collections.abc import Mapping
from typing import cast

from flask import render_template
from flask_babel import gettext
from govuk_frontend_wtf.wtforms_widgets import (
    GovCharacterCount,
    GovCheckboxesInput,
    GovRadioInput,
)
from markupsafe import Markup
from wtforms import Field

from survey.web.rendering import component
from survey.web.values import MISSING_SIGN

_LEGEND = "govuk-fieldset__legend--s"
_NOT_FILLED_AGAIN = {"autocomplete": "off"}
Parameters = dict[str, object]
Items = list[Mapping[str, object]]


class Radios(GovRadioInput):
    """One answer of several; ways of not answering stand below a divider."""

    def map_gov_params(self, field: Field, **options: object) -> Parameters:
        """Return the parameters of the component."""
        return _choices(field, super().map_gov_params(field, **options))

    def render(self, params: Parameters) -> Markup:
        """Draw the component."""
        return component("radios", params)


class Checkboxes(GovCheckboxesInput):
    """Several answers."""

    def map_gov_params(self, field: Field, **options: object) -> Parameters:
        """Return the parameters of the component."""
        return _choices(field, super().map_gov_params(field, **options))

    def render(self, params: Parameters) -> Markup:
        """Draw the component."""
        return component("checkboxes", params)


class Statements(Radios):
    """Two statements, and whether both are alike true."""

    def __init__(self, statements: tuple[str, ...]) -> None:
        """Keep the statements in the order shown."""
        super().__init__()
        self.statements = statements

    def map_gov_params(self, field: Field, **options: object) -> Parameters:
        """Return the parameters, with the statements above the options."""
        shown = render_template(
            "components/statements.html", statements=self.statements
        )
        parameters = super().map_gov_params(field, **options)
        return {**parameters, "formGroup": {"beforeInputs": {"html": shown}}}


class LongText(GovCharacterCount):
    """Free text with a count of the letters left."""

    def __init__(self, limit: int) -> None:
        """Keep how many letters there is room for."""
        super().__init__()
        self.limit = limit

    def map_gov_params(self, field: Field, **options: object) -> Parameters:
        """Return the parameters, with the words of the count in our languages."""
        return {
            **super().map_gov_params(field, **options),
            "label": {"text": field.label.text, "classes": "govuk-label--s"},
            "rows": "4",
            "maxlength": str(self.limit),
            "threshold": "75",
            "attributes": _NOT_FILLED_AGAIN,
            "errorMessage": _error(field),
            **_count_words(),
        }

    def render(self, params: Parameters) -> Markup:
        """Draw the component."""
        return component("character-count", params)


def _choices(field: Field, parameters: Parameters) -> Parameters:
    items = [_forgotten(i) for i in cast("Items", parameters.pop("items"))]
    hint = {"text": field.description} if field.description else None
    return {
        **parameters,
        "items": _divided(items),
        "hint": hint,
        "errorMessage": _error(field),
        "fieldset": {"legend": {"text": field.label.text, "classes": _LEGEND}},
    }


def _forgotten(item: Mapping[str, object]) -> Mapping[str, object]:
    """Ask browsers not to fill a field again that somebody else has used before."""
    return {**item, "attributes": _NOT_FILLED_AGAIN}


def _divided(items: Items) -> Items:
    given = [i for i in items if not str(i["value"]).startswith(MISSING_SIGN)]
    missing = [i for i in items if str(i["value"]).startswith(MISSING_SIGN)]
    if given and missing:
        return [*given, {"divider": gettext("or")}, *missing]
    return items


def _error(field: Field) -> Parameters | None:
    if not field.errors:
        return None
    return {"text": field.errors[0], "visuallyHiddenText": gettext("Error")}


def _count_words() -> Parameters:
    under = gettext("You have %{count} letters left")
    over = gettext("You have %{count} letters too many")
    return {
        "textareaDescriptionText": gettext("You can write up to %{count} letters"),
        "charactersUnderLimitText": {"one": under, "other": under},
        "charactersAtLimitText": gettext("You have no letters left"),
        "charactersOverLimitText": {"one": over, "other": over},
    }
