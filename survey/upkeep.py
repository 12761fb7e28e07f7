"""Commands that keep an installation sound: doctor, backup, restore, upgrade."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from survey import backup_folder, backups, config, doctor, upgrading
from survey.backups import Place
from survey.database import connect, migrate
from survey.doctor import Examined
from survey.tokens import age_files

_UNSOUND = 1


def add_to(
    parts: "argparse._SubParsersAction[argparse.ArgumentParser]", console: Console
) -> None:
    """Add the commands of upkeep to the parser of `shudarga`."""
    one = parts.add_parser("doctor", help="say what is wrong and how to mend it")
    one.add_argument(
        "--backups", type=Path, metavar="DIR", help="look at these backups too"
    )
    one.set_defaults(run=lambda options: examine(options, console))
    _add_backup(parts.add_parser("backup", help="back everything up"), console)
    one = parts.add_parser("restore", help="restore a backup into a new installation")
    one.add_argument("file", type=Path, metavar="FILE.age")
    one.add_argument("--key", type=Path, required=True, metavar="FILE.key")
    one.set_defaults(run=lambda options: restore(options, console))
    one = parts.add_parser("upgrade", help="back up, bring tables up to date, check")
    _add_target(one)
    one.set_defaults(run=lambda options: upgrade(options, console), backups=None)


def new_key(options: argparse.Namespace, console: Console) -> None:
    """Write a private backup key to a new file, and show its public part."""
    identity, recipient = age_files.new_identity()
    number = os.open(options.out, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(number, "w", encoding="ascii") as file:
        file.write(f"# public key: {recipient}\n{identity}\n")
    console.print(
        f"The private key is in {options.out}. Keep it away from this server, with a "
        f"spare copy: without it no backup opens.\nThe server needs only:\n{recipient}"
    )


def back_up(options: argparse.Namespace, console: Console) -> None:
    """Write an encrypted backup of both databases and of the files."""
    with _installation() as (place, _):
        written = backup_folder.back_up(
            place, options.to, options.folder, today=options.today
        )
    console.print(f"Written: {written}", soft_wrap=True)


def restore(options: argparse.Namespace, console: Console) -> None:
    """Restore a backup into an installation in which nobody has worked yet.

    A backup of an older version gets its own tables first, and then the newest.
    """
    identity = options.key.read_text("ascii")
    made = backups.revisions(options.file, identity)
    with _installation() as (place, _):
        migrate(place.databases, to=made)
        backups.restore(options.file, identity, place)
        upgrading.upgrade(place.databases)
    console.print(
        "Restored. Token keys are never in a backup: a survey by invitations that was "
        "open goes on taking answers, but gives out no more tokens. Invitations that "
        "waited to be mailed are lost: the key to their links is in no backup either."
    )


def upgrade(options: argparse.Namespace, console: Console) -> int:
    """Back up, bring the tables of both databases up to date, and look it over."""
    with _installation() as (place, _):
        written = backup_folder.back_up(
            place, options.to, options.folder, today=options.today
        )
        console.print(f"Backed up first: {written}", soft_wrap=True)
        upgrading.upgrade(place.databases)
    console.print("The tables are up to date.")
    return examine(options, console)


def examine(options: argparse.Namespace, console: Console) -> int:
    """Print every fault of the installation; return 0 if there is none."""
    with _installation() as (place, settings):
        examined = Examined(place, settings, options.today, backups=options.backups)
        found = [*doctor.examine(examined)]
        if options.backups is not None:
            found += backup_folder.faults(place.databases, options.backups)
    for fault in found:
        told = f"{fault.to('mn')}\n{fault.to('en')}\n"
        console.print(told, markup=False, soft_wrap=True)
    if not found:
        console.print("Бүх зүйл хэвийн байна. Everything is as it should be.")
    return _UNSOUND if found else 0


def _add_backup(parser: argparse.ArgumentParser, console: Console) -> None:
    acts = parser.add_subparsers(required=True, metavar="ACT")
    key = acts.add_parser("key", help="make the key that opens backups")
    key.add_argument("out", type=Path, metavar="FILE.key")
    key.set_defaults(run=lambda options: new_key(options, console))
    make = acts.add_parser("make", help="write a backup")
    _add_target(make)
    make.set_defaults(run=lambda options: back_up(options, console))


def _add_target(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--to", required=True, metavar="age1…", help="public key")


@contextmanager
def _installation() -> Iterator[tuple[Place, config.Settings]]:
    settings = config.read(os.environ)
    databases = connect(
        registry_url=settings.registry_url, responses_url=settings.responses_url
    )
    try:
        yield Place(databases, settings.home), settings
    finally:
        databases.dispose()
