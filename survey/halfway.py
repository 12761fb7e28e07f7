"""Opens a survey in both databases, so that a failure between them costs nothing.

The board comes first, and takes no answers until the registry says open: a board that
nobody needs promises nothing and is thrown away, while an open survey without a board
could be neither answered nor closed, and its printed cards would open nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from questionnaires.faults import Fault, FaultsError, fault
from survey.database import Databases, Session, StorageUnavailableError, reading
from survey.manifest import BLIND, Manifest
from survey.registry import surveys
from survey.registry.lifecycle import State
from survey.responses import beginning, store
from survey.tokens.key_folder import KeyFolder


class AnsweredDraftError(FaultsError):
    """A draft whose board was answered cannot be opened: the answers would be lost."""


@contextmanager
def both(databases: Databases, survey: str) -> Iterator[tuple[Session, Session]]:
    """Open the transactions in which a survey is opened, and begin its answering."""
    with (
        databases.registry.begin() as registry,
        databases.responses.begin() as responses,
    ):
        yield registry, responses
        beginning.hold_back(responses, survey)
    with databases.responses.begin() as responses:
        beginning.begin(responses, survey)


def finish(databases: Databases) -> list[str]:
    """Begin the answering of open surveys whose opening was cut short; name them."""
    if set(databases.opened) != {"registry", "responses"}:
        return []
    with reading(databases.responses) as responses:
        waiting = beginning.held_back(responses)
    if not waiting:
        return []
    with databases.registry.begin() as registry:  # Waits for openings that go on.
        opened = surveys.names(registry, State.OPEN)
    with databases.responses.begin() as responses:
        return [n for n in waiting if n in opened and beginning.begin(responses, n)]


def clear(responses: Session, survey: str, keys: KeyFolder | None) -> None:
    """Throw away what an opening that was cut short has left of a draft.

    Raises AnsweredDraftError where somebody has answered it.
    """
    try:
        left = beginning.discard(responses, survey)
    except beginning.AnsweredError as error:
        raise AnsweredDraftError([_answered(survey)]) from error
    if left is None or keys is None:
        return
    for group in Manifest.from_json(left).groups:
        if group.channel == BLIND:
            keys.destroy(group.key_id)


def throw_away(databases: Databases, survey: str, keys: KeyFolder) -> None:
    """Clear what is left of a draft that is given up; answers stay where they are."""
    with (
        suppress(AnsweredDraftError, StorageUnavailableError),
        databases.responses.begin() as responses,
    ):
        clear(responses, survey, keys)


def faults(databases: Databases) -> Iterator[Fault]:
    """Yield the boards that no open survey goes with, by whichever side can tell."""
    if "responses" not in databases.opened:
        return
    with reading(databases.responses) as responses:
        waiting = beginning.held_back(responses)
        taking = [
            Manifest.from_json(board.manifest).survey
            for board in store.boards(responses)
            if not board.closed
        ]
    yield from (_cut_short(name) for name in waiting)
    if "registry" in databases.opened:
        with reading(databases.registry) as registry:
            opened = surveys.names(registry, State.OPEN)
        yield from (_orphan(name) for name in taking if name not in opened)


def _cut_short(survey: str) -> Fault:
    return fault(
        survey,
        "Судалгааг нээх ажил дундаа тасарсан тул хариулт авахгүй байна. Ноорогийг "
        "дахин нээх эсвэл устгана уу; нээлттэй бол үйлчилгээг дахин эхлүүлнэ үү.",
        "Its opening was cut short, and no answers are taken. Open its draft again, or "
        "throw it away; where it is called open already, restart the service.",
    )


def _orphan(survey: str) -> Fault:
    return fault(
        survey,
        "Хариултын санд нээлттэй боловч бүртгэлд нээлттэй биш байна: ирсэн хариултыг "
        "тоолох боломжгүй. Ноорогийг дахин нээж, үйлчилгээг дахин эхлүүлнэ үү.",
        "It takes answers, but the registry does not say that it is open: nobody could "
        "count them. Open its draft again, and restart the service.",
    )


def _answered(survey: str) -> Fault:
    return fault(
        survey,
        "Өмнөх нээлт дундаа тасарсан ч хүмүүс хариулсан байна. Энэ нэрээр нээвэл "
        "тэдгээр хариулт устах тул өөр нэртэй ноорог бэлтгэнэ үү.",
        "An earlier opening was cut short, and people have answered since. To open it "
        "under this name would destroy their answers: prepare a draft of another name.",
    )
