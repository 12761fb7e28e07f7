"""Which groups of a survey a contact's organisation has its people in."""

from dataclasses import replace

from survey import belonging
from survey.registry import groups, organisations, surveys
from survey.registry.groups import GroupPlan, Member
from survey.registry.organisations import Organisation, ServicePoint
from tests.support import staff

TAX, SCHOOL, POST = "Татварын хэлтэс", "Сургууль", "Шуудан"


def _draft(databases, plans):
    with databases.registry.begin() as session:
        surveys.draft(session, replace(staff.draft(), groups=plans))


def _groups(databases, body):
    with databases.registry() as session:
        return belonging.groups_of(session, staff.NAME, body)


def test_a_small_organisation_is_found_in_the_group_of_others(databases):
    together = (Member(SCHOOL, 12), Member(POST, 9))
    plans = (
        GroupPlan(TAX, 40, (Member(TAX, 40),)),
        GroupPlan(f"{SCHOOL}, {POST}", 21, together),
    )
    _draft(databases, plans)

    assert _groups(databases, TAX) == [TAX]
    for body in (SCHOOL, POST):
        assert _groups(databases, body) == [f"{SCHOOL}, {POST}"]
    assert _groups(databases, "Өөр") == []


def test_an_organisation_has_its_service_points_with_cards_and_posters(databases):
    points = [
        ServicePoint(TAX, "Танхим", ("Лавлагаа",)),
        ServicePoint(POST, "Танхим", ("Илгээмж",)),
        ServicePoint(TAX, "Цонх", ("Лавлагаа",)),
    ]
    with databases.registry.begin() as session:
        bodies = [Organisation(name, "хэлтэс", 30) for name in (TAX, POST)]
        organisations.enter(session, bodies)
        for point in points:
            for service in point.services:
                at = (point.organisation, point.name, service)
                organisations.enter_service(session, *at)
    _draft(databases, (*groups.on_posters(points), *groups.at_counters(points, 30)))

    assert _groups(databases, TAX) == [
        f"Танхим ({TAX}) (зурагт хуудас)",
        "Цонх (зурагт хуудас)",
        f"Танхим ({TAX})",
        "Цонх",
    ]
    assert _groups(databases, POST) == [
        f"Танхим ({POST}) (зурагт хуудас)",
        f"Танхим ({POST})",
    ]
