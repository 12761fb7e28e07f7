"""Coverage is told in coarse steps, by day of citizens alone, and never below ten."""

import io
from datetime import timedelta

import openpyxl
import pytest

from survey import covering, sealing, submission
from survey.campaign import installation
from survey.covering import Answered, Board, Reached
from survey.registry import citizen_days
from survey.registry.citizen_days import Risen
from tests.support import staff
from tests.support.bureau import OPEN, OTHERS, OWN, furnish
from tests.support.hall import HALL, hall

DAY = staff.TODAY
HEADINGS = {"Байгууллага": ("a",), "Бүлэг": ("b",), "Өдөр": ("c",)}


def _answer(place, codes):
    for code in codes:
        with place.databases.responses.begin() as session:
            submission.submit(session, code, {}, today=DAY)


def test_citizens_are_counted_by_day_and_place_in_tens(tmp_path):
    with hall(tmp_path / "home") as place:
        risen, cards = [], iter(place.cards)
        for day, number in enumerate((9, 4, 5, 0, 4)):
            _answer(place, [next(cards) for _ in range(number)])
            covering.note_citizens(place.databases, DAY + timedelta(days=day))
            board = covering.board(place.databases, "citizens")
            risen.append(len(board.days))

        assert risen == [0, 1, 1, 1, 2]
        assert board.days == [
            Risen(DAY + timedelta(days=4), HALL, 10),
            Risen(DAY + timedelta(days=1), HALL, 10),
        ]
        poster, counter = board.groups
        assert (poster.eligible, poster.percent, poster.answers) == (0, None, None)
        assert (counter.percent, counter.answers) == (65, 20)


def test_a_day_is_counted_once_however_often_somebody_looks(tmp_path):
    with hall(tmp_path / "home") as place:
        for number in (12, 18):
            with place.databases.registry.begin() as session:
                counts = {HALL: number}
                citizen_days.note(session, "citizens", counts, DAY)
        with place.databases.registry() as session:
            [row] = citizen_days.risen(session, "citizens")
    assert row.answers == 10


@pytest.mark.parametrize(
    ("kind", "days"),
    [("internal_integrity", 0), ("training", 0), ("citizen_satisfaction", 1)],
)
def test_civil_servants_are_counted_on_no_day(kind, days, tmp_path):
    with installation(tmp_path, today=DAY, sample=True) as made:
        documents = staff.documents(sealing.new_key(), kind=kind)
        opened = made.open(staff.draft((20,), kind=kind), documents)
        _answer(made, staff.codes(opened)[:12])

        covering.note_citizens(made.databases, DAY)

        assert len(covering.board(made.databases, staff.NAME).days) == days


@pytest.mark.slow
def test_a_board_of_one_organisation_holds_nothing_of_others(databases, tmp_path):
    furnish(databases, tmp_path / "home")

    own = covering.board_of(databases, OPEN, OWN)

    assert [one.organisation for one in own.bodies] == [OWN]
    assert [group.name for group in own.groups] == [OWN]
    assert OTHERS in {b.organisation for b in covering.board(databases, OPEN).bodies}
    assert covering.board_of(databases, OPEN, "").bodies == []


@pytest.mark.parametrize(
    ("reached", "lacking", "together"),
    [([(100, 40), (75, None)], 0, 87), ([(99, 39), (50, None)], 2, 74), ([], 0, 0)],
)
def test_everybody_together_is_held_against_the_target(reached, lacking, together):
    bodies = [Reached("a", "a", 40, cards, share) for share, cards in reached]
    board = Board(None, bodies, [], [])

    assert (len(board.lacking), board.reached) == (lacking, together)


def test_the_board_goes_out_as_text_and_numbers():
    bodies = [Reached("=1+1", "g", 40, None, 50)]
    groups = [
        Answered("g", "blind", 40, None),
        Answered("Танхим", "poster", 0, None, 30),
    ]
    board = Board(None, bodies, groups, [Risen(DAY, "Танхим", 30)])

    book = openpyxl.load_workbook(io.BytesIO(covering.workbook(board, HEADINGS)))

    rows = [list(sheet.values)[1:] for sheet in book]
    assert rows[0] == [("=1+1", 40, None, 50)]
    assert book.worksheets[0]["A2"].data_type == "s"
    assert rows[1] == [("g", 40, None, None), ("Танхим", None, None, 30)]
    assert [row[1:] for row in rows[2]] == [("Танхим", 30)]
