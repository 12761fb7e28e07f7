"""Keeps an answer by poster once, however often and with whatever work it comes.

A reply can be lost, and the work for an answer grow too old before its phone is on the
net again; then the same answer comes with new work. A mark of the answer is kept beside
the mark of the work. It is a hash of the leaf, which stands in the answer's own row, so
that it tells nothing new, and goes with all marks when the survey is closed.
"""

import hashlib

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from survey.responses import groups, store
from survey.responses.kept import SealedResponse
from survey.responses.tables import PosterMarkRow

_CONTEXT = b"shudarga/1/kept"
_KNOWN = select(PosterMarkRow.group_number).where(
    PosterMarkRow.mark == bindparam("mark")
)
_MARK = insert(PosterMarkRow.metadata.tables["poster_mark"])


def keep_once(session: Session, work: bytes, answer: SealedResponse) -> None:
    """Keep an answer and the mark of the work that was done for it.

    An answer that is kept already changes nothing. Raises WorkSpentError for work that
    was done for another one.
    """
    group = groups.by_key(session, answer.key_id, alone=True)
    if group is None:
        raise store.UnknownSurveyError
    mark = hashlib.sha256(_CONTEXT + answer.leaf).digest()
    if session.connection().scalar(_KNOWN, {"mark": mark}) is not None:
        return
    store.spend_work_and_keep(session, work, answer)
    kept = {"mark": mark, "group_number": group.number}
    session.connection().execute(_MARK, kept)
