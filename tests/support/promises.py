"""Manifests of every kind of survey, published as they are after closing."""

from dataclasses import replace
from datetime import date

from survey import sealing
from survey.manifest import Group, Manifest, group_key_id
from survey.responses import bulletins
from survey.responses.bulletins import PublicBoard
from survey.tokens import blind_rsa, board
from tests.support.boards import public_part, token_key

NAME = "promised"
KEYS = tuple(sealing.public_bytes(sealing.new_key()) for _ in range(2))
TOKEN_KEY = public_part(token_key(0))


def _by_slip(name, eligible):
    return Group(name, eligible, "slip", group_key_id(NAME, name), None, bytes(32))


CARDS = _by_slip("Хорооны ажилтнууд", 36)
INVITED = Group("Тамгын газар", 24, "blind", blind_rsa.key_id(TOKEN_KEY), TOKEN_KEY)
POSTER = Group("Танхим", 0, "poster", group_key_id(NAME, "Танхим"))


def promised(*groups, holders=2, answers_open=date(2026, 7, 8), kind="internal"):
    """Return the manifest of a survey of these groups."""
    return Manifest(
        survey=NAME,
        kind=kind,
        questionnaire="internal_integrity",
        version="2026.1",
        questionnaire_digest=bytes(32),
        opens=date(2026, 7, 1),
        answers_open=answers_open,
        closes=date(2026, 9, 30),
        groups=groups,
        sealing_keys=KEYS[:holders],
        suite=sealing.SUITE,
        group_floor=20,
        cell_floor=10,
        bucket=8192,
        board_key=board.board_public(board.new_board_key()),
        sample=False,
    )


MIXED = promised(CARDS, INVITED)
BY_SLIP = promised(CARDS, holders=1, answers_open=date(2026, 7, 1))
BY_INVITATION = promised(INVITED)
AT_ONCE = replace(BY_INVITATION, answers_open=date(2026, 7, 1))
CITIZENS = promised(POSTER, holders=1, kind="citizen")


def published(databases, manifest):
    """Keep a manifest among the public documents of closed surveys."""
    with databases.responses.begin() as session:
        kept = PublicBoard(manifest.to_json(), b"", b"")
        bulletins.keep(session, manifest.survey, kept)
