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


def release(databases, *, name=NAME, opens=OPENS, seed=3):
    """Take a survey of a small district from its draft to its publication."""
    count(databases, name=name, opens=opens, seed=seed)
    publish(databases, name=name)


def publish(databases, *, name=NAME):
    """Show the results of a counted survey to everybody."""
    with databases.registry.begin() as session:
        publishing.publish(session, name, today=CLOSES)


def count(databases, *, name=NAME, opens=OPENS, seed=3, manifest=b"{}"):
    """Take a survey from its draft to its counting, and return the answers."""
    source = loader.source("internal_integrity")
    questionnaire = loader.read(source)
    draft = Survey(
        name=name,
        kind="internal",
        questionnaire=questionnaire.name,
        version=questionnaire.version,
        opens=opens,
        answers_open=opens,
        closes=CLOSES,
        keep_until=date(2027, 1, 1),
        group_floor=20,
        sample=False,
        groups=tuple(GroupPlan(place, PEOPLE, (), ()) for place in PLACES),
    )
    facts = published.facts(
        name=questionnaire.name,
        title=questionnaire.title,
        headcount=PEOPLE * len(PLACES),
    )
    answers = from_answers(questionnaire, _sheets(seed))
    results = evaluation.evaluate(answers, facts)
    with databases.registry.begin() as session:
        surveys.draft(session, draft)
        surveys.fix_manifest(session, name, manifest)
        surveys.advance(session, name, State.OPEN, today=opens)
        surveys.advance(session, name, State.CLOSED, today=CLOSES + timedelta(days=1))
        publishing.release(session, name, results, questionnaire=source, today=CLOSES)
    return answers


def _sheets(seed):
    questionnaire = loader.load("internal_integrity")
    people = SamplePeople(questionnaire, np.random.default_rng(seed))
    for place in PLACES:
        for answers in people.answers(PEOPLE, services=()):
            yield Sheet(answers, place)
