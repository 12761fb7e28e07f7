"""The work that a poster answer costs is done once, for one group, in time."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.tokens import proof_of_work
from survey.tokens.proof_of_work import Effort, ProofRefusedError

SECRET, GROUP, OTHER = b"s" * 32, b"\x01" * 32, b"\x02" * 32
LIGHT = Effort(rounds=1)


def solved(*, secret=SECRET, group=GROUP, until=100):
    challenge = proof_of_work.new_challenge(secret, group, effort=LIGHT, until=until)
    return proof_of_work.solve(challenge)


def altered(payload, change):
    whole = json.loads(base64.b64decode(payload))
    change(whole)
    return base64.b64encode(json.dumps(whole).encode()).decode()


def test_work_that_was_done_leaves_a_mark_of_its_own():
    first, second = (
        proof_of_work.check(solved(), SECRET, GROUP, now=100) for _ in range(2)
    )
    assert len(first) == 32
    assert first != second


def test_the_same_work_leaves_the_same_mark_however_it_is_written():
    payload = solved()
    spaced = altered(payload, lambda whole: whole["solution"].update(time=12345))
    assert spaced != payload
    marks = {proof_of_work.check(p, SECRET, GROUP, now=1) for p in (payload, spaced)}
    assert len(marks) == 1


@pytest.mark.parametrize(
    "payload",
    [
        solved(secret=b"x" * 32),
        solved(group=OTHER),
        solved(until=9),
        altered(solved(), lambda w: w["solution"].update(counter=0, derivedKey="00")),
        altered(solved(), lambda w: w["challenge"]["parameters"].update(cost=2)),
        altered(solved(), lambda w: w["challenge"]["parameters"].update(cost=1.0)),
        altered(
            solved(until=9),
            lambda w: w["challenge"]["parameters"]["data"].update(until=10**9),
        ),
        altered(solved(), lambda w: w["challenge"].update(signature=None)),
        altered(solved(), lambda w: w["challenge"]["parameters"].update(data=[1])),
        "",
        "%%%",
        base64.b64encode(b"[]").decode(),
        base64.b64encode(b"[" * 5000).decode(),
    ],
    ids=[
        "signed by another",
        "for another group",
        "stale",
        "not done",
        "made easier",
        "cost written as a fraction",
        "made to last longer",
        "unsigned",
        "without a group",
        "empty",
        "not base64",
        "not an object",
        "too deep",
    ],
)
def test_other_work_is_refused(payload):
    with pytest.raises(ProofRefusedError):
        proof_of_work.check(payload, SECRET, GROUP, now=10)


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=9))
def test_nothing_that_is_sent_breaks_the_check(value):
    whole = {"challenge": value, "solution": value}
    payload = base64.b64encode(json.dumps(whole).encode()).decode()
    with pytest.raises(ProofRefusedError):
        proof_of_work.check(payload, SECRET, GROUP, now=10)
