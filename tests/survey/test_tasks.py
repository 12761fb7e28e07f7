from dataclasses import replace
from datetime import timedelta
from zipfile import ZipFile

import pytest

from survey import batches, closing, opening, outbox, sealing, tasks
from survey.config import Settings
from survey.letters import Invitation
from survey.registry import letters, surveys, work
from survey.registry.work import Stage, UnknownWorkError
from survey.tasks import Shop
from survey.web.services import utc_now
from tests.support import released, staff
from tests.support.post_office import open_office

CODE = "0000-1111-2222-333X"
LINK = f"https://issuer.example/mn/join#{CODE}.abc"


@pytest.fixture
def office():
    with open_office() as found:
        yield found


@pytest.fixture
def shop(databases, tmp_path, office):
    home, faces = tmp_path / "home", frozenset({"console"})
    settings = Settings(home, "", "", "http://localhost", faces, sample=False)
    made = staff.documents(sealing.new_key())
    with databases.registry.begin() as one, databases.responses.begin() as two:
        surveys.draft(one, staff.draft())
        opening.open_survey(one, two, staff.NAME, made, today=staff.TODAY)
        pairs = [("Бүлэг", Invitation(f"{n}@gov.mn", LINK)) for n in range(3)]
        outbox.prepare(one, home, staff.NAME, pairs)
    return Shop(databases, replace(settings, mail=office.server), utc_now)


def test_a_worker_of_another_process_takes_what_a_page_asked_for(shop, office):
    tasks.tasks(shop).mail()
    assert office.letters == []

    worker = tasks.tasks(shop).queue
    worker.execute(worker.dequeue())

    assert sorted(one["To"] for one in office.letters) == [
        f"{n}@gov.mn" for n in range(3)
    ]
    assert worker.dequeue() is None


def test_the_queue_holds_no_address_and_no_code(shop):
    tasks.tasks(shop).mail()
    tasks.tasks(shop).write_reports(staff.NAME, 1)

    folder = tasks.folder(shop.settings)
    content = b"".join(p.read_bytes() for p in folder.iterdir() if p.is_file())
    assert staff.NAME.encode() in content
    assert b"gov.mn" not in content
    assert CODE.encode() not in content


def test_a_server_that_is_away_leaves_letters_waiting(shop, office):
    office.hang_up_after = 0

    tasks.send_letters(shop)

    with shop.databases.registry() as session:
        [count] = letters.counts(session, staff.NAME)
    assert (count.waiting, count.sent) == (3, 0)


def test_without_a_server_nothing_is_sent(shop, office):
    tasks.send_letters(replace(shop, settings=replace(shop.settings, mail=None)))

    assert office.letters == []


def test_a_worker_away_from_the_console_gives_no_letter_up(shop, office, tmp_path):
    """The key that opens letters is in the console's home alone."""
    apart = replace(
        shop.settings, faces=frozenset({"issuer"}), home=tmp_path / "issuer"
    )

    tasks.send_letters(replace(shop, settings=apart))

    assert office.letters == []
    tasks.send_letters(shop)
    assert len(office.letters) == 3


def test_files_of_a_closing_that_was_cut_short_are_destroyed_later(shop):
    files = shop.settings.home / outbox.FOLDER
    tasks.destroy_files(shop)
    assert len(list(files.iterdir())) == 1
    with (
        shop.databases.registry.begin() as one,
        shop.databases.responses.begin() as two,
    ):
        closing.close(one, two, staff.NAME, today=staff.TODAY + timedelta(days=1))

    tasks.destroy_files(shop)

    assert list(files.iterdir()) == []


def test_work_that_is_done_at_once_has_no_file(shop, office):
    at_once = replace(shop, settings=replace(shop.settings, work_at_once=True))

    tasks.tasks(at_once).mail()

    assert len(office.letters) == 3
    assert not tasks.folder(shop.settings).exists()


def test_reports_of_nothing_fail_and_say_so(shop, tmp_path):
    with shop.databases.registry.begin() as session:
        number = work.begin(session, staff.NAME, batches.KIND)

    batches.write(shop.databases, tmp_path, staff.NAME, number)

    with shop.databases.registry() as session:
        assert work.find(session, staff.NAME, number).state is Stage.FAILED
        with pytest.raises(UnknownWorkError):
            work.find(session, "another", number)


@pytest.mark.slow
def test_reports_of_all_organisations_stand_in_one_archive(databases, tmp_path):
    released.count(databases)
    with databases.registry.begin() as session:
        number = work.begin(session, released.NAME, batches.KIND)

    batches.write(databases, tmp_path, released.NAME, number)

    with databases.registry() as session:
        found = work.find(session, released.NAME, number)
    assert found.ended
    assert (found.state, found.done, found.total) == (Stage.DONE, 3, 3)
    with ZipFile(batches.archive(tmp_path, number)) as archive:
        names = archive.namelist()
    assert len(names) >= 3
    assert all(name.endswith((".pdf", ".docx", ".html")) for name in names)
