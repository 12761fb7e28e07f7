"""An answer by poster costs its phone some work, once, in a group of its own."""

import secrets
from datetime import timedelta

import pytest
from lxml import html

from questionnaires import loader
from survey import opening, sealing
from survey.config import Settings
from survey.opening import Documents
from survey.posters import point_word
from survey.registry import groups, surveys
from survey.registry.lifecycle import Survey
from survey.registry.organisations import ServicePoint
from survey.responses import store
from survey.tokens import proof_of_work
from survey.web.app import Services, create_app
from survey.web.posters_api import Crowd
from survey.web.strict_json import packed
from tests.support.databases import both_kinds
from tests.support.site import TODAY

POINT = ServicePoint("Газар", "Бүртгэлийн танхим", ("Лавлагаа", "Үнэмлэх"))


class Hall:
    """A service point with a poster on its wall and cards at its counter."""

    def __init__(self, databases, home):
        self.databases = databases
        questionnaire = loader.load("citizen_satisfaction")
        plans = (*groups.on_posters([POINT]), *groups.at_counters([POINT], 30))
        draft = Survey(
            name="citizens",
            kind=questionnaire.kind,
            questionnaire=questionnaire.name,
            version=questionnaire.version,
            opens=TODAY,
            answers_open=TODAY,
            closes=TODAY,
            keep_until=TODAY + timedelta(days=30),
            group_floor=20,
            sample=True,
            groups=plans,
        )
        key = sealing.public_bytes(sealing.new_key())
        made = Documents(loader.source("citizen_satisfaction"), (key,))
        with databases.registry.begin() as one, databases.responses.begin() as two:
            surveys.draft(one, draft)
            self.manifest = opening.open_survey(
                one, two, "citizens", made, today=TODAY
            ).manifest
        self.day = TODAY
        faces = frozenset({"collector"})
        settings = Settings(home, "", "", "http://localhost", faces, sample=True)
        services = Services(databases, settings, lambda: self.day)
        self.client = create_app(services).test_client()
        self.poster, self.counter = self.manifest.groups

    def work(self, group=None):
        asked = self.client.post(
            "/answers/challenge", json={"key_id": (group or self.poster).key_id.hex()}
        )
        assert asked.status_code == 200, asked.json
        return proof_of_work.solve(asked.json)

    def body(self, work, group=None):
        length = sealing.sealed_length(self.manifest.bucket, 1)
        return {
            "key_id": (group or self.poster).key_id.hex(),
            "nonce": secrets.token_hex(32),
            "sealed": packed(secrets.token_bytes(length)),
            "work": work,
        }

    def send(self, work, group=None):
        return self.client.post("/answers", json=self.body(work, group))

    def kept(self):
        with self.databases.responses() as session:
            counts = store.answers_per_group(session, "citizens")
        return counts[self.poster.key_id], counts[self.counter.key_id]


@pytest.fixture
def hall(databases, tmp_path):
    return Hall(databases, tmp_path)


@both_kinds
def test_an_answer_with_work_is_kept_in_the_posters_own_group(hall):
    reply = hall.send(hall.work())
    assert reply.status_code == 200
    assert reply.json.keys() == {"leaf", "promise"}
    assert hall.kept() == (1, 0)


@both_kinds
def test_the_same_work_is_taken_once(hall):
    work = hall.work()
    assert hall.send(work).status_code == 200
    again = hall.send(work)
    assert (again.status_code, again.json) == (403, {"error": "work"})
    assert hall.kept() == (1, 0)


@both_kinds
def test_the_same_answer_with_the_same_work_gets_the_same_receipt(hall):
    body = hall.body(hall.work())
    first = hall.client.post("/answers", json=body)
    again = hall.client.post("/answers", json=body)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json == again.json
    other = {**hall.body(body["work"]), "nonce": body["nonce"]}
    assert hall.client.post("/answers", json=other).json == {"error": "work"}
    assert hall.kept() == (1, 0)


@both_kinds
def test_one_sealed_answer_with_new_work_and_another_nonce_is_kept_once(hall):
    body = hall.body(hall.work())
    assert hall.client.post("/answers", json=body).status_code == 200
    copied = {**hall.body(hall.work()), "sealed": body["sealed"]}
    refused = hall.client.post("/answers", json=copied)
    assert (refused.status_code, refused.json) == (400, {"error": "copied"})
    other = {**hall.body(copied["work"]), "nonce": copied["nonce"]}
    assert hall.client.post("/answers", json=other).status_code == 200
    assert hall.kept() == (2, 0)


def test_work_that_is_missing_foreign_or_for_cards_is_refused(hall):
    assert hall.send("").json == {"error": "work"}
    assert hall.send(hall.work(), group=hall.counter).json == {"error": "unknown"}
    asked = {"key_id": hall.counter.key_id.hex()}
    assert hall.client.post("/answers/challenge", json=asked).status_code == 404
    asked = {"key_id": "00" * 32}
    assert hall.client.post("/answers/challenge", json=asked).status_code == 404
    assert hall.client.post("/answers/challenge", json={}).status_code == 400
    assert hall.kept() == (0, 0)


def test_a_poster_leads_to_the_questions_of_the_day(hall):
    word, key_id = point_word(hall.poster.name), hall.poster.key_id.hex()
    shown = hall.client.get(f"/mn/at/{word}")
    form = hall.client.get(f"/mn/form/citizens/{key_id}")
    assert (shown.status_code, form.status_code) == (200, 200)
    assert shown.headers["Cache-Control"] == "public, no-cache"
    assert f'href="/en/at/{word}"' in shown.text
    elsewhere = f'href="/en/form/citizens/{key_id}"'
    assert shown.text.replace(f'href="/en/at/{word}"', elsewhere) == form.text


def test_the_first_questions_of_a_poster_are_read_before_any_script_runs(hall):
    page = html.fromstring(
        hall.client.get(f"/mn/at/{point_word(hall.poster.name)}").text
    )
    views = page.xpath("//*[@data-view][not(@hidden)]/@data-view")
    steps = page.xpath("//*[@data-step][not(@hidden)]/@data-step")
    buttons = page.xpath(
        "//*[@data-view='questions']//button[not(ancestor-or-self::*[@hidden])]"
    )
    assert (views, steps) == (["questions"], ["1"])
    # A button that does nothing yet is worse than none.
    assert [b for b in buttons if b.getparent().tag != "template"] == []
    assert page.xpath("//*[@data-coming][not(@hidden)]")


def test_a_poster_without_a_survey_says_so_and_keeps_its_address(hall):
    hall.day = TODAY + timedelta(days=1)
    reply = hall.client.get(f"/mn/at/{point_word(hall.poster.name)}")
    assert reply.status_code == 404
    assert "110" in reply.text
    assert hall.client.get("/mn/at/nonsense").status_code == 404


def test_nothing_is_taken_by_poster_after_the_last_day(hall):
    work = hall.work()
    hall.day = TODAY + timedelta(days=1)
    assert hall.send(work).json == {"error": "closed"}
    assert hall.kept() == (0, 0)


def test_more_work_is_asked_while_many_come_and_less_again_afterwards():
    crowd = Crowd()
    first = crowd.effort(0.0).rounds
    many = [crowd.effort(1.0).rounds for _ in range(300)]
    assert first == many[0]
    assert many == sorted(many)
    assert many[-1] == 6 * first
    assert crowd.effort(100.0).rounds == first


@both_kinds
def test_an_answer_whose_reply_was_lost_is_kept_once_also_with_later_work(hall):
    body = hall.body(hall.work())
    first = hall.client.post("/answers", json=body)
    later = hall.client.post("/answers", json={**body, "work": hall.work()})
    again = hall.client.post("/answers", json={**body, "work": hall.work()})

    assert first.json == later.json == again.json
    assert hall.kept() == (1, 0)
