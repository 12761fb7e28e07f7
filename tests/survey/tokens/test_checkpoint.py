import base64

import pytest

from survey.tokens import board, checkpoint
from survey.tokens.board import NoteError
from survey.tokens.checkpoint import Checkpoint

# A checkpoint that the checksum database of Go signed and published.
GOLANG = base64.b64decode("Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")[1:]
PUBLISHED = (
    "go.sum database tree\n15368405\n/g9am3I6YWNKaZX/jkne1fqd9zEyjss+JXyPXG0WfkY=\n\n"
    "— sum.golang.org Az3grqJGUaSGukG9p8nI2vKgiFn7qGHxn0W+mrwyI6Gz3F0t1J3LzmWk/p96Y"
    "bf295EjwdSwlzgijq5WA9d1Ded7owM=\n"
)
STATE = Checkpoint("shudarga/1/board/00", 3, b"r" * 32, ("bulletin sha256 00",))
ROOT = base64.b64encode(b"r" * 32).decode()


def test_a_checkpoint_of_another_log_is_read_and_its_signature_holds():
    text = board.read_note(GOLANG, "sum.golang.org", PUBLISHED)
    read = checkpoint.parse(text)

    assert (read.origin, read.size) == ("go.sum database tree", 15368405)
    assert read.root.hex().startswith("fe0f5a9b723a61634a")
    assert read.text() == text


def test_a_checkpoint_of_ours_has_the_lines_of_the_standard():
    key = board.new_board_key()
    note = checkpoint.sign(key, STATE)

    lines = note.split("\n")
    assert lines[:4] == ["shudarga/1/board/00", "3", ROOT, "bulletin sha256 00"]
    assert lines[4] == ""
    assert lines[5].startswith("— shudarga/1/board/00 ")
    assert checkpoint.read(board.board_public(key), STATE.origin, note) == STATE


def test_a_checkpoint_signed_for_another_board_is_refused():
    key = board.new_board_key()
    other = board.sign_note(key, "another", STATE.text())

    with pytest.raises(NoteError, match="another board"):
        checkpoint.read(board.board_public(key), "another", other)
    with pytest.raises(NoteError, match="expected key"):
        checkpoint.read(board.board_public(key), STATE.origin, other)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n3\n",
        f"origin\n3\n{ROOT}",
        f"\n3\n{ROOT}\n",
        f"origin\n03\n{ROOT}\n",
        f"origin\n-3\n{ROOT}\n",
        f"origin\n٣\n{ROOT}\n",
        f"origin\n\n{ROOT}\n",
        f"origin\n3\n{ROOT[:-4]}\n",
        "origin\n3\nбиш\n",
        f"origin\n3\n{ROOT}\n\n",
    ],
)
def test_a_text_of_another_form_is_no_checkpoint(text):
    with pytest.raises(NoteError):
        checkpoint.parse(text)
