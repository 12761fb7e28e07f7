from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comments import model, themes
from analysis.comments.lexicon import OTHER
from analysis.comments.model import ReleasedComment, Review
from analysis.figures import Withheld
from analysis.results import ThemeResult

FLOOR = 10
WORDS = {
    "pay": "Цалин бага",
    "training": "Сургалт хэрэгтэй",
    "digital": "Цахим болгох",
    OTHER: "Мэдэхгүй",
}


def comments(item="idea", **numbers):
    raw = [
        model.RawComment(item, WORDS[theme])
        for theme, number in numbers.items()
        for _ in range(number)
    ]
    return model.masked(raw)


def test_themes_are_counted_and_those_of_few_people_withheld():
    found = themes.counted(comments(pay=40, training=20, digital=9), floor=FLOOR)

    assert (found["pay"].n, found["training"].n) == (40, 20)
    assert found["digital"] == found[OTHER] == Withheld("n<10")
    assert list(found) == ["pay", "training", "digital", OTHER]


def test_a_theme_of_all_but_a_few_comments_is_withheld():
    found = themes.counted(comments(pay=40, training=3), floor=FLOOR)

    assert found["pay"] == Withheld("complement")


def test_the_rest_does_not_tell_of_a_hidden_theme():
    found = themes.counted(comments(pay=40, digital=9, other=30), floor=FLOOR)

    assert found["digital"] == Withheld("n<10")
    assert found[OTHER] == Withheld("complement")


def test_no_comments_have_no_themes():
    assert themes.counted((), floor=FLOOR) == {}


def test_two_comments_of_one_person_do_not_make_two_people():
    both = (*comments(pay=6, other=30), *comments("more", pay=6, other=30))

    assert themes.counted(both, floor=FLOOR)["pay"] == Withheld("n<10")


def test_a_person_corrects_themes_and_chooses_examples():
    found = comments(pay=30, training=30)
    moved = {one.key: ("digital",) for one in found if one.themes == ("pay",)}
    chosen = ReleasedComment("idea", "Цахим", ("digital",), example=True)
    other = ReleasedComment("idea", "Өөр", ("digital",))
    review = Review(("Хянагч",), None, moved, (chosen, other))

    told = themes.counted(found, floor=FLOOR, review=review)

    assert set(told) == {"digital", "training", OTHER}
    assert told["digital"].examples == ("Цахим",)
    assert told["training"].examples is None


@settings(max_examples=60)
@given(st.lists(st.integers(0, 45), min_size=4, max_size=4))
def test_no_hidden_theme_is_bounded_narrowly(numbers):
    """Each comment touches one theme here, the worst case for subtraction."""
    told = dict(zip(WORDS, numbers, strict=True))
    found = themes.counted(comments(**told), floor=FLOOR)
    shown = {t: r.n for t, r in found.items() if isinstance(r, ThemeResult)}
    left = sum(numbers) - sum(shown.values())
    most = {
        theme: FLOOR - 1 if result == Withheld("n<10") else sum(numbers)
        for theme, result in found.items()
        if isinstance(result, Withheld)
    }

    assert all(number >= FLOOR for number in shown.values())
    for cap in most.values():
        lowest = left - (sum(most.values()) - cap)
        assert lowest <= 0 or cap - lowest >= FLOOR
