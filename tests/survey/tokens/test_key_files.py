import hashlib
import json

import pytest

from survey import sealing
from survey.tokens import key_files

KEY = sealing.new_key()
PASSPHRASE = "Таван богд уул 2026"


@pytest.fixture(scope="module")
def file():
    return key_files.protect(KEY, PASSPHRASE)


def changed(file, **values):
    """Return the file with other values and a checksum that fits them."""
    content = {**json.loads(file), **values}
    content.pop("checksum")
    plain = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
    digest = hashlib.sha256(b"shudarga/1/key" + plain).hexdigest()
    return json.dumps({**content, "checksum": digest}).encode()


def test_a_key_comes_back_with_its_passphrase(file):
    assert key_files.unlock(file, PASSPHRASE) == KEY


def test_a_file_that_an_editor_laid_out_anew_still_opens(file):
    laid_out = json.dumps(json.loads(file), indent=2).replace("\n", "\r\n").encode()

    assert key_files.unlock(laid_out, PASSPHRASE) == KEY


def test_a_passphrase_may_be_typed_on_a_keyboard_that_composes_letters():
    composed, decomposed = "Өвөл зай \u0439\u0451", "Өвөл зай \u0438\u0306\u0435\u0308"

    assert key_files.unlock(key_files.protect(KEY, decomposed), composed) == KEY


def test_the_file_names_its_kind_and_cost_and_holds_no_secret(file):
    content = json.loads(file)

    assert content["format"] == "shudarga/1/key"
    assert content["scrypt_n"] >= 2**17
    assert content["public_key"] == sealing.public_bytes(KEY).hex()
    assert KEY.seed not in file
    assert KEY.seed.hex().encode() not in file


def test_two_files_of_one_key_have_nothing_secret_in_common(file):
    other, content = json.loads(key_files.protect(KEY, PASSPHRASE)), json.loads(file)

    for name in ("salt", "nonce", "locked"):
        assert other[name] != content[name]


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE.lower(), PASSPHRASE + " "])
def test_a_wrong_passphrase_is_told_from_a_damaged_file(file, passphrase):
    with pytest.raises(key_files.WrongPassphraseError) as caught:
        key_files.unlock(file, passphrase)

    assert "Нууц үг буруу" in caught.value.to("mn")
    assert "passphrase is not right" in caught.value.to("en")


def test_a_damaged_file_is_called_damaged(file):
    text = file.decode()
    locked = json.loads(file)["locked"]
    flipped = locked[:-1] + ("0" if locked[-1] != "0" else "1")
    for damaged in (
        text.replace(locked, flipped),
        text.replace('"scrypt_p":1', '"scrypt_p":2'),
        text[:-20],
    ):
        with pytest.raises(key_files.DamagedKeyFileError, match="spare copy"):
            key_files.unlock(damaged.encode(), PASSPHRASE)


@pytest.mark.parametrize(
    "foreign",
    [b"", b"\x89PNG\r\n", b"[]", b'{"kty":"RSA"}', b"PK\x03\x04", b"[" * 100_000],
)
def test_a_file_of_another_kind_is_called_foreign(foreign):
    with pytest.raises(key_files.ForeignKeyFileError, match="not a key file") as caught:
        key_files.unlock(foreign, PASSPHRASE)

    assert "түлхүүрийн файл биш" in caught.value.to("mn")


@pytest.mark.parametrize(
    "values",
    [
        {"scrypt_n": 2**30},
        {"scrypt_n": 2**17 + 1},
        {"scrypt_n": 2},
        {"scrypt_r": 10**6},
        {"scrypt_p": True},
        {"salt": "00"},
        {"nonce": "zz" * 12},
        {"suite": "another"},
        {"format": "shudarga/2/key"},
    ],
)
def test_a_file_whose_values_are_unbearable_is_refused_before_work_begins(file, values):
    with pytest.raises(key_files.ForeignKeyFileError):
        key_files.unlock(changed(file, **values), PASSPHRASE)


def test_no_part_can_be_exchanged_even_with_a_fitting_checksum(file):
    other = sealing.public_bytes(sealing.new_key()).hex()

    with pytest.raises(key_files.WrongPassphraseError):
        key_files.unlock(changed(file, public_key=other), PASSPHRASE)


def test_a_short_passphrase_protects_nothing():
    with pytest.raises(key_files.WeakPassphraseError) as caught:
        key_files.protect(KEY, "11 letters.")

    assert "12" in caught.value.to("mn")
    assert isinstance(caught.value, key_files.KeyFileError)
