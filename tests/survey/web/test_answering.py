import json
import re

import pytest

from tests.support import site

ALL = {
    "service": site.SERVICES[0],
    "contact": "yes",
    "heard": "4",
    "pressure": "~refused",
    "tools": ["phone", "paper"],
    "waiting": "2",
    "gift": "same",
    "comment": "Ажлын ачаалал их.",
}
opened = pytest.fixture(site.opened)


def _hidden(page):
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return [pair for pair in found if pair[0] != "checking"]


def test_opening_the_code_page_or_the_form_spends_nothing(opened):
    assert opened.client().get("/mn/answer").status_code == 200
    assert opened.post(opened.codes[0], "start").status_code == 200

    assert opened.stored() == (0, 0)


def test_the_first_step_introduces_the_survey(opened):
    page = opened.post(opened.codes[0], "start", language="en").text

    assert "Integrity at work" in page
    assert "This survey is about your place of work." in page
    assert "It takes about 3 minutes." in page
    assert "by one key-holder" in page
    assert "fewer than 10 people" in page


def test_everything_can_be_sent_at_once_and_is_stored_sealed(opened):
    reply = opened.post(opened.codes[0], "send", **ALL)

    assert reply.status_code == 200
    assert re.search(r'data-receipt="[0-9a-f]{64}"', reply.text)
    assert opened.stored() == (1, 1)
    [answers] = opened.answers()
    assert json.loads(answers) == {
        **ALL,
        "heard": 4,
        "pressure": {"missing": "refused"},
        "waiting": 2,
    }


def test_the_code_may_be_written_in_many_ways(opened):
    code = opened.codes[0].lower().replace("-", " ")

    assert opened.post(code, "send", contact="no").status_code == 200


def test_answers_travel_in_hidden_fields_from_step_to_step(opened):
    code = opened.codes[0]
    page = opened.post(code, "next", step="1", contact="no", heard="2").text

    assert ("item-contact", "no") in _hidden(page)
    assert ("item-heard", "2") in _hidden(page)
    assert ("step", "3") in _hidden(page)
    assert "item-tools" not in dict(_hidden(page))


def test_going_back_shows_what_was_answered(opened):
    page = opened.post(opened.codes[0], "back", step="3", contact="no", tools="paper")

    assert 'value="no" checked' in page.text
    assert ("item-tools", "paper") in _hidden(page.text)


def test_a_required_item_is_asked_for_with_a_summary_and_an_error_title(opened):
    reply = opened.post(opened.codes[0], "next", step="1", language="en")

    assert reply.status_code == 422
    assert "<title>Error: " in reply.text
    assert 'href="#item-contact"' in reply.text
    assert opened.post(opened.codes[0], "next", step="1").text.count("Алдаа:") >= 1


def test_sending_without_a_required_answer_leads_to_its_step(opened):
    reply = opened.post(opened.codes[0], "send", heard="3")

    assert reply.status_code == 422
    assert 'href="#item-contact"' in reply.text
    assert opened.stored() == (0, 0)


def test_too_long_a_text_is_told_and_not_cut(opened):
    reply = opened.post(
        opened.codes[0], "check", step="4", contact="no", comment="ө" * 201
    )

    assert reply.status_code == 422
    assert "ө" * 201 in reply.text


def test_the_check_page_shows_every_asked_question_in_words(opened):
    page = opened.post(opened.codes[0], "check", language="en", **ALL).text

    assert "Prefer not to say" in page
    assert "Telephone" in page
    assert "10 to 30 minutes" in page
    skipped = opened.post(opened.codes[0], "check", language="en", contact="no").text
    assert skipped.count("Not answered") == 6
    assert "Citizens put pressure on me." not in skipped


def test_changing_an_answer_leads_back_to_the_check_page(opened):
    page = opened.post(opened.codes[0], "change:3", step="check", **ALL).text

    assert 'value="check"' in page
    assert 'name="checking" value="yes"' in page
    assert ("item-comment", ALL["comment"]) in _hidden(page)


def test_a_changed_answer_removes_what_is_no_longer_asked(opened):
    reply = opened.post(opened.codes[0], "send", contact="no", pressure="4")

    assert reply.status_code == 200
    assert opened.answers() == ['{"contact":"no"}']


@pytest.mark.parametrize("step", ["3", "check"])
def test_the_language_changes_on_every_screen_and_keeps_answers(opened, step):
    page = opened.post(opened.codes[0], "language:en", step=step, **ALL)

    assert page.status_code == 200
    assert '<html lang="en"' in page.text
    assert 'action="/en/answer"' in page.text
    words = {"3": "What do you work with?", "check": "Check your answers"}
    assert words[step] in page.text
    assert ("item-comment", ALL["comment"]) in _hidden(page.text)


def test_the_language_changes_before_the_code_is_known_to_be_good(opened):
    page = opened.post("ABC", "language:en")

    assert page.status_code == 200
    assert 'value="ABC"' in page.text
    assert "The code of your card" in page.text


def test_the_receipt_can_be_saved_and_read_in_another_language(opened):
    page = opened.post(opened.codes[0], "send", contact="no").text
    carried = dict(_hidden(page))
    client = opened.client()

    saved = client.post("/mn/receipt", data={**carried, "go": "download"})
    other = client.post("/en/receipt", data={**carried, "go": "language:en"})

    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert carried["leaf"] in saved.text
    assert carried["promise"] in saved.text
    assert "Thank you. Your answer was received." in other.text
    assert f'data-receipt="{carried["leaf"]}"' in other.text


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"leaf": "a" * 64, "promise": "<script>", "closes": "2026-09-30"},
        {"leaf": "a" * 64, "promise": "b" * 128, "closes": "soon"},
    ],
)
def test_a_receipt_that_is_not_ours_is_not_shown(opened, fields):
    assert opened.client().post("/mn/receipt", data=fields).status_code == 400


def test_a_second_sending_says_that_the_code_is_counted(opened):
    opened.post(opened.codes[0], "send", contact="no")

    again = opened.post(opened.codes[0], "send", language="en", contact="yes")

    assert again.status_code == 409
    assert "This code is already counted" in again.text
    assert opened.answers() == ['{"contact":"no"}']


def test_free_text_is_preceded_by_a_warning(opened):
    page = opened.post(opened.codes[0], "next", step="3", contact="no", language="en")

    assert "Please write no names" in page.text


def test_text_of_a_person_is_never_markup(opened):
    attack = '"><script>alert(1)</script>'
    for go in ("check", "next", "language:en"):
        page = opened.post(
            opened.codes[0], go, step="3", contact="no", comment=attack
        ).text
        assert "<script>alert" not in page
