"""A whole survey at two institutions: the one that knows people sees no answer, the
one that keeps answers sees no person."""

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus

import psycopg
import pytest
import urllib3

from survey import cli, sealing, tally
from survey.database import reading
from survey.invited import InvitedVisit
from survey.respondent import Visit
from survey.responses import store
from survey.tokens.key_folder import FOLDER
from tests.support import invited, staff
from tests.support.faces import institutions

KEYS = (sealing.new_key(), sealing.new_key())
LAST_DAY = staff.TODAY + timedelta(days=2)
POSITIONS = ("executive", "service")
BY_TOKEN, BY_SLIP = 21, 13

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def apart(postgres_server, tmp_path_factory):
    with institutions(postgres_server, tmp_path_factory.mktemp("faces")) as started:
        yield started


@pytest.fixture(scope="module")
def http():
    with urllib3.PoolManager(retries=False, timeout=60) as pool:
        yield pool


@pytest.fixture(scope="module")
def field(apart):
    """Open a survey of one group with invitations and one with slips."""
    drafted = invited.draft((24, 20), closes=LAST_DAY)
    made = replace(staff.documents(*KEYS), collector=apart.collector.address.url)
    return apart.officer.open(drafted, made)


@pytest.fixture(scope="module")
def receipts(apart, http, field):
    """Let everybody collect, and then answer, each at the face that is for it."""
    people = InvitedVisit(http, apart.issuer.address.url)
    tickets = [people.collect(code) for code in invited.codes(field)[:BY_TOKEN]]
    assert {one.collector for one in tickets} == {apart.collector.address.url}
    found = [
        people.answer(ticket, {"position": POSITIONS[number % 2]})
        for number, ticket in enumerate(tickets)
    ]
    cards = Visit(http, apart.collector.address.url, "mn")
    return found + [
        cards.answer(code, {"position": POSITIONS[0]})
        for code in staff.codes(field)[:BY_SLIP]
    ]


@pytest.fixture(scope="module")
def public(apart, http, receipts, tmp_path_factory):
    """Close the survey and download what everybody may read of it."""
    assert len(set(receipts)) == BY_TOKEN + BY_SLIP
    replace(apart.officer, today=LAST_DAY).close(staff.NAME)
    folder = tmp_path_factory.mktemp("public")
    for name in ("manifest.json", "bulletin.json"):
        address = f"{apart.collector.address.url}/surveys/{staff.NAME}/{name}"
        reply = http.request("GET", address)
        assert reply.status == HTTPStatus.OK
        (folder / name).write_bytes(reply.data)
    return folder


def test_both_faces_show_one_manifest(apart, http, field):
    documents = {
        http.request(
            "GET", f"{face.address.url}/surveys/{staff.NAME}/manifest.json"
        ).data
        for face in (apart.issuer, apart.collector)
    }
    assert documents == {field.manifest.to_json()}


@pytest.mark.parametrize(
    ("face", "paths"),
    [
        ("issuer", ["/answers", "/answers/look", "/mn/answer"]),
        ("collector", ["/join/standing", "/join/exchange", "/mn/join/check"]),
    ],
)
def test_a_face_does_not_do_what_the_other_does(apart, http, face, paths):
    site = getattr(apart, face).address.url
    for path in paths:
        assert http.request("POST", f"{site}{path}").status == HTTPStatus.NOT_FOUND


def test_a_face_has_heard_of_no_database_but_its_own(apart):
    sides = {"issuer": apart.registry, "collector": apart.responses}
    for face, other in (("issuer", "collector"), ("collector", "issuer")):
        environment = getattr(apart, face).environment().decode()
        assert sides[face].name in environment
        assert sides[other].name not in environment
    assert "REGISTRY_URL" not in apart.collector.environment().decode()
    assert "RESPONSES_URL" not in apart.issuer.environment().decode()


@pytest.mark.parametrize(
    ("account", "other", "table"),
    [("responses", "registry", "claim"), ("registry", "responses", "sealed_response")],
)
def test_an_account_cannot_read_the_other_database(apart, field, account, other, table):
    assert field.manifest.groups
    mine, theirs = getattr(apart, account), getattr(apart, other)
    with (
        pytest.raises(psycopg.OperationalError, match="permission denied"),
        apart.connect(mine, to=theirs),
    ):
        pass
    with psycopg.connect(apart.server, autocommit=True) as connection:
        connection.execute(f'GRANT CONNECT ON DATABASE "{theirs.name}" TO PUBLIC')
    with (
        apart.connect(mine, to=theirs) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(f"SELECT * FROM {table}")  # noqa: S608 a name of ours


def test_the_collector_keeps_no_key_that_signs_tokens(apart, field):
    homes = apart.officer.settings.home.parent
    [group] = [g for g in field.manifest.groups if g.channel == "blind"]

    keys = {file.name for file in (homes / "tokens").iterdir()}
    assert keys <= {group.key_id.hex()}
    for face in ("issuer", "collector", "console"):
        names = {file.name for file in (homes / face).rglob("*")}
        assert not names & {FOLDER, group.key_id.hex()}
    assert b"SHUDARGA_TOKEN_KEYS" not in apart.collector.environment()


def test_the_board_of_the_two_is_accepted_by_everybody(public, capsys):
    arguments = [f"--{name}={public / name}.json" for name in ("manifest", "bulletin")]

    code = cli.main(["verify", *arguments])

    said = capsys.readouterr().out
    assert code == 0, said
    assert f"24 eligible, {BY_TOKEN} issued, {BY_TOKEN} answered" in said
    assert f"20 eligible, 20 issued, {BY_SLIP} answered" in said


def test_a_receipt_of_either_kind_is_found_on_the_board(apart, http, public, receipts):
    assert public.is_dir()
    board = f"{apart.collector.address.url}/en/surveys/{staff.NAME}/board"
    for leaf in (receipts[0], receipts[-1]):
        reply = http.request(
            "POST",
            board,
            body=f"receipt={leaf}",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        assert "This receipt is on the list" in reply.data.decode()


def test_the_key_holders_open_what_was_answered(apart, public):
    assert public.is_dir()
    with reading(apart.officer.databases.responses) as session:
        opened = tally.open_answers(session, staff.NAME, KEYS)
        kept = store.sealed_responses(session, staff.NAME)

    assert len(kept) == BY_TOKEN + BY_SLIP
    assert opened.answers.spoiled == 0
    position = opened.answers.questionnaire.item("position")
    counts = [opened.answers.answered(position, [p]).sum() for p in POSITIONS]
    assert counts == [BY_TOKEN - BY_TOKEN // 2 + BY_SLIP, BY_TOKEN // 2]
