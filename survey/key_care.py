"""Looks whether token keys lie where issuer and console need them, and nowhere else."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from questionnaires.faults import Fault, fault
from survey.config import Settings
from survey.database import Databases, reading
from survey.manifest import BLIND, Manifest
from survey.registry import surveys
from survey.registry.lifecycle import State

_READ = os.R_OK | os.X_OK
_NOBODY = stat.S_IRWXO | stat.S_IWGRP


def setting_faults(settings: Settings) -> Iterator[Fault]:
    """Yield what issuer and console do not know of each other, where they run apart."""
    console, issuer = (face in settings.faces for face in ("console", "issuer"))
    if console and not issuer and settings.issuer_apart is None:
        yield fault(
            "SHUDARGA_ISSUER_URL",
            "Эрх олгох хаяг тусдаа ажиллаж байна. Түүний хаягийг заана уу, эс бөгөөс "
            "урилгын холбоос нээгдэхгүй.",
            "The issuer runs apart. Name its address, or links in invitations lead "
            "nowhere.",
        )
    if console != issuer and settings.token_keys_apart is None:
        yield fault(
            "SHUDARGA_TOKEN_KEYS",
            "Эрх олгох хэсэг удирдах самбараас тусдаа ажиллаж байна. Эрхийн түлхүүрийн "
            "нэг хавтсыг хоёуланд нь заана уу, эс бөгөөс урилгаар эрх авч чадахгүй.",
            "Issuer and console run apart. Name one folder of token keys to both, or "
            "nobody who is invited can collect a token.",
        )
    if settings.token_keys_apart is not None:
        yield from _folder_faults(settings.token_keys_apart)


def faults(databases: Databases, settings: Settings) -> Iterator[Fault]:
    """Yield the keys that no open survey needs, and those that an issuer lacks."""
    needed = _needed(databases)
    folder = settings.token_keys
    if folder.is_dir() and not os.access(folder, _READ):
        return  # It was told as a folder that cannot be read.
    here = {path.name: path for path in folder.iterdir()} if folder.is_dir() else {}
    for name in sorted(here.keys() - needed.keys()):
        yield fault(
            str(here[name]),
            "Нээлттэй судалгаанд хэрэггүй эрхийн түлхүүр үлджээ. Устгана уу.",
            "A token key is left that no open survey needs. Destroy it.",
        )
    readable = {name for name, path in here.items() if os.access(path, os.R_OK)}
    lacking = {needed[name] for name in needed.keys() - readable}
    for survey in sorted(lacking if "issuer" in settings.faces else ()):
        yield fault(
            survey,
            f"Эрхийн түлхүүр {folder} хавтаст алга эсвэл уншигдахгүй байна: урилгаар "
            "эрх авч чадахгүй.",
            f"Its token keys are not in {folder}, or cannot be read there: nobody who "
            "is invited can collect a token.",
        )


def _needed(databases: Databases) -> dict[str, str]:
    """Return the files of keys that open surveys need, each with its survey."""
    with reading(databases.registry) as session:
        opened = surveys.names(session, State.OPEN)
        documents = {name: surveys.find(session, name).manifest for name in opened}
    return {
        group.key_id.hex(): name
        for name, document in documents.items()
        if document
        for group in Manifest.from_json(document).groups
        if group.channel == BLIND
    }


def _folder_faults(folder: Path) -> Iterator[Fault]:
    if not folder.is_dir() or not os.access(folder, _READ):
        yield fault(
            str(folder),
            "Эрхийн түлхүүрийн хавтас алга эсвэл уншигдахгүй байна. "
            "docs/install.md-ийн 9-р хэсэгт заасны дагуу үүсгэнэ үү.",
            "The folder of token keys is missing or cannot be read. Make it as part 9 "
            "of docs/install.md says.",
        )
        return
    for path in (folder, *sorted(folder.iterdir())):
        if path.stat().st_mode & _NOBODY:
            yield fault(
                str(path),
                "Бусад хэрэглэгчид нээлттэй байна. "
                f"`chmod g-w,o= {path}` гэж хаана уу.",
                f"Others on this machine may use it. Close it: `chmod g-w,o= {path}`.",
            )
