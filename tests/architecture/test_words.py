"""One idea has one Mongolian word, which is that of the README's list."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# What was written beside the word of the list, and that word.
OTHERS = {
    "манифест": "судалгааны нөхцөлийн баримт",
    "мэдээллийн сан": "өгөгдлийн сан",
    "програм(?!м)": "программ",
    "сэтгэгдэл": "санал",
    "зарын самбар": "зурагт хуудас",
    "асуулгын хуудас": "карт",
}
WRITTEN = [
    ROOT / "README.md",
    ROOT / "deploy" / "publiccode.yml",
    *(ROOT / "survey").rglob("*.py"),
    *(ROOT / "analysis").rglob("*.py"),
    *(ROOT / "templates").rglob("*.po"),
]


@pytest.mark.parametrize("other", OTHERS)
def test_a_thing_is_called_by_one_word(other):
    found = {
        str(path.relative_to(ROOT))
        for path in WRITTEN
        if re.search(other, " ".join(path.read_text("utf-8").casefold().split()))
    }

    assert found == set(), f"write {OTHERS[other]}"
