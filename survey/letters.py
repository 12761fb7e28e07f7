"""The words of letters to those who are invited, and the links that they carry.

Every letter of one kind has the same words for everybody; an invitation differs in
its link alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from survey.manifest import Manifest
from survey.registry import spreadsheet
from survey.wording import LANGUAGES, translator

_ADDRESS, _LINK = 1, 2


@dataclass(frozen=True, slots=True)
class Invitation:
    """An address, and the link with the code that was drawn for it."""

    email: str
    link: str


@dataclass(frozen=True, slots=True)
class Words:
    """What the letters of a survey say; both languages stand in each letter."""

    manifest: Manifest
    sender: str
    issuer_url: str
    moment: datetime
    contact: str = ""

    def invitation(self, address: str, link: str) -> EmailMessage:
        """Return the letter that holds somebody's link."""
        said = [self._invited(language, link) for language in LANGUAGES]
        return self._letter(address, said)

    def reminder(self, address: str) -> EmailMessage:
        """Return the letter that goes to everybody of a group alike."""
        return self._letter(address, [self._reminded(word) for word in LANGUAGES])

    def _invited(self, language: str, link: str) -> list[str]:
        _ = translator(language)
        days = {
            "first": self.manifest.answers_open.isoformat(),
            "last": self.manifest.closes.isoformat(),
        }
        return [
            _("Secret survey of civil servants: your invitation"),
            _("You are invited to the secret survey of all civil servants."),
            _("Open this link. It is yours alone: do not send it on."),
            link,
            _(
                "With it you collect a right to answer once, which does not say who "
                "you are. Answers are taken from {first} to {last}."
            ).format(**days),
            *self._end(language),
        ]

    def _reminded(self, language: str) -> list[str]:
        _ = translator(language)
        return [
            _("Secret survey of civil servants: a reminder to everybody"),
            _(
                "If you have answered, thank you: there is nothing to do. If not, "
                "answers are taken until {last}. Use the link in your invitation."
            ).format(last=self.manifest.closes.isoformat()),
            _(
                "Everybody who was invited gets this same letter. We do not know who "
                "has answered."
            ),
            *self._end(language),
        ]

    def _end(self, language: str) -> Iterator[str]:
        _ = translator(language)
        trust = f"{self.issuer_url}/{language}/surveys/{self.manifest.survey}/trust"
        yield _("How we know that you answered but not what")
        yield trust
        if self.contact:
            yield _("Whom to ask: {contact}").format(contact=self.contact)
        yield _("Anti-corruption hotline: 110")
        if self.manifest.sample:
            yield _("SAMPLE DATA. This is not a real survey.")

    def _letter(self, address: str, said: list[list[str]]) -> EmailMessage:
        letter = EmailMessage()
        letter["Subject"] = said[0][0]
        letter["From"], letter["To"] = self.sender, address
        letter["Date"] = format_datetime(self.moment)
        letter["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2])
        letter["Auto-Submitted"] = "auto-generated"
        texts = ["\n\n".join(lines) for lines in said]
        letter.set_content("\n\n* * *\n\n".join(texts) + "\n")
        return letter


def invitations(workbook: bytes) -> Iterator[Invitation]:
    """Yield the invitations of a file of letters that was made for a mail merge."""
    for table in spreadsheet.tables(workbook, "letters.xlsx"):
        for row in table.rows[1:]:
            yield Invitation(row.cells[_ADDRESS].casefold(), row.cells[_LINK])
