import stat

import pytest

from survey.tokens import release_key


def test_a_key_is_made_once_and_nobody_else_may_read_it(tmp_path):
    path = tmp_path / "home" / "release.key"

    key = release_key.load_or_make(path)

    assert release_key.load_or_make(path) == key
    assert len(release_key.public(key)) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_another_key_signed_is_refused(tmp_path):
    ours, others = (release_key.load_or_make(tmp_path / name) for name in ("a", "b"))
    signature = release_key.sign(ours, b"entry")

    release_key.check(release_key.public(ours), b"entry", signature)
    for key, entry in ((others, b"entry"), (ours, b"another entry")):
        with pytest.raises(release_key.ForgedReleaseError):
            release_key.check(release_key.public(key), entry, signature)
