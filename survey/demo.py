"""A sample district that lives through both surveys over real HTTP.

Nothing is real but the way: the roster is read from Excel, slips are printed, every
answer is sent by a respondent's client, results are opened with key files.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import numpy as np
from rich.console import Console

from analysis import evaluation
from questionnaires import loader
from survey import fieldwork, opening, roster_file, sample, sealing, serving
from survey.campaign import Installation, installation
from survey.field_commands import print_slips
from survey.fieldwork import Filled
from survey.opening import Documents, OpenedSurvey
from survey.registry import groups, organisations, roster
from survey.registry.groups import GroupPlan
from survey.registry.lifecycle import Survey
from survey.tokens import key_files

PASSPHRASE = "sample district, not a secret"  # noqa: S105 the sample's key guards invented answers
_DAYS = 30
_STAFF_SHARE = 0.6
_COUNTER_SLIPS = 1.4


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """How many people answer, where files go, and where the site listens afterwards."""

    out: Path
    respondents: int
    seed: int
    port: int | None


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the two surveys: its name, its questionnaire and who is asked."""

    survey: str
    questionnaire: str
    groups: tuple[GroupPlan, ...]
    respondents: int


def run(plan: DemoPlan, *, today: date, console: Console) -> None:
    """Live through both surveys, write the reports, then serve the site if asked."""
    home = plan.out / "installation"
    with ExitStack() as stack:
        site = stack.enter_context(installation(_empty(home), today=today, sample=True))
        staff, points = _enter_district(site, plan)
        staff_answers = min(round(plan.respondents * _STAFF_SHARE), _people(staff))
        citizens = plan.respondents - staff_answers
        parts = (
            _Part("staff-2025", "internal_integrity", staff, staff_answers),
            _Part(
                "citizens-2025-q3",
                "citizen_satisfaction",
                _counters(points, citizens),
                citizens,
            ),
        )
        generator = np.random.default_rng(plan.seed)
        for part in parts:
            _live(site, plan, part, generator=generator, console=console)
        _tell(plan, console)
    if plan.port is not None:
        _serve(home, plan.port, console)


def _empty(home: Path) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    for name in ("registry.db", "responses.db"):
        (home / name).unlink(missing_ok=True)
    return home


def _enter_district(
    site: Installation, plan: DemoPlan
) -> tuple[tuple[GroupPlan, ...], Sequence[organisations.ServicePoint]]:
    file = plan.out / "organisations.xlsx"
    file.write_bytes(roster_file.workbook(sample.ORGANISATIONS, sample.SERVICES))
    with site.databases.registry.begin() as registry:
        roster.load(registry, roster.read(file, file.name))
        bodies = organisations.organisations(registry)
        points = organisations.service_points(registry)
    return groups.form(bodies, opening.GROUP_FLOOR), points


def _counters(
    points: Sequence[organisations.ServicePoint], citizens: int
) -> tuple[GroupPlan, ...]:
    slips = max(opening.GROUP_FLOOR, round(citizens * _COUNTER_SLIPS / len(points)))
    return groups.at_counters(points, slips)


def _live(
    site: Installation,
    plan: DemoPlan,
    part: _Part,
    *,
    generator: np.random.Generator,
    console: Console,
) -> None:
    """Take one survey from draft to published results."""
    folder = plan.out / part.survey
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    source = loader.source(part.questionnaire)
    key = _key(folder)
    opened = site.open(
        _draft(part, source, site.today),
        Documents(source, (sealing.public_bytes(key),)),
    )
    with serving.background(site.environ, workers=2) as address:
        for _ in print_slips(
            opened, folder / "slips", address=f"{address.url}/mn/answer"
        ):
            pass
        forms = list(
            _forms(opened, part, sample.SamplePeople(loader.read(source), generator))
        )
        fieldwork.send(forms, address.url, console=console, label=part.survey)
    site.close(part.survey)
    published = site.tally(part.survey, (key,))
    for path in evaluation.write(published, folder):
        console.print(str(path), soft_wrap=True)
    site.publish(part.survey)


def _key(folder: Path) -> sealing.PrivateKey:
    """Make a key file, as a key-holder would, and open it again for the tally."""
    file = key_files.protect(sealing.new_key(), PASSPHRASE)
    path = folder / "holder.key"
    path.write_bytes(file)
    path.chmod(0o600)
    return key_files.unlock(file, PASSPHRASE)


def _draft(part: _Part, source: bytes, today: date) -> Survey:
    questionnaire = loader.read(source)
    return Survey(
        name=part.survey,
        kind=questionnaire.kind,
        questionnaire=questionnaire.name,
        version=questionnaire.version,
        opens=today - timedelta(days=_DAYS),
        answers_open=today - timedelta(days=_DAYS),
        closes=today,
        keep_until=today + timedelta(days=365),
        group_floor=opening.GROUP_FLOOR,
        sample=True,
        groups=part.groups,
    )


def _forms(
    opened: OpenedSurvey, part: _Part, people: sample.SamplePeople
) -> Iterator[Filled]:
    """Let about the same share of every group answer, and exactly as many as asked."""
    eligible, answered = 0, 0
    for group in opened.manifest.groups:
        eligible += group.eligible
        due = part.respondents * eligible // _people(part.groups)
        number, answered = due - answered, due
        codes = islice(opened.codes[group.key_id], number)
        answers = people.answers(number, services=group.services)
        for code, filled in zip(codes, answers, strict=True):
            yield Filled(code, filled)


def _people(planned: Sequence[GroupPlan]) -> int:
    return sum(group.eligible for group in planned)


def _tell(plan: DemoPlan, console: Console) -> None:
    console.print(f"{plan.out}/: slips, reports, results and the installation")


def _serve(home: Path, port: int, console: Console) -> None:
    environ = {"SHUDARGA_HOME": str(home.absolute()), "SHUDARGA_SAMPLE": "1"}
    address = serving.Address(port=port)
    process = serving.start(environ, address)
    try:
        serving.wait_until_ready(address)
        console.print(f"{address.url}/mn/  {address.url}/mn/surveys  (Ctrl-C stops)")
        process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
