import inspect
from datetime import UTC, datetime, timedelta

import pytest

from survey import forgetting, inviting, letters, outbox, sealing
from survey.campaign import installation
from survey.letters import Words
from survey.mailing import UnreachableError
from survey.outbox import AlreadyPreparedError, NothingToRemindError, Post
from survey.registry import letters as kept
from survey.registry import people
from survey.registry.letters import Letter, UnknownLetterError
from survey.registry.letters import Post as Stage
from survey.registry.people import Person
from tests.support import invited, staff
from tests.support.post_office import open_office

ADDRESS = "https://issuer.example/mn/join"
BODY = "Байгууллага 1"


class Field:
    """A survey with an invited group, a mail server, and a clock."""

    def __init__(self, site, opened, office, home):
        self.site, self.opened, self.office, self.home = site, opened, office, home
        self.now = datetime(2026, 8, 1, 9, tzinfo=UTC).replace(tzinfo=None)
        self.survey = opened.manifest.survey
        self.group = invited.group(opened).name
        self.people = [Person(BODY, f"Хүн {n}", f"{n}@gov.mn") for n in range(20)]
        with site.databases.registry.begin() as session:
            people.enter(session, self.people)

    def prepare(self):
        with self.site.databases.registry.begin() as session:
            made = list(inviting.letters(session, self.opened, address=ADDRESS))
            pairs = [
                (self.group, one)
                for file in made
                for one in letters.invitations(file.workbook)
            ]
            return outbox.prepare(session, self.home, self.survey, pairs)

    def send(self):
        databases, server = self.site.databases, self.office.server
        return outbox.send(
            Post(databases, self.home, server, lambda: self.now, self.words)
        )

    def words(self, _survey):
        manifest = self.opened.manifest
        moment = self.now.replace(tzinfo=UTC)
        return Words(manifest, "survey@district.mn", "https://issuer.example", moment)

    def remind(self):
        with self.site.databases.registry.begin() as session:
            return outbox.remind(session, self.survey, self.group)

    def counts(self):
        with self.site.databases.registry() as session:
            [*found] = kept.counts(session, self.survey)
        return [(c.edition, c.waiting, c.sent, c.refused) for c in found]

    def contents(self):
        folders = (self.home, self.site.settings.home)
        files = [path for one in folders for path in one.rglob("*") if path.is_file()]
        assert any(path.suffix == ".db" for path in files)
        return [path.read_bytes() for path in files]

    def sealed(self):
        with self.site.databases.registry() as session:
            return [one.sealed for one in kept.of_edition(session, self.survey, 0)]


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    home = tmp_path_factory.mktemp("site")
    with installation(home, today=staff.TODAY) as site:
        yield site, site.open(invited.draft(), staff.documents(sealing.new_key()))


@pytest.fixture
def field(opened, tmp_path):
    with open_office() as office:
        field = Field(*opened, office, tmp_path)
        yield field
        with field.site.databases.registry.begin() as session:
            forgetting.destroy_files(field.home, field.survey)
            kept.forget(session, field.survey)


def test_everybody_gets_a_letter_with_a_link_of_their_own(field):
    assert field.prepare() == 20

    assert field.send().accepted == 20

    links = {word for one in field.office.letters for word in _links(one)}
    assert {one["To"] for one in field.office.letters} == {
        person.email for person in field.people
    }
    drawn = set(invited.codes(field.opened))
    assert {link.partition("#")[2].partition(".")[0] for link in links} == drawn
    assert field.counts() == [(0, 0, 20, 0)]


def _links(letter):
    return [w for w in letter.get_content().split() if w.startswith(f"{ADDRESS}#")]


def test_a_letter_says_the_same_to_everybody_but_its_link(field):
    field.prepare()
    field.send()

    texts = {
        one.get_content().replace(_links(one)[0], "LINK")
        for one in field.office.letters
    }
    subjects = {one["Subject"] for one in field.office.letters}

    assert len(texts) == len(subjects) == 1
    assert "110" in texts.pop()


def test_nothing_of_a_code_is_left_once_all_letters_are_accepted(field):
    field.prepare()
    codes = invited.codes(field.opened)
    before = [path.read_bytes() for path in field.home.rglob("*") if path.is_file()]
    assert len(before) == 1

    field.send()

    assert set(field.sealed()) == {b""}
    contents = field.contents()
    assert not any(before[0] in content for content in contents)
    for code in codes:
        assert not any(code.encode() in content for content in contents)


def test_codes_that_wait_are_in_no_file_as_they_are(field):
    field.prepare()

    contents = field.contents()

    assert len(set(map(len, field.sealed()))) == 1
    for code in invited.codes(field.opened):
        assert not any(code.encode() in content for content in contents)


def test_one_bad_address_stops_nothing_and_is_named(field):
    field.prepare()
    field.office.answers["7@gov.mn"] = 550

    sent = field.send()

    assert (sent.accepted, sent.refused) == (19, 1)
    with field.site.databases.registry() as session:
        [refused] = kept.refusals(session, field.survey)
    assert (refused.address, refused.reply) == ("7@gov.mn", 550)
    assert refused.sealed


def test_a_refused_letter_goes_to_the_right_address(field):
    field.prepare()
    field.office.answers["7@gov.mn"] = 550
    field.send()

    with field.site.databases.registry.begin() as session:
        kept.readdress(session, field.survey, "7@gov.mn", "seven@gov.mn")
    field.send()

    assert len(field.office.to("seven@gov.mn")) == 1
    assert field.counts() == [(0, 0, 20, 0)]
    assert not list(field.home.rglob("*.letters"))


def test_a_letter_that_went_out_has_no_other_address(field):
    field.prepare()
    field.send()

    with (
        field.site.databases.registry.begin() as session,
        pytest.raises(UnknownLetterError),
    ):
        kept.readdress(session, field.survey, "7@gov.mn", "seven@gov.mn")


def test_a_busy_server_is_asked_again_later_and_later(field):
    field.prepare()
    field.office.answers["7@gov.mn"] = 451
    field.send()
    field.send()
    assert field.office.offers == 20

    for minutes in (1, 3, 9, 27, 81, 243, 729):
        offers = field.office.offers
        field.now += timedelta(minutes=minutes, seconds=-1)
        field.send()
        assert field.office.offers == offers
        field.now += timedelta(seconds=1)
        field.send()
        assert field.office.offers == offers + 1

    assert field.counts() == [(0, 0, 19, 1)]


def test_a_server_that_breaks_off_loses_and_doubles_nothing(field):
    field.prepare()
    field.office.hang_up_after = 5
    with pytest.raises(UnreachableError) as told:
        field.send()
    assert "@" not in str(told.value)
    field.office.hang_up_after = None

    assert field.send().accepted == 15

    addresses = [one["To"] for one in field.office.letters]
    assert sorted(addresses) == sorted(person.email for person in field.people)


def test_a_letter_whose_key_is_gone_is_given_up_and_stops_no_other(field):
    field.prepare()
    with field.site.databases.registry.begin() as session:
        kept.enter(session, [Letter(field.survey, 1, "z@gov.mn", field.group)])
    outbox.destroy_key(field.home, field.survey)

    sent = field.send()

    assert (sent.accepted, sent.refused) == (1, 20)
    assert [one["To"] for one in field.office.letters] == ["z@gov.mn"]
    assert field.counts() == [(0, 0, 0, 20), (1, 0, 1, 0)]
    with field.site.databases.registry() as session:
        assert {one.reply for one in kept.refusals(session, field.survey)} == {
            kept.LOST
        }
    assert field.send() == outbox.Sent()


@pytest.mark.parametrize("content", [b"", b"another key"])
def test_a_letter_that_its_key_does_not_open_is_given_up(field, content):
    field.prepare()
    [key] = field.home.rglob("*.letters")
    key.write_bytes(content)

    assert field.send().refused == 20


def test_letters_are_prepared_once(field):
    field.prepare()

    with pytest.raises(AlreadyPreparedError):
        field.prepare()


def test_a_reminder_goes_to_everybody_in_the_same_words(field):
    field.prepare()
    field.send()
    field.office.letters.clear()

    assert field.remind() == 20
    field.send()

    assert {one["To"] for one in field.office.letters} == {
        person.email for person in field.people
    }
    assert len({one.get_content() for one in field.office.letters}) == 1
    assert not any(_links(one) for one in field.office.letters)


def test_a_shorter_list_of_people_shortens_no_reminder(field):
    field.prepare()
    field.send()
    with field.site.databases.registry.begin() as session:
        people.enter(session, field.people[:1])

    assert field.remind() == 20


def test_nobody_can_be_reminded_alone(field):
    assert list(inspect.signature(outbox.remind).parameters) == [
        "session",
        "survey",
        "group",
    ]
    with (
        field.site.databases.registry.begin() as session,
        pytest.raises(NothingToRemindError),
    ):
        outbox.remind(session, field.survey, "7@gov.mn")


def test_names_are_forgotten_at_once_and_letters_of_what_is_open_are_told(field):
    field.prepare()

    with field.site.databases.registry.begin() as session:
        left = forgetting.forget(session, field.home)
        assert not people.of(session, [BODY])[BODY]

    assert left == [field.survey]
    assert field.send().accepted == 20
    assert field.remind() == 20


def test_a_letter_is_waiting_sent_or_refused():
    assert [state.value for state in Stage] == ["waiting", "sent", "refused"]
