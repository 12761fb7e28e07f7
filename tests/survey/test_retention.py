import json
from datetime import timedelta

import pytest

from survey import retention, sealing, submission
from survey.campaign import installation
from survey.database import compact, reading
from survey.registry import surveys
from survey.registry.lifecycle import State, TransitionError
from survey.responses import store
from tests.support import staff

LATER = staff.TODAY + timedelta(days=31)


@pytest.fixture
def published(tmp_path):
    key = sealing.new_key()
    with installation(tmp_path, today=staff.TODAY) as site:
        opened = site.open(staff.draft((20,)), staff.documents(key))
        for code in staff.codes(opened)[:12]:
            with site.databases.responses.begin() as session:
                submission.submit(session, code, {}, today=staff.TODAY)
        site.close(staff.NAME)
        site.tally(staff.NAME, (key,))
        site.publish(staff.NAME)
        yield site


def _purge(site, today):
    with (
        site.databases.registry.begin() as registry,
        site.databases.responses.begin() as responses,
    ):
        return retention.purge(registry, responses, staff.NAME, today=today)


def test_answers_are_not_destroyed_before_their_time(published):
    with pytest.raises(TransitionError):
        _purge(published, staff.TODAY)
    with reading(published.databases.responses) as session:
        assert len(store.sealed_responses(session, staff.NAME)) == 12


def test_a_destroyed_answer_is_in_no_file_any_more(published, tmp_path):
    with reading(published.databases.responses) as session:
        kept = store.sealed_responses(session, staff.NAME)

    certificate = _purge(published, LATER)
    compact(published.databases.responses)

    told = json.loads(certificate.to_json())
    assert told["answers"] == len(kept) == 12
    assert told["destroyed"] == LATER.isoformat()
    assert "copies elsewhere must be destroyed too" in told["copies"]["en"]
    assert "Өөр газар байгаа хуулбарыг мөн устгах ёстой" in told["copies"]["mn"]
    contents = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    for response in kept:
        assert not [c for c in contents if response.sealed[:64] in c]


@pytest.mark.parametrize("committed", [("responses",), ("responses", "registry")])
def test_a_destruction_that_was_cut_short_is_ended_with_the_same_certificate(
    published, tmp_path, committed
):
    certificate, noted = tmp_path / "destroyed.json", []
    with (
        published.databases.registry() as registry,
        published.databases.responses() as responses,
    ):
        made = retention.purge(registry, responses, staff.NAME, today=LATER)
        (tmp_path / "destroyed.json.part").write_bytes(made.to_json())
        for side, session in (("responses", responses), ("registry", registry)):
            (session.commit if side in committed else session.rollback)()

    told = retention.destroy(
        published.databases,
        staff.NAME,
        certificate,
        today=LATER + timedelta(days=1),
        note=lambda _, leaves: noted.append(leaves),
    )

    assert told == certificate.read_bytes() == made.to_json()
    assert noted == ([] if "registry" in committed else [made.digest])
    with reading(published.databases.registry) as session:
        assert surveys.find(session, staff.NAME).state is State.PURGED


def test_a_certificate_that_only_lies_there_destroys_nothing_and_proves_nothing(
    published, tmp_path
):
    certificate = tmp_path / "destroyed.json"
    (tmp_path / "destroyed.json.part").write_bytes(b"from elsewhere")

    retention.destroy(
        published.databases, staff.NAME, certificate, today=LATER, note=lambda *_: None
    )

    assert json.loads(certificate.read_bytes())["answers"] == 12
