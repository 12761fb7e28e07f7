from pathlib import Path

import pytest

from survey import config

HOME = {"SHUDARGA_HOME": "/srv/shudarga"}
BOTH = ("sqlite:////srv/shudarga/registry.db", "sqlite:////srv/shudarga/responses.db")


def test_without_settings_everything_runs_on_this_computer():
    settings = config.read({})

    assert settings.faces == config.FACES
    assert settings.home == Path("shudarga-data").absolute()
    assert settings.base_url == settings.collector_url == "http://127.0.0.1:8000"
    assert not settings.sample


@pytest.mark.parametrize(
    ("faces", "addresses"),
    [
        ("", BOTH),
        ("issuer", (BOTH[0], "")),
        ("collector", ("", BOTH[1])),
        ("issuer,collector", BOTH),
        ("public", BOTH),
        ("console", BOTH),
    ],
)
def test_a_face_knows_only_the_database_that_it_needs(faces, addresses):
    settings = config.read({**HOME, "SHUDARGA_FACES": faces})

    assert (settings.registry_url, settings.responses_url) == addresses


def test_an_address_that_a_face_does_not_need_is_not_even_kept():
    settings = config.read(
        {"SHUDARGA_FACES": "collector", "REGISTRY_URL": "postgresql://secret@host/r"}
    )

    assert "secret" not in repr(settings)


def test_answers_are_sent_to_the_collector_that_is_named():
    settings = config.read(
        {
            "SHUDARGA_BASE_URL": "https://survey.example.mn/",
            "SHUDARGA_COLLECTOR_URL": "https://answers.example.mn/",
        }
    )

    assert settings.base_url == "https://survey.example.mn"
    assert settings.collector_url == "https://answers.example.mn"
    assert settings.collector_apart == "https://answers.example.mn"


def test_tokens_are_collected_at_the_issuer_that_is_named_and_here_without_one():
    told = {**HOME, "SHUDARGA_BASE_URL": "https://results.example.mn"}
    apart = {
        "SHUDARGA_ISSUER_URL": "https://join.example.mn/",
        "SHUDARGA_TOKEN_KEYS": "/srv/tokens",
    }

    alone, beside = config.read(told), config.read({**told, **apart})

    assert alone.issuer_url == "https://results.example.mn"
    assert alone.token_keys == Path("/srv/shudarga/token-keys")
    assert beside.issuer_url == "https://join.example.mn"
    assert beside.token_keys == Path("/srv/tokens")


@pytest.mark.parametrize("folder", ["tokens", "/srv/shudarga/tokens", "/srv/shudarga"])
def test_shared_token_keys_never_lie_where_backups_are_made_of(folder):
    with pytest.raises(config.SettingsError, match="SHUDARGA_TOKEN_KEYS"):
        config.read({**HOME, "SHUDARGA_TOKEN_KEYS": folder})


def test_answers_are_sent_to_ourselves_where_no_collector_is_named():
    settings = config.read({"SHUDARGA_BASE_URL": "https://survey.example.mn/"})

    assert settings.collector_url == "https://survey.example.mn"
    assert settings.collector_apart is None


def test_all_faults_are_named_together_and_each_once():
    with pytest.raises(config.SettingsError) as caught:
        config.read(
            {
                "SHUDARGA_FACES": "issuer, nobody, nothing",
                "SHUDARGA_BASE_URL": "survey.example.mn",
                "SHUDARGA_COLLECTOR_URL": "ftp://answers.example.mn",
            }
        )

    text = str(caught.value)
    for name in ("SHUDARGA_FACES", "SHUDARGA_BASE_URL", "SHUDARGA_COLLECTOR_URL"):
        assert text.count(name) == 1


def test_a_collector_that_is_not_named_is_not_a_second_fault():
    with pytest.raises(config.SettingsError) as caught:
        config.read({"SHUDARGA_BASE_URL": "survey.example.mn"})

    assert "COLLECTOR" not in str(caught.value)


def test_a_contact_is_one_line_that_readers_can_be_shown():
    asked = config.read({"SHUDARGA_CONTACT": " 7012-0000, 305 тоот "})

    assert asked.contact == "7012-0000, 305 тоот"
    assert config.read({}).contact == ""
    for wrong in ("x" * 201, "a\nb"):
        with pytest.raises(config.SettingsError, match="SHUDARGA_CONTACT"):
            config.read({"SHUDARGA_CONTACT": wrong})
