from questionnaires import loader
from survey.web import pages
from tests.support import site

QUESTIONNAIRE = loader.read(site.SOURCE)


def _path(answers=None, services=site.SERVICES):
    return pages.Path(QUESTIONNAIRE, site.group(services=services), answers or {})


def _names(steps):
    return [[item.name for item in step.items] for step in steps]


def test_a_step_is_as_long_as_its_items_do_not_depend_on_each_other():
    assert _names(pages.steps(QUESTIONNAIRE)) == [
        ["service", "contact", "heard"],
        ["pressure"],
        ["tools", "waiting", "gift"],
        ["comment"],
    ]


def test_steps_on_which_nothing_is_asked_are_skipped_both_ways():
    path = _path({"contact": "no"})

    assert [step.number for step in path.steps] == [1, 3, 4]
    assert path.after(1).number == 3
    assert path.before(3).number == 1
    assert path.step(2) is None


def test_a_step_appears_when_its_condition_holds():
    path = _path({"contact": "yes"})

    assert path.after(1).number == 2


def test_a_step_shows_only_the_items_that_apply():
    path = _path(services=())

    assert [item.name for item in path.items(path.step(1))] == ["contact", "heard"]


def test_progress_counts_sections_and_not_steps():
    path = _path({"contact": "yes"})

    assert [path.part(step) for step in path.steps] == [(1, 3), (1, 3), (2, 3), (3, 3)]


def test_there_is_nothing_before_the_beginning_and_after_the_end():
    path = _path()

    assert path.before(1) is None
    assert path.after(4) is None
