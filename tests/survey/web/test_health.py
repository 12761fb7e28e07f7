"""What whoever runs the site is told about a process."""

from sqlalchemy import text

from tests.support import site


def test_a_process_with_both_databases_is_ready(databases):
    client = site.opened(databases).client()

    for path in ("/healthz", "/readyz"):
        assert client.get(path).json == {"ready": True}


def test_a_process_whose_tables_are_of_another_revision_is_not(databases):
    client = site.opened(databases).client()
    with databases.responses.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))

    told = client.get("/readyz")

    assert told.status_code == 503
    assert told.json == {"ready": False, "not_ready": ["responses"]}
    assert client.get("/healthz").status_code == 200


def test_a_database_without_tables_is_not_ready(databases):
    client = site.opened(databases).client()
    with databases.registry.begin() as session:
        session.execute(text("DROP TABLE alembic_version"))

    assert client.get("/readyz").json["not_ready"] == ["registry"]
