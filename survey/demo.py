"""A sample district that lives through both surveys over real HTTP.

Nothing is real but the way: the roster is read from Excel, slips are printed, letters
are written, every answer is sent by a respondent's client, results are opened with
key files.
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
from survey.database import Session, reading
from survey.field_commands import print_slips, write_letters
from survey.fieldwork import Filled
from survey.manifest import BLIND, SLIP
from survey.opening import Documents, OpenedSurvey
from survey.registry import groups, organisations, people, roster
from survey.registry.groups import GroupPlan
from survey.registry.lifecycle import Survey
from survey.tokens import key_files
from survey.tokens.key_folder import FOLDER

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
    shutil.rmtree(home / FOLDER, ignore_errors=True)
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
        _enter_people(registry, plan.out / "people.xlsx")
    formed = groups.form(bodies, opening.GROUP_FLOOR)
    return groups.by_invitation(formed, sample.INVITED), points


def _enter_people(registry: Session, file: Path) -> None:
    """Enter the addresses of those who are invited."""
    file.write_bytes(roster_file.people(sample.people()))
    found = people.read(file.read_bytes(), file.name, known=sample.INVITED)
    people.enter(registry, found)


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
        _write(site, opened, folder, address.url)
        who = sample.SamplePeople(loader.read(source), generator)
        _answer(opened, part, who, address.url, console=console)
    site.close(part.survey)
    published = site.tally(part.survey, (key,))
    for path in evaluation.write(published, folder):
        console.print(str(path), soft_wrap=True)
    site.publish(part.survey)


def _write(
    site: Installation, opened: OpenedSurvey, folder: Path, address: str
) -> None:
    """Print slips and write the letters of those who are invited."""
    slips = print_slips(opened, folder / "slips", address=f"{address}/mn/answer")
    with reading(site.databases.registry) as registry:
        letters = write_letters(
            registry, opened, folder / "invitations", address=f"{address}/mn/join"
        )
        for _ in (*slips, *letters):
            pass


def _answer(
    opened: OpenedSurvey,
    part: _Part,
    who: sample.SamplePeople,
    address: str,
    *,
    console: Console,
) -> None:
    """Let the people of both channels answer, each in their own way."""
    by_channel: dict[str, list[Filled]] = {}
    for channel, form in _forms(opened, part, who):
        by_channel.setdefault(channel, []).append(form)
    ways = {SLIP: fieldwork.send, BLIND: fieldwork.send_invited}
    for channel, forms in by_channel.items():
        ways[channel](forms, address, console=console, label=part.survey)


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
        answers_open=opening.answers_open(part.groups, today - timedelta(days=_DAYS)),
        closes=today,
        keep_until=today + timedelta(days=365),
        group_floor=opening.GROUP_FLOOR,
        sample=True,
        groups=part.groups,
    )


def _forms(
    opened: OpenedSurvey, part: _Part, who: sample.SamplePeople
) -> Iterator[tuple[str, Filled]]:
    """Let about the same share of every group answer, and exactly as many as asked."""
    eligible, answered = 0, 0
    for group in opened.manifest.groups:
        eligible += group.eligible
        due = part.respondents * eligible // _people(part.groups)
        number, answered = due - answered, due
        codes = islice(_codes(opened, group.key_id), number)
        answers = who.answers(number, services=group.services)
        for code, filled in zip(codes, answers, strict=True):
            yield group.channel, Filled(code, filled)


def _codes(opened: OpenedSurvey, key_id: bytes) -> Iterator[str]:
    yield from opened.codes.get(key_id, ())
    for invited in opened.invitations.get(key_id, {}).values():
        yield from invited


def _people(planned: Sequence[GroupPlan]) -> int:
    return sum(group.eligible for group in planned)


def _tell(plan: DemoPlan, console: Console) -> None:
    console.print(f"{plan.out}/: slips, letters, reports, results and the installation")


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
