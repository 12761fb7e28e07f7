import logging
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.responses import store
from survey.tokens import codes
from tests.support import site

opened = pytest.fixture(site.opened)


def _heading(reply):
    return reply.text.partition("<h1")[2].partition(">")[2].partition("</h1>")[0]


def test_a_code_that_was_never_printed_is_told_politely(opened):
    reply = opened.post(codes.new_code(), "start", language="en")

    assert reply.status_code == 404
    assert _heading(reply) == "This code does not open a survey"


@pytest.mark.parametrize("code", ["", "AB", "ж" * 16, "1111-1111-1111-1111"])
def test_a_mistyped_code_is_corrected_on_the_same_page(opened, code):
    reply = opened.post(code, "start", language="en")

    assert reply.status_code == 422
    assert "<title>Error: " in reply.text
    assert 'href="#code"' in reply.text


@pytest.mark.parametrize(
    ("today", "status", "heading"),
    [
        (date(2026, 6, 30), 403, "Answers are not taken yet"),
        (date(2026, 10, 1), 410, "Answers are no longer taken"),
    ],
)
def test_outside_its_days_a_survey_takes_nothing(databases, today, status, heading):
    opened = site.opened(databases, today=today)

    for go in ("start", "send"):
        reply = opened.post(opened.codes[0], go, language="en", contact="no")
        assert (reply.status_code, _heading(reply)) == (status, heading)
    assert opened.stored() == (0, 0)


def test_a_closed_survey_takes_nothing_even_before_its_last_day(opened):
    with opened.databases.responses.begin() as session:
        store.close(session, "every")

    assert opened.post(opened.codes[0], "send", contact="no").status_code == 410


def test_refusals_look_alike_and_tell_nothing_of_the_survey(opened):
    opened.post(opened.codes[0], "send", contact="no")
    used = opened.post(opened.codes[0], "start")
    wrong = opened.post(codes.new_code(), "start")

    for reply in (used, wrong):
        assert 400 <= reply.status_code < 500
        assert "Ажлын байрны" not in reply.text
        assert "танхим" not in reply.text
        assert "every" not in reply.text
    shapes = [reply.text.count("<p") for reply in (used, wrong)]
    assert shapes[0] == shapes[1]
    assert dict(used.headers).keys() == dict(wrong.headers).keys()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"unknown": "1"}, 422),
        ({"heard": "9"}, 422),
        ({"heard": ["1", "2"]}, 422),
        ({"contact": "maybe"}, 422),
    ],
)
@pytest.mark.parametrize("go", ["send", "next", "check", "back", "start"])
def test_answers_that_no_form_of_ours_offers_are_refused(opened, go, fields, status):
    reply = opened.post(opened.codes[0], go, **fields)

    assert reply.status_code == status
    assert 'lang="mn"' in reply.text
    assert opened.stored() == (0, 0)


@pytest.mark.parametrize("go", ["fly", "change:99", "change:", "language:xx"])
def test_buttons_that_we_do_not_have_are_refused(opened, go):
    assert opened.post(opened.codes[0], go, contact="no").status_code == 400


@pytest.mark.parametrize("language", ["mn", "en"])
def test_ten_megabytes_are_refused_in_the_respondents_language(opened, language):
    reply = opened.post(
        opened.codes[0], "send", language=language, comment="ө" * 5_000_000
    )

    assert reply.status_code == 413
    assert f'lang="{language}"' in reply.text
    assert opened.stored() == (0, 0)


def test_a_wrong_encoding_is_refused(opened):
    body = f"code={opened.codes[0]}&go=send&item-contact=no&item-comment=".encode()
    reply = opened.client().post(
        "/en/answer",
        data=body + "Сайн".encode("cp1251"),
        content_type=site.FORM,
    )

    assert reply.status_code == 400
    assert _heading(reply) == "The form could not be read"
    assert opened.stored() == (0, 0)


def _refuse_writing(databases, *, refuse):
    with databases.responses() as session:
        engine = session.get_bind()
    connection = engine.raw_connection()
    connection.driver_connection.execute(f"PRAGMA query_only = {int(refuse)}")
    connection.close()


def test_a_database_that_cannot_write_is_a_page_and_leaves_the_code_good(opened, kind):
    if kind != "sqlite":
        pytest.skip("only SQLite can be told to refuse writing")
    _refuse_writing(opened.databases, refuse=True)
    reply = opened.post(opened.codes[0], "send", language="en", contact="no")
    _refuse_writing(opened.databases, refuse=False)

    assert reply.status_code == 503
    assert _heading(reply) == "The service is not available at the moment"
    assert opened.stored() == (0, 0)
    assert opened.post(opened.codes[0], "send", contact="no").status_code == 200


def test_a_page_that_does_not_exist_speaks_the_language_of_its_address(opened):
    client = opened.client()

    assert _heading(client.get("/en/nothing")) == "There is no such page"
    assert _heading(client.get("/nothing")) == "Ийм хуудас алга"
    assert client.delete("/mn/answer").status_code == 405


def test_logs_never_quote_what_was_sent(opened, caplog):
    def broken():
        raise RuntimeError("secret-answer")

    opened.app.view_functions["health.lives"] = broken
    with caplog.at_level(logging.DEBUG):
        reply = opened.client().get("/healthz")
        opened.post(opened.codes[0], "send", contact="no", comment="secret-answer")
        opened.post("secret-answer", "send")

    assert reply.status_code == 500
    assert "RuntimeError" in caplog.text
    assert "secret-answer" not in caplog.text
    assert opened.codes[0] not in caplog.text


NAMES = st.one_of(
    st.sampled_from(
        ["code", "step", "go", "checking", "item-heard", "item-comment", "item-tools"]
    ),
    st.text(max_size=20),
)
VALUES = st.one_of(
    st.sampled_from(
        ["start", "next", "back", "check", "change:1", "language:en", "1", "check"]
    ),
    st.text(max_size=40),
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    fields=st.lists(st.tuples(NAMES, VALUES), max_size=12),
    known=st.booleans(),
    path=st.sampled_from(["/mn/answer", "/en/answer", "/mn/receipt"]),
)
def test_hostile_forms_break_nothing_and_store_nothing(opened, fields, known, path):
    start = [("code", opened.codes[0])] if known else []
    data = {}
    for name, value in [*fields, *start]:
        data.setdefault(name, []).append(value)
    sent = [value for value in data.get("go", []) if value == "send"]

    reply = opened.client().post(path, data=data, content_type=site.FORM)

    assert reply.status_code < 500
    if not sent:
        assert opened.stored() == (0, 0)
