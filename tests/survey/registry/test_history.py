"""The history of organisations keeps what changed, and nothing twice."""

from datetime import date

from survey.registry import history, organisations
from survey.registry.history import Hand, Kind
from survey.registry.organisations import Organisation

ABOVE = Organisation("Захиргаа", "газар", 60)
BELOW = Organisation("Хэлтэс", "хэлтэс", 20, "Захиргаа")
GROWN = Organisation("Хэлтэс", "хэлтэс", 25, "Захиргаа")


def test_only_what_changed_is_noted_again(databases):
    with databases.registry.begin() as session:
        for day, bodies in ((1, (ABOVE, BELOW)), (2, (ABOVE, BELOW)), (3, (GROWN,))):
            organisations.enter(session, bodies)
            history.note(session, Hand("", date(2026, 8, day)), Kind.ENTERED)

        noted = [(one.day.day, one.body) for one in history.changes(session)]

    assert noted == [(1, ABOVE), (1, BELOW), (3, GROWN)]
