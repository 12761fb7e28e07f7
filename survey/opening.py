"""Opens a survey: fixes its manifest, draws codes, and readies both databases.

After this nobody can relax anonymity: whatever it rests on stands in the manifest,
whose digest is printed on every slip and invitation.
"""

import hashlib
from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from questionnaires import answers, loader
from questionnaires.faults import Fault, FaultsError, fault
from questionnaires.model import Questionnaire
from survey import drawing, halfway, sealing
from survey.database import Databases, Session, fit
from survey.drawing import Drawn
from survey.manifest import (
    BLIND,
    INTERNAL,
    POSTER,
    SLIP,
    Group,
    Manifest,
    expected_key_id,
    slip_root,
)
from survey.registry import batches, claims, surveys
from survey.registry.batches import Batch
from survey.registry.groups import GroupPlan
from survey.registry.lifecycle import State, Survey
from survey.responses import places, store
from survey.tokens import blind_answer, blind_rsa, board
from survey.tokens.key_folder import KeyFolder

GROUP_FLOOR = 20
CELL_FLOOR = 10
LOWEST_CELL_FLOOR = 5
LARGE_GROUP = 200
COLLECTING = timedelta(days=7)


class OpeningRefusedError(FaultsError):
    """The draft would not keep its promise to respondents; the faults say why."""


@dataclass(frozen=True, slots=True)
class Documents:
    """What a draft is opened with: a definition's source and the key-holders' keys.

    The folder of token keys is needed where people are invited; `collector` where
    answers are taken at another address than the one that shows the manifest.
    """

    questionnaire: bytes
    sealing_keys: tuple[bytes, ...]
    cell_floor: int = CELL_FLOOR
    token_keys: KeyFolder | None = None
    collector: str | None = None


@dataclass(frozen=True, slots=True)
class OpenedSurvey:
    """The manifest, and the codes to print or to mail, and then to forget.

    `codes` are those of slips, by group; `invitations` by group and organisation. The
    slips leave in `batches`, by group too, which are numbered through all of them.
    """

    manifest: Manifest
    codes: Mapping[bytes, Sequence[str]]
    invitations: Mapping[bytes, Mapping[str, Sequence[str]]] = field(
        default_factory=dict
    )
    batches: Mapping[bytes, Sequence[drawing.Batch]] = field(default_factory=dict)


def answers_open(groups: Sequence[GroupPlan], opens: date) -> date:
    """Return the day from which answers are taken, unless an officer chooses another.

    Where a small group is invited, tokens are collected for a week before: the day of
    collecting shall not be the day of answering.
    """
    small = (g.channel == BLIND and g.eligible < LARGE_GROUP for g in groups)
    return opens + COLLECTING if any(small) else opens


def make_room(databases: Databases, documents: Documents) -> None:
    """Let every answer of a survey lie in one page, before its rows are made."""
    questionnaire = loader.read(documents.questionnaire)
    bucket = sealing.bucket_for(answers.longest(questionnaire))
    length = sealing.sealed_length(bucket, len(documents.sealing_keys))
    fit(databases.responses, places.row_bytes(length, blind_answer.PROOF_BYTES))


def open_survey(
    registry: Session,
    responses: Session,
    survey: str,
    documents: Documents,
    *,
    today: date,
) -> OpenedSurvey:
    """Fix the manifest of a drafted survey and make the rows of both databases.

    Raises OpeningRefusedError, or the registry's TransitionError, if the draft would
    not keep its promise; no token key is left then. The two transactions are the
    caller's.
    """
    surveys.hold(registry, survey)
    draft = surveys.find(registry, survey)
    questionnaire = loader.read(documents.questionnaire)
    _check(draft, questionnaire, documents)
    if draft.state is State.DRAFT:
        halfway.clear(responses, survey, documents.token_keys)
    with ExitStack() as undo:
        token_keys = _token_keys(draft, documents.token_keys, undo)
        drawn = drawing.draw_all(draft.groups)
        board_key = board.new_board_key()
        groups = tuple(
            _group(survey, group, drawn[group.name], token_keys.get(group.name))
            for group in draft.groups
        )
        manifest = _manifest(draft, documents, groups, board.board_public(board_key))
        surveys.fix_manifest(registry, survey, manifest.to_json())
        surveys.advance(registry, survey, State.OPEN, today=today)
        claims.prepare(registry, survey, drawing.invitation_hashes(drawn))
        kept = store.Board(manifest.to_json(), documents.questionnaire, board_key)
        marks = {group.key_id: drawn[group.name].marks for group in groups}
        slips = {key_id: list(of_group) for key_id, of_group in marks.items()}
        store.prepare(responses, kept, slips, dict(ChainMap(*marks.values())))
        batches.enter(registry, survey, [*_listed(drawn)])
        undo.pop_all()
    return _opened(manifest, drawn)


def _listed(drawn: Mapping[str, Drawn]) -> Iterator[Batch]:
    """Yield what the registry knows of each batch: never a slip or a key of it."""
    for group, found in drawn.items():
        for one in found.batches:
            yield Batch(one.number, group, one.bodies, len(one.slips))


def _token_keys(
    draft: Survey, folder: KeyFolder | None, undo: ExitStack
) -> dict[str, bytes]:
    """Make a token key for every group that is invited; `undo` destroys them again."""
    made = {}
    for group in draft.groups:
        if group.channel == BLIND and folder is not None:
            made[group.name] = folder.create()
            undo.callback(folder.destroy, blind_rsa.key_id(made[group.name]))
    return made


def _opened(manifest: Manifest, drawn: Mapping[str, Drawn]) -> OpenedSurvey:
    slips = {g.key_id: drawn[g.name].slips for g in manifest.groups}
    invited = {g.key_id: drawn[g.name].invitations for g in manifest.groups}
    return OpenedSurvey(
        manifest,
        {key_id: codes for key_id, codes in slips.items() if codes},
        {key_id: codes for key_id, codes in invited.items() if codes},
        {g.key_id: drawn[g.name].batches for g in manifest.groups},
    )


def _manifest(
    draft: Survey,
    documents: Documents,
    groups: tuple[Group, ...],
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
        groups=groups,
        sealing_keys=documents.sealing_keys,
        suite=sealing.SUITE,
        group_floor=draft.group_floor,
        cell_floor=documents.cell_floor,
        bucket=sealing.bucket_for(answers.longest(questionnaire)),
        board_key=board_key,
        sample=draft.sample,
        collector=documents.collector,
    )


def _group(
    survey: str, plan: GroupPlan, drawn: Drawn, token_key: bytes | None
) -> Group:
    group = Group(
        name=plan.name,
        eligible=plan.eligible,
        channel=plan.channel,
        key_id=b"",
        token_key=token_key,
        slip_root=slip_root(drawn.marks) if plan.channel == SLIP else None,
        services=plan.services,
    )
    return replace(group, key_id=expected_key_id(survey, group))


def _check(draft: Survey, questionnaire: Questionnaire, documents: Documents) -> None:
    names = [group.name for group in draft.groups]
    bodies = [body.organisation for group in draft.groups for body in group.members]
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
            len(set(bodies)) < len(bodies),
            "Нэг байгууллага хоёр бүлэгт орсон байна: хүн хоёр удаа хариулж мэднэ.",
            "An organisation is in two groups: its people could answer twice.",
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
    for group in draft.groups:
        faults += _channel_faults(draft, group, documents)
    if faults:
        raise OpeningRefusedError(faults)


def _channel_faults(
    draft: Survey, group: GroupPlan, documents: Documents
) -> Iterator[Fault]:
    staff = draft.kind == INTERNAL
    invited = group.channel == BLIND
    rules = (
        (
            invited and documents.token_keys is None,
            "Урилгатай бүлгийн эрхийн түлхүүр хадгалах хавтас алга.",
            "There is no folder for the token keys of groups that are invited.",
        ),
        (
            invited and sum(body.eligible for body in group.members) != group.eligible,
            "Урилгын тоо бүлгийн хүний тоотой тэнцэх ёстой.",
            "There must be as many invitations as people in the group.",
        ),
        (
            invited and not staff,
            "Зөвхөн албан хаагчдыг нэр дээр нь урина.",
            "Only civil servants are invited personally.",
        ),
        (
            staff and group.channel == POSTER,
            "Албан хаагчид зурагт хуудсаар хариулах боломжгүй.",
            "Civil servants do not answer from a poster.",
        ),
    )
    place = f"{draft.name}: {group.name}"
    return (fault(place, mn, en) for is_broken, mn, en in rules if is_broken)
