"""A survey whose opening fails between its two databases is opened again, or ended."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from survey import closing, doctor, halfway, opening, sealing, submission, tally
from survey.backups import Place
from survey.config import Settings
from survey.database import connect, reading
from survey.halfway import AnsweredDraftError
from survey.registry import surveys
from survey.registry.lifecycle import State
from survey.registry.surveys import FixedError
from survey.responses import beginning, bulletins, store
from survey.tokens.key_folder import KeyFolder
from tests.support import invited, loss, staff
from tests.support.databases import both_kinds

KEY = sealing.new_key()
DAY = timedelta(days=1)


@contextmanager
def lost(factory, *, commit=1):
    """Lose the line to a database at one of its next commits, and hear of it."""
    with pytest.raises(loss.LostLineError), loss.losing(factory, commit=commit):
        yield


class Desk:
    """An officer with a draft, who opens it as console and shell do."""

    def __init__(self, databases, home):
        self.databases, self.home = databases, home
        self.keys = KeyFolder(home / "token-keys")
        with databases.registry.begin() as session:
            surveys.draft(session, invited.draft((20, 20)))

    def open(self):
        with halfway.both(self.databases, staff.NAME) as (registry, responses):
            return self.open_in(registry, responses)

    def open_at_once(self):
        """Open as before, with a board that takes answers from its commit on."""
        with (
            self.databases.registry.begin() as registry,
            self.databases.responses.begin() as responses,
        ):
            return self.open_in(registry, responses)

    def open_in(self, registry, responses):
        made = replace(staff.documents(KEY), token_keys=self.keys)
        self.opened = opening.open_survey(
            registry, responses, staff.NAME, made, today=staff.TODAY
        )
        return self.opened

    def answer(self, opened, *, number=0, databases=None):
        code = staff.codes(opened)[number]
        with (databases or self.databases).responses.begin() as session:
            return submission.submit(session, code, {}, today=staff.TODAY)

    def state(self):
        with reading(self.databases.registry) as session:
            return surveys.find(session, staff.NAME).state

    def close(self):
        with (
            self.databases.registry.begin() as registry,
            self.databases.responses.begin() as responses,
        ):
            closing.close(registry, responses, staff.NAME, today=staff.TODAY + DAY)

    def counted(self):
        self.close()
        with reading(self.databases.responses) as session:
            return len(tally.open_answers(session, staff.NAME, (KEY,)).answers)

    def told(self):
        """Return what the doctor says of surveys."""
        settings = Settings(self.home, "", "", "https://a.mn", frozenset(), sample=True)
        place = Place(self.databases, self.home)
        found = doctor.examine(doctor.Examined(place, settings, staff.TODAY))
        return [one.to("en") for one in found if one.to("en").startswith(staff.NAME)]


@pytest.fixture
def desk(databases, tmp_path):
    return Desk(databases, tmp_path / "home")


@pytest.fixture
def elsewhere(databases):
    """Return the same databases as another process has them, with its own memory."""
    urls = [
        getattr(databases, side).kw["bind"].url.render_as_string(hide_password=False)
        for side in ("registry", "responses")
    ]
    opened = connect(registry_url=urls[0], responses_url=urls[1])
    yield opened
    opened.dispose()


@both_kinds
def test_a_draft_is_opened_again_after_the_registry_was_lost(desk, elsewhere):
    with lost(desk.databases.registry):
        desk.open()
    first = desk.opened
    assert desk.state() is State.DRAFT
    with reading(elsewhere.responses) as session:
        assert submission.open_surveys(session, today=staff.TODAY) == []
        assert store.board(session, staff.NAME).manifest == first.manifest.to_json()
    with pytest.raises(submission.SurveyClosedError):
        desk.answer(first, databases=elsewhere)
    assert "opening was cut short" in str(desk.told())

    second = desk.open()

    assert desk.told() == []
    with pytest.raises(submission.UnknownCodeError):
        desk.answer(first)
    desk.answer(second)
    kept = desk.answer(second, number=1, databases=elsewhere)
    assert kept.board_key != b""
    with reading(elsewhere.responses) as session:
        board = store.board(session, staff.NAME)
    assert board.manifest == second.manifest.to_json()
    assert kept.board_key == board.board_key
    left = {path.name for path in desk.keys.path.iterdir()}
    assert left == {invited.group(second).key_id.hex()}
    assert desk.counted() == 2


@both_kinds
def test_a_second_opening_waits_for_the_first_and_leaves_its_keys(desk):
    """Between the two commits of the first, the registry still calls it a draft."""
    with ThreadPoolExecutor(1) as other:
        with desk.databases.registry.begin() as registry:
            with desk.databases.responses.begin() as responses:
                opened = desk.open_in(registry, responses)
                beginning.hold_back(responses, staff.NAME)
            second = other.submit(desk.open)
            time.sleep(0.5)
        with pytest.raises(FixedError):
            second.result()

    left = {path.name for path in desk.keys.path.iterdir()}
    assert left == {invited.group(opened).key_id.hex()}
    assert halfway.finish(desk.databases) == [staff.NAME]
    desk.answer(opened)


@both_kinds
def test_a_survey_whose_board_was_lost_last_is_begun_with_its_cards(desk):
    with lost(desk.databases.responses, commit=2):
        desk.open()
    assert desk.state() is State.OPEN
    assert "opening was cut short" in str(desk.told())

    assert halfway.finish(desk.databases) == [staff.NAME]

    assert halfway.finish(desk.databases) == []
    assert desk.told() == []
    desk.answer(desk.opened)
    assert desk.counted() == 1


def test_a_survey_that_was_never_begun_is_closed_with_an_empty_board(desk):
    with lost(desk.databases.responses, commit=2):
        desk.open()

    desk.close()

    with reading(desk.databases.responses) as session:
        assert bulletins.find(session, staff.NAME).bulletin
        assert beginning.held_back(session) == ()
    assert desk.state() is State.CLOSED


def test_a_closed_survey_is_not_begun_again(desk):
    desk.open()
    desk.close()
    assert halfway.finish(desk.databases) == []
    with desk.databases.responses.begin() as session:
        assert not beginning.begin(session, staff.NAME)


@both_kinds
def test_answers_to_a_draft_are_never_destroyed_by_its_opening(desk):
    with lost(desk.databases.registry):
        desk.open_at_once()
    desk.answer(desk.opened)
    assert "nobody could count them" in str(desk.told())

    with pytest.raises(AnsweredDraftError, match="people have answered"):
        desk.open()
    halfway.throw_away(desk.databases, staff.NAME, desk.keys)

    with reading(desk.databases.responses) as session:
        assert sum(store.answers_per_group(session, staff.NAME).values()) == 1


@both_kinds
def test_a_board_without_answers_gives_way_also_where_it_took_them(desk):
    with lost(desk.databases.registry):
        desk.open_at_once()
    with reading(desk.databases.responses) as session:
        assert submission.open_surveys(session, today=staff.TODAY)

    desk.answer(desk.open())

    assert desk.counted() == 1


def test_what_is_left_of_a_draft_that_is_given_up_goes_with_it(desk):
    with lost(desk.databases.registry):
        desk.open()

    halfway.throw_away(desk.databases, staff.NAME, desk.keys)

    assert desk.told() == []
    assert list(desk.keys.path.iterdir()) == []
    with reading(desk.databases.responses) as session:
        assert store.boards(session) == []


def test_a_collector_alone_tells_what_is_held_back_and_finishes_nothing(
    desk, databases
):
    with lost(desk.databases.registry):
        desk.open()
    alone = connect(
        responses_url=databases.responses.kw["bind"].url.render_as_string(
            hide_password=False
        )
    )
    assert halfway.finish(alone) == []
    [told] = halfway.faults(alone)
    alone.dispose()
    assert told.to("mn").startswith(f"{staff.NAME}: Судалгааг нээх ажил")
