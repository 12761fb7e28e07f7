"""The page of the audit log: a digest that was noted is looked for in it."""

import pytest
from sqlalchemy import update

from survey import witness
from survey.accounts.roles import Role
from survey.registry import audit
from tests.support import console
from tests.support.tampering import cut, tamper

PAGE = "/mn/audit"


@pytest.fixture
def site(databases, tmp_path):
    return console.opened(databases, tmp_path / "home")


@pytest.fixture
def auditor(site):
    return site.come(Role.AUDITOR)


def _head(site):
    with site.databases.registry() as session:
        return audit.head(session)


def test_a_noted_digest_is_found_however_it_is_written(site, auditor):
    digest = _head(site).digest.hex()
    spaced = " ".join([digest[:8].upper(), digest[8:]])

    page = auditor.get(PAGE, query_string={"noted": spaced}).text

    assert "Тэмдэглэсэн тулгах код бүртгэлд байна" in page
    assert "Бүртгэлд гар хүрсэн" not in page


def test_a_digest_that_is_not_in_the_log_is_an_alarm(auditor):
    page = auditor.get(PAGE, query_string={"noted": "ab" * 32}).text

    assert 'role="alert"' in page
    assert "Тэмдэглэсэн тулгах код бүртгэлд алга" in page


def test_what_is_no_digest_is_told_at_the_field(auditor):
    for written in ("nothing", "abcd", "zz" * 32, "<script>"):
        page = auditor.get(PAGE, query_string={"noted": written}).text

        assert 'id="noted-error"' in page, written
        assert "<script>" not in page.replace('<script type="module"', "")
        assert 'role="alert"' not in page, written


def test_a_cut_is_seen_by_the_witness_of_the_installation(site, auditor, tmp_path):
    head = _head(site)
    witness.note(tmp_path / "home" / witness.FILE, head, site.clock.now())
    cut(site.databases, head.acts - 2)

    page = auditor.get(PAGE).text

    assert f"Төгсгөлийн мөрүүд алга: № {head.acts - 1} мөрөөс эхлэн" in page
    assert 'role="alert"' in page


def test_a_changed_line_is_named_in_the_reader_s_language(site, auditor):
    second = audit.ActRow.number == 2
    tamper(site.databases, update(audit.ActRow).where(second).values(about="өөр"))

    assert "№ 2 мөрийг өөрчилсөн байна" in auditor.get(PAGE).text
    assert "Line 2 was changed." in auditor.get("/en/audit").text
