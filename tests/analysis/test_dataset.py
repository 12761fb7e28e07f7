import numpy as np
import pytest

from analysis.dataset import (
    NOT_ASKED,
    SKIPPED,
    AnswersFileError,
    read_csv,
    read_headcounts,
)
from questionnaires.conditions import parse
from tests.support.districts import choice, define, gather, other, scale

EVERY = define(
    scale("a"),
    choice("contact", ("yes", "no")),
    choice("tools", ("pen", "phone"), kind="choices"),
    scale("b", more="when = \"contact == 'yes'\""),
    other("comment", 'type = "text"\nlimit = 20'),
)
HEADER = "school,a,contact,tools,b,comment\n"


@pytest.fixture
def write(tmp_path):
    def _write(text, encoding="utf-8"):
        path = tmp_path / "answers.csv"
        path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
        return path

    return _write


def read(path, *, group="school", codes=None):
    return read_csv(EVERY, path, group=group, missing_codes=codes or {})


def faults(path, **how):
    with pytest.raises(AnswersFileError) as refused:
        read(path, **how)
    return {found.place: found.text.to("en") for found in refused.value.faults}


def test_a_file_is_read_with_its_missing_codes(write):
    path = write(
        HEADER + 'A,9,yes,pen|phone,4,"one, two"\nB,dont_know,no,,,\n', "utf-8-sig"
    )

    first, second = read(path, codes={"9": "dont_know"})

    assert first.group == "A"
    assert first.answers == {
        "a": {"missing": "dont_know"},
        "contact": "yes",
        "tools": ["pen", "phone"],
        "b": 4,
        "comment": "one, two",
    }
    assert second.answers == {"a": {"missing": "dont_know"}, "contact": "no"}


def test_all_faults_are_told_with_row_and_column(write):
    path = write(HEADER + "A,7,yes,pen,1,\nB,1,maybe,pen|ink,1," + "x" * 21 + "\n")

    told = faults(path)

    assert told.keys() == {"2, a", "3, contact", "3, tools", "3, comment"}
    assert "'7'" in told["2, a"]


def test_a_numeric_missing_code_must_be_named(write):
    assert faults(write(HEADER + "A,9,,,,\n")).keys() == {"2, a"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "answers.csv"),
        (HEADER + "A,1,yes\n", "2"),
        ("school,a\nA,1\n", None),
        ("school,a,q7\nA,1,1\n", "1"),
        ("school,x,y\nA,1,1\n", "1"),
        ("school,a,a\nA,1,1\n", "1, a"),
        ("group" + HEADER[6:] + "A,1,yes,pen,1,\n", "1"),
        ((HEADER + "Б,1,yes,pen,1,\n").encode("cp1251"), "answers.csv, 2"),
        (HEADER + 'A,1,yes,pen,1,"open\n', "answers.csv, 2"),
        (HEADER + "A,1\x00,yes,pen,1,\n", "2, a"),
    ],
    ids=[
        "empty", "short row", "fewer items", "strange column", "no items", "twice",
        "no group", "encoding", "quotes", "nul",
    ],
)  # fmt: skip
def test_a_broken_file_is_named_where_it_is_broken(write, text, place):
    path = write(text)

    if place is None:
        assert [sheet.answers for sheet in read(path)] == [{"a": 1}]
    else:
        assert place in faults(path)


def test_a_missing_file_is_a_fault(tmp_path):
    assert faults(tmp_path / "no.csv").keys() == {"no.csv"}


def test_headcounts_are_read(write):
    path = write("group,eligible,note\nA,12,\nСургууль 12,7,x\n")

    assert read_headcounts(path) == {"A": 12, "Сургууль 12": 7}


def test_faulty_headcounts_are_told_by_row(write):
    path = write("group,eligible\nA,12\nA,3\nB,many\nC,0\n,5\nD,\n")

    with pytest.raises(AnswersFileError) as refused:
        read_headcounts(path)

    assert [found.place for found in refused.value.faults] == [
        f"{row}, eligible" for row in (3, 4, 5, 6, 7)
    ]


def test_headcounts_need_their_two_columns(write):
    with pytest.raises(AnswersFileError):
        read_headcounts(write("school,people\nA,3\n"))


def test_columns_tell_skipped_from_not_asked():
    dataset = gather(
        EVERY,
        [
            ("B", {"a": 5, "contact": "yes", "b": 2, "tools": ["phone"]}),
            ("A", {"contact": "no", "b": 2, "comment": "x"}),
            ("", {"a": {"missing": "dont_know"}, "contact": "yes"}),
        ],
    )

    assert dataset.group_names == ("A", "B")
    assert dataset.groups.tolist() == [1, 0, -1]
    assert dataset.columns["b"].tolist() == [1, NOT_ASKED, SKIPPED]
    assert dataset.columns["a"].tolist()[0] == 4
    assert dataset.scores(EVERY.item("a"))[0] == 100
    assert np.isnan(dataset.scores(EVERY.item("a"))[1:]).all()
    assert dataset.chosen["tools"].tolist() == [
        [False, True],
        [False, False],
        [False, False],
    ]
    assert dataset.texts["comment"] == ("x",)


@pytest.mark.parametrize(
    "text",
    [
        "contact == 'yes'",
        "contact != 'yes'",
        "a >= 3",
        "a < 3 or contact == 'no'",
        "not (a == 5) and contact == 'yes'",
        "'pen' in tools",
        "'pen' not in tools",
    ],
)
def test_conditions_hold_of_columns_as_of_single_answers(text):
    answers = [
        {"a": 1, "contact": "yes", "tools": ["pen"]},
        {"a": 5, "contact": "no", "tools": ["phone", "pen"]},
        {"a": 5, "contact": "yes"},
        {"contact": "no", "tools": ["phone"]},
        {"a": {"missing": "dont_know"}},
        {},
    ]
    condition = parse(text)

    held = gather(EVERY, [("", one) for one in answers]).holds(condition)

    assert held.tolist() == [condition.holds(one) for one in answers]
