"""The pages of results by topic: each chart with its table, and the table as a file."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, render_template
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from analysis.report import table_files
from analysis.report.kinds.organisation import UnknownOrganisationError
from analysis.report.model import Section
from survey import figures
from survey.database import reading
from survey.registry import audit
from survey.registry.audit import Act
from survey.web import languages
from survey.web.console import files, showing
from survey.web.console.frame import deed
from survey.web.console.showing import Own
from survey.web.services import services

blueprint = Blueprint("figures", __name__)

TITLES: Mapping[str, LazyString] = {
    "scores": _("Indices and indicators"),
    "organisations": _("Organisations"),
    "questions": _("Questions"),
    "experience": _("Experience"),
    "drivers": _("What goes together with the outcome"),
    "comments": _("Comments and proposals by theme"),
    "coverage": _("Who answered"),
}
EMPTY: Mapping[str, LazyString] = {
    "drivers": _(
        "There is no map: it needs 100 answers, and indicators that together explain "
        "more than chance would."
    ),
    "comments": _("Nobody wrote a comment, or too few to tell a theme."),
}
NOTHING = _("Nothing of this part is released.")


@blueprint.get("/surveys/<survey>/figures/<part>")
def page(survey: str, part: str) -> str:
    """Show one part of the results."""
    return render_template(
        "console/figures.html",
        survey=survey,
        part=part,
        titles=TITLES,
        sections=_sections(survey, part),
        nothing=EMPTY.get(part, NOTHING),
    )


@blueprint.get("/surveys/<survey>/figures/<part>/<int:place>.<ending>")
def table(survey: str, part: str, place: int, ending: str) -> Response:
    """Return one table of a part as a file."""
    return sent(survey, part, _sections(survey, part), (place, ending))


@blueprint.get("/surveys/<survey>/own/figures")
def own(survey: str) -> str:
    """Show a contact the figures of the own organisation beside those of all."""
    found, sections = _own(survey)
    return render_template(
        "console/own_figures.html", survey=survey, own=found, sections=sections
    )


@blueprint.get("/surveys/<survey>/own/figures/<int:place>.<ending>")
def own_table(survey: str, place: int, ending: str) -> Response:
    """Return one table of the own organisation as a file."""
    _found, sections = _own(survey)
    return sent(survey, "own", sections, (place, ending))


def sent(
    survey: str, part: str, sections: Sequence[Section], wanted: tuple[int, str]
) -> Response:
    """Return a table by its place among all of a page, and note that it was fetched."""
    place, ending = wanted
    found = figures.tables(sections)
    if not 0 < place <= len(found) or ending not in table_files.WRITERS:
        raise NotFound
    name = f"{survey}-{part}-{place}.{ending}"
    content = table_files.WRITERS[ending](found[place - 1])
    with services().databases.registry.begin() as session:
        about = f"{survey}: {part}-{place}.{ending}"
        audit.record(session, deed(), Act.REPORT_FETCHED, about)
    return files.download(content, name, files.TYPES[ending])


def _sections(survey: str, part: str) -> Sequence[Section]:
    if part not in TITLES:
        raise NotFound
    with reading(services().databases.registry) as session:
        release = showing.release(session, survey)
    return figures.part(release, part, languages.current())


def _own(survey: str) -> tuple[Own, Sequence[Section]]:
    with reading(services().databases.registry) as session:
        release = showing.release(session, survey)
        found = showing.own(session, survey)
    try:
        return found, figures.own(release, found.group, languages.current())
    except UnknownOrganisationError as error:
        raise NotFound from error
