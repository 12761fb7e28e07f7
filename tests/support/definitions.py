"""A small definition with every type of item, to be changed by a test in one place."""

import json
import tomllib

SOURCE = """
format = 1
name = "example"
version = "2026.1"
kind = "internal"
source = "tests"
minutes = 2
outcome = "overall"
title = { mn = "Жишээ", en = "Example" }
introduction = { mn = "Танилцуулга", en = "Introduction" }

[[scales]]
name = "agreement"
points = [
  { value = 1, mn = "Үгүй", en = "No" },
  { value = 2, mn = "Дунд", en = "Between" },
  { value = 3, mn = "Тийм", en = "Yes" },
]
missing = [{ code = "dont_know", mn = "Мэдэхгүй", en = "Don't know" }]

[[indicators]]
name = "culture"
index = "whole"
weight = { value = 1.0, status = "equal", source = "" }
title = { mn = "Соёл", en = "Culture" }

[[sections]]
name = "first"
title = { mn = "Эхний хэсэг", en = "First part" }

  [[sections.items]]
  name = "example_set"
  type = "scale"
  scale = "agreement"
  indicator = "culture"
  text = { mn = "Үлгэрлэдэг.", en = "An example is set." }

  [[sections.items]]
  name = "hidden"
  type = "scale"
  scale = "agreement"
  indicator = "culture"
  reversed = true
  text = { mn = "Нуудаг.", en = "Things are hidden." }

  [[sections.items]]
  name = "contact"
  type = "choice"
  choices = [
    { value = "yes", mn = "Тийм", en = "Yes" },
    { value = "no", mn = "Үгүй", en = "No" },
  ]
  text = { mn = "Харилцсан уу?", en = "Any contact?" }

  [[sections.items]]
  name = "asked"
  type = "choice"
  choices = [
    { value = "never", mn = "Үгүй", en = "Never" },
    { value = "once", mn = "Нэг удаа", en = "Once" },
  ]
  when = "contact == 'yes'"
  experience = { yes = ["once"], among = "contact == 'yes'" }
  text = { mn = "Шаардсан уу?", en = "Were you asked?" }

  [[sections.items]]
  name = "channels"
  type = "choices"
  choices = [
    { value = "phone", mn = "Утас", en = "Telephone" },
    { value = "web", mn = "Цахим", en = "Online" },
    { value = 3, mn = "Биечлэн", en = "In person" },
  ]
  text = { mn = "Хэрхэн?", en = "How?" }

  [[sections.items]]
  name = "waited"
  type = "bands"
  bands = [
    { upto = 10, mn = "10 хүртэл", en = "Up to 10" },
    { upto = 30, mn = "30 хүртэл", en = "Up to 30" },
    { mn = "Түүнээс удаан", en = "Longer" },
  ]
  text = { mn = "Хэр удаан?", en = "How long?" }

[[sections]]
name = "second"
title = { mn = "Хоёр дахь хэсэг", en = "Second part" }

  [[sections.items]]
  name = "anchor"
  type = "crosswise"
  harmless = { p = 0.2, mn = "Аав", en = "Father" }
  sensitive = { mn = "Үгүй", en = "Never true" }

  [[sections.items]]
  name = "took_gift"
  type = "crosswise"
  harmless = { p = 0.15, mn = "Ээж", en = "Mother" }
  sensitive = { mn = "Авсан", en = "Took it" }
  anchor = "anchor"

  [[sections.items]]
  name = "overall"
  type = "scale"
  scale = "agreement"
  text = { mn = "Ерөнхийдөө", en = "All in all" }

  [[sections.items]]
  name = "service"
  type = "choice"
  from = "services"
  text = { mn = "Ямар үйлчилгээ?", en = "Which service?" }

  [[sections.items]]
  name = "comment"
  type = "text"
  limit = 40
  text = { mn = "Санал", en = "Comment" }

[[cuts]]
by = ["organisation"]

[[cuts]]
by = ["contact", "organisation"]
"""


def tree():
    """Return the definition as tables that a test may change."""
    return tomllib.loads(SOURCE)


def written(value):
    """Return a value in TOML, tables inline."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)


def text(tables):
    """Return changed tables as the text of a definition."""
    return "\n".join(f"{key} = {written(value)}" for key, value in tables.items())


def item(tables, name):
    """Return the table of an item."""
    return next(
        row
        for part in tables["sections"]
        for row in part["items"]
        if row["name"] == name
    )
