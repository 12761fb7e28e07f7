import io
import re

import pytest
from openpyxl import load_workbook

from survey import inviting, joining, sealing
from survey.campaign import installation
from survey.inviting import InvitingError
from survey.registry import people
from survey.registry.people import Person
from tests.support import invited, staff

ADDRESS = "https://issuer.example/mn/join"
BODY = "Байгууллага 1"


def _listed(number, *, body=BODY):
    return [Person(body, f"Хүн {n}", f"{n}@gov.mn") for n in range(number)]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with installation(tmp_path_factory.mktemp("home"), today=staff.TODAY) as found:
        yield found


@pytest.fixture(scope="module")
def opened(site):
    return site.open(invited.draft(), staff.documents(sealing.new_key()))


def _enter(site, persons):
    with site.databases.registry.begin() as session:
        people.enter(session, persons)


def _letters(site, opened):
    with site.databases.registry() as session:
        return list(inviting.letters(session, opened, address=ADDRESS))


def _rows(letters):
    (sheet,) = load_workbook(io.BytesIO(letters.workbook)).worksheets
    rows = list(sheet.iter_rows(min_row=2))
    assert all(cell.data_type == "s" for row in rows for cell in row)
    return [[cell.value for cell in row] for row in rows]


def test_everybody_gets_one_letter_with_a_link_that_opens_a_standing(site, opened):
    persons = _listed(19)
    _enter(site, [*persons, Person(BODY, "=1+1", "formula@gov.mn")])

    (letters,) = _letters(site, opened)
    rows = _rows(letters)

    assert letters.organisation == BODY
    assert {row[1] for row in rows} == {p.email for p in persons} | {"formula@gov.mn"}
    assert {row[3] for row in rows} == set(invited.codes(opened))
    digest = opened.manifest.digest.hex()[:32]
    for row in rows:
        assert row[2] == f"{ADDRESS}#{row[3]}.{digest}"
        assert not invited.state(site, row[3]).collected
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", row[4])


def test_who_gets_which_code_and_in_which_order_is_drawn_anew(site, opened):
    _enter(site, _listed(20))

    first, second = (_rows(_letters(site, opened)[0]) for _ in range(2))

    assert {row[1] for row in first} == {row[1] for row in second}
    assert [row[1] for row in first] != [row[1] for row in second]
    assert {(row[1], row[3]) for row in first} != {(row[1], row[3]) for row in second}


@pytest.mark.parametrize("number", [1, 19, 21])
def test_no_letters_are_written_unless_people_and_codes_are_equally_many(
    site, opened, number
):
    _enter(site, _listed(number))

    with pytest.raises(InvitingError) as refused:
        _letters(site, opened)

    assert BODY in str(refused.value)


def test_a_draft_needs_an_address_for_everybody_who_is_invited(site):
    _enter(site, _listed(20))
    with site.databases.registry() as session:
        inviting.check(session, invited.draft((20, 24)).groups)
        with pytest.raises(InvitingError) as refused:
            inviting.check(session, invited.draft((20, 24), invited=2).groups)
    assert [fault.place for fault in refused.value.faults] == ["Байгууллага 2"]


def test_letters_claim_nothing_and_the_registry_does_not_know_who_has_which(
    site, opened
):
    _enter(site, _listed(20))
    rows = _rows(_letters(site, opened)[0])

    invited.collect(site, opened, rows[0][3])

    assert invited.state(site, rows[0][3]).collected
    with pytest.raises(joining.UnknownInvitationError):
        invited.state(site, rows[0][1])
