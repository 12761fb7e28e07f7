"""Settings, read from the environment once and checked together."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

FACES = frozenset({"issuer", "collector", "console", "public"})


class SettingsError(Exception):
    """The environment does not describe an installation that can run."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where an installation keeps its data and what it shows."""

    home: Path
    registry_url: str
    responses_url: str
    base_url: str
    faces: frozenset[str]
    sample: bool


def read(environ: Mapping[str, str]) -> Settings:
    """Read the settings; raise SettingsError that names every fault at once."""
    home = Path(environ.get("SHUDARGA_HOME", "shudarga-data")).absolute()
    faces = _words(environ.get("SHUDARGA_FACES", "")) or FACES
    base_url = environ.get("SHUDARGA_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    faults = [*_unknown_faces(faces), *_address_faults(base_url)]
    if faults:
        raise SettingsError(" ".join(faults))
    return Settings(
        home=home,
        registry_url=environ.get("REGISTRY_URL", f"sqlite:///{home}/registry.db"),
        responses_url=environ.get("RESPONSES_URL", f"sqlite:///{home}/responses.db"),
        base_url=base_url,
        faces=faces,
        sample=environ.get("SHUDARGA_SAMPLE", "") == "1",
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.split(",") if word.strip())


def _unknown_faces(faces: frozenset[str]) -> list[str]:
    known = ", ".join(sorted(FACES))
    return [
        f"SHUDARGA_FACES names an unknown face; the faces are {known}."
        for _ in faces - FACES
    ][:1]


def _address_faults(base_url: str) -> list[str]:
    parts = urlsplit(base_url)
    if parts.scheme in {"http", "https"} and parts.netloc:
        return []
    return [
        "SHUDARGA_BASE_URL must be an address that begins with https:// or http://."
    ]
