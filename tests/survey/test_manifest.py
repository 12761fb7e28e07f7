import hashlib
import json
from dataclasses import fields, replace
from datetime import date

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from survey import merkle, sealing
from survey.manifest import (
    Group,
    Manifest,
    ManifestError,
    UnknownGroupError,
    group_key_id,
    slip_root,
)
from tests.support.boards import public_part, token_key

SURVEY = "internal-2026-q3"
TOKEN_KEY = public_part(token_key(0))
HOLDERS = tuple(sealing.public_bytes(sealing.new_key()) for _ in range(2))


def named(name, **values):
    return Group(
        **{
            "name": name,
            "eligible": 40,
            "channel": "slip",
            "key_id": group_key_id(SURVEY, name),
            "slip_root": slip_root([b"h" * 32]),
        }
        | values
    )


BLIND = named(
    "Тамгын газар",
    channel="blind",
    key_id=hashlib.sha256(TOKEN_KEY).digest(),
    token_key=TOKEN_KEY,
    slip_root=None,
)
SLIP = named("1, 2, 3-р хороо", services=("Лавлагаа", "Бүртгэл"))
POSTER = named("Үйлчилгээний танхим", channel="poster", slip_root=None)
MANIFEST = Manifest(
    survey=SURVEY,
    kind="internal",
    questionnaire="internal_integrity",
    version="2026.1",
    questionnaire_digest=b"q" * 32,
    opens=date(2026, 7, 1),
    answers_open=date(2026, 7, 8),
    closes=date(2026, 9, 30),
    groups=(SLIP, BLIND, POSTER),
    sealing_keys=HOLDERS,
    suite=sealing.SUITE,
    group_floor=20,
    cell_floor=10,
    bucket=4096,
    board_key=b"b" * 32,
    sample=False,
    collector="https://answers.example.mn",
)


def with_group(group, **values):
    changed = replace(group, **values)
    return replace(
        MANIFEST, groups=tuple(changed if g == group else g for g in MANIFEST.groups)
    )


def places(document):
    with pytest.raises(ManifestError) as caught:
        Manifest.from_json(document)
    assert all(
        fault.text.to("mn") != fault.text.to("en") for fault in caught.value.faults
    )
    return {fault.place for fault in caught.value.faults}


def test_a_manifest_comes_back_as_it_was_written():
    assert Manifest.from_json(MANIFEST.to_json()) == MANIFEST


def test_a_manifest_is_canonical_json_that_any_program_can_read():
    document = MANIFEST.to_json()
    content = json.loads(document)

    assert rfc8785.dumps(content) == document
    assert MANIFEST.digest == hashlib.sha256(document).digest()
    assert content["format"] == "shudarga/1/manifest"
    assert content["opens"] == "2026-07-01"
    assert content["groups"][0]["name"] == SLIP.name
    assert bytes.fromhex(content["groups"][1]["token_key"]) == TOKEN_KEY
    assert set(content) == {"format", *(field.name for field in fields(Manifest))}


def test_every_field_changes_the_digest():
    others = {
        "survey": "another",
        "kind": "citizen",
        "questionnaire": "another",
        "version": "another",
        "questionnaire_digest": b"x" * 32,
        "opens": date(2026, 7, 2),
        "answers_open": date(2026, 7, 9),
        "closes": date(2026, 10, 1),
        "groups": MANIFEST.groups[:2],
        "sealing_keys": HOLDERS[::-1],
        "suite": "another",
        "group_floor": 19,
        "cell_floor": 9,
        "bucket": 8192,
        "board_key": b"x" * 32,
        "sample": True,
        "collector": None,
    }
    assert set(others) == {field.name for field in fields(Manifest)}

    digests = {
        replace(MANIFEST, **{name: value}).digest for name, value in others.items()
    }
    assert len(digests | {MANIFEST.digest}) == len(others) + 1


@pytest.mark.parametrize(
    "name", [field.name for field in fields(Manifest) if field.name != "collector"]
)
def test_a_missing_field_and_one_too_many_are_named_together(name):
    content = json.loads(MANIFEST.to_json())
    del content[name]
    content["relaxed"] = True

    assert {f"manifest.{name}", "manifest.relaxed"} <= places(rfc8785.dumps(content))


def test_where_one_institution_does_everything_no_collector_is_named():
    alone = replace(MANIFEST, collector=None)

    assert "collector" not in json.loads(alone.to_json())
    assert Manifest.from_json(alone.to_json()) == alone


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        7,
        "answers.example.mn",
        "https://answers.example.mn/path",
        "https://a.mn?x",
        "https://me@a.mn",
        "javascript:alert(1)",
        "https://A.mn",
    ],
)
def test_a_collector_is_an_address_and_nothing_more(address):
    content = {**json.loads(MANIFEST.to_json()), "collector": address}

    assert places(rfc8785.dumps(content)) == {"manifest.collector"}


@pytest.mark.parametrize(
    ("place", "manifest"),
    [
        ("answers_open", replace(MANIFEST, answers_open=date(2026, 6, 30))),
        ("answers_open", replace(MANIFEST, closes=date(2026, 7, 1))),
        ("bucket", replace(MANIFEST, bucket=5000)),
        ("suite", replace(MANIFEST, suite="none")),
        ("sealing_keys", replace(MANIFEST, sealing_keys=())),
        ("sealing_keys", replace(MANIFEST, sealing_keys=HOLDERS[:1] * 2)),
        ("sealing_keys", replace(MANIFEST, sealing_keys=(b"short",))),
        ("board_key", replace(MANIFEST, board_key=b"b" * 31)),
        ("cell_floor", replace(MANIFEST, cell_floor=0)),
        ("survey", replace(MANIFEST, survey="")),
        ("groups", replace(MANIFEST, groups=())),
        ("groups", replace(MANIFEST, groups=(SLIP, SLIP))),
        ("groups[1].eligible", with_group(SLIP, eligible=19)),
        ("groups[1].slip_root", with_group(SLIP, slip_root=None)),
        ("groups[1].token_key", with_group(SLIP, token_key=TOKEN_KEY)),
        ("groups[1].key_id", with_group(SLIP, name="Бусад")),
        ("groups[2].key_id", with_group(BLIND, key_id=b"k" * 32)),
        ("groups[2].token_key", with_group(BLIND, token_key=None)),
        ("groups[2].token_key", with_group(BLIND, token_key=b"not a key")),
        ("groups[2].slip_root", with_group(BLIND, slip_root=b"r" * 32)),
        ("groups[3].channel", with_group(POSTER, channel="mail")),
        ("groups[1].services", with_group(SLIP, services=("",))),
    ],
)
def test_a_promise_that_cannot_hold_is_refused_with_its_place(place, manifest):
    assert f"manifest.{place}" in places(manifest.to_json())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("opens", "2026-7-1"),
        ("opens", "20260701"),
        ("opens", 20260701),
        ("board_key", "BB" * 32),
        ("board_key", "b" * 63),
        ("sample", 1),
        ("bucket", "4096"),
        ("bucket", True),
        ("cell_floor", 10.5),
        ("groups", {}),
        ("groups", ["group"]),
        ("sealing_keys", "key"),
        ("survey", None),
        ("format", "shudarga/2/manifest"),
    ],
)
def test_a_field_of_the_wrong_kind_is_refused(name, value):
    content = {**json.loads(MANIFEST.to_json()), name: value}

    assert any(
        place.startswith(f"manifest.{name}") for place in places(rfc8785.dumps(content))
    )


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b"{}{}",
        b" " + MANIFEST.to_json(),
        MANIFEST.to_json().replace(b",", b", ", 1),
        MANIFEST.to_json().replace(b'{"', b'{"sample":false,"', 1),
        json.dumps(json.loads(MANIFEST.to_json())).encode(),
        b"[" * 100_000,
        b'{"n":1e999}',
    ],
)
def test_what_is_not_in_canonical_form_is_not_a_manifest(document):
    assert places(document) == {"manifest"}


def test_a_token_key_of_another_size_or_exponent_is_refused():
    for bits, exponent in ((2048, 65537), (3072, 3)):
        key = other_rsa_key(bits, exponent)
        group = replace(BLIND, token_key=key, key_id=hashlib.sha256(key).digest())

        assert places(replace(MANIFEST, groups=(group,)).to_json()) == {
            "manifest.groups[1].token_key"
        }


def other_rsa_key(bits, exponent):
    key = rsa.generate_private_key(exponent, bits).public_key()
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def test_a_group_is_found_by_its_key_id():
    assert MANIFEST.group(BLIND.key_id) == BLIND
    with pytest.raises(UnknownGroupError):
        MANIFEST.group(b"x" * 32)


def test_key_ids_of_groups_differ_by_survey_and_by_name():
    ids = {
        group_key_id(survey, name)
        for survey in ("a", "ab", '"a')
        for name in ("b", "bc", 'a","b')
    }
    assert len(ids) == 9


def test_citizens_may_be_few():
    manifest = with_group(SLIP, eligible=3)

    assert not replace(manifest, kind="citizen").staff
    assert Manifest.from_json(replace(manifest, kind="citizen").to_json())
    assert MANIFEST.staff


def test_the_root_of_slips_does_not_depend_on_the_order_of_printing():
    hashes = [hashlib.sha256(bytes([number])).digest() for number in range(9)]

    assert slip_root(hashes) == slip_root(hashes[::-1]) == merkle.root(sorted(hashes))
    assert slip_root(hashes) != slip_root(hashes[:-1])
