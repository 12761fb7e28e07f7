"""What is asked because of an answer tells no answer that a release withholds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.bounding import Knowledge, Problem, bounds
from analysis.disclosure import protect
from analysis.figures import Cell, Rate, Withheld
from analysis.scoring import score
from questionnaires import loader
from survey.sample import SamplePeople
from tests.support.districts import FACTS, choice, define, gather, joint, scale

YES = "contact == 'yes'"
ASKED = f'when = "{YES}"'
COUNTED = f'experience = {{ yes = ["yes"], among = "{YES}" }}'


def yes_no(name, *more):
    return choice(name, ("yes", "no"), more="\n".join(more))


BRIBERY = define(
    yes_no("contact"),
    yes_no("gave", ASKED, COUNTED),
    yes_no("was_asked", COUNTED),
    scale("fair", "trust", more=ASKED),
    joint("bribery", ("gave", "was_asked")),
    indicators=[("trust", "all", 1.0)],
)
FOLLOWERS = (
    ("experience", "gave"),
    ("experience", "was_asked"),
    ("experience", "bribery"),
    ("items", "fair"),
    ("indicators", "trust"),
    ("indices", "all"),
)


def said(place, *, contact):
    """Return what a person said; of whom had contact, enough said each thing."""
    if contact is None:
        return {}
    if not contact:
        return {"contact": "no"}
    answers = {"gave": "yes" if place % 3 else "no", "fair": 1 + place % 5}
    return answers | {"contact": "yes", "was_asked": "yes" if place % 2 else "no"}


def people(groups):
    """Return rows of groups with so many who had contact, had none, said nothing."""
    return [
        (group, said(place, contact=contact))
        for group, numbers in groups.items()
        for contact, number in zip((True, False, None), numbers, strict=False)
        for place in range(number)
    ]


def released(questionnaire, rows):
    return protect(score(gather(questionnaire, rows), FACTS)).value


def hidden(results, block, name, cut="organisation"):
    cells = getattr(results, block)[name].by[cut]
    return {label for label, cell in cells.items() if isinstance(cell, Withheld)}


def test_a_small_group_without_contact_is_not_found_by_who_was_asked():
    rows = people({"A": (0, 8), "B": (36, 14), "C": (45, 20), "D": (60, 30)})

    results = released(BRIBERY, rows)

    assert hidden(results, "items", "contact") == {"A", "B"}
    for block, name in FOLLOWERS:
        assert hidden(results, block, name) == {"A", "B"}, name


@pytest.mark.parametrize("others", [0, 1])
def test_a_group_that_had_contact_alike_is_not_found_by_who_was_asked(others):
    rows = people({"A": (60 - others, others), "B": (40, 20), "C": (60, 20)})

    results = released(BRIBERY, rows)

    assert hidden(results, "items", "contact") == {"A", "B"}
    for block, name in FOLLOWERS:
        assert {"A", "B"} <= hidden(results, block, name), name


def test_nobody_is_found_where_all_had_contact():
    results = released(BRIBERY, people({"A": (60, 0), "B": (40, 1)}))

    assert isinstance(results.items["contact"].overall, Withheld)
    for block, name in FOLLOWERS:
        assert isinstance(getattr(results, block)[name].overall, Withheld), name


def test_who_gave_no_answer_leaves_open_who_had_contact():
    rows = people({"A": (40, 0, 12), "B": (40, 1, 10), "C": (40, 0, 30)})

    results = released(BRIBERY, rows)

    assert isinstance(results.items["contact"].overall, Withheld)
    assert isinstance(results.experience["bribery"].overall, Rate)
    for block, name in FOLLOWERS:
        assert hidden(results, block, name) == set(), name


def test_who_gave_no_answer_leaves_nothing_open_where_they_are_asked_too():
    unless = "when = \"not contact == 'no'\""
    questionnaire = define(yes_no("contact"), scale("fair", more=unless))
    rows = [
        (group, {"fair": 1 + place % 5} | ({"contact": "yes"} if place > 14 else {}))
        for group in "ABC"
        for place in range(40)
    ]

    results = released(questionnaire, rows)

    assert hidden(results, "items", "fair") == set("ABC")


def test_chains_and_experiences_hand_on_what_is_withheld():
    after_gift = "when = \"gave == 'yes'\""
    questionnaire = define(
        yes_no("contact"),
        yes_no("gave", ASKED, COUNTED),
        scale("shame", more=after_gift),
    )
    rows = people({"A": (0, 8), "B": (36, 14), "C": (45, 20), "D": (60, 30)})
    rows = [
        (
            group,
            {k: v for k, v in answers.items() if k in {"contact", "gave"}}
            | ({"shame": answers["fair"]} if answers.get("gave") == "yes" else {}),
        )
        for group, answers in rows
    ]

    results = released(questionnaire, rows)

    assert hidden(results, "experience", "gave") == {"A", "B"}
    assert hidden(results, "items", "shame") == {"A", "B"}


def test_nothing_more_is_withheld_where_all_groups_of_the_filter_are_shown():
    rows = people({"A": (20, 8), "B": (36, 14), "C": (45, 20)})

    results = released(BRIBERY, rows)

    assert hidden(results, "items", "contact") == set()
    for block, name in FOLLOWERS:
        assert hidden(results, block, name) == set(), name


@pytest.mark.parametrize("name", ["policy_participants", "citizen_satisfaction"])
def test_packaged_experiences_are_published_in_groups_of_usual_size(name):
    drawn = SamplePeople(loader.load(name), np.random.default_rng(5))
    rows = [
        (group, answers)
        for group, size in {"A": 60, "B": 90, "C": 120}.items()
        for answers in drawn.answers(size, services=("x", "y"))
    ]

    results = released(drawn.questionnaire, rows)

    assert results.experience
    for result in results.experience.values():
        assert isinstance(result.overall, Rate)


def test_a_training_that_asks_only_afterwards_is_published():
    """Of what groups are made of, the sizes of the groups tell already."""
    drawn = SamplePeople(loader.load("training"), np.random.default_rng(5))
    sheets = [
        sheet
        for sheet in drawn.answers(300, services=())
        if sheet.get("moment") == "after"
    ]

    results = released(drawn.questionnaire, [("A", sheet) for sheet in sheets])

    assert isinstance(results.items["moment"].overall, Withheld)
    assert isinstance(results.items["training_clear"].overall, Cell)


def narrowed(rows, results, *, by_followers):
    """Bound who had no contact in each withheld group, by all that is published.

    Everybody answers what is asked: how many did tells how many had contact.
    """
    groups = sorted({group for group, _answers in rows})
    place = {group: number for number, group in enumerate(groups)}
    eye = np.eye(2 * len(groups))
    facts = [
        (eye[place[g]] + eye[len(groups) + place[g]], size(rows, g)) for g in groups
    ]
    blocks = [("items", "contact"), *(FOLLOWERS if by_followers else ())]
    for block, name in blocks:
        result = getattr(results, block)[name]
        if not isinstance(result.overall, Withheld):
            facts.append((eye[: len(groups)].sum(axis=0), had_contact(rows, groups)))
        facts += [
            (eye[place[g]], had_contact(rows, {g}))
            for g in groups
            if not isinstance(result.by["organisation"][g], Withheld)
        ]
    secret = sorted(hidden(results, "items", "contact"))
    targets = np.array([eye[len(groups) + place[group]] for group in secret])
    knowledge = Knowledge.of([row for row, _ in facts], [told for _, told in facts])
    return bounds([Problem(knowledge, targets)])[0] if secret else []


def size(rows, group):
    return sum(one == group for one, _answers in rows)


def had_contact(rows, groups):
    return sum(g in groups and said["contact"] == "yes" for g, said in rows)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=6)
)
def test_an_attacker_learns_of_a_filter_no_more_by_what_follows(numbers):
    rows = people({f"O{place}": pair for place, pair in enumerate(numbers)})
    if not rows:
        return
    results = released(BRIBERY, rows)

    assert narrowed(rows, results, by_followers=True) == narrowed(
        rows, results, by_followers=False
    )
