"""The letter with which somebody sets their account up: an address and a code.

Where letters can be sent, the code goes to its owner alone, so that whoever makes
accounts cannot enter one of them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from survey import mailing
from survey.accounts.people import Account
from survey.mail_server import MailServer
from survey.mailing import Outcome, UnreachableError
from survey.wording import translator


@dataclass(frozen=True, slots=True)
class SetUpLetter:
    """A letter to the owner of an account, in the owner's language."""

    account: Account
    code: str
    base_url: str
    moment: datetime

    def message(self, sender: str) -> EmailMessage:
        """Return the letter as it is handed to a mail server."""
        _ = translator(self.account.language)
        page = f"{self.base_url}/console/{self.account.language}/set-up"
        letter = EmailMessage()
        letter["Subject"] = _("Shudarga console: set your account up")
        letter["From"], letter["To"] = sender, self.account.email
        letter["Date"] = format_datetime(self.moment.replace(tzinfo=UTC))
        letter["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
        letter["Auto-Submitted"] = "auto-generated"
        said = (
            _("Choose a password for your account on this page:"),
            page,
            _("This code works once, for three days. Give it to nobody:"),
            self.code,
            _(
                "An older password, authenticator app and passkey of the account no "
                "longer work. If you did not ask for this, tell your office."
            ),
        )
        letter.set_content("\n\n".join(said) + "\n")
        return letter


def send(server: MailServer, letter: SetUpLetter) -> bool:
    """Hand the letter over now, and say whether the mail server took it."""
    try:
        with mailing.connected(server) as line:
            reply = line.send(letter.message(server.sender))
    except UnreachableError:
        return False
    return reply.outcome is Outcome.ACCEPTED
