"""Keeps a document beside its compressed form, and sends the one a browser takes.

Only what is public is packed: text of a person together with a secret must never be
compressed, because the length would tell of both.
"""

import gzip
import hashlib
from dataclasses import dataclass

import brotli
from flask import request
from werkzeug.datastructures import Accept
from werkzeug.wrappers import Response

_MARK_LETTERS = 32
_PAGE = "text/html; charset=utf-8"
_QUICK = 9  # Of 11 levels; above it twenty times the time is spent for a tenth.


@dataclass(frozen=True, slots=True)
class Packed:
    """A document with its content type, as it is and compressed, and its mark.

    A browser that has the document shows the mark instead of asking for it again.
    Only what many phones load has the third form, which is smaller and takes longer.
    """

    type: str
    content: bytes
    compressed: bytes
    mark: str
    smaller: bytes = b""

    def reply(self, *, keep: str) -> Response:
        """Return the document; `keep` says how long a browser may keep it."""
        encoding, body = self._taken(request.accept_encodings)
        response = Response(body, content_type=self.type)
        if encoding:
            response.headers["Content-Encoding"] = encoding
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = keep
        response.set_etag(self.mark, weak=True)
        response.make_conditional(request)
        return response

    def _taken(self, accepted: Accept) -> tuple[str, bytes]:
        """Return the smallest form that a browser takes, and what it is called."""
        if self.smaller and accepted.quality("br") > 0:
            return "br", self.smaller
        if accepted.quality("gzip") > 0:
            return "gzip", self.compressed
        return "", self.content


def pack(content: bytes, content_type: str, *, smaller: bytes = b"") -> Packed:
    """Compress a document once, to send it often."""
    mark = hashlib.sha256(content).hexdigest()[:_MARK_LETTERS]
    return Packed(content_type, content, gzip.compress(content, mtime=0), mark, smaller)


def pack_page(content: bytes) -> Packed:
    """Compress a page that many phones load, in every form that they may take."""
    smaller = brotli.compress(content, mode=brotli.MODE_TEXT, quality=_QUICK)
    return pack(content, _PAGE, smaller=smaller)
