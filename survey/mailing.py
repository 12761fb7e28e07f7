"""Hands letters over to a mail server, one by one, and says what became of each.

No error that leaves here names an address or holds a line of a letter.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum

from survey.mail_server import STARTTLS, TLS, MailServer

_SECONDS = 20.0
_FOREVER = 500


class Outcome(StrEnum):
    """What the server said to one letter."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a letter, with the number that the server gave for it."""

    outcome: Outcome
    code: int


class UnreachableError(Exception):
    """The server cannot be spoken to at the moment: no letter is to blame."""


@dataclass(frozen=True, slots=True)
class Line:
    """An open connection to a mail server."""

    smtp: smtplib.SMTP
    sender: str

    def send(self, letter: EmailMessage) -> Reply:
        """Hand one letter over; raise UnreachableError if the line breaks."""
        try:
            self.smtp.send_message(letter, self.sender)
        except smtplib.SMTPRecipientsRefused as error:
            [(code, _)] = error.recipients.values()
            return _said(code)
        except smtplib.SMTPNotSupportedError:
            # An address in letters that this server cannot write to.
            return Reply(Outcome.REFUSED, _FOREVER)
        except smtplib.SMTPDataError as error:
            return _said(error.smtp_code)
        except (smtplib.SMTPException, OSError):
            raise UnreachableError("The mail server broke off.") from None
        return Reply(Outcome.ACCEPTED, 250)


@contextmanager
def connected(server: MailServer) -> Iterator[Line]:
    """Open a line to the server; raise UnreachableError where there is none."""
    try:
        smtp = _open(server)
    except (smtplib.SMTPException, OSError):
        raise UnreachableError("The mail server does not answer.") from None
    try:
        yield Line(smtp, server.sender)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        smtp.close()


def _open(server: MailServer) -> smtplib.SMTP:
    place = (server.host, server.port)
    secure = ssl.create_default_context()
    if server.protection == TLS:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(*place, timeout=_SECONDS, context=secure)
    else:
        smtp = smtplib.SMTP(*place, timeout=_SECONDS)
    try:
        if server.protection == STARTTLS:
            smtp.starttls(context=secure)
        if server.user:
            smtp.login(server.user, server.password())
    except (smtplib.SMTPException, OSError):
        smtp.close()
        raise
    return smtp


def _said(code: int) -> Reply:
    return Reply(Outcome.REFUSED if code >= _FOREVER else Outcome.LATER, code)
