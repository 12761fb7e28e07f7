"""The access log of a web server that somebody has put before a face.

Our own server writes none. This one writes all that such logs can hold, but no time:
its lines stand in the order in which they were written.
"""

import re
from collections import Counter

_SECRETS = re.compile(r"[A-Za-z0-9_-]{12,}")


class AccessLog:
    """Passes requests on to an application and writes a line for each."""

    def __init__(self, application):
        self.application = application
        self.lines = []

    def __call__(self, environ, start_response):
        def note(status, headers, *rest):
            self._note(environ, status, dict(headers))
            return start_response(status, headers, *rest)

        return self.application(environ, note)

    def _note(self, environ, status, headers):
        parts = (
            f'"{environ["REQUEST_METHOD"]}',
            f'{environ["PATH_INFO"]}?{environ["QUERY_STRING"]}" {status}',
            f"in={environ.get('CONTENT_LENGTH', '')}",
            f"out={headers.get('Content-Length', '')}",
            f"referrer={environ.get('HTTP_REFERER', '')}",
            f"cookie={environ.get('HTTP_COOKIE', '')}",
            f"agent={environ.get('HTTP_USER_AGENT', '')}",
            f"set={headers.get('Set-Cookie', '')}{headers.get('Location', '')}",
        )
        self.lines.append(" ".join(parts))

    def of(self, path):
        """Return the lines of one address, in the order of the requests."""
        return [line for line in self.lines if f" {path}" in line]


def told_apart(lines):
    """Return how many requests differ in their line from every other."""
    return sum(1 for times in Counter(lines).values() if times == 1)


def linked(ours, theirs):
    """Return how many lines of two logs share a word that no other line has.

    A word is what could be a token, a code, a receipt or a session.
    """
    words = [set(_SECRETS.findall(line)) for line in (*ours, *theirs)]
    times = Counter(word for found in words for word in found)
    rare = [{word for word in found if times[word] == 2} for found in words]
    mine, others = rare[: len(ours)], rare[len(ours) :]
    return sum(1 for found in mine if any(found & other for other in others))
