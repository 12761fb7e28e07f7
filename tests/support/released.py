"""A survey whose results are public, for tests of the public pages."""

from datetime import date, timedelta

import numpy as np

from analysis import evaluation
from analysis.dataset import Sheet, from_answers
from questionnaires import loader
from survey import publishing
from survey.registry import surveys
from survey.registry.groups import GroupPlan
from survey.registry.lifecycle import State, Survey
from survey.sample import SamplePeople
from tests.support import published

NAME = "staff-2026"
PLACES = ("Эрүүл мэндийн төв", "1 дүгээр сургууль", "Татварын хэлтэс")
PEOPLE = 40
OPENS, CLOSES = date(2026, 7, 1), date(2026, 9, 30)


def release(databases):
    """Take a survey of a small district from its draft to its publication."""
    source = loader.source("internal_integrity")
    questionnaire = loader.read(source)
    draft = Survey(
        name=NAME,
        kind="internal",
        questionnaire=questionnaire.name,
        version=questionnaire.version,
        opens=OPENS,
        answers_open=OPENS,
        closes=CLOSES,
        keep_until=date(2027, 1, 1),
        group_floor=20,
        sample=False,
        groups=tuple(GroupPlan(name, PEOPLE, (), ()) for name in PLACES),
    )
    facts = published.facts(title=questionnaire.title, headcount=PEOPLE * len(PLACES))
    results = evaluation.evaluate(from_answers(questionnaire, _sheets()), facts)
    with databases.registry.begin() as session:
        surveys.draft(session, draft)
        surveys.fix_manifest(session, NAME, b"{}")
        surveys.advance(session, NAME, State.OPEN, today=OPENS)
        surveys.advance(session, NAME, State.CLOSED, today=CLOSES + timedelta(days=1))
        publishing.release(session, NAME, results, questionnaire=source, today=CLOSES)
        publishing.publish(session, NAME, today=CLOSES)


def _sheets():
    questionnaire = loader.load("internal_integrity")
    people = SamplePeople(questionnaire, np.random.default_rng(3))
    for place in PLACES:
        for answers in people.answers(PEOPLE, services=()):
            yield Sheet(answers, place)
