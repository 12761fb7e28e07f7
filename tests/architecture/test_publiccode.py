"""The description for catalogues of public software, as its standard 0.5 asks."""

import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
DEMANDED = {
    "publiccodeYmlVersion",
    "name",
    "url",
    "platforms",
    "developmentStatus",
    "softwareType",
    "description",
    "legal",
    "maintenance",
    "localisation",
}


@pytest.fixture(scope="module")
def told():
    return yaml.safe_load((ROOT / "deploy" / "publiccode.yml").read_text("utf-8"))


def test_everything_that_the_standard_demands_is_there(told):
    assert told.keys() >= DEMANDED
    assert told["publiccodeYmlVersion"] == "0.5"
    assert urlsplit(told["url"]).scheme == "https"
    assert told["developmentStatus"] in {"concept", "development", "beta", "stable"}
    assert told["softwareType"] == "standalone/web"
    assert told["maintenance"]["type"] == "community"
    assert all(contact["name"] for contact in told["maintenance"]["contacts"])
    assert told["localisation"]["localisationReady"] is True


def test_it_says_what_the_project_says(told):
    assert told["softwareVersion"] == PROJECT["version"]
    assert told["legal"]["license"] == PROJECT["license"]


def test_it_describes_itself_in_every_language_at_the_length_of_the_standard(told):
    assert set(told["description"]) == set(told["localisation"]["availableLanguages"])
    for words in told["description"].values():
        assert words["localisedName"]
        assert len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert words["features"]
        assert all(len(one) <= 100 for one in words["features"])
