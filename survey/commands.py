"""What an officer or administrator does from the shell, beside the console."""

import argparse
import errno
import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from rich.console import Console
from rich.table import Table

from analysis import beside, dataset, evaluation
from analysis.report import formats
from survey import (
    closing,
    config,
    forgetting,
    publishing,
    retention,
    sealing,
    tally,
    upgrading,
)
from survey.database import Databases, Session, compact, connect, reading
from survey.registry import audit, coverage, history, organisations, roster, surveys
from survey.registry.audit import Act, Deed
from survey.registry.coverage import Coverage
from survey.registry.history import Hand, Kind
from survey.responses import bulletins, store
from survey.tokens import key_files
from survey.tokens.key_folder import KeyFolder
from survey.web.services import utc_now

_SHELL = "shell"


@contextmanager
def installed() -> Iterator[tuple[config.Settings, Databases]]:
    """Open the installation that the environment describes; new ones get tables.

    Raises OutdatedError if its tables are of another version.
    """
    settings = config.read(os.environ)
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    databases = connect(
        registry_url=settings.registry_url, responses_url=settings.responses_url
    )
    try:
        upgrading.prepare(databases)
        yield settings, databases
    finally:
        databases.dispose()


def log(registry: Session, act: Act, about: str) -> None:
    """Write an act into the log of acts, in the transaction of the act itself."""
    audit.record(registry, Deed(_SHELL, utc_now()), act, about)


def new_key(out: Path, console: Console) -> None:
    """Make a key-holder's key file and the public part beside it."""
    passphrase = passphrase_for(out, repeat=True)
    key = sealing.new_key()
    file = key_files.protect(key, passphrase)
    with new_private_file(out) as target:
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
        now = utc_now()
        history.note(registry, Hand(_SHELL, now.date()), Kind.ENTERED)
        log(registry, Act.ORGANISATIONS_ENTERED, file.name)
    console.print(f"{len(found.organisations)} organisations entered.")


def new_private_file(path: Path) -> BinaryIO:
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
    """Show slips or tokens per organisation, and how many answers there are."""
    with installed() as (_, databases):
        with reading(databases.registry) as registry:
            survey = surveys.find(registry, name)
            rows = coverage.coverage(registry, name)
        with reading(databases.responses) as responses:
            answers = sum(store.answers_per_group(responses, name).values())
    table = Table(title=f"{name}: {survey.state}, {answers} answers")
    for heading in ("organisation", "group", "eligible", "handed out or collected"):
        table.add_column(heading)
    for row in rows:
        table.add_row(row.organisation, row.group, str(row.eligible), _reached(row))
    console.print(table)


def _reached(row: Coverage) -> str:
    if row.collected is None:
        return f"{row.handed_out} slips"
    return f"{row.collected} % or more"


def close(name: str, today: date, console: Console) -> None:
    """Stop taking answers, and destroy letters and the keys that signed tokens."""
    with installed() as (settings, databases):
        with (
            databases.registry.begin() as registry,
            databases.responses.begin() as responses,
        ):
            manifest = closing.close(registry, responses, name, today=today)
            log(registry, Act.SURVEY_CLOSED, name)
        forgetting.destroy_files(settings.home, name)
        keys = KeyFolder(settings.token_keys)
        destroyed = closing.destroy_token_keys(keys, manifest)
        with databases.registry.begin() as registry:
            for act, number in destroyed.acts:
                log(registry, act, f"{name}: {number}")
        compact(databases.registry)
    console.print(f"{name}: closed; {destroyed.removed} token keys destroyed")
    if destroyed.missing:
        console.print(
            f"{destroyed.missing} token keys are not here and were not destroyed: "
            "whoever runs the issuer must destroy them now."
        )


def tally_survey(options: argparse.Namespace, console: Console) -> None:
    """Open the answers with all key files, keep the release, write the reports."""
    files = formats.chosen(options)
    options.out.mkdir(parents=True, exist_ok=True)
    keys = [
        key_files.unlock(path.read_bytes(), passphrase_for(path))
        for path in options.key
    ]
    with installed() as (_, databases):
        with reading(databases.responses) as responses:
            opened = tally.open_answers(responses, options.name, keys)
            letterhead = publishing.letterhead(
                bulletins.find(responses, options.name).bulletin
            )
        known = tally.known_facts(opened)
        if options.visits is not None:
            visits = dataset.read_headcounts(options.visits)
            known = replace(known, headcounts=visits)
        told = tally.survey_facts(opened, known)
        entered = beside.read(options, opened.answers)
        published = evaluation.evaluate(opened.answers, told, beside=entered)
        told_by = replace(files, letterhead=letterhead)
        for path in evaluation.write(published, options.out, files=told_by):
            console.print(str(path), soft_wrap=True)
        with databases.registry.begin() as registry:
            publishing.release(
                registry,
                options.name,
                published,
                questionnaire=opened.questionnaire,
                today=options.today,
            )
            log(registry, Act.SURVEY_TALLIED, options.name)


def publish(name: str, today: date, console: Console) -> None:
    """Show the released results to everybody."""
    with installed() as (_, databases), databases.registry.begin() as registry:
        publishing.publish(registry, name, today=today)
        log(registry, Act.SURVEY_PUBLISHED, name)
    console.print(f"{name}: published")


def purge(options: argparse.Namespace, console: Console) -> None:
    """Destroy the sealed answers of a published survey and write the certificate.

    The certificate is on the disk before the answers are gone.
    """
    if options.certificate.exists():
        raise FileExistsError(errno.EEXIST, "there already", str(options.certificate))

    def note(registry: Session, leaves: str) -> None:
        log(registry, Act.SURVEY_PURGED, f"{options.name}: {leaves}")

    with installed() as (_, databases):
        retention.destroy(
            databases, options.name, options.certificate, today=options.today, note=note
        )
    console.print(str(options.certificate), soft_wrap=True)
    console.print(
        "Older backups still hold the sealed answers. Make a backup now: it deletes "
        "those in its folder. Destroy copies elsewhere too.",
        soft_wrap=True,
    )
