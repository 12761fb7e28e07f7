"""Questionnaires and answers of districts that a test chooses or draws at random."""

from datetime import date

import numpy as np

from analysis.dataset import Sheet, from_answers
from analysis.figures import SurveyFacts
from questionnaires import loader
from questionnaires.model import Text

HEAD = """
format = 1
name = "district"
version = "1"
kind = "internal"
source = "A test"
minutes = 1
title = { mn = "Дүүрэг", en = "District" }
introduction = { mn = "Сайн уу", en = "Hello" }
[[scales]]
name = "agreement"
points = [
  { value = 1, mn = "1", en = "1" }, { value = 2, mn = "2", en = "2" },
  { value = 3, mn = "3", en = "3" }, { value = 4, mn = "4", en = "4" },
  { value = 5, mn = "5", en = "5" },
]
missing = [{ code = "dont_know", mn = "Мэдэхгүй", en = "Don't know" }]
[[sections]]
name = "all"
title = { mn = "Бүгд", en = "All" }
"""
INDICATOR = """
[[indicators]]
name = "{name}"
index = "{index}"
weight = {{ value = {weight}, status = "equal", source = "" }}
title = {{ mn = "{name}", en = "{name}" }}
"""
ITEM = """
[[sections.items]]
name = "{name}"
text = {{ mn = "{name}", en = "{name}" }}
{more}
"""
FACTS = SurveyFacts(
    name="district",
    version="1",
    title=Text({"mn": "Дүүрэг", "en": "District"}),
    opened=date(2026, 7, 1),
    closed=date(2026, 9, 30),
    headcount=None,
    headcounts=None,
    cell_floor=10,
    manifest_digest="",
    issued=None,
    mode="file",
    seed=1,
    software="shudarga",
    sample=False,
)


def scale(name, indicator="", more=""):
    told = f'indicator = "{indicator}"' if indicator else ""
    more = f'type = "scale"\nscale = "agreement"\n{told}\n{more}'
    return ITEM.format(name=name, more=more)


def choice(name, values, more="", kind="choice"):
    told = ", ".join(f'{{ value = "{v}", mn = "{v}", en = "{v}" }}' for v in values)
    more = f'type = "{kind}"\nchoices = [{told}]\n{more}'
    return ITEM.format(name=name, more=more)


def joint(name, parts):
    """Return an experience of several items; it comes after all items."""
    listed = ", ".join(f'"{part}"' for part in parts)
    told = f'title = {{ mn = "{name}", en = "{name}" }}'
    return f'[[experiences]]\nname = "{name}"\nany = [{listed}]\n{told}\n'


def other(name, more):
    return ITEM.format(name=name, more=more)


def define(*items, cuts=(("organisation",),), indicators=()):
    """Return a questionnaire; indicators are name, index, weight."""
    told = [
        INDICATOR.format(name=name, index=index, weight=weight)
        for name, index, weight in indicators
    ]
    by = [
        "[[cuts]]\nby = [" + ", ".join(f'"{name}"' for name in cut) + "]\n"
        for cut in cuts
    ]
    return loader.read(HEAD + "".join(items) + "".join(told) + "".join(by))


def gather(questionnaire, rows):
    """Return the dataset of rows of (group, answers)."""
    return from_answers(
        questionnaire, [Sheet(answers, group) for group, answers in rows]
    )


def answers_of(rng, sizes, names, *, skew=0.5, silent=0.05):
    """Draw answers on 1–5 for organisations of given sizes; some stay silent."""
    for place, size in enumerate(sizes):
        for _ in range(size):
            given = rng.binomial(4, skew, size=len(names)) + 1
            spoken = rng.random(len(names)) >= silent
            yield (
                f"O{place:02d}",
                {n: int(v) for n, v, s in zip(names, given, spoken, strict=True) if s},
            )


def random_rows(seed, sizes, names, *, classes=(), **how):
    """Return answers of random people, who also say which class they are of."""
    rng = np.random.default_rng(seed)
    rows = list(answers_of(rng, sizes, names, **how))
    for _group, answers in rows:
        if classes and rng.random() > 0.03:
            answers["position"] = str(rng.choice(classes))
    return rows
