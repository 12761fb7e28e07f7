import pytest
from flask import Request
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from survey.web import posted
from survey.web.posted import UnreadableFormError

FORM = "application/x-www-form-urlencoded"


def _request(body, content_type=FORM):
    builder = EnvironBuilder(method="POST", data=body, content_type=content_type)
    return Request(builder.get_environ())


def test_answers_are_told_from_the_fields_that_steer():
    form = posted.read(
        _request(b"code=%20AB%20&step=2&go=change%3A3&checking=yes&item-a=1&item-b=")
    )

    assert form == posted.Posted("AB", "2", "change:3", True, {"a": ("1",)})  # noqa: FBT003 a value compared
    assert form.move == ("change", "3")


def test_a_field_that_comes_twice_keeps_both_values_in_order():
    form = posted.read(_request(b"item-tools=paper&item-tools=phone"))

    assert form.values == {"tools": ("paper", "phone")}


def test_line_ends_are_written_in_one_way_and_control_characters_are_dropped():
    form = posted.read(_request(b"item-comment=a%0D%0Ab%0Dc%00%1B%09d"))

    assert form.values == {"comment": ("a\nb\nc d",)}


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"code=%FF%FE", FORM),
        (b"code=\xff", FORM),
        (b"code=A", f"{FORM}; charset=windows-1251"),
        (b"code=A", "application/json"),
        (b"code=A", "multipart/form-data; boundary=x"),
        (b"code=A", ""),
        (b"&".join([b"a=1"] * 1001), FORM),
    ],
)
def test_what_our_pages_cannot_have_sent_is_refused(body, content_type):
    with pytest.raises(UnreadableFormError):
        posted.read(_request(body, content_type))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body):
    try:
        form = posted.read(_request(body))
    except UnreadableFormError:
        return
    assert all(
        "\x00" not in value for values in form.values.values() for value in values
    )
