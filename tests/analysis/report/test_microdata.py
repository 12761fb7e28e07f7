import csv
import io
import shutil
import subprocess
from collections import Counter
from dataclasses import replace

import numpy as np
import pyreadstat
import pytest

from analysis import disclosure
from analysis.dataset import NOT_ASKED, from_answers
from analysis.report import ddi, microdata, microdata_files, spss
from analysis.report.microdata import SecondPersonError, TooFewPeopleError
from analysis.scoring import score
from analysis.sheets import Sheet
from questionnaires import loader
from questionnaires.model import Text
from survey.sample import SamplePeople
from tests.support import ddi_grammar
from tests.support.districts import choice, define, other, random_rows, scale
from tests.support.published import facts

NAMES = [f"q{number}" for number in range(4)]
OFFICER, SECOND = "Officer", "Key-holder"


def asked(*more, cuts=(("organisation",), ("position",))):
    about = choice("position", ["a", "b"])
    items = [scale(name, "trust") for name in NAMES]
    comment = other("comment", 'type = "text"')
    return define(
        *items,
        choice("means", ["x", "y"], kind="choices"),
        about,
        comment,
        *more,
        cuts=cuts,
        indicators=[("trust", "whole", 1.0)],
    )


def gathered(questionnaire, rows):
    return from_answers(
        questionnaire, [Sheet(answers, group) for group, answers in rows]
    )


def rows(*, seed=3, sizes=(60, 70, 80), few=0):
    generator = np.random.default_rng(seed)
    found = []
    for place, (group, answers) in enumerate(random_rows(seed, sizes, NAMES)):
        answers["position"] = "a" if place < few or (few == 0 and place % 2) else "b"
        answers["means"] = [["x"], ["y"], ["x", "y"]][generator.integers(3)]
        answers["comment"] = f"Secret words of person {place}"
        found.append((group, answers))
    return found


def released(answers):
    told = facts("district", headcounts=None, headcount=None)
    return disclosure.protect(score(answers, told))


@pytest.fixture(scope="module")
def answers():
    return gathered(asked(), rows())


@pytest.fixture(scope="module")
def published(answers):
    return released(answers)


@pytest.fixture(scope="module")
def protected(answers, published):
    return microdata.protect(answers, published, officer=OFFICER, second=SECOND)


@pytest.mark.parametrize("second", ["", "  ", OFFICER, f" {OFFICER} "])
def test_one_person_alone_exports_nothing(answers, published, second):
    with pytest.raises(SecondPersonError) as raised:
        microdata.protect(answers, published, officer=OFFICER, second=second)

    assert "second person" in raised.value.to("en")


def test_fewer_people_than_the_floor_are_not_exported(published):
    few = gathered(asked(), rows(sizes=(4, 5)))

    with pytest.raises(TooFewPeopleError):
        microdata.protect(few, published, officer=OFFICER, second=SECOND)


def test_no_organisation_no_words_and_no_order_leave(answers, protected):
    names = [variable.name for variable in protected.variables]

    assert "organisation" not in names
    assert "comment" not in names
    assert {"organisation", "comment"} <= set(protected.left_out)
    assert list(protected.rows) == sorted(protected.rows)
    assert len(protected.rows) == len(answers)
    assert all(isinstance(value, int) for row in protected.rows for value in row)


def test_numbers_stand_for_what_was_answered(answers, protected):
    place = [variable.name for variable in protected.variables].index("q0")

    told = Counter(row[place] for row in protected.rows)

    column = answers.columns["q0"]
    values = answers.values["q0"]
    assert {n: c for n, c in told.items() if n > 0} == Counter(
        values[k] for k in column.tolist() if k >= 0
    )
    assert told[-1] == int((column == -1).sum())


def test_a_group_that_the_release_hides_tells_nobody_apart():
    answers = gathered(asked(), rows(few=7))
    shown = released(answers)

    protected = microdata.protect(answers, shown, officer=OFFICER, second=SECOND)

    hidden = [note for note in shown.value.disclosure.withheld if note.cut]
    assert hidden
    assert "position" in protected.left_out


def test_what_tells_who_somebody_is_stays_where_all_its_groups_are_shown():
    answers = gathered(asked(cuts=(("position",),)), rows())

    protected = microdata.protect(
        answers, released(answers), officer=OFFICER, second=SECOND
    )

    place = [variable.name for variable in protected.variables].index("position")
    assert min(Counter(row[place] for row in protected.rows).values()) >= 10


def trained(before, after):
    """Return sheets of the packaged training, so many of each moment."""
    questionnaire = loader.load("training")
    people = SamplePeople(questionnaire, np.random.default_rng(3))
    drawn = list(people.answers(600, services=()))
    found = []
    for moment, wanted in (("before", before), ("after", after)):
        said = [sheet for sheet in drawn if sheet.get("moment") == moment][:wanted]
        found += [("AB"[place % 2], sheet) for place, sheet in enumerate(said)]
    return gathered(questionnaire, found)


@pytest.mark.parametrize("few", [7, 1])
def test_not_asked_tells_no_group_that_the_release_hides(few):
    answers = trained(few, 43)
    because = {i.name for i in answers.questionnaire.items if i.when is not None}

    protected = microdata.protect(
        answers, released(answers), officer=OFFICER, second=SECOND
    )

    exported = {variable.item for variable in protected.variables}
    assert "moment" in protected.left_out
    assert because <= set(protected.left_out)
    assert exported
    for place, variable in enumerate(protected.variables):
        told = Counter(row[place] for row in protected.rows)
        assert told[NOT_ASKED] == 0, variable.name


def test_not_asked_stays_beside_the_answer_that_it_follows_from():
    told = choice("told", ("yes", "no"), more="when = \"met == 'yes'\"")
    said = ({"met": "yes", "told": "yes"}, {"met": "yes", "told": "no"}, {"met": "no"})
    sheets = [(group, given | said[k % 3]) for k, (group, given) in enumerate(rows())]
    answers = gathered(asked(choice("met", ("yes", "no")), told), sheets)

    protected = microdata.protect(
        answers, released(answers), officer=OFFICER, second=SECOND
    )

    names = [variable.name for variable in protected.variables]
    assert {"met", "told"} <= set(names)
    assert sum(row[names.index("told")] == NOT_ASKED for row in protected.rows) == 70


def test_chains_of_questions_are_left_out_with_their_first():
    first, second = (f"when = \"{name} == 'yes'\"" for name in ("met", "paid"))
    among = 'experience = { yes = ["yes"], among = "paid == \'yes\'" }'
    questionnaire = asked(
        choice("met", ("yes", "no")),
        choice("paid", ("yes", "no"), more=first),
        choice("told", ("yes", "no"), more=second),
        choice("seen", ("yes", "no"), more=among),
    )
    said = (
        {"paid": "yes", "told": "yes", "seen": "yes"},
        {"paid": "yes", "told": "no", "seen": "no"},
        {"paid": "no", "seen": "no"},
    )
    sheets = [
        (group, given | {"met": "yes", **said[k % 3]})
        for k, (group, given) in enumerate(rows())
    ]
    answers = gathered(questionnaire, sheets)

    protected = microdata.protect(
        answers, released(answers), officer=OFFICER, second=SECOND
    )

    assert {"met", "paid", "told", "seen"} <= set(protected.left_out)


def test_a_question_that_nearly_all_answered_alike_stays_inside():
    same = [(group, {**given, "q1": 5}) for group, given in rows()]
    answers = gathered(asked(), same)

    protected = microdata.protect(
        answers, released(answers), officer=OFFICER, second=SECOND
    )

    assert "q1" in protected.left_out


@pytest.fixture(scope="module")
def files(protected, tmp_path_factory):
    return list(spss.write(protected, tmp_path_factory.mktemp("spss"), language="mn"))


def test_spss_files_read_back_with_all_labels(protected, files):
    frame, told = pyreadstat.read_sav(
        str(files[0]), user_missing=True, output_format="dict"
    )

    assert told.column_names == [variable.name for variable in protected.variables]
    assert told.number_rows == len(protected.rows)
    for place, variable in enumerate(protected.variables):
        assert [int(v) for v in frame[variable.name]] == [
            row[place] for row in protected.rows
        ]
        label = told.column_names_to_labels[variable.name]
        assert label == spss.shortened(variable.label.to("mn"), 128)
        labels = told.variable_value_labels[variable.name]
        assert {int(k): v for k, v in labels.items()} == {
            value: spss.shortened(text.to("mn"), 60)
            for value, text in variable.values.items()
        }


def test_reasons_for_no_answer_are_missing_values_in_spss(files):
    _frame, told = pyreadstat.read_sav(
        str(files[0]), user_missing=True, output_format="dict"
    )

    assert told.missing_ranges["q0"] == [{"lo": -99.0, "hi": -1.0}]


@pytest.mark.parametrize("letters", [60, 128])
@pytest.mark.parametrize("letter", ["ө", "e", "😀"])
def test_a_long_label_is_shortened_on_purpose_and_stands_in_full_beside(
    protected, tmp_path, letters, letter
):
    long = Text({"mn": letter * 300, "en": letter * 300})
    first, *rest = protected.variables
    labelled = replace(first, label=long, values={**first.values, 1: long})
    variables = (labelled, *rest)

    path, sheet = spss.write(
        replace(protected, variables=variables), tmp_path, language="mn"
    )

    _frame, told = pyreadstat.read_sav(str(path), output_format="dict")
    kept = {
        60: told.variable_value_labels[first.name][1],
        128: told.column_names_to_labels[first.name],
    }[letters]
    assert kept.endswith("…")
    assert set(kept[:-1]) == {letter}
    assert len(kept) <= letters
    text = sheet.read_bytes().decode("utf-8-sig")
    full = [r for r in csv.DictReader(io.StringIO(text)) if r["shortened"] == "yes"]
    assert [r["label_mn"] for r in full] == [letter * 300] * 2


@pytest.mark.slow
def test_r_reads_the_file_with_its_labels(protected, files):
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("R is not installed")
    script = (
        f'd <- haven::read_sav("{files[0]}", user_na = TRUE); '
        'cat(nrow(d), ncol(d), attr(d$q0, "label"), sep = "\\n"); '
        'cat(names(attr(d$q0, "labels")), sep = "\\n")'
    )

    done = subprocess.run(  # noqa: S603  a program of this machine on our own file
        [program, "--vanilla", "-e", script], capture_output=True, check=False
    )
    if b"there is no package" in done.stderr:
        pytest.skip("R has no haven")
    told = done.stdout.decode().splitlines()

    variable = next(v for v in protected.variables if v.name == "q0")
    assert told[:2] == [str(len(protected.rows)), str(len(protected.variables))]
    assert told[2] == variable.label.to("mn")
    assert set(told[3:]) == {text.to("mn") for text in variable.values.values()}


def test_the_codebook_follows_the_order_of_the_standard(protected):
    ddi_grammar.check(ddi.render(protected, "answers-mn.sav"))


def test_the_codebook_of_a_questionnaire_in_use_follows_the_standard_too():
    answers = from_answers(loader.load("internal_integrity"), [Sheet({})] * 12)
    shown = released(answers)

    protected = microdata.protect(answers, shown, officer=OFFICER, second=SECOND)

    ddi_grammar.check(ddi.render(protected, "answers-mn.sav"))


def test_the_codebook_counts_what_the_file_holds(protected):
    book = ddi_grammar.check(ddi.render(protected, "answers-mn.sav"))

    names = {"d": ddi.NAMESPACE}
    for place, variable in enumerate(book.findall(".//d:var", names)):
        counted = {
            int(found.findtext("d:catValu", namespaces=names)): int(
                found.findtext("d:catStat", namespaces=names)
            )
            for found in variable.findall("d:catgry", names)
        }
        told = Counter(row[place] for row in protected.rows)
        assert {value: n for value, n in counted.items() if n} == told
    assert "Secret words" not in ddi.render(protected, "x").decode()


def test_an_archive_gets_both_languages_the_labels_and_the_codebook(
    protected, tmp_path
):
    written = list(microdata_files.write(protected, tmp_path / "new"))

    assert [path.name for path in written] == [
        "answers-mn.sav",
        "answers-en.sav",
        "labels.csv",
        "codebook.xml",
    ]
    book = ddi_grammar.check(written[-1].read_bytes())
    named = book.findtext(".//d:fileName", namespaces={"d": ddi.NAMESPACE})
    assert named == written[0].name
