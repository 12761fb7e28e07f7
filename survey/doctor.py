"""Looks an installation over, says what is wrong with it, and how to mend it."""

import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

from questionnaires.faults import Fault, fault
from survey import condition, halfway, key_care, overdue, releases
from survey.backups import Place
from survey.config import Settings
from survey.database import StorageUnavailableError, reading
from survey.registry import audit
from survey.registry.audit import BrokenLogError

_ROOM = 2 * 1024**3
_OLD_DAYS = 2
_BUILT = ("browser/built/page.css", "browser/built/page.js")


@dataclass(frozen=True, slots=True)
class Examined:
    """An installation as its settings describe it, what day it is, and its backups."""

    place: Place
    settings: Settings
    today: date
    backups: Path | None = None


def examine(examined: Examined) -> tuple[Fault, ...]:
    """Return everything that is wrong; an empty tuple means a sound installation."""
    return (
        *_folder(examined.place.home),
        *_built(),
        *_address(examined.settings),
        *key_care.setting_faults(examined.settings),
        *_releases(examined.place.home),
        *_databases(examined),
        *_backups(examined),
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


def _releases(home: Path) -> Iterator[Fault]:
    path = home / releases.NAME
    try:
        if path.is_file():
            releases.read(path.read_bytes())
    except releases.BrokenReleasesError as error:
        yield fault(
            str(path),
            "Скриптийн жагсаалт өөрчлөгдсөн байна. Нөөц хуулбартай тулгана уу; хэн "
            "өөрчилснийг олтол судалгаа бүү нээ.",
            f"The list of scripts was changed: {error} Compare it with the backup, "
            "and open no survey before you know who did it.",
        )


def _databases(examined: Examined) -> Iterator[Fault]:
    """Look at each side that is open; one that cannot be reached is told as such."""
    opened = examined.place.databases.opened
    for name, factory in sorted(opened.items()):
        try:
            with reading(factory) as session:
                for wrong in condition.faults(session, name):
                    yield fault(name, wrong.mn, wrong.en)
        except StorageUnavailableError as error:
            yield fault(
                name,
                "Өгөгдлийн санд холбогдож чадсангүй. Сервер ажиллаж байгаа эсэх, "
                "тохиргоонд заасан хаяг, нууц үг, дискний зайг шалгана уу.",
                "The database cannot be used. See whether its server runs, and look "
                f"at its address and password and at the room on its disk. {error}",
            )
            return
    if not condition.unready(examined.place.databases):
        if "registry" in opened:
            yield from key_care.faults(examined.place.databases, examined.settings)
            yield from _log(examined)
        yield from halfway.faults(examined.place.databases)
        yield from overdue.faults(
            examined.place.databases, examined.settings, examined.today
        )


def _log(examined: Examined) -> Iterator[Fault]:
    with reading(examined.place.databases.registry) as session:
        try:
            audit.verify(session)
        except BrokenLogError as error:
            yield fault(
                "audit",
                "Үйлдлийн бүртгэл өөрчлөгдсөн байна. Тэмдэглэж авсан тулгах кодтой "
                "тулгаж, нөөц хуулбарыг хадгална уу.",
                f"The log of acts was changed: {error} Compare it with the digest "
                "that was noted, and keep the backup.",
            )
            return
        newest = audit.lines(session, most=1)
    # A day more: the log counts in universal time.
    if newest and (newest[0].moment.date() - examined.today).days > 1:
        yield fault(
            "clock",
            f"Компьютерийн цаг {examined.today}, харин сүүлийн үйлдэл "
            f"{newest[0].moment.date()} өдрийнх. Цагийг засна уу (`timedatectl`).",
            f"The clock says {examined.today}, but the newest act is of "
            f"{newest[0].moment.date()}. Set it right (`timedatectl`).",
        )


def _backups(examined: Examined) -> Iterator[Fault]:
    folder = examined.backups
    if folder is None:
        return
    made = [path.stat().st_mtime for path in folder.glob("*.age")]
    newest = datetime.fromtimestamp(max(made, default=0), tz=UTC).date()
    if (examined.today - newest).days > _OLD_DAYS:
        yield fault(
            str(folder),
            "Сүүлийн хоёр өдөр нөөц хуулбар хийгээгүй байна. Таймер ажиллаж байгаа "
            "эсэхийг шалгана уу.",
            "No backup was made in the last two days. See whether its timer runs.",
        )
