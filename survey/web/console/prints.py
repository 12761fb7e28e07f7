"""The pages of what is printed for service points: posters in both languages."""

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from survey import posters
from survey.database import Session, reading
from survey.registry import groups, organisations
from survey.web import languages
from survey.web.console import files
from survey.web.services import services
from survey.wording import LANGUAGES

blueprint = Blueprint("prints", __name__)


@blueprint.get("/posters")
def page() -> str:
    """List the service points with their posters."""
    with reading(services().databases.registry) as session:
        found = _points(session)
    return render_template(
        "console/posters.html",
        points=found,
        sizes=posters.SIZES,
        printed=languages.spoken(),
    )


@blueprint.get("/posters/<word>/<printed>/<size>.pdf")
def poster(word: str, printed: str, size: str) -> Response:
    """Return the poster of a service point to print."""
    used = services()
    with reading(used.databases.registry) as session:
        name = _points(session).get(word)
    if name is None or size not in posters.SIZES or printed not in LANGUAGES:
        raise NotFound
    settings = used.settings
    content = posters.poster(
        name,
        address=f"{settings.collector_url or settings.base_url}/{printed}/at",
        language=printed,
        size=size,
        sample=settings.sample,
    )
    return files.download(content, f"poster-{word}-{printed}.pdf", "application/pdf")


def _points(session: Session) -> dict[str, str]:
    """Return the names of all service points by the word that stands for them."""
    plans = groups.at_counters(organisations.service_points(session), 0)
    return {posters.point_word(plan.name): plan.name for plan in plans}
