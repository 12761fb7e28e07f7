"""The pages of the administrator: accounts are created, changed, closed."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_security import current_user

from survey import account_letters
from survey.account_letters import SetUpLetter
from survey.accounts import people
from survey.accounts.people import Account, AccountExistsError
from survey.accounts.roles import Role
from survey.database import reading
from survey.registry import audit, organisations
from survey.registry import people as addresses
from survey.registry.audit import Act
from survey.web.console import fields
from survey.web.console.fields import Faults
from survey.web.console.frame import deed
from survey.web.services import services

blueprint = Blueprint("accounts", __name__)

_NO_ADDRESS = _("Enter an e-mail address such as name@example.mn")
_TAKEN = _("There is an account with this address already")
_NO_NAME = _("Enter the person's name")
_NO_ROLE = _("Choose at least one role")
_OWN = _(
    "Nobody gives themselves rights, takes them away, or closes their own account: ask "
    "another administrator"
)
_NO_BODY = _("A contact speaks for one organisation: choose it")


@blueprint.get("/accounts")
def page() -> str:
    """List all accounts."""
    with reading(services().databases.registry) as session:
        found = people.everybody(session)
    return render_template("console/accounts/list.html", accounts=found)


@blueprint.route("/accounts/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Ask for a new account, enter it, and hand its code over once."""
    account, faults = _posted(fields.text("email").lower())
    if request.method == "GET":
        return _form(account, Faults(), new=True)
    if not addresses.is_address(account.email):
        faults.add("email", _NO_ADDRESS)
    if faults:
        return _form(account, faults, new=True), HTTPStatus.UNPROCESSABLE_ENTITY
    used = services()
    try:
        with used.databases.registry.begin() as session:
            people.create(session, account)
            code = people.new_link(session, account.email, now=used.now())
            audit.record(session, deed(), Act.ACCOUNT_CREATED, account.email)
    except AccountExistsError:
        faults.add("email", _TAKEN)
        return _form(account, faults, new=True), HTTPStatus.UNPROCESSABLE_ENTITY
    return _handed_over(account, code, new=True)


@blueprint.route("/accounts/<email>", methods=["GET", "POST"])
def change(email: str) -> ResponseReturnValue:
    """Show an account, and bring it up to date."""
    used = services()
    if request.method == "GET":
        with reading(used.databases.registry) as session:
            return _form(people.find(session, email), Faults(), new=False)
    account, faults = _posted(email)
    if email.lower() == current_user.email and _differs(account):
        faults.add("role", _OWN)
    if faults:
        return _form(account, faults, new=False), HTTPStatus.UNPROCESSABLE_ENTITY
    act = Act.ACCOUNT_CHANGED if account.active else Act.ACCOUNT_CLOSED
    with used.databases.registry.begin() as session:
        people.change(session, account)
        audit.record(session, deed(), act, email)
    flash(gettext("The account was changed."), "success")
    return redirect(url_for("accounts.page"))


@blueprint.post("/accounts/<email>/link")
def link(email: str) -> ResponseReturnValue:
    """Make a new link for somebody who lost the password or the telephone."""
    used = services()
    with used.databases.registry.begin() as session:
        account = people.find(session, email)
        code = people.new_link(session, email, now=used.now())
        audit.record(session, deed(), Act.SET_UP_LINK_MADE, email)
    return _handed_over(account, code, new=False)


def _posted(email: str) -> tuple[Account, Faults]:
    known = {role.value for role in Role}
    roles = frozenset(Role(word) for word in fields.texts("role") if word in known)
    account = Account(
        email=email,
        name=fields.text("name"),
        roles=roles,
        organisation=fields.text("organisation") or None,
        active=fields.text("closed") != "yes",
    )
    faults = Faults()
    if not account.name:
        faults.add("name", _NO_NAME)
    if not roles:
        faults.add("role", _NO_ROLE)
    if Role.CONTACT in roles and account.organisation not in _bodies():
        faults.add("organisation", _NO_BODY)
    return account, faults


def _differs(account: Account) -> bool:
    """Say whether an account gets other rights than it has, or is closed."""
    with reading(services().databases.registry) as session:
        before = people.find(session, account.email)
    return (before.roles, before.active) != (account.roles, account.active)


def _bodies() -> list[str]:
    with reading(services().databases.registry) as session:
        return [body.name for body in organisations.organisations(session)]


def _form(account: Account, faults: Faults, *, new: bool) -> str:
    return render_template(
        "console/accounts/form.html",
        account=account,
        faults=faults,
        new=new,
        roles=list(Role),
        organisations=_bodies(),
    )


def _handed_over(account: Account, code: str, *, new: bool) -> str:
    """Mail a code to its owner; show it only where that is not possible.

    Nobody is shown a code for an account that was there before, unless no letter can
    be sent from here at all.
    """
    used = services()
    base, server = used.settings.base_url, used.settings.mail
    sent = server is not None and account_letters.send(
        server, SetUpLetter(account, code, base, used.now())
    )
    hidden = sent or (server is not None and not new)
    return render_template(
        "console/accounts/link.html",
        account=account,
        address=f"{base}{url_for('set_up.page')}",
        code="" if hidden else code,
        sent=sent,
    )
