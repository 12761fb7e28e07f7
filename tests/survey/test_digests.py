"""Weekly letters to owners of measures, over a mail server that speaks SMTP."""

from datetime import date, datetime, timedelta

import pytest

from survey import digests
from survey.accounts import people
from survey.accounts.people import Account
from survey.accounts.roles import Role
from survey.mailing import UnreachableError
from survey.registry import audit, measures
from survey.registry import digests as kept
from survey.registry.audit import Deed
from survey.registry.letters import Post as Stage
from survey.registry.measures import Measure, Source
from tests.support.post_office import open_office

BODIES = ("Эрүүл мэндийн төв", "Татварын хэлтэс")
# Universal time; in the district it is Monday, 3 August 2026, nine in the morning.
MONDAY = datetime(2026, 8, 3, 1)  # noqa: DTZ001 databases keep universal time
TODAY = date(2026, 8, 3)
CONTACT, SECOND, OTHER, AUDITOR = (
    f"{name}@gov.mn" for name in ("contact", "second", "other", "auditor")
)


class District:
    """Two organisations with their contacts, an auditor, and a clock."""

    def __init__(self, databases, office):
        self.databases, self.office, self.now = databases, office, MONDAY
        with databases.registry.begin() as session:
            for email, role, body in (
                (CONTACT, Role.CONTACT, BODIES[0]),
                (SECOND, Role.CONTACT, BODIES[0]),
                (OTHER, Role.CONTACT, BODIES[1]),
                (AUDITOR, Role.AUDITOR, None),
                ("officer@gov.mn", Role.OFFICER, BODIES[0]),
            ):
                people.create(session, Account(email, "Хүн", frozenset({role}), body))

    @property
    def post(self):
        address = "https://console.example"
        server = self.office.server
        return digests.Post(self.databases, server, lambda: self.now, address)

    def enter(self, text, year, quarter, **changes):
        columns = (text, "", "", changes.pop("owner", BODIES[0]))
        with self.databases.registry.begin() as session:
            made = Measure(Source.ORGANISATION, *columns, year, quarter, **changes)
            return measures.enter(session, made).number

    def prepare(self, today=TODAY):
        with self.databases.registry.begin() as session:
            return digests.prepare(session, Deed("officer@gov.mn", self.now), today)

    def send(self):
        self.prepare()
        digests.send(self.post)
        return {one["To"] for one in self.office.letters}

    def counts(self):
        with self.databases.registry() as session:
            return kept.counts(session, kept.plan(session).week)

    def prefer(self, email, *, language="mn", wanted=True):
        with self.databases.registry.begin() as session:
            people.prefer(session, email, language=language, digests=wanted)


@pytest.fixture
def district(databases):
    with open_office() as office:
        yield District(databases, office)


def _text(district, address):
    [letter] = district.office.to(address)
    return letter.get_content()


def test_an_owner_reads_what_is_overdue_soon_due_and_not_reported(district):
    number = district.enter("Хоцорсон ажил", 2026, 2, percent=40)
    district.enter("Удахгүй дуусах ажил", 2026, 3, percent=10, reported=TODAY)
    district.enter("Тайлагнаагүй ажил", 2027, 1)
    district.enter("Тайлагнасан ажил", 2027, 1, reported=TODAY)
    district.enter("Дууссан ажил", 2026, 1, percent=100)
    district.enter("Зогссон ажил", 2026, 1, dropped="Давхардсан")
    district.enter("Бусдын ажил", 2026, 1, owner=BODIES[1])
    district.now += timedelta(days=30)

    district.send()

    text = _text(district, CONTACT)
    overdue, soon, silent = (
        text.index(title) for title in ("Хугацаа хэтэрсэн", "30 хоногт", "тайлагнаагүй")
    )
    assert overdue < text.index("Хоцорсон ажил") < soon
    assert (
        soon < text.index("Удахгүй дуусах ажил") < silent < text.index("Тайлагнаагүй")
    )
    for word in ("Тайлагнасан", "Дууссан ажил", "Зогссон", "Бусдын"):
        assert word not in text
    assert f"https://console.example/console/mn/measures/{number}" in text
    assert "2026 оны 2 дугаар улирал, 40 %" in text


def test_who_has_nothing_to_do_gets_no_letter(district):
    district.enter("Ажил", 2026, 2)

    assert district.send() == {CONTACT, SECOND, AUDITOR}


def test_a_letter_speaks_the_language_of_its_reader_and_the_plan_stays_mongolian(
    district,
):
    district.enter("Цахим дараалал", 2026, 2)
    district.prefer(CONTACT, language="en")

    district.send()

    english, mongolian = (_text(district, who) for who in (CONTACT, SECOND))
    assert "Overdue:" in english
    assert "Цахим дараалал (Quarter 2 of 2026, 0 %)" in english
    assert "/console/en/" in english
    assert "Хугацаа хэтэрсэн:" in mongolian
    assert "Overdue" not in mongolian


def test_whoever_does_not_want_letters_gets_none(district):
    district.enter("Ажил", 2026, 2)
    district.prefer(CONTACT, wanted=False)
    district.prefer(AUDITOR, wanted=False)

    assert district.send() == {SECOND}


def test_a_closed_account_gets_no_letter(district):
    district.enter("Ажил", 2026, 2)
    with district.databases.registry.begin() as session:
        account = people.find(session, CONTACT)
        people.change(session, Account(CONTACT, "Хүн", account.roles, active=False))

    assert CONTACT not in district.send()


def test_within_a_week_nobody_gets_a_second_letter(district):
    district.enter("Ажил", 2026, 2)

    for _ in range(3):
        district.send()

    assert [len(district.office.to(who)) for who in (CONTACT, SECOND)] == [1, 1]
    district.enter("Ажил", 2026, 2, owner=BODIES[1])
    district.send()
    assert len(district.office.to(OTHER)) == 1, "what is new is still told this week"
    assert len(district.office.to(CONTACT)) == 1


def test_a_new_week_brings_a_new_letter(district):
    district.enter("Ажил", 2026, 2)
    digests.prepare_weekly(district.post)
    digests.send(district.post)
    district.now += timedelta(days=7)

    digests.prepare_weekly(district.post)
    digests.send(district.post)

    assert len(district.office.to(CONTACT)) == 2


@pytest.mark.parametrize(
    ("hours", "begins"), [(-2, False), (-1, True), (0, True), (24 * 6, True)]
)
def test_a_round_begins_on_monday_at_eight_or_as_soon_as_possible(
    district, hours, begins
):
    district.enter("Ажил", 2026, 2)
    district.now += timedelta(hours=hours)

    digests.prepare_weekly(district.post)

    assert bool(district.counts()) is begins


def test_a_round_does_not_begin_by_itself_where_an_officer_turned_it_off(district):
    district.enter("Ажил", 2026, 2)
    with district.databases.registry.begin() as session:
        kept.set_weekly(session, weekly=False)

    digests.prepare_weekly(district.post)

    assert district.counts() == {}
    assert district.send() == {CONTACT, SECOND, AUDITOR}


def test_a_letter_is_written_from_what_is_true_when_it_is_sent(district):
    number = district.enter("Ажил", 2026, 2)
    district.prepare()
    with district.databases.registry.begin() as session:
        done = measures.find(session, number)
        measures.change(session, Measure(done.source, *"абвг", 2026, 2, 100, number=1))

    digests.send(district.post)

    assert not district.office.to(CONTACT)
    assert district.counts() == {Stage.SENT: 3}


def test_a_busy_server_is_asked_again_and_a_refusal_stops_no_other(district):
    district.enter("Ажил", 2026, 2)
    district.office.answers = {CONTACT: 450, SECOND: 550}

    district.send()

    assert district.counts() == {Stage.WAITING: 1, Stage.SENT: 1, Stage.REFUSED: 1}
    district.office.answers = {}
    digests.send(district.post)
    assert not district.office.to(CONTACT), "its turn has not come"
    district.now += timedelta(minutes=2)
    digests.send(district.post)
    assert len(district.office.to(CONTACT)) == 1
    with district.databases.registry() as session:
        assert kept.refusals(session, kept.plan(session).week) == [SECOND]


def test_an_address_that_the_server_cannot_write_to_stops_no_other(district):
    district.enter("Ажил", 2026, 2, owner="Гуравдугаар")
    district.enter("Ажил", 2026, 2)
    with district.databases.registry.begin() as session:
        roles = frozenset({Role.CONTACT})
        people.create(session, Account("ажилтан@gov.mn", "Хүн", roles, "Гуравдугаар"))

    assert district.send() == {CONTACT, SECOND, AUDITOR}
    assert district.counts()[Stage.REFUSED] == 1


def test_a_server_that_breaks_off_loses_no_letter(district):
    district.enter("Ажил", 2026, 2)
    district.office.hang_up_after = 1
    with pytest.raises(UnreachableError):
        district.send()
    district.office.hang_up_after = None
    district.now += timedelta(minutes=11)

    digests.send(district.post)

    received = [one["To"] for one in district.office.letters]
    assert sorted(received) == sorted([CONTACT, SECOND, AUDITOR])


def test_a_letter_that_one_worker_sends_is_sent_by_no_other(district):
    district.enter("Ажил", 2026, 2)
    district.prepare()
    taken = []
    for _ in range(4):
        with district.databases.registry.begin() as session:
            until = district.now + timedelta(minutes=10)
            taken.append(kept.claim(session, now=district.now, until=until))

    assert [one and one.address for one in taken] == [AUDITOR, CONTACT, SECOND, None]


def test_an_auditor_gets_the_newest_digest_of_the_log(district):
    district.send()

    text = _text(district, AUDITOR)
    with district.databases.registry() as session:
        head = audit.verify(session)
    assert head.digest.hex() in text
    assert "measures" not in text


def test_the_log_says_how_many_were_written_to_and_names_nobody(district):
    district.enter("Ажил", 2026, 2)
    district.send()

    with district.databases.registry() as session:
        [line, *_] = audit.lines(session, most=5)
    assert (line.act, line.about) == ("digests_sent", "2026-W32: 3")


def test_nothing_is_kept_of_the_words_of_a_letter():
    columns = {column.name for column in kept.DigestRow.__table__.columns}

    assert columns == {"week", "address", "state", "tries", "due", "reply"}
