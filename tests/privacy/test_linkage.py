"""Both databases together: whose claim belongs to which answer?"""

import secrets
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from survey import joining, opening, sealing, submission
from survey.registry import surveys
from survey.submission import BlindAnswer
from survey.tokens import asking, codes
from survey.tokens.key_folder import KeyFolder
from tests.privacy import linkage, order_attack
from tests.privacy.naive_store import NaiveStore
from tests.privacy.order_attack import Target
from tests.support import invited, staff
from tests.support.databases import raw_postgresql

PEOPLE = 300
CLAIMS = Target("claim", "invitation", "claimed")
ANSWERS = Target("sealed_response", "leaf", "taken", large="sealed")
SLIPS = Target("slip", "slip", "true")
NAIVE = Target("sealed_response", "leaf", "true")


def _opened(databases, keys):
    plan = invited.draft((PEOPLE + 20,), invited=1)
    documents = replace(staff.documents(sealing.new_key()), token_keys=keys)
    with (
        databases.registry.begin() as registry,
        databases.responses.begin() as responses,
    ):
        surveys.draft(registry, plan)
        return opening.open_survey(
            registry, responses, plan.name, documents, today=staff.TODAY
        )


def _come(databases, keys, opened, code):
    """Let one person collect and answer at once, alone; return claim and leaf."""
    asked = invited.ask(opened)
    with databases.registry.begin() as session:
        blinded = asked.blinded.message
        claimed = joining.exchange(session, keys, code, blinded, today=staff.TODAY)
    token = asking.collect(asked, claimed.sign())
    manifest, group = opened.manifest, invited.group(opened)
    info = sealing.answer_info(manifest.digest, group.key_id)
    sealed = sealing.seal(
        b"{}", manifest.sealing_keys, info=info, bucket=manifest.bucket
    )
    answer = BlindAnswer(
        key_id=group.key_id,
        prepared=token.token.prepared,
        signature=token.token.signature,
        answer_signature=token.sign(sealed),
        sealed=sealed,
    )
    with databases.responses.begin() as session:
        receipt = submission.submit_blind(session, answer, today=staff.TODAY)
    return codes.invitation_hash(code), receipt.leaf


def _ranks(maker, folder, target, order):
    engine = maker.kw["bind"]
    if engine.dialect.name == "postgresql":
        with raw_postgresql(engine) as connection:
            return order_attack.ranks_postgresql(connection, target)
    copy = shutil.copy(engine.url.database, folder / f"{target.table}.db")
    with closing(sqlite3.connect(f"file:{copy}?immutable=1", uri=True)) as connection:
        return order_attack.ranks_sqlite(copy, connection, target, order)


@pytest.mark.slow
def test_a_thief_of_both_databases_links_no_more_people_than_chance(
    databases, tmp_path
):
    keys = KeyFolder(tmp_path / "token-keys")
    opened = _opened(databases, keys)
    drawn = secrets.SystemRandom().sample(invited.codes(opened), PEOPLE)
    pairs = [_come(databases, keys, opened, code) for code in drawn]
    invitations, leaves = ([pair[side] for pair in pairs] for side in (0, 1))
    claims = _ranks(databases.registry, tmp_path, CLAIMS, invitations)
    answers = _ranks(databases.responses, tmp_path, ANSWERS, leaves)

    found = [f for f in linkage.links(claims, answers, pairs) if f.people == PEOPLE]

    assert len(found) >= 6
    assert [link for link in found if not link.is_chance] == []
    assert sum(link.linked for link in found) / len(found) <= 5


def test_the_same_thief_links_everybody_in_naive_stores(tmp_path):
    pairs = [(secrets.token_bytes(32), secrets.token_bytes(32)) for _ in range(PEOPLE)]
    paths = [tmp_path / name for name in ("registry.db", "responses.db")]
    with (
        closing(sqlite3.connect(paths[0])) as registry,
        closing(sqlite3.connect(paths[1])) as responses,
    ):
        issuer = NaiveStore(registry, sqlite=True)
        collector = NaiveStore(responses, sqlite=True)
        for claim, leaf in pairs:
            issuer.spend_and_keep(claim, secrets.token_bytes(32), b"claimed")
            collector.spend_and_keep(secrets.token_bytes(32), leaf, b"sealed")
        claims = order_attack.ranks_sqlite(
            paths[0], registry, SLIPS, [claim for claim, _ in pairs]
        )
        answers = order_attack.ranks_sqlite(
            paths[1], responses, NAIVE, [leaf for _, leaf in pairs]
        )

    found = linkage.links(claims, answers, pairs)

    assert max(link.linked for link in found) == PEOPLE


def test_a_random_joining_is_chance_and_a_true_one_is_not():
    people = [(n, -1 - n) for n in range(PEOPLE)]
    same = dict.fromkeys((number for pair in people for number in pair), 0)
    shuffled = secrets.SystemRandom().sample(range(PEOPLE), PEOPLE)
    order = {n: n for n in range(PEOPLE)}
    by_chance = {-1 - n: shuffled[n] for n in range(PEOPLE)}
    truly = {-1 - n: n for n in range(PEOPLE)}

    assert linkage.link("", order, by_chance, people).is_chance
    known = linkage.link("", order, truly, people)
    assert (known.linked, known.is_chance) == (PEOPLE, False)
    assert linkage.link("", same, same, people[::-1]).linked == 0
    backwards = linkage.link("", order, {-1 - n: -n for n in order}, people)
    assert backwards.linked == 0
