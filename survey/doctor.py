"""Looks an installation over, says what is wrong with it, and how to mend it."""

import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from questionnaires.faults import Fault, fault
from survey import condition
from survey.backups import Place
from survey.config import Settings
from survey.manifest import Group, Manifest
from survey.registry import surveys
from survey.registry.lifecycle import State, Survey
from survey.tokens.key_folder import FOLDER

_ROOM = 2 * 1024**3
_BUILT = ("browser/built/page.css", "browser/built/page.js")


@dataclass(frozen=True, slots=True)
class Examined:
    """An installation as its settings describe it, and what day it is."""

    place: Place
    settings: Settings
    today: date


def examine(examined: Examined) -> tuple[Fault, ...]:
    """Return everything that is wrong; an empty tuple means a sound installation."""
    return (
        *_folder(examined.place.home),
        *_built(),
        *_address(examined.settings),
        *_storage(examined),
        *_keys(examined),
        *_days(examined),
    )


def _folder(home: Path) -> Iterator[Fault]:
    if not home.is_dir():
        yield fault(
            str(home),
            "Өгөгдлийн хавтас алга. Үүсгээд SHUDARGA_HOME тохиргоонд заана уу.",
            "The data folder is missing. Make it and name it in SHUDARGA_HOME.",
        )
        return
    for path in (home, *home.rglob("*")):
        if not path.is_symlink() and path.stat().st_mode & (
            stat.S_IRWXG | stat.S_IRWXO
        ):
            yield fault(
                str(path),
                f"Бусад хэрэглэгчид нээлттэй байна. `chmod go= {path}` гэж хаана уу.",
                f"Others on this machine may use it. Close it: `chmod go= {path}`.",
            )
    if shutil.disk_usage(home).free < _ROOM:
        yield fault(
            str(home),
            "Дискэнд 2 ГБ-аас бага зай үлджээ. Зай чөлөөлнө үү.",
            "Less than 2 GB of the disk are free. Make room.",
        )


def _built() -> Iterator[Fault]:
    for name in _BUILT:
        if not (files("survey") / name).is_file():
            yield fault(
                name,
                "Хуудасны загвар, скрипт бэлтгэгдээгүй байна. "
                "`make build` ажиллуулна уу.",
                "Styles or scripts of the pages were not built. Run `make build`.",
            )


def _address(settings: Settings) -> Iterator[Fault]:
    if not settings.base_url.startswith("https://") and not settings.sample:
        yield fault(
            "SHUDARGA_BASE_URL",
            "Хаяг https:// гэж эхлэх ёстой, эс бөгөөс хөтөч хариултыг битүүмжлэхгүй.",
            "The address must begin with https://, or browsers seal no answers.",
        )


def _storage(examined: Examined) -> Iterator[Fault]:
    for name in ("registry", "responses"):
        with getattr(examined.place.databases, name)() as session:
            for wrong in condition.faults(session, name):
                yield fault(name, wrong.mn, wrong.en)


def _keys(examined: Examined) -> Iterator[Fault]:
    kept = examined.place.home / FOLDER
    with examined.place.databases.registry() as session:
        needed = {
            group.key_id.hex()
            for name in surveys.names(session, State.OPEN)
            for group in _groups(surveys.find(session, name))
        }
    for path in sorted(kept.iterdir() if kept.is_dir() else ()):
        if path.name not in needed:
            yield fault(
                str(path),
                "Нээлттэй судалгаанд хэрэггүй эрхийн түлхүүр үлджээ. Устгана уу.",
                "A token key is left that no open survey needs. Destroy it.",
            )


def _groups(survey: Survey) -> tuple[Group, ...]:
    return Manifest.from_json(survey.manifest).groups if survey.manifest else ()


def _days(examined: Examined) -> Iterator[Fault]:
    with examined.place.databases.registry() as session:
        for name in surveys.names(session):
            survey = surveys.find(session, name)
            if survey.state is State.OPEN and examined.today > survey.closes:
                yield fault(
                    name,
                    f"Хаах өдөр ({survey.closes}) өнгөрсөн. Судалгааг хаана уу.",
                    f"Its last day, {survey.closes}, is over. Close the survey.",
                )
            destroyed = survey.state in {State.DRAFT, State.OPEN, State.PURGED}
            if not destroyed and examined.today > survey.keep_until:
                yield fault(
                    name,
                    f"Хариултыг {survey.keep_until} хүртэл хадгалах ёстой байсан. "
                    "Одоо устгана уу.",
                    f"Its answers were to be kept until {survey.keep_until}. "
                    "Destroy them now.",
                )
