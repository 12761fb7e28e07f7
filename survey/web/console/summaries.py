"""The page of letters to owners: who has something to do, and when it was written to.

Within one week nobody gets a second letter.
"""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from survey import digests
from survey.database import Session, reading
from survey.digest_letters import Owed
from survey.registry import audit
from survey.registry import digests as registry
from survey.registry.audit import Act
from survey.registry.letters import Post
from survey.web.console import asking
from survey.web.console.frame import deed
from survey.web.console.troubles import WrongStateError
from survey.web.services import services

blueprint = Blueprint("summaries", __name__)


@dataclass(frozen=True, slots=True)
class Row:
    """An organisation, what it has to do, and how many people are written to."""

    organisation: str
    owed: Owed
    people: int


@blueprint.get("/measures/letters")
def page() -> str:
    """Show what each organisation has to do, and how the last round went."""
    used = services()
    with reading(used.databases.registry) as session:
        rows = _rows(session)
        plan = registry.plan(session)
        counts = registry.counts(session, plan.week)
        refused = registry.refusals(session, plan.week)
    return render_template(
        "console/summaries.html",
        rows=rows,
        plan=plan,
        sent=counts.get(Post.SENT, 0),
        waiting=counts.get(Post.WAITING, 0),
        refused=refused,
        mails=used.settings.mail is not None,
    )


@blueprint.post("/measures/letters/send")
def send() -> ResponseReturnValue:
    """Write to everybody who has something to do and was not written to this week."""
    used = services()
    if used.settings.mail is None:
        raise WrongStateError
    with used.databases.registry.begin() as session:
        number = digests.prepare(session, deed(), used.clock())
    asking.tasks().mail_digests()
    if number:
        flash(gettext("Letters on their way: %(number)s", number=number), "success")
    else:
        flash(gettext("Everybody was written to this week already."), "success")
    return redirect(url_for("summaries.page"))


@blueprint.post("/measures/letters/weekly")
def turn() -> ResponseReturnValue:
    """Let letters go out every week, or only when an officer asks."""
    weekly = request.form.get("weekly") == "yes"
    with services().databases.registry.begin() as session:
        registry.set_weekly(session, weekly=weekly)
        audit.record(session, deed(), Act.DIGESTS_TURNED, "on" if weekly else "off")
    flash(gettext("Your choice is stored."), "success")
    return redirect(url_for("summaries.page"))


def _rows(session: Session) -> list[Row]:
    told = digests.owed(session, services().clock())
    return [
        Row(name, one, len(digests.recipients(session, name)))
        for name, one in sorted(told.items())
    ]
