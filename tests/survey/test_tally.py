from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Lock

import pytest
from sqlalchemy import delete, select

from survey import sealing, submission, tally
from survey.bulletin import AlteredAnswerError
from survey.campaign import installation
from survey.database import reading
from survey.manifest import Manifest
from survey.responses import store
from survey.responses.tables import ResponseRow
from tests.support import staff
from tests.support.invited import draft


@pytest.fixture
def answered(tmp_path):
    """Open for two key-holders, let twelve people answer, and hand over the keys."""
    keys = (sealing.new_key(), sealing.new_key())
    with installation(tmp_path, today=staff.TODAY) as site:
        opened = site.open(staff.draft((20, 20)), staff.documents(*keys))
        for code in staff.codes(opened)[:12]:
            with site.databases.responses.begin() as session:
                submission.submit(session, code, {}, today=staff.TODAY)
        yield site, keys


def test_all_key_holders_together_open_every_answer_in_any_order(answered):
    site, keys = answered
    site.close(staff.NAME)
    with reading(site.databases.responses) as session:
        opened = tally.open_answers(session, staff.NAME, keys[::-1])
    assert len(opened.answers) == 12
    assert opened.answers.spoiled == 0


def test_an_answer_that_stands_twice_stops_no_tally(answered):
    site, keys = answered
    parts = ("taken", "leaf", "nonce", "sealed", "proof")
    with site.databases.responses.begin() as session:
        row = session.scalars(select(ResponseRow).where(ResponseRow.taken)).first()
        free = session.scalars(select(ResponseRow).where(~ResponseRow.taken)).first()
        for name in parts:
            setattr(free, name, getattr(row, name))
    site.close(staff.NAME)
    with reading(site.databases.responses) as session:
        opened = tally.open_answers(session, staff.NAME, keys)
    assert len(opened.answers) == 13


@pytest.mark.parametrize("chosen", [slice(0, 1), slice(1, 2), slice(0, 0)])
def test_one_key_holder_alone_opens_nothing(answered, chosen):
    site, keys = answered
    site.close(staff.NAME)
    with reading(site.databases.responses) as session:
        with pytest.raises(tally.WrongKeyError):
            tally.open_answers(session, staff.NAME, keys[chosen])


def test_an_open_survey_is_not_opened_even_with_all_keys(answered):
    site, keys = answered
    with reading(site.databases.responses) as session:
        with pytest.raises(tally.StillOpenError):
            tally.open_answers(session, staff.NAME, keys)


@pytest.mark.parametrize(("invited", "mode"), [(0, "slip"), (1, "blind, slip")])
def test_the_mode_names_every_channel_of_a_survey(tmp_path, invited, mode):
    key = sealing.new_key()
    with installation(tmp_path, today=staff.TODAY) as site:
        site.open(draft(invited=invited), staff.documents(key))
        site.close(staff.NAME)
        with reading(site.databases.responses) as session:
            opened = tally.open_answers(session, staff.NAME, [key])

    assert tally.known_facts(opened).mode == mode


def test_groups_of_posters_are_named_and_their_visits_are_no_headcount(answered):
    site, keys = answered
    site.close(staff.NAME)
    with reading(site.databases.responses) as session:
        opened = tally.open_answers(session, staff.NAME, keys)
    first, second = opened.manifest.groups
    groups = (replace(first, channel="poster", eligible=0), second)
    asked = replace(opened, manifest=replace(opened.manifest, groups=groups))
    visits = {first.name: 900, second.name: 50}

    told = tally.survey_facts(asked, tally.TallyFacts(visits, mode="", seed=0))

    assert told.posters == (first.name,)
    assert told.headcounts == visits
    assert told.headcount is None
    assert told.issued == second.eligible


def test_an_executor_opens_the_same_answers_as_one_process(answered):
    site, keys = answered
    site.close(staff.NAME)
    with reading(site.databases.responses) as session:
        board = store.board(session, staff.NAME)
        kept = store.sealed_responses(session, staff.NAME)
    manifest = Manifest.from_json(board.manifest)
    documents = tally.Documents(manifest, board.questionnaire, keys)
    sealed = [(one.key_id, one.sealed) for one in kept]
    sealed.append((sealed[0][0], b"altered" + sealed[0][1][7:]))

    alone = tally.read_answers(documents, sealed)
    with ThreadPoolExecutor(2) as executor:
        found = tally.read_answers(documents, sealed, executor=executor, part=5)

    assert len(found) == len(alone) == 12
    assert found.spoiled == alone.spoiled == 1
    assert found.groups.tolist() == alone.groups.tolist()
    for name, column in alone.columns.items():
        assert found.columns[name].tolist() == column.tolist()


class Counting(ThreadPoolExecutor):
    """Counts how many pieces of work are handed over and not yet done."""

    def __init__(self):
        super().__init__(1)
        self.handed, self.most, self._lock = 0, 0, Lock()

    def submit(self, *work):
        self._change(+1)
        future = super().submit(*work)
        future.add_done_callback(lambda _: self._change(-1))
        return future

    def _change(self, by):
        with self._lock:
            self.handed += by
            self.most = max(self.most, self.handed)


def test_only_a_few_parts_are_in_memory_at_once(answered):
    site, keys = answered
    site.close(staff.NAME)
    with reading(site.databases.responses) as session:
        board = store.board(session, staff.NAME)
        kept = store.sealed_responses(session, staff.NAME)
    manifest = Manifest.from_json(board.manifest)
    documents = tally.Documents(manifest, board.questionnaire, keys)

    with Counting() as executor:
        sealed = ((one.key_id, one.sealed) for one in kept)
        found = tally.read_answers(documents, sealed, executor=executor, part=1)

    assert len(found) == len(kept) == 12
    assert 1 < executor.most <= tally.WAITING


def test_an_answer_that_is_gone_from_the_store_is_missed(answered):
    site, keys = answered
    site.close(staff.NAME)
    with site.databases.responses.begin() as session:
        place = session.scalar(select(ResponseRow.place).limit(1))
        session.execute(delete(ResponseRow).where(ResponseRow.place == place))

    with reading(site.databases.responses) as session:
        with pytest.raises(AlteredAnswerError):
            tally.open_answers(session, staff.NAME, keys)


HOSTILE = (
    b"[" * 3000,
    b'{"tools":' + b"[" * 985 + b"]" * 985 + b"}",
    b'{"tools":[[1]]}',
    b'{"heard":{"missing":{}}}',
    b"1" * 4000,
    b'{"heard":NaN}',
    b'"heard"',
    b'{"\\ud800":"\\ud800"}',
    b"\xff\xfe",
)


def test_answers_made_to_stop_the_tally_are_spoiled_and_stop_nothing(answered):
    site, keys = answered
    site.close(staff.NAME)
    with reading(site.databases.responses) as session:
        board = store.board(session, staff.NAME)
        kept = store.sealed_responses(session, staff.NAME)
    manifest, key_id = Manifest.from_json(board.manifest), kept[0].key_id
    info = sealing.answer_info(manifest.digest, key_id)
    made = [
        sealing.seal(one, manifest.sealing_keys, info=info, bucket=manifest.bucket)
        for one in HOSTILE
    ]
    documents = tally.Documents(manifest, board.questionnaire, keys)
    sealed = [(key_id, one) for one in made] + [
        (one.key_id, one.sealed) for one in kept
    ]
    found = tally.read_answers(documents, sealed)
    assert (len(found), found.spoiled) == (12, len(HOSTILE))
