import json
from datetime import timedelta

import pytest

from questionnaires import loader
from survey import cli, commands, roster_file
from survey.database import reading
from survey.registry import surveys
from survey.responses import store
from survey.web.wsgi import today

PASSPHRASE = "a passphrase of a test"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Make an empty installation the one that commands work on."""
    for name in ("REGISTRY_URL", "RESPONSES_URL", "SHUDARGA_FACES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SHUDARGA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SHUDARGA_PASSPHRASE", PASSPHRASE)
    return tmp_path


def _run(*words, later=0):
    words = [str(word) for word in words]
    return cli.main(words, clock=lambda: today() + timedelta(days=later))


def _roster(path, *rows):
    path.write_bytes(roster_file.workbook(rows, ()))
    return path


@pytest.fixture
def drafted(home):
    staff = _roster(home / "staff.xlsx", ("Сургууль", "боловсрол", 30))
    assert _run("key", "new", home / "iaac.key") == 0
    assert _run("organisations", "import", staff) == 0
    days = ("--opens", today(), "--closes", today())
    questionnaire = ("--questionnaire", "internal_integrity")
    assert _run("survey", "draft", *questionnaire, *days, "staff") == 0
    return home


def _open(home, key):
    questionnaire = ("--questionnaire", "internal_integrity")
    options = ("--key", home / key, "--out", home / "slips")
    return _run("survey", "open", *questionnaire, *options, "staff")


def _bad_cases(home):
    cases = home / "cases.csv"
    cases.write_text("index,kind\n", encoding="utf-8")
    return ("--deductions", cases, "--out", home / "report")


def test_the_help_names_every_act_of_a_survey_with_what_it_does(capsys):
    with pytest.raises(SystemExit):
        _run("survey", "--help")
    named = [line.split() for line in capsys.readouterr().out.splitlines()]
    told = {words[0]: words[1:] for words in named if words}
    acts = ("draft", "open", "handout", "status", "close", "tally", "publish", "purge")
    assert [act for act in acts if not told.get(act)] == []


def test_an_officer_runs_a_survey_from_draft_to_published(drafted, capsys):
    home = drafted
    assert _open(home, "iaac.public") == 0
    names = sorted(path.name for path in (home / "slips").iterdir())
    assert names == ["slips-staff-001.pdf", "slips-staff-keys.pdf"]
    slips = home / "slips" / names[0]
    assert slips.read_bytes().startswith(b"%PDF")
    assert slips.stat().st_mode & 0o077 == 0
    act = ("--organisation", "Сургууль", "--slips", 25, "--act", "А/12")
    assert _run("survey", "handout", *act, "staff") == 0
    assert "25" in capsys.readouterr().out
    assert _run("survey", "close", "staff") == 2
    assert _run("survey", "close", "staff", later=1) == 0
    key = ("--key", home / "iaac.key")
    assert _run("survey", "tally", *key, *_bad_cases(home), "staff") == 2
    assert "decided_by" in capsys.readouterr().err
    assert _run("survey", "tally", *key, "--out", home / "report", "staff") == 0
    assert _run("survey", "publish", "staff") == 0
    results = json.loads((home / "report" / "results.json").read_text("utf-8"))
    assert results["survey"]["answers"] == 0
    certificate = home / "certificate.json"
    purge = ("survey", "purge", "--certificate", certificate, "staff")
    assert _run(*purge) == 2
    assert not certificate.exists()
    assert [path.name for path in home.glob("*.part")] == []


def test_a_private_key_is_no_public_key(drafted, capsys):
    assert _open(drafted, "iaac.key") == 2
    said = capsys.readouterr().err
    assert "iaac.key" in said
    assert "Traceback" not in said
    with (
        commands.installed() as (_, databases),
        reading(databases.responses) as session,
    ):
        with pytest.raises(store.UnknownSurveyError):
            store.board(session, "staff")


def test_slips_are_never_printed_over_others(drafted):
    (drafted / "slips").mkdir()
    earlier = drafted / "slips" / "slips-staff-001.pdf"
    earlier.write_bytes(b"printed before")

    assert _open(drafted, "iaac.public") == 2

    assert earlier.read_bytes() == b"printed before"


@pytest.mark.parametrize(
    "words",
    [
        ("survey", "close", "nobody"),
        ("survey", "status", "nobody"),
        ("survey", "tally", "--key", "missing.key", "--out", "out", "nobody"),
        ("organisations", "import", "missing.xlsx"),
        ("replay", "--questionnaire", "a.toml", "--answers", "a.csv", "--out", "out"),
    ],
)
def test_what_is_not_there_is_said_without_a_traceback(
    home, words, capsys, monkeypatch
):
    monkeypatch.chdir(home)

    assert _run(*words) == 2

    said = capsys.readouterr().err
    assert said.strip()
    assert "Traceback" not in said


def test_a_roster_with_a_fault_enters_nothing(home, capsys):
    rows = (("Сургууль", "боловсрол", 30), ("Цэцэрлэг", "боловсрол", "олон"))

    assert _run("organisations", "import", _roster(home / "staff.xlsx", *rows)) == 2

    assert "C3" in capsys.readouterr().err
    staff = _roster(home / "staff.xlsx", ("Эмнэлэг", "эрүүл мэнд", 40))
    assert _run("organisations", "import", staff) == 0


def _draft_citizens(*more):
    days = ("--opens", today(), "--closes", today())
    questionnaire = ("--questionnaire", "citizen_satisfaction")
    return _run("survey", "draft", *questionnaire, *days, *more, "citizens")


def test_citizens_are_asked_at_service_points_and_not_by_staff(home, capsys):
    services = (
        ("Сургууль", "Танхим", "Лавлагаа"),
        ("Сургууль", "Танхим", "Бүртгэл"),
    )
    roster = home / "staff.xlsx"
    rows = (("Сургууль", "боловсрол", 30),)
    roster.write_bytes(roster_file.workbook(rows, services))
    assert _run("organisations", "import", roster) == 0

    assert _draft_citizens() == 2
    assert "slips" in capsys.readouterr().err
    assert _draft_citizens("--slips", 50) == 0

    assert "50  Танхим" in capsys.readouterr().out
    with commands.installed() as (_, databases), reading(databases.registry) as session:
        (group,) = surveys.find(session, "citizens").groups
    assert set(group.services) == {"Лавлагаа", "Бүртгэл"}


@pytest.fixture
def invited(home):
    """Draft a survey whose people are invited by mail."""
    bodies = (("Сургууль", "боловсрол", 30), ("Эмнэлэг", "эрүүл мэнд", 22))
    assert _run("key", "new", home / "iaac.key") == 0
    assert _run("organisations", "import", _roster(home / "staff.xlsx", *bodies)) == 0
    people = [("Сургууль", f"Хүн {n}", f"{n}@gov.mn") for n in range(30)]
    (home / "people.xlsx").write_bytes(roster_file.people(people))
    assert _run("invitations", "import", home / "people.xlsx") == 0
    return home


def _draft_invited(*more, days=30):
    last = today() + timedelta(days=days)
    dates = ("--opens", today(), "--closes", last, "--channel", "invitation")
    questionnaire = ("--questionnaire", "internal_integrity")
    return _run("survey", "draft", *questionnaire, *dates, *more, "staff")


def test_people_are_invited_from_a_list_to_letters(invited, capsys):
    assert _draft_invited("--group", "Сургууль") == 0
    assert str(today() + timedelta(days=7)) in capsys.readouterr().out
    assert _open(invited, "iaac.public") == 0

    written = sorted(path.name for path in (invited / "slips").iterdir())
    assert written == [
        "invitations-staff-001.xlsx",
        "slips-staff-001.pdf",
        "slips-staff-keys.pdf",
    ]
    letters = invited / "slips" / "invitations-staff-001.xlsx"
    assert letters.stat().st_mode & 0o077 == 0
    (token_key,) = (invited / "home" / "token-keys").iterdir()
    assert token_key.stat().st_mode & 0o777 == 0o600
    assert _run("survey", "status", "staff") == 0
    assert "0 % or more" in capsys.readouterr().out
    registry = invited / "home" / "registry.db"
    assert b"@gov.mn" in registry.read_bytes()
    capsys.readouterr()
    assert _run("invitations", "forget") == 0
    assert "No names or addresses" in capsys.readouterr().out
    assert b"@gov.mn" not in registry.read_bytes()
    assert _run("survey", "close", "staff", later=31) == 0
    assert not token_key.exists()


@pytest.mark.usefixtures("invited")
def test_nobody_is_left_out_of_a_draft_for_want_of_an_address(capsys):
    assert _draft_invited() == 2
    said = capsys.readouterr().err
    assert "Эмнэлэг" in said
    assert "Сургууль" not in said


@pytest.mark.usefixtures("invited")
def test_a_group_that_is_not_there_cannot_be_invited(capsys):
    assert _draft_invited("--group", "Театр") == 2
    assert "Театр" in capsys.readouterr().err


def test_a_survey_too_short_for_two_phases_is_not_opened(invited, capsys):
    assert _draft_invited("--group", "Сургууль", days=5) == 0
    assert _open(invited, "iaac.public") == 2
    assert "order" in capsys.readouterr().err
    assert not list((invited / "home" / "token-keys").iterdir())


def _write(folder, name, *lines):
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    return folder / name


@pytest.mark.parametrize(
    ("lines", "options", "said"),
    [
        (("visits",), (), "2"),
        (("visits", "9"), ("--missing-code", "9=nonsense"), "nonsense"),
        (("visits,g", ",—"), ("--group", "g"), "—"),
        (("visits,g", ",A", ",B"), ("--group", "g", "--headcounts", "hc.csv"), "B"),
    ],
)
def test_a_replay_that_cannot_be_names_the_reason(home, lines, options, said, capsys):
    names = [item.name for item in loader.load("citizen_satisfaction").items]
    header = lines[0].replace("visits", ",".join(names))
    rows = [line.replace(",", "," * len(names), 1) for line in lines[1:]]
    _write(home, "hc.csv", "group,eligible", "A,10")
    answers = _write(home, "answers.csv", header, *rows)
    where = [home / "hc.csv" if word == "hc.csv" else word for word in options]
    out = home / "out"
    given = ("--questionnaire", "citizen_satisfaction", "--answers", answers)

    assert _run("replay", *given, *where, "--out", out) == 2

    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told
    assert not out.exists()
