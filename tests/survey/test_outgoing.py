import io
import stat
from zipfile import ZipFile

import pytest

from survey import outgoing


def test_cards_wait_in_one_private_file_until_they_are_destroyed(tmp_path):
    outgoing.keep(tmp_path, "staff-2026", [("slips-001.pdf", b"%PDF cards")])

    with ZipFile(io.BytesIO(outgoing.read(tmp_path, "staff-2026"))) as archive:
        assert archive.read("slips-001.pdf") == b"%PDF cards"
    [file] = (tmp_path / outgoing.FOLDER).iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    outgoing.destroy(tmp_path, "staff-2026")
    outgoing.destroy(tmp_path, "staff-2026")

    assert not outgoing.is_kept(tmp_path, "staff-2026")
    with pytest.raises(FileNotFoundError):
        outgoing.read(tmp_path, "staff-2026")


def test_cards_that_wait_are_never_overwritten(tmp_path):
    outgoing.keep(tmp_path, "staff-2026", [("a", b"first")])

    with pytest.raises(FileExistsError):
        outgoing.keep(tmp_path, "staff-2026", [("a", b"second")])


def test_a_name_is_no_path(tmp_path):
    outgoing.keep(tmp_path / "home", "../../escaped", [("a", b"cards")])

    assert [p.name for p in tmp_path.iterdir()] == ["home"]
