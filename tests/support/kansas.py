"""A questionnaire for the Kansas City file, and its figures computed the plain way."""

import csv
import math
from collections import Counter

PARTS = ("q1", "q2", "q3", "q5")


def rows(folder):
    with (folder / "kcmo_2021q3.csv").open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def items(table):
    return [name for name in table[0] if name.split("_")[0] in PARTS]


def definition(names):
    """Return a definition with one scale item per column, one indicator per part."""
    head = """
format = 1
name = "kansas_city"
version = "2021.3"
kind = "citizen"
source = "Kansas City resident satisfaction survey, September 2021"
minutes = 10
title.mn = "Оршин суугчдын сэтгэл ханамж"
title.en = "Resident satisfaction"
introduction.mn = "Хотын үйлчилгээний талаарх санал асуулга."
introduction.en = "A survey about the services of the city."
[[scales]]
name = "satisfaction"
points = [
  { value = 1, mn = "Огт сэтгэл ханамжгүй", en = "Very dissatisfied" },
  { value = 2, mn = "Сэтгэл ханамжгүй", en = "Dissatisfied" },
  { value = 3, mn = "Дунд зэрэг", en = "Neutral" },
  { value = 4, mn = "Сэтгэл ханамжтай", en = "Satisfied" },
  { value = 5, mn = "Маш сэтгэл ханамжтай", en = "Very satisfied" },
]
missing = [ { code = "dont_know", mn = "Мэдэхгүй", en = "Don't know" } ]
"""
    indicators = "".join(
        f"""
[[indicators]]
name = "{part}"
index = "external"
weight = {{ value = 1.0, status = "equal", source = "" }}
title.mn = "{part} бүлэг"
title.en = "Part {part}"
"""
        for part in PARTS
    )
    sections = "".join(_section(part, names) for part in PARTS)
    return head + indicators + sections + '[[cuts]]\nby = ["organisation"]\n'


def _section(part, names):
    title = f"""
[[sections]]
name = "{part}"
title.mn = "{part} хэсэг"
title.en = "Section {part}"
"""
    return title + "".join(
        f"""
  [[sections.items]]
  name = "{name}"
  type = "scale"
  scale = "satisfaction"
  indicator = "{part}"
  text.mn = "{name} асуулт"
  text.en = "Question {name}"
"""
        for name in names
        if name.split("_")[0] == part
    )


def figures(table, name):
    """Return n, mean on 0-100, share above 50, counts and missing of one column."""
    answers = [row[name] for row in table]
    values = [int(text) for text in answers if text in {"1", "2", "3", "4", "5"}]
    scores = [(value - 1) * 25 for value in values]
    return {
        "n": len(values),
        "mean": math.fsum(scores) / len(scores),
        "positive": sum(score > 50 for score in scores) / len(scores),
        "counts": dict(Counter(str(value) for value in values)),
        "dont_know": answers.count("9"),
        "skipped": answers.count(""),
    }
