"""A store as one would write it without thinking of order, for the attack to find.

Ordinary tables, a WAL, a random primary key, a mark that is set when a slip is spent;
at closing it sorts the answers into a new table and drops the old one.
"""

_TABLES = """
CREATE TABLE slip (slip {blob} NOT NULL, spent boolean NOT NULL);
CREATE TABLE sealed_response (leaf {blob} PRIMARY KEY, sealed {blob} NOT NULL)
"""
_MARK = "INSERT INTO slip VALUES (?, true)"
_ANSWER = "INSERT INTO sealed_response VALUES (?, ?)"
_CLOSING = """
CREATE TABLE sorted (leaf {blob} PRIMARY KEY, sealed {blob} NOT NULL);
INSERT INTO sorted SELECT leaf, sealed FROM sealed_response ORDER BY leaf;
DROP TABLE sealed_response
"""


def _run(connection, script, **words):
    for statement in script.format(**words).split(";"):
        connection.execute(statement)
    connection.commit()


class NaiveStore:
    """Keeps answers in an ordinary database, one commit after the other."""

    def __init__(self, connection, *, sqlite):
        self.connection = connection
        self.mark = "?" if sqlite else "%s"
        self.words = {"blob": "BLOB" if sqlite else "bytea"}
        if sqlite:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA secure_delete=OFF")
        _run(connection, _TABLES, **self.words)

    def spend_and_keep(self, slip, leaf, sealed):
        for statement, row in ((_MARK, (slip,)), (_ANSWER, (leaf, sealed))):
            self.connection.execute(statement.replace("?", self.mark), row)
        self.connection.commit()

    def close(self):
        _run(self.connection, _CLOSING, **self.words)
