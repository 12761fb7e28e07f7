"""Exchanging an invitation, and attack 2: one invitation, many blinded messages."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from survey import joining, sealing
from survey.bulletin import Bulletin
from survey.campaign import installation
from survey.registry.tables import ClaimRow, SurveyRow
from survey.responses import bulletins
from survey.tokens import blind_token, codes
from survey.tokens.blind_rsa import MODULUS_BITS, load_public
from survey.tokens.key_folder import MissingTokenKeyError
from tests.support import invited, staff
from tests.support.databases import both_kinds

DAY = timedelta(days=1)
THREADS = 50


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with installation(tmp_path_factory.mktemp("home"), today=staff.TODAY) as found:
        yield found


@pytest.fixture(scope="module")
def opened(site):
    return site.open(invited.draft((60, 24)), staff.documents(sealing.new_key()))


@pytest.fixture(scope="module")
def unused(opened):
    return iter(invited.codes(opened))


@pytest.fixture
def code(unused):
    """Return an invitation that no other test has used."""
    return next(unused)


@pytest.fixture
def own(tmp_path):
    """Open a survey that a test may spoil."""
    with installation(tmp_path, today=staff.TODAY) as site:
        opened = site.open(invited.draft(), staff.documents(sealing.new_key()))
        yield site, opened, invited.codes(opened)[0]


def _claimed(site):
    with site.databases.registry() as session:
        return sum(session.scalars(select(ClaimRow.claimed)).all())


def test_an_invitation_is_exchanged_for_a_token_of_its_group(site, opened, unused):
    code, other, before = next(unused), next(unused), _claimed(site)
    group = invited.group(opened)

    collected = invited.collect(site, opened, code)

    blind_token.check(
        collected.token,
        manifest_digest=opened.manifest.digest,
        key_id=group.key_id,
        token_key=group.token_key,
    )
    assert invited.state(site, code).collected
    assert not invited.state(site, other).collected
    assert invited.state(site, other).group == group
    assert _claimed(site) == before + 1


def test_the_same_message_again_gets_the_same_signature(site, opened, code):
    message = invited.ask(opened).blinded.message

    first = invited.exchange(site, code, message)

    assert invited.exchange(site, code, message) == first
    assert invited.exchange(site, code.lower().replace("-", " "), message) == first


def test_another_message_is_refused(site, opened, code):
    invited.collect(site, opened, code)

    with pytest.raises(joining.AlreadyCollectedError):
        invited.collect(site, opened, code)


@both_kinds
def test_fifty_messages_for_one_invitation_get_exactly_one_signature(
    tmp_path, databases
):
    with installation(tmp_path / "home", today=staff.TODAY) as plain:
        site = replace(plain, databases=databases)
        opened = site.open(invited.draft(), staff.documents(sealing.new_key()))
        code = invited.codes(opened)[0]
        asked = [invited.ask(opened).blinded.message for _ in range(THREADS)]

        def attempt(message):
            try:
                return message, invited.exchange(site, code, message)
            except joining.AlreadyCollectedError:
                return None

        with ThreadPoolExecutor(THREADS) as threads:
            given = [found for found in threads.map(attempt, asked) if found]

        assert len(given) == 1
        assert _claimed(site) == 1
        [(message, signature)] = given
        with ThreadPoolExecutor(THREADS) as threads:
            again = list(threads.map(attempt, [message] * THREADS))
        assert set(again) == {(message, signature)}


def _numbers(opened):
    n = load_public(invited.group(opened).token_key).public_numbers().n
    return {"0": 0, "1": 1, "n - 1": n - 1, "n": n, "n + 2": n + 2}


@pytest.mark.parametrize("name", ["0", "1", "n - 1", "n", "n + 2"])
def test_a_message_out_of_range_claims_nothing(site, opened, code, name):
    message = _numbers(opened)[name].to_bytes(MODULUS_BITS // 8)

    with pytest.raises(joining.BadMessageError):
        invited.exchange(site, code, message)
    assert not invited.state(site, code).collected


@pytest.mark.parametrize("length", [0, 383, 385])
def test_a_message_of_another_length_claims_nothing(site, code, length):
    with pytest.raises(joining.BadMessageError):
        invited.exchange(site, code, bytes(length))
    assert not invited.state(site, code).collected


@pytest.mark.parametrize(
    "typed", ["", "nonsense", codes.new_code()], ids=["empty", "short", "of nobody"]
)
def test_a_code_of_nobody_opens_nothing(site, opened, typed):
    message = invited.ask(opened).blinded.message
    with pytest.raises(joining.UnknownInvitationError):
        invited.exchange(site, typed, message)
    with pytest.raises(joining.UnknownInvitationError):
        invited.state(site, typed)


def test_a_slip_is_no_invitation(site, opened, code):
    slip = staff.codes(opened)[0]

    assert codes.slip_hash(code) != codes.invitation_hash(code)
    with pytest.raises(joining.UnknownInvitationError):
        invited.state(site, slip)


def test_tokens_are_given_only_between_the_two_dates(site, opened, code):
    message = invited.ask(opened).blinded.message

    for day, error in ((-DAY, joining.NotOpenError), (DAY, joining.ClosedError)):
        with pytest.raises(error):
            invited.exchange(site, code, message, today=staff.TODAY + day)
    assert not invited.state(site, code).collected
    assert invited.exchange(site, code, message)


def test_nothing_is_claimed_when_the_key_is_gone(own):
    site, opened, code = own
    site.token_keys.destroy(invited.group(opened).key_id)

    with pytest.raises(MissingTokenKeyError):
        invited.collect(site, opened, code)
    assert not invited.state(site, code).collected


def test_a_closed_survey_gives_no_token_even_on_its_last_day(own):
    site, opened, code = own
    with site.databases.registry.begin() as session:
        session.execute(update(SurveyRow).values(state="closed"))

    with pytest.raises(joining.ClosedError):
        invited.collect(site, opened, code)
    assert not invited.state(site, code).collected


@both_kinds
def test_every_token_that_leaves_while_a_survey_closes_is_counted(tmp_path, databases):
    with installation(tmp_path / "home", today=staff.TODAY) as plain:
        site = replace(plain, databases=databases)
        opened = site.open(invited.draft((40, 20)), staff.documents(sealing.new_key()))
        asked = [
            (c, invited.ask(opened).blinded.message) for c in invited.codes(opened)
        ]
        closing_now = threading.Event()

        def collect(pair):
            if pair == asked[len(asked) // 4]:
                closing_now.set()
            try:
                return invited.exchange(site, *pair)
            except (joining.ClosedError, MissingTokenKeyError):
                return None

        def close():
            closing_now.wait(timeout=10)
            site.close(staff.NAME)

        with ThreadPoolExecutor(5) as threads:
            closed = threads.submit(close)
            given = [token for token in threads.map(collect, asked) if token]
            closed.result()

        with databases.responses() as session:
            board = bulletins.find(session, staff.NAME)
        blind = invited.group(opened).key_id
        counts = {c.key_id: c for c in Bulletin.from_json(board.bulletin).groups}
        assert counts[blind].issued == len(given) == _claimed(site)
        assert len(given) >= 1
