"""Settings, read from the environment once and checked together.

Each face of the site opens only the database that it needs; for the other it has no
address, whatever the environment says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from survey import mail_server
from survey.mail_server import MailServer, MailServerError
from survey.manifest import ADDRESS
from survey.tokens.key_folder import FOLDER

FACES = frozenset({"issuer", "collector", "console", "public"})

_SEE_REGISTRY = frozenset({"issuer", "console", "public"})
_SEE_RESPONSES = frozenset({"collector", "console", "public"})
_OWN = "http://127.0.0.1:8000"
_URLS = {
    "BASE": "SHUDARGA_BASE_URL",
    "COLLECTOR": "SHUDARGA_COLLECTOR_URL",
    "ISSUER": "SHUDARGA_ISSUER_URL",
}
_LONGEST_CONTACT = 200
_LAST_PORT = 65535
_NUMBERS_OF_PROXIES = ("0", "1", "2", "3")


class SettingsError(Exception):
    """The environment does not describe an installation that can run."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where an installation keeps its data and what it shows.

    The address of a database that no face of this process needs is empty. Answers
    are sent to `collector_url`, which is our own address if none is named;
    `collector_apart` is the named one, which surveys promise to everybody. Where the
    issuer runs apart from the console, `issuer_apart` is its address, and token keys
    lie in `token_keys_apart`, which both of them read. `contact`
    says to readers whom they can ask: a telephone number, a room, an address. Without
    `mail` no letter is sent; `work_at_once` does long work without `shudarga work`.
    `proxies` of ours stand before the site and tell it who asks. Figures for whoever
    runs the site are shown at `metrics_port` of this machine; with 0 there are none.
    """

    home: Path
    registry_url: str
    responses_url: str
    base_url: str
    faces: frozenset[str]
    sample: bool
    collector_url: str = ""
    collector_apart: str | None = None
    issuer_apart: str | None = None
    token_keys_apart: Path | None = None
    contact: str = ""
    mail: MailServer | None = None
    work_at_once: bool = False
    proxies: int = 0
    metrics_port: int = 0

    @property
    def issuer_url(self) -> str:
        """Return the address at which people who are invited collect a token."""
        return self.issuer_apart or self.base_url

    @property
    def token_keys(self) -> Path:
        """Return the folder of token keys."""
        return self.token_keys_apart or self.home / FOLDER


def read(environ: Mapping[str, str]) -> Settings:
    """Read the settings; raise SettingsError that names every fault at once."""
    home, faces = _home(environ), _faces(environ)
    base_url, elsewhere = _url(environ, "BASE"), _url(environ, "COLLECTOR")
    keys = _line(environ, "SHUDARGA_TOKEN_KEYS")
    mail, mail_faults = _mail(environ)
    faults = [*mail_faults, *_faults(environ)]
    if faults:
        raise SettingsError(" ".join(faults))
    registry_url = environ.get("REGISTRY_URL") or f"sqlite:///{home}/registry.db"
    responses_url = environ.get("RESPONSES_URL") or f"sqlite:///{home}/responses.db"
    return Settings(
        home=home,
        registry_url=registry_url if faces & _SEE_REGISTRY else "",
        responses_url=responses_url if faces & _SEE_RESPONSES else "",
        base_url=base_url,
        faces=faces,
        sample=environ.get("SHUDARGA_SAMPLE", "") == "1",
        collector_url=elsewhere or base_url,
        collector_apart=elsewhere or None,
        issuer_apart=_url(environ, "ISSUER") or None,
        token_keys_apart=Path(keys) if keys else None,
        contact=_line(environ, "SHUDARGA_CONTACT"),
        mail=mail,
        work_at_once=environ.get("SHUDARGA_WORK", "") == "at-once",
        proxies=int(_proxies(environ)),
        metrics_port=int(_port(environ)),
    )


def _faults(environ: Mapping[str, str]) -> Iterator[str]:
    yield from _unknown_faces(_faces(environ))
    yield from _address_faults("SHUDARGA_BASE_URL", _url(environ, "BASE"))
    if collector := _url(environ, "COLLECTOR"):
        yield from _collector_faults(collector)
    if issuer := _url(environ, "ISSUER"):
        yield from _address_faults("SHUDARGA_ISSUER_URL", issuer)
    if keys := _line(environ, "SHUDARGA_TOKEN_KEYS"):
        yield from _folder_faults(Path(keys), _home(environ))
    yield from _contact_faults(_line(environ, "SHUDARGA_CONTACT"))
    yield from _proxies_faults(_proxies(environ))
    yield from _port_faults(_port(environ))


def _home(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("SHUDARGA_HOME", "shudarga-data")).absolute()


def _faces(environ: Mapping[str, str]) -> frozenset[str]:
    return _words(environ.get("SHUDARGA_FACES", "")) or FACES


def _url(environ: Mapping[str, str], whose: str) -> str:
    given = environ.get(_URLS[whose], _OWN if whose == "BASE" else "")
    return given.rstrip("/")


def _line(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name, "").strip()


def _proxies(environ: Mapping[str, str]) -> str:
    return environ.get("SHUDARGA_PROXIES", "0").strip()


def _port(environ: Mapping[str, str]) -> str:
    return _line(environ, "SHUDARGA_METRICS_PORT") or "0"


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.split(",") if word.strip())


def _mail(environ: Mapping[str, str]) -> tuple[MailServer | None, list[str]]:
    try:
        return mail_server.read(environ), []
    except MailServerError as error:
        return None, [str(error)]


def _unknown_faces(faces: frozenset[str]) -> Iterator[str]:
    if not faces <= FACES:
        known = ", ".join(sorted(FACES))
        yield f"SHUDARGA_FACES names an unknown face; the faces are {known}."


def _address_faults(name: str, url: str) -> Iterator[str]:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        yield f"{name} must be an address that begins with https:// or http://."


def _collector_faults(url: str) -> Iterator[str]:
    if not ADDRESS.fullmatch(url):
        yield (
            "SHUDARGA_COLLECTOR_URL must be https:// and a name in small letters, "
            "without a path: it stands in the manifest of every survey."
        )


def _folder_faults(keys: Path, home: Path) -> Iterator[str]:
    if not keys.is_absolute() or keys.resolve().is_relative_to(home.resolve()):
        yield (
            "SHUDARGA_TOKEN_KEYS must be a whole path outside of SHUDARGA_HOME: "
            "no backup may hold token keys."
        )


def _contact_faults(contact: str) -> Iterator[str]:
    if len(contact) > _LONGEST_CONTACT or not contact.isprintable():
        yield f"SHUDARGA_CONTACT is one line of at most {_LONGEST_CONTACT} characters."


def _proxies_faults(proxies: str) -> Iterator[str]:
    if proxies not in _NUMBERS_OF_PROXIES:
        yield "SHUDARGA_PROXIES is the number of your own proxies: 0, 1, 2 or 3."


def _port_faults(port: str) -> Iterator[str]:
    if not port.isdecimal() or int(port) > _LAST_PORT:
        yield "SHUDARGA_METRICS_PORT is a port, or empty where no figures are shown."
