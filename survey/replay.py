"""Sends the answers of a file the way that people answer, and reports on them.

A pilot, a paper survey or another tool's data enters like this, and so is the
whole chain proved: one slip and one visit over HTTP per row.
"""

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console

from analysis import dataset, release
from analysis.dataset import Sheet
from questionnaires import loader
from questionnaires.faults import Fault, FaultsError
from questionnaires.model import Questionnaire, Text
from survey import campaign
from survey.fieldwork import Filled
from survey.opening import PlannedGroup

SURVEY = "replay"


class ReplayOptionsError(FaultsError):
    """An option of the command cannot be understood."""


@dataclass(frozen=True, slots=True)
class ReplayPlan:
    """What to replay, and where the results go."""

    questionnaire: str
    answers: Path
    group: str | None
    headcounts: Path | None
    missing_codes: Mapping[str, str]
    out: Path


def missing_codes(options: Iterable[str]) -> dict[str, str]:
    """Read options like ``9=dont_know``."""
    pairs = [option.partition("=") for option in options]
    faults = tuple(
        Fault(
            "--missing-code",
            Text(
                {
                    "mn": f"«{value}»-ийг «утга=код» хэлбэрээр бичнэ үү.",
                    "en": f"Write {value!r} in the form value=code.",
                }
            ),
        )
        for value, sign, code in pairs
        if not (value and sign and code)
    )
    if faults:
        raise ReplayOptionsError(faults)
    return {value: code for value, _sign, code in pairs}


def run(plan: ReplayPlan, *, console: Console) -> None:
    """Open a throw-away survey, send every row over HTTP, close it and report."""
    source = loader.source_of(plan.questionnaire)
    questionnaire = loader.read(source)
    sheets = dataset.read_csv(
        questionnaire, plan.answers, group=plan.group, missing_codes=plan.missing_codes
    )
    headcounts = None
    if plan.headcounts is not None:
        headcounts = dataset.read_headcounts(plan.headcounts)
    with tempfile.TemporaryDirectory(prefix="shudarga-") as home:
        with campaign.field(Path(home), sample=False) as site:
            opened = site.open(_plan(questionnaire, source, sheets, site))
            forms = _forms(opened, sheets)
            site.send(forms, console=console, label=plan.answers.name)
        published = site.close_and_tally(SURVEY, headcounts=headcounts)
    release.write(published, plan.out)
    console.print(f"{plan.out / 'results.json'}")
