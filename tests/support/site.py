"""A site with one open survey that has every type of item, for tests of the pages."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from werkzeug.serving import make_server

from questionnaires import answers, loader
from survey import sealing
from survey.config import FACES as ALL_FACES
from survey.config import Settings
from survey.manifest import Group, Manifest, group_key_id
from survey.responses import store
from survey.tokens import board, codes
from survey.web.app import Services, create_app

TODAY = date(2026, 8, 1)
FACES = ALL_FACES - {"console"}  # The console keeps secrets in a folder of its own.
SERVICES = ("Иргэний үнэмлэх", "Хаягийн лавлагаа")
SOURCE = (Path(__file__).parent / "every_item.toml").read_bytes()
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class OpenSite:
    """The application, its databases, and codes that nobody has used yet."""

    app: object
    databases: object
    manifest: Manifest
    codes: tuple[str, ...]
    key: object

    def client(self):
        return self.app.test_client()

    def post(self, code, go, *, language="mn", **fields):
        """Post a form of answers; a field is an item's value or list of values."""
        named = {
            name if name in {"step", "checking"} else f"item-{name}": value
            for name, value in fields.items()
        }
        data = {"code": code, "go": go, **named}
        return self.client().post(f"/{language}/answer", data=data)

    def stored(self):
        """Return how many answers and how many spent slips the database has."""
        with self.databases.responses() as session:
            counts = store.answers_per_group(session, self.manifest.survey)
            spent = [
                store.look_up(session, codes.slip_hash(code)).spent
                for code in self.codes
            ]
        return sum(counts.values()), sum(spent)

    def answers(self):
        """Open everything that was stored, as the tally would."""
        with self.databases.responses() as session:
            kept = store.sealed_responses(session, self.manifest.survey)
        info = sealing.answer_info(self.manifest.digest, self.manifest.groups[0].key_id)
        return [
            sealing.open_sealed(one.sealed, [self.key], info=info).decode()
            for one in kept
        ]


def group(*, services=SERVICES, eligible=20):
    name = "Бүртгэлийн танхим"
    key_id = group_key_id("every", name)
    return Group(name, eligible, "slip", key_id, None, bytes(32), services)


def opened(databases, *, today=TODAY, services=SERVICES, faces=FACES, sample=False):
    """Open a survey in the field and return its site."""
    key = sealing.new_key()
    board_key = board.new_board_key()
    questionnaire = loader.read(SOURCE)
    drawn = tuple(codes.new_code() for _ in range(6))
    answering = group(services=services, eligible=len(drawn))
    manifest = Manifest(
        survey="every",
        kind="internal",
        questionnaire=questionnaire.name,
        version=questionnaire.version,
        questionnaire_digest=bytes(32),
        opens=date(2026, 7, 1),
        answers_open=date(2026, 7, 1),
        closes=date(2026, 9, 30),
        groups=(answering,),
        sealing_keys=(sealing.public_bytes(key),),
        suite=sealing.SUITE,
        group_floor=5,
        cell_floor=10,
        bucket=sealing.bucket_for(answers.longest(questionnaire)),
        board_key=board.board_public(board_key),
        sample=sample,
    )
    documents = store.Board(manifest.to_json(), SOURCE, board_key)
    hashes = {answering.key_id: [codes.slip_hash(code) for code in drawn]}
    with databases.responses.begin() as session:
        store.prepare(session, documents, hashes)
    settings = Settings(Path(), "", "", "http://localhost", frozenset(faces), sample)
    app = create_app(Services(databases, settings, lambda: today))
    return OpenSite(app, databases, manifest, drawn, key)


@contextmanager
def served(app):
    """Serve an application to a browser, on a port of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.RequestHandlerClass.log = lambda *_: None
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
