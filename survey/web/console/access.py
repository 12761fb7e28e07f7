"""Who may open which page: one table, and one guard that asks it before every view.

A page that the table does not name is closed to everybody.
"""

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from werkzeug.exceptions import Forbidden

from survey.accounts import watching
from survey.accounts.roles import Role

EVERYBODY = frozenset(Role)
CONTACTS = frozenset({Role.CONTACT})
STAFF = frozenset({Role.OFFICER})
SURVEYS = frozenset({Role.OFFICER, Role.KEY_HOLDER})
OVERSIGHT = frozenset({Role.OFFICER, Role.AUDITOR})
ACCOUNTS = frozenset({Role.ADMINISTRATOR})

# Pages for somebody who is not signed in yet. Flask-Security checks the middle of a
# sign-in itself: who has not given a password gets none of its further steps.
OPEN = frozenset(
    {
        "begin",
        "static",
        "security.login",
        "security.mf_recovery",
        "security.two_factor_setup",
        "security.two_factor_token_validation",
        "security.wan_signin",
        "security.wan_signin_response",
        "set_up.page",
    }
)
ROUTES: dict[str, frozenset[Role]] = {
    "accountings.one_quarter": STAFF,
    "accountings.page": STAFF,
    "accountings.plan": STAFF,
    "accountings.whole": STAFF,
    "accounts.change": ACCOUNTS,
    "accounts.create": ACCOUNTS,
    "accounts.link": ACCOUNTS,
    "accounts.page": ACCOUNTS,
    "acts.hand_out": STAFF,
    "acts.print_again": STAFF,
    "acts.take_back": STAFF,
    "acts.void": STAFF,
    "auditing.page": OVERSIGHT,
    "bodies.enter": STAFF,
    "bodies.export": STAFF,
    "bodies.page": STAFF,
    "bodies.template": STAFF,
    "cards.archive": STAFF,
    "cards.batch": STAFF,
    "cards.forms": STAFF,
    "cards.keys": STAFF,
    "cards.page": STAFF,
    "cards.printed": STAFF,
    "cases.enter": STAFF,
    "cases.page": STAFF,
    "cases.remove": STAFF,
    "comments.finish": STAFF,
    "comments.page": STAFF,
    "comments.save": STAFF,
    "comments.unlock": STAFF,
    "counting.page": SURVEYS,
    "coverage.export": STAFF | CONTACTS,
    "coverage.page": STAFF | CONTACTS,
    "downloads.own": CONTACTS,
    "downloads.own_paper": CONTACTS,
    "downloads.paper": STAFF,
    "channels.change": STAFF,
    "channels.page": STAFF,
    "drafting.create": STAFF,
    "drafting.discard": STAFF,
    "drafting.questionnaire": STAFF,
    "ending.close": STAFF,
    "ending.purge": STAFF,
    "figures.own": CONTACTS,
    "figures.own_table": CONTACTS,
    "figures.page": STAFF | CONTACTS,
    "figures.table": STAFF | CONTACTS,
    "grouping.change": STAFF,
    "grouping.page": STAFF,
    "guidance.enter": STAFF,
    "guidance.file": STAFF | CONTACTS,
    "guidance.page": STAFF,
    "installation.examine": ACCOUNTS,
    "installation.page": ACCOUNTS,
    "invitations.page": STAFF,
    "invitations.readdress": STAFF,
    "invitations.remind": STAFF,
    "invitations.send": STAFF,
    "holders.enter": SURVEYS,
    "holders.make": SURVEYS,
    "holders.onward": SURVEYS,
    "holders.page": SURVEYS,
    "holders.prove": SURVEYS,
    "holders.remove": STAFF,
    "introducing.change": STAFF,
    "introducing.page": STAFF,
    "me.end": EVERYBODY,
    "me.end_others": EVERYBODY,
    "me.letters": EVERYBODY,
    "me.page": EVERYBODY,
    "me.sign_out": EVERYBODY,
    "measures.create": STAFF,
    "measures.evidence": STAFF | CONTACTS,
    "measures.file": STAFF | CONTACTS,
    "measures.one": STAFF | CONTACTS,
    "measures.page": STAFF | CONTACTS,
    "measures.report": STAFF | CONTACTS,
    "microdata.ask": STAFF,
    "microdata.confirm": SURVEYS,
    "microdata.page": SURVEYS,
    "opening.page": STAFF,
    "overview.page": EVERYBODY,
    "people.enter": STAFF,
    "people.forget": STAFF,
    "people.page": STAFF,
    "plan.decide": STAFF,
    "plan.page": STAFF,
    "planning.change": STAFF,
    "planning.drop": STAFF,
    "planning.page": STAFF,
    "previewing.page": SURVEYS | CONTACTS,
    "prints.page": STAFF,
    "prints.poster": STAFF,
    "rehearsal.page": STAFF,
    "reorganising.create": STAFF,
    "reorganising.merge": STAFF,
    "reorganising.one": STAFF,
    "reorganising.past": STAFF,
    "reorganising.retire": STAFF,
    "reorganising.revive": STAFF,
    "results.page": STAFF,
    "results.publish": STAFF,
    "results.report": STAFF | CONTACTS,
    "scheduling.change": STAFF,
    "scheduling.page": STAFF,
    "security.change_password": EVERYBODY,
    "security.mf_recovery_codes": EVERYBODY,
    "security.two_factor_setup_validate": EVERYBODY,
    "security.verify": EVERYBODY,
    "security.wan_delete": EVERYBODY,
    "security.wan_register": EVERYBODY,
    "security.wan_register_response": EVERYBODY,
    "summaries.page": STAFF,
    "summaries.send": STAFF,
    "summaries.turn": STAFF,
    "surveys.page": SURVEYS | OVERSIGHT | CONTACTS,
    "surveys.questions": SURVEYS | CONTACTS,
    "trends.page": STAFF | CONTACTS,
    "trends.table": STAFF | CONTACTS,
    "wall.page": STAFF,
    "working.begin": STAFF,
    "working.page": STAFF,
    "working.reports": STAFF,
    "withdrawing.page": STAFF,
    "surveys.workbook": SURVEYS | CONTACTS,
}
# Steps before which the password is asked again, unless it was given just now.
FRESH = frozenset(
    {
        "accounts.change",
        "accounts.create",
        "accounts.link",
        "acts.print_again",
        "acts.void",
        "bodies.export",
        "cards.archive",
        "cards.batch",
        "cards.keys",
        "cards.printed",
        "comments.finish",
        "comments.unlock",
        "counting.page",
        "drafting.discard",
        "ending.close",
        "ending.purge",
        "invitations.readdress",
        "invitations.remind",
        "invitations.send",
        "microdata.ask",
        "microdata.confirm",
        "opening.page",
        "people.forget",
        "reorganising.merge",
        "reorganising.retire",
        "results.publish",
        "withdrawing.page",
    }
)


def register(app: Flask) -> None:
    """Ask the table before every view, and let templates ask it too."""
    app.before_request(guard)
    app.jinja_env.globals["may"] = may


def guard() -> ResponseReturnValue | None:
    """Let a request through, lead it to the sign-in, or refuse it."""
    officer = watching.officer()
    endpoint = request.endpoint
    if endpoint is None or endpoint in OPEN:
        return None
    if officer is None:
        return redirect(url_for("security.login", next=_wanted()))
    if not may(endpoint):
        raise Forbidden
    return watching.fresh() if endpoint in FRESH else None


def may(endpoint: str) -> bool:
    """Say whether the officer of this request may open a page."""
    if not current_user.is_authenticated:
        return False
    allowed = ROUTES.get(endpoint, frozenset())
    return any(role.name in allowed for role in current_user.roles)


def _wanted() -> str | None:
    """Return where to go after signing in: only a page can be gone to."""
    if request.method != "GET":
        return None
    return request.script_root + request.path
