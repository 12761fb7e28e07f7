"""A responses database with answers in it, brought from older tables to the newest."""

import secrets

from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text

from survey import database
from survey.responses import bulletins
from tests.support.databases import both_kinds

_GROUP = "INSERT INTO answering_group VALUES (1, 'old', :key_id, 20, :staff, 40)"
_ANSWER = "INSERT INTO sealed_response VALUES (:place, :taken, :leaf, :nonce, :sealed)"


def _at(engine, revision):
    config = Config()
    with database.history("responses") as folder, engine.begin() as connection:
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _old_row(place):
    return {
        "place": 2**40 + place,
        "taken": place % 3 == 0,
        "leaf": secrets.token_bytes(32),
        "nonce": secrets.token_bytes(32),
        "sealed": secrets.token_bytes(40),
    }


@both_kinds
def test_answers_from_before_the_proofs_stay_where_they_are(empty_databases):
    engine = empty_databases.responses.kw["bind"]
    _at(engine, "0002")
    rows = [_old_row(place) for place in (5, 2, 9, 0, 7)]
    with engine.begin() as connection:
        connection.execute(
            text(_GROUP), {"key_id": secrets.token_bytes(32), "staff": True}
        )
        connection.execute(text(_ANSWER), rows)

    database.migrate(empty_databases)

    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT place, taken, leaf, nonce, sealed, proof FROM sealed_response")
        ).all()
        lengths = connection.execute(text("SELECT proof_length FROM answering_group"))
        assert lengths.scalars().all() == [0]
    found = sorted(found)
    ordered = sorted(rows, key=lambda row: row["place"])
    assert [tuple(row)[:5] for row in found] == [tuple(row.values()) for row in ordered]
    assert {bytes(row.proof) for row in found} == {b""}
    columns = inspect(engine).get_columns("sealed_response")
    assert [column["default"] for column in columns] == [None] * 6


@both_kinds
def test_slips_that_were_spent_before_they_had_numbers_stay_spent(empty_databases):
    engine = empty_databases.responses.kw["bind"]
    _at(engine, "0004")
    keys = {number: secrets.token_bytes(32) for number in (1, 2, 3)}
    slips = [
        {"slip": secrets.token_bytes(32), "group": 1 + place % 2, "spent": place > 6}
        for place in range(11)
    ]
    group = "INSERT INTO answering_group VALUES (:number, 'old', :key, 20, true, 40, 0)"
    slip = "INSERT INTO slip VALUES (:slip, :group, :spent)"
    with engine.begin() as connection:
        rows = [{"number": number, "key": key} for number, key in keys.items()]
        connection.execute(text(group), rows)
        connection.execute(text(slip), slips)

    database.migrate(empty_databases)

    with empty_databases.responses() as session:
        found = bulletins.printed_slips(session, "old")
    assert found[keys[3]] == bulletins.PrintedSlips((), ())
    for number in (1, 2):
        printed = {True: [], False: []}
        for one in slips:
            if one["group"] == number:
                printed[one["spent"]].append(one["slip"])
        lists = [tuple(sorted(printed[spent])) for spent in (True, False)]
        assert found[keys[number]] == bulletins.PrintedSlips(*lists)
