import hashlib
import json
from dataclasses import replace

import pytest
import rfc8785

from survey import bulletin, merkle, sealing
from survey.bulletin import AlteredAnswerError, Bulletin, BulletinError
from survey.tokens import blind_answer, blind_token, checkpoint
from tests.support.boards import closed_survey

CLOSED = closed_survey()
BOARD = CLOSED.publish()


def places(document):
    with pytest.raises(BulletinError) as caught:
        Bulletin.from_json(document)
    return {fault.place for fault in caught.value.faults}


def test_a_bulletin_comes_back_as_it_was_published():
    assert Bulletin.from_json(BOARD.to_json()) == BOARD


def test_a_bulletin_is_canonical_json_sorted_by_leaf():
    content = json.loads(BOARD.to_json())

    assert rfc8785.dumps(content) == BOARD.to_json()
    assert list(BOARD.leaves) == sorted(BOARD.leaves)
    assert len(content["answers"]) == 15
    assert content["manifest"] == CLOSED.manifest.digest.hex()
    assert {frozenset(answer) for answer in content["answers"]} == {
        frozenset({"key_id", "nonce", "sealed_digest"}),
        frozenset(
            {
                "key_id",
                "prepared",
                "token_signature",
                "owner",
                "answer_signature",
                "sealed_digest",
            }
        ),
    }


def test_a_bulletin_does_not_depend_on_the_order_of_answers_and_groups():
    turned = CLOSED.publish(CLOSED.entries[::-1], CLOSED.counts[::-1])

    assert turned == BOARD


def test_the_checkpoint_binds_tree_counts_and_cards():
    state = checkpoint.read(
        CLOSED.manifest.board_key,
        f"shudarga/1/board/{CLOSED.manifest.digest.hex()}",
        BOARD.checkpoint,
    )

    assert (state.size, state.root) == (15, merkle.root(BOARD.leaves))
    assert state.extensions == (bulletin.binding(BOARD),)
    fewer = replace(BOARD.groups[0], answered=0)
    changed = replace(BOARD, groups=(fewer, *BOARD.groups[1:]))
    assert bulletin.binding(changed) != bulletin.binding(BOARD)


def test_a_receipt_is_found_on_the_board_and_another_is_not():
    for entry in CLOSED.entries:
        assert bulletin.holds(BOARD, entry.leaf)
    assert not bulletin.holds(BOARD, b"\x00" * 32)
    assert not bulletin.holds(BOARD, b"\xff" * 32)


def test_leaves_are_those_that_receipts_show():
    group, prepared, sealed, nonce = b"g" * 32, b"p" * 177, b"sealed", b"n" * 32
    digest = hashlib.sha256(sealed).digest()
    blind = bulletin.BlindEntry(group, prepared, b"", b"", b"", digest)

    assert bulletin.Entry(group, nonce, digest).leaf == sealing.leaf(
        group, nonce, sealed
    )
    assert blind.leaf == blind_answer.leaf(group, prepared, sealed)


def test_an_answer_that_was_changed_in_the_database_is_not_published():
    group, nonce, sealed = b"g" * 32, b"n" * 32, b"sealed"
    leaf = sealing.leaf(group, nonce, sealed)

    assert bulletin.entry_of(group, nonce, sealed, leaf).leaf == leaf
    for changed in (
        (b"x" * 32, nonce, sealed, leaf),
        (group, b"x" * 32, sealed, leaf),
        (group, nonce, b"another", leaf),
        (group, nonce, sealed, b"x" * 32),
    ):
        with pytest.raises(AlteredAnswerError):
            bulletin.entry_of(*changed)


def _kept_with_token():
    """Return a genuine answer with a token as the store has it."""
    given = next(entry for entry in CLOSED.of("blind"))
    sealed = b"sealed"
    digest = hashlib.sha256(sealed).digest()
    mark = blind_token.spent_mark(given.prepared)
    leaf = sealing.leaf_of_digest(given.key_id, mark, digest)
    proof = blind_answer.Proof(
        given.prepared, given.token_signature, given.answer_signature
    )
    return given, (given.key_id, mark, sealed, leaf), proof.packed


def test_a_kept_answer_with_a_token_goes_on_the_board_with_its_proof():
    given, parts, proof = _kept_with_token()

    entry = bulletin.entry_of(*parts, proof=proof)

    digest = hashlib.sha256(b"sealed").digest()
    assert entry == replace(given, sealed_digest=digest)
    assert entry.leaf == parts[3]


def test_a_token_that_was_changed_in_the_database_is_not_published():
    given, parts, proof = _kept_with_token()
    other = bytes([proof[0] ^ 1]) + proof[1:]
    for changed in (other, proof[:-1], proof + b"x"):
        with pytest.raises(AlteredAnswerError):
            bulletin.entry_of(*parts, proof=changed)
    with pytest.raises(AlteredAnswerError):
        bulletin.entry_of(given.key_id, b"x" * 32, parts[2], parts[3], proof=proof)


def test_an_empty_survey_has_a_board_too():
    empty = closed_survey(blind=0, slips=0, posters=0).publish()

    assert Bulletin.from_json(empty.to_json()) == empty
    assert empty.checkpoint.splitlines()[1] == "0"


def test_faults_of_a_document_are_named_together_with_their_places():
    content = json.loads(BOARD.to_json())
    content["answers"][0]["sealed_digest"] = "00"
    content["answers"][1]["comment"] = "hello"
    content["groups"][0]["answered"] = -1
    content["groups"][1]["spent"] = ["zz"]
    del content["checkpoint"]

    assert places(rfc8785.dumps(content)) >= {
        "bulletin.answers[1].sealed_digest",
        "bulletin.answers[2].comment",
        "bulletin.groups[1].answered",
        "bulletin.groups[2].spent",
        "bulletin.checkpoint",
    }


@pytest.mark.parametrize("document", [b"", b"{}", BOARD.to_json() + b"\n"])
def test_another_document_is_no_bulletin(document):
    assert places(document)
