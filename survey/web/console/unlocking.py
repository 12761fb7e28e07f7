"""The key files and passphrases of all key-holders, as they come with a form.

They live for one request.
"""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _

from survey.manifest import Manifest
from survey.registry.lifecycle import Survey
from survey.sealing import PrivateKey
from survey.tokens import key_files
from survey.web.console import fields, files

WRONG_KEYS = _(
    "These are not the keys of this survey, or one is missing. Every key-holder who "
    "was named at the opening is needed."
)


def posted_keys(survey: Survey) -> Sequence[PrivateKey]:
    """Return the keys of a form; raise FaultsError for a wrong passphrase."""
    return [
        key_files.unlock(
            files.posted(f"key-{number}").content,
            fields.secret(f"passphrase-{number}"),
        )
        for number in range(1, holders(survey) + 1)
    ]


def holders(survey: Survey) -> int:
    """Return how many key-holders a survey has."""
    return len(Manifest.from_json(survey.manifest or b"").sealing_keys)
