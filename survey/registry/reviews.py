"""Comments that wait for a person's review, sealed to that person's key."""

from dataclasses import dataclass

from sqlalchemy import ForeignKey, LargeBinary, delete, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from survey.registry.tables import RegistryBase


class NoReviewError(Exception):
    """No comments of this survey wait for a review."""


class ReviewRow(RegistryBase):
    """Masked comments of a survey and what was decided on them, sealed together.

    A row reveals how much was written, and nothing of it. `key_file` is a private key
    under the reviewer's passphrase, which is stored nowhere.
    """

    __tablename__ = "review"

    survey: Mapped[str] = mapped_column(ForeignKey("survey.name"), primary_key=True)
    key_file: Mapped[bytes] = mapped_column(LargeBinary)
    comments: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True, slots=True)
class KeptReview:
    """The sealed comments, and the locked key that opens them."""

    key_file: bytes
    comments: bytes


def keep(session: Session, survey: str, review: KeptReview) -> None:
    """Keep the comments of a survey that was just counted."""
    row = ReviewRow(survey=survey, key_file=review.key_file, comments=review.comments)
    session.add(row)
    session.flush()


def find(session: Session, survey: str) -> KeptReview:
    """Return what waits."""
    row = session.get(ReviewRow, survey, populate_existing=True)
    if row is None:
        raise NoReviewError("No comments wait for a review.")
    return KeptReview(row.key_file, row.comments)


def is_kept(session: Session, survey: str) -> bool:
    """Say whether comments of a survey wait."""
    return session.get(ReviewRow, survey) is not None


def change(session: Session, survey: str, comments: bytes) -> None:
    """Keep what was decided since."""
    session.execute(
        update(ReviewRow).where(ReviewRow.survey == survey).values(comments=comments)
    )


def forget(session: Session, survey: str) -> None:
    """Delete the comments: they are reviewed, or their survey is public."""
    session.execute(delete(ReviewRow).where(ReviewRow.survey == survey))
