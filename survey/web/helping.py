"""The help that every face has at which people answer.

It says how answering is done, how secrecy is kept, and how the pages can be used.
"""

from flask import Blueprint, render_template

from survey.database import reading
from survey.manifest import Manifest
from survey.responses import bulletins
from survey.web import documents, languages
from survey.web.days import in_words
from survey.web.services import services

blueprint = Blueprint("helping", __name__, url_prefix="/<language:language>")


@blueprint.get("/privacy")
def privacy() -> str:
    """Explain how answers stay secret, and answer what people ask."""
    contact = services().settings.contact
    surveys = _running() if documents.sees_answers() else []
    return render_template("public/privacy.html", surveys=surveys, contact=contact)


@blueprint.get("/accessibility")
def accessibility() -> str:
    """Say how the pages can be used, and what is known not to work."""
    contact = services().settings.contact
    return render_template("public/accessibility.html", contact=contact)


def _running() -> list[tuple[str, str, str]]:
    """Return the surveys that take answers: names, titles and last days."""
    with reading(services().databases.responses) as session:
        running = bulletins.taking_answers(session)
    language = languages.current()
    return [
        (name, documents.title_of(read).to(language), _last_day(name))
        for name, read in running.items()
    ]


def _last_day(survey: str) -> str:
    return in_words(Manifest.from_json(documents.manifest(survey)).closes)
