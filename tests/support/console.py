"""A console with an account of each role, and people who sign in as browsers do."""

import re
import time
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from passlib.totp import TOTP
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from survey.accounts import people
from survey.accounts.people import Account
from survey.accounts.roles import Role
from survey.config import Settings
from survey.registry import organisations
from survey.registry.organisations import Organisation
from survey.web.console.app import create_console
from survey.web.services import Services, utc_now

TODAY = date(2026, 8, 1)
PASSWORD = "дөрвөн улирал дөрвөн тал"
BODIES = ("Эрүүл мэндийн төв", "Татварын хэлтэс")


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
        """Return a person of a role who has gone all the way in."""
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
    console = create(databases, home, clock=clock, base_url=base_url, **more)
    pages = console.wsgi_app  # Styles and scripts are asked for at the root.
    console.wsgi_app = DispatcherMiddleware(pages, {"/console": pages})
    return ConsoleSite(console, databases, clock)
