"""A survey in the field with every type of item, its issuer and its collector on two
origins, and people with invitations and cards."""

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from questionnaires import loader
from survey import sealing
from survey.campaign import installation
from survey.opening import Documents
from survey.registry.groups import GroupPlan, Member
from survey.responses import store
from survey.web.app import Services, create_app
from tests.support import site, staff

DAY = timedelta(days=1)
INVITED, CARDS = "1-р хэлтэс", "Хороо"


@dataclass(frozen=True, slots=True)
class Asking:
    """Where the two faces are, what the survey promises, and who may answer."""

    installed: object
    opened: object
    keys: tuple
    issuer: str
    collector: str
    invitations: list
    cards: list

    @property
    def manifest(self):
        return self.opened.manifest

    @property
    def digest(self):
        """Return what stands in the QR codes of invitations and cards."""
        return self.manifest.digest.hex()[:32]

    def group(self, name):
        return next(group for group in self.manifest.groups if group.name == name)

    def stored(self):
        """Return how many answers the database has, by group."""
        with self.installed.databases.responses() as session:
            counts = store.answers_per_group(session, self.manifest.survey)
        return counts[self.group(INVITED).key_id], counts[self.group(CARDS).key_id]

    def answers(self):
        """Open everything that was stored, as the tally would."""
        with self.installed.databases.responses() as session:
            kept = store.sealed_responses(session, self.manifest.survey)
        digest = self.manifest.digest
        return [
            sealing.open_sealed(
                one.sealed,
                self.keys,
                info=sealing.answer_info(digest, one.key_id),
            ).decode()
            for one in kept
        ]

    def leaves(self):
        """Return the leaves of all answers that were stored."""
        with self.installed.databases.responses() as session:
            kept = store.sealed_responses(session, self.manifest.survey)
        return {one.leaf.hex() for one in kept}


def draft(*, waiting=timedelta(0), eligible=24, floor=20):
    """Return a survey of two groups: one is invited, the other draws cards."""
    questionnaire = loader.read(site.SOURCE)
    groups = tuple(
        GroupPlan(name, eligible, (Member(name, eligible),), channel=channel)
        for name, channel in ((INVITED, "blind"), (CARDS, "slip"))
    )
    plain = staff.draft(closes=staff.TODAY + timedelta(days=30))
    return replace(
        plain,
        questionnaire=questionnaire.name,
        version=questionnaire.version,
        answers_open=staff.TODAY + waiting,
        group_floor=floor,
        groups=groups,
    )


@contextmanager
def asking(home, *, holders=2, **options):
    """Open the survey on an installation of its own and serve both faces."""
    keys = tuple(sealing.new_key() for _ in range(holders))
    public = tuple(sealing.public_bytes(key) for key in keys)
    with installation(home, today=staff.TODAY, sample=True) as installed:
        with ExitStack() as stack:
            collector = stack.enter_context(_served(installed, {"collector", "public"}))
            issuer = stack.enter_context(
                _served(installed, {"issuer"}, collector=collector)
            )
            documents = Documents(site.SOURCE, public, collector=collector)
            opened = installed.open(draft(**options), documents)
            invitations = [
                code
                for members in opened.invitations.values()
                for codes in members.values()
                for code in codes
            ]
            cards = [code for codes in opened.codes.values() for code in codes]
            yield Asking(installed, opened, keys, issuer, collector, invitations, cards)


def _served(installed, faces, *, collector=""):
    settings = replace(
        installed.settings, faces=frozenset(faces), collector_url=collector
    )
    services = Services(installed.databases, settings, lambda: staff.TODAY)
    return site.served(create_app(services))
