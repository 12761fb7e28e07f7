from dataclasses import replace

import pytest

from analysis.figures import Standing
from analysis.findings import find
from analysis.results import Ranking
from analysis.wording import LANGUAGES
from tests.support.published import cell, publish, rate, release, withheld


def kinds(published):
    return {(one.kind, one.name) for one in find(published)}


def test_a_finding_needs_its_whole_interval_beyond_the_level():
    shown = {
        "weak": cell(50.0, 45.0, 55.0),
        "maybe_weak": cell(50.0, 39.0, 61.0),
        "strong": cell(80.0, 75.0, 85.0),
        "maybe_strong": cell(72.0, 69.0, 75.0),
        "unknown": cell(10.0, None, None),
        "hidden": withheld(),
    }

    assert kinds(publish(indicator=shown)) == {("weak", "weak"), ("strong", "strong")}


def test_an_experience_is_told_when_it_is_surely_more_than_rare():
    shown = {
        "often": rate(0.1, 0.05, 0.15),
        "rare": rate(0.02, 0.0, 0.05),
        "no": withheld(),
    }

    assert kinds(publish(experience=shown)) == {("experience", "often")}


def test_low_coverage_is_a_finding_and_good_coverage_is_none():
    assert kinds(publish(answers=250)) == {("coverage", "*")}
    assert kinds(publish(answers=450)) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_is_made_of_whole_sentences(language):
    (found,) = find(publish(answers=250))

    told = found.statement.to(language)
    assert told.endswith(".")
    assert ".)" not in told
    assert ".." not in told


def test_a_finding_carries_its_evidence_in_both_languages():
    (found,) = find(
        publish(indicator={"weak": cell(50.04, 45.06, 55.0, positive=0.304)})
    )

    assert found.evidence.low == 45.1
    assert (
        "Mean 50.0 of 100, interval (95%) 45.1–55.0, 400 people"
        in found.statement.to("en")
    )
    assert "30%" in found.statement.to("mn")
    assert "монгол" in found.statement.to("mn")


def test_organisations_are_named_only_where_they_can_be_compared():
    results = publish(index={"culture": cell(65.0, 62.0, 68.0)}).value
    standing = Standing(40.0, 35.0, 45.0, 42.0, 9, 10, "below")
    ranking = Ranking({"Алба": standing}, reliability=0.8, comparable=True)
    vague = replace(ranking, comparable=False)

    ranked = release(replace(results, ranking={"culture": ranking}))
    unclear = release(replace(results, ranking={"culture": vague}))

    assert kinds(ranked) == {("behind", "culture")}
    assert "Алба (40.0)" in find(ranked)[0].statement.to("mn")
    assert kinds(unclear) == set()


def test_an_experience_tells_of_no_contact_that_was_never_asked_for():
    (found,) = find(publish(experience={"took": rate(0.20, 0.15, 0.25)}))

    assert "contact" not in found.statement.to("en")
    assert "400 people to whom it could happen" in found.statement.to("en")
