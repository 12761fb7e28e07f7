"""The page of the audit log: who did what and when, and whether the chain holds."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint, render_template, request
from flask_babel import format_datetime
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from survey import witness
from survey.database import reading
from survey.registry import audit
from survey.registry.audit import Act, Broken, BrokenLogError
from survey.web.console import fields
from survey.web.services import services

blueprint = Blueprint("auditing", __name__)

_LINES = 50
_NO_DIGEST = _("A digest has 64 signs: digits and the letters a to f")
BROKEN_WORDS: Mapping[Broken, LazyString] = {
    Broken.MISSING: _("Line %(line)s is missing."),
    Broken.CHANGED: _("Line %(line)s was changed."),
    Broken.CUT: _("Lines at the end are missing, from line %(line)s on."),
    Broken.UNKNOWN: _("The digest that was noted is not in the log."),
}
ACT_WORDS: Mapping[str, LazyString] = {
    Act.SIGNED_IN: _("signed in"),
    Act.SIGN_IN_FAILED: _("failed to sign in"),
    Act.LOCKED_OUT: _("was locked out after too many attempts"),
    Act.SIGNED_OUT: _("signed out"),
    Act.SESSION_ENDED: _("signed another browser out"),
    Act.PASSWORD_SET: _("chose a new password"),
    Act.SECOND_FACTOR_SET: _("set up an authenticator app"),
    Act.RECOVERY_CODES_MADE: _("made recovery codes"),
    Act.RECOVERY_CODE_USED: _("used a recovery code"),
    Act.PASSKEY_ADDED: _("added a passkey"),
    Act.PASSKEY_REMOVED: _("removed a passkey"),
    Act.LETTERS_CHOSEN: _("chose which letters to get"),
    Act.DIGESTS_TURNED: _("turned weekly letters on or off"),
    Act.ACCOUNT_CREATED: _("created an account"),
    Act.ACCOUNT_CHANGED: _("changed an account"),
    Act.ACCOUNT_CLOSED: _("closed an account"),
    Act.SET_UP_LINK_MADE: _("made a link to choose a password"),
    Act.INSTALLATION_EXAMINED: _("looked the installation over; faults:"),
    Act.ORGANISATIONS_ENTERED: _("entered organisations"),
    Act.ORGANISATIONS_EXPORTED: _("exported organisations"),
    Act.ORGANISATION_ADDED: _("added an organisation"),
    Act.ORGANISATION_CHANGED: _("changed an organisation"),
    Act.ORGANISATION_MERGED: _("merged an organisation into another"),
    Act.ORGANISATION_RETIRED: _("retired an organisation"),
    Act.ORGANISATION_REVIVED: _("took an organisation up again"),
    Act.SURVEY_DRAFTED: _("drafted a survey"),
    Act.SURVEY_PREPARED: _("changed a draft"),
    Act.SURVEY_REHEARSED: _("rehearsed a questionnaire"),
    Act.DRAFT_DISCARDED: _("threw a draft away"),
    Act.KEY_ENTERED: _("entered a key-holder's key"),
    Act.KEY_PROVED: _("proved a key with a test seal"),
    Act.KEY_REMOVED: _("took out a key-holder's key"),
    Act.KEY_RENEWED: _("renewed a key of the site"),
    Act.SLIPS_FETCHED: _("fetched the cards to print them"),
    Act.SLIPS_PRINTED: _("destroyed the file of printed cards"),
    Act.SURVEY_OPENED: _("opened a survey"),
    Act.SLIPS_HANDED_OUT: _("entered cards that were handed out"),
    Act.SLIPS_RETURNED: _("entered cards that came back"),
    Act.BATCH_VOIDED: _("voided a batch of cards"),
    Act.BATCH_KEPT: _("tried in vain to void a batch of cards"),
    Act.BATCH_PRINTED_AGAIN: _("had a void batch printed anew"),
    Act.PEOPLE_ENTERED: _("entered people to be invited"),
    Act.PEOPLE_FORGOTTEN: _("deleted the list of people"),
    Act.LETTERS_PREPARED: _("sent invitations by mail"),
    Act.LETTER_READDRESSED: _("gave a refused letter another address"),
    Act.REMINDERS_SENT: _("reminded everybody of a group"),
    Act.COVERAGE_EXPORTED: _("exported the coverage of"),
    Act.REPORTS_ASKED: _("asked for the reports of all organisations"),
    Act.COMMENTS_KEPT: _("kept masked comments, sealed, for a review"),
    Act.COMMENTS_REVIEWED: _("finished the review of comments"),
    Act.CASE_ENTERED: _("entered a deduction"),
    Act.CASE_REMOVED: _("took out a deduction"),
    Act.TOKEN_KEYS_DESTROYED: _("destroyed the keys that signed tokens"),
    Act.TOKEN_KEYS_MISSING: _("found no keys that signed tokens, destroyed none"),
    Act.SURVEY_CLOSED: _("closed a survey"),
    Act.SURVEY_TALLIED: _("opened and counted the answers of a survey"),
    Act.SURVEY_PUBLISHED: _("published a survey"),
    Act.SURVEY_WITHDRAWN: _("withdrew published results"),
    Act.REPORT_FETCHED: _("fetched a report"),
    Act.MICRODATA_ASKED: _("asked for protected single answers"),
    Act.MICRODATA_FETCHED: _("confirmed and fetched protected single answers"),
    Act.DIGESTS_SENT: _("sent summaries of measures by mail"),
    Act.SURVEY_PURGED: _("destroyed the answers of a survey"),
    Act.RECOMMENDATION_DECIDED: _("decided on a recommendation"),
    Act.DIRECTION_ENTERED: _("entered a direction of the IAAC"),
    Act.MEASURE_ENTERED: _("entered a measure"),
    Act.MEASURE_CHANGED: _("changed a measure"),
    Act.MEASURE_DROPPED: _("dropped a measure"),
    Act.EVIDENCE_ENTERED: _("entered evidence"),
}


@blueprint.get("/audit")
def page() -> str:
    """Show the newest acts, or those before one, and check the whole chain."""
    before = request.args.get("before", type=fields.number)
    noted, fault = _noted()
    with reading(services().databases.registry) as session:
        lines = audit.lines(session, before=before, most=_LINES)
        head, broken = None, None
        try:
            head = audit.verify(session, noted=noted, seen=witness.heads(_witness()))
        except BrokenLogError as error:
            broken = BROKEN_WORDS[error.kind] % {"line": error.line}
    rows = [
        {
            "number": line.number,
            "moment": moment(line.moment),
            "actor": line.actor,
            "act": ACT_WORDS.get(line.act, line.act),
            "about": line.about,
        }
        for line in lines
    ]
    older = lines[-1].number if lines and lines[-1].number > 1 else None
    return render_template(
        "console/audit.html",
        rows=rows,
        older=older,
        head=head,
        broken=broken,
        written=request.args.get("noted", ""),
        found=noted is not None and broken is None,
        fault=fault,
    )


def _noted() -> tuple[bytes | None, LazyString | None]:
    """Return the digest that somebody wrote down earlier, or why it is none."""
    written = "".join(request.args.get("noted", "").split())
    if not written:
        return None, None
    try:
        digest = bytes.fromhex(written)
    except ValueError:
        return None, _NO_DIGEST
    return (digest, None) if len(digest) == len(audit.START) else (None, _NO_DIGEST)


def _witness() -> Path:
    return services().settings.home / witness.FILE


def moment(at: datetime) -> str:
    """Return a moment as a clock in the district shows it."""
    return str(format_datetime(at.replace(tzinfo=UTC), "medium"))
