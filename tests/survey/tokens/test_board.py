import base64

import pytest

from survey.tokens import board

# The example of the Go package golang.org/x/mod/sumdb/note.
NAME = "PeterNeumann"
KEY = base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
NOTE = (
    f"{TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1"
    "FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


@pytest.fixture
def key():
    return board.new_board_key()


def test_a_note_signed_by_another_program_is_read():
    assert board.read_note(KEY, NAME, NOTE) == TEXT


def test_key_hashes_are_those_of_published_verifier_keys():
    golang = base64.b64decode("Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")[1:]

    assert board.key_hash(NAME, KEY).hex() == "c74f20a3"
    assert board.key_hash("sum.golang.org", golang).hex() == "033de0ae"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (NOTE.replace("don't", "do"), "changed after"),
        (NOTE.replace("— Peter", "— Pieter"), "expected key"),
        (NOTE.replace("x08go", "x08gp"), "expected key"),
        (NOTE.replace("nAM=", "nAM"), "cannot be read"),
        (NOTE.replace("— ", "- "), "not a signature"),
        (TEXT, "no signature"),
        (NOTE.removesuffix("\n"), "no signature"),
    ],
)
def test_a_changed_note_is_refused_with_its_reason(changed, reason):
    with pytest.raises(board.NoteError, match=reason):
        board.read_note(KEY, NAME, changed)


def test_a_note_of_ours_may_carry_the_signatures_of_witnesses(key):
    note = board.sign_note(key, "shudarga.example/board", "one\ntwo\n")
    witnessed = note + NOTE.rpartition("\n\n")[2]

    for read in (note, witnessed):
        public = board.board_public(key)
        assert board.read_note(public, "shudarga.example/board", read) == "one\ntwo\n"


def test_a_promise_holds_for_its_leaf_and_its_board_alone(key):
    public = board.board_public(key)
    promise = board.sign_promise(key, b"d" * 32)

    board.check_promise(public, b"d" * 32, promise)
    other = board.board_public(board.new_board_key())
    for forged in (
        (public, b"e" * 32, promise),
        (other, b"d" * 32, promise),
        (public, b"d" * 32, promise[:-1]),
        (b"short", b"d" * 32, promise),
    ):
        with pytest.raises(board.ForgedPromiseError):
            board.check_promise(*forged)
