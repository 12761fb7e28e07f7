import pytest

from survey.tokens import asking, blind_answer, blind_rsa, blind_token
from survey.tokens.blind_rsa import ForgedTokenError

DIGEST, OTHER_DIGEST = bytes(32), bytes([1] * 32)


@pytest.fixture(scope="module")
def key():
    return blind_rsa.new_token_key()


def _ask(key):
    public = blind_rsa.token_public(key)
    return asking.ask(DIGEST, blind_rsa.key_id(public), public)


def _sign(key, asked):
    return blind_rsa.blind_sign(blind_rsa.signing_key(key), asked.blinded.message)


def test_what_is_collected_is_a_token_for_its_survey_only(key):
    asked = _ask(key)
    found = asking.collect(asked, _sign(key, asked))

    about = {"key_id": asked.key_id, "token_key": asked.token_key}
    blind_token.check(found.token, manifest_digest=DIGEST, **about)
    with pytest.raises(ForgedTokenError):
        blind_token.check(found.token, manifest_digest=OTHER_DIGEST, **about)


def test_the_owner_of_a_token_signs_the_leaf_of_an_answer(key):
    asked = _ask(key)
    found = asking.collect(asked, _sign(key, asked))
    owner = blind_token.owner_of(found.token.prepared)
    d = blind_answer.leaf(found.key_id, found.token.prepared, b"sealed")

    blind_answer.check(owner, d, found.sign(b"sealed"))
    with pytest.raises(blind_answer.ForgedAnswerError):
        blind_answer.check(owner, d, found.sign(b"another"))


def test_a_signature_on_something_else_is_noticed(key):
    asked, other = _ask(key), _ask(key)

    with pytest.raises(ForgedTokenError):
        asking.collect(asked, _sign(key, other))


def test_nothing_that_is_asked_shows_who_asks(key):
    """The same person asking twice sends nothing twice."""
    first, second = _ask(key), _ask(key)

    assert first.blinded.message != second.blinded.message
    assert first.prepared not in first.blinded.message
    assert "inverse" not in repr(first)
    assert "prepared" not in repr(first)
