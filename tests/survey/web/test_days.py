from datetime import date

import pytest

from survey.web import languages
from survey.web.days import in_words
from tests.support import site

opened = pytest.fixture(site.opened)


@pytest.mark.parametrize(
    ("day", "mongolian", "english"),
    [
        (date(2026, 5, 27), "2026 оны 5 дугаар сарын 27-ны өдөр", "May 27, 2026"),
        (date(2026, 9, 30), "2026 оны 9 дүгээр сарын 30-ны өдөр", "September 30, 2026"),
        (date(2026, 7, 1), "2026 оны 7 дугаар сарын 1-ний өдөр", "July 1, 2026"),
        (date(2027, 1, 14), "2027 оны 1 дүгээр сарын 14-ний өдөр", "January 14, 2027"),
        (date(2027, 4, 29), "2027 оны 4 дүгээр сарын 29-ний өдөр", "April 29, 2027"),
        (date(2027, 6, 10), "2027 оны 6 дугаар сарын 10-ны өдөр", "June 10, 2027"),
    ],
)
def test_a_day_is_written_as_an_official_letter_would(opened, day, mongolian, english):
    with opened.app.test_request_context("/"):
        for language, words in (("mn", mongolian), ("en", english)):
            languages.use(language)
            assert in_words(day) == words
