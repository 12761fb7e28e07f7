"""Tells who runs the site whether a process lives, and whether it can do its work."""

from http import HTTPStatus

from flask import Blueprint
from flask.typing import ResponseReturnValue

from survey import condition
from survey.web.services import services

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def lives() -> ResponseReturnValue:
    """Say that the process answers; nothing else is looked at."""
    return {"ready": True}


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """Say whether every database that is open can be read and has our tables."""
    wrong = condition.unready(services().databases)
    if wrong:
        return {"ready": False, "not_ready": wrong}, HTTPStatus.SERVICE_UNAVAILABLE
    return {"ready": True}
