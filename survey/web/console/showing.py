"""What of a survey's results an officer may see now; every page of results asks here.

Who is not an officer sees nothing before publication and nothing after withdrawal.
"""

from dataclasses import dataclass

from flask import request
from flask_security import current_user
from werkzeug.exceptions import Forbidden, NotFound

from survey import belonging
from survey.accounts.roles import Role
from survey.database import Session
from survey.registry import surveys, withdrawals
from survey.registry.lifecycle import State

_PUBLIC = {State.PUBLISHED, State.PURGED}


def release(session: Session, survey: str) -> bytes:
    """Return the release of a survey, as far as this officer may see it now."""
    state = surveys.find(session, survey).state
    if not sees_all():
        withdrawals.require_shown(session, survey)
        if state not in _PUBLIC:
            raise NotFound
    document = surveys.released(session, survey)
    if document is None:
        raise NotFound
    return document


def sees_all() -> bool:
    """Say whether this person may see results before and after they are public."""
    return any(role.name == Role.OFFICER for role in current_user.roles)


@dataclass(frozen=True, slots=True)
class Own:
    """The groups in which a contact's organisation answered, and the one in view."""

    body: str
    groups: tuple[str, ...]
    group: str


def own(session: Session, survey: str) -> Own:
    """Return the contact's groups; refuse a group of another organisation.

    The group in view is the one that the address names, or the first.
    """
    if not current_user.organisation:
        raise Forbidden
    body = str(current_user.organisation)
    known = tuple(belonging.groups_of(session, survey, body))
    asked = request.args.get("group", known[0] if known else "")
    if asked and asked not in known:
        raise Forbidden
    return Own(body, known, asked)
