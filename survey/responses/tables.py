"""Tables of the responses database.

No column holds a time, a sequence, a person or a key to another table's row that
would join a slip to an answer. Rows of staff groups exist from the opening on and
only change bytes for as many other bytes.
"""

from sqlalchemy import BigInteger, Integer, LargeBinary
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_PLACE = BigInteger().with_variant(Integer(), "sqlite")


class ResponsesBase(DeclarativeBase):
    """Base of the tables that may know an answer. None of them knows a person."""


class BoardRow(ResponsesBase):
    """A survey: its manifest, which is public, and the key that signs receipts.

    A row reveals that the survey exists and whether it is closed.
    """

    __tablename__ = "board"

    survey: Mapped[str] = mapped_column(primary_key=True)
    manifest: Mapped[bytes] = mapped_column(LargeBinary)
    questionnaire: Mapped[bytes] = mapped_column(LargeBinary)
    board_key: Mapped[bytes] = mapped_column(LargeBinary)
    closed: Mapped[bool]


class BulletinRow(ResponsesBase):
    """The public documents of a closed survey; they outlive its answers.

    A row reveals nothing: everybody may read it on the board's page.
    """

    __tablename__ = "bulletin"

    survey: Mapped[str] = mapped_column(primary_key=True)
    manifest: Mapped[bytes] = mapped_column(LargeBinary)
    questionnaire: Mapped[bytes] = mapped_column(LargeBinary)
    bulletin: Mapped[bytes] = mapped_column(LargeBinary)


class GroupRow(ResponsesBase):
    """A group of a survey, as its manifest lists it; `number` is its number there.

    A row reveals nothing that the manifest does not say.
    """

    __tablename__ = "answering_group"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    survey: Mapped[str]
    key_id: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    eligible: Mapped[int]
    staff: Mapped[bool]
    sealed_length: Mapped[int]
    proof_length: Mapped[int]


class SlipRow(ResponsesBase):
    """The hash of a printed slip, and its number among the sorted ones of its group.

    Slips that were printed anew have the numbers after those. `batch_mark` is noise to
    whoever does not hold the key of the slip's batch. A row never changes and reveals
    nothing but that such a slip was printed.
    """

    __tablename__ = "slip"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 SQLAlchemy's form

    slip: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    group_number: Mapped[int]
    number: Mapped[int]
    batch_mark: Mapped[bytes] = mapped_column(LargeBinary(32))


class SpentRow(ResponsesBase):
    """Which slips of a group are spent or void: a byte for each, at its number.

    A row reveals that some slips were used, not when and not with which answer.
    """

    __tablename__ = "spent_slips"

    group_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    marks: Mapped[bytes] = mapped_column(LargeBinary)


class PosterMarkRow(ResponsesBase):
    """The hash of a challenge that somebody's phone has worked on, so that it did once.

    A row reveals that an answer by poster was sent, not which, when or by whom.
    """

    __tablename__ = "poster_mark"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 SQLAlchemy's form

    mark: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    group_number: Mapped[int]


class ResponseRow(ResponsesBase):
    """A sealed response, or random bytes of the same size in a place still free.

    The place lies in its group's range, of staff drawn by chance. A row reveals whether
    it is taken; its content opens only with the key-holders' keys. Groups with blind
    tokens also keep the proof that goes on the board: it names nobody.
    """

    __tablename__ = "sealed_response"

    place: Mapped[int] = mapped_column(_PLACE, primary_key=True, autoincrement=False)
    taken: Mapped[bool]
    leaf: Mapped[bytes] = mapped_column(LargeBinary(32))
    nonce: Mapped[bytes] = mapped_column(LargeBinary(32))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    proof: Mapped[bytes] = mapped_column(LargeBinary)
