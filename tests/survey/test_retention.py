import json
from datetime import timedelta

import pytest

from survey import retention, sealing, submission
from survey.campaign import installation
from survey.database import compact, reading
from survey.registry.lifecycle import TransitionError
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
    contents = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    for response in kept:
        assert not [c for c in contents if response.sealed[:64] in c]
