"""A console with an account of each role, and people who sign in as browsers do."""

import json
import re
import time
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from passlib.totp import TOTP
from sqlalchemy import select, update
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from survey.accounts import keys, people
from survey.accounts.people import Account
from survey.accounts.roles import Role
from survey.accounts.tables import OfficerRow
from survey.config import Settings
from survey.registry import organisations
from survey.registry.organisations import Organisation
from survey.web.console.app import create_console
from survey.web.services import Services, utc_now

TODAY = date(2026, 8, 1)
PASSWORD = "дөрвөн улирал дөрвөн тал"
BODIES = ("Эрүүл мэндийн төв", "Татварын хэлтэс")


_HELD = {}  # by role: what an account keeps of its set-up, and the key of its app
_SECRETS = []  # those that the first console of this process drew
_KEPT = ("password", "tf_primary_method", "tf_totp_secret")


@dataclass
class Clock:
    """A clock that a test moves by hand, from the moment that is."""

    ahead: timedelta = timedelta()
    day: date = TODAY

    def now(self) -> datetime:
        return utc_now() + self.ahead

    def today(self) -> date:
        return self.day


@dataclass
class ConsoleSite:
    """The console, its databases, and the secrets of those who signed in."""

    app: object
    databases: object
    clock: Clock

    def person(self, email):
        return Person(self, email, self.app.test_client())

    def signed_in(self, role):
        """Return a person of a role who has gone all the way in.

        The first of a process sets up password and second factor on their pages;
        whoever comes later has both already, with the same secrets of the console.
        """
        if role not in _HELD:
            person = self.come(role)
            _HELD[role] = person.holds()
            return person
        person = self.person(f"{role}@example.mn")
        person.hold(*_HELD[role])
        person.sign_in()
        return person

    def come(self, role):
        """Return a person who has set up an account on its pages and signed in."""
        person = self.person(f"{role}@example.mn")
        person.set_up()
        person.sign_in()
        return person


@dataclass
class Person:
    """Somebody before a browser of their own."""

    site: ConsoleSite
    email: str
    client: object
    key: str = ""
    steps: int = 0

    def get(self, path, **options):
        return self.client.get(f"/console{path}", **options)

    def post(self, path, data=None, *, form=None, **options):
        """Post a form with the token that the page with the form holds."""
        page = self.get(form or path)
        found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        token = found.group(1) if found else ""
        fields = {"csrf_token": token, **(data or {})}
        return self.client.post(f"/console{path}", data=fields, **options)

    def set_up(self, password=PASSWORD):
        """Choose a password with a new link."""
        with self.site.databases.registry.begin() as session:
            code = people.new_link(session, self.email, now=self.site.clock.now())
        data = {"code": code, "password": password, "again": password}
        return self.post("/mn/set-up", data)

    def give_password(self, password=PASSWORD):
        return self.post("/mn/login", {"email": self.email, "password": password})

    def sign_in(self):
        """Go through password and second factor, setting it up where it is missing."""
        reply = self.give_password()
        if "/tf-setup" in reply.location:
            page = self.post("/mn/tf-setup", {"setup": "authenticator"})
            spaced = re.search(r'app-secret">([A-Z0-9 -]+)<', page.text).group(1)
            self.key = re.sub(r"[^A-Z0-9]", "", spaced)
            return self.give_code(form="/mn/tf-setup")
        return self.give_code()

    def give_code(self, *, code=None, form=None):
        data = {"code": code or self.code()}
        return self.post("/mn/tf-validate", data, form=form)

    def holds(self):
        """Return what the account keeps of its set-up, and the key of the app."""
        with self.site.databases.registry() as session:
            row = session.scalar(select(OfficerRow).filter_by(email=self.email))
            return {name: getattr(row, name) for name in _KEPT}, self.key

    def hold(self, kept, key):
        """Have set up password and second factor before."""
        self.key = key
        mine = update(OfficerRow).filter_by(email=self.email)
        with self.site.databases.registry.begin() as session:
            session.execute(mine.values(**kept))

    def code(self):
        """Return a code that was not used yet; each is a step of time later."""
        moment = time.time() + 30 * self.steps
        self.steps += 1
        return TOTP(key=self.key).generate(time=moment).token


def create(databases, home, *, clock=None, base_url="http://localhost", **more):
    """Build the console's application as it is, without accounts.

    Long work is done at once, so that no worker is needed.
    """
    faces = frozenset({"console"})
    settings = Settings(home, "", "", base_url, faces, sample=False)
    settings = replace(settings, work_at_once=True, **more)
    used = clock or Clock()
    return create_console(Services(databases, settings, used.today, used.now))


def _bring_secrets(home):
    """Let all consoles of a process have the secrets of its first."""
    _SECRETS[:] = _SECRETS or [asdict(keys.read(home))]
    home.mkdir(parents=True, exist_ok=True)
    (home / keys.FILE).write_text(json.dumps(_SECRETS[0]), "ascii")


def speak_for(session, email, body):
    """Let an account speak for an organisation."""
    account = people.find(session, email)
    people.change(session, replace(account, organisation=body))


def opened(databases, home, *, base_url="http://localhost", **more):
    """Open a console with one account of each role and two organisations."""
    clock = Clock()
    with databases.registry.begin() as session:
        bodies = [Organisation(name, "хэлтэс", 40) for name in BODIES]
        organisations.enter(session, bodies)
        for role in Role:
            body = BODIES[0] if role is Role.CONTACT else None
            name = f"Хүн {role.value}"
            people.create(
                session,
                Account(f"{role.value}@example.mn", name, frozenset({role}), body),
            )
    _bring_secrets(home)
    console = create(databases, home, clock=clock, base_url=base_url, **more)
    pages = console.wsgi_app  # Styles and scripts are asked for at the root.
    console.wsgi_app = DispatcherMiddleware(pages, {"/console": pages})
    return ConsoleSite(console, databases, clock)
