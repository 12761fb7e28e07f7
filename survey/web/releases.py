"""Shows the signed list of all scripts that this installation gave to browsers."""

from flask import Blueprint
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from survey import releases
from survey.web.services import services

blueprint = Blueprint("releases", __name__)


@blueprint.get(f"/{releases.NAME}")
def document() -> Response:
    """Return the list as it was written when the server was started."""
    path = services().settings.home / releases.NAME
    if not path.is_file():
        raise NotFound
    return Response(
        path.read_bytes(),
        content_type="application/json",
        headers={"Cache-Control": "no-cache"},
    )
