"""Published results with figures that a test chooses, and sample districts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from analysis import disclosure
from analysis.dataset import Sheet, from_answers
from analysis.figures import (
    Audit,
    Cell,
    Coverage,
    Disclosure,
    Rate,
    SurveyFacts,
    Withheld,
)
from analysis.results import (
    ExperienceResult,
    IndexResult,
    IndicatorResult,
    ItemResult,
    Results,
    to_document,
)
from analysis.scoring import score
from questionnaires.model import (
    Experience,
    Indicator,
    Item,
    Option,
    Questionnaire,
    Section,
    Text,
    Weight,
)
from survey.sample import ORGANISATIONS, SamplePeople

PEOPLE = 400
COVERAGE = 0.9
AGREEMENT = tuple(
    Option(value, Text({"mn": mn, "en": en}), float(value))
    for value, (mn, en) in enumerate(
        [
            ("Огт санал нийлэхгүй", "Strongly disagree"),
            ("Санал нийлэхгүй", "Disagree"),
            ("Дунд зэрэг", "Neither"),
            ("Санал нийлж байна", "Agree"),
            ("Бүрэн санал нийлж байна", "Strongly agree"),
        ],
        start=1,
    )
)


def both(text):
    return Text({"mn": f"{text} (монгол)", "en": text})


def cell(mean, low, high, **more):
    return Cell(**{"n": PEOPLE, "mean": mean, "low": low, "high": high, **more})


def rate(share, low, high):
    return Rate(n=PEOPLE, rate=share, low=low, high=high)


def withheld():
    return Withheld("n<10")


def facts(name="trial", **more):
    known = SurveyFacts(
        name=name,
        version="2026.1",
        title=both("A trial survey"),
        opened=date(2026, 7, 1),
        closed=date(2026, 9, 30),
        headcount=500,
        headcounts=None,
        cell_floor=10,
        manifest_digest="ab" * 32,
        issued=500,
        mode="slip",
        seed=7,
        software="shudarga 0.1.0",
        sample=False,
    )
    return replace(known, **more)


def publish(name="trial", **figures: Mapping[str, object]):
    """Publish results that hold just the figures given: subject → name → figure."""
    items = figures.get("item", {})
    rates = figures.get("experience", {})
    indicators = figures.get("indicator", {})
    indices = figures.get("index", {})
    answers = figures.get("answers", PEOPLE)
    results = Results(
        questionnaire=questionnaire(name, items, rates, indicators),
        facts=facts(name),
        answers=answers,
        spoiled=0,
        organisations={"Нэг": Coverage(answers, 500)},
        disclosure=Disclosure(floor=10, audit=Audit(passed=True, checked=0)),
        items={key: ItemResult(shown) for key, shown in items.items()},
        indicators={key: IndicatorResult(shown) for key, shown in indicators.items()},
        indices={key: IndexResult(shown) for key, shown in indices.items()},
        experience={key: ExperienceResult(shown) for key, shown in rates.items()},
    )
    return release(results)


def release(results):
    """Publish results as they are, as if read back from a release."""
    return disclosure.restored(to_document(results), results.questionnaire)


def questionnaire(name, items, rates, indicators):
    asked = [Item(key, "scale", both(key), options=AGREEMENT) for key in items]
    happened = [
        Item(
            key,
            "choice",
            both(key),
            options=(Option("yes", both("yes")), Option("no", both("no"))),
            experience=Experience(("yes",), None),
        )
        for key in rates
    ]
    return Questionnaire(
        format=1,
        name=name,
        version="2026.1",
        kind="internal",
        source="",
        minutes=1,
        title=both("A trial survey"),
        introduction=both("Welcome"),
        scales=(),
        indicators=tuple(
            Indicator(key, "culture", Weight(1.0, "equal", ""), both(key))
            for key in indicators
        ),
        sections=(Section("all", both("All questions"), (*asked, *happened)),),
        cuts=(),
    )


def district(definition, *, seed=1, sample=True, services=()):
    """Publish what invented people of the sample district answer to a definition."""
    generator = np.random.default_rng(seed)
    people = SamplePeople(definition, generator)
    headcounts = {name: count for name, _kind, count in ORGANISATIONS if count > 20}
    sheets = [
        Sheet(answers, group)
        for group, count in headcounts.items()
        for answers in people.answers(int(count * COVERAGE), services=services)
    ]
    known = facts(
        definition.name,
        version=definition.version,
        title=definition.title,
        headcount=sum(headcounts.values()),
        headcounts=headcounts,
        issued=sum(headcounts.values()),
        sample=sample,
    )
    return disclosure.protect(score(from_answers(definition, sheets), known))
