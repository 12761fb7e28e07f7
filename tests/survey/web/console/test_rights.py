"""Every page with every role on real things: who sees it, and who is refused."""

import pytest

from survey.accounts.roles import Role
from survey.web.console import access
from tests.support import console
from tests.support.bureau import COUNTED, OPEN, OTHERS, OWN, SECOND, furnish, pages

# Pages that answer something else than 200 to who may open them.
OTHERWISE = {
    "security.wan_delete": 302,
    "security.mf_recovery_codes": 200,
}

pytestmark = pytest.mark.slow


@pytest.fixture
def bureau(databases, tmp_path):
    return furnish(databases, tmp_path / "home")


def test_each_role_sees_its_pages_and_is_refused_all_others(bureau):
    shown = dict(pages(bureau))
    assert len(shown) > 60
    for role in Role:
        person = bureau.site.signed_in(role)
        for endpoint, address in shown.items():
            reply = person.get(address)
            allowed = role in access.ROUTES[endpoint]
            wanted = OTHERWISE.get(endpoint, 200) if allowed else 403
            assert reply.status_code == wanted, (role, endpoint, address)


def _of_others(bureau):
    """Return what belongs to another organisation, or is not public."""
    measure = f"/mn/measures/{bureau.others_measure}"
    proof = bureau.evidence[bureau.others_measure]
    group = f"?group={OTHERS}"
    own = f"/mn/surveys/{SECOND}/own"
    return {
        measure: 403,
        f"{measure}/evidence/{proof}": 403,
        f"/mn/measures/{bureau.own_measure}/evidence/{proof}": 404,
        f"{own}{group}": 403,
        f"{own}/figures{group}": 403,
        f"{own}/figures/1.csv{group}": 403,
        f"{own}/report-mn.docx{group}": 403,
        f"{own}/csv.zip": 404,
        f"/mn/surveys/{COUNTED}/own": 404,
        f"/mn/surveys/{COUNTED}/own/figures": 404,
        f"/mn/surveys/{COUNTED}/report": 404,
        f"/mn/surveys/{COUNTED}/figures/scores": 404,
        f"/mn/surveys/{COUNTED}/figures/scores/1.csv": 404,
        f"/mn/surveys/{COUNTED}/trends": 404,
        f"/mn/surveys/{SECOND}/trends?since={COUNTED}": 404,
        f"/mn/surveys/{OPEN}/report": 404,
    }


def test_a_contact_reaches_nothing_of_others_and_nothing_unpublished(bureau):
    contact = bureau.site.signed_in(Role.CONTACT)
    for address, status in _of_others(bureau).items():
        assert contact.get(address).status_code == status, address
    form = f"/mn/measures/{bureau.own_measure}"
    theirs = f"/mn/measures/{bureau.others_measure}"
    for path in (theirs, f"{theirs}/evidence"):
        assert contact.post(path, {"percent": "9"}, form=form).status_code == 403
    board = contact.get(f"/mn/surveys/{OPEN}/coverage").text
    for page in (board, contact.get("/mn/measures").text):
        assert OWN in page
        assert OTHERS not in page

    with bureau.site.databases.registry.begin() as session:
        console.speak_for(session, contact.email, OTHERS)
    assert contact.get(form).status_code == 403, "rights are asked for at each request"
    assert contact.get(theirs).status_code == 200


def test_others_see_no_result_before_it_is_public_or_none_at_all(bureau):
    paths = ("results", "report", "files/csv.zip", "figures/scores", "trends")
    for role, survey, status in (
        (Role.AUDITOR, SECOND, 403),
        (Role.KEY_HOLDER, SECOND, 403),
        (Role.ADMINISTRATOR, SECOND, 403),
    ):
        person = bureau.site.signed_in(role)
        for path in paths:
            reply = person.get(f"/mn/surveys/{survey}/{path}")
            assert reply.status_code == status, (role, path)
