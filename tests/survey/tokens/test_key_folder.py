import pytest

from survey.tokens import blind_rsa
from survey.tokens.key_folder import KeyFolder, MissingTokenKeyError

ABSENT = bytes(32)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make one key: drawing primes takes a moment."""
    folder = tmp_path_factory.mktemp("home") / "token-keys"
    public = KeyFolder(folder).create()
    return folder, public


def test_a_key_is_a_private_file_named_by_its_id(made):
    folder, public = made
    (file,) = folder.iterdir()

    assert file.name == blind_rsa.key_id(public).hex()
    assert file.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert blind_rsa.token_public(file.read_bytes()) == public


def test_a_shared_folder_lets_its_group_read_keys_and_nobody_change_them(tmp_path):
    folder = tmp_path / "tokens"
    folder.mkdir()
    folder.chmod(0o2750)

    KeyFolder(folder).create()

    (file,) = folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o640
    assert file.stat().st_gid == folder.stat().st_gid


def test_a_key_is_read_once_and_shared(made):
    folder, public = made
    keys = KeyFolder(folder)

    assert keys.load(blind_rsa.key_id(public)) is keys.load(blind_rsa.key_id(public))


def test_a_key_that_is_not_there_is_named_as_missing(made):
    with pytest.raises(MissingTokenKeyError):
        KeyFolder(made[0]).load(ABSENT)
    with pytest.raises(MissingTokenKeyError):
        KeyFolder(made[0] / "nowhere").load(ABSENT)


def test_a_destroyed_key_is_overwritten_and_forgotten_by_all(tmp_path, made):
    folder, public = made
    name = blind_rsa.key_id(public)
    copy = tmp_path / "token-keys"
    copy.mkdir()
    original = (folder / name.hex()).read_bytes()
    (copy / name.hex()).write_bytes(original)
    (copy / "left").hardlink_to(copy / name.hex())
    one, other = KeyFolder(copy), KeyFolder(copy)
    for keys in (one, other):
        keys.load(name)

    assert one.destroy(name)

    assert not (copy / name.hex()).exists()
    left = (copy / "left").read_bytes()
    assert len(left) == len(original)
    assert left != original
    for keys in (one, other):
        with pytest.raises(MissingTokenKeyError):
            keys.load(name)
    assert not one.destroy(name)
