"""Long work in a queue of its own file: letters are mailed, reports are written.

The queue's file holds the names of surveys and the numbers of works. Answers, codes,
addresses, keys and passphrases never enter it: what needs a key-holder's key, the
tally, runs in the request that the key came with. `shudarga work` takes tasks from the
queue; where work is done at once, there is no queue and no file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from huey import SqliteHuey, crontab

from survey import batches, covering, digests, forgetting, outbox, witness
from survey.config import Settings
from survey.database import Databases, reading
from survey.letters import Words
from survey.mailing import UnreachableError
from survey.manifest import Manifest
from survey.outbox import Post
from survey.registry import audit, surveys
from survey.registry.lifecycle import OVER

FOLDER = "work"
_QUEUE = "queue.db"


@dataclass(frozen=True, slots=True)
class Shop:
    """What work is done with."""

    databases: Databases
    settings: Settings
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Tasks:
    """The queue, and each thing that can be asked of it."""

    queue: SqliteHuey
    mail: Callable[[], object]
    mail_digests: Callable[[], object]
    write_reports: Callable[[str, int], object]


def tasks(shop: Shop) -> Tasks:
    """Open the queue of an installation; its worker opens it in the same way."""
    queue = _queue(shop.settings)

    def mail() -> None:
        send_letters(shop)

    def mail_digests() -> None:
        send_digests(shop, weekly=False)

    def write_reports(survey: str, number: int) -> None:
        batches.write(shop.databases, folder(shop.settings), survey, number)

    _repeat(queue, shop)
    return Tasks(
        queue,
        mail=queue.task(name="mail")(mail),
        mail_digests=queue.task(name="mail_digests")(mail_digests),
        write_reports=queue.task(name="write_reports")(write_reports),
    )


def _repeat(queue: SqliteHuey, shop: Shop) -> None:
    """Let the worker of a queue do by itself what is due."""
    minutely, now_and_then = crontab(minute="*"), crontab(minute="*/10")
    for name, when, act in (
        ("mail_what_is_due", minutely, partial(send_letters, shop)),
        ("mail_weekly", minutely, partial(send_digests, shop, weekly=True)),
        ("note_log", now_and_then, partial(bear_witness, shop)),
        ("destroy_files", now_and_then, partial(destroy_files, shop)),
        ("count_citizens", now_and_then, partial(count_citizens, shop)),
    ):
        queue.periodic_task(when, name=name)(act)


def send_letters(shop: Shop) -> None:
    """Send what is due; where the server is away, it is tried again in a minute.

    Only where the console runs: the keys that open letters lie in its home, and
    elsewhere every letter would be given up as lost.
    """
    server = shop.settings.mail
    if server is None or "console" not in shop.settings.faces:
        return

    def words(survey: str) -> Words:
        with reading(shop.databases.registry) as session:
            manifest = surveys.find(session, survey).manifest or b""
        return Words(
            Manifest.from_json(manifest),
            server.sender,
            shop.settings.issuer_url,
            shop.now().replace(tzinfo=UTC),
            shop.settings.contact,
        )

    post = Post(shop.databases, shop.settings.home, server, shop.now, words)
    try:
        outbox.send(post)
    except UnreachableError:
        return


def send_digests(shop: Shop, *, weekly: bool) -> None:
    """Send the summaries that wait; in a new week a round may begin by itself."""
    settings = shop.settings
    if settings.mail is None:
        return
    post = digests.Post(
        shop.databases,
        settings.mail,
        shop.now,
        settings.base_url,
        sample=settings.sample,
    )
    if weekly:
        digests.prepare_weekly(post)
    try:
        digests.send(post)
    except UnreachableError:
        return


def destroy_files(shop: Shop) -> None:
    """Destroy letters and cards in files whose survey was closed before they were."""
    with reading(shop.databases.registry) as session:
        over = surveys.names(session, *OVER)
    for survey in over:
        forgetting.destroy_files(shop.settings.home, survey)


def bear_witness(shop: Shop) -> None:
    """Note outside the database how long the audit log is."""
    with reading(shop.databases.registry) as session:
        head = audit.head(session)
    witness.note(shop.settings.home / witness.FILE, head, shop.now())


def count_citizens(shop: Shop) -> None:
    """Note how many tens of citizens have answered at each place until today."""
    covering.note_citizens(shop.databases, digests.local(shop.now()).date())


def folder(settings: Settings) -> Path:
    """Return the folder of work, which no backup holds."""
    return settings.home / FOLDER


def _queue(settings: Settings) -> SqliteHuey:
    if settings.work_at_once:
        return SqliteHuey("shudarga", filename=":memory:", immediate=True)
    place = folder(settings)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return SqliteHuey(
        "shudarga", filename=str(place / _QUEUE), results=False, journal_mode="delete"
    )
