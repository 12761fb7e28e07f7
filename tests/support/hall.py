"""A hall with a poster on its wall and cards at its counter, open to citizens."""

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from questionnaires import loader
from survey import sealing
from survey.campaign import installation
from survey.opening import Documents
from survey.posters import point_word
from survey.registry import groups
from survey.registry.organisations import ServicePoint
from survey.responses import store
from survey.web.app import Services, create_app
from tests.support import site, staff

SERVICES = ("Лавлагаа авах", "Үнэмлэх захиалах")
HALL = "Бүртгэлийн танхим"
WORD = point_word(HALL)
FACES = frozenset({"collector", "public"})


@dataclass(frozen=True, slots=True)
class Hall:
    """Where citizens answer, and what was kept of it."""

    app: object
    databases: object
    manifest: object
    key: object
    cards: tuple

    @property
    def poster(self):
        return self.manifest.groups[0]

    @property
    def counter(self):
        return self.manifest.groups[1]

    def stored(self):
        """Return how many came by the poster and how many with a card."""
        with self.databases.responses() as session:
            counts = store.answers_per_group(session, self.manifest.survey)
        return counts[self.poster.key_id], counts[self.counter.key_id]

    def answers(self):
        """Open everything that was stored, as the tally would."""
        with self.databases.responses() as session:
            kept = store.sealed_responses(session, self.manifest.survey)
        digest = self.manifest.digest
        return [
            sealing.open_sealed(
                one.sealed, [self.key], info=sealing.answer_info(digest, one.key_id)
            ).decode()
            for one in kept
        ]

    def leaves(self):
        """Return the leaves of all answers that were stored."""
        with self.databases.responses() as session:
            kept = store.sealed_responses(session, self.manifest.survey)
        return {one.leaf.hex() for one in kept}


def draft(questionnaire="citizen_satisfaction", *, services=SERVICES):
    """Return a survey with a poster and thirty cards at one service point."""
    asked = loader.load(questionnaire)
    point = ServicePoint("Газар", HALL, services)
    return replace(
        staff.draft(closes=staff.TODAY + timedelta(days=30)),
        name="citizens",
        kind=asked.kind,
        questionnaire=asked.name,
        version=asked.version,
        group_floor=20,
        groups=(*groups.on_posters([point]), *groups.at_counters([point], 30)),
    )


@contextmanager
def hall(home, questionnaire="citizen_satisfaction", *, services=SERVICES):
    """Open the survey on an installation of its own."""
    key = sealing.new_key()
    made = Documents(loader.source(questionnaire), (sealing.public_bytes(key),))
    with installation(home, today=staff.TODAY, sample=True) as installed:
        opened = installed.open(draft(questionnaire, services=services), made)
        settings = replace(installed.settings, faces=FACES)
        app = create_app(Services(installed.databases, settings, lambda: staff.TODAY))
        cards = tuple(code for codes in opened.codes.values() for code in codes)
        yield Hall(app, installed.databases, opened.manifest, key, cards)


@contextmanager
def served(home, questionnaire="citizen_satisfaction", **options):
    """Open the survey and serve it; yield the hall and its address."""
    with (
        hall(home, questionnaire, **options) as opened,
        site.served(opened.app) as address,
    ):
        yield opened, address
