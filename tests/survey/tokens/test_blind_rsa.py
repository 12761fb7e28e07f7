import hashlib
import json
import secrets
from itertools import pairwise

import gmpy2
import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)

from survey.tokens import blind_rsa, blinding

PRIVATE = blind_rsa.new_token_key()
PUBLIC = blind_rsa.token_public(PRIVATE)
KEY = blind_rsa.load_public(PUBLIC)
SIGNER = blind_rsa.signing_key(PRIVATE)
N = KEY.public_numbers().n


@pytest.fixture(scope="module")
def vectors(shared_data):
    found = json.loads((shared_data / "rfc9474.json").read_text())
    assert [vector["name"].removeprefix("RSABSSA-SHA384-") for vector in found] == [
        "PSS-Randomized",
        "PSSZERO-Randomized",
        "PSS-Deterministic",
        "PSSZERO-Deterministic",
    ]
    return [Vector(vector) for vector in found]


class Vector:
    """A published vector with its numbers and bytes."""

    def __init__(self, fields):
        p, q, n, e, d = (int(fields[name], 16) for name in "pqned")
        crt = rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q)
        public = rsa.RSAPublicNumbers(e, n)
        self.key = rsa.RSAPrivateNumbers(p, q, d, *crt, public).private_key()
        self.inverse = int(fields["inv"], 16)
        self.r = pow(self.inverse, -1, n)
        self.salt, self.input, self.prefix, self.message = (
            octets(fields[name]) for name in ("salt", "input_msg", "msg_prefix", "msg")
        )
        self.blinded, self.blind_signature, self.signature = (
            octets(fields[name]) for name in ("blinded_msg", "blind_sig", "sig")
        )


def octets(text):
    return bytes.fromhex(text.removeprefix("0x"))


def token(message=b"message"):
    prepared = blinding.prepare(message)
    blinded = blinding.blind(KEY, prepared)
    reply = blind_rsa.blind_sign(SIGNER, blinded.message)
    return prepared, blinding.finalize(KEY, prepared, reply, blinded.inverse)


def sized(number):
    return number.to_bytes(384)


def test_every_step_gives_the_bytes_of_rfc_9474(vectors):
    for vector in vectors:
        public = vector.key.public_key()
        prepared = vector.prefix + vector.message
        assert prepared == vector.input

        blinded = blinding.blind(public, prepared, salt=vector.salt, r=vector.r)
        assert (blinded.message, blinded.inverse) == (vector.blinded, vector.inverse)
        signer = blind_rsa.from_numbers(vector.key)
        assert blind_rsa.blind_sign(signer, blinded.message) == vector.blind_signature
        signature = blinding.unblind(public, vector.blind_signature, vector.inverse)
        assert signature == vector.signature


def test_signatures_with_the_full_salt_are_accepted_and_those_without_are_not(vectors):
    for vector in vectors:
        public = vector.key.public_key()
        finalize = (public, vector.input, vector.blind_signature, vector.inverse)
        if vector.salt:
            blind_rsa.check_with(public, vector.input, vector.signature)
            assert blinding.finalize(*finalize) == vector.signature
            continue
        automatic = padding.PSS(padding.MGF1(SHA384()), padding.PSS.AUTO)
        public.verify(vector.signature, vector.input, automatic, SHA384())
        with pytest.raises(blind_rsa.ForgedTokenError):
            blind_rsa.check_with(public, vector.input, vector.signature)
        with pytest.raises(blind_rsa.ForgedTokenError):
            blinding.finalize(*finalize)


def test_a_salt_0_signature_of_our_own_key_is_refused():
    blinded = blinding.blind(KEY, b"message", salt=b"")
    reply = blind_rsa.blind_sign(SIGNER, blinded.message)
    signature = blinding.unblind(KEY, reply, blinded.inverse)

    short = padding.PSS(padding.MGF1(SHA384()), 0)
    KEY.verify(signature, b"message", short, SHA384())
    with pytest.raises(blind_rsa.ForgedTokenError):
        blind_rsa.check(PUBLIC, b"message", signature)


def test_a_token_is_good_for_its_message_and_key_alone():
    prepared, signature = token()
    other = blind_rsa.token_public(blind_rsa.new_token_key())

    blind_rsa.check(PUBLIC, prepared, signature)
    last = signature[:-1] + bytes([signature[-1] ^ 1])
    number = int.from_bytes(signature)
    forged = [
        (other, prepared, signature),
        (PUBLIC, prepared + b"x", signature),
        (PUBLIC, prepared[1:], signature),
        (PUBLIC, prepared, last),
        (PUBLIC, prepared, signature[:-1]),
        (PUBLIC, prepared, b"\x00" + signature),
        (PUBLIC, prepared, b""),
        (PUBLIC, prepared, sized(N - number)),
        (PUBLIC, prepared, (number + N).to_bytes(385)),
        (PUBLIC, prepared, bytes(384)),
        (PUBLIC, prepared, sized(1)),
    ]
    for key, message, claimed in forged:
        with pytest.raises(blind_rsa.ForgedTokenError):
            blind_rsa.check(key, message, claimed)


@pytest.mark.parametrize("number", [0, 1, N - 1, N, N + 1, 2**3072 - 1])
def test_numbers_out_of_range_are_refused_before_anything_is_claimed(number):
    with pytest.raises(blind_rsa.BlindedMessageError, match="range"):
        blind_rsa.check_blinded(sized(number), PUBLIC)
    with pytest.raises(blind_rsa.BlindedMessageError):
        blind_rsa.blind_sign(SIGNER, sized(number))


@pytest.mark.parametrize("blinded", [b"", sized(5)[1:], b"\x00" + sized(5), b"\x05"])
def test_a_blinded_message_of_another_length_is_refused(blinded):
    with pytest.raises(blind_rsa.BlindedMessageError, match="length"):
        blind_rsa.check_blinded(blinded, PUBLIC)


@pytest.mark.parametrize("number", [2, N - 2, N // 2])
def test_numbers_within_range_are_signed_exactly(number):
    blind_rsa.check_blinded(sized(number), PUBLIC)
    signed = int.from_bytes(blind_rsa.blind_sign(SIGNER, sized(number)))

    assert pow(signed, 65537, N) == number


def test_signing_again_gives_the_same_signature_although_the_blinding_differs():
    blinded = sized(secrets.randbelow(N - 4) + 2)

    signed = {blind_rsa.blind_sign(SIGNER, blinded) for _ in range(5)}

    assert len(signed) == 1


def test_every_signature_is_hidden_by_numbers_of_its_own():
    pairs = blind_rsa.BlindingPairs(SIGNER.n, SIGNER.e)
    drawn = [pairs.draw() for _ in range(100)]

    assert len({number for number, _ in drawn}) == 100
    for number, unblinding in drawn:
        assert number * pow(int(unblinding), 65537, N) % N == 1
    squared = [one[0] ** 2 % N == other[0] for one, other in pairwise(drawn)]
    assert [n for n, same in enumerate(squared, start=1) if not same] == [32, 64, 96]


def test_a_fault_in_the_computation_leaves_with_no_signature():
    numbers = {name: getattr(SIGNER, name) for name in SIGNER.__dataclass_fields__}
    broken = blind_rsa.SigningKey(**numbers | {"d_p": SIGNER.d_p + 2})

    with pytest.raises(blind_rsa.SigningError):
        blind_rsa.blind_sign(broken, sized(12345))


def test_the_blinded_message_says_nothing_about_the_prepared_one():
    prepared = blinding.prepare(b"message")
    messages = {blinding.blind(KEY, prepared).message for _ in range(20)}

    assert len(messages) == 20
    assert all(hashlib.sha384(prepared).digest() not in sent for sent in messages)
    assert blinding.prepare(b"message") != prepared


def test_a_reply_signed_with_another_key_is_noticed_by_its_receiver():
    other = blind_rsa.signing_key(blind_rsa.new_token_key())
    prepared = blinding.prepare(b"message")
    blinded = blinding.blind(KEY, prepared, r=2)
    z = int.from_bytes(blinded.message) % (int(other.n) - 2)
    reply = blind_rsa.blind_sign(other, sized(z))

    with pytest.raises(blind_rsa.ForgedTokenError):
        blinding.finalize(KEY, prepared, reply, blinded.inverse)


def test_a_blinding_number_without_inverse_is_refused():
    with pytest.raises(blinding.BlindingError):
        blinding.blind(KEY, b"message", r=int(SIGNER.p))


def test_the_private_power_is_the_constant_time_one(monkeypatch):
    used = []
    power = gmpy2.powmod_sec

    def noted(base, exponent, modulus):
        used.append(exponent)
        return power(base, exponent, modulus)

    monkeypatch.setattr(gmpy2, "powmod_sec", noted)
    blind_rsa.blind_sign(SIGNER, sized(12345))

    assert used == [SIGNER.d_p, SIGNER.d_q]


def test_the_public_key_is_what_browsers_import_and_its_id_is_its_digest():
    key = load_der_public_key(PUBLIC)

    assert (key.key_size, key.public_numbers().e) == (3072, 65537)
    assert key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) == PUBLIC
    assert blind_rsa.key_id(PUBLIC) == hashlib.sha256(PUBLIC).digest()
    assert blind_rsa.pinned(PUBLIC)
    assert not blind_rsa.pinned(PUBLIC + b"\x00")
    assert not blind_rsa.pinned(b"")


def test_only_a_token_key_of_ours_is_read():
    small = rsa.generate_private_key(65537, 2048).public_key()
    spki = small.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    for wrong in (spki, PRIVATE, b"key"):
        with pytest.raises(blind_rsa.TokenKeyError):
            blind_rsa.load_public(wrong)
    for wrong in (PUBLIC, b"key"):
        with pytest.raises(blind_rsa.TokenKeyError):
            blind_rsa.signing_key(wrong)


def test_a_signing_key_does_not_show_its_secrets():
    shown = repr(SIGNER)

    assert str(SIGNER.n) in shown
    for secret in (SIGNER.p, SIGNER.q, SIGNER.d_p, SIGNER.d_q, SIGNER.q_inverse):
        assert str(secret) not in shown
    assert str(blinding.blind(KEY, b"message", r=2).inverse) not in repr(
        blinding.blind(KEY, b"message", r=2)
    )
