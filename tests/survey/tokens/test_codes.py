import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.tokens import codes

SYMBOLS = st.sampled_from(codes.ALPHABET)
PLACES = st.integers(0, codes.LENGTH - 1)
# A code that holds every symbol with a Cyrillic look-alike, found by its check symbol.
LOOK_ALIKES = "ABEKMH0PCTXY364"


@st.composite
def whole_codes(draw):
    random = "".join(draw(st.lists(SYMBOLS, min_size=15, max_size=15)))
    return with_check(random)


def with_check(random):
    found = [random + last for last in codes.ALPHABET if is_code(random + last)]
    assert len(found) == 1
    return found[0]


def is_code(text):
    try:
        codes.parse(text)
    except codes.CodeCheckError:
        return False
    return True


def test_a_new_code_has_four_blocks_of_four_and_reads_as_itself():
    for _ in range(200):
        code = codes.new_code()

        assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code)
        assert codes.printed(codes.parse(code)) == code


def test_new_codes_use_every_symbol_at_every_place_and_never_repeat():
    drawn = [codes.parse(codes.new_code()) for _ in range(2000)]

    assert len(set(drawn)) == 2000
    for place in range(codes.LENGTH):
        assert {code[place] for code in drawn} == set(codes.ALPHABET)


def test_the_alphabet_has_32_symbols_without_look_alikes():
    assert len(set(codes.ALPHABET)) == 32
    assert not set("ILOU") & set(codes.ALPHABET)


@given(whole_codes(), PLACES, SYMBOLS)
def test_every_single_wrong_symbol_is_caught(code, place, symbol):
    wrong = code[:place] + symbol + code[place + 1 :]

    assert is_code(wrong) == (wrong == code)


@given(whole_codes(), PLACES, PLACES)
def test_any_two_symbols_exchanged_are_caught(code, one, other):
    symbols = list(code)
    symbols[one], symbols[other] = symbols[other], symbols[one]
    wrong = "".join(symbols)

    assert is_code(wrong) == (wrong == code)


def test_all_substitutions_and_adjacent_exchanges_of_one_code_are_caught():
    code = codes.parse(codes.new_code())
    substituted = {
        code[:place] + symbol + code[place + 1 :]
        for place in range(codes.LENGTH)
        for symbol in codes.ALPHABET
    } - {code}
    exchanged = {
        code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        for place in range(codes.LENGTH - 1)
    } - {code}

    assert len(substituted) == 16 * 31
    assert not any(is_code(wrong) for wrong in substituted | exchanged)


@pytest.mark.parametrize(
    "typed",
    [
        "АВЕКМН0РСТХУЗ64",  # capital Cyrillic letters, as on a Mongolian keyboard
        "авекмн0рстхуз64",
        "АВЕКМНОРСТХҮЗБЧ",
        "авекмнөрстхүэбч",
        "abekmhopctxy364",
        "ABEKMHOPCTXYЗ6Ч",
        "ABEK-MHOP CTXY.364",
        "  abek—mh0p\u00a0ctxy\n364",
    ],
)
def test_what_looks_alike_is_read_alike(typed):
    code = with_check(LOOK_ALIKES)

    assert codes.parse(typed + code[-1]) == code


@pytest.mark.parametrize(("digits", "letters"), [("01V", "OIU"), ("01V", "olu")])
def test_letters_that_no_card_has_are_read_as_what_they_look_like(digits, letters):
    code = with_check("0V1A10VB5V0C01V")
    typed = code.translate(str.maketrans(digits, letters))

    assert typed != code
    assert codes.parse(typed) == code


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", codes.CodeLengthError),
        ("ABCD-EFGH-JKMN-PQR", codes.CodeLengthError),
        ("ABCD-EFGH-JKMN-PQRS-T", codes.CodeLengthError),
        ("ABCD-EFGH-JKMN-PQR?", codes.CodeSymbolError),
        ("ABCD-EFGH-JKMN-PQRЖ", codes.CodeSymbolError),
        ("ABCD-EFGH-JKMN-PQRﬃ", codes.CodeLengthError),
        ("1000-0000-0000-0000", codes.CodeCheckError),
    ],
)
def test_what_is_no_code_is_refused_by_kind_and_not_repeated(text, error):
    with pytest.raises(error) as caught:
        codes.parse(text)

    assert isinstance(caught.value, codes.CodeError)
    assert not text or text not in str(caught.value)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text):
    try:
        code = codes.parse(text)
    except codes.CodeError:
        return
    assert codes.parse(codes.printed(code)) == code


def test_a_slip_is_kept_as_the_hash_of_its_sixteen_symbols():
    code = codes.new_code()
    symbols = code.replace("-", "").encode()

    expected = hashlib.sha256(b"shudarga/1/slip" + symbols).digest()
    assert codes.slip_hash(code) == codes.slip_hash(code.lower()) == expected
