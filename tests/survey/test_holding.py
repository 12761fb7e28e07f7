import pytest

from survey import holding
from survey.tokens import key_files

PASSPHRASE = "урт нууц өгүүлбэр энд"


def test_a_key_is_handed_out_only_after_it_opened_a_test_seal():
    made = holding.make(PASSPHRASE)

    assert holding.prove(made.file, PASSPHRASE) == made.public


def test_a_wrong_passphrase_proves_nothing():
    made = holding.make(PASSPHRASE)

    with pytest.raises(key_files.WrongPassphraseError):
        holding.prove(made.file, "буруу нууц үг энд")


@pytest.mark.parametrize("file", [b"", b"{}", b"PK\x03\x04"])
def test_another_file_proves_nothing(file):
    with pytest.raises(key_files.KeyFileError):
        holding.prove(file, PASSPHRASE)
