import pytest

from analysis import dataset
from analysis.dataset import Sheet
from questionnaires import loader
from survey import review
from survey.registry import reviews, surveys
from survey.review import Entry, StillPersonalError, TextLengthError
from survey.tokens.key_files import WeakPassphraseError, WrongPassphraseError
from tests.support import staff

PASSPHRASE = "урт нууц өгүүлбэр энд"
SECRET = "Дарга 99112233 дугаараар мөнгө нэхсэн"


@pytest.fixture
def answers():
    questionnaire = loader.load("internal_integrity")
    [item, *_] = [i.name for i in questionnaire.items if i.type == "text"]
    texts = [SECRET, "Цалин бага байна", "Ажлын ачаалал их"]
    return dataset.from_answers(questionnaire, [Sheet({item: t}, "") for t in texts])


@pytest.fixture
def kept(databases, answers):
    with databases.registry.begin() as session:
        surveys.draft(session, staff.draft())
        review.keep(session, staff.NAME, answers, PASSPHRASE)
    return databases


@pytest.fixture
def key(kept):
    with kept.registry() as session:
        return review.unlock(session, staff.NAME, PASSPHRASE)


def _entries(databases, key):
    with databases.registry() as session:
        return review.entries(session, staff.NAME, key)


def test_comments_wait_masked_and_without_organisation(kept, key):
    found = _entries(kept, key)

    assert len(found) == 3
    assert not any("99112233" in one.text for one in found)
    assert [one.key for one in found] == sorted(one.key for one in found)
    assert set(Entry.__slots__) == {
        "key",
        "item",
        "text",
        "themes",
        "looked",
        "release",
        "example",
    }


def test_the_database_holds_nothing_that_can_be_read(kept):
    with kept.registry() as session:
        found = reviews.find(session, staff.NAME)

    assert "Цалин".encode() not in found.comments + found.key_file
    assert len(found.comments) > 1 << 16


def test_a_wrong_passphrase_opens_nothing(kept):
    with kept.registry() as session, pytest.raises(WrongPassphraseError):
        review.unlock(session, staff.NAME, "өөр нууц өгүүлбэр")


def test_a_short_passphrase_keeps_nothing(databases, answers):
    with (
        databases.registry() as session,
        pytest.raises(WeakPassphraseError),
    ):
        review.keep(session, staff.NAME, answers, "богино")


def test_what_was_decided_is_kept_and_signed(kept, key):
    first, second, third = _entries(kept, key)
    decided = {
        first.key: review.decide(
            first, text="Ил  текст", themes=["pay"], word="release"
        ),
        second.key: review.decide(second, text=second.text, themes=[], word="keep"),
    }
    with kept.registry.begin() as session:
        review.save(session, staff.NAME, key, decided)

    found = _entries(kept, key)
    signed = review.result(found, reviewer="Д. Болд", day=staff.TODAY)

    assert [one.looked for one in found] == [True, True, False]
    assert [one.text for one in signed.released] == ["Ил текст"]
    assert signed.released[0].themes == ("pay",)
    assert signed.reviewers == ("Д. Болд",)
    assert third.key not in signed.themes


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("Утас 99112233", StillPersonalError),
        ("bold@gov.mn руу бич", StillPersonalError),
        ("  ", TextLengthError),
        ("а" * 5000, TextLengthError),
    ],
)
def test_a_text_that_points_to_somebody_is_not_released(text, trouble):
    one = Entry("a", "proposals", "Текст", ())

    with pytest.raises(trouble):
        review.decide(one, text=text, themes=(), word="release")
    assert not review.decide(one, text=text, themes=(), word="keep").release


def test_an_unknown_theme_is_left_out():
    one = Entry("a", "proposals", "Текст", ())

    told = review.decide(
        one, text="Үг", themes=["pay", "nothing", "pay"], word="example"
    )

    assert told.themes == ("pay",)
    assert told.example
