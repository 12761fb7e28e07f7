"""A respondent over HTTP: types a code, fills the form, sends it, reads the receipt.

`demo` and `replay` use it, so that what they prove went the way that people go.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

import urllib3

_RECEIPT = re.compile(r'data-receipt="([0-9a-f]{64})"')
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class NotAcceptedError(Exception):
    """The site did not accept the answers."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One site, in one language, over one pool of connections."""

    client: urllib3.PoolManager
    base_url: str
    language: str

    def answer(self, code: str, answers: Mapping[str, object]) -> str:
        """Answer a whole survey with a code and return the receipt."""
        self._page("GET", None)
        self._page("POST", [("code", code), ("go", "start")])
        fields = [field for item in answers.items() for field in _fields(*item)]
        page = self._page("POST", [("code", code), *fields, ("go", "send")])
        found = _RECEIPT.search(page)
        if found is None:
            raise NotAcceptedError("The site showed no receipt.")
        return found.group(1)

    def _page(self, method: str, fields: list[tuple[str, str]] | None) -> str:
        body = None if fields is None else urlencode(fields)
        reply = self.client.request(
            method,
            f"{self.base_url}/{self.language}/answer",
            body=body,
            headers=_FORM if body else None,
        )
        if reply.status != HTTPStatus.OK:
            raise NotAcceptedError(f"The site answered with status {reply.status}.")
        return reply.data.decode()


def _fields(name: str, answer: object) -> list[tuple[str, str]]:
    key = f"item-{name}"
    if isinstance(answer, Mapping):
        return [(key, f"~{answer['missing']}")]
    if isinstance(answer, list | tuple):
        return [(key, str(value)) for value in answer]
    return [(key, str(answer))]
