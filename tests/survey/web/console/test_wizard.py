"""The steps that lead to an opening: their states, their faults, and going back."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest

from questionnaires import loader, xlsform
from survey.accounts.roles import Role
from survey.manifest import Manifest
from survey.registry import audit, organisations, steps, surveys
from survey.registry.organisations import Organisation
from survey.registry.steps import Step
from tests.support import console
from tests.support.preparing import NAME, Preparation

SMALL = [Organisation(f"{n} дүгээр хороо", "хороо", 12) for n in range(1, 5)]


@pytest.fixture
def site(databases, tmp_path):
    made = console.opened(databases, tmp_path / "home")
    with databases.registry.begin() as session:
        organisations.enter(session, SMALL)
    return made


@pytest.fixture
def officer(site):
    return site.signed_in(Role.OFFICER)


@pytest.fixture
def draft(officer):
    found = Preparation(officer)
    found.begin()
    return found


def _groups(site):
    with site.databases.registry() as session:
        found = surveys.find(session, NAME).groups
    return {g.name: sorted(m.organisation for m in g.members) for g in found}


def _states(page):
    """Return the words of state of all steps, in their order."""
    return re.findall(
        r'<strong class="govuk-tag govuk-tag--\w+">([^<]+)</strong>', page
    )


def test_the_home_of_a_draft_tells_how_far_each_step_is(officer, draft):
    assert _states(officer.get(draft.home).text) == [
        *("Дууссан", "Хийх", "Хийх", "Хийх", "Хийх"),
        *("Зөвлөж байна", "Зөвлөж байна", "Хаалттай"),
    ]

    draft.step("groups")

    assert _states(officer.get(draft.home).text)[:3] == [
        "Дууссан",
        "Дууссан",
        "Хийх",
    ]


def test_another_officer_goes_on_where_the_first_one_stopped(site, draft):
    draft.step("groups")
    other = site.person("second@example.mn")
    with site.databases.registry.begin() as session:
        account = console.Account(other.email, "Хоёр", frozenset({Role.OFFICER}))
        console.people.create(session, account)
    other.set_up()
    other.sign_in()
    draft.person = other

    assert draft.step("channels").location.endswith("/draft/days")
    with site.databases.registry() as session:
        assert set(steps.settled(session, NAME)) >= {Step.GROUPS, Step.CHANNELS}


def test_each_step_leads_on_and_back(draft):
    ways = [("questionnaire", "groups"), ("groups", "channels"), ("channels", "days")]
    for word, after in ways:
        assert draft.step(word).location.endswith(f"/draft/{after}")
    assert draft.step("channels", go="back").location.endswith("/draft/groups")
    assert draft.step("groups", go="back").location.endswith("/draft/questionnaire")


def test_an_officer_decides_which_organisations_answer_together(site, draft):
    first, second, third, fourth = (body.name for body in SMALL)
    assert len(_groups(site)) == 4

    draft.step("groups", go="join", body=[first, third])
    draft.step("groups", go="join", body=[second, fourth])

    assert sorted(_groups(site).values()) == sorted(
        [[console.BODIES[0]], [console.BODIES[1]], [first, third], [second, fourth]]
    )
    assert draft.step("groups").location.endswith("/draft/channels")
    draft.step("groups", go="propose")
    assert [first, second] in _groups(site).values()


def test_a_group_that_is_too_small_is_told_and_stops_the_opening(officer, draft):
    draft.step("groups", go="join", body=[SMALL[0].name])

    refused = draft.step("groups")

    assert refused.status_code == 422
    assert f"«{SMALL[0].name}» бүлэгт 12 хүн байна" in refused.text
    draft.step("channels")
    assert f"«{SMALL[0].name}»" in officer.get(draft.home).text
    assert draft.open().status_code == 409


def test_a_group_is_named_and_no_two_alike(site, draft):
    old = ", ".join(body.name for body in SMALL[:2])
    draft.step("groups", go="save", old=old, new="Хойд  хороод")
    assert "Хойд хороод" in _groups(site)

    again = draft.step("groups", go="save", old="Хойд хороод", new=console.BODIES[0])

    assert again.status_code == 422
    assert "Хойд хороод" in _groups(site)


def test_a_changed_headcount_asks_for_the_groups_again(site, officer, draft):
    draft.step("groups")
    with site.databases.registry.begin() as session:
        organisations.enter(session, [Organisation("Шинэ газар", "хэлтэс", 50)])

    assert "орон тоо өөрчлөгдсөн" in officer.get(draft.home).text
    draft.step("groups", go="renew")

    assert ["Шинэ газар"] in _groups(site).values()
    assert "орон тоо өөрчлөгдсөн" not in officer.get(draft.home).text


def test_what_would_be_withheld_is_foretold_and_nothing_is_stored(site, draft):
    draft.step("groups")
    plenty = draft.step("groups", go="look", response="90", cell_floor="10").text
    few = draft.step("groups", go="look", response="30", cell_floor="15").text

    assert "Бүлэг бүр өөрийн үр дүнтэй болно" in plenty
    assert "4 бүлгээс 4 нь өөрийн үр дүнгүй үлдэнэ" in few
    with site.databases.registry() as session:
        assert steps.expectation(session, NAME) == steps.Expectation()


@pytest.mark.slow
def test_floors_are_raised_and_never_lowered(site, draft):
    draft.step("groups", cell_floor="3", group_floor="2", response="70")
    with site.databases.registry() as session:
        assert steps.expectation(session, NAME) == steps.Expectation(10, 70)
        assert surveys.find(session, NAME).group_floor == 20

    draft.step("groups", cell_floor="15", group_floor="24")
    draft.step("channels")
    draft.days()
    draft.make_key()
    draft.prove(draft.keys[0])
    assert draft.open().status_code == 302

    with site.databases.registry() as session:
        manifest = Manifest.from_json(surveys.find(session, NAME).manifest)
    assert (manifest.cell_floor, manifest.group_floor) == (15, 24)


def test_invitations_without_addresses_are_kept_and_told(site, draft):
    draft.step("groups")

    refused = draft.step("channels", **{"channel-1": "blind"})

    assert refused.status_code == 422
    assert f"{console.BODIES[0]}: 40 албан хаагчтай" in refused.text
    with site.databases.registry() as session:
        channels = [group.channel for group in surveys.find(session, NAME).groups]
    assert channels[0] == "blind"
    assert set(channels[1:]) == {"slip"}
    assert draft.open().status_code == 409


@pytest.mark.parametrize(
    ("field", "day"),
    [
        ("opens", "2026-13-01"),
        ("opens", ""),
        ("closes", "2026-07-01"),
        ("answers_open", "2026-10-02"),
        ("keep_until", "2026-09-01"),
    ],
)
def test_days_out_of_order_are_told_at_their_field(site, draft, field, day):
    page = draft.days(**{field: day})

    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert f'value="{day}"' in page.text
    with site.databases.registry() as session:
        assert Step.DAYS not in steps.settled(session, NAME)


def test_a_last_day_that_is_over_stops_the_opening(site, officer, draft):
    draft.days()
    site.clock.day += timedelta(days=100)

    assert "өнгөрсөн байна" in officer.get(draft.home).text
    assert 'href="#closes"' in draft.days().text


def test_words_stand_in_both_languages_or_not_at_all(draft):
    words = {f"introduction-{code}": f"Intro {code}\n\nmore" for code in ("mn", "en")}
    half = draft.step("words", **words, **{"contact-mn": "7000-0000"})
    assert half.status_code == 422
    assert 'href="#contact-en"' in half.text
    assert "7000-0000" in half.text

    told = {"contact-mn": "Утас", "contact-en": "Call us"}
    assert draft.step("words", **words, **told).status_code == 302

    page = draft.person.get(f"/en/surveys/{NAME}/preview").text
    assert "Intro en" in page
    assert "Call us" in page
    assert "REHEARSAL" not in page


def test_other_words_ask_for_another_rehearsal(site, draft):
    with site.databases.registry.begin() as session:
        steps.settle(session, NAME, Step.REHEARSAL)
    texts = {"introduction-mn": "Шинэ", "introduction-en": "New"}

    draft.step("words", **texts)

    with site.databases.registry() as session:
        assert Step.REHEARSAL not in steps.settled(session, NAME)


def test_another_questionnaire_takes_the_place_of_the_first(site, officer, draft):
    draft.step("groups")
    path = f"{draft.home}/draft/questionnaire"
    workbook = xlsform.write(loader.load("training"))
    reply = draft.upload(path, {"file": workbook}, go="change")
    assert reply.location.endswith("/draft/questionnaire")

    with site.databases.registry() as session:
        found = surveys.find(session, NAME)
        assert (found.questionnaire, found.kind) == ("training", "event")
        assert Step.GROUPS not in steps.settled(session, NAME)
    assert loader.load("training").title.to("mn") in officer.get(path).text


def test_faults_of_another_questionnaire_leave_the_first(site, draft):
    book = openpyxl.load_workbook(io.BytesIO(xlsform.write(loader.load("training"))))
    book["survey"]["B3"].value = "№ 1"
    target = io.BytesIO()
    book.save(target)
    path = f"{draft.home}/draft/questionnaire"

    reply = draft.upload(path, {"file": target.getvalue()}, go="change")

    assert reply.status_code == 422
    assert "survey, row 3" in reply.text
    with site.databases.registry() as session:
        assert surveys.find(session, NAME).questionnaire == "internal_integrity"


def test_what_a_workbook_of_others_loses_is_told_after_the_upload(officer, draft):
    book = openpyxl.Workbook()
    book.active.title = "survey"
    rows = [
        ("type", "name", "label"),
        ("deviceid", "id", ""),
        ("text", "why", "Яагаад?"),
    ]
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    path = f"{draft.home}/draft/questionnaire"

    assert (
        draft.upload(path, {"file": target.getvalue()}, go="change").status_code == 302
    )

    page = officer.get(path).text
    assert "survey, row 2: «deviceid» мөрийг орхив." in page
    assert '<dd class="govuk-summary-list__value">1</dd>' in page


def test_a_key_counts_once_its_holder_opened_a_test_seal(site, officer, draft):
    differ = draft.make_key(again="өөр нууц өгүүлбэр")
    assert 'href="#again"' in differ.text
    assert 'value="АТГ"' in differ.text
    draft.make_key()
    [key] = draft.keys
    assert "шалгаагүй" in officer.get(draft.home).text

    assert 'href="#copied"' in draft.prove(key, copied="").text
    assert draft.prove(key, passphrase="буруу нууц үг энд").status_code == 422
    assert draft.prove(key).status_code == 302

    assert "шалгаагүй" not in officer.get(draft.home).text
    with site.databases.registry() as session:
        acts = [line.act for line in audit.lines(session, most=2)]
    assert acts == ["key_proved", "key_entered"]


@pytest.mark.slow
def test_a_survey_has_two_key_holders_at_most(draft):
    draft.make_key("АТГ")
    draft.make_key("Тамгын газар")

    assert 'href="#holder"' in draft.make_key("Гурав дахь").text
    assert len(draft.keys) == 2


def test_what_will_be_opened_is_shown_with_everything(officer):
    draft = Preparation(officer).ready()

    page = officer.get(f"/en/surveys/{NAME}/open").text

    for words in (
        *("Secret survey of internal integrity", SMALL[0].name, "August 1, 2026"),
        *("September 30, 2026", "АТГ (proved)", "128 rights to answer"),
        *("was not rehearsed", "One key-holder alone"),
    ):
        assert words in page, words
    assert draft.open().status_code == 302
    assert officer.get(f"/mn/surveys/{NAME}/draft/groups").status_code == 409


@pytest.mark.slow
def test_nothing_of_an_open_survey_can_be_prepared_any_more(site, officer):
    draft = Preparation(officer).ready()
    page = officer.get(f"{draft.home}/draft/groups").text
    token = re.search(r'csrf_token" value="([^"]+)"', page).group(1)
    draft.open()
    with site.databases.registry() as session:
        before = surveys.find(session, NAME)

    for path in ("draft/groups", "draft/channels", "draft/days", "draft/words"):
        data = {"csrf_token": token, "go": "propose", "introduction-mn": "а"}
        data |= {"introduction-en": "b", "opens": "2026-08-02"}
        reply = officer.client.post(f"/console{draft.home}/{path}", data=data)
        assert reply.status_code == 409, path
    reply = officer.client.post(
        f"/console{draft.home}/draft/discard", data={"csrf_token": token}
    )
    assert reply.status_code == 409
    with site.databases.registry() as session:
        assert surveys.find(session, NAME) == before


@pytest.mark.slow
def test_a_draft_is_thrown_away_with_all_that_was_decided(site, officer):
    draft = Preparation(officer).ready()

    assert draft.step("discard").location.endswith("/console/mn/")

    with site.databases.registry() as session:
        assert surveys.names(session) == ()
        assert steps.settled(session, NAME) == frozenset()
        assert audit.lines(session, most=1)[0].act == "draft_discarded"
    assert draft.begin().status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [{"name": "Ажилтан 2026"}, {"name": "../../etc"}, {"questionnaire": "nothing"}],
)
def test_a_beginning_that_cannot_be_is_told_at_its_field(officer, wrong):
    page = Preparation(officer).begin(**wrong)

    assert page.status_code == 422
    [field] = wrong
    assert f'href="#{field}"' in page.text


def test_a_survey_of_citizens_asks_at_chosen_service_points(site, officer):
    with site.databases.registry.begin() as session:
        for point in ("Цонх 1", "Цонх 2"):
            for service in ("Лавлагаа", "Тодорхойлолт"):
                organisations.enter_service(session, console.BODIES[0], point, service)
    draft = Preparation(officer)
    draft.begin(questionnaire="citizen_satisfaction")
    draft.step("groups", point=["Цонх 2"])
    assert draft.step("channels").status_code == 422
    assert draft.step("channels", cards="5").status_code == 422

    assert draft.step("channels", cards="50", posters="yes").status_code == 302

    with site.databases.registry() as session:
        found = surveys.find(session, NAME).groups
    assert [(g.name, g.channel, g.eligible) for g in found] == [
        ("Цонх 2 (зурагт хуудас)", "poster", 0),
        ("Цонх 2", "slip", 50),
    ]
