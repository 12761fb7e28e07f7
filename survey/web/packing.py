"""Keeps a document beside its compressed form, and sends the one a browser takes.

Only what is public is packed: text of a person together with a secret must never be
compressed, because the length would tell of both.
"""

import gzip
import hashlib
from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

_MARK_LETTERS = 32


@dataclass(frozen=True, slots=True)
class Packed:
    """A document with its content type, as it is and compressed, and its mark.

    A browser that has the document shows the mark instead of asking for it again.
    """

    type: str
    content: bytes
    compressed: bytes
    mark: str

    def reply(self, *, keep: str) -> Response:
        """Return the document; `keep` says how long a browser may keep it."""
        packed = request.accept_encodings.quality("gzip") > 0
        body = self.compressed if packed else self.content
        response = Response(body, content_type=self.type)
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = keep
        response.set_etag(self.mark, weak=True)
        response.make_conditional(request)
        return response


def pack(content: bytes, content_type: str) -> Packed:
    """Compress a document once, to send it often."""
    mark = hashlib.sha256(content).hexdigest()[:_MARK_LETTERS]
    return Packed(content_type, content, gzip.compress(content, mtime=0), mark)
