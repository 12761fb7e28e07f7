"""The administrator's page of the installation: how it is set up, and what is wrong.

Settings are changed where the server is started, never here; no secret is shown.
"""

from flask import Blueprint, render_template
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from survey import doctor
from survey.backups import Place
from survey.config import Settings
from survey.doctor import Examined
from survey.registry import audit
from survey.registry.audit import Act
from survey.web import languages
from survey.web.console.frame import deed
from survey.web.services import services

blueprint = Blueprint("installation", __name__)

_FACES = {
    "issuer": _("collecting rights to answer"),
    "collector": _("taking answers"),
    "console": _("this console"),
    "public": _("public pages"),
}


@blueprint.get("/installation")
def page() -> str:
    """Show how this installation is set up."""
    return _page(None)


@blueprint.post("/installation")
def examine() -> str:
    """Look the installation over, as `shudarga doctor` does, and say what is wrong."""
    used = services()
    place = Place(used.databases, used.settings.home)
    found = doctor.examine(Examined(place, used.settings, used.clock()))
    with used.databases.registry.begin() as session:
        about = str(len(found))
        audit.record(session, deed(), Act.INSTALLATION_EXAMINED, about)
    return _page([fault.to(languages.current()) for fault in found])


def _page(faults: list[str] | None) -> str:
    return render_template(
        "console/installation.html",
        rows=_rows(services().settings),
        faults=faults,
    )


def _rows(settings: Settings) -> list[tuple[str, str, str]]:
    """Return what each setting is called, what it is, and by which word it is set."""
    faces = [str(_FACES.get(face, face)) for face in sorted(settings.faces)]
    mail, port = settings.mail, settings.metrics_port
    return [
        (gettext("Address of the site"), settings.base_url, "SHUDARGA_BASE_URL"),
        (
            gettext("Where answers are taken"),
            settings.collector_url or settings.base_url,
            "SHUDARGA_COLLECTOR_URL",
        ),
        (
            gettext("Where rights to answer are collected"),
            settings.issuer_url,
            "SHUDARGA_ISSUER_URL",
        ),
        (
            gettext("Folder of the keys that sign tokens"),
            str(settings.token_keys),
            "SHUDARGA_TOKEN_KEYS",
        ),
        (gettext("What this program serves"), ", ".join(faces), "SHUDARGA_FACES"),
        (
            gettext("Letters are sent as"),
            mail.sender if mail else gettext("no letter can be mailed from here"),
            "SHUDARGA_SMTP_URL",
        ),
        (
            gettext("Whom readers can ask"),
            settings.contact or gettext("not set"),
            "SHUDARGA_CONTACT",
        ),
        (gettext("Proxies before the site"), str(settings.proxies), "SHUDARGA_PROXIES"),
        (
            gettext("Figures for whoever runs the site"),
            str(port) if port else gettext("off"),
            "SHUDARGA_METRICS_PORT",
        ),
    ]
