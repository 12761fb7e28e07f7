from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import deductions, deductions_file
from analysis.deductions import Entered, counted, deducted, packaged
from analysis.results import IndexResult
from questionnaires import loader
from questionnaires.model import Text
from tests.support.published import cell, withheld

QUESTIONNAIRE = loader.load("internal_integrity")
CASE = Entered(
    index="culture",
    kind="disciplinary",
    points=1.0,
    document="2026/14",
    decided_by="Ёс зүйн хороо",
    decided_on=date(2026, 3, 4),
    reason=Text({"mn": "Бэлэг авсан", "en": "Took a gift"}),
)
HEADER = "index,kind,document,decided_by,decided_on,points,reason_mn,reason_en\n"
ROW = "culture,disciplinary,2026/14,Хороо,2026-03-04,1,Бэлэг авсан,\n"


def test_the_index_stays_and_the_composite_stands_beside_it():
    index = IndexResult(cell(66.9, 65.0, 68.0))

    told = deducted({"culture": index}, [CASE], packaged())["culture"]

    assert told.overall == index.overall
    assert told.composite == pytest.approx(65.9)
    assert told.deductions[0].counted == 1
    assert told.deductions[0].kind == packaged().kinds["disciplinary"].title
    assert told.sensitivity == pytest.approx(
        {"as defined": 66.9, "as defined, deducted": 65.9}
    )


def test_other_weights_are_told_before_and_after_deduction():
    index = IndexResult(
        cell(60.0, 58.0, 62.0), sensitivity={"as defined": 60.0, "equal": 50.0}
    )

    told = deducted({"culture": index}, [CASE], packaged())["culture"]

    assert told.sensitivity["equal, deducted"] == 49


def test_nothing_is_taken_off_what_is_withheld_or_has_no_case():
    hidden = {"culture": IndexResult(withheld())}
    shown = {"workplace": IndexResult(cell(66.9, 65.0, 68.0))}

    assert deducted(hidden, [CASE], packaged()) == hidden
    assert deducted(shown, [CASE], packaged()) == shown


def test_a_kind_and_all_together_have_limits():
    cases = [CASE] * 5 + [replace(CASE, kind="conviction", points=5.0)] * 2

    assert counted(cases, packaged()) == (1, 1, 1, 0, 0, 5, 2)


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(packaged().kinds)), st.floats(0.1, 5)),
        max_size=12,
    )
)
def test_no_limit_is_ever_passed(drawn):
    rules = packaged()
    cases = [replace(CASE, kind=kind, points=points) for kind, points in drawn]
    taken = counted(cases, rules)

    assert sum(taken) <= rules.most + 1e-9
    for case, points in zip(cases, taken, strict=True):
        assert 0 <= points <= min(case.points, rules.kinds[case.kind].points)
    for kind in rules.kinds.values():
        spent = [p for c, p in zip(cases, taken, strict=True) if c.kind == kind.name]
        assert sum(spent) <= kind.most + 1e-9


def test_a_composite_is_never_below_zero():
    low = {"culture": IndexResult(cell(0.5, 0.0, 1.0))}

    assert deducted(low, [CASE], packaged())["culture"].composite == 0


def entered(tmp_path, *rows, header=HEADER):
    path = tmp_path / "cases.csv"
    path.write_text(header + "".join(rows), encoding="utf-8")
    return deductions_file.read(path, QUESTIONNAIRE, packaged())


def test_a_file_of_cases_is_read_with_points_of_the_rule_where_none_are_given(tmp_path):
    other = ROW.replace("2026/14", "2026/15").replace(",1,", ",,")

    first, second = entered(tmp_path, ROW, other)

    assert (first.points, second.points) == (1.0, 1.0)
    assert first.reason.to("en") == "Бэлэг авсан"
    assert first.decided_on == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("culture", "nonsense", "2, index"),
        ("disciplinary", "rumour", "2, kind"),
        (",1,", ",2,", "2, points"),
        (",1,", ",0,", "2, points"),
        (",1,", ",many,", "2, points"),
        ("2026/14", "", "2, document"),
        ("Хороо", "", "2, decided_by"),
        ("2026-03-04", "өчигдөр", "2, decided_on"),
        ("Бэлэг авсан", "Б.Болд бэлэг авсан", "2, reason_mn"),
        ("Бэлэг авсан", "", "2, reason_mn"),
    ],
)
def test_every_fault_of_a_file_is_named_with_its_row(tmp_path, old, new, place):
    with pytest.raises(deductions_file.DeductionsFileError) as told:
        entered(tmp_path, ROW.replace(old, new))

    assert place in [found.place for found in told.value.faults]
    assert all(f.text.to("mn") != f.text.to("en") for f in told.value.faults)


def test_a_document_counts_once_and_columns_must_be_there(tmp_path):
    with pytest.raises(deductions_file.DeductionsFileError, match="already"):
        entered(tmp_path, ROW, ROW)
    with pytest.raises(deductions_file.DeductionsFileError, match="decided_by"):
        entered(tmp_path, header="index,kind\n")


def test_rules_with_faults_are_refused():
    with pytest.raises(deductions.DeductionRulesError) as told:
        deductions.read(b'most = 300\n[[kinds]]\nname = "a"\npoints = -1')

    places = " ".join(fault.place for fault in told.value.faults)
    assert "most" in places
    assert "points" in places
    assert "title" in places
