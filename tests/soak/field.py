"""The surveys that are answered: by card, by invitation and by poster."""

import secrets
from dataclasses import dataclass, replace

from benchmarks import fields
from questionnaires import loader
from survey import sealing
from survey.opening import Documents
from survey.registry import groups
from survey.registry.organisations import ServicePoint
from tests.support import hall, invited, staff

CITIZENS, STAFF = "citizens", "staff"
BLIND, POINTS, CARD_GROUPS = 3, 2, 12


@dataclass(frozen=True)
class Opened:
    """A survey in the field, and what is needed to open its answers."""

    manifest: object
    key: object
    cards: list
    invitations: list

    @property
    def name(self):
        return self.manifest.survey


def open_all(site, seconds):
    """Open a survey of citizens and one of staff, with codes for so many seconds."""
    return [_open(site, _citizens(seconds)), _open(site, _staff(seconds))]


def _citizens(seconds):
    points = [
        ServicePoint("Газар", f"Танхим {number}", hall.SERVICES)
        for number in range(CARD_GROUPS)
    ]
    plan = hall.draft()
    plans = (
        *groups.on_posters(points[:POINTS]),
        *groups.at_counters(points, max(30, int(2.5 * seconds))),
    )
    return replace(
        plan, name=CITIZENS, closes=staff.TODAY + fields.DAYS, groups=plans
    ), "citizen_satisfaction"


def _staff(seconds):
    sizes = (max(25, int(seconds)),) * (BLIND + CARD_GROUPS)
    plan = invited.draft(sizes, invited=BLIND, closes=staff.TODAY + fields.DAYS)
    return replace(plan, name=STAFF), "internal_integrity"


def _open(site, drafted):
    draft, questionnaire = drafted
    key = sealing.new_key()
    made = Documents(loader.source_of(questionnaire), (sealing.public_bytes(key),))
    done = site.open(draft, made)
    cards = [(key_id, code) for key_id, drawn in done.codes.items() for code in drawn]
    invitations = [
        (key_id, code)
        for key_id, drawn in done.invitations.items()
        for some in drawn.values()
        for code in some
    ]
    for codes in (cards, invitations):
        secrets.SystemRandom().shuffle(codes)
    return Opened(done.manifest, key, cards, invitations)
