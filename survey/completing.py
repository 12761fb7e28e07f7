"""Adds to counted results what people put beside them, until they are published.

What was counted stands in the release unchanged beside what it became, so that a case
that is taken out again leaves no trace. After publication nothing changes any more.
"""

import json
from collections.abc import Iterator, Sequence

from analysis import disclosure, evaluation
from analysis.beside import PACKAGED, Beside
from analysis.comments.model import MaskedComment, Review
from analysis.deductions import Entered
from analysis.disclosure import Published
from analysis.results import Results, to_document
from questionnaires import loader
from questionnaires.model import Text
from survey import publishing
from survey.database import Session
from survey.registry import cases, surveys
from survey.registry.cases import Case


def complete(
    session: Session,
    survey: str,
    review: Review | None = None,
    comments: Sequence[MaskedComment] = (),
) -> None:
    """Make the results of a counted survey anew, with all that stands beside them.

    A review changes themes and released comments for good; without one they stay as
    they are. Raises FixedError once the survey is published.
    """
    document = json.loads(surveys.released(session, survey) or b"{}")
    questionnaire = loader.read(document["questionnaire"].encode())
    counted = document.get("counted", document["results"])
    base = disclosure.restored(counted, questionnaire)
    if review is not None:
        base = Beside(reviewed=review).with_review(base, comments)
    told = evaluation.complete(base, _beside(session, survey, base))
    made = {
        **document,
        "results": to_document(told.value),
        "counted": to_document(base.value),
    }
    surveys.amend(session, survey, json.dumps(made, ensure_ascii=False).encode())


def _beside(session: Session, survey: str, base: Published[Results]) -> Beside:
    public = dict(_public(session, survey, base))
    name = base.value.facts.name
    before = reversed(publishing.earlier_waves(session, survey))
    others = [
        one for one in public.values() if {name, one.value.facts.name} == set(PACKAGED)
    ]
    return Beside(
        cases=tuple(_entered(case) for case in cases.of(session, survey)),
        waves=tuple(public[one] for one in before),
        other=others[-1] if others else None,
    )


def _public(
    session: Session, survey: str, base: Published[Results]
) -> Iterator[tuple[str, Published[Results]]]:
    """Yield the public results of other surveys by name, from first to last."""
    facts = base.value.facts
    shown = publishing.published_surveys(session)
    names = [one.survey for one in shown if one.survey != survey]
    for name in reversed(names):
        document = json.loads(surveys.released(session, name) or b"{}")
        questionnaire = loader.read(document["questionnaire"].encode())
        found = disclosure.restored(document["results"], questionnaire)
        if found.value.facts.sample == facts.sample:
            yield name, found


def _entered(case: Case) -> Entered:
    return Entered(
        index=case.index,
        kind=case.kind,
        points=case.points,
        document=case.document,
        decided_by=case.decided_by,
        decided_on=case.decided_on,
        reason=Text({"mn": case.reason_mn, "en": case.reason_en or case.reason_mn}),
    )
