import pytest

from questionnaires import loader
from survey.web import values
from survey.web.values import UnknownAnswerError
from tests.support import site

QUESTIONNAIRE = loader.read(site.SOURCE)
GROUP = site.group()


def _read(**posted):
    return values.to_answers(QUESTIONNAIRE, GROUP, posted)


@pytest.mark.parametrize(
    ("posted", "answer"),
    [
        ({"heard": ("5",)}, {"heard": 5}),
        ({"heard": ("~refused",)}, {"heard": {"missing": "refused"}}),
        ({"tools": ("paper", "phone", "paper")}, {"tools": ["paper", "phone"]}),
        ({"gift": ("same",)}, {"gift": "same"}),
        ({"service": (site.SERVICES[1],)}, {"service": site.SERVICES[1]}),
        ({"comment": (" Сайн. ",)}, {"comment": "Сайн."}),
        ({"comment": ("  ",)}, {}),
    ],
)
def test_every_type_of_item_is_read(posted, answer):
    assert _read(**posted) == answer


@pytest.mark.parametrize(
    "posted",
    [
        {"unknown": ("1",)},
        {"heard": ("6",)},
        {"heard": ("1", "2")},
        {"heard": ("~lazy",)},
        {"tools": ("phone", "axe")},
        {"service": ("Бусад",)},
        {"gift": ("yes",)},
        {"gift": ("~refused",)},
    ],
)
def test_values_that_the_form_does_not_offer_are_refused(posted):
    with pytest.raises(UnknownAnswerError):
        _read(**posted)


def test_an_answer_to_an_item_that_is_not_asked_is_dropped():
    assert _read(contact=("no",), pressure=("3",)) == {"contact": "no"}
    assert _read(contact=("yes",), pressure=("3",)) == {"contact": "yes", "pressure": 3}


def test_a_service_is_asked_only_where_there_is_a_choice():
    item = QUESTIONNAIRE.item("service")

    assert values.applies(item, {}, site.group())
    assert not values.applies(item, {}, site.group(services=site.SERVICES[:1]))


@pytest.mark.parametrize(
    "answer", [5, "same", ["paper", "phone"], {"missing": "refused"}]
)
def test_an_answer_survives_the_way_through_a_form(answer):
    name = {int: "heard", str: "gift", list: "tools", dict: "heard"}[type(answer)]

    fields = tuple(values.to_fields(answer))

    assert _read(**{name: fields}) == {name: answer}
