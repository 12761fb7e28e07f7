"""Keeps a document beside its compressed form, and sends the one a browser takes.

Only what is public is packed: text of a person together with a secret must never be
compressed, because the length would tell of both.
"""

import gzip
from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response


@dataclass(frozen=True, slots=True)
class Packed:
    """A document with its content type, as it is and compressed."""

    type: str
    content: bytes
    compressed: bytes

    def reply(self, *, keep: str) -> Response:
        """Return the document; `keep` says how long a browser may keep it."""
        packed = request.accept_encodings.quality("gzip") > 0
        body = self.compressed if packed else self.content
        response = Response(body, content_type=self.type)
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = keep
        return response


def pack(content: bytes, content_type: str) -> Packed:
    """Compress a document once, to send it often."""
    return Packed(content_type, content, gzip.compress(content, mtime=0))
