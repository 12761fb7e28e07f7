"""People who chose themselves to answer have no margin of error."""

import numpy as np
import pytest

from analysis import disclosure, evaluation, recommendations
from analysis.dataset import Sheet, from_answers
from analysis.figures import Cell, Rate, Withheld
from analysis.findings import find
from analysis.report import building, gridding
from analysis.report.kinds import organisation, quarter, service_point
from analysis.report.kinds.implementation import Implementation
from analysis.results import ORGANISATION, to_document
from questionnaires import loader
from survey.sample import SamplePeople
from tests.support.figures import texts
from tests.support.published import facts

POSTER, CARD = "Танхим (зурагт хуудас)", "Танхим"
SERVICES = ("Тэтгэвэр тогтоолгох", "Иргэний үнэмлэх захиалах")
VISITS = {POSTER: 3000, CARD: 200}


def evaluated(posters, groups=(POSTER, CARD), **more):
    definition = loader.load("citizen_satisfaction")
    people = SamplePeople(definition, np.random.default_rng(2))
    sheets = [
        Sheet(given, name)
        for name in groups
        for given in people.answers(120, services=SERVICES)
    ]
    known = facts(
        definition.name,
        title=definition.title,
        headcount=None,
        mode="poster, slip",
        posters=posters,
        **more,
    )
    return evaluation.evaluate(from_answers(definition, sheets), known)


@pytest.fixture(scope="module")
def mixed():
    return evaluated((POSTER,), headcounts=VISITS)


@pytest.fixture(scope="module")
def alone():
    return evaluated((POSTER,), groups=(POSTER,))


def figures(results, block):
    for result in getattr(results, block).values():
        yield "overall", "", result.overall
        for cut, cells in result.by.items():
            for name, cell in cells.items():
                yield cut, name, cell


def test_no_figure_with_answers_by_poster_has_an_interval(mixed):
    shown = disclosure.rounded(mixed).value

    seen = {"with": 0, "without": 0}
    for block in ("items", "indicators", "indices", "experience"):
        for cut, name, figure in figures(shown, block):
            if isinstance(figure, Withheld) or not isinstance(figure, Cell | Rate):
                continue
            if (cut, name) == ("organisation", CARD):
                seen["with"] += figure.low is not None
            else:
                assert figure.low is None
                assert figure.high is None
                seen["without"] += 1
    assert seen["with"] > 5
    assert seen["without"] > 20


def test_answers_by_card_alone_keep_their_intervals(alone):
    plain = evaluated(())

    kept = disclosure.rounded(plain).value.indicators.values()

    assert all(result.overall.low is not None for result in kept)
    gone = disclosure.rounded(alone).value.indicators.values()
    assert all(result.overall.low is None for result in gone)


def test_nobody_who_chose_themselves_is_compared_by_a_test(mixed):
    assert not mixed.value.ranking
    assert {one.kind for one in find(mixed)} & {"behind", "ahead"} == set()


def test_caution_still_chooses_measures_and_shows_no_interval(mixed):
    proposed = recommendations.recommend(mixed, find(mixed))

    assert proposed
    told = [text.to("en") for one in proposed for text in one.evidence]
    assert not [one for one in told if "interval" in one or "Even the" in one]


def test_visits_weigh_and_are_no_coverage(mixed):
    index = mixed.value.indices["external"]
    cells = index.by["organisation"]

    expected = sum(VISITS[name] * cells[name].mean for name in VISITS) / 3200
    assert index.overall.weighted.mean == pytest.approx(expected)
    assert abs(index.overall.weighted.mean - index.overall.mean) > 0.01
    assert all(one.eligible is None for one in mixed.value.organisations.values())


def built(kind, shown):
    if kind == "survey":
        return building.build(shown, language="en")
    if kind == "organisation":
        return organisation.build(organisation.basis(shown), POSTER, language="en")
    if kind == "service":
        return service_point.build(
            organisation.basis(shown), SERVICES[0], language="en"
        )
    if kind == "service point":
        known = organisation.basis(shown)
        return service_point.build(known, POSTER, language="en", cut=ORGANISATION)
    done = Implementation("Done", shown.value.facts.closed, (), ())
    return quarter.build(quarter.Quarter(2026, 3, (shown,), done), language="en")


@pytest.mark.parametrize(
    "kind",
    ["survey", "organisation", "service", "service point", "quarter"],
)
def test_no_kind_of_report_promises_intervals_that_it_has_not(kind, alone):
    told = [one for one in texts(built(kind, alone)) if "interval" in one.lower()]

    said = [one for one in told if "figures cannot" not in one]
    assert [one for one in said if "95%" in one or "(interval" in one] == []


def test_grids_say_that_visits_weigh(mixed):
    grid = next(one for one in gridding.build(mixed, ("en",)) if one.name == "indices")

    assert "By visits" in [heading.title for heading in grid.headings]


def test_the_release_remembers_who_chose_themselves(mixed):
    held = to_document(mixed.value)

    again = disclosure.restored(held, mixed.value.questionnaire)

    assert held["survey"]["posters"] == [POSTER]
    assert again.value.facts.posters == (POSTER,)
