"""The form for browsers that seal: public, whole, and the same for everybody."""

import json
import time
from datetime import date

import pytest
from lxml import html

from questionnaires import conditions, loader
from survey.responses import store
from survey.web import form_facts
from tests.support import site
from tests.support.blind import blind_field

FIELD = blind_field()


@pytest.fixture
def client(databases):
    return FIELD.site(databases).test_client()


def _address(number=0, language="mn"):
    group = FIELD.manifest.groups[number]
    return f"/{language}/form/blind-2026/{group.key_id.hex()}"


def _page(client, address):
    reply = client.get(address)
    assert reply.status_code == 200
    return html.fromstring(reply.text)


def _facts(page):
    [root] = page.xpath("//*[@data-form]")
    return json.loads(root.get("data-facts"))


def test_the_page_is_the_same_for_everybody_and_sets_nothing(client):
    first, second = client.get(_address()), client.get(_address())

    assert first.data == second.data
    assert "Set-Cookie" not in first.headers
    assert first.headers["Cache-Control"] == "public, no-cache"
    mark = first.headers["ETag"]
    again = client.get(_address(), headers={"If-None-Match": mark})
    assert (again.status_code, again.data) == (304, b"")


def test_nothing_on_the_page_can_be_sent_by_accident(client):
    page = _page(client, _address())

    assert page.xpath("//form") == []
    buttons = page.xpath("//*[@data-form]//button")
    assert {button.get("type") for button in buttons} == {"button"}
    assert page.xpath("//script[not(@src)]") == page.xpath("//*[@style]") == []


def test_without_a_script_it_leads_to_where_one_can_answer(client):
    page = _page(client, _address(2))

    [shown] = page.xpath("//*[@data-view='nothing']")
    assert [link.get("href") for link in shown.xpath(".//a")] == ["/mn/answer"]
    [style] = page.xpath("//noscript/link[@rel='stylesheet']/@href")
    assert b"[data-view=nothing][hidden]{display:block" in client.get(style).data
    [unfit] = page.xpath("//script[@nomodule]/@src")
    assert b'"nothing"' in client.get(unfit).data


@pytest.mark.parametrize("language", ["mn", "en"])
def test_every_item_stands_in_its_step_with_the_inputs_of_its_options(client, language):
    page = _page(client, _address(language=language))
    facts = _facts(page)

    drawn = {
        (step.get("data-step"), item.get("data-item"))
        for step in page.xpath("//*[@data-step]")
        for item in step.xpath(".//*[@data-item]")
    }
    assert drawn == {(str(item["step"]), item["name"]) for item in facts["items"]}
    for item in facts["items"]:
        [holder] = page.xpath(f'//*[@data-item="{item["name"]}"]')
        inputs = holder.xpath(".//input | .//textarea")
        ways = [*item["options"], *item["missing"]]
        assert {field.get("name") for field in inputs} == {f"item-{item['name']}"}
        assert inputs[0].get("id") == f"item-{item['name']}"
        if item["type"] != "text":
            values = [field.get("value") for field in inputs]
            assert values == [way["input"] for way in ways]


def test_facts_name_what_the_script_compares_with_the_manifest(client):
    facts = _facts(_page(client, _address()))

    assert facts["digest"] == FIELD.manifest.digest.hex()
    assert facts["key_id"] == FIELD.manifest.groups[0].key_id.hex()
    assert facts["bucket"] == FIELD.manifest.bucket
    assert (facts["answers"], facts["enter"]) == ("/answers", "/mn/answer")
    assert client.get(facts["manifest"]).data == FIELD.manifest.to_json()
    assert "{part}" in facts["texts"]["progress"]
    assert "{parts}" in facts["texts"]["progress"]


def test_facts_keep_the_values_and_conditions_of_the_questionnaire(client):
    items = {i["name"]: i for i in _facts(_page(client, _address()))["items"]}

    for item in loader.read(site.SOURCE).items:
        if item.source is None:
            told = items.pop(item.name)
            values = [option.value for option in item.options]
            assert [option["value"] for option in told["options"]] == values
            assert (told["required"], told["type"]) == (item.required, item.type)
            assert (told["when"] is None) == (item.when is None)
    assert items == {}


def test_a_condition_is_told_as_nested_lists():
    read = conditions.parse("a == 1 and not ('x' in b or c > -2.5)")

    assert form_facts.condition(read.expression) == [
        "and",
        ["==", "a", 1],
        ["not", ["or", ["in", "b", "x"], [">", "c", -2.5]]],
    ]


def test_a_group_with_services_is_asked_for_one(databases):
    opened = site.opened(databases)
    key_id = opened.manifest.groups[0].key_id.hex()

    facts = _facts(_page(opened.client(), f"/mn/form/every/{key_id}"))

    [service] = [item for item in facts["items"] if item["name"] == "service"]
    assert [o["value"] for o in service["options"]] == list(site.SERVICES)


def test_people_of_a_small_group_are_warned_and_others_are_not(databases):
    small = blind_field(survey="small", eligible=49).site(databases).test_client()
    large = blind_field(survey="large", eligible=50)
    warning = "Only 49 people belong to your group."
    group = blind_field(survey="x").manifest.groups[0].key_id.hex()

    assert warning in small.get(f"/en/form/small/{group}").text
    with databases.responses.begin() as session:
        store.purge(session, "small")
    page = large.site(databases).test_client().get(f"/en/form/large/{group}").text
    assert "people belong to your group" not in page


def test_the_first_page_says_what_is_used_up_and_when(databases):
    opened = FIELD.site(databases).test_client()

    assert "Your right to answer is used up only" in opened.get(_address(0, "en")).text
    assert "Your code is used up only" in opened.get(_address(2, "en")).text


def test_free_text_asks_for_no_names(client):
    page = _page(client, _address(language="en"))
    texts = [i["name"] for i in _facts(page)["items"] if i["type"] == "text"]

    assert texts
    for name in texts:
        [holder] = page.xpath(f'//*[@data-item="{name}"]')
        assert "Please write no names" in holder.text_content()


@pytest.mark.parametrize(
    "address", ["blind-2026/00", f"blind-2026/{'00' * 32}", f"other/{'00' * 32}"]
)
def test_a_group_that_is_not_there_has_no_form(client, address):
    assert client.get(f"/mn/form/{address}").status_code == 404


@pytest.mark.parametrize(
    ("today", "status"), [(date(2026, 7, 7), 403), (date(2026, 10, 1), 410)]
)
def test_the_form_is_there_between_the_two_days(databases, today, status):
    client = FIELD.site(databases, today=today).test_client()
    assert client.get(_address()).status_code == status


def test_a_closed_survey_has_no_form_though_it_was_drawn(client, databases):
    client.get(_address())
    with databases.responses.begin() as session:
        store.close(session, "blind-2026")
    time.sleep(1.1)  # a page may stand in memory for a second
    assert client.get(_address()).status_code == 410
