"""Sends the answers of many respondents over HTTP, with a progress bar."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import urllib3
from rich.console import Console
from rich.progress import Progress

from survey.respondent import Visit

_THREADS = 4


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was filled in, and the code that will be spent on it."""

    code: str
    answers: Mapping[str, object]


def send(
    forms: Sequence[Filled], base_url: str, *, console: Console, label: str
) -> list[str]:
    """Send all forms and return their receipts; the first refusal is raised."""
    pool = urllib3.PoolManager(maxsize=_THREADS, retries=False, timeout=60.0)
    visit = Visit(pool, base_url, "mn")
    with (
        Progress(console=console, transient=not console.is_terminal) as progress,
        ThreadPoolExecutor(_THREADS) as threads,
    ):
        task = progress.add_task(label, total=len(forms))
        receipts = []
        for receipt in threads.map(lambda form: _answer(visit, form), forms):
            receipts.append(receipt)
            progress.advance(task)
        return receipts


def _answer(visit: Visit, form: Filled) -> str:
    return visit.answer(form.code, form.answers)
