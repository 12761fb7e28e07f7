"""What an officer does from the shell to bring a survey into the field."""

import argparse
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from rich.console import Console

from questionnaires import loader
from survey import (
    card_files,
    drafting,
    forgetting,
    halfway,
    inviting,
    opening,
    private_files,
    sealing,
)
from survey.commands import installed, log
from survey.database import Session, compact
from survey.drafting import Choice
from survey.opening import Documents, OpenedSurvey
from survey.registry import organisations, people
from survey.registry.audit import Act
from survey.sealing import PublicKeyError
from survey.tokens.key_folder import KeyFolder


def add_people(parser: argparse.ArgumentParser, console: Console) -> None:
    """Add the arguments of the command that enters who is invited."""
    parser.add_argument("file", type=Path)
    parser.set_defaults(run=lambda options: import_people(options.file, console))


def add_forgetting(parser: argparse.ArgumentParser, console: Console) -> None:
    """Add the command that deletes the list of people."""
    parser.set_defaults(run=lambda _: forget_people(console))


def add_draft(parser: argparse.ArgumentParser, console: Console) -> None:
    """Add the arguments of the command that enters a draft."""
    for name in ("--opens", "--closes"):
        parser.add_argument(name, type=date.fromisoformat, required=True)
    parser.add_argument(
        "--answers-open", type=date.fromisoformat, help="the first day of answering"
    )
    parser.add_argument(
        "--channel", choices=("slip", "invitation"), default="slip", help="of staff"
    )
    parser.add_argument(
        "--group",
        action="append",
        default=[],
        metavar="NAME",
        help="with invitations: a group that is invited; without it, all are",
    )
    parser.add_argument(
        "--slips",
        type=int,
        default=0,
        metavar="N",
        help="cards per service point, for citizens",
    )
    parser.add_argument(
        "--posters", action="store_true", help="citizens answer by posters too"
    )
    parser.set_defaults(run=lambda options: draft(options, console))


def import_people(file: Path, console: Console) -> None:
    """Enter the civil servants to whom invitations are mailed."""
    with installed() as (_, databases), databases.registry.begin() as registry:
        known = [body.name for body in organisations.organisations(registry)]
        found = people.read(file.read_bytes(), file.name, known=known)
        people.enter(registry, found)
    console.print(f"{len(found)} people entered.")


def forget_people(console: Console) -> None:
    """Delete names and addresses, and leave nothing of them in the files."""
    with installed() as (settings, databases):
        with databases.registry.begin() as registry:
            left = forgetting.forget(registry, settings.home)
            log(registry, Act.PEOPLE_FORGOTTEN, "")
        compact(databases.registry)
    if left:
        console.print(
            "The list of people is deleted. Letters of surveys that are open keep "
            f"their names and addresses until those close: {', '.join(left)}.",
            soft_wrap=True,
        )
    else:
        console.print("No names or addresses of people who were invited are kept.")


def draft(options: argparse.Namespace, console: Console) -> None:
    """Enter a draft whose groups are formed from the organisations."""
    with installed() as (settings, databases), databases.registry.begin() as registry:
        choice = Choice(
            name=options.name,
            source=loader.source_of(options.questionnaire),
            opens=options.opens,
            closes=options.closes,
            slips=options.slips,
            invited=options.channel == "invitation",
            groups=tuple(options.group),
            answers_open=options.answers_open,
            sample=settings.sample,
            posters=options.posters,
        )
        survey = drafting.draft(registry, choice)
    for group in survey.groups:
        console.print(f"{group.eligible:>6}  {group.name}  ({group.channel})")
    console.print(f"answers are taken from {survey.answers_open}")


def open_survey(options: argparse.Namespace, console: Console) -> None:
    """Fix everything, write slips and letters, and start the survey."""
    keys = tuple(_public_key(path) for path in options.key)
    source = loader.source_of(options.questionnaire)
    with installed() as (settings, databases), ExitStack() as transactions:
        folder = KeyFolder(settings.token_keys)
        made = Documents(
            source, keys, token_keys=folder, collector=settings.collector_apart
        )
        if options.name in halfway.finish(databases):
            console.print(f"{options.name}: the opening that was cut short is done.")
            return
        opening.make_room(databases, made)
        registry, responses = transactions.enter_context(
            halfway.both(databases, options.name)
        )
        opened = opening.open_survey(
            registry, responses, options.name, made, today=options.today
        )
        address = f"{settings.collector_url}/mn/answer"
        for path in print_slips(opened, options.out, address=address):
            console.print(str(path), soft_wrap=True)
        address = f"{settings.issuer_url}/mn/join"
        for path in write_letters(registry, opened, options.out, address=address):
            console.print(f"{path} (mail it, then delete it)", soft_wrap=True)
        log(registry, Act.SURVEY_OPENED, options.name)
    console.print(f"manifest {opened.manifest.digest.hex()}")


def _public_key(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text("ascii"))
    except ValueError as error:
        raise PublicKeyError(f"{path}: this is not a .public file.") from error
    sealing.seal(b"", [key], info=b"", bucket=sealing.BUCKETS[0])
    return key


def print_slips(opened: OpenedSurvey, folder: Path, *, address: str) -> Iterator[Path]:
    """Write the cards of every batch, and the list of keys, and yield each path."""
    folder.mkdir(parents=True, exist_ok=True)
    files = card_files.written(opened.manifest, opened.batches, address=address)
    for name, pages in files:
        path = folder / f"slips-{opened.manifest.survey}-{name}"
        private_files.write(path, pages)
        yield path


def write_letters(
    registry: Session, opened: OpenedSurvey, folder: Path, *, address: str
) -> Iterator[Path]:
    """Write the letters of every invited organisation as XLSX and yield each path."""
    folder.mkdir(parents=True, exist_ok=True)
    written = inviting.letters(registry, opened, address=address)
    for number, letters in enumerate(written, start=1):
        path = folder / f"invitations-{opened.manifest.survey}-{number:03}.xlsx"
        private_files.write(path, letters.workbook)
        yield path
