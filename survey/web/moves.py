"""Where each button of the form leads: one function per word of its `go`."""

from collections.abc import Callable
from http import HTTPStatus
from typing import NoReturn

from flask.typing import ResponseReturnValue

from questionnaires.answers import AnswersError
from survey import submission
from survey.database import Session
from survey.patience import again
from survey.submission import Kept
from survey.web import receipts, screens
from survey.web.pages import Step
from survey.web.posted import UnreadableFormError
from survey.web.screens import CHECK, Visit
from survey.web.services import answer_commits, services

Move = Callable[[Visit, str], ResponseReturnValue]


def move(visit: Visit, word: str, about: str) -> ResponseReturnValue:
    """Go where a button asks; raise UnreadableFormError if no button of ours does."""
    return _MOVES.get(word, _refuse)(visit, about)


def _start(visit: Visit, _about: str) -> ResponseReturnValue:
    return _show(visit, visit.path.after(0))


def _forward(visit: Visit, _about: str) -> ResponseReturnValue:
    step = visit.current
    if step is None:
        return _start(visit, "")
    return _with_faults(visit, step) or _show(visit, visit.path.after(step.number))


def _back(visit: Visit, _about: str) -> ResponseReturnValue:
    step = visit.current
    earlier = visit.path.before(step.number) if step else visit.path.steps[-1]
    return _show(visit, earlier or visit.path.after(0))


def _check(visit: Visit, _about: str) -> ResponseReturnValue:
    step = visit.current
    faulty = _with_faults(visit, step) if step else None
    return faulty or screens.check(visit)


def _change(visit: Visit, about: str) -> ResponseReturnValue:
    numbers = {str(step.number): step for step in visit.path.steps}
    if about not in numbers:
        raise UnreadableFormError
    return screens.questions(visit, numbers[about], checking=True)


def _stay(visit: Visit, _about: str) -> ResponseReturnValue:
    if visit.posted.step == CHECK:
        return screens.check(visit)
    return _show(visit, visit.current or visit.path.after(0))


def _send(visit: Visit, _about: str) -> ResponseReturnValue:
    used, commits = services(), answer_commits()
    try:
        sealed = submission.sealed_here(visit.entry, dict(visit.path.answers))
    except AnswersError as error:
        return _first_faulty(visit, error)

    def work(session: Session) -> Kept:
        return submission.submit_sealed(session, visit.code, sealed, today=used.clock())

    kept = again(lambda: commits.run(work))
    closes = visit.entry.manifest.closes
    return screens.thanks(receipts.of(kept.receipt, closes=closes))


def _refuse(_visit: Visit, _about: str) -> NoReturn:
    raise UnreadableFormError


def _show(visit: Visit, step: Step | None) -> ResponseReturnValue:
    if step is None:
        return screens.check(visit)
    return screens.questions(visit, step, checking=visit.posted.checking)


def _with_faults(visit: Visit, step: Step) -> ResponseReturnValue | None:
    form = screens.step_form(visit, step)
    if form.validate():
        return None
    checking = visit.posted.checking
    page = screens.questions(visit, step, form=form, checking=checking)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


def _first_faulty(visit: Visit, error: AnswersError) -> ResponseReturnValue:
    places = {fault.place for fault in error.faults}
    for step in visit.path.steps:
        if places & {item.name for item in step.items}:
            faulty = _with_faults(visit, step)
            if faulty is not None:
                return faulty
    raise error


_MOVES: dict[str, Move] = {
    "": _start,
    "start": _start,
    "next": _forward,
    "back": _back,
    "check": _check,
    "change": _change,
    "language": _stay,
    "send": _send,
}
