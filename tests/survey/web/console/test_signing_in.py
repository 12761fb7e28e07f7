import pytest

from survey.accounts.roles import Role
from tests.support import console


@pytest.fixture
def site(databases, tmp_path):
    return console.opened(databases, tmp_path / "home")


def test_an_officer_signs_in_with_password_and_code(site):
    person = site.signed_in(Role.OFFICER)

    page = person.get("/mn/")

    assert page.status_code == 200
    assert "Хүн officer" in page.text
