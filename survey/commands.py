"""What an officer or administrator does from the shell, until the console does it."""

import argparse
import errno
import getpass
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO

from rich.console import Console
from rich.table import Table

from analysis import evaluation
from questionnaires import loader
from questionnaires.faults import FaultsError, fault
from questionnaires.model import Questionnaire
from survey import (
    closing,
    config,
    opening,
    printing,
    publishing,
    retention,
    sealing,
    tally,
)
from survey.database import Databases, Session, compact, connect, migrate, reading
from survey.opening import Documents
from survey.registry import coverage, groups, organisations, roster, surveys
from survey.registry.lifecycle import Survey
from survey.responses import store
from survey.sealing import PublicKeyError
from survey.tokens import key_files

STAFF = "internal"
_RETENTION = timedelta(days=365)


class DraftError(FaultsError):
    """The draft lacks something that its kind of survey needs."""


@contextmanager
def installed() -> Iterator[tuple[config.Settings, Databases]]:
    """Open the installation that the environment describes, with newest tables."""
    settings = config.read(os.environ)
    settings.home.mkdir(parents=True, exist_ok=True)
    databases = connect(
        registry_url=settings.registry_url, responses_url=settings.responses_url
    )
    try:
        migrate(databases)
        yield settings, databases
    finally:
        databases.dispose()


def new_key(out: Path, console: Console) -> None:
    """Make a key-holder's key file and the public part beside it."""
    passphrase = passphrase_for(out, repeat=True)
    key = sealing.new_key()
    file = key_files.protect(key, passphrase)
    with _new_private_file(out) as target:
        target.write(file)
    public = out.with_suffix(".public")
    public.write_text(sealing.public_bytes(key).hex() + "\n", encoding="ascii")
    console.print(f"{out} (keep it, and a spare copy, off this computer)")
    console.print(f"{public} (give it to whoever opens the survey)")


def passphrase_for(file: Path, *, repeat: bool = False) -> str:
    """Ask for a passphrase, or take it from SHUDARGA_PASSPHRASE."""
    given = os.environ.get("SHUDARGA_PASSPHRASE")
    if given is not None:
        return given
    first = getpass.getpass(f"{file.name}: passphrase: ")
    while repeat and getpass.getpass("again: ") != first:
        first = getpass.getpass("They differ. Passphrase: ")
    return first


def import_organisations(file: Path, console: Console) -> None:
    """Enter organisations, headcounts and services from XLSX or CSV."""
    with installed() as (_, databases), databases.registry.begin() as registry:
        known = [body.name for body in organisations.organisations(registry)]
        found = roster.read(file, file.name, known=known)
        roster.load(registry, found)
    console.print(f"{len(found.organisations)} organisations entered.")


def draft(options: argparse.Namespace, console: Console) -> None:
    """Enter a draft whose groups are formed from the organisations."""
    questionnaire = loader.read(loader.source_of(options.questionnaire))
    with installed() as (settings, databases), databases.registry.begin() as registry:
        planned = _groups(registry, questionnaire, options.slips)
        survey = Survey(
            name=options.name,
            kind=questionnaire.kind,
            questionnaire=questionnaire.name,
            version=questionnaire.version,
            opens=options.opens,
            answers_open=options.opens,
            closes=options.closes,
            keep_until=options.closes + _RETENTION,
            group_floor=opening.GROUP_FLOOR,
            sample=settings.sample,
            groups=planned,
        )
        surveys.draft(registry, survey)
    for group in planned:
        console.print(f"{group.eligible:>6}  {group.name}")


def _groups(
    registry: Session, questionnaire: Questionnaire, slips: int | None
) -> tuple[groups.GroupPlan, ...]:
    """Return the groups: of staff by organisation, of citizens by service point."""
    if questionnaire.kind == STAFF:
        return groups.form(organisations.organisations(registry), opening.GROUP_FLOOR)
    if slips is None or slips < opening.GROUP_FLOOR:
        raise DraftError(
            [
                fault(
                    "--slips",
                    "Үйлчилгээний цэг бүрд хэвлэх картын тоог "
                    f"({opening.GROUP_FLOOR}-оос доошгүй) заана уу.",
                    "Say how many cards are printed for each service point, at least "
                    f"{opening.GROUP_FLOOR}.",
                )
            ]
        )
    return groups.at_counters(organisations.service_points(registry), slips)


def open_survey(options: argparse.Namespace, console: Console) -> None:
    """Fix everything, print the slips, and start taking answers."""
    keys = tuple(_public_key(path) for path in options.key)
    source = loader.source_of(options.questionnaire)
    with (
        installed() as (settings, databases),
        databases.registry.begin() as registry,
        databases.responses.begin() as responses,
    ):
        opened = opening.open_survey(
            registry,
            responses,
            options.name,
            Documents(source, keys),
            today=options.today,
        )
        address = f"{settings.base_url}/mn/answer"
        for path in print_slips(opened, options.out, address=address):
            console.print(str(path), soft_wrap=True)
    console.print(f"manifest {opened.manifest.digest.hex()}")


def _public_key(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text("ascii"))
    except ValueError as error:
        raise PublicKeyError(f"{path}: this is not a .public file.") from error
    sealing.seal(b"", [key], info=b"", bucket=sealing.BUCKETS[0])
    return key


def print_slips(
    opened: opening.OpenedSurvey, folder: Path, *, address: str
) -> Iterator[Path]:
    """Write the slips of every group as a PDF and yield each path."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (key_id, codes) in enumerate(opened.codes.items(), start=1):
        group = opened.manifest.group(key_id)
        pages = printing.slips(
            opened.manifest, group, codes, address=address, language="mn"
        )
        path = folder / f"slips-{opened.manifest.survey}-{number:03}.pdf"
        with _new_private_file(path) as file:
            file.write(pages)
        yield path


def _new_private_file(path: Path) -> BinaryIO:
    """Make a file that only its owner reads; raise FileExistsError if it is there."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(handle, "wb")


def hand_out(options: argparse.Namespace, console: Console) -> None:
    """Enter an act by which an organisation was handed slips, or returned some."""
    with installed() as (_, databases), databases.registry.begin() as registry:
        coverage.hand_out(
            registry,
            options.name,
            organisation=options.organisation,
            slips=options.slips,
            act=options.act,
        )
    status(options.name, console)


def status(name: str, console: Console) -> None:
    """Show slips handed out per organisation and answers per group."""
    with installed() as (_, databases):
        with reading(databases.registry) as registry:
            survey = surveys.find(registry, name)
            rows = coverage.coverage(registry, name)
        with reading(databases.responses) as responses:
            answers = sum(store.answers_per_group(responses, name).values())
    table = Table(title=f"{name}: {survey.state}, {answers} answers")
    for heading in ("organisation", "group", "eligible", "slips handed out"):
        table.add_column(heading)
    for row in rows:
        numbers = (str(row.eligible), str(row.handed_out))
        table.add_row(row.organisation, row.group, *numbers)
    console.print(table)


def close(name: str, today: date, console: Console) -> None:
    """Stop taking answers."""
    with (
        installed() as (_, databases),
        databases.registry.begin() as registry,
        databases.responses.begin() as responses,
    ):
        closing.close(registry, responses, name, today=today)
    console.print(f"{name}: closed")


def tally_survey(options: argparse.Namespace, console: Console) -> None:
    """Open the answers with all key files, keep the release, write the reports."""
    options.out.mkdir(parents=True, exist_ok=True)
    keys = [
        key_files.unlock(path.read_bytes(), passphrase_for(path))
        for path in options.key
    ]
    with installed() as (_, databases):
        with reading(databases.responses) as responses:
            opened = tally.open_answers(responses, options.name, keys)
        told = tally.survey_facts(opened, tally.known_facts(opened))
        published = evaluation.evaluate(opened.answers, told)
        for path in evaluation.write(published, options.out):
            console.print(str(path), soft_wrap=True)
        with databases.registry.begin() as registry:
            publishing.release(
                registry,
                options.name,
                published,
                questionnaire=opened.questionnaire,
                today=options.today,
            )


def publish(name: str, today: date, console: Console) -> None:
    """Show the released results to everybody."""
    with installed() as (_, databases), databases.registry.begin() as registry:
        publishing.publish(registry, name, today=today)
    console.print(f"{name}: published")


def purge(options: argparse.Namespace, console: Console) -> None:
    """Destroy the sealed answers of a published survey and write the certificate.

    The certificate is on the disk before the answers are gone.
    """
    if options.certificate.exists():
        raise FileExistsError(errno.EEXIST, "there already", str(options.certificate))
    draft = options.certificate.with_suffix(".part")
    with ExitStack() as stack:
        _, databases = stack.enter_context(installed())
        stack.callback(draft.unlink, missing_ok=True)
        with (
            databases.registry.begin() as registry,
            databases.responses.begin() as responses,
        ):
            certificate = retention.purge(
                registry, responses, options.name, today=options.today
            )
            draft.write_bytes(certificate.to_json())
        draft.rename(options.certificate)
        compact(databases.responses)
    console.print(str(options.certificate), soft_wrap=True)
