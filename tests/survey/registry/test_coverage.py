import secrets
from dataclasses import replace

import pytest

from survey.registry import claims, coverage, surveys
from survey.registry.coverage import HandoverError
from survey.registry.groups import GroupPlan, Member
from tests.support import staff
from tests.support.databases import both_kinds

GROUPS = (
    GroupPlan("Том", 40, (Member("Том", 40),), channel="blind"),
    GroupPlan("Жижиг", 32, (Member("Нэг", 19), Member("Хоёр", 13)), channel="blind"),
    GroupPlan("Карт", 20, (Member("Карт", 20),)),
)


@pytest.fixture
def invitations(databases):
    """Enter a survey beside another with the same bodies; return its invitations."""
    found = {}
    for name in ("noise", staff.NAME):
        drawn = {
            (group.name, body.organisation): [
                secrets.token_bytes(32) for _ in range(body.eligible)
            ]
            for group in GROUPS[:2]
            for body in group.members
        }
        with databases.registry.begin() as session:
            plan = replace(staff.draft(), name=name, groups=GROUPS)
            surveys.draft(session, plan)
            surveys.fix_manifest(session, name, b"{}")
            claims.prepare(session, name, drawn)
        found[name] = drawn
    _claim(databases, found["noise"][("Том", "Том")])
    return found[staff.NAME]


def _claim(databases, chosen):
    with databases.registry.begin() as session:
        for invitation in chosen:
            held = claims.hold(session, invitation)
            claims.claim(session, held, secrets.token_bytes(32))


def _collected(databases):
    with databases.registry() as session:
        rows = coverage.coverage(session, staff.NAME)
    return {row.organisation: row.collected for row in rows}


@both_kinds
def test_exchanged_invitations_are_told_in_quarters(databases, invitations):
    chosen = invitations[("Том", "Том")]
    steps = []
    for first, last in ((0, 9), (9, 10), (10, 39), (39, 40)):
        _claim(databases, chosen[first:last])
        steps.append(_collected(databases)["Том"])

    assert steps == [0, 25, 75, 75]
    assert _collected(databases)["Карт"] is None


def test_small_bodies_are_told_only_with_their_group(databases, invitations):
    _claim(databases, invitations[("Жижиг", "Хоёр")])

    shown = _collected(databases)

    assert (shown["Нэг"], shown["Хоёр"]) == (25, 25)
    assert shown["Том"] == 0


@both_kinds
def test_exchanged_invitations_are_counted_by_group_for_the_board(
    databases, invitations
):
    _claim(databases, invitations[("Жижиг", "Нэг")][:7])

    with databases.registry.begin() as session:
        counts = claims.exchanged_per_group(session, staff.NAME)

    assert counts == {"Том": 0, "Жижиг": 7, "Карт": 0}


def test_purging_deletes_the_invitations_of_one_survey(databases, invitations):
    gone = invitations[("Том", "Том")][0]
    with databases.registry.begin() as session:
        claims.purge(session, staff.NAME)
        with pytest.raises(claims.UnknownInvitationError):
            claims.find(session, gone)
        assert claims.exchanged_per_group(session, "noise")["Том"] == 40


def test_a_body_that_is_invited_is_handed_no_slips(databases, invitations):
    del invitations
    with databases.registry.begin() as session:
        with pytest.raises(HandoverError):
            coverage.hand_out(
                session, staff.NAME, organisation="Том", slips=1, act="А/1"
            )
        coverage.hand_out(session, staff.NAME, organisation="Карт", slips=1, act="А/1")
