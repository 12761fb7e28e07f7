"""Addresses of those who were invited are in no file once nobody needs them."""

from datetime import UTC, datetime, timedelta

import pytest

from survey import forgetting, inviting, letters, outbox, retention, sealing
from survey.campaign import installation
from survey.database import compact
from survey.letters import Words
from survey.outbox import Post
from survey.registry import letters as kept
from survey.registry import people
from survey.registry.letters import Letter
from survey.registry.people import Person
from tests.support import invited, staff
from tests.support.post_office import open_office

NOW = datetime(2026, 8, 1, 9, tzinfo=UTC)
LATER = staff.TODAY + timedelta(days=31)
PEOPLE = [
    Person("Байгууллага 1", f"Уригдсан Хүн {n}", f"marked-{n}@gov.mn")
    for n in range(20)
]
MARKS = [mark.encode() for p in PEOPLE for mark in (p.email, p.name)]
KEY = sealing.new_key()


@pytest.fixture
def site(tmp_path):
    """Return an installation from which letters and a reminder were mailed."""
    with installation(tmp_path, today=staff.TODAY) as site, open_office() as office:
        opened = site.open(invited.draft(), staff.documents(KEY))
        group = invited.group(opened).name
        post = Post(
            site.databases,
            site.settings.home,
            office.server,
            lambda: NOW.replace(tzinfo=None),
            lambda _: Words(opened.manifest, "a@b.mn", "https://b.mn", NOW),
        )
        with site.databases.registry.begin() as session:
            people.enter(session, PEOPLE)
            written = list(inviting.letters(session, opened, address="https://b.mn"))
            sent = [
                (group, one)
                for file in written
                for one in letters.invitations(file.workbook)
            ]
            outbox.prepare(session, post.home, staff.NAME, sent)
        office.answers[PEOPLE[3].email] = 550
        outbox.send(post)
        with site.databases.registry.begin() as session:
            outbox.remind(session, staff.NAME, group)
        yield site


def _found(site):
    files = [path for path in site.settings.home.rglob("*") if path.is_file()]
    assert any(path.suffix == ".db" for path in files)
    contents = [path.read_bytes() for path in files]
    return {mark for mark in MARKS if any(mark in content for content in contents)}


def _forget(site):
    with site.databases.registry.begin() as session:
        left = forgetting.forget(session, site.settings.home)
    compact(site.databases.registry)
    return left


def test_what_is_forgotten_while_a_survey_is_open_is_told_and_gone_when_it_closes(site):
    assert _found(site) == set(MARKS)

    assert _forget(site) == [staff.NAME]
    assert _found(site) == {person.email.encode() for person in PEOPLE}

    site.close(staff.NAME)
    assert _found(site) == set()


def test_what_an_older_version_left_is_gone_when_it_is_forgotten(site):
    site.close(staff.NAME)
    _enter_again(site)

    assert _forget(site) == []
    assert _found(site) == set()


def test_what_an_older_version_left_is_gone_with_the_answers(site, tmp_path):
    site.close(staff.NAME)
    site.tally(staff.NAME, (KEY,))
    site.publish(staff.NAME)
    _forget(site)
    _enter_again(site)
    assert _found(site)

    retention.destroy(
        site.databases,
        staff.NAME,
        tmp_path / "destroyed.json",
        today=LATER,
        note=lambda *_: None,
    )

    assert _found(site) == set()


def _enter_again(site):
    waiting = [Letter(staff.NAME, 0, person.email, "Бүлэг") for person in PEOPLE]
    with site.databases.registry.begin() as session:
        kept.enter(session, waiting)
