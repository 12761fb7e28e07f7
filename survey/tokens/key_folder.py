"""Keeps the private token keys of open surveys: a file each, in a folder of the issuer.

No database and no backup holds them. Where the console runs apart from the issuer, it
makes and destroys the keys, and the issuer reads them as the group of the folder. A key
is overwritten before its file is removed; what a disk keeps of overwritten blocks is
beyond this module.
"""

import os
import secrets
import stat
import threading
from pathlib import Path

from survey.tokens import blind_rsa
from survey.tokens.blind_rsa import SigningKey

FOLDER = "token-keys"


class MissingTokenKeyError(Exception):
    """The issuer does not hold this token key: it was destroyed, or never here."""


class KeyFolder:
    """A folder of private token keys, named by the key id in hexadecimal."""

    def __init__(self, path: Path) -> None:
        """Keep keys in a folder, which is made with the first key."""
        self.path = path
        self._lock = threading.Lock()
        self._loaded: dict[bytes, SigningKey] = {}

    def create(self) -> bytes:
        """Make a new token key and return its public part (SPKI, DER)."""
        key = blind_rsa.new_token_key()
        public = blind_rsa.token_public(key)
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        descriptor = os.open(self._file(blind_rsa.key_id(public)), flags, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, self._mode())
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        self._sync()
        return public

    def load(self, key_id: bytes) -> SigningKey:
        """Return a key ready for signing; a destroyed key is not remembered."""
        file = self._file(key_id)
        with self._lock:
            if not file.exists():
                self._loaded.pop(key_id, None)
                raise MissingTokenKeyError("The issuer does not hold this token key.")
            if key_id not in self._loaded:
                self._loaded[key_id] = blind_rsa.signing_key(file.read_bytes())
            return self._loaded[key_id]

    def destroy(self, key_id: bytes) -> bool:
        """Overwrite a key and remove its file; say whether it was there."""
        file = self._file(key_id)
        with self._lock:
            self._loaded.pop(key_id, None)
            if not file.exists():
                return False
            with file.open("r+b") as content:
                content.write(secrets.token_bytes(file.stat().st_size))
                content.flush()
                os.fsync(content.fileno())
            file.unlink()
            self._sync()
            return True

    def _mode(self) -> int:
        """Return who may read a key: the group too, where it may enter the folder."""
        shared = self.path.stat().st_mode & stat.S_IXGRP
        return 0o640 if shared else 0o600

    def _file(self, key_id: bytes) -> Path:
        return self.path / key_id.hex()

    def _sync(self) -> None:
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
