"""Reads from the environment which mail server sends the letters of an installation.

The password stands in a file of its own: an environment is read by too many.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

STARTTLS, TLS, PLAIN = "starttls", "tls", "plain"
_PORTS = {"smtp": 587, "smtps": 465}
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class MailServerError(Exception):
    """The environment does not name a mail server that can be used."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed over, how the line is protected, and who sends them."""

    host: str
    port: int
    protection: str
    sender: str
    user: str = ""
    password_file: Path | None = None

    def password(self) -> str:
        """Return the password; it is read anew, so that it can be changed."""
        if self.password_file is None:
            return ""
        return self.password_file.read_text("utf-8").strip()


def read(environ: Mapping[str, str]) -> MailServer | None:
    """Return the mail server, or none where letters are sent from elsewhere.

    Only a server on this machine is spoken to without TLS.
    """
    url = environ.get("SHUDARGA_SMTP_URL", "").strip()
    if not url:
        return None
    parts = urlsplit(url)
    sender = environ.get("SHUDARGA_MAIL_FROM", "").strip()
    if parts.scheme not in _PORTS or not parts.hostname or parts.username:
        raise MailServerError(
            "SHUDARGA_SMTP_URL must look like smtp://mail.example.mn:587 or "
            "smtps://mail.example.mn, without a name or password in it."
        )
    if "@" not in sender.strip("@") or not sender.isprintable():
        raise MailServerError(
            "SHUDARGA_MAIL_FROM must be the address that letters come from."
        )
    file = environ.get("SHUDARGA_SMTP_PASSWORD_FILE", "")
    protection = TLS if parts.scheme == "smtps" else STARTTLS
    return MailServer(
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        protection=PLAIN if _is_plain(parts.scheme, parts.hostname) else protection,
        sender=sender,
        user=environ.get("SHUDARGA_SMTP_USER", ""),
        password_file=Path(file) if file else None,
    )


def _is_plain(scheme: str, host: str) -> bool:
    return scheme == "smtp" and host in _HERE
