"""Parts of a release for pages: the report's own charts and tables, and no others."""

import re
from datetime import date

import pytest

from analysis.comments import model
from analysis.comments.model import RawComment, ReleasedComment, Review
from analysis.report import building
from analysis.report.kinds.organisation import UnknownOrganisationError
from survey import completing, figures, publishing
from survey.registry import surveys, withdrawals
from survey.registry.withdrawals import Withdrawal
from tests.support import released

SECOND, LATER = "staff-2027", date(2026, 7, 2)


def _release(databases, name=released.NAME):
    with databases.registry() as session:
        return surveys.released(session, name)


def _names(sections):
    return [one.name for one in sections]


@pytest.mark.slow
def test_every_table_of_a_part_is_one_of_the_report(databases):
    released.release(databases)
    release = _release(databases)
    report = building.build(publishing.restored(release), language="mn")
    known = figures.tables(report.sections)

    shown = {word: figures.part(release, word, "mn") for word in figures.PARTS}

    tables = [one for part in shown.values() for one in figures.tables(part)]
    assert len(tables) > 10
    assert all(one in known for one in tables)
    assert _names(shown["scores"]) == ["indices", "indicators"]
    assert shown["drivers"] == []


def test_an_organisation_s_figures_name_no_other(databases):
    released.release(databases)

    own = figures.own(_release(databases), released.PLACES[0], "mn")

    told = str([(t.caption, t.columns, t.rows) for t in figures.tables(own)])
    assert re.search(r"\d\d\.\d \(\d\d\.\d–\d\d\.\d\)", told), "a mean with interval"
    assert not any(place in told for place in released.PLACES[1:])
    with pytest.raises(UnknownOrganisationError):
        figures.own(_release(databases), "Өөр газар", "mn")


def test_earlier_surveys_are_public_alike_and_came_before(databases):
    released.release(databases)
    released.release(databases, name=SECOND, opens=LATER, seed=4)
    released.count(databases, name="staff-2028", opens=date(2026, 7, 3), seed=5)

    with databases.registry.begin() as session:
        earlier = publishing.earlier_waves
        assert earlier(session, "staff-2028") == [SECOND, released.NAME]
        assert earlier(session, SECOND) == [released.NAME]
        assert earlier(session, released.NAME) == []
        withdrawals.withdraw(session, Withdrawal(SECOND, LATER, "Алдаа"))
        assert earlier(session, "staff-2028") == [released.NAME]


def test_any_earlier_survey_can_be_compared_with(databases):
    released.release(databases)
    released.release(databases, name=SECOND, opens=LATER, seed=4)
    third = {"name": "staff-2028", "opens": date(2026, 7, 3), "seed": 5}
    released.release(databases, **third)
    now = _release(databases, "staff-2028")

    first, second = (
        figures.compared(now, _release(databases, name), "en")
        for name in (released.NAME, SECOND)
    )

    assert _names(first) == _names(second) == ["changes"]
    assert figures.tables(first) != figures.tables(second)


@pytest.mark.slow
def test_comments_that_a_person_released_stand_by_question_with_their_themes(databases):
    released.count(databases)
    texts = ("Цахим тендер зарлах", "Илүү сургалт хэрэгтэй")
    comments = model.masked(RawComment("proposals", text) for text in texts)
    review = Review(
        reviewers=("Хүн",),
        day=released.CLOSES,
        themes={one.key: ("training",) for one in comments},
        released=tuple(
            ReleasedComment("proposals", text, ("training",)) for text in texts
        ),
    )
    with databases.registry.begin() as session:
        completing.complete(session, released.NAME, review, comments)

    part = figures.part(_release(databases), "comments", "mn")

    [said] = [one for one in part if one.name == "said-proposals"]
    rows = figures.tables([said])[0].rows
    assert {row[0] for row in rows} == set(texts)
    assert {row[1] for row in rows} == {"Сургалт, сурталчилгаа"}
