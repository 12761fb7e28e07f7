"""Organisations change by hand; what an opened survey fixed does not."""

from datetime import date

import pytest

from questionnaires import loader
from survey import belonging, drafting, grouping, opening, reorganising, sealing
from survey.accounts import people as accounts
from survey.accounts.people import Account
from survey.accounts.roles import Role
from survey.drafting import Choice
from survey.registry import (
    coverage,
    history,
    measures,
    organisations,
    people,
    roster,
    surveys,
)
from survey.registry.history import Hand, Kind
from survey.registry.measures import Measure, Source
from survey.registry.organisations import Organisation
from survey.registry.people import Person
from survey.reorganising import ReorganisingError, RetiredError
from tests.support import staff

DAY = date(2026, 8, 3)
HAND = Hand("officer@example.mn", DAY)
TOP = Organisation("Тамгын газар", "захиргаа", 60)
SCHOOL = Organisation("1 дүгээр сургууль", "сургууль", 40, TOP.name)
NURSERY = Organisation("5 дугаар цэцэрлэг", "цэцэрлэг", 25, SCHOOL.name)
NEW_NAME = "Ирээдүй цогцолбор"
RENAMED = Organisation(NEW_NAME, "сургууль", 40, TOP.name)


@pytest.fixture
def session(databases):
    with databases.registry.begin() as opened:
        organisations.enter(opened, [TOP, SCHOOL, NURSERY])
        yield opened


def _number(session, name):
    return history.names(session)[name]


def _rename(session):
    number = _number(session, SCHOOL.name)
    reorganising.change(session, number, RENAMED, HAND)
    return number


def _refused(act, *arguments):
    with pytest.raises(ReorganisingError) as raised:
        act(*arguments)
    return [fault.place for fault in raised.value.faults]


def _open(databases, session, name):
    with databases.responses.begin() as responses:
        draft = surveys.find(session, name)
        made = staff.documents(sealing.new_key())
        opening.open_survey(session, responses, name, made, today=draft.opens)


def test_who_changed_what_and_when_is_kept_with_before_and_after(session):
    number = _rename(session)
    grown = Organisation(NEW_NAME, "сургууль", 55, None)
    reorganising.change(session, number, grown, Hand("other@example.mn", DAY))

    told = [one for one in history.changes(session) if one.entry == number]

    assert [(one.kind, one.actor, one.before, one.body) for one in told] == [
        (Kind.ENTERED, "", None, SCHOOL),
        (Kind.CHANGED, HAND.actor, SCHOOL, RENAMED),
        (Kind.CHANGED, "other@example.mn", RENAMED, grown),
    ]
    assert {one.day for one in told} == {DAY}


def test_a_new_name_is_no_change_of_those_below(session):
    _rename(session)

    assert [one.body.name for one in history.changes(session)] == [
        *(body.name for body in (TOP, SCHOOL, NURSERY)),
        NEW_NAME,
    ]
    [nursery] = [b for b in organisations.organisations(session) if b.headcount == 25]
    assert nursery.parent == NEW_NAME


@pytest.mark.parametrize(
    ("body", "places"),
    [
        (Organisation("", "", -1, "Алга"), ["name", "type", "headcount", "parent"]),
        (Organisation("н" * 201, "т" * 201, 1_000_000), ["name", "type", "headcount"]),
        (Organisation(TOP.name.upper(), "хороо", 5), ["name"]),
        (Organisation(SCHOOL.name, "хороо", 5), ["name"]),
    ],
)
def test_what_cannot_be_is_refused_field_by_field(session, body, places):
    _rename(session)

    assert _refused(reorganising.add, session, body, HAND) == places
    assert len(organisations.organisations(session)) == 3


def test_nothing_stands_above_itself(session):
    number = _number(session, SCHOOL.name)
    for above in (SCHOOL.name, NURSERY.name):
        body = Organisation(SCHOOL.name, "сургууль", 40, above)
        assert _refused(reorganising.change, session, number, body, HAND) == ["parent"]


def test_one_that_was_renamed_may_have_its_old_name_again(session):
    number = _rename(session)

    reorganising.change(session, number, SCHOOL, HAND)

    assert organisations.find(session, number).body == SCHOOL


def test_people_points_and_duties_go_where_an_organisation_is_merged(session):
    for body, point, service in (
        (NURSERY.name, "1 дүгээр цонх", "Бүртгэл"),
        (SCHOOL.name, "1 дүгээр цонх", "Тодорхойлолт"),
    ):
        organisations.enter_service(session, body, point, service)
    row = ("Ажил", "", "", SCHOOL.name, 2026, 4)
    running = measures.enter(session, Measure(Source.ORGANISATION, *row))
    done = measures.enter(session, Measure(Source.ORGANISATION, *row, percent=100))
    school, top = _number(session, SCHOOL.name), _number(session, TOP.name)

    reorganising.merge(session, school, top, HAND)

    assert organisations.organisations(session) == (
        Organisation(TOP.name, TOP.type, 100),
        Organisation(NURSERY.name, NURSERY.type, 25, TOP.name),
    )
    points = {(p.organisation, p.name) for p in organisations.service_points(session)}
    assert points == {(NURSERY.name, "1 дүгээр цонх"), (TOP.name, "1 дүгээр цонх")}
    owners = [measures.find(session, one.number).owner for one in (running, done)]
    assert owners == [TOP.name, SCHOOL.name]
    told = {one.entry: one for one in history.changes(session)}
    assert (told[school].kind, told[school].other) == (Kind.MERGED, TOP.name)
    assert (told[top].kind, told[top].other) == (Kind.RECEIVED, SCHOOL.name)
    assert told[top].body.headcount == 100


def test_nothing_is_merged_into_itself_or_what_is_below_or_retired(session):
    school, top = _number(session, SCHOOL.name), _number(session, TOP.name)
    nursery = _number(session, NURSERY.name)
    for into in (school, nursery, 99):
        refused = _refused(reorganising.merge, session, school, into, HAND)
        assert refused == ["into"]
    reorganising.retire(session, nursery, HAND)
    assert _refused(reorganising.merge, session, top, nursery, HAND) == ["into"]
    for act, rest in ((reorganising.merge, (top,)), (reorganising.retire, ())):
        with pytest.raises(RetiredError):
            act(session, nursery, *rest, HAND)


def test_a_retired_organisation_is_asked_no_more_and_can_be_taken_up_again(session):
    school = _number(session, SCHOOL.name)

    reorganising.retire(session, school, HAND)

    there = organisations.organisations(session)
    assert [(body.name, body.parent) for body in there] == [
        (TOP.name, None),
        (NURSERY.name, TOP.name),
    ]
    reorganising.revive(session, school, HAND)
    assert organisations.find(session, school).body == SCHOOL
    kinds = [one.kind for one in history.changes(session) if one.entry == school]
    assert kinds == [Kind.ENTERED, Kind.RETIRED, Kind.REVIVED]


def test_a_file_cannot_bring_an_old_name_back(session):
    _rename(session)
    reorganising.retire(session, _number(session, NURSERY.name), HAND)
    rows = f"Байгууллага,Төрөл,Орон тоо\n{SCHOOL.name},a,1\n{NURSERY.name},b,2\n"
    found = roster.read(rows.encode(), "a.csv")

    with pytest.raises(roster.RosterError) as raised:
        roster.load(session, found)

    told = [(fault.place, fault.text.to("en")) for fault in raised.value.faults]
    assert [place for place, _ in told] == ["a.csv!A2", "a.csv!A3"]
    assert NEW_NAME in told[0][1]
    assert "retired" in told[1][1]


def test_an_open_survey_stays_and_a_draft_follows_a_new_name(databases, session):
    source = loader.source("internal_integrity")
    for name in ("open", "draft"):
        drafting.draft(session, Choice(name, source, DAY, date(2026, 9, 30)))
    grouping.join(session, "draft", [SCHOOL.name, NURSERY.name])
    _open(databases, session, "open")
    before = surveys.find(session, "open")
    people.enter(session, [Person(SCHOOL.name, "Бат", "bat@example.mn")])
    contact = Account("c@example.mn", "Хүн", frozenset({Role.CONTACT}), SCHOOL.name)
    accounts.create(session, contact)

    _rename(session)

    assert surveys.find(session, "open") == before
    named = [
        member.organisation
        for group in surveys.find(session, "draft").groups
        for member in group.members
    ]
    assert named == [TOP.name, NEW_NAME, NURSERY.name]
    assert not grouping.is_outdated(session, surveys.find(session, "draft"))
    assert accounts.find(session, contact.email).organisation == NEW_NAME
    assert belonging.groups_of(session, "open", NEW_NAME) == [SCHOOL.name]
    coverage.hand_out(session, "open", organisation=SCHOOL.name, slips=3, act="№ 1")
    for name in (SCHOOL.name, NEW_NAME):
        assert [p.name for p in people.of(session, [name])[name]] == ["Бат"]


def test_service_points_of_a_renamed_organisation_stay_its_own(session):
    for body in (SCHOOL.name, NURSERY.name):
        organisations.enter_service(session, body, "1 дүгээр цонх", "Бүртгэл")
    source = loader.source("citizen_satisfaction")
    choice = Choice("draft", source, DAY, date(2026, 9, 30), slips=30, posters=True)
    drafting.draft(session, choice)

    _rename(session)

    draft = surveys.find(session, "draft")
    assert f"1 дүгээр цонх ({NEW_NAME})" in {group.name for group in draft.groups}
    assert belonging.groups_of(session, "draft", NEW_NAME)
    chosen = grouping.points_of(draft, grouping.point_names(session))
    assert len(chosen) == 2
