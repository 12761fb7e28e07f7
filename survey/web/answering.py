"""The pages on which a person answers.

They hold no session and set no cookie: everything that was said so far travels in
the form until it is sent.
"""

from http import HTTPStatus

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from survey import submission
from survey.database import reading
from survey.tokens import codes
from survey.web import languages, moves, posted, receipts, screens
from survey.web.pages import Path
from survey.web.posted import Posted, UnreadableFormError
from survey.web.screens import Visit
from survey.web.services import services
from survey.web.values import to_answers

blueprint = Blueprint("answering", __name__, url_prefix="/<language:language>")


@blueprint.get("/answer")
def enter() -> str:
    """Ask for the code of a card."""
    return screens.code_entry("", fault="")


@blueprint.post("/answer")
def answer() -> ResponseReturnValue:
    """Go where the pressed button asks, with everything that was answered so far."""
    form = posted.read(request)
    word, about = form.move
    if word == "language":
        _speak(about)
        if not form.step:
            return screens.code_entry(form.code, fault="")
    try:
        code = codes.parse(form.code)
    except codes.CodeError:
        page = screens.code_entry(form.code, fault=screens.code_fault(form.code))
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    return moves.move(_visit(code, form), word, about)


@blueprint.post("/receipt")
def receipt() -> ResponseReturnValue:
    """Return the receipt as a file, or show its page in another language."""
    fields = dict(posted.read_pairs(request))
    printed = receipts.read(fields)
    word, _sign, about = fields.get("go", "").partition(":")
    if word == "language":
        _speak(about)
        return screens.thanks(printed)
    return Response(
        receipts.as_text(printed),
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="receipt.txt"'},
    )


def _visit(code: str, form: Posted) -> Visit:
    used = services()
    with reading(used.databases.responses) as session:
        entry = submission.look_up(session, code, today=used.clock())
    answers = to_answers(entry.questionnaire, entry.group, form.values)
    path = Path(entry.questionnaire, entry.group, answers)
    return Visit(code, entry, path, form)


def _speak(code: str) -> None:
    if code not in {language.code for language in languages.spoken()}:
        raise UnreadableFormError
    languages.use(code)
