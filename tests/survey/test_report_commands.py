import pytest

from survey import cli, commands
from survey.web.wsgi import today
from tests.support import released


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Make an installation with one published survey the one that commands work on."""
    for name in ("REGISTRY_URL", "RESPONSES_URL", "SHUDARGA_FACES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SHUDARGA_HOME", str(tmp_path / "home"))
    with commands.installed() as (_, databases):
        released.release(databases)
    return tmp_path


def run(*words):
    return cli.main([str(word) for word in words], clock=today)


@pytest.mark.slow
def test_each_organisation_gets_its_report(home, capsys):
    out = home / "reports"
    first = released.PLACES[1]

    assert run("survey", "reports", "--out", out, "--only", first, released.NAME) == 0

    assert "1 / 1" in capsys.readouterr().out
    names = sorted(path.name for path in out.iterdir())
    assert names == [
        "001-1-дүгээр-сургууль-mn.docx",
        "001-1-дүгээр-сургууль-mn.pdf",
        "release.json",
    ]


@pytest.mark.slow
def test_a_report_that_cannot_be_written_is_named_at_the_end(home, capsys):
    out = home / "reports"
    (out / "001-1-дүгээр-сургууль-mn.pdf.part").mkdir(parents=True)

    first = released.PLACES[1]
    assert run("survey", "reports", "--out", out, "--only", first, released.NAME) == 1

    told = capsys.readouterr().out
    assert f"{first}: IsADirectoryError" in told
    assert "0 / 1" in told


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["nobody"], ""),
        (["--only", "Nowhere", released.NAME], "Nowhere"),
        (["--template", __file__, released.NAME], "{{ body }}"),
    ],
)
def test_a_survey_name_or_template_that_cannot_be_used_is_named(
    home, capsys, more, said
):
    assert run("survey", "reports", "--out", home / "reports", *more) == 2

    assert said in capsys.readouterr().err
    assert not (home / "reports").exists()
