"""Mails invitations and reminders: each letter once, and nothing kept of its code.

The code of an invitation waits sealed. The key that opens it is a file that stands in
no database and no backup, and is destroyed with the last letter. As soon as the
server has accepted a letter, its sealed code is deleted; a code whose address was
refused waits for another address. A letter whose key is gone, as after a restore, is
given up and named, and stops no other. Nothing here knows a claim.

A reminder goes to all to whom invitations of a group were mailed, in the same words:
there is no way to name one person.
"""

import json
import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from survey import mailing, private_files, sealing
from survey.database import Databases, Session, reading
from survey.letters import Invitation, Words
from survey.mail_server import MailServer
from survey.mailing import Line, Outcome, Reply
from survey.registry import letters, surveys
from survey.registry.letters import INVITATION, Letter
from survey.registry.lifecycle import OVER
from survey.sealing import OpeningError, PrivateKey

FOLDER = "outgoing"
MOST_TRIES = 8
_AT_ONCE = 50
_LOST = Reply(Outcome.REFUSED, letters.LOST)
_INFO = b"shudarga/1/letter"
_PAUSE = timedelta(minutes=1)
_GROWTH = 3


class AlreadyPreparedError(Exception):
    """The letters of this survey wait already, or were sent."""


class NothingToRemindError(Exception):
    """No invitation to this group was mailed from here."""


@dataclass(frozen=True, slots=True)
class Post:
    """What letters are sent with: databases, the folder of keys, server and clock.

    `words` returns the words of a survey's letters.
    """

    databases: Databases
    home: Path
    server: MailServer
    now: Callable[[], datetime]
    words: Callable[[str], Words]


@dataclass(frozen=True, slots=True)
class Sent:
    """How many letters one round of sending handed over, and how many it did not."""

    accepted: int = 0
    refused: int = 0
    delayed: int = 0

    def and_one(self, outcome: Outcome) -> "Sent":
        """Count one letter more."""
        return Sent(
            self.accepted + (outcome is Outcome.ACCEPTED),
            self.refused + (outcome is Outcome.REFUSED),
            self.delayed + (outcome is Outcome.LATER),
        )


def prepare(
    session: Session,
    home: Path,
    survey: str,
    invitations: Iterable[tuple[str, Invitation]],
) -> int:
    """Let all invitations of a survey wait to be mailed, and say how many.

    Each comes with the name of its group.
    """
    if letters.of_edition(session, survey, INVITATION):
        raise AlreadyPreparedError("The letters of this survey are prepared already.")
    public = sealing.public_bytes(_new_key(home, survey))
    waiting = [
        Letter(survey, INVITATION, one.email, group, _seal(one, public))
        for group, one in invitations
    ]
    letters.enter(session, waiting)
    return len(waiting)


def remind(session: Session, survey: str, group: str) -> int:
    """Write to everybody of a group who was invited by mail, in the same words."""
    invited = letters.of_edition(session, survey, INVITATION)
    chosen = [letter for letter in invited if letter.group == group]
    if not chosen:
        raise NothingToRemindError("Nobody of this group was invited by mail.")
    counted = letters.counts(session, survey)
    edition = 1 + max(c.edition for c in counted if c.group == group)
    reminders = [Letter(survey, edition, one.address, group) for one in chosen]
    letters.enter(session, reminders)
    return len(reminders)


def send(post: Post) -> Sent:
    """Send every letter whose turn it is; one that is refused or lost stops no other.

    Raises UnreachableError if the server is away: the letters go on waiting, and no
    try is counted against them.
    """
    sent = Sent()
    while waiting := _some(post):
        with mailing.connected(post.server) as line:
            for letter in waiting:
                sent = sent.and_one(_send_one(post, line, letter))
    tidy(post)
    return sent


def tidy(post: Post) -> None:
    """Destroy the keys of surveys that are over, or of which no code waits any more."""
    with reading(post.databases.registry) as session:
        finished = {*letters.without_codes(session), *surveys.names(session, *OVER)}
    for survey in finished:
        destroy_key(post.home, survey)


def destroy_key(home: Path, survey: str) -> None:
    """Overwrite and remove the key of a survey's letters. None is no fault."""
    path = _path(home, survey)
    if not path.exists():
        return
    with path.open("r+b") as file:
        file.write(secrets.token_bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def _some(post: Post) -> Sequence[Letter]:
    with reading(post.databases.registry) as session:
        return letters.waiting(session, now=post.now(), most=_AT_ONCE)


def _send_one(post: Post, line: Line, letter: Letter) -> Outcome:
    reply = _handed_over(post, line, letter)
    with post.databases.registry.begin() as session:
        if reply.outcome is Outcome.ACCEPTED:
            letters.accepted(session, letter)
        elif reply.outcome is Outcome.LATER and letter.tries + 1 < MOST_TRIES:
            due = post.now() + _PAUSE * _GROWTH**letter.tries
            letters.delayed(session, letter, reply.code, due=due)
        else:
            letters.refused(session, letter, reply.code)
    return reply.outcome


def _handed_over(post: Post, line: Line, letter: Letter) -> Reply:
    """Hand a letter over, if its link can be opened here."""
    words = post.words(letter.survey)
    if letter.edition != INVITATION:
        return line.send(words.reminder(letter.address))
    try:
        link = _open(post.home, letter)
    except (FileNotFoundError, OpeningError):
        return _LOST
    return line.send(words.invitation(letter.address, link))


def _seal(invitation: Invitation, public: bytes) -> bytes:
    bucket = sealing.BUCKETS[0]
    content = json.dumps({"link": invitation.link}).encode()
    return sealing.seal(content, [public], info=_INFO, bucket=bucket)


def _open(home: Path, letter: Letter) -> str:
    key = PrivateKey(_path(home, letter.survey).read_bytes())
    content = sealing.open_sealed(letter.sealed, [key], info=_INFO)
    return str(json.loads(content)["link"])


def _new_key(home: Path, survey: str) -> PrivateKey:
    """Make the key of a survey's letters; one that nothing was sealed to is lost."""
    destroy_key(home, survey)
    key, path = sealing.new_key(), _path(home, survey)
    private_files.write(path, key.seed)
    return key


def _path(home: Path, survey: str) -> Path:
    return home / FOLDER / f"{survey.encode().hex()}.letters"
