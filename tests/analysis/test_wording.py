from datetime import date
from importlib.resources import files
from io import BytesIO

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from analysis import wording
from analysis.wording import words
from questionnaires.model import Text

KEYWORDS = {"say": None, "both": None}


def used_messages():
    # The survey says some sentences of reports too, by `words(language).say`.
    rooms = [str(files(room)) for room in ("analysis", "survey")]
    found = [one for room in rooms for one in extract_from_dir(room, keywords=KEYWORDS)]
    return {message for _file, _line, message, *_ in found if isinstance(message, str)}


def catalogue():
    place = files("templates") / "translations" / "mn" / "LC_MESSAGES" / "report.po"
    return read_po(BytesIO(place.read_bytes()))


def test_every_sentence_of_the_analysis_is_said_in_mongolian():
    told = {message.id: message.string for message in catalogue() if message.id}

    used = used_messages()

    assert len(used) > 100
    assert {message for message in used if not told.get(message)} == set()


def test_no_translation_is_kept_that_nobody_uses():
    told = {message.id for message in catalogue() if message.id}

    assert told - used_messages() == set()


def test_no_translation_loses_or_invents_a_place_for_a_figure():
    for message in catalogue():
        if message.id:
            assert list(message.check()) == []


def test_languages_without_a_catalogue_read_english():
    assert words("en").say("Coverage") == "Coverage"
    assert words("kk").say("Coverage") == "Coverage"
    assert words("mn").say("Coverage") == "Хамрагдалт"


def test_a_catalogue_that_was_not_compiled_is_named(tmp_path):
    place = tmp_path / "mn" / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "report.po").write_text("", encoding="utf-8")

    with pytest.raises(wording.CatalogueError, match="'mn' are not compiled"):
        wording.catalogue(tmp_path, "mn")


def test_both_languages_get_their_own_words_for_a_place():
    told = wording.both(
        "{title}: {figure}", title=Text({"mn": "а", "en": "b"}), figure=1
    )

    assert told.to("mn") == "а: 1"
    assert told.to("en") == "b: 1"


@pytest.mark.parametrize(
    ("month", "told"),
    [
        (1, "2026 оны 1 дүгээр сарын 30"),
        (3, "2026 оны 3 дугаар сарын 30"),
        (9, "2026 оны 9 дүгээр сарын 30"),
        (12, "2026 оны 12 дугаар сарын 30"),
    ],
)
def test_a_mongolian_date_has_the_ordinal_that_its_number_wants(month, told):
    assert words("mn").day(date(2026, month, 30)) == told


def test_dates_in_english_and_dates_that_nobody_knows():
    assert words("en").day(date(2026, 9, 30)) == "30 September 2026"
    assert words("en").day(None) == "not known"
    assert words("mn").day(None) == "тодорхойгүй"


def test_numbers_have_thousands_a_real_minus_and_whole_percents():
    assert wording.number(12345.678, 1) == "12,345.7"
    assert wording.number(-3.5, 1) == "−3.5"
    assert wording.percent(0.541) == "54%"
    assert wording.span(51.23, 64.77) == "51.2–64.8"


def test_names_stand_in_the_order_of_the_mongolian_alphabet():
    names = ["Яам", "Өргөө", "Орон", "Ёлка", "Ердийн", "10 дугаар", "9 дүгээр", "Үнэ"]

    assert wording.alphabetical(names) == [
        "9 дүгээр", "10 дугаар", "Ердийн", "Ёлка", "Орон", "Өргөө", "Үнэ", "Яам",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "ending"), [(1, "ний"), (3, "ны"), (9, "ний"), (14, "ний"), (30, "ны")]
)
def test_a_report_is_as_of_a_day(day, ending):
    when = date(2026, 9, day)

    assert words("mn").as_of(when) == (
        f"2026 оны 9 дүгээр сарын {day}-{ending} өдрийн байдлаар"
    )
    assert words("en").as_of(when) == f"As of {day} September 2026"


def test_narrow_columns_have_short_dates_and_places_in_a_row():
    assert words("mn").date(date(2026, 9, 3)) == "2026.09.03"
    assert words("en").date(date(2026, 9, 3)) == "3 Sep 2026"
    assert words("mn").date(None) == words("mn").say("not known")
    assert [words("mn").place(n) for n in (1, 2, 4)] == [
        "1 дүгээр",
        "2 дугаар",
        "4 дүгээр",
    ]
    assert words("en").place(2) == "2"
