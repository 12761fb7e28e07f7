"""The words of weekly letters: what an owner has to do, what an auditor writes down.

They say what stands in the plan and in the audit log, and never an answer or a code.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from analysis.wording import words
from survey.accounts.people import Account
from survey.registry.audit import Head
from survey.registry.measures import Measure
from survey.wording import translator


@dataclass(frozen=True, slots=True)
class Owed:
    """What an organisation has to do; each measure stands in one place."""

    overdue: tuple[Measure, ...] = ()
    soon: tuple[Measure, ...] = ()
    silent: tuple[Measure, ...] = ()

    def __bool__(self) -> bool:
        """Say whether there is anything to do."""
        return bool(self.overdue or self.soon or self.silent)


@dataclass(frozen=True, slots=True)
class DigestLetter:
    """A letter to one account, in the language of its owner."""

    account: Account
    moment: datetime
    base_url: str
    owed: Owed | None = None
    head: Head | None = None
    sample: bool = False

    def message(self, sender: str) -> EmailMessage:
        """Return the letter as it is handed to a mail server."""
        letter = EmailMessage()
        letter["Subject"] = self._subject()
        letter["From"], letter["To"] = sender, self.account.email
        letter["Date"] = format_datetime(self.moment.replace(tzinfo=UTC))
        letter["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content("\n\n".join(self._paragraphs()) + "\n")
        return letter

    def _say(self, sentence: str) -> str:
        return translator(self.account.language)(sentence)

    def _subject(self) -> str:
        _ = self._say
        if self.owed is None:
            return _("Audit log of the console: digest of this week")
        return _("Anti-corruption plan: measures of your organisation")

    def _paragraphs(self) -> Iterator[str]:
        _ = self._say
        if self.sample:
            yield _("SAMPLE DATA. This is not a real survey.")
        if self.owed is not None:
            yield _("Measures of {organisation} in the plan:").format(
                organisation=self.account.organisation
            )
            yield from self._listed(_("Overdue"), self.owed.overdue)
            yield from self._listed(_("Due within 30 days"), self.owed.soon)
            yield from self._listed(
                _("Nothing was reported in this quarter"), self.owed.silent
            )
            yield _("Enter how far each is, and its evidence, in the console.")
        if self.head is not None:
            yield from self._log(self.head)
        yield _(
            "Do not want these letters? Turn them off in your account: {address}"
        ).format(address=self._page("me"))

    def _listed(self, title: str, listed: Sequence[Measure]) -> Iterator[str]:
        if listed:
            yield "\n".join([f"{title}:", *(self._line(one) for one in listed)])

    def _line(self, one: Measure) -> str:
        quarter = words(self.account.language).quarter(one.year, one.quarter)
        page = self._page(f"measures/{one.number}")
        return f"– {one.text} ({quarter}, {one.percent} %)\n  {page}"

    def _log(self, head: Head) -> Iterator[str]:
        _ = self._say
        yield _(
            "The audit log holds {number} acts. Keep this digest of the last one:"
        ).format(number=head.acts)
        yield head.digest.hex()
        yield _(
            "Whoever cuts lines off the log later cannot make this digest again. Enter "
            "it on the page of the audit log, or run: shudarga audit verify --noted"
        )

    def _page(self, path: str) -> str:
        return f"{self.base_url}/console/{self.account.language}/{path}"
