"""What should have been done with surveys by now, by whichever side can tell."""

from collections.abc import Iterator
from datetime import date

from questionnaires.faults import Fault, fault
from survey.config import Settings
from survey.database import Databases, reading
from survey.manifest import POSTER, Manifest
from survey.registry import surveys
from survey.registry.lifecycle import State
from survey.responses import store

_NOTHING_KEPT = frozenset({State.DRAFT, State.OPEN, State.PURGED})


def faults(databases: Databases, settings: Settings, today: date) -> Iterator[Fault]:
    """Yield what is overdue, and what is set so that open surveys suffer from it."""
    if "registry" in databases.opened:
        yield from _by_registry(databases, today)
    if "responses" in databases.opened:
        taking = _taking(databases)
        if "registry" not in databases.opened:
            yield from _by_boards(taking, today)
        yield from _behind_one_address(taking, settings)


def _by_registry(databases: Databases, today: date) -> Iterator[Fault]:
    with reading(databases.registry) as session:
        for name in surveys.names(session):
            survey = surveys.find(session, name)
            if survey.state is State.OPEN and today > survey.closes:
                yield _to_close(name, survey.closes)
            if survey.state not in _NOTHING_KEPT and today > survey.keep_until:
                yield fault(
                    name,
                    f"Хариултыг {survey.keep_until} хүртэл хадгалах ёстой байсан. "
                    "Одоо устгана уу.",
                    f"Its answers were to be kept until {survey.keep_until}. "
                    "Destroy them now.",
                )


def _taking(databases: Databases) -> list[Manifest]:
    with reading(databases.responses) as session:
        boards = [board for board in store.boards(session) if not board.closed]
    return [Manifest.from_json(board.manifest) for board in boards]


def _by_boards(taking: list[Manifest], today: date) -> Iterator[Fault]:
    for manifest in taking:
        if today > manifest.closes:
            yield _to_close(manifest.survey, manifest.closes)


def _behind_one_address(taking: list[Manifest], settings: Settings) -> Iterator[Fault]:
    """Tell that all visitors count as one, where a proxy must stand before us."""
    by_poster = any(
        group.channel == POSTER for manifest in taking for group in manifest.groups
    )
    if by_poster and not settings.proxies and settings.base_url.startswith("https://"):
        yield fault(
            "SHUDARGA_PROXIES",
            "Нээлттэй судалгаанд зурагт хуудсаар хариулж байна. 0 гэсэн тохиргоотой "
            "үед бүх зочин нэг хаягтай мэт тоологдож, минутад 240-өөс олон хүн "
            "хариулж чадахгүй. Өмнө нь зогсож буй прокси серверийн тоог заана уу.",
            "An open survey is answered by poster. With 0 all visitors count as one "
            "address, and no more than 240 can answer in a minute. Set it to the "
            "number of your own proxies.",
        )


def _to_close(name: str, closes: date) -> Fault:
    return fault(
        name,
        f"Хаах өдөр ({closes}) өнгөрсөн. Судалгааг хаана уу.",
        f"Its last day, {closes}, is over. Close the survey.",
    )
