import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from survey.tokens import blind_answer, blind_rsa, blind_token, blinding

PRIVATE = blind_rsa.new_token_key()
PUBLIC = blind_rsa.token_public(PRIVATE)
KEY_ID = blind_rsa.key_id(PUBLIC)
MANIFEST = b"m" * 32
OWNER = blind_answer.new_owner_key()
OWNER_PUBLIC = blind_answer.owner_public(OWNER)
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def signed(message):
    prepared = blinding.prepare(message)
    key = blind_rsa.load_public(PUBLIC)
    blinded = blinding.blind(key, prepared)
    reply = blind_rsa.blind_sign(blind_rsa.signing_key(PRIVATE), blinded.message)
    signature = blinding.finalize(key, prepared, reply, blinded.inverse)
    return blind_token.Token(prepared, signature)


def check(token, *, manifest=MANIFEST, key_id=KEY_ID):
    blind_token.check(token, manifest_digest=manifest, key_id=key_id, token_key=PUBLIC)


def test_a_token_names_survey_group_and_owner():
    token = signed(blind_token.message(MANIFEST, KEY_ID, OWNER_PUBLIC))

    check(token)
    assert token.prepared[32:48] == b"shudarga/1/token"
    assert blind_token.owner_of(token.prepared) == OWNER_PUBLIC
    assert (
        blind_token.spent_mark(token.prepared)
        == hashlib.sha256(token.prepared).digest()
    )


def test_a_token_of_another_survey_or_group_is_refused():
    token = signed(blind_token.message(MANIFEST, KEY_ID, OWNER_PUBLIC))

    for wrong in ({"manifest": b"x" * 32}, {"key_id": b"x" * 32}):
        with pytest.raises(blind_rsa.ForgedTokenError, match="another survey"):
            check(token, **wrong)


@pytest.mark.parametrize(
    "message",
    [
        b"",
        OWNER_PUBLIC,
        blind_token.message(MANIFEST, KEY_ID, OWNER_PUBLIC[:-1]),
        blind_token.message(MANIFEST, KEY_ID, b"\x00" + OWNER_PUBLIC),
        b"shudarga/2/token" + MANIFEST + KEY_ID + OWNER_PUBLIC,
    ],
)
def test_a_signed_message_of_another_structure_is_no_token(message):
    with pytest.raises(blind_rsa.ForgedTokenError):
        check(signed(message))


def test_a_token_without_our_signature_is_refused():
    token = signed(blind_token.message(MANIFEST, KEY_ID, OWNER_PUBLIC))

    with pytest.raises(blind_rsa.ForgedTokenError):
        check(blind_token.Token(token.prepared, bytes(384)))


def test_a_leaf_binds_group_token_and_sealed_answer():
    prepared, sealed = b"prepared", b"sealed"
    mark = hashlib.sha256(prepared).digest()
    digest = hashlib.sha256(sealed).digest()

    assert (
        blind_answer.leaf(KEY_ID, prepared, sealed)
        == hashlib.sha256(b"shudarga/1/leaf" + KEY_ID + mark + digest).digest()
    )


def test_an_answer_is_its_owners_alone():
    d = b"d" * 32
    signature = blind_answer.sign(OWNER, d)
    other = blind_answer.owner_public(blind_answer.new_owner_key())

    blind_answer.check(OWNER_PUBLIC, d, signature)
    assert len(signature) == 64
    for forged in (
        (other, d, signature),
        (OWNER_PUBLIC, b"e" * 32, signature),
        (OWNER_PUBLIC, d, signature[:-1]),
        (OWNER_PUBLIC, d, signature + b"\x00"),
        (OWNER_PUBLIC, d, bytes(64)),
        (OWNER_PUBLIC, d, ORDER.to_bytes(32) * 2),
        (OWNER_PUBLIC, d, signature[32:] + signature[:32]),
        (OWNER_PUBLIC[:-1], d, signature),
        (b"\x04" + b"\x01" * 64, d, signature),
        (b"\x02" + OWNER_PUBLIC[1:], d, signature),
    ):
        with pytest.raises(blind_answer.ForgedAnswerError):
            blind_answer.check(*forged)


def test_the_signature_is_that_of_rfc_6979_in_the_form_of_browsers():
    # RFC 6979, appendix A.2.5: P-256 with SHA-256, message "sample".
    x = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
    public = blind_answer.owner_public(ec.derive_private_key(x, ec.SECP256R1()))
    r = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
    s = "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"

    blind_answer.check(public, b"sample", bytes.fromhex(r + s))


def test_a_packed_proof_comes_back_in_its_parts():
    proof = blind_answer.Proof(b"p" * 177, b"t" * 384, b"a" * 64)

    assert len(proof.packed) == blind_answer.PROOF_BYTES
    assert blind_answer.unpack(proof.packed) == proof


@pytest.mark.parametrize("length", [0, blind_answer.PROOF_BYTES - 1, 1000])
def test_a_proof_of_another_length_is_none(length):
    with pytest.raises(blind_answer.ForgedAnswerError):
        blind_answer.unpack(bytes(length))
