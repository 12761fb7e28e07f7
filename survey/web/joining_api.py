"""Where the script of an invited person collects a token: two small JSON endpoints.

No cookie, no session: the code of the invitation is the capability. A reply leaves
after its transaction is on the disk.
"""

from http import HTTPStatus
from typing import cast

from flask import Blueprint, current_app, request
from flask.blueprints import BlueprintSetupState

from survey import joining
from survey.database import StorageUnavailableError, reading
from survey.patience import again
from survey.tokens.key_folder import KeyFolder, MissingTokenKeyError
from survey.web import strict_json
from survey.web.services import services
from survey.web.strict_json import packed, unpacked

blueprint = Blueprint("joining_api", __name__, url_prefix="/join")

_KEYS = "token keys"
strict_json.refuse(
    blueprint,
    {
        joining.BadMessageError: ("unreadable", HTTPStatus.BAD_REQUEST),
        joining.UnknownInvitationError: ("unknown", HTTPStatus.NOT_FOUND),
        joining.AlreadyCollectedError: ("collected", HTTPStatus.CONFLICT),
        joining.NotOpenError: ("early", HTTPStatus.TOO_EARLY),
        joining.ClosedError: ("closed", HTTPStatus.GONE),
        MissingTokenKeyError: ("busy", HTTPStatus.SERVICE_UNAVAILABLE),
        StorageUnavailableError: ("busy", HTTPStatus.SERVICE_UNAVAILABLE),
    },
)


@blueprint.record
def _keep_keys(setup: BlueprintSetupState) -> None:
    folder = setup.app.extensions["survey"].settings.token_keys
    setup.app.extensions[_KEYS] = KeyFolder(folder)


@blueprint.post("/standing")
def standing() -> dict[str, str | bool]:
    """Say what an invitation is for, and whether a token was collected with it."""
    given = strict_json.read(request, ("code",))
    used = services()
    with reading(used.databases.registry) as session:
        found = joining.state(session, given["code"])
    return {
        "survey": found.manifest.survey,
        "key_id": found.group.key_id.hex(),
        "digest": found.manifest.digest.hex(),
        "collected": found.collected,
        "answers_open": found.manifest.answers_open.isoformat(),
    }


@blueprint.post("/exchange")
def exchange() -> dict[str, str]:
    """Exchange an invitation for a blind signature."""
    given = strict_json.read(request, ("code", "blinded"))
    blinded = unpacked(given["blinded"])
    used = services()
    keys = cast("KeyFolder", current_app.extensions[_KEYS])

    def work() -> joining.Exchange:
        with used.databases.registry.begin() as session:
            return joining.exchange(
                session, keys, given["code"], blinded, today=used.clock()
            )

    return {"signature": packed(again(work).sign())}
