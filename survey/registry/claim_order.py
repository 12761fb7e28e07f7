"""Rewrites the claims of a group so that no row says when it was changed.

SQLite overwrites rows of equal size where they are. PostgreSQL writes a new version
of a row elsewhere and marks it with the transaction (`xmin`, `ctid`); there all rows
of the group are deleted and put back sorted in each transaction that changes one.
"""

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from survey.registry.tables import ClaimRow

_CLAIMS = ClaimRow.metadata.tables["claim"]


def hide_last_change(session: Session, group: int) -> None:
    """Give all claims of a group the same age, where the database keeps an age."""
    if session.get_bind().dialect.name != "postgresql":
        return
    of_group = _CLAIMS.c.survey_group == group
    moved = delete(_CLAIMS).where(of_group).returning(_CLAIMS).cte("moved")
    ordered = select(moved).order_by(moved.c.invitation)
    session.execute(insert(_CLAIMS).from_select(_CLAIMS.columns.keys(), ordered))
