"""Dangerous steps ask again who one is, say what will happen, and stand in the log."""

import io
from datetime import date, timedelta

import pytest

from survey.accounts.roles import Role
from survey.registry import audit, surveys
from survey.web.console import access
from tests.support import console
from tests.support.bureau import furnish, values
from tests.support.preparing import CLOSES, NAME, PASSPHRASE, Preparation, answer

HOME = f"/mn/surveys/{NAME}"
EXPORTS = {
    "/mn/organisations/organisations.xlsx": "organisations_exported",
    f"{HOME}/slips.zip": "slips_fetched",
    f"{HOME}/cards/1.pdf": "slips_fetched",
}


@pytest.fixture
def site(databases, tmp_path):
    return console.opened(databases, tmp_path / "home")


def _grow_old(person):
    """Let the password of this browser have been given long ago."""
    with person.client.session_transaction(base_url="http://localhost/console") as kept:
        kept["fs_paa"] -= 3600
        kept["fs_gexp"] = 0


def _acts(site):
    with site.databases.registry() as session:
        return [line.act for line in audit.lines(session, most=200)]


def _state(site):
    with site.databases.registry() as session:
        found = surveys.find(session, NAME)
    return found.state, found.released


class Careful:
    """Somebody whose password was given long ago before each step that is taken."""

    def __init__(self, site, person):
        self.site, self.person = site, person

    def take(self, path, act, *said, page=None, data=None, **options):
        """Take a step: refused before the password, told, done, and in the log."""
        form = page or path
        before = _state(self.site), len(_acts(self.site))
        _grow_old(self.person)
        refused = self.person.post(path, data and data(), form="/mn/me", **options)
        assert "/mn/verify?next=" in refused.location, path
        assert (_state(self.site), len(_acts(self.site))) == before, path
        self.person.post("/mn/verify", {"password": console.PASSWORD})
        told = self.person.get(form).text
        for words in said:
            assert words in told, (path, words)
        done = self.person.post(path, data and data(), form=form, **options)
        assert done.status_code in {200, 302}, done.text
        assert act in _acts(self.site), path
        return done

    def fetch(self, path, act):
        """Fetch a file: refused before the password, then sent, and in the log."""
        _grow_old(self.person)
        assert "/mn/verify?next=" in self.person.get(path).location
        self.person.post("/mn/verify", {"password": console.PASSWORD})
        assert self.person.get(path).status_code == 200
        assert act in _acts(self.site)


def _keys(ready):
    [key] = ready.keys
    return {"key-1": (io.BytesIO(key), "1.key"), "passphrase-1": PASSPHRASE}


@pytest.mark.slow
def test_a_survey_is_opened_closed_counted_published_and_destroyed_with_care(site):
    officer = site.signed_in(Role.OFFICER)
    ready = Preparation(officer).ready()
    careful = Careful(site, officer)
    kind = {"data": lambda: _keys(ready), "content_type": "multipart/form-data"}

    opened = "Нээхэд юу болох вэ", "2 бүлэгт хариулах 80 эрх үүснэ", "АТГ"
    careful.take(f"{HOME}/open", "survey_opened", *opened)
    for path, act in EXPORTS.items():
        careful.fetch(path, act)
    answer(site.databases, ready.codes()[:30])
    site.clock.day = CLOSES + timedelta(days=1)
    closed = "Цаашид хариулт авахгүй", "гарын үсгээр баталгаажуулна"
    careful.take(f"{HOME}/close", "survey_closed", *closed)
    careful.take(f"{HOME}/count", "survey_tallied", **kind)
    careful.take(f"{HOME}/microdata", "microdata_asked", "Хоёр хүн шаардлагатай")
    second = Careful(site, site.signed_in(Role.KEY_HOLDER))
    page = f"{HOME}/microdata"
    second.take(f"{page}/confirm", "microdata_fetched", "Хоёул", page=page, **kind)
    page = f"{HOME}/results"
    careful.take(f"{HOME}/publish", "survey_published", "Дүнг нэг удаа", page=page)
    site.clock.day = date(2027, 10, 1)
    told = "бүрмөсөн устгана", "Өөр газар байгаа хуулбарыг мөн устгах ёстой"
    careful.take(f"{HOME}/purge", "survey_purged", *told)

    assert _state(site) == ("purged", True)
    with site.databases.registry() as session:
        audit.verify(session)


def test_every_step_that_is_dangerous_asks_for_the_password(databases, tmp_path):
    bureau = furnish(databases, tmp_path / "home")
    people = {role: bureau.site.signed_in(role) for role in Role}
    for person in people.values():
        _grow_old(person)
    before = len(_acts(bureau.site))

    steps = [rule for rule in _rules(bureau) if rule.endpoint in access.FRESH]

    assert {rule.endpoint for rule in steps} == access.FRESH
    for rule in steps:
        for role in access.ROUTES[rule.endpoint]:
            for reply in _replies(bureau, people[role], rule):
                assert "/verify?next=" in (reply.location or ""), (role, rule)
    assert len(_acts(bureau.site)) == before


def _rules(bureau):
    return list(bureau.site.app.url_map.iter_rules())


def _replies(bureau, person, rule):
    """Yield what is answered to each way of asking for a step."""
    places = values(bureau, rule.endpoint)
    chosen = {name: places[name] for name in rule.arguments}
    path = bureau.site.app.url_map.bind("").build(rule.endpoint, chosen)
    if "GET" in rule.methods:
        yield person.get(path)
    if "POST" in rule.methods:
        yield person.post(path, form="/mn/me")
