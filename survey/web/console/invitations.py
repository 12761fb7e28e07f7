"""The page of invitations by mail: they are sent, counted, and followed by reminders.

A reminder names a group and never a person; no function here can remind one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from survey import letters as wording
from survey import outbox, outgoing
from survey.database import Session, reading
from survey.letters import Invitation
from survey.manifest import BLIND
from survey.outbox import AlreadyPreparedError, NothingToRemindError
from survey.registry import audit, letters, people
from survey.registry import surveys as registry
from survey.registry.audit import Act
from survey.registry.letters import INVITATION, Count, UnknownLetterError
from survey.registry.lifecycle import State, Survey
from survey.web.console import asking, fields
from survey.web.console.frame import deed
from survey.web.console.troubles import WrongStateError
from survey.web.services import services

blueprint = Blueprint("invitations", __name__)

_UNKNOWN = _(
    "An address in the letters is no longer in the list of people. Enter the list "
    "again as it was when the survey was opened."
)
_NO_ADDRESS = _("Write a whole e-mail address.")


class StrangerError(Exception):
    """A letter is to somebody whom the list of people does not hold."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the page shows of a survey's letters."""

    survey: Survey
    groups: tuple[str, ...]
    counts: tuple[Count, ...]
    refused: tuple[letters.Letter, ...]
    lost: tuple[letters.Letter, ...]

    @property
    def is_waiting(self) -> bool:
        """Say whether letters are still on their way."""
        return any(count.waiting for count in self.counts)

    @property
    def remindable(self) -> list[str]:
        """Return the groups to which invitations were mailed from here."""
        return [one.group for one in self.counts if one.edition == INVITATION]


@blueprint.get("/surveys/<survey>/invitations")
def page(survey: str) -> str:
    """Show how many letters wait, were sent, and were refused."""
    return _page(survey, None)


@blueprint.post("/surveys/<survey>/invitations/send")
def send(survey: str) -> ResponseReturnValue:
    """Put all letters of the archive into the outbox, and begin to send them."""
    used = services()
    home = used.settings.home
    try:
        with used.databases.registry.begin() as session:
            found = _open_survey(session, survey)
            number = outbox.prepare(session, home, survey, _addressed(session, found))
            audit.record(session, deed(), Act.LETTERS_PREPARED, f"{survey}: {number}")
    except AlreadyPreparedError as error:
        raise WrongStateError from error
    except StrangerError:
        return _page(survey, _UNKNOWN), HTTPStatus.CONFLICT
    outgoing.destroy_letters(home, survey)
    asking.tasks().mail()
    flash(gettext("The letters are on their way."), "success")
    return redirect(url_for("invitations.page", survey=survey))


@blueprint.post("/surveys/<survey>/invitations/remind")
def remind(survey: str) -> ResponseReturnValue:
    """Write to everybody of a group, in the same words."""
    group = fields.text("group")
    try:
        with services().databases.registry.begin() as session:
            _open_survey(session, survey)
            number = outbox.remind(session, survey, group)
            about = f"{survey}: {group}, {number}"
            audit.record(session, deed(), Act.REMINDERS_SENT, about)
    except NothingToRemindError as error:
        raise WrongStateError from error
    asking.tasks().mail()
    flash(gettext("The reminder goes to everybody of the group."), "success")
    return redirect(url_for("invitations.page", survey=survey))


@blueprint.post("/surveys/<survey>/invitations/address")
def readdress(survey: str) -> ResponseReturnValue:
    """Give a letter that was refused the right address."""
    old, new = fields.text("old"), fields.text("new").casefold()
    if not people.is_address(new):
        return _page(survey, _NO_ADDRESS), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with services().databases.registry.begin() as session:
            _open_survey(session, survey)
            letters.readdress(session, survey, old, new)
            audit.record(session, deed(), Act.LETTER_READDRESSED, survey)
    except UnknownLetterError as error:
        raise WrongStateError from error
    asking.tasks().mail()
    flash(gettext("The letter is sent to the new address."), "success")
    return redirect(url_for("invitations.page", survey=survey))


def _open_survey(session: Session, survey: str) -> Survey:
    registry.hold(session, survey)
    found = registry.find(session, survey)
    if found.state is not State.OPEN:
        raise WrongStateError
    return found


def _addressed(session: Session, survey: Survey) -> Iterator[tuple[str, Invitation]]:
    """Yield each invitation of the archive with the group of its address."""
    groups = {
        body.organisation: group.name
        for group in survey.groups
        if group.channel == BLIND
        for body in group.members
    }
    listed = people.of(session, groups)
    known = {
        person.email: groups[body] for body, found in listed.items() for person in found
    }
    for file in outgoing.letters(services().settings.home, survey.name):
        for one in wording.invitations(file):
            if one.email not in known:
                raise StrangerError
            yield known[one.email], one


def _standing(survey: str) -> Standing:
    with reading(services().databases.registry) as session:
        found = registry.find(session, survey)
        refused = letters.refusals(session, survey)
        return Standing(
            found,
            tuple(g.name for g in found.groups if g.channel == BLIND),
            tuple(letters.counts(session, survey)),
            tuple(one for one in refused if one.reply != letters.LOST),
            tuple(one for one in refused if one.reply == letters.LOST),
        )


def _page(survey: str, fault: LazyString | None) -> str:
    settings = services().settings
    return render_template(
        "console/invitations.html",
        standing=_standing(survey),
        survey=survey,
        fault=fault,
        mails=settings.mail is not None,
        kept=bool(outgoing.letters(settings.home, survey)),
    )
