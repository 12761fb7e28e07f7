import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.spelling import SpellingError, packed, unpacked


@given(st.binary(max_size=50))
def test_bytes_come_back_from_their_one_spelling(value):
    assert unpacked(packed(value)) == value


@given(st.text(alphabet="AQgw_-Z9=+/ é", max_size=6))
def test_a_text_is_refused_or_is_the_one_spelling(text):
    try:
        value = unpacked(text)
    except SpellingError:
        return
    assert packed(value) == text


@pytest.mark.parametrize("text", ["A", "AB", "AA==", "+/+/", "AAAA\n", "AAAAA"])
def test_other_spellings_are_refused(text):
    with pytest.raises(SpellingError):
        unpacked(text)
