"""Issuer and console as the guide installs them: two users, two state folders, and one
folder of token keys."""

import shlex
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from questionnaires import loader
from survey import config, drafting, holding, key_care, outgoing
from survey import letters as wording
from survey.accounts.roles import Role
from survey.database import Databases, reading
from survey.drafting import Choice
from survey.manifest import BLIND, Manifest
from survey.registry import audit, drafts, people, surveys
from survey.registry.people import Person
from survey.spelling import packed, unpacked
from survey.tokens import asking
from survey.web.app import create_app
from survey.web.services import Services
from tests.support import console
from tests.support.post_office import open_office

SYSTEMD = Path(__file__).parents[2] / "deploy" / "systemd"
NAME = "staff-2026"
EACH = 40
LAST = console.TODAY + timedelta(days=30)


def _settings(folder, face):
    """Read the settings that the guide installs, with folders of a test."""
    text = (SYSTEMD / f"{face}.env").read_text("utf-8")
    told = dict(word.split("=", 1) for word in shlex.split(text, comments=True))
    shared = folder / Path(told["SHUDARGA_TOKEN_KEYS"]).name
    homes = {"SHUDARGA_HOME": str(folder / face), "SHUDARGA_TOKEN_KEYS": str(shared)}
    return config.read({**told, **homes})


class District:
    """The first institution: its issuer, its console, and an officer before it."""

    def __init__(self, databases, folder, mail):
        self.day = console.TODAY
        self.databases = databases
        self.issuing = _settings(folder, "issuer")
        told = _settings(folder, "console")
        told.token_keys.mkdir()
        told.token_keys.chmod(0o2750)
        self.site = console.opened(
            databases,
            told.home,
            mail=mail,
            issuer_apart=told.issuer_apart,
            token_keys_apart=told.token_keys_apart,
            collector_apart=told.collector_apart,
        )
        self.home, self.keys = told.home, told.token_keys
        registry = Databases({"registry": databases.registry})
        issuer = create_app(Services(registry, self.issuing, lambda: self.day))
        self.issuer = issuer.test_client()
        self.officer = self.site.signed_in(Role.OFFICER)

    def open(self):
        source, day = loader.source("internal_integrity"), console.TODAY
        with self.databases.registry.begin() as session:
            listed = [
                Person(body, f"Хүн {n}", f"{n}@{place}.mn")
                for place, body in enumerate(console.BODIES)
                for n in range(EACH)
            ]
            people.enter(session, listed)
            drafting.draft(session, Choice(NAME, source, day, LAST, invited=True))
            public = holding.make(console.PASSWORD).public
            drafts.enter_key(session, NAME, holder="АТГ", public=public, proved=True)
        opened = self.officer.post(f"/mn/surveys/{NAME}/open")
        assert opened.status_code == 302, opened.text
        with reading(self.databases.registry) as session:
            self.manifest = Manifest.from_json(surveys.find(session, NAME).manifest)
        return [
            one.link
            for file in outgoing.letters(self.home, NAME)
            for one in wording.invitations(file)
        ]

    def collect(self, link):
        """Follow a link from a letter, and collect a token as a browser does."""
        page = urlsplit(link)
        host = f"{page.scheme}://{page.netloc}"
        assert self.issuer.get(page.path, base_url=host).status_code == 200
        code = page.fragment.split(".")[0]
        standing = self.issuer.post("/join/standing", json={"code": code}).json
        group = self.manifest.group(bytes.fromhex(standing["key_id"]))
        asked = asking.ask(self.manifest.digest, group.key_id, group.token_key)
        sent = {"code": code, "blinded": packed(asked.blinded.message)}
        reply = self.issuer.post("/join/exchange", json=sent)
        if reply.status_code == 200:
            asking.collect(asked, unpacked(reply.json["signature"]))
        return reply.status_code

    def close(self):
        """Close the survey, and return the page that follows."""
        self.day = self.site.clock.day = LAST + timedelta(days=1)
        closed = self.officer.post(f"/mn/surveys/{NAME}/close")
        assert closed.status_code == 302, closed.text
        return self.officer.get(f"/mn/surveys/{NAME}").text

    def destroyed(self):
        """Return what the log of acts says of token keys."""
        with reading(self.databases.registry) as session:
            acts = [(one.act, one.about) for one in audit.lines(session, most=50)]
        return [one for one in acts if one[0].startswith("token_keys")]


@pytest.fixture
def office():
    with open_office() as found:
        yield found


@pytest.fixture
def district(databases, tmp_path, office):
    return District(databases, tmp_path, office.server)


def test_links_in_letters_lead_to_the_issuer_where_a_token_is_collected(
    district, office
):
    links = district.open()

    assert len(set(links)) == 2 * EACH
    assert {link.partition("#")[0] for link in links} == {
        "https://join.example.mn/mn/join"
    }
    assert district.issuing.base_url == "https://join.example.mn"
    assert district.collect(links[0]) == 200
    assert list(key_care.setting_faults(district.issuing)) == []
    issuer = Databases({"registry": district.databases.registry})
    assert list(key_care.faults(issuer, district.issuing)) == []
    invitations = f"/mn/surveys/{NAME}/invitations"
    district.officer.post(f"{invitations}/send", form=invitations)
    said = office.letters[0].get_content()
    assert "https://join.example.mn/mn/join#" in said
    trust = f"/mn/surveys/{NAME}/trust"
    assert f"https://join.example.mn{trust}" in said
    assert district.issuer.get(trust).status_code == 200


def test_a_closing_destroys_the_keys_with_which_the_issuer_signs(district):
    links = district.open()
    assert len(list(district.keys.iterdir())) == len(district.manifest.groups) == 2

    page = district.close()

    assert list(district.keys.iterdir()) == []
    assert district.destroyed() == [("token_keys_destroyed", f"{NAME}: 2")]
    assert "устгасан нь: 2" in page
    district.day = LAST  # A clock that is set back gives out no token either.
    assert district.collect(links[0]) == 410


@pytest.mark.slow
def test_a_closing_says_which_keys_it_did_not_find(district):
    district.open()
    copy = district.keys.parent / "elsewhere"
    next(district.keys.iterdir()).rename(copy)

    page = district.close()

    assert copy.exists()
    assert sorted(district.destroyed()) == [
        ("token_keys_destroyed", f"{NAME}: 1"),
        ("token_keys_missing", f"{NAME}: 1"),
    ]
    assert "энд олдоогүй нь: 1" in page


@pytest.mark.slow
def test_the_issuer_says_that_it_lacks_the_keys_of_an_open_survey(district):
    district.open()
    for group in district.manifest.groups:
        assert group.channel == BLIND
        (district.keys / group.key_id.hex()).unlink()
    issuer = Databases({"registry": district.databases.registry})

    [told] = key_care.faults(issuer, district.issuing)

    assert "nobody who is invited can collect" in told.to("en")


def test_faces_apart_are_told_what_they_do_not_know_of_each_other(tmp_path):
    def told(**environ):
        home = {"SHUDARGA_HOME": str(tmp_path / "home")}
        found = key_care.setting_faults(config.read({**home, **environ}))
        return [one.to("en").partition(":")[0] for one in found]

    words = {"SHUDARGA_ISSUER_URL": "https://join.example.mn"}
    keys = tmp_path / "tokens"
    shared = {**words, "SHUDARGA_TOKEN_KEYS": str(keys)}
    apart = {"SHUDARGA_FACES": "console,public"}
    assert told() == told(SHUDARGA_FACES="collector") == []
    assert told(**apart) == ["SHUDARGA_ISSUER_URL", "SHUDARGA_TOKEN_KEYS"]
    assert told(SHUDARGA_FACES="issuer") == ["SHUDARGA_TOKEN_KEYS"]
    assert told(**apart, **words) == ["SHUDARGA_TOKEN_KEYS"]
    assert told(**apart, **shared) == [str(keys)]
    keys.mkdir(mode=0o750)
    (keys / "key").touch(mode=0o640)
    assert told(**apart, **shared) == []
    for path, mode in ((keys, 0o770), (keys / "key", 0o644)):
        path.chmod(mode)
        assert told(**apart, **shared) == [str(path)]
        path.chmod(0o750)
