"""The page of trends: what moved since the wave before, what did not, and why not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template
from flask_babel import format_decimal
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from werkzeug.exceptions import NotFound

from analysis import disclosure
from analysis.charts.organisations import index_title
from analysis.figures import Change, Incomparable
from analysis.results import Changes, Results
from analysis.wording import words
from survey import publishing
from survey.database import reading
from survey.registry import surveys as registry
from survey.web import languages
from survey.web.services import services

blueprint = Blueprint("trends", __name__)

VERDICTS: Mapping[str, LazyString] = {
    "better": _("better"),
    "worse": _("worse"),
    "not told apart": _("not told apart from chance"),
    "withheld": _("withheld in one of the surveys"),
    "few": _("too few answers to compare"),
    "wording": _("asked in other words before"),
    "new": _("asked for the first time"),
}


@dataclass(frozen=True, slots=True)
class Trend:
    """One figure before and now, as it is read."""

    title: str
    before: str
    now: str
    verdict: LazyString


@blueprint.get("/surveys/<survey>/trends")
def page(survey: str) -> str:
    """Show indices and indicators beside those of the wave before."""
    with reading(services().databases.registry) as session:
        if not registry.find(session, survey).released:
            raise NotFound
        results = disclosure.rounded(publishing.counted(session, survey)).value
    changes = results.changes
    return render_template(
        "console/trends.html",
        survey=survey,
        waves=[wave.version for wave in changes.waves] if changes else [],
        rows=list(_rows(results, changes)) if changes else [],
    )


def _rows(results: Results, changes: Changes) -> Iterator[Trend]:
    language = languages.current()
    for name, found in changes.indices.items():
        yield _trend(index_title(name, words(language)), found)
    titles = {one.name: one.title for one in results.questionnaire.indicators}
    for name, found in changes.indicators.items():
        yield _trend(titles[name].to(language), found)


def _trend(title: str, found: Change | Incomparable) -> Trend:
    if isinstance(found, Incomparable):
        return Trend(title, "–", "–", VERDICTS[found.incomparable])
    before, now = (format_decimal(round(n)) for n in (found.before, found.after))
    return Trend(title, before, now, VERDICTS[found.verdict])
