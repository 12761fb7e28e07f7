"""Checks the public documents of a closed survey from files, without any database."""

import argparse
from collections.abc import Iterator

from rich.console import Console

from questionnaires.model import Text
from survey import bulletin, verification
from survey.bulletin import Bulletin
from survey.verdicts import Kind, Report, Verdict, verdict
from survey.verification import Evidence, Receipt
from survey.wording import LANGUAGES

HONEST, FAULTY, UNREADABLE = 0, 1, 2

_HONEST = Text(
    {"mn": "Жагсаалтаас зөрчил олдсонгүй.", "en": "Nothing wrong was found."}
)
_FAULTY = Text({"mn": "Олдсон зөрчил:", "en": "What is wrong:"})
_COUNTS = Text(
    {
        "mn": "{}: хариулах эрхтэй {}, олгосон эрх {}, хариулсан {}",
        "en": "{}: {} eligible, {} issued, {} answered",
    }
)
_LIMITS = Text(
    {"mn": "Энэ шалгалтаар илрэхгүй зүйл:", "en": "What this check cannot see:"}
)


def verify(options: argparse.Namespace, console: Console) -> int:
    """Say what is wrong with a bulletin in every language; return the exit code."""
    board, manifest = options.bulletin.read_bytes(), options.manifest.read_bytes()
    evidence = Evidence(
        receipts=_receipts(options),
        checkpoints=tuple(path.read_text(encoding="utf-8") for path in options.seen),
        printed_digest="".join(options.printed.split()),
    )
    report = verification.verify(board, manifest, evidence)
    faults = (*report.faults, *_missing(options, board, report))
    for language in LANGUAGES:
        lines = "\n".join(_lines(report, faults, language))
        console.print(lines, soft_wrap=True, markup=False, highlight=False)
    if Kind.UNREADABLE in report.kinds:
        return UNREADABLE
    return FAULTY if faults else HONEST


def _receipts(options: argparse.Namespace) -> tuple[Receipt, ...]:
    if options.receipt and options.promise:
        return (Receipt(options.receipt, options.promise),)
    return ()


def _missing(
    options: argparse.Namespace, board: bytes, report: Report
) -> Iterator[Verdict]:
    """Look for a receipt that came without the promise that would prove it."""
    if options.receipt is None or options.promise or Kind.UNREADABLE in report.kinds:
        return
    if not bulletin.holds(Bulletin.from_json(board), options.receipt):
        yield verdict(
            Kind.DROPPED,
            options.receipt.hex(),
            "Энэ баримт жагсаалтад алга.",
            "This receipt is not on the board.",
        )


def _lines(report: Report, faults: tuple[Verdict, ...], language: str) -> Iterator[str]:
    yield (_FAULTY if faults else _HONEST).to(language)
    for fault in faults:
        yield f"  {fault.to(language)}"
    for stratum in report.strata:
        issued = "–" if stratum.issued is None else stratum.issued
        numbers = (stratum.channel, stratum.eligible, issued, stratum.answered)
        yield "  " + _COUNTS.to(language).format(*numbers)
    if report.limits:
        yield _LIMITS.to(language)
    for limit in report.limits:
        yield f"  {limit.to(language)}"
    yield ""
