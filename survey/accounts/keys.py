"""The secrets of the console: drawn at the first start, kept in one private file.

There is no default secret. Who loses the file signs everybody out and has to set up
second factors again; who steals it still needs the database.
"""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

_FILE = "console-secrets.json"


@dataclass(frozen=True, slots=True)
class ConsoleSecrets:
    """What signs cookies, salts passwords and encrypts second factors."""

    cookies: str
    passwords: str
    second_factors: str


def read(home: Path) -> ConsoleSecrets:
    """Return the secrets of an installation; draw them if there are none yet."""
    path = home / _FILE
    if not path.exists():
        _draw(home, path)
    return ConsoleSecrets(**json.loads(path.read_text("ascii")))


def _draw(home: Path, path: Path) -> None:
    """Write a whole file and give it its name; of two processes one comes first."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    drawn = ConsoleSecrets(*(secrets.token_urlsafe(32) for _ in range(3)))
    with NamedTemporaryFile("w", encoding="ascii", dir=home, delete=False) as file:
        json.dump(asdict(drawn), file)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(file.name, path)  # It fails where the name is taken.
    except FileExistsError:
        return
    finally:
        Path(file.name).unlink()
