"""A key-holder's key in the console: made, handed out, and proved by a test seal.

The private part lives for one request. It leaves in the file that its holder
downloads, under the holder's passphrase, and is stored nowhere here.
"""

from dataclasses import dataclass

from survey import sealing
from survey.tokens import key_files

_TEST = b"test seal"
_INFO = b"shudarga/1/test-seal"


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key file for its holder, and the public part for the survey."""

    file: bytes
    public: bytes


def make(passphrase: str) -> MadeKey:
    """Make a key file that was seen to open a test seal with its passphrase."""
    key = sealing.new_key()
    file = key_files.protect(key, passphrase)
    return MadeKey(file, prove(file, passphrase))


def prove(file: bytes, passphrase: str) -> bytes:
    """Open a test seal with a key file, and return the public part of its key.

    Raises a KeyFileError that says why the file does not open.
    """
    key = key_files.unlock(file, passphrase)
    public = sealing.public_bytes(key)
    bucket = sealing.BUCKETS[0]
    sealed = sealing.seal(_TEST, [public], info=_INFO, bucket=bucket)
    if sealing.open_sealed(sealed, [key], info=_INFO) != _TEST:
        raise sealing.OpeningError("The key does not open what was sealed to it.")
    return public
