"""Sends the answers of many respondents over HTTP, with a progress bar."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import urllib3
from rich.console import Console
from rich.progress import Progress

from survey.invited import InvitedVisit
from survey.respondent import Visit

_THREADS = 4
_One = TypeVar("_One")
_Done = TypeVar("_Done")


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was filled in, and the code that will be spent on it."""

    code: str
    answers: Mapping[str, object]


def send(
    forms: Sequence[Filled], base_url: str, *, console: Console, label: str
) -> list[str]:
    """Send all forms and return their receipts; the first refusal is raised."""
    visit = Visit(_pool(), base_url, "mn")
    crowd = _Crowd(console, label)
    return crowd.each(forms, lambda form: visit.answer(form.code, form.answers))


def send_invited(
    forms: Sequence[Filled], base_url: str, *, console: Console, label: str
) -> list[str]:
    """Let everybody collect a token first, and answer later in another order."""
    visit = InvitedVisit(_pool(), base_url)
    crowd = _Crowd(console, label)
    tickets = crowd.each(forms, lambda form: visit.collect(form.code))
    pairs = list(zip(tickets, forms, strict=True))
    secrets.SystemRandom().shuffle(pairs)
    return crowd.each(pairs, lambda pair: visit.answer(pair[0], pair[1].answers))


def _pool() -> urllib3.PoolManager:
    return urllib3.PoolManager(maxsize=_THREADS, retries=False, timeout=60.0)


@dataclass(frozen=True, slots=True)
class _Crowd:
    """Several people at once, and how far they are."""

    console: Console
    label: str

    def each(self, ones: Sequence[_One], act: Callable[[_One], _Done]) -> list[_Done]:
        """Let each of them act, and return the outcomes in their order."""
        with (
            Progress(
                console=self.console, transient=not self.console.is_terminal
            ) as progress,
            ThreadPoolExecutor(_THREADS) as threads,
        ):
            task = progress.add_task(self.label, total=len(ones))
            outcomes = []
            for outcome in threads.map(act, ones):
                outcomes.append(outcome)
                progress.advance(task)
            return outcomes
