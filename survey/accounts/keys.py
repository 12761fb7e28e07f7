"""The secrets of the console: drawn at the first start, kept in one private file.

There is no default secret. Who loses the file signs everybody out and has to set up
second factors again; who steals it still needs the database.
"""

import json
import os
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import NamedTemporaryFile

FILE = "console-secrets.json"


@dataclass(frozen=True, slots=True)
class ConsoleSecrets:
    """What signs cookies, salts passwords and encrypts second factors."""

    cookies: str
    passwords: str
    second_factors: str


def read(home: Path) -> ConsoleSecrets:
    """Return the secrets of an installation; draw them if there are none yet."""
    path = home / FILE
    if not path.exists():
        _draw(home, path)
    return ConsoleSecrets(**json.loads(path.read_text("ascii")))


def renew_cookies(home: Path) -> None:
    """Draw a new secret for cookies: everybody has to sign in again."""
    _put(home, replace(read(home), cookies=secrets.token_urlsafe(32)))


def renew_all(home: Path) -> None:
    """Draw all secrets anew: passwords and second factors of all accounts are void."""
    _put(home, _drawn())


def _put(home: Path, made: ConsoleSecrets) -> None:
    """Put new secrets in the place of the old ones in one step."""
    _written(home, made).replace(home / FILE)


def _draw(home: Path, path: Path) -> None:
    """Write a whole file and give it its name; of two processes one comes first."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    written = _written(home, _drawn())
    try:
        os.link(written, path)  # It fails where the name is taken.
    except FileExistsError:
        return
    finally:
        written.unlink()


def _drawn() -> ConsoleSecrets:
    return ConsoleSecrets(*(secrets.token_urlsafe(32) for _ in range(3)))


def _written(home: Path, made: ConsoleSecrets) -> Path:
    """Return a whole file of secrets under a name of its own."""
    with NamedTemporaryFile("w", encoding="ascii", dir=home, delete=False) as file:
        json.dump(asdict(made), file)
        file.flush()
        os.fsync(file.fileno())
    return Path(file.name)
