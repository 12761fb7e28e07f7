"""A survey of twelve organisations in a browser, from the set-up link to the report.

Officers, key-holders and a contact do everything by clicks. Most respondents answer
over HTTP, with the codes of the cards and letters that the officers got.
"""

import io
import re
from contextlib import ExitStack
from datetime import date, timedelta
from zipfile import ZipFile

import numpy as np
import pytest
from pypdf import PdfReader
from rich.console import Console

from questionnaires import loader, xlsform
from survey import fieldwork, roster_file
from survey.cli import main
from survey.fieldwork import Filled
from survey.registry import audit, surveys
from survey.sample import SamplePeople
from tests.support import browser as browsers
from tests.support import clicking
from tests.support.post_office import open_office

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME = "staff-2026"
TODAY = date(2026, 8, 3)
CLOSES = TODAY + timedelta(days=40)
INVITED, BAD, MENDED = "Татварын хэлтэс", "13@tax.gov.mn", "new@tax.gov.mn"
CONTACT_OF = "Эрүүл мэндийн төв"
BODIES = (
    (INVITED, "хэлтэс", 24),
    (CONTACT_OF, "төв", 26),
    ("Тамгын газар", "газар", 30),
    *((f"{n} дүгээр сургууль", "сургууль", 22 + n % 5) for n in range(1, 6)),
    *((f"{n} дугаар цэцэрлэг", "цэцэрлэг", 9 + n) for n in range(1, 5)),
)
PDF = b"%PDF-1.7 an act"
PROPOSALS = (
    "Тендерийн мэдээллийг ил тод болгох хэрэгтэй",
    "Ёс зүйн сургалт тогтмол зохион байгуулах",
)
CODE = re.compile(r"^[0-9a-f]{40}$", re.MULTILINE)
QUIET = Console(quiet=True)


@pytest.fixture
def office():
    with open_office() as found:
        yield found


@pytest.fixture
def house(databases, tmp_path, office, monkeypatch):
    home = tmp_path / "home"
    for side in ("registry", "responses"):
        url = getattr(databases, side).kw["bind"].url
        address = url.render_as_string(hide_password=False)
        monkeypatch.setenv(f"{side.upper()}_URL", address)
    monkeypatch.setenv("SHUDARGA_HOME", str(home))
    with clicking.house(databases, home, office.server, day=TODAY) as made:
        yield made


def test_a_survey_lives_from_the_first_account_to_the_report_on_its_quarter(
    house, office, capsys
):
    with browsers.chromium() as chromium, ExitStack() as desks:
        survey = WholeSurvey(house, office, chromium, desks)
        survey.people(capsys)
        survey.organisations()
        survey.prepare()
        survey.open()
        survey.invite()
        survey.answer()
        survey.follow()
        survey.count()
        survey.review_and_publish()
        survey.plan()
        survey.prove()
        survey.report()
    assert main(["audit", "verify"]) == 0
    with house.databases.registry() as session:
        assert surveys.find(session, NAME).state == "published"
        acts = {line.act for line in audit.lines(session, most=500)}
    assert {
        "survey_opened", "survey_closed", "survey_tallied", "survey_published",
        "letters_prepared", "reminders_sent", "comments_reviewed", "evidence_entered",
        "digests_sent", "report_fetched",
    } <= acts  # fmt: skip


class WholeSurvey:
    """One survey, the people who make it, and what they hold in their hands."""

    def __init__(self, house, office, chromium, desks):
        self.house, self.office = house, office
        self.chromium, self.desks = chromium, desks
        self.questionnaire = loader.load("internal_integrity")
        self.home = f"surveys/{NAME}"
        self.keys, self.cards = [], []

    def worker(self, name):
        profile = clicking.worker(self.chromium, self.house, f"{name}@gov.mn")
        return self.desks.enter_context(profile)

    def people(self, capsys):
        """The shell makes the first account; its owner makes all others by clicks."""
        told = ["user", "create", "admin@gov.mn", "--name", "Админ"]
        assert main([*told, "--role", "administrator"]) == 0
        self.admin = self.worker("admin")
        self.admin.set_up(CODE.search(capsys.readouterr().out).group(0))
        self.officer = self.join("officer", "officer")
        self.iaac = self.join("iaac", "key_holder")

    def join(self, name, role, *, body=""):
        """Let the administrator make an account, and its owner set it up."""
        admin, owner = self.admin, self.worker(name)
        admin.go("accounts/new")
        admin.fill(email=owner.email, name=f"Хүн {name}")
        admin.page.check(f"input[name=role][value={role}]")
        if body:
            admin.page.select_option("select[name=organisation]", body)
        admin.send()
        admin.reads(owner.email)
        [letter] = self.office.to(owner.email)
        owner.set_up(CODE.search(letter.get_content()).group(0))
        return owner

    def organisations(self):
        officer = self.officer
        officer.go("organisations")
        content = roster_file.workbook(BODIES, [])
        officer.upload("file", "байгууллага.xlsx", content)
        officer.send("main form[enctype]")
        officer.reads("1 дүгээр сургууль")
        listed = [(INVITED, f"Хүн {n}", f"{n}@tax.gov.mn") for n in range(BODIES[0][2])]
        officer.go("people")
        officer.upload("file", "хүмүүс.xlsx", roster_file.people(listed))
        officer.send("main form[enctype]")
        self.contact = self.join("contact", "contact", body=CONTACT_OF)

    def prepare(self):
        """Take the eight steps, with a questionnaire of one's own."""
        officer = self.officer
        officer.go("surveys/new")
        officer.fill(name=NAME)
        officer.upload("file", "asuulga.xlsx", xlsform.write(self.questionnaire))
        officer.send()
        officer.go(f"{self.home}/draft/questionnaire")
        officer.send(button="[value=next]")
        officer.reads(CONTACT_OF)
        officer.send(button="[value=next]")
        legend = officer.page.locator("fieldset", has_text=INVITED)
        legend.locator("input[value=blind]").check()
        officer.send(button="[value=next]")
        officer.fill(opens=TODAY, answers_open="", closes=CLOSES)
        officer.fill(keep_until=date(2027, 9, 30))
        officer.send(button="[value=next]")
        for holder, who in ((self.officer, "Дүүрэг"), (self.iaac, "АТГ")):
            self.hold(holder, who)
        officer.go(f"{self.home}/draft/words")
        officer.send(button="[value=next]")
        officer.send(button="[value=next]")  # One part of the rehearsal.
        assert officer.visitor.complaints == []

    def hold(self, holder, who):
        """Let a key-holder make a key, take its file along, and prove it."""
        words = clicking.passphrase()
        holder.go(f"{self.home}/keys")
        holder.fill(holder=who, passphrase=words, again=words)
        holder.send("form[action$='/keys/make']")
        content = holder.download("main a[download]")
        holder.go(f"{self.home}/keys")
        holder.upload("key", "a.key", content)
        holder.fill(key_passphrase=words)
        holder.page.check("input[name=copied]")
        holder.send("form[action$='/keys/prove']")
        self.keys.append((content, words))

    def open(self):
        officer = self.officer
        officer.go(f"{self.home}/open")
        officer.reads("АТГ")
        officer.send("main form[method=post]")
        officer.go(f"{self.home}/cards")
        packed = officer.download("main a[href$='slips.zip']")
        with ZipFile(io.BytesIO(packed)) as archive:
            pages = [
                page.extract_text()
                for name in archive.namelist()
                if name.endswith(".pdf")
                for page in PdfReader(io.BytesIO(archive.read(name))).pages
            ]
        self.cards = re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", " ".join(pages))
        assert len(set(self.cards)) == sum(body[2] for body in BODIES) - BODIES[0][2]

    def invite(self):
        """Send all letters; mend the address that the mail server refuses."""
        officer, office = self.officer, self.office
        office.answers = {BAD: 550}
        officer.go(f"{self.home}/invitations")
        before = len(office.letters)
        officer.send("form[action$='/send']")
        self.until(lambda: len(office.letters) == before + BODIES[0][2] - 1)
        self.until(lambda: BAD in self.seen("invitations"))
        officer.fill(new=MENDED)
        officer.send("form[action$='/address']")
        self.until(lambda: office.to(MENDED))
        officer.go(f"{self.home}/cards")
        officer.send("form[action$='/printed']")
        found = r"/mn/join#([0-9A-Z-]+)\.[0-9a-f]+"
        self.letters = office.letters[before:]
        self.codes = [
            re.search(found, letter.get_content()).group(1) for letter in self.letters
        ]
        assert len(set(self.codes)) == BODIES[0][2]

    def seen(self, page):
        self.officer.go(f"{self.home}/{page}")
        return self.officer.page.inner_text("main")

    def until(self, happened):
        for _ in range(200):
            if happened():
                return
            self.officer.page.wait_for_timeout(100)
        raise AssertionError("it did not happen")

    def answer(self):
        """Two hundred answers: most over HTTP, three in browsers."""
        self.house.clock.day = TODAY + timedelta(days=8)
        address, generator = self.house.address, np.random.default_rng(7)
        people = SamplePeople(self.questionnaire, generator)
        codes = [*self.cards[:178], *self.codes[:19]]
        forms = [
            Filled(code, {**answers, "proposals": PROPOSALS[place % 2]})
            for place, (code, answers) in enumerate(
                zip(codes, people.answers(len(codes), services=()), strict=True)
            )
        ]
        slips, invited = forms[:178], forms[178:]
        fieldwork.send(slips, address, console=QUIET, label="")
        fieldwork.send_invited(invited, address, console=QUIET, label="")
        for card in self.cards[178:180]:
            self.in_browser(f"{address}/mn/answer#{card}", token=False)
        self.in_browser(self.letter(19), token=True)

    def letter(self, number):
        text = self.letters[number].get_content()
        return re.search(r"http\S+/mn/join#\S+", text).group(0)

    def in_browser(self, link, *, token):
        with browsers.visitor(self.chromium) as person:
            person.page.goto(link)
            if token:
                person.see("explain")
                person.go("collect")
                person.see("held")
                person.page.click("[data-view='held'] [data-answer-now]:visible")
                person.see("found")
                person.page.click("[data-begin]")
            else:
                person.press("start")
            person.see("questions")
            while not person.page.is_visible("[data-view='check']"):
                person.go("next")
            person.go("send")
            person.see("thanks")

    def follow(self):
        """Remind everybody, enter an act, look at the board and the wall, and close."""
        officer, office = self.officer, self.office
        before = len(office.letters)
        officer.go(f"{self.home}/invitations")
        officer.send("form[action$='/remind']")
        self.until(lambda: len(office.letters) == before + BODIES[0][2])
        texts = {one.get_content() for one in office.letters[before:]}
        assert len(texts) == 1, "a reminder says the same to everybody"
        officer.go(f"{self.home}/cards")
        officer.page.select_option("select[name=organisation]", CONTACT_OF)
        officer.fill(slips=26, act="№ 12, 2026-08-10")
        officer.send("form[action$='/handed-out']")
        officer.reads("26")
        officer.go(f"{self.home}/wall")
        officer.reads("≥ 100 %")
        self.contact.go(f"{self.home}/coverage")
        self.contact.reads(CONTACT_OF)
        assert INVITED not in self.contact.page.inner_text("main")
        self.house.clock.day = CLOSES + timedelta(days=1)
        officer.go(f"{self.home}/close")
        officer.send("main form[method=post]")
        officer.go(f"{self.home}/count")

    def count(self):
        """Both key-holders bring their keys; comments wait for a review."""
        officer = self.officer
        for number, (content, words) in enumerate(self.keys, start=1):
            officer.upload(f"key-{number}", f"{number}.key", content)
            officer.fill(**{f"passphrase-{number}": words})
        self.words = clicking.passphrase()
        officer.fill(**{"review": self.words, "review-again": self.words})
        officer.send("main form[method=post]")
        officer.go(f"{self.home}/report")
        assert "200" in officer.page.inner_text("body")
        self.contact.go(f"{self.home}/own/figures")
        self.contact.reads("Ийм хуудас алга")

    def review_and_publish(self):
        officer = self.officer
        officer.go(f"{self.home}/comments")
        officer.fill(passphrase=self.words)
        officer.send()
        for text, word in zip(PROPOSALS, ("example", "release"), strict=True):
            written = self.page_of_comments(text)
            written.locator(f"input[value={word}]").check()
            officer.send("form[action*='page=']")
        officer.go(f"{self.home}/comments")
        officer.send("form[action$='/finish']")
        officer.go(f"{self.home}/results")
        officer.send("form[action$='/publish']")
        officer.go(f"{self.home}/figures/comments")
        for text in PROPOSALS:
            officer.reads(text)

    def page_of_comments(self, text):
        """Turn the pages of comments until somebody's words are in view."""
        officer = self.officer
        officer.go(f"{self.home}/comments")
        while True:
            written = officer.page.locator("fieldset.app-comment", has_text=text)
            if written.count():
                return written.first
            with officer.page.expect_navigation():
                officer.page.locator("nav.app-pages a").last.click()

    def plan(self):
        """Accept a recommendation, reject one, and follow a direction of the IAAC."""
        officer = self.officer
        officer.go(f"{self.home}/plan")
        links = officer.page.locator("main ol a[href*='/plan/']")
        ways = [one.get_attribute("href") for one in links.all()]
        assert len(ways) > 1
        officer.page.goto(f"{self.house.address}{ways[0]}")
        officer.page.select_option("select[name=owner]", CONTACT_OF)
        officer.page.select_option("select[name=due]", "2026-3")
        officer.send(button="[value=accept]")
        officer.page.goto(f"{self.house.address}{ways[1]}")
        officer.fill(reason="Өөр төлөвлөгөөгөөр хийж байгаа")
        officer.send(button="[value=reject]")
        officer.go("directions")
        officer.fill(reference="04/1234", issued="2026-09-20", text="Журам шинэчлэх")
        officer.upload("file", "чиглэл.pdf", PDF)
        officer.send("main form[enctype]")
        officer.press("Арга хэмжээ нэмэх")
        officer.page.select_option("select[name=owner]", CONTACT_OF)
        officer.page.select_option("select[name=due]", "2026-3")
        officer.send("main form[method=post]")
        self.direction = officer.page.url

    def prove(self):
        """The owners get a letter; the contact reports and proves, and sees results."""
        contact, officer, office = self.contact, self.officer, self.office
        officer.go("measures/letters")
        officer.send("form[action$='/send']")
        self.until(lambda: len(office.to(contact.email)) == 2)
        assert "Журам шинэчлэх" in office.to(contact.email)[-1].get_content()
        contact.page.goto(self.direction)
        contact.upload("file", "Тушаал.pdf", PDF)
        contact.send("main form[enctype]")
        contact.reads("Тушаал.pdf")
        contact.fill(percent=100)
        contact.send("main form[method=post]:not([enctype])")
        contact.go(f"{self.home}/own/figures")
        contact.reads(CONTACT_OF)

    def report(self):
        """The officer takes the quarter's report; everybody reads what was done."""
        officer = self.officer
        officer.go("")
        officer.reads("1 / 1")
        officer.go("reports")
        report = officer.download("main a[href$='2026/3/mn.docx']")
        with ZipFile(io.BytesIO(report)) as archive:
            text = archive.read("word/document.xml").decode()
        for said in ("04/1234", "Тушаал.pdf", "Журам шинэчлэх"):
            assert said in text
        with browsers.visitor(self.chromium) as reader:
            reader.page.goto(f"{self.house.address}/mn/surveys/{NAME}/done")
            assert "Өөр төлөвлөгөөгөөр" in reader.page.inner_text("main")
            reader.accept()
