"""A mail server of a test: it speaks SMTP, keeps what it accepts, and can refuse."""

import email
import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.policy import default

from survey.mail_server import PLAIN, MailServer


@dataclass
class PostOffice:
    """What a server was handed, and how it answers for some addresses.

    `answers` maps an address to the number that is said to it, once or for ever.
    """

    port: int = 0
    letters: list = field(default_factory=list)
    answers: dict = field(default_factory=dict)
    offers: int = 0
    hang_up_after: int | None = None

    @property
    def server(self):
        return MailServer("127.0.0.1", self.port, PLAIN, "survey@district.mn")

    def to(self, address):
        return [letter for letter in self.letters if letter["To"] == address]


class _Talk(socketserver.StreamRequestHandler):
    def handle(self):
        self._say("220 test")
        while line := self.rfile.readline().decode().strip():
            word, _, rest = line.partition(" ")
            if word.upper() == "QUIT":
                self._say("221 bye")
                return
            answer = getattr(self, f"on_{word.lower()}", self.on_other)(rest)
            if answer is None:
                return
            self._say(answer)

    def _say(self, text):
        self.wfile.write(f"{text}\r\n".encode())

    def on_other(self, _rest):
        return "250 ok"

    def on_rcpt(self, rest):
        office = self.server.office
        office.offers += 1
        if office.hang_up_after is not None and office.offers > office.hang_up_after:
            return None
        address = rest.partition("<")[2].partition(">")[0]
        return f"{office.answers.get(address, 250)} so"

    def on_data(self, _rest):
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line[:2] == b".." else line)
        letter = email.message_from_bytes(b"".join(lines), policy=default)
        self.server.office.letters.append(letter)
        return "250 kept"


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def open_office(secure=None):
    """Open a post office on a port of its own; `secure` wraps every line in TLS."""
    with _Server(("127.0.0.1", 0), _Talk) as server:
        if secure is not None:
            server.socket = secure.wrap_socket(server.socket, server_side=True)
        server.office = PostOffice(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.office
        finally:
            server.shutdown()
            thread.join()
