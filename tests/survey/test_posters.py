"""A poster fits on its page, says what it promises, and leads to its place for ever."""

import io

import pytest
from pypdf import PdfReader

from survey import posters

PLACE = "Сонгинохайрхан дүүргийн Иргэний бүртгэлийн танхим, 34 дүгээр хорооны салбар"
POINTS_OF_A4, POINTS_OF_A5 = (595, 842), (420, 595)


def pages(**wishes):
    asked = {"address": "https://survey.example/mn/at", "language": "mn", **wishes}
    place = asked.pop("place", PLACE)
    return PdfReader(io.BytesIO(posters.poster(place, **asked)))


@pytest.mark.parametrize("language", ["mn", "en"])
@pytest.mark.parametrize(
    ("size", "points"), [("a4", POINTS_OF_A4), ("a5", POINTS_OF_A5)]
)
def test_a_poster_is_one_page_of_its_size_with_a_title(language, size, points):
    paper = pages(language=language, size=size, sample=True)
    assert len(paper.pages) == 1
    box = paper.pages[0].mediabox
    assert (round(box.width), round(box.height)) == points
    assert PLACE in paper.metadata.title
    assert paper.trailer["/Root"]["/Lang"] == language


def test_a_poster_shows_the_address_and_the_hotline():
    text = pages().pages[0].extract_text()
    word = posters.point_word(PLACE)
    assert f"survey.example/mn/at/{word}" in text.replace("\n", "")
    assert "110" in text
    assert "ЖИШЭЭ" not in text
    assert "ЖИШЭЭ" in pages(sample=True).pages[0].extract_text()


def test_the_word_of_a_place_follows_from_its_name_alone():
    words = {posters.point_word(f"{number} дүгээр хороо") for number in range(1, 200)}
    assert len(words) == 199
    assert posters.point_word("A") == posters.point_word("A")
    assert all(word == word.lower() and word.isalnum() for word in words)


def test_markup_in_the_name_of_a_place_is_shown_as_it_is():
    text = pages(place='#panic() *a* $x$ "q" <b>').pages[0].extract_text()
    assert '#panic() *a* $x$ "q" <b>' in text
