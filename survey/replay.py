"""Sends the answers of a file the way that people answer, and reports on them.

A pilot, a paper survey or another tool's data enters like this, and so is the
whole chain proved: one slip and one visit over HTTP per row.
"""

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console

from analysis import dataset, evaluation
from analysis.dataset import Sheet
from analysis.options import missing_codes
from questionnaires import loader
from questionnaires.faults import Fault, FaultsError, fault
from questionnaires.model import Questionnaire
from survey import fieldwork, sealing, serving
from survey.campaign import installation
from survey.fieldwork import Filled
from survey.opening import Documents, OpenedSurvey
from survey.registry.groups import GroupPlan
from survey.registry.lifecycle import Survey
from survey.tally import UNGROUPED, TallyFacts

SURVEY = "replay"


class ReplayError(FaultsError):
    """The options or the headcounts do not fit; nothing was sent."""


@dataclass(frozen=True, slots=True)
class ReplayPlan:
    """What to replay, and where the results go."""

    questionnaire: str
    answers: Path
    group: str | None
    headcounts: Path | None
    missing_codes: Sequence[str]
    out: Path


def run(plan: ReplayPlan, *, today: date, console: Console) -> None:
    """Open a throw-away survey, send every row over HTTP, close it and report."""
    source = loader.source_of(plan.questionnaire)
    questionnaire = loader.read(source)
    codes = missing_codes(plan.missing_codes, questionnaire)
    sheets = dataset.read_csv(
        questionnaire, plan.answers, group=plan.group, missing_codes=codes
    )
    _check_groups(sheets)
    headcounts = _headcounts(plan, sheets)
    with (
        tempfile.TemporaryDirectory(prefix="shudarga-") as home,
        installation(Path(home), today=today) as site,
    ):
        key = sealing.new_key()
        documents = Documents(source, (sealing.public_bytes(key),))
        opened = site.open(_draft(questionnaire, sheets, today), documents)
        with serving.background(site.environ, workers=2) as address:
            forms = list(_forms(opened, sheets))
            fieldwork.send(forms, address.url, console=console, label="HTTP")
        site.close(SURVEY)
        facts = TallyFacts(headcounts=headcounts, mode="replay", seed=0)
        published = site.tally(SURVEY, (key,), facts)
    for path in evaluation.write(published, plan.out):
        console.print(str(path), soft_wrap=True)


def _check_groups(sheets: Sequence[Sheet]) -> None:
    if any(sheet.group == UNGROUPED for sheet in sheets):
        raise ReplayError(
            [
                fault(
                    UNGROUPED,
                    "Ийм бүлгийн нэр хэрэглэх боломжгүй. Нүдийг хоосон орхино уу.",
                    "This cannot be the name of a group. Leave the cell empty.",
                )
            ]
        )


def _headcounts(plan: ReplayPlan, sheets: Sequence[Sheet]) -> dict[str, int] | None:
    if plan.headcounts is None:
        return None
    headcounts = dataset.read_headcounts(plan.headcounts)
    faults = list(_headcount_faults(headcounts, sheets))
    if faults:
        raise ReplayError(faults)
    return headcounts


def _headcount_faults(
    headcounts: Mapping[str, int], sheets: Sequence[Sheet]
) -> Iterator[Fault]:
    answers = Counter(sheet.group for sheet in sheets if sheet.group)
    for group, number in sorted(answers.items()):
        if group not in headcounts:
            yield fault(
                group,
                "Энэ бүлгийн хүний тоо headcounts файлд алга.",
                "The headcounts do not name this group.",
            )
        elif headcounts[group] < number:
            yield fault(
                group,
                f"{number} хариулт ирсэн боловч хүний тоо {headcounts[group]} байна.",
                f"It has {number} answers, but only {headcounts[group]} people.",
            )


def _draft(
    questionnaire: Questionnaire, sheets: Sequence[Sheet], today: date
) -> Survey:
    """Return a survey whose groups are as large as the file; no floor applies to them.

    The answers were collected already; the floor for showing results still holds.
    """
    sizes = Counter(sheet.group or UNGROUPED for sheet in sheets)
    services = _services(questionnaire, sheets)
    groups = tuple(
        GroupPlan(name, number, services=services)
        for name, number in sorted(sizes.items())
    )
    return Survey(
        name=SURVEY,
        kind=questionnaire.kind,
        questionnaire=questionnaire.name,
        version=questionnaire.version,
        opens=today,
        answers_open=today,
        closes=today,
        keep_until=today,
        group_floor=1,
        sample=False,
        groups=groups,
    )


def _services(questionnaire: Questionnaire, sheets: Sequence[Sheet]) -> tuple[str, ...]:
    """Return every service that the file names, so that each row may name its own.

    A form asks for the service only where there are several.
    """
    asked = [item.name for item in questionnaire.items if item.source is not None]
    given = (sheet.answers.get(name) for sheet in sheets for name in asked)
    services = sorted({name for name in given if isinstance(name, str)})
    return tuple(services) if len(services) != 1 else (*services, UNGROUPED)


def _forms(opened: OpenedSurvey, sheets: Sequence[Sheet]) -> Iterator[Filled]:
    codes = defaultdict(list)
    for key_id, drawn in opened.codes.items():
        codes[opened.manifest.group(key_id).name] = list(drawn)
    for sheet in sheets:
        yield Filled(codes[sheet.group or UNGROUPED].pop(), sheet.answers)
