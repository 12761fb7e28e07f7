"""Mails owners once a week what they have to do, and auditors the log's newest digest.

Who gets a letter, and what it says, follows from accounts, measures and the audit log
alone. A round begins by itself each week or when an officer asks; within a week
nobody gets a second letter, however often it is asked for.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from survey import digest_letters, mailing
from survey.accounts import people
from survey.accounts.people import Account
from survey.accounts.roles import Role
from survey.database import Databases, Session, reading
from survey.digest_letters import Owed
from survey.mail_server import MailServer
from survey.mailing import Line, Outcome
from survey.quarters import quarter_of
from survey.registry import audit, digests, measures
from survey.registry.audit import Act, Deed
from survey.registry.digests import Claimed
from survey.registry.measures import Measure

MOST_TRIES = 8
WORKER = "worker"
_SOON = timedelta(days=30)
_LEASE = timedelta(minutes=10)
_PAUSE = timedelta(minutes=1)
_GROWTH = 3
_FIRST_HOUR = 8
_DISTRICT = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Post:
    """What letters are sent with: databases, server, clock, and the site's address."""

    databases: Databases
    server: MailServer
    now: Callable[[], datetime]
    base_url: str
    sample: bool = False


def owed(session: Session, today: date) -> Mapping[str, Owed]:
    """Return what each organisation has to do, if it has anything to do."""
    found: dict[str, list[Measure]] = {}
    for one in measures.every(session):
        if one.is_running:
            found.setdefault(one.owner, []).append(one)
    told = {owner: _owed(running, today) for owner, running in found.items()}
    return {owner: one for owner, one in told.items() if one}


def recipients(session: Session, organisation: str) -> Sequence[Account]:
    """Return the contacts of an organisation who want letters."""
    return [
        one
        for one in people.everybody(session)
        if one.organisation == organisation and _wants(one, Role.CONTACT)
    ]


def prepare(session: Session, deed: Deed, today: date) -> int:
    """Let everybody's letter of this week wait that was not written yet; count them."""
    week = digests.week_of(today)
    digests.begin(session, week)
    told = owed(session, today)
    addresses = [
        one.email
        for one in people.everybody(session)
        if _wants(one, Role.AUDITOR)
        or (_wants(one, Role.CONTACT) and one.organisation in told)
    ]
    number = digests.enter(session, week, addresses)
    if number:
        audit.record(session, deed, Act.DIGESTS_SENT, f"{week}: {number}")
    return number


def prepare_weekly(post: Post) -> None:
    """Begin the round of a week on Monday morning, or as soon as possible after it."""
    here = local(post.now())
    with reading(post.databases.registry) as session:
        plan = digests.plan(session)
    begun = plan.week == digests.week_of(here.date())
    early = here.weekday() == 0 and here.hour < _FIRST_HOUR
    if plan.weekly and not begun and not early:
        with post.databases.registry.begin() as session:
            prepare(session, Deed(WORKER, post.now()), here.date())


def send(post: Post) -> None:
    """Send every letter whose turn it is; one that is refused stops no other.

    Raises UnreachableError if the server is away: what waits is sent later, and no
    try is counted against it.
    """
    claimed = _claimed(post)
    while claimed is not None:
        with mailing.connected(post.server) as line:
            while claimed is not None:
                _send_one(post, line, claimed)
                claimed = _claimed(post)


def _claimed(post: Post) -> Claimed | None:
    now = post.now()
    with post.databases.registry.begin() as session:
        return digests.claim(session, now=now, until=now + _LEASE)


def _send_one(post: Post, line: Line, claimed: Claimed) -> None:
    with reading(post.databases.registry) as session:
        letter = _letter(post, session, claimed.address)
    if letter is None:
        with post.databases.registry.begin() as session:
            digests.accepted(session, claimed)
        return
    reply = line.send(letter.message(post.server.sender))
    with post.databases.registry.begin() as session:
        if reply.outcome is Outcome.ACCEPTED:
            digests.accepted(session, claimed)
        elif reply.outcome is Outcome.LATER and claimed.tries + 1 < MOST_TRIES:
            due = post.now() + _PAUSE * _GROWTH**claimed.tries
            digests.delayed(session, claimed, reply.code, due=due)
        else:
            digests.refused(session, claimed, reply.code)


def _letter(
    post: Post, session: Session, address: str
) -> digest_letters.DigestLetter | None:
    """Return the letter as it stands now; none where there is nothing left to say."""
    account = people.find(session, address)
    told = None
    if _wants(account, Role.CONTACT):
        today = local(post.now()).date()
        told = owed(session, today).get(account.organisation or "")
    head = audit.head(session) if _wants(account, Role.AUDITOR) else None
    if told is None and head is None:
        return None
    return digest_letters.DigestLetter(
        account, post.now(), post.base_url, told, head, sample=post.sample
    )


def _wants(account: Account, role: Role) -> bool:
    return account.active and account.digests and role in account.roles


def _owed(running: Sequence[Measure], today: date) -> Owed:
    """Sort measures by what is most urgent; each stands in one place."""
    overdue = [one for one in running if one.is_overdue(today)]
    soon = [
        one
        for one in running
        if one not in overdue and one.due.last_day - today <= _SOON
    ]
    start = quarter_of(today).first_day
    silent = [
        one
        for one in running
        if one not in overdue + soon and (one.reported is None or one.reported < start)
    ]
    return Owed(tuple(overdue), tuple(soon), tuple(silent))


def local(now: datetime) -> datetime:
    """Return a moment of universal time as clocks in the district show it."""
    return now.replace(tzinfo=UTC).astimezone(_DISTRICT)
