"""What an administrator does from the shell: the first account, and the audit log."""

import argparse
from pathlib import Path

from rich.console import Console

from survey import witness
from survey.accounts import people
from survey.accounts.people import Account
from survey.accounts.roles import Role
from survey.commands import installed
from survey.database import reading
from survey.registry import audit
from survey.registry.audit import Act, Deed
from survey.web.services import utc_now

_SHELL = "shell"


def add_user(parser: argparse.ArgumentParser) -> None:
    """Say which arguments a new account takes."""
    parser.add_argument("email", metavar="EMAIL")
    parser.add_argument("--name", required=True)
    parser.add_argument(
        "--role",
        action="append",
        required=True,
        choices=[role.value for role in Role],
        help="may be repeated",
    )
    parser.add_argument("--organisation", help="whom a contact speaks for")
    parser.set_defaults(run=lambda options: create(options, Console()))


def add_link(parser: argparse.ArgumentParser) -> None:
    """Say which arguments a new link takes."""
    parser.add_argument("email", metavar="EMAIL")
    parser.set_defaults(run=lambda options: link(options.email, Console()))


def add_verify(parser: argparse.ArgumentParser) -> None:
    """Say which arguments the check of the audit log takes."""
    parser.add_argument(
        "--noted",
        type=bytes.fromhex,
        metavar="HEX",
        help="a digest that was written down earlier",
    )
    parser.add_argument(
        "--witness",
        type=Path,
        metavar="FILE",
        help="a file of earlier digests, which lies elsewhere; it is carried on",
    )
    parser.set_defaults(run=lambda options: verify(options, Console()))


def create(options: argparse.Namespace, console: Console) -> None:
    """Enter an account and print the link with which its owner sets it up."""
    account = Account(
        email=options.email,
        name=options.name,
        roles=frozenset(Role(word) for word in options.role),
        organisation=options.organisation,
    )
    now = utc_now()
    with installed() as (settings, databases):
        with databases.registry.begin() as registry:
            people.create(registry, account)
            code = people.new_link(registry, account.email, now=now)
            act = Act.ACCOUNT_CREATED
            audit.record(registry, Deed(_SHELL, now), act, account.email)
        _print_link(console, settings.base_url, code)


def link(email: str, console: Console) -> None:
    """Print a new link; password and second factor of the account stop working."""
    now = utc_now()
    with installed() as (settings, databases):
        with databases.registry.begin() as registry:
            code = people.new_link(registry, email, now=now)
            audit.record(registry, Deed(_SHELL, now), Act.SET_UP_LINK_MADE, email)
        _print_link(console, settings.base_url, code)


def verify(options: argparse.Namespace, console: Console) -> None:
    """Check the audit log against itself and against what was noted of it earlier."""
    with installed() as (settings, databases):
        paths = [settings.home / witness.FILE]
        if options.witness is not None:
            paths.append(options.witness)
        seen = [head for path in paths for head in witness.heads(path)]
        with reading(databases.registry) as registry:
            head = audit.verify(registry, noted=options.noted, seen=seen)
        for path in paths:
            witness.note(path, head, utc_now())
    console.print(f"{head.acts} acts, the chain is whole")
    console.print(f"{len(seen)} digests that were noted earlier are in it")
    console.print(head.digest.hex(), soft_wrap=True)


def _print_link(console: Console, base_url: str, code: str) -> None:
    console.print(f"{base_url}/console/mn/set-up", soft_wrap=True)
    console.print(code)
    console.print("It works once, for three days. Give it to nobody but its owner.")
