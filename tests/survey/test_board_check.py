import dataclasses
import re

import pytest

from survey import cli
from survey.tokens import board
from tests.support.boards import closed_survey

CLOSED = closed_survey(blind=0, slips=4, posters=0)
BOARD = CLOSED.publish()
OWN = CLOSED.of("slip")[0].leaf


@pytest.fixture
def verify(tmp_path, capsys):
    """Return a function that runs the command: its exit code, and what it says."""

    def run(*options, bulletin=None, manifest=None):
        files = {
            "bulletin": BOARD.to_json() if bulletin is None else bulletin,
            "manifest": CLOSED.manifest.to_json() if manifest is None else manifest,
        }
        arguments = ["verify"]
        for name, content in files.items():
            path = tmp_path / f"{name}.json"
            path.write_bytes(content)
            arguments += [f"--{name}", str(path)]
        code = cli.main([*arguments, *options])
        return code, capsys.readouterr().out

    return run


def test_an_honest_board_ends_well_and_its_limits_are_told_in_both_languages(verify):
    code, told = verify()

    assert code == 0
    assert "Жагсаалтаас зөрчил олдсонгүй." in told
    assert "Nothing wrong was found." in told
    assert "slip: 24 eligible, 24 issued, 4 answered" in told
    assert "Тараагаагүй" in told
    assert "leftover card" in told


def test_a_dropped_answer_is_named_in_both_languages(verify):
    dropped = dataclasses.replace(BOARD, entries=BOARD.entries[1:])

    code, told = verify(bulletin=dropped.to_json())

    assert code == 1
    assert "1 хариулт хассан байна" in told
    assert "1 of the signed answers are missing" in told


def test_a_receipt_on_the_board_is_accepted_with_and_without_its_promise(verify):
    promise = board.sign_promise(CLOSED.board_key, OWN).hex()

    assert verify("--receipt", OWN.hex())[0] == 0
    assert verify("--receipt", OWN.hex(), "--promise", promise)[0] == 0


@pytest.mark.parametrize("promised", [True, False])
def test_a_receipt_that_is_missing_on_the_board_is_named(verify, promised):
    leaf = b"\xab" * 32
    promise = board.sign_promise(CLOSED.board_key, leaf).hex()
    options = ["--receipt", leaf.hex(), *(["--promise", promise] if promised else [])]

    code, told = verify(*options)

    assert code == 1
    assert len(re.findall(leaf.hex(), told)) == 2


def test_another_manifest_than_the_printed_one_is_named(verify):
    assert verify("--printed", CLOSED.manifest.digest.hex()[:8])[0] == 0
    assert verify("--printed", "00000000000000000000")[0] == 1


def test_the_digest_may_be_typed_as_the_page_shows_it(verify):
    digest = CLOSED.manifest.digest.hex()

    assert verify("--printed", f"{digest[:4]} {digest[4:8]}")[0] == 0


def test_a_board_that_differs_from_a_checkpoint_that_was_kept_is_named_a_fork(
    verify, tmp_path
):
    own, other = tmp_path / "own.txt", tmp_path / "other.txt"
    own.write_text(BOARD.checkpoint, encoding="utf-8")
    other.write_text(CLOSED.publish(BOARD.entries[1:]).checkpoint, encoding="utf-8")

    assert verify("--seen", str(own))[0] == 0
    code, told = verify("--seen", str(own), "--seen", str(other))

    assert code == 1
    assert "checkpoint 2: The board also signed another list of 3 answers." in told
    assert "checkpoint 2: 3 хариулттай өөр жагсаалтад" in told


@pytest.mark.parametrize("name", ["bulletin", "manifest"])
def test_a_file_that_cannot_be_read_is_neither_honest_nor_faulty(verify, name):
    code, told = verify("--receipt", OWN.hex(), **{name: b"{}"})

    assert code == 2
    assert "Nothing wrong" not in told


def test_a_file_that_is_not_there_is_told(tmp_path, capsys):
    missing = str(tmp_path / "nothing.json")

    assert cli.main(["verify", "--manifest", missing, "--bulletin", missing]) == 2
    assert "nothing.json" in capsys.readouterr().err


def test_a_receipt_that_is_no_hexadecimal_number_is_refused(verify):
    with pytest.raises(SystemExit) as ended:
        verify("--receipt", "my receipt")

    assert ended.value.code == 2
