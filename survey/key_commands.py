"""Commands for keys that live longer than a survey: made, protected anew, renewed.

Keys of a survey (board, tokens, key-holders') are named in its manifest and are never
changed: whoever fears for one closes the survey.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from survey import releases
from survey.accounts import keys
from survey.commands import installed, log, new_key, new_private_file, passphrase_for
from survey.registry.audit import Act
from survey.tokens import key_files

Renewal = tuple[Callable[[Path], object], str]
_RENEWALS: dict[str, Renewal] = {
    "cookies": (
        keys.renew_cookies,
        "After the next start everybody has to sign in again.",
    ),
    "accounts": (
        keys.renew_all,
        "Passwords and second factors are void: `shudarga user link` for each account.",
    ),
    "release": (
        releases.renew_key,
        "The old key signed the new one; releases.json holds both.",
    ),
}


def add_to(
    parts: "argparse._SubParsersAction[argparse.ArgumentParser]", console: Console
) -> None:
    """Add the commands to the parser of `shudarga`."""
    acts = parts.add_parser("key", help="keys").add_subparsers(
        required=True, metavar="ACT"
    )
    new = acts.add_parser("new", help="make a key-holder's key file")
    new.add_argument("out", type=Path, metavar="FILE.key")
    new.set_defaults(run=lambda options: new_key(options.out, console))
    change = acts.add_parser(
        "passphrase", help="write a key-holder's key under another passphrase"
    )
    change.add_argument("file", type=Path, metavar="FILE.key")
    change.add_argument("out", type=Path, metavar="NEW.key")
    change.set_defaults(run=lambda o: protect_anew(o.file, o.out, console))
    _add_renewal(acts.add_parser("renew", help="give up a key of the site"), console)


def _add_renewal(parser: argparse.ArgumentParser, console: Console) -> None:
    parser.add_argument("which", choices=sorted(_RENEWALS))
    parser.set_defaults(run=lambda options: renew_key(options.which, console))


def protect_anew(file: Path, out: Path, console: Console) -> None:
    """Open a key file and write the same key to a new file, under a new passphrase."""
    key = key_files.unlock(file.read_bytes(), passphrase_for(file))
    written = key_files.protect(key, passphrase_for(out, repeat=True))
    with new_private_file(out) as target:
        target.write(written)
    console.print(f"{out}: the same key. Now destroy {file} and its copies.")


def renew_key(which: str, console: Console) -> None:
    """Renew a key of the installation, and write the act into the log."""
    renew, told = _RENEWALS[which]
    with installed() as (settings, databases):
        renew(settings.home)
        if "registry" in databases.opened:
            with databases.registry.begin() as registry:
                log(registry, Act.KEY_RENEWED, which)
    console.print(told, soft_wrap=True)
