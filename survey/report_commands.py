"""Commands that write reports of a release: one for each organisation, in a row.

Of a survey of citizens there is also one to hang up for each service point and service.
"""

import argparse
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from analysis.report import batch, docx
from analysis.report.batch import Batch
from analysis.wording import LANGUAGES
from survey import publishing
from survey.commands import installed
from survey.database import Databases, reading
from survey.registry import surveys
from survey.responses import bulletins, store

_FAILED = 1
_WORKERS = 2


def add_to(
    acts: "argparse._SubParsersAction[argparse.ArgumentParser]", console: Console
) -> None:
    """Add the command to the acts of a survey."""
    one = acts.add_parser("reports", help="write a report for each organisation")
    one.add_argument("--out", type=Path, required=True, metavar="DIR")
    one.add_argument("--language", choices=LANGUAGES, action="append", metavar="mn|en")
    one.add_argument("--only", action="append", metavar="NAME")
    one.add_argument("--workers", type=int, default=_WORKERS, metavar="N")
    one.add_argument("--template", type=Path, metavar="FILE.docx")
    one.set_defaults(run=lambda options: write(options, console))


def write(options: argparse.Namespace, console: Console) -> int:
    """Write what is not there yet; say which reports failed.

    Ctrl+C stops it, and the same command goes on later.
    """
    made = _batch(options)
    names = options.only or batch.names(made.release)
    failed = []
    with _progress(console) as progress:
        bar = progress.add_task(options.name, total=len(names))
        for outcome in batch.run(made, options.only, workers=options.workers):
            if outcome.fault:
                failed.append(outcome)
            progress.advance(bar)
    for outcome in failed:
        console.print(f"{outcome.name}: {outcome.fault}", markup=False)
    console.print(f"{len(names) - len(failed)} / {len(names)}: {options.out}")
    return _FAILED if failed else 0


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}", markup=False), BarColumn())
    return Progress(*columns, MofNCompleteColumn(), console=console)


def _batch(options: argparse.Namespace) -> Batch:
    template = options.template.read_bytes() if options.template else None
    if template is not None:
        docx.check(template)
    with installed() as (_, databases):
        with reading(databases.registry) as registry:
            release = surveys.released(registry, options.name)
        if release is None:
            raise store.UnknownSurveyError
        bulletin = _bulletin(databases, options.name)
    return Batch(
        release,
        options.out,
        languages=tuple(options.language or LANGUAGES[:1]),
        letterhead=publishing.letterhead(bulletin),
        template=template,
    )


def _bulletin(databases: Databases, survey: str) -> bytes:
    """Return the public list of receipts, unless another server keeps it."""
    try:
        with reading(databases.responses) as responses:
            return bulletins.find(responses, survey).bulletin
    except store.UnknownSurveyError:
        return b""
