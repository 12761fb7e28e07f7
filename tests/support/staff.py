"""A staff survey on an installation of its own, ready to be answered."""

from datetime import timedelta

from questionnaires import loader
from survey import sealing
from survey.opening import Documents
from survey.registry.groups import GroupPlan, Member
from survey.registry.lifecycle import Survey
from survey.web.wsgi import today

TODAY = today()  # of the district, as the server counts days
NAME = "staff"
ANSWERS = {"position": "specialist"}


def draft(eligible=(40, 20), *, kind="internal_integrity", opens=TODAY, closes=TODAY):
    questionnaire = loader.load(kind)
    groups = tuple(
        GroupPlan(f"Байгууллага {n}", size, (Member(f"Байгууллага {n}", size),))
        for n, size in enumerate(eligible, start=1)
    )
    return Survey(
        name=NAME,
        kind=questionnaire.kind,
        questionnaire=questionnaire.name,
        version=questionnaire.version,
        opens=opens,
        answers_open=opens,
        closes=closes,
        keep_until=closes + timedelta(days=30),
        group_floor=20,
        sample=True,
        groups=groups,
    )


def documents(*keys, kind="internal_integrity"):
    public = tuple(sealing.public_bytes(key) for key in keys)
    return Documents(loader.source(kind), public)


def codes(opened):
    return [code for drawn in opened.codes.values() for code in drawn]
