"""Key files: a key-holder's private key under a passphrase, as a JSON document.

The passphrase is stretched with scrypt, whose cost stands in the file, and the seed of
the key is locked with AES-256-GCM together with everything else that the file says.
"""

import hashlib
import json
import secrets
import unicodedata
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from questionnaires.faults import FaultsError, fault
from survey.fields import DocumentError, Fields, parse_object
from survey.sealing import (
    PUBLIC_KEY_BYTES,
    SEED_BYTES,
    SUITE,
    PrivateKey,
    public_bytes,
)

FORMAT = "shudarga/1/key"
SHORTEST_PASSPHRASE = 12

_SALT_BYTES = 16
_NONCE_BYTES = 12
_TAG_BYTES = 16
_COST = {"scrypt_n": 2**17, "scrypt_r": 8, "scrypt_p": 1}
_MOST_COST = {"scrypt_n": 2**20, "scrypt_r": 8, "scrypt_p": 4}
_OUTSIDE = frozenset({"locked", "checksum"})
_FOREIGN = fault(
    "key",
    "Энэ нь шударга судалгааны түлхүүрийн файл биш байна.",
    "This is not a key file of an integrity survey.",
)
_DAMAGED = fault(
    "key",
    "Түлхүүрийн файл гэмтсэн байна. Нөөц хуулбарыг ашиглана уу.",
    "The key file is damaged. Use the spare copy.",
)
_WRONG = fault(
    "key",
    "Нууц үг буруу байна. Түлхүүрийн файл өөрөө бүрэн бүтэн байна.",
    "The passphrase is not right. The key file itself is whole.",
)
_WEAK = fault(
    "passphrase",
    f"Нууц үг дор хаяж {SHORTEST_PASSPHRASE} тэмдэгттэй байх ёстой.",
    f"A passphrase has at least {SHORTEST_PASSPHRASE} characters.",
)


class KeyFileError(FaultsError):
    """A key file cannot be made or opened; the kinds below say why."""


class WeakPassphraseError(KeyFileError):
    """The passphrase is too short to protect a key."""


class ForeignKeyFileError(KeyFileError):
    """The file is not a key file of ours, or of a version to come."""


class DamagedKeyFileError(KeyFileError):
    """The file was a key file, but has changed since it was made."""


class WrongPassphraseError(KeyFileError):
    """The file is whole, and the passphrase is not the one it was made with."""


def protect(key: PrivateKey, passphrase: str) -> bytes:
    """Return a key file: the key under a passphrase (scrypt, AES-256-GCM), as JSON."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise WeakPassphraseError([_WEAK])
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    content: dict[str, str | int] = {
        "format": FORMAT,
        "suite": SUITE,
        "public_key": public_bytes(key).hex(),
        **_COST,
        "salt": salt.hex(),
        "nonce": nonce.hex(),
    }
    locked = AESGCM(_stretch(passphrase, salt, _COST)).encrypt(
        nonce, key.seed, _bound(content)
    )
    content["locked"] = locked.hex()
    return _canonical({**content, "checksum": _checksum(content)})


def unlock(file: bytes, passphrase: str) -> PrivateKey:
    """Open a key file; raise the KeyFileError that says why it does not open."""
    fields = _key_fields(file)
    stretched = _stretch(
        passphrase, fields.octets("salt"), {name: fields.number(name) for name in _COST}
    )
    try:
        seed = AESGCM(stretched).decrypt(
            fields.octets("nonce"), fields.octets("locked"), _bound(fields.values)
        )
    except InvalidTag as error:
        raise WrongPassphraseError([_WRONG]) from error
    key = PrivateKey(seed)
    if public_bytes(key) != fields.octets("public_key"):
        raise DamagedKeyFileError([_DAMAGED])
    return key


def _key_fields(file: bytes) -> Fields:
    """Return the fields of a key file that is ours and whole."""
    try:
        fields = parse_object(file, "key")
    except DocumentError as error:
        if FORMAT.encode() in file:
            raise DamagedKeyFileError([_DAMAGED]) from error
        raise ForeignKeyFileError([_FOREIGN]) from error
    if fields.values.get("format") != FORMAT or fields.values.get("suite") != SUITE:
        raise ForeignKeyFileError([_FOREIGN])
    content = dict(fields.values)
    if content.pop("checksum", None) != _checksum(content):
        raise DamagedKeyFileError([_DAMAGED])
    if not _well_formed(fields):
        raise ForeignKeyFileError([_FOREIGN])
    return fields


def _well_formed(fields: Fields) -> bool:
    lengths = {
        "salt": _SALT_BYTES,
        "nonce": _NONCE_BYTES,
        "public_key": PUBLIC_KEY_BYTES,
        "locked": SEED_BYTES + _TAG_BYTES,
    }
    for name, length in lengths.items():
        fields.octets(name, length=length)
    cost = {name: fields.number(name, least=least) for name, least in _COST.items()}
    bearable = all(cost[name] <= most for name, most in _MOST_COST.items())
    power_of_two = cost["scrypt_n"] & (cost["scrypt_n"] - 1) == 0
    return bearable and power_of_two and not fields.faults


def _bound(content: Mapping[str, object]) -> bytes:
    """Return all that the lock is bound to, so that no part can be exchanged."""
    return _canonical({name: content[name] for name in content if name not in _OUTSIDE})


def _canonical(content: Mapping[str, object]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def _checksum(content: Mapping[str, object]) -> str:
    """Tell damage from a wrong passphrase; whoever can write the file can renew it."""
    return hashlib.sha256(FORMAT.encode() + _canonical(content)).hexdigest()


def _stretch(passphrase: str, salt: bytes, cost: Mapping[str, int]) -> bytes:
    """Derive a key; the same words give the same key on every keyboard."""
    spelled = unicodedata.normalize("NFKC", passphrase).encode()
    n, r, p = (cost[name] for name in _COST)
    return Scrypt(salt=salt, length=32, n=n, r=r, p=p).derive(spelled)
