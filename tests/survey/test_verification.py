import json
import time
from dataclasses import replace

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import load_der_private_key

from survey import sealing
from survey.bulletin import GroupCount
from survey.tokens import blind_answer, blind_rsa, blind_token, blinding, board
from survey.tokens.blind_token import Token
from survey.verdicts import Kind
from survey.verification import NOTHING_ELSE, Evidence, Receipt, verify
from tests.support.boards import blind_entry, closed_survey, slip_entry, token

CLOSED = closed_survey()
MANIFEST = CLOSED.manifest.to_json()
BOARD = CLOSED.publish()
CHANNELS = ("blind", "slip", "poster")


def checked(published, evidence=NOTHING_ELSE, manifest=MANIFEST):
    return verify(published.to_json(), manifest, evidence)


def unsigned(**values):
    """Return the published board, edited by somebody without the board key."""
    return replace(BOARD, **values)


def signed(entries=None, counts=None):
    """Return a board published by an operator who holds the board key."""
    return CLOSED.publish(entries, counts)


def counts_with(channel, **values):
    key_id = CLOSED.group(channel).key_id
    return [
        replace(count, **values) if count.key_id == key_id else count
        for count in CLOSED.counts
    ]


def count_of(channel):
    key_id = CLOSED.group(channel).key_id
    return next(count for count in CLOSED.counts if count.key_id == key_id)


def without(entry):
    return [other for other in CLOSED.entries if other != entry]


def receipt(leaf, key=CLOSED.board_key):
    return Receipt(leaf, board.sign_promise(key, leaf))


def told(report, kind):
    found = [fault for fault in report.faults if fault.kind == kind]
    assert found, report.faults
    for fault in found:
        assert fault.to("mn") != fault.to("en")
    return {fault.place for fault in found}


def test_an_honest_board_passes_and_its_counts_are_told_by_stratum():
    report = checked(
        BOARD,
        Evidence(
            receipts=tuple(receipt(entry.leaf) for entry in CLOSED.entries),
            checkpoints=(BOARD.checkpoint,),
            printed_digest=CLOSED.manifest.digest.hex()[:16].upper(),
        ),
    )

    assert report.honest, report.faults
    assert [(s.channel, s.eligible, s.issued, s.answered) for s in report.strata] == [
        ("blind", 26, 11, 6),
        ("slip", 26, 26, 6),
        ("poster", 0, None, 3),
    ]


def test_the_report_says_what_it_cannot_show_for_each_channel():
    limits = " ".join(limit.to("en") for limit in checked(BOARD).limits)

    assert "token taken in their name" in limits
    assert "above the number of printed cards" in limits
    assert "do not show at all" in limits
    assert "only to whoever holds its receipt" in limits
    assert "not what it says" in limits
    assert all(limit.to("mn") != limit.to("en") for limit in checked(BOARD).limits)


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_answer_swapped_after_signing_is_named(channel):
    victim = CLOSED.of(channel)[0]
    swapped = replace(victim, sealed_digest=b"x" * 32)
    entries = sorted([*without(victim), swapped], key=lambda entry: entry.leaf)

    assert "board" in told(checked(unsigned(entries=tuple(entries))), Kind.SWAPPED)


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_answer_dropped_after_signing_is_named(channel):
    entries = [e for e in BOARD.entries if e != CLOSED.of(channel)[0]]

    assert told(checked(unsigned(entries=tuple(entries))), Kind.DROPPED) == {
        "board",
        CLOSED.group(channel).name,
    }


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_answer_duplicated_after_signing_is_named(channel):
    victim = CLOSED.of(channel)[0]
    entries = sorted([*BOARD.entries, victim], key=lambda entry: entry.leaf)
    report = checked(unsigned(entries=tuple(entries)))

    assert told(report, Kind.DUPLICATED) == {victim.leaf.hex()}
    assert told(report, Kind.ADDED) == {"board", CLOSED.group(channel).name}


@pytest.mark.parametrize("channel", ["slip", "poster"])
def test_an_answer_added_after_signing_is_named(channel):
    added = slip_entry(CLOSED.group(channel))
    entries = sorted([*BOARD.entries, added], key=lambda entry: entry.leaf)

    assert "board" in told(checked(unsigned(entries=tuple(entries))), Kind.ADDED)


def test_a_blind_answer_swapped_by_the_operator_fails_under_its_owners_signature():
    victim = CLOSED.of("blind")[0]
    swapped = replace(victim, sealed_digest=b"x" * 32)
    report = checked(signed([*without(victim), swapped]))

    assert report.kinds == {Kind.SWAPPED}
    assert told(report, Kind.SWAPPED) == {swapped.leaf.hex()}


def test_a_blind_answer_signed_by_another_owner_is_swapped():
    victim, other = CLOSED.of("blind")[0], blind_answer.new_owner_key()
    digest = b"x" * 32
    mark = blind_token.spent_mark(victim.prepared)
    d = sealing.leaf_of_digest(victim.key_id, mark, digest)
    swapped = replace(
        victim,
        owner=blind_answer.owner_public(other),
        answer_signature=blind_answer.sign(other, d),
        sealed_digest=digest,
    )

    assert told(checked(signed([*without(victim), swapped])), Kind.SWAPPED) == {
        swapped.leaf.hex()
    }


def test_a_blind_answer_added_without_a_token_is_named():
    group, owner = CLOSED.group("blind"), blind_answer.new_owner_key()
    other = blind_rsa.new_token_key()
    for forged in (
        token(CLOSED.manifest, other, owner),
        Token(CLOSED.of("blind")[0].prepared, bytes(384)),
    ):
        entry = blind_entry(forged, owner, key_id=group.key_id)
        counts = counts_with("blind", answered=7)
        report = checked(signed([*CLOSED.entries, entry], counts))

        assert told(report, Kind.ADDED) == {entry.leaf.hex()}


def test_one_token_used_for_two_answers_is_named():
    owner, group = blind_answer.new_owner_key(), CLOSED.group("blind")
    genuine = token(CLOSED.manifest, CLOSED.token_key, owner)
    twice = [blind_entry(genuine, owner, key_id=group.key_id) for _ in range(2)]
    report = checked(
        signed([*CLOSED.entries, *twice], counts_with("blind", answered=8))
    )

    assert told(report, Kind.DUPLICATED) == {min(entry.leaf for entry in twice).hex()}
    assert report.kinds == {Kind.DUPLICATED}


@pytest.mark.parametrize("channel", ["slip", "poster"])
def test_one_sealed_answer_under_two_nonces_is_named(channel):
    victim = CLOSED.of(channel)[0]
    copied = replace(victim, nonce=b"n" * 32)
    report = checked(signed([*CLOSED.entries, copied]))

    assert told(report, Kind.DUPLICATED) == {min(victim.leaf, copied.leaf).hex()}


def test_one_sealed_answer_in_two_groups_is_no_copy_for_it_opens_in_one_alone():
    entry, other = CLOSED.of("slip")[0], CLOSED.group("poster")
    elsewhere = replace(entry, key_id=other.key_id)
    report = checked(
        signed([*CLOSED.entries, elsewhere], counts_with("poster", answered=4))
    )

    assert report.honest


def test_an_answer_of_an_unlisted_group_or_of_the_wrong_channel_is_named():
    stranger = replace(CLOSED.of("slip")[0], key_id=b"k" * 32)
    disguised = slip_entry(CLOSED.group("blind"))
    report = checked(signed([*CLOSED.entries, stranger, disguised]))

    assert {stranger.leaf.hex(), disguised.leaf.hex()} <= told(report, Kind.ADDED)


def test_one_slip_answer_too_many_for_the_cards_that_were_used_is_named():
    group = CLOSED.group("slip")
    entries = [*CLOSED.entries, slip_entry(group)]
    report = checked(signed(entries, counts_with("slip", answered=7)))

    assert report.kinds == {Kind.TOO_MANY}
    assert told(report, Kind.TOO_MANY) == {group.name}


def test_one_blind_answer_too_many_for_a_group_is_named():
    group = CLOSED.group("blind")
    report = checked(signed(counts=counts_with("blind", issued=5)))
    assert report.kinds == {Kind.TOO_MANY}
    assert told(report, Kind.TOO_MANY) == {group.name}

    more = checked(signed(counts=counts_with("blind", issued=group.eligible + 1)))
    assert told(more, Kind.TOO_MANY) == {group.name}


def test_a_group_of_genuine_tokens_beyond_its_people_is_named():
    small = closed_survey(blind=3, slips=0, posters=0, spare=0)
    group, owner = small.group("blind"), blind_answer.new_owner_key()
    genuine = token(small.manifest, small.token_key, owner)
    entries = [
        *small.entries,
        blind_entry(genuine, owner, key_id=group.key_id),
    ]
    counts = [
        replace(count, issued=4, answered=4) if count.key_id == group.key_id else count
        for count in small.counts
    ]
    report = checked(small.publish(entries, counts), manifest=small.manifest.to_json())

    assert report.kinds == {Kind.TOO_MANY}
    assert told(report, Kind.TOO_MANY) == {group.name}


def test_a_slip_answer_dropped_by_the_operator_leaves_a_used_card():
    victim, group = CLOSED.of("slip")[0], CLOSED.group("slip")
    report = checked(signed(without(victim), counts_with("slip", answered=5)))

    assert report.kinds == {Kind.DROPPED}
    assert told(report, Kind.DROPPED) == {group.name}


def test_cards_that_were_not_printed_at_opening_are_named():
    count, group = count_of("slip"), CLOSED.group("slip")
    forged = tuple(sorted([*count.spent[1:], b"\x77" * 32]))
    report = checked(signed(counts=counts_with("slip", spent=forged)))
    assert told(report, Kind.EDITED_COUNT) == {group.name}

    more = tuple(sorted([*count.unspent, b"\x77" * 32]))
    report = checked(signed(counts=counts_with("slip", unspent=more)))
    assert told(report, Kind.TOO_MANY) == {group.name}

    twice = (count.spent[0], *count.spent)
    report = checked(signed(counts=counts_with("slip", spent=twice)))
    assert told(report, Kind.UNSORTED) == {group.name}


def test_groups_that_are_missing_unknown_or_resized_are_named():
    unknown = GroupCount(b"k" * 32, 20, 20, 0)
    for counts in (CLOSED.counts[1:], [*CLOSED.counts, unknown], CLOSED.counts * 2):
        assert "groups" in told(checked(signed(counts=counts)), Kind.EDITED_COUNT)

    resized = checked(signed(counts=counts_with("blind", eligible=500)))
    assert told(resized, Kind.EDITED_COUNT) == {CLOSED.group("blind").name}


def test_an_answer_that_its_holder_has_a_promise_for_cannot_vanish_silently():
    victim = CLOSED.of("poster")[0]
    report = signed(without(victim), counts_with("poster", answered=2))

    assert checked(report).honest
    with_receipt = checked(report, Evidence(receipts=(receipt(victim.leaf),)))
    assert told(with_receipt, Kind.DROPPED) == {victim.leaf.hex()}


def test_a_receipt_of_somebody_else_accuses_nobody():
    forged = receipt(b"x" * 32, board.new_board_key())
    report = checked(BOARD, Evidence(receipts=(forged,)))

    assert report.kinds == {Kind.FORGED_RECEIPT}


def test_an_edited_manifest_is_named():
    relaxed = replace(CLOSED.manifest, cell_floor=5).to_json()
    report = checked(BOARD, manifest=relaxed)

    assert report.kinds == {Kind.EDITED_MANIFEST}


def test_a_manifest_edited_together_with_the_board_differs_from_printed_cards():
    relaxed = replace(CLOSED.manifest, cell_floor=5)
    printed = Evidence(printed_digest=CLOSED.manifest.digest.hex()[:16])
    other = replace(CLOSED, manifest=relaxed)

    report = checked(other.publish(), printed, manifest=relaxed.to_json())
    assert report.kinds == {Kind.EDITED_MANIFEST}


def test_a_board_of_another_survey_of_the_same_digest_is_named():
    assert checked(unsigned(survey="another")).kinds == {Kind.EDITED_MANIFEST}


def test_two_boards_of_one_size_are_a_fork():
    victim = CLOSED.of("poster")[0]
    other = signed([*without(victim), slip_entry(CLOSED.group("poster"))])

    assert checked(other).honest
    report = checked(other, Evidence(checkpoints=(BOARD.checkpoint,)))
    assert report.kinds == {Kind.FORKED}


def test_boards_of_other_sizes_that_do_not_begin_alike_are_a_fork():
    more = signed([*CLOSED.entries, slip_entry(CLOSED.group("poster"))])
    fewer = signed(BOARD.entries[1:])
    for other in (more, fewer):
        report = checked(BOARD, Evidence(checkpoints=(other.checkpoint,)))
        assert report.kinds == {Kind.FORKED}


def test_a_board_with_other_counts_for_the_same_tree_is_a_fork():
    other = signed(counts=counts_with("blind", issued=12))

    report = checked(BOARD, Evidence(checkpoints=(other.checkpoint,)))
    assert report.kinds == {Kind.FORKED}


def test_answers_that_were_added_after_a_board_was_published_are_named():
    earlier = signed(BOARD.entries[:9])
    report = checked(BOARD, Evidence(checkpoints=(earlier.checkpoint,)))

    assert report.kinds == {Kind.ADDED}
    assert told(report, Kind.ADDED) == {"checkpoint 1"}


def test_a_token_with_a_short_salt_or_of_another_structure_is_named():
    victim = CLOSED.of("blind")[0]
    key = load_der_private_key(CLOSED.token_key, password=None)
    no_salt = padding.PSS(padding.MGF1(SHA384()), 0)
    forged = (
        replace(victim, token_signature=key.sign(victim.prepared, no_salt, SHA384())),
        replace(victim, token_signature=victim.token_signature[:-1]),
        replace(victim, token_signature=b"\0" + victim.token_signature),
        replace(victim, prepared=victim.prepared[1:]),
        replace(victim, prepared=victim.prepared + b"\0"),
    )
    for entry in forged:
        report = checked(signed([*without(victim), entry]))
        assert told(report, Kind.ADDED) == {entry.leaf.hex()}


def test_a_checkpoint_of_another_key_is_told_from_a_fork():
    other = CLOSED.publish(board_key=board.new_board_key())

    report = checked(BOARD, Evidence(checkpoints=(other.checkpoint, "нэг мөр")))
    assert told(report, Kind.UNSIGNED) == {"checkpoint 1", "checkpoint 2"}


def test_a_board_without_the_signature_of_its_key_is_named():
    other = CLOSED.publish(board_key=board.new_board_key())

    assert checked(other).kinds == {Kind.UNSIGNED}
    assert checked(unsigned(checkpoint="none")).kinds == {Kind.UNSIGNED}


def test_counts_edited_after_signing_are_named():
    counts = tuple(
        replace(count, issued=9) if count.issued == 11 else count
        for count in BOARD.groups
    )

    assert checked(unsigned(groups=counts)).kinds == {Kind.EDITED_COUNT}


def test_answers_in_the_order_of_their_arrival_are_named():
    assert Kind.UNSORTED in checked(unsigned(entries=BOARD.entries[::-1])).kinds


@pytest.mark.parametrize("broken", ["bulletin", "manifest"])
def test_a_document_that_cannot_be_read_is_named_with_its_places(broken):
    documents = {"bulletin": BOARD.to_json(), "manifest": MANIFEST}
    content = json.loads(documents[broken])
    content["survey"] = 7
    documents[broken] = rfc8785.dumps(content)
    report = verify(documents["bulletin"], documents["manifest"])

    assert told(report, Kind.UNREADABLE) == {f"{broken}.survey"}


@pytest.mark.slow
def test_ten_thousand_answers_are_checked_within_twenty_seconds():
    closed = closed_survey(blind=0, slips=0, posters=0)
    group = replace(closed.group("blind"), eligible=10_000)
    manifest = replace(closed.manifest, groups=(group,))
    key = load_der_private_key(closed.token_key, password=None)
    owner = blind_answer.new_owner_key()
    message = blind_token.message(
        manifest.digest, group.key_id, blind_answer.owner_public(owner)
    )
    pss = padding.PSS(padding.MGF1(SHA384()), 48)
    entries = []
    for _ in range(10_000):
        prepared = blinding.prepare(message)
        genuine = Token(prepared, key.sign(prepared, pss, SHA384()))
        entries.append(blind_entry(genuine, owner, key_id=group.key_id))
    count = GroupCount(group.key_id, 10_000, 10_000, 10_000)
    document = replace(closed, manifest=manifest).publish(entries, [count]).to_json()

    start = time.process_time()
    report = verify(document, manifest.to_json())
    took = time.process_time() - start

    assert report.honest, report.faults[:3]
    assert report.strata[0].answered == 10_000
    assert took < 20


@pytest.mark.parametrize(
    ("channel", "values"),
    [
        ("blind", {"issued": None}),
        ("slip", {"issued": None}),
        ("slip", {"issued": 25}),
        ("poster", {"issued": 3}),
        ("blind", {"unspent": (b"s" * 32,)}),
        ("poster", {"spent": (b"s" * 32,)}),
    ],
)
def test_a_board_that_hides_how_many_were_issued_is_named(channel, values):
    report = checked(signed(counts=counts_with(channel, **values)))

    assert CLOSED.group(channel).name in told(report, Kind.EDITED_COUNT)
