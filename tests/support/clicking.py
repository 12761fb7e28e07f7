"""People before browsers of their own, who work in a console by clicks alone."""

import re
import secrets
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

from passlib.totp import TOTP
from werkzeug.serving import make_server

from survey import tasks
from survey.config import FACES, Settings
from survey.tasks import Shop
from survey.web.app import create_app
from survey.web.services import Services
from tests.support import browser as browsers
from tests.support.console import Clock

PASSWORD = "дөрвөн улирал дөрвөн тал"
LONG = 180_000


@dataclass
class House:
    """A whole site at one address: its pages, its worker, its clock, its databases."""

    address: str
    databases: object
    settings: object
    clock: Clock = field(default_factory=Clock)


@contextmanager
def house(databases, home, mail, *, day):
    """Serve all pages, and do long work as `shudarga work` does."""
    address, port = _free_address()
    settings = Settings(
        home, "", "", address, FACES, sample=True, collector_url=address, mail=mail
    )
    made = House(address, databases, settings, Clock(day=day))
    app = create_app(Services(databases, settings, made.clock.today, made.clock.now))
    server = make_server("127.0.0.1", port, app, threaded=True)
    server.RequestHandlerClass.log = lambda *_: None
    stopped = threading.Event()
    threads = [
        threading.Thread(target=server.serve_forever, daemon=True),
        threading.Thread(target=_work, args=(made, stopped), daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        yield made
    finally:
        stopped.set()
        server.shutdown()
        for thread in threads:
            thread.join()
        server.server_close()


def _free_address():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    return f"http://127.0.0.1:{port}", port


def _work(made, stopped):
    """Take tasks from the queue's file until told to stop."""
    shop = Shop(made.databases, made.settings, made.clock.now)
    queue = tasks.tasks(shop).queue
    while not stopped.is_set():
        task = queue.dequeue()
        if task is None:
            time.sleep(0.05)
        else:
            queue.execute(task)


@dataclass
class Worker:
    """Somebody with an account, a telephone with an authenticator app, and a desk."""

    house: House
    visitor: browsers.Visitor
    email: str
    secret: str = ""

    @property
    def page(self):
        return self.visitor.page

    def go(self, path, *, language="mn"):
        """Open a page of the console; give the password again where it is asked for."""
        address = f"{self.house.address}/console/{language}/{path}"
        self.page.goto(address)
        self._confirm()

    def press(self, text, *, within="main"):
        """Press the button or follow the link that says something, and wait."""
        button = self.page.locator(
            f"{within} button:has-text('{text}'), {within} a:has-text('{text}')"
        )
        with self.page.expect_navigation(timeout=LONG):
            button.first.click()
        self._confirm()

    def send(self, form="main form", button="button[type=submit]"):
        """Send a form by its button, and wait for the page that follows."""
        with self.page.expect_navigation(timeout=LONG):
            self.page.locator(form).locator(button).first.click()
        self._confirm()

    def fill(self, **fields):
        for name, value in fields.items():
            self.page.fill(f"main [name='{name}']", str(value))

    def upload(self, name, file, content, kind="application/octet-stream"):
        given = {"name": file, "mimeType": kind, "buffer": content}
        self.page.set_input_files(f"main input[name='{name}']", given)

    def download(self, selector):
        """Click on something that is downloaded, and return its content."""
        with self.page.expect_download(timeout=LONG) as waiting:
            self.page.locator(selector).first.click()
        return waiting.value.path().read_bytes()

    def reads(self, text):
        """Check that the page in view says something, and is as it should be."""
        assert text in self.page.inner_text("main"), self.page.inner_text("main")
        assert self.visitor.complaints == []

    def set_up(self, code):
        """Choose a password with a code, then sign in with a new authenticator app."""
        self.go("set-up")
        self.fill(code=code, password=PASSWORD, again=PASSWORD)
        self.send()
        self.fill(email=self.email, password=PASSWORD)
        self.send()
        self.send()  # The one second factor that there is needs no choice.
        shown = self.page.inner_text("main span.app-secret")
        self.secret = re.sub(r"[^A-Z0-9]", "", shown)
        self.fill(code=TOTP(key=self.secret).generate().token)
        self.send()
        assert self.page.locator(".app-places").count() == 1

    def _confirm(self):
        if "/verify" in self.page.url:
            self.fill(password=PASSWORD)
            with self.page.expect_navigation():
                self.page.click("main button[type=submit]")


@contextmanager
def worker(chromium, made, email, *, size=browsers.DESKTOP):
    """Give somebody a browser profile of their own."""
    with browsers.visitor(chromium, size=size) as visitor:
        yield Worker(made, visitor, email)


def passphrase():
    """Return a passphrase as a key-holder could choose it."""
    return f"нууц өгүүлбэр {secrets.token_hex(6)}"
