"""Attack 13: a thief copies both databases every day, and has every key there is.

The thief also holds the list of which invitation went to whom, which the program never
keeps. From each day's copy they read whose invitation was exchanged and which answers
came. Whatever remains possible for a person is their candidate set.

`python -m tests.privacy.daily_copies` prints the table of SECURITY.md.
"""

import random
import shutil
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from statistics import median

from survey import sealing, submission
from survey.campaign import installation
from survey.submission import BlindAnswer
from tests.support import invited, staff

DAYS = 30
COLLECTING = 7
TAKING_PART = 0.7
AT_ONCE = 0.75
EARLY = 0.8
SIZES = (20, 50, 100, 200)
SURVEYS = 200


@dataclass(frozen=True, slots=True)
class Person:
    """One who takes part: their group, and the days on which they come."""

    group: int
    collects: int
    answers: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What the thief reads from the copies: on which day each thing appeared."""

    claims: dict[bytes, int]
    answers: dict[bytes, int]


@dataclass(frozen=True, slots=True)
class Row:
    """The measured secrecy of groups of one size.

    `early` is the smallest candidate set of whoever collected before answering opened,
    `middle` the median of all others, `alone` the share of people with one candidate,
    `same_day_alone` the share who were the only ones of their group to answer that day.
    """

    size: int
    people: int
    early: int | None
    middle: float
    alone: float
    same_day_alone: float


def _soon(rng, limit):
    """Draw a day that is likelier the earlier it is."""
    return min(int(rng.expovariate(1 / 4)), limit)


def people(sizes, *, two_phase, seed=7):
    """Draw who takes part and when; most come in the first days."""
    rng = random.Random(seed)  # noqa: S311 habits of people, not secrets
    return [
        Person(group, *_days(rng, two_phase=two_phase))
        for group, size in enumerate(sizes)
        for _ in range(round(size * TAKING_PART))
    ]


def _days(rng, *, two_phase):
    if two_phase and rng.random() < EARLY:
        collects = _soon(rng, COLLECTING - 1)
        return collects, COLLECTING + _soon(rng, DAYS - 1 - COLLECTING)
    first = COLLECTING if two_phase else 0
    collects = first + _soon(rng, DAYS - 8 - first)
    return collects, collects + (0 if rng.random() < AT_ONCE else rng.randint(1, 6))


def candidates(collects, *, claims, answers):
    """Return how many answers can be of a person who collected on a day.

    By every day, at least as many people must have collected as answers came. If a
    person is joined with a later answer, that must still hold for all others in
    between: a day on which everybody who had collected had answered ends the set.
    """
    came, waiting, found = Counter(answers), Counter(claims), 0
    spare = 0
    for day in range(DAYS):
        spare += waiting[day] - came[day]
        if day >= collects:
            found += came[day]
            if spare == 0:
                break
    return found


def _new(path, query, known, day):
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as connection:
        for (found,) in connection.execute(query):
            known.setdefault(bytes(found), day)


@dataclass
class Theft:
    """A survey that is lived through day by day, and copied each night."""

    site: object
    opened: object
    folder: Path
    codes: dict
    tokens: dict

    def live(self, everybody):
        """Return what the copies show, and who came with which code and leaf."""
        seen, truth = Seen({}, {}), {}
        for day in range(DAYS):
            today = staff.TODAY + timedelta(days=day)
            for person in (p for p in everybody if p.collects == day):
                code = self.codes[person.group].pop()
                truth[id(person)] = [code, None]
                self.tokens[id(person)] = self._collect(person, code, today)
            for person in (p for p in everybody if p.answers == day):
                truth[id(person)][1] = self._answer(person, today)
            self._copy(seen, day)
        return seen, truth

    def _collect(self, person, code, today):
        group = self.opened.manifest.groups[person.group]
        asked = invited.asking.ask(
            self.opened.manifest.digest, group.key_id, group.token_key
        )
        reply = invited.exchange(self.site, code, asked.blinded.message, today=today)
        return invited.asking.collect(asked, reply)

    def _answer(self, person, today):
        held, manifest = self.tokens[id(person)], self.opened.manifest
        key_id = manifest.groups[person.group].key_id
        sealed = sealing.seal(
            b"{}",
            manifest.sealing_keys,
            info=sealing.answer_info(manifest.digest, key_id),
            bucket=manifest.bucket,
        )
        answer = BlindAnswer(
            key_id=key_id,
            prepared=held.token.prepared,
            signature=held.token.signature,
            answer_signature=held.sign(sealed),
            sealed=sealed,
        )
        with self.site.databases.responses.begin() as session:
            return submission.submit_blind(session, answer, today=today).leaf

    def _copy(self, seen, day):
        home = Path(self.site.environ["SHUDARGA_HOME"])
        for name in ("registry", "responses"):
            shutil.copy(home / f"{name}.db", self.folder / f"{name}.db")
        claimed = "SELECT invitation FROM claim WHERE claimed"
        taken = "SELECT leaf FROM sealed_response WHERE taken"
        _new(self.folder / "registry.db", claimed, seen.claims, day)
        _new(self.folder / "responses.db", taken, seen.answers, day)


def steal(folder, sizes, *, two_phase):
    """Live through a survey of groups of these sizes; return people, copies, truth."""
    home, copies = Path(folder) / "home", Path(folder) / "copies"
    home.mkdir()
    copies.mkdir()
    opens, closes = staff.TODAY, staff.TODAY + timedelta(days=DAYS)
    plan = invited.draft(sizes, invited=len(sizes), opens=opens, closes=closes)
    if two_phase:
        plan = replace(plan, answers_open=opens + timedelta(days=COLLECTING))
    everybody = people(sizes, two_phase=two_phase)
    with installation(home, today=staff.TODAY, sample=True) as site:
        documents = replace(
            staff.documents(sealing.new_key(), sealing.new_key()),
            token_keys=site.token_keys,
        )
        opened = site.open(plan, documents)
        codes = {
            number: [
                c for drawn in opened.invitations[g.key_id].values() for c in drawn
            ]
            for number, g in enumerate(opened.manifest.groups)
        }
        theft = Theft(site, opened, copies, codes, {})
        seen, truth = theft.live(everybody)
    return everybody, seen, truth


def measure(everybody, number):
    """Return of each person of a group: day of collecting, candidates, real day's."""
    group = [person for person in everybody if person.group == number]
    claims = [person.collects for person in group]
    answers = [person.answers for person in group]
    came = Counter(answers)
    found = {
        day: candidates(day, claims=claims, answers=answers) for day in set(claims)
    }
    for person in group:
        yield person.collects, found[person.collects], came[person.answers]


def row(size, *, two_phase):
    """Return the measured secrecy of a group, over many surveys that could be."""
    found = [
        measured
        for seed in range(SURVEYS)
        for measured in measure(people((size,), two_phase=two_phase, seed=seed), 0)
    ]
    early = [number for day, number, _ in found if two_phase and day < COLLECTING]
    late = [number for day, number, _ in found if not two_phase or day >= COLLECTING]
    return Row(
        size=size,
        people=round(size * TAKING_PART),
        early=min(early, default=None),
        middle=median(late),
        alone=sum(number == 1 for number in late) / len(found),
        same_day_alone=sum(day == 1 for *_, day in found) / len(found),
    )


def table():
    """Return the measured rows as the lines of SECURITY.md."""
    for two_phase in (True, False):
        for size in SIZES:
            one = row(size, two_phase=two_phase)
            kind = "in two phases" if two_phase else "at once"
            early = "–" if one.early is None else one.early
            yield (
                f"| {kind} | {size} | {one.people} | {early} | {one.middle:g} | "
                f"{one.alone:.1%} | {one.same_day_alone:.1%} |"
            )


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in table())
