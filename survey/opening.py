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
from questionnaires.faults import FaultsError, fault
from questionnaires.model import Questionnaire
from survey import sealing
from survey.database import Session
from survey.manifest import Group, Manifest, group_key_id, slip_root
from survey.registry import surveys
from survey.registry.groups import GroupPlan
from survey.registry.lifecycle import State, Survey
from survey.responses import store
from survey.tokens import board, codes

GROUP_FLOOR = 20
CELL_FLOOR = 10
LOWEST_CELL_FLOOR = 5


class OpeningRefusedError(FaultsError):
    """The draft would not keep its promise to respondents; the faults say why."""


@dataclass(frozen=True, slots=True)
class Documents:
    """What a draft is opened with: a definition's source and the key-holders' keys."""

    questionnaire: bytes
    sealing_keys: tuple[bytes, ...]
    cell_floor: int = CELL_FLOOR


@dataclass(frozen=True, slots=True)
class OpenedSurvey:
    """The manifest, and the codes by group: printed, then forgotten."""

    manifest: Manifest
    codes: Mapping[bytes, Sequence[str]]


def open_survey(
    registry: Session,
    responses: Session,
    survey: str,
    documents: Documents,
    *,
    today: date,
) -> OpenedSurvey:
    """Fix the manifest of a drafted survey and make the collector's rows.

    Raises OpeningRefusedError, or the registry's TransitionError, if the draft would
    not keep its promise. The two transactions are the caller's.
    """
    draft = surveys.find(registry, survey)
    questionnaire = loader.read(documents.questionnaire)
    _check(draft, questionnaire, documents)
    drawn = {group.name: _draw(group.eligible) for group in draft.groups}
    board_key = board.new_board_key()
    manifest = _manifest(draft, documents, drawn, board.board_public(board_key))
    surveys.fix_manifest(registry, survey, manifest.to_json())
    surveys.advance(registry, survey, State.OPEN, today=today)
    kept = store.Board(manifest.to_json(), documents.questionnaire, board_key)
    store.prepare(responses, kept, _hashes(manifest, drawn))
    codes_by_group = {group.key_id: drawn[group.name] for group in manifest.groups}
    return OpenedSurvey(manifest, codes_by_group)


def _draw(number: int) -> tuple[str, ...]:
    drawn: set[str] = set()
    while len(drawn) < number:
        drawn.add(codes.new_code())
    shuffled = list(drawn)
    secrets.SystemRandom().shuffle(shuffled)
    return tuple(shuffled)


def _hashes(
    manifest: Manifest, drawn: Mapping[str, Sequence[str]]
) -> dict[bytes, list[bytes]]:
    return {
        group.key_id: [_hash(code) for code in drawn[group.name]]
        for group in manifest.groups
    }


def _hash(code: str) -> bytes:
    return codes.slip_hash(codes.parse(code))


def _manifest(
    draft: Survey,
    documents: Documents,
    drawn: Mapping[str, Sequence[str]],
    board_key: bytes,
) -> Manifest:
    questionnaire = loader.read(documents.questionnaire)
    return Manifest(
        survey=draft.name,
        kind=questionnaire.kind,
        questionnaire=questionnaire.name,
        version=questionnaire.version,
        questionnaire_digest=hashlib.sha256(documents.questionnaire).digest(),
        opens=draft.opens,
        answers_open=draft.answers_open,
        closes=draft.closes,
        groups=tuple(_group(draft.name, g, drawn[g.name]) for g in draft.groups),
        sealing_keys=documents.sealing_keys,
        suite=sealing.SUITE,
        group_floor=draft.group_floor,
        cell_floor=documents.cell_floor,
        bucket=sealing.bucket_for(answers.longest(questionnaire)),
        board_key=board_key,
        sample=draft.sample,
    )


def _group(survey: str, group: GroupPlan, drawn: Sequence[str]) -> Group:
    return Group(
        name=group.name,
        eligible=group.eligible,
        channel="slip",
        key_id=group_key_id(survey, group.name),
        slip_root=slip_root(_hash(code) for code in drawn),
        services=group.services,
    )


def _check(draft: Survey, questionnaire: Questionnaire, documents: Documents) -> None:
    names = [group.name for group in draft.groups]
    asked = (draft.kind, draft.questionnaire, draft.version)
    given = (questionnaire.kind, questionnaire.name, questionnaire.version)
    rules = (
        (
            asked != given,
            "Санал асуулга ноорогт заасан санал асуулгаас өөр байна.",
            "The questionnaire is not the one that the draft names.",
        ),
        (
            len(set(names)) < len(names),
            "Хоёр бүлэг ижил нэртэй байна.",
            "Two groups have the same name.",
        ),
        (
            not documents.sealing_keys,
            "Хариултыг нээх түлхүүр эзэмшигч дор хаяж нэг байх ёстой.",
            "At least one key-holder is needed to open the answers.",
        ),
        (
            documents.cell_floor < LOWEST_CELL_FLOOR,
            f"Үр дүн харуулах доод тоо {LOWEST_CELL_FLOOR}-аас бага байж болохгүй.",
            f"Results are never shown of fewer than {LOWEST_CELL_FLOOR} people.",
        ),
    )
    faults = [fault(draft.name, mn, en) for is_broken, mn, en in rules if is_broken]
    if faults:
        raise OpeningRefusedError(faults)
