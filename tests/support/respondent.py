"""What people do with the pages, with and without scripts, in either language."""

from dataclasses import dataclass

from tests.support import town


@dataclass
class Respondent:
    """Somebody with a browser of their own, in a town where all is open."""

    person: object
    town: object
    language: str

    @property
    def page(self):
        return self.person.page

    @property
    def scripts(self):
        """Say whether the form of this browser is driven by our scripts."""
        return self.person.scripts and not self.person.old

    def visit(self, path, *, at=None):
        """Open a page of the collector, or of another address."""
        self.page.goto(f"{at or self.town.collector}/{self.language}/{path}")

    def enter(self, code, *, digest=""):
        """Open the page of a card by its QR code, or type its code."""
        self.page.goto("about:blank")  # A camera opens a page anew.
        if self.scripts:
            self.visit(f"answer#{code}.{digest}" if digest else f"answer#{code}")
        else:
            self.visit("answer")
            self.page.fill("#code", code.lower())
        self.person.press("start")

    def open_card(self, code, *, survey=town.STAFF):
        """Begin to answer with a card."""
        self.enter(code, digest=self.town.digests.get(survey, ""))
        self.asked()

    def asked(self):
        """Wait for the questions."""
        if self.scripts:
            self.person.see("questions")
            self.page.wait_for_selector("[data-view='questions'] .govuk-button:visible")
        else:
            self.page.wait_for_selector("form#answer .govuk-radios")

    def choose(self, *fields):
        """Choose answers by what stands in the form."""
        for field in fields:
            self.page.check(f"#item-{field}")

    def choose_first(self):
        """Choose the first answer of every question in view."""
        groups = {}
        for field in self.page.locator("input[type=radio]:visible").all():
            groups.setdefault(field.get_attribute("name"), field)
        for field in groups.values():
            field.check()

    def move(self, word):
        """Press one of the buttons that both kinds of form have."""
        if self.scripts:
            self.person.go(word)
        else:
            self.person.press(word)

    def to_the_end(self):
        """Go on until everything is shown once more before sending."""
        while self.page.locator(self.button("next")).count():
            self.move("next")
            self.page.wait_for_load_state()
        self.page.wait_for_selector(self.button("send"))

    def send(self):
        """Send, and return the receipt."""
        self.move("send")
        return self.thanked()

    def thanked(self):
        """Wait for the receipt and return it."""
        self.page.wait_for_selector("[data-receipt]:visible")
        return self.page.get_attribute("[data-receipt]", "data-receipt")

    def told(self, words):
        """Wait for a heading that says something, and check its page."""
        self.page.wait_for_selector(f"h1:visible:has-text('{words}')")
        self.person.accept()

    def collect(self, code):
        """Collect a token with an invitation."""
        digest = self.town.digests[town.STAFF]
        self.visit(f"join#{code}.{digest}", at=self.town.issuer)
        self.person.see("explain")
        self.person.go("collect")
        self.person.see("held")

    def bring(self):
        """Take the token to where answers are collected, and begin."""
        self.page.click("[data-view='held'] [data-answer-now]:visible")
        self.person.see("found")
        self.page.click("[data-begin]")
        self.asked()

    def button(self, word):
        """Say what button of either form does something."""
        if self.scripts:
            return f"[data-go='{word}']:visible"
        return f"button.govuk-button[value='{word}']"
