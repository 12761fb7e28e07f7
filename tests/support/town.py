"""A town in which everything that a respondent may meet is open at once: staff with
cards and invitations, citizens at a counter and a poster, an open day, a survey that
has not begun, and one that is over."""

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import urllib3
from sqlalchemy import select

from questionnaires import loader
from survey import sealing
from survey.campaign import installation
from survey.opening import Documents
from survey.posters import point_word
from survey.registry import groups
from survey.registry.groups import GroupPlan, Member
from survey.registry.organisations import ServicePoint
from survey.registry.tables import RegistryBase
from survey.respondent import Visit
from survey.responses.tables import ResponsesBase
from survey.web.app import Services, create_app
from tests.support import hall, site, staff

INVITED, CARDS = "Санхүү, төсвийн хэлтэс", "Нийгмийн бодлогын хэлтэс"
GARDEN = "Нээлттэй өдөрлөгийн талбай"
WORDS = {"hall": hall.WORD, "garden": point_word(GARDEN)}
STAFF, EARLY, OVER = "staff", "early", "over"
SPENT_SLIP = {"sealed_response": (1, 1), "spent_slips": (1, 1)}
SPENT_TOKEN = {"sealed_response": (1, 1)}
CLAIMED = {"claim": (1, 1)}
BY_POSTER = {"sealed_response": (1, 0), "poster_mark": (2, 0)}
AT_COUNTER = {"sealed_response": (1, 0), "spent_slips": (1, 1)}


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes that nobody has used yet, each given out once."""

    cards: object
    invitations: object
    counter: object
    early_cards: object
    early_invitations: object
    over: object


@dataclass(frozen=True, slots=True)
class Town:
    """Where everything is served, and the rows of both databases."""

    installed: object
    codes: Codes
    issuer: str
    collector: str
    receipt: str
    digests: dict
    manifests: tuple

    @property
    def key_ids(self):
        """Return the key ids of all groups, as addresses have them."""
        return [group.key_id.hex() for one in self.manifests for group in one.groups]

    @property
    def poster_key(self):
        return self._citizens.groups[0].key_id.hex()

    @property
    def counter_key(self):
        return self._citizens.groups[1].key_id.hex()

    @property
    def _citizens(self):
        return next(one for one in self.manifests if one.survey == "citizens")

    def bucket(self, key_id):
        """Return the size to which a group's answers are padded."""
        return next(
            one.bucket
            for one in self.manifests
            for group in one.groups
            if group.key_id.hex() == key_id
        )

    def rows(self):
        """Return all rows of both databases, by table."""
        databases = self.installed.databases
        found = {}
        for base, side in (
            (RegistryBase, databases.registry),
            (ResponsesBase, databases.responses),
        ):
            with side() as session:
                for table in base.metadata.sorted_tables:
                    rows = session.execute(select(table))
                    found[table.name] = {tuple(row) for row in rows}
        return found

    def change(self, before):
        """Return how many rows are new and how many are gone, by table."""
        counts = {
            name: (len(rows - before[name]), len(before[name] - rows))
            for name, rows in self.rows().items()
        }
        return {name: count for name, count in counts.items() if any(count)}


def _staff(name, source, *, waiting=0, lasting=30, eligible=150):
    asked = loader.read(source)
    plain = staff.draft(closes=staff.TODAY + timedelta(days=lasting))
    plans = tuple(
        GroupPlan(group, eligible, (Member(group, eligible),), channel=channel)
        for group, channel in ((INVITED, "blind"), (CARDS, "slip"))
    )
    return replace(
        plain,
        name=name,
        questionnaire=asked.name,
        version=asked.version,
        answers_open=staff.TODAY + timedelta(days=waiting),
        groups=plans,
    )


def _garden():
    draft = hall.draft("open_day")
    plans = groups.on_posters([ServicePoint("Газар", GARDEN, ())])
    return replace(draft, name="open-day", groups=plans)


def _codes(opened):
    return [code for drawn in opened.codes.values() for code in drawn]


def _invitations(opened):
    by_organisation = [drawn.values() for drawn in opened.invitations.values()]
    return [code for drawn in by_organisation for found in drawn for code in found]


@contextmanager
def town(home, *, source=site.SOURCE, sample=True, urls=()):
    """Open all surveys on one installation and serve both faces.

    `source` is the questionnaire of the staff; the short one of the tests by default.
    `urls` are those of the databases; without them they are files of the home.
    """
    keys = tuple(sealing.public_bytes(sealing.new_key()) for _ in range(2))

    def open_(draft, questionnaire):
        documents = Documents(questionnaire, keys, collector=collector)
        return installed.open(replace(draft, sample=sample), documents)

    with (
        installation(home, today=staff.TODAY, sample=sample, urls=urls) as installed,
        ExitStack() as stack,
    ):
        collector = stack.enter_context(served(installed, {"collector", "public"}))
        issuer = stack.enter_context(
            served(installed, {"issuer"}, collector_url=collector)
        )
        over = open_(_staff(OVER, source, lasting=0, eligible=24), source)
        with urllib3.PoolManager(retries=False) as pool:
            visit = Visit(pool, collector, "mn")
            answers = {"contact": "no"} if source is site.SOURCE else {}
            receipts = [visit.answer(code, answers) for code in _codes(over)[:12]]
        installed.close(OVER)
        asked = open_(_staff(STAFF, source), source)
        early = open_(_staff(EARLY, source, waiting=7, eligible=30), source)
        citizens = open_(hall.draft(), loader.source("citizen_satisfaction"))
        garden = open_(_garden(), loader.source("open_day"))
        codes = Codes(
            cards=iter(_codes(asked)),
            invitations=iter(_invitations(asked)),
            counter=iter(_codes(citizens)),
            early_cards=iter(_codes(early)),
            early_invitations=iter(_invitations(early)),
            over=iter(_codes(over)[12:]),
        )
        digests = {
            name: opened.manifest.digest.hex()[:32]
            for name, opened in ((STAFF, asked), (EARLY, early), (OVER, over))
        }
        manifests = tuple(one.manifest for one in (asked, early, citizens, garden))
        yield Town(installed, codes, issuer, collector, receipts[0], digests, manifests)


def served(installed, faces, **settings):
    """Serve some faces of an installation, without the console."""
    chosen = replace(installed.settings, faces=frozenset(faces), **settings)
    services = Services(installed.databases, chosen, lambda: staff.TODAY)
    return site.served(create_app(services))
