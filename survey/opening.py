"""Opens a survey: fixes its manifest, prints codes, and readies the collector.

After this nobody can relax anonymity: whatever it rests on stands in the manifest,
whose digest is printed on every slip.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from questionnaires import answers, loader
from survey import merkle, sealing
from survey.database import Session
from survey.manifest import Group, Manifest, group_key_id
from survey.responses import store
from survey.tokens import board, codes

GROUP_FLOOR = 20
CELL_FLOOR = 10
LOWEST_CELL_FLOOR = 5


class OpeningRefusedError(Exception):
    """The plan would not keep its promise to respondents; the message says why."""


@dataclass(frozen=True, slots=True)
class PlannedGroup:
    """Who answers together: so many people, or so many counter slips."""

    name: str
    eligible: int
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpeningPlan:
    """Everything that opening fixes. `questionnaire` is the source of a definition.

    `group_floor` is below GROUP_FLOOR only for answers that were collected already.
    """

    survey: str
    questionnaire: bytes
    groups: tuple[PlannedGroup, ...]
    opens: date
    answers_open: date
    closes: date
    sealing_keys: tuple[bytes, ...]
    group_floor: int = GROUP_FLOOR
    cell_floor: int = CELL_FLOOR
    sample: bool = False


@dataclass(frozen=True, slots=True)
class OpenedSurvey:
    """The manifest, and the codes by group: printed, then forgotten."""

    manifest: Manifest
    codes: Mapping[bytes, Sequence[str]]


def open_survey(responses: Session, plan: OpeningPlan) -> OpenedSurvey:
    """Fix the manifest and make the collector's rows; raise if the plan is unsafe."""
    _check(plan)
    drawn = {group.name: _draw(group.eligible) for group in plan.groups}
    board_key = board.new_board_key()
    manifest = _manifest(plan, drawn, board.board_public(board_key))
    hashes = {
        group.key_id: [codes.slip_hash(codes.parse(c)) for c in drawn[group.name]]
        for group in manifest.groups
    }
    documents = store.Board(manifest.to_json(), plan.questionnaire, board_key)
    store.prepare(responses, documents, hashes)
    by_key = {group.key_id: drawn[group.name] for group in manifest.groups}
    return OpenedSurvey(manifest, by_key)


def _draw(number: int) -> tuple[str, ...]:
    drawn: set[str] = set()
    while len(drawn) < number:
        drawn.add(codes.new_code())
    shuffled = list(drawn)
    secrets.SystemRandom().shuffle(shuffled)
    return tuple(shuffled)


def _manifest(
    plan: OpeningPlan, drawn: Mapping[str, Sequence[str]], board_key: bytes
) -> Manifest:
    questionnaire = loader.read(plan.questionnaire)
    return Manifest(
        survey=plan.survey,
        kind=questionnaire.kind,
        questionnaire=questionnaire.name,
        version=questionnaire.version,
        questionnaire_digest=hashlib.sha256(plan.questionnaire).digest(),
        opens=plan.opens,
        answers_open=plan.answers_open,
        closes=plan.closes,
        groups=tuple(_group(plan.survey, g, drawn[g.name]) for g in plan.groups),
        sealing_keys=plan.sealing_keys,
        suite=sealing.SUITE,
        group_floor=plan.group_floor,
        cell_floor=plan.cell_floor,
        bucket=sealing.bucket_for(answers.longest(questionnaire)),
        board_key=board_key,
        sample=plan.sample,
    )


def _group(survey: str, group: PlannedGroup, drawn: Sequence[str]) -> Group:
    hashes = sorted(codes.slip_hash(codes.parse(code)) for code in drawn)
    return Group(
        name=group.name,
        eligible=group.eligible,
        channel="slip",
        key_id=group_key_id(survey, group.name),
        token_key=None,
        slip_root=merkle.root(hashes),
        services=group.services,
    )


def _check(plan: OpeningPlan) -> None:
    small = [g.name for g in plan.groups if g.eligible < plan.group_floor]
    staff = loader.read(plan.questionnaire).kind == "internal"
    names = [group.name for group in plan.groups]
    rules = (
        (not plan.groups, "A survey needs at least one group."),
        (len(set(names)) < len(names), "Two groups have the same name."),
        (not plan.sealing_keys, "A survey needs at least one key-holder."),
        (plan.cell_floor < LOWEST_CELL_FLOOR, "The cell floor is never below 5."),
        (plan.closes < plan.answers_open, "The survey closes before it opens."),
        (plan.answers_open < plan.opens, "Answers are taken before the survey opens."),
        (
            staff and bool(small),
            f"Groups below {plan.group_floor} people must be merged: "
            f"{', '.join(small)}.",
        ),
    )
    broken = [sentence for is_broken, sentence in rules if is_broken]
    if broken:
        raise OpeningRefusedError(" ".join(broken))
