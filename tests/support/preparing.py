"""An officer who prepares a survey by the forms of the console, step by step."""

import base64
import io
import re
from dataclasses import dataclass, field
from datetime import date
from zipfile import ZipFile

import numpy as np
from pypdf import PdfReader

from questionnaires import loader
from survey import submission
from survey.sample import SamplePeople

NAME = "staff-2026"
PASSPHRASE = "урт нууц өгүүлбэр энд"
OPENS, CLOSES = date(2026, 8, 1), date(2026, 9, 30)
STEPS = ("questionnaire", "groups", "channels", "days", "words")


@dataclass
class Preparation:
    """A draft in the hands of an officer, who can be somebody else at each step."""

    person: object
    name: str = NAME
    keys: list = field(default_factory=list)

    @property
    def home(self):
        return f"/mn/surveys/{self.name}"

    def upload(self, path, files, form=None, **fields):
        """Send a form with files; they are given as field → content."""
        data = {f: (io.BytesIO(content), "file") for f, content in files.items()}
        sent = data | fields
        kind = "multipart/form-data"
        return self.person.post(path, sent, form=form or path, content_type=kind)

    def begin(self, **fields):
        chosen = {"questionnaire": "internal_integrity", "name": self.name}
        return self.person.post("/mn/surveys/new", chosen | fields)

    def step(self, word, go="next", **fields):
        """Send the form of a step."""
        path = f"{self.home}/draft/{word}"
        return self.person.post(path, {"go": go} | fields, form=path)

    def days(self, **changes):
        days = {"opens": OPENS, "closes": CLOSES, "keep_until": date(2027, 9, 30)}
        told = {name: day.isoformat() for name, day in days.items()}
        return self.step("days", **told | changes)

    def make_key(self, holder="АТГ", **changes):
        words = {"holder": holder, "passphrase": PASSPHRASE, "again": PASSPHRASE}
        path = f"{self.home}/keys"
        page = self.person.post(f"{path}/make", words | changes, form=path)
        found = re.search(r'href="data:[^,"]+,([^"]+)"', page.text)
        if found:
            self.keys.append(base64.b64decode(found.group(1)))
        return page

    def prove(self, key, passphrase=PASSPHRASE, copied="yes"):
        path = f"{self.home}/keys"
        words = {"key_passphrase": passphrase, "copied": copied}
        return self.upload(f"{path}/prove", {"key": key}, form=path, **words)

    def open(self):
        return self.person.post(f"{self.home}/open")

    def codes(self):
        """Return the codes on all cards, as whoever prints them sees them."""
        content = self.person.get(f"{self.home}/slips.zip").data
        with ZipFile(io.BytesIO(content)) as archive:
            files = [archive.read(name) for name in archive.namelist()]
        pages = [page for one in files for page in PdfReader(io.BytesIO(one)).pages]
        text = " ".join(page.extract_text() for page in pages)
        return re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", text)

    def ready(self):
        """Take every step that must be taken, and stop before the opening."""
        assert self.begin().status_code == 302
        for word in ("groups", "channels"):
            assert self.step(word).status_code == 302, word
        assert self.days().status_code == 302
        self.make_key()
        assert self.prove(self.keys[-1]).status_code == 302
        return self


def answer(databases, codes):
    """Let somebody answer with each of these codes on the first day."""
    people = SamplePeople(loader.load("internal_integrity"), np.random.default_rng(5))
    answers = people.answers(len(codes), services=())
    for code, one in zip(codes, answers, strict=True):
        with databases.responses.begin() as session:
            submission.submit(session, code.replace("-", ""), one, today=OPENS)
