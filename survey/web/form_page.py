"""The form for browsers that seal: all questions of a group on one page.

It is public and the same for everybody; a script shows one step at a time and sends
the answer to `answers_api`. There is no form element, so nothing can be sent by
accident, and without the script the page leads to the form that needs none.
"""

import json
import re
from typing import cast

from flask import Blueprint, current_app, render_template
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from survey import submission
from survey.database import reading
from survey.submission import Entry, UnknownSurveyError
from survey.web import form_facts, forms, languages, screens
from survey.web.form_facts import Asked
from survey.web.packing import Packed, pack_page
from survey.web.services import services
from survey.web.shelf import Shelf, forms_shelf

blueprint = Blueprint("form_page", __name__, url_prefix="/<language:language>")

_SHELF = "forms"
_ASK_AGAIN = "public, no-cache"
_KEY_ID = re.compile(r"[0-9a-f]{64}")


@blueprint.record
def make_shelf(state: BlueprintSetupState) -> None:
    """Give an application a shelf for the forms that it has drawn."""
    state.app.extensions[_SHELF] = forms_shelf()


@blueprint.get("/form/<survey>/<key_id>")
def page(survey: str, key_id: str) -> Response:
    """Show the form of a group; it was drawn when it was first asked for."""
    if not _KEY_ID.fullmatch(key_id):
        raise UnknownSurveyError
    return shown(survey, bytes.fromhex(key_id))


def shown(survey: str, key_id: bytes, *, at: str = "") -> Response:
    """Show the form of a group at its own address, or at the one of its poster.

    `at` is the word of the poster: only the links to other languages differ by it.
    """
    used, language = services(), languages.current()
    with reading(used.databases.responses) as session:
        entry = submission.form_of(session, survey, key_id, today=used.clock())
    drawn = cast("Shelf", current_app.extensions[_SHELF])
    key = (entry.manifest.digest.hex(), key_id.hex(), language, at)
    return drawn.take(key, lambda: _draw(entry, language)).reply(keep=_ASK_AGAIN)


def _draw(entry: Entry, language: str) -> Packed:
    asked = form_facts.steps(entry)
    facts = form_facts.facts(entry, asked, language)
    content = render_template(
        "answering/form.html",
        title=entry.questionnaire.title.to(language),
        introduction=screens.introduction(entry, language),
        steps=[_step(one, entry, language) for one in asked],
        facts=json.dumps(facts, ensure_ascii=False, separators=(",", ":")),
        survey=entry.manifest.survey,
        key_id=entry.group.key_id.hex(),
        channel=entry.group.channel,
        sample=entry.manifest.sample,
    )
    return pack_page(content.encode())


def _step(asked: Asked, entry: Entry, language: str) -> dict[str, object]:
    form = forms.build(asked.items, entry.group, language=language, answers={})
    section = asked.step.section
    return {
        "number": asked.step.number,
        "section": section.name,
        "heading": section.title.to(language),
        "fields": list(zip((i.name for i in asked.items), form, strict=True)),
    }
