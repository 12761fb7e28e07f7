import hashlib
import json

import pytest
from cryptography.hazmat.bindings._rust import openssl as rust
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import ec, mlkem, x25519
from hypothesis import given
from hypothesis import strategies as st

from survey import sealing

INFO = sealing.answer_info(b"m" * 32, b"k" * 32)
KEMS = {32: hpke.KEM.X25519, 16: hpke.KEM.P256}
AEADS = {
    1: hpke.AEAD.AES_128_GCM,
    2: hpke.AEAD.AES_256_GCM,
    3: hpke.AEAD.CHACHA20_POLY1305,
}
INNER, OUTER = sealing.new_key(), sealing.new_key()
PUBLIC = [sealing.public_bytes(INNER), sealing.public_bytes(OUTER)]


@pytest.fixture(scope="module")
def vectors(shared_data):
    found = json.loads((shared_data / "hpke.json").read_text())
    assert {(v["kem_id"], v["aead_id"]) for v in found} == {
        (kem, aead) for kem in KEMS for aead in AEADS
    }
    return found


def vector_key(vector):
    secret = bytes.fromhex(vector["skRm"])
    if vector["kem_id"] == 32:
        return x25519.X25519PrivateKey.from_private_bytes(secret)
    return ec.derive_private_key(int.from_bytes(secret), ec.SECP256R1())


def test_the_library_opens_the_base_mode_vectors_of_rfc_9180(vectors):
    for vector in vectors:
        suite = hpke.Suite(
            KEMS[vector["kem_id"]], hpke.KDF.HKDF_SHA256, AEADS[vector["aead_id"]]
        )
        first = vector["encryptions"][0]
        sealed = bytes.fromhex(vector["enc"] + first["ct"])
        # The vectors have associated data, which the public interface does not take.
        opened = rust.hpke._decrypt_with_aad(  # noqa: SLF001 the only way to them
            suite,
            sealed,
            vector_key(vector),
            bytes.fromhex(vector["info"]),
            bytes.fromhex(first["aad"]),
        )
        assert opened.hex() == first["pt"]


@pytest.mark.parametrize(
    ("seed", "start", "end"),
    [
        (
            "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26",
            "e2236b35a8c24b39b10aa1323a96a919a2ced88400633a7b07131713fc14b2b5",
            "859edb06eff389b27dce59844570216223593d4ba32d9abac8cd049040ef6534",
        ),
        (
            "badfd6dfaac359a5efbb7bcc4b59d538df9a04302e10c8bc1cbf1a0b3a5120ea",
            "0333285fa253661508c9fb444852caa4061636cb060e69943b431400134ae1fb",
            "9f7ed34bcbb48fd4c562a576549f85b528c953926d96ea8a160b8843f1c89c62",
        ),
    ],
)
def test_public_keys_are_those_of_the_x_wing_draft(seed, start, end):
    # draft-connolly-cfrg-xwing-kem, appendix C.
    public = sealing.public_bytes(sealing.PrivateKey(bytes.fromhex(seed))).hex()

    assert len(public) == 2 * sealing.PUBLIC_KEY_BYTES
    assert (public[:64], public[-64:]) == (start, end)


def test_an_answer_opens_with_all_its_keys_in_order():
    sealed = sealing.seal(b"answer", PUBLIC, info=INFO, bucket=4096)

    assert sealing.open_sealed(sealed, [INNER, OUTER], info=INFO) == b"answer"


@pytest.mark.parametrize(
    "keys", [[INNER], [OUTER], [OUTER, INNER], [INNER, OUTER, OUTER], []]
)
def test_an_answer_stays_closed_to_one_key_holder_and_to_a_wrong_order(keys):
    sealed = sealing.seal(b"answer", PUBLIC, info=INFO, bucket=4096)

    with pytest.raises(sealing.OpeningError):
        sealing.open_sealed(sealed, keys, info=INFO)


def test_an_answer_stays_closed_in_another_survey_or_group():
    sealed = sealing.seal(b"answer", PUBLIC, info=INFO, bucket=4096)

    for manifest, group in ((b"x" * 32, b"k" * 32), (b"m" * 32, b"x" * 32)):
        info = sealing.answer_info(manifest, group)
        with pytest.raises(sealing.OpeningError):
            sealing.open_sealed(sealed, [INNER, OUTER], info=info)


@pytest.mark.parametrize("place", [0, 1119, 1120, 2255, 2256, -17, -1])
def test_an_answer_that_was_touched_anywhere_stays_closed(place):
    sealed = bytearray(sealing.seal(b"answer", PUBLIC, info=INFO, bucket=4096))
    sealed[place] ^= 1

    with pytest.raises(sealing.OpeningError):
        sealing.open_sealed(bytes(sealed), [INNER, OUTER], info=INFO)
    for rest in (b"", bytes(sealed[:-1]), bytes(sealed[:1000])):
        with pytest.raises(sealing.OpeningError):
            sealing.open_sealed(rest, [INNER, OUTER], info=INFO)


@given(st.binary(max_size=4095), st.sampled_from([1, 2]))
def test_every_answer_has_one_length_and_comes_back_as_it_was(plaintext, holders):
    keys = [INNER, OUTER][:holders]
    sealed = sealing.seal(plaintext, PUBLIC[:holders], info=INFO, bucket=4096)

    assert len(sealed) == sealing.sealed_length(4096, holders)
    assert sealing.open_sealed(sealed, keys, info=INFO) == plaintext


@pytest.mark.parametrize("tail", [b"\x80", b"\x80\x00", b"\x00", b"\x80\x80"])
def test_an_answer_that_ends_like_padding_comes_back_whole(tail):
    sealed = sealing.seal(b"a" + tail, PUBLIC[:1], info=INFO, bucket=4096)

    assert sealing.open_sealed(sealed, [INNER], info=INFO) == b"a" + tail


def test_the_longest_answer_decides_on_the_bucket():
    fitting = {0: 4096, 4095: 4096, 4096: 8192, 8192: 16384, 32767: 32768}
    assert {longest: sealing.bucket_for(longest) for longest in fitting} == fitting

    with pytest.raises(sealing.TooLongError):
        sealing.bucket_for(32768)
    with pytest.raises(sealing.TooLongError):
        sealing.seal(b"a" * 4096, PUBLIC, info=INFO, bucket=4096)
    whole = sealing.seal(b"a" * 4095, PUBLIC[:1], info=INFO, bucket=4096)
    assert sealing.open_sealed(whole, [INNER], info=INFO) == b"a" * 4095


def test_a_seal_without_an_end_mark_is_not_an_answer():
    suite = hpke.Suite(
        hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM
    )
    public = hpke.MLKEM768X25519PublicKey(
        mlkem.MLKEM768PublicKey.from_public_bytes(PUBLIC[0][:1184]),
        x25519.X25519PublicKey.from_public_bytes(PUBLIC[0][1184:]),
    )
    for padded in (b"", bytes(4096), b"answer".ljust(4096, b"\x00")):
        sealed = suite.encrypt(padded, public, INFO)
        with pytest.raises(sealing.OpeningError, match="end"):
            sealing.open_sealed(sealed, [INNER], info=INFO)


def test_a_private_key_does_not_show_itself():
    key = sealing.new_key()
    shown = f"{key} {key!r} {[key]}"

    assert key.seed.hex() not in shown
    assert repr(key.seed) not in shown
    assert shown == "PrivateKey() PrivateKey() [PrivateKey()]"


@pytest.mark.parametrize("public", [b"", b"a" * 1215, b"\xff" * 1216])
def test_bytes_that_are_no_public_key_are_refused(public):
    with pytest.raises(sealing.PublicKeyError):
        sealing.seal(b"answer", [public], info=INFO, bucket=4096)


def test_a_leaf_binds_group_nonce_and_sealed_answer():
    group, nonce, sealed = b"g" * 32, b"n" * 32, b"sealed"
    digest = hashlib.sha256(sealed).digest()
    expected = hashlib.sha256(b"shudarga/1/leaf" + group + nonce + digest).digest()

    assert sealing.leaf(group, nonce, sealed) == expected
    assert sealing.leaf_of_digest(group, nonce, digest) == expected
    with pytest.raises(ValueError, match="32 bytes"):
        sealing.leaf(group + b"x", nonce, sealed)
