"""An officer drafts a survey that citizens answer by posters, and prints these."""

from datetime import timedelta

import pytest

from survey import cli, posters, roster_file
from survey.database import connect, reading
from survey.registry import surveys
from survey.web.wsgi import today

POINTS = ("Бүртгэлийн танхим", "Даатгалын танхим")


@pytest.fixture
def home(tmp_path, monkeypatch):
    for name in ("REGISTRY_URL", "RESPONSES_URL", "SHUDARGA_FACES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SHUDARGA_HOME", str(tmp_path / "home"))
    services = [("Хэлтэс", point, f"Лавлагаа {point}") for point in POINTS]
    roster = tmp_path / "roster.xlsx"
    roster.write_bytes(roster_file.workbook([("Хэлтэс", "үйлчилгээ", 30)], services))
    assert _run("organisations", "import", roster) == 0
    return tmp_path


def _run(*words):
    return cli.main([str(word) for word in words], clock=today)


def _draft(*options):
    days = ("--opens", today(), "--closes", today() + timedelta(days=9))
    asked = ("--questionnaire", "citizen_satisfaction")
    return _run("survey", "draft", *asked, *days, *options, "citizens")


def _groups(home):
    databases = connect(
        registry_url=f"sqlite:///{home}/home/registry.db", responses_url=""
    )
    with reading(databases.registry) as session:
        found = surveys.find(session, "citizens").groups
    databases.dispose()
    return [(group.channel, group.eligible) for group in found]


def test_every_service_point_gets_its_posters_in_both_sizes_and_languages(home, capsys):
    assert _run("posters", "--out", home / "posters") == 0
    names = sorted(path.name for path in (home / "posters").iterdir())
    assert names == [
        f"poster-{number:03}-{size}-{language}.pdf"
        for number in (1, 2)
        for size in posters.SIZES
        for language in ("en", "mn")
    ]
    assert all(
        path.read_bytes().startswith(b"%PDF") for path in (home / "posters").iterdir()
    )
    assert "poster-002-a5-mn.pdf" in capsys.readouterr().out


def test_a_survey_by_posters_alone_needs_no_cards(home):
    assert _draft("--posters") == 0
    assert _groups(home) == [("poster", 0)] * 2


def test_posters_and_cards_stand_side_by_side(home):
    assert _draft("--posters", "--slips", 25) == 0
    assert _groups(home) == [("poster", 0)] * 2 + [("slip", 25)] * 2


@pytest.mark.usefixtures("home")
def test_too_few_cards_are_refused_beside_posters_too():
    assert _draft("--posters", "--slips", 5) == 2
