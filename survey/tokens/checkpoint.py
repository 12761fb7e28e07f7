"""Checkpoints: what a board signs about its tree, in the form of C2SP tlog-checkpoint.

The text has a line for the board's origin, one for the number of leaves, one for the
root in base64 and any number of lines of its own; a signed note carries it.
"""

import base64
import binascii
from dataclasses import dataclass

from survey.tokens import board
from survey.tokens.board import NoteError

_ROOT_BYTES = 32
_FIXED_LINES = 3


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a board: origin, number of leaves, root, and what else it binds."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the lines that are signed."""
        root = base64.b64encode(self.root).decode()
        lines = (self.origin, str(self.size), root, *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def sign(key: bytes, checkpoint: Checkpoint) -> str:
    """Return a checkpoint as a note that its origin signed."""
    return board.sign_note(key, checkpoint.origin, checkpoint.text())


def read(public_key: bytes, origin: str, note: str) -> Checkpoint:
    """Return the checkpoint in a note; raise NoteError unless its origin signed it."""
    checkpoint = parse(board.read_note(public_key, origin, note))
    if checkpoint.origin != origin:
        raise NoteError("The checkpoint is of another board.")
    return checkpoint


def parse(text: str) -> Checkpoint:
    """Return the checkpoint that a text spells; raise NoteError if it spells none."""
    lines = text.split("\n")
    if len(lines) <= _FIXED_LINES or lines.pop() or not all(lines):
        raise NoteError("A checkpoint has an origin, a size and a root.")
    origin, size, root, *extensions = lines
    if not (size.isascii() and size.isdigit()) or str(int(size)) != size:
        raise NoteError("The size of a checkpoint is a decimal number.")
    return Checkpoint(origin, int(size), _root(root), tuple(extensions))


def _root(text: str) -> bytes:
    try:
        root = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("The root of a checkpoint is written in base64.") from error
    if len(root) != _ROOT_BYTES:
        raise NoteError(f"The root of a checkpoint has {_ROOT_BYTES} bytes.")
    return root
