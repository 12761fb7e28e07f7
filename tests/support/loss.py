"""A line to a database that is lost as something is to be committed."""

from contextlib import contextmanager

from sqlalchemy import event


class LostLineError(Exception):
    """The line to a database was lost as it was to commit."""


@contextmanager
def losing(factory, *, commit=1):
    """Lose the line to a database at one of its next commits."""
    left = [commit]

    def fail(_connection):
        left[0] -= 1
        if not left[0]:
            raise LostLineError

    engine = factory.kw["bind"]
    event.listen(engine, "commit", fail)
    try:
        yield
    finally:
        event.remove(engine, "commit", fail)
    assert left[0] <= 0, "nothing was committed"
