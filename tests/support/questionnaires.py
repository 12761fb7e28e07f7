"""Any questionnaire that the loader accepts, for properties that all of them have."""

from hypothesis import strategies as st

from questionnaires import loader
from questionnaires.tables import is_name, is_writable

LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"])
WORDS = st.text(LETTERS, min_size=1, max_size=25).filter(
    lambda text: bool(text.strip()) and is_writable(text)
)
TRICKY = st.sampled_from(
    ["=1+1", "_x0041_", " a ", "a\nb", "'tis", "1", "1.0", "true", "<b>&amp;", "Өө Үү"]
)
TEXTS = st.fixed_dictionaries(
    {"mn": st.one_of(WORDS, TRICKY), "en": st.one_of(WORDS, TRICKY)},
    optional={"kk": WORDS},
)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(is_name)
VALUES = st.one_of(
    st.integers(-99, 999),
    st.from_regex(r"[A-Za-z][A-Za-z0-9_.+-]{0,6}", fullmatch=True),
)
SCORES = st.one_of(st.integers(-9, 9), st.floats(-9, 9, allow_nan=False))


@st.composite
def _choices(draw):
    values = draw(st.lists(VALUES, min_size=2, max_size=5, unique_by=str))
    return [{"value": value, **draw(TEXTS)} for value in values]


@st.composite
def _points(draw):
    rows = draw(_choices())
    return [{**row, "score": score} for score, row in enumerate(rows)]


@st.composite
def _bands(draw):
    bounds = sorted(draw(st.sets(st.integers(1, 99), min_size=1, max_size=3)))
    return [*({"upto": bound, **draw(TEXTS)} for bound in bounds), draw(TEXTS)]


@st.composite
def _missing(draw, taken):
    codes = draw(st.lists(NAMES, max_size=2, unique=True))
    known = {str(value) for value in taken} | {"skipped", "not_asked"}
    return [{"code": code, **draw(TEXTS)} for code in codes if code not in known]


@st.composite
def _answers(draw, kind, scales):
    """Draw the keys that an item of one type has."""
    if kind == "scale":
        return {"scale": draw(st.sampled_from(sorted(scales)))}
    if kind == "bands":
        return {"bands": draw(_bands())}
    if kind == "text":
        return {"limit": draw(st.integers(1, 500))}
    rows = draw(_choices())
    ways = draw(_missing([row["value"] for row in rows]))
    return {"choices": rows} | ({"missing": ways} if ways else {})


@st.composite
def _item(draw, name, scales, earlier):
    kinds = ["choice", "choices", "bands", "text", *(["scale"] if scales else [])]
    kind = draw(st.sampled_from(kinds))
    item = {"name": name, "type": kind, "text": draw(TEXTS)}
    item |= draw(_answers(kind, scales))
    item |= {"hint": draw(TEXTS)} if draw(st.booleans()) else {}
    item["required"] = draw(st.booleans())
    if kind == "choice" and draw(st.booleans()):
        item["experience"] = {"yes": [item["choices"][0]["value"]]}
    if earlier and draw(st.booleans()):
        asked, value = draw(st.sampled_from(earlier))
        item["when"] = f"{asked} == {value!r}"
    return item


@st.composite
def tables(draw):
    """Return the tables of a definition, which the loader accepts."""
    scales = draw(st.sets(NAMES, max_size=2))
    names = draw(st.lists(NAMES, min_size=1, max_size=5, unique=True))
    names = [name for name in names if name not in scales and name != "organisation"]
    items, earlier = [], []
    for name in names or ["only"]:
        item = draw(_item(name, scales, earlier))
        items.append(item)
        if item["type"] == "choice":
            earlier += [(name, row["value"]) for row in item["choices"]]
    half = draw(st.integers(1, len(items)))
    parts = [part for part in (items[:half], items[half:]) if part]
    return {
        "format": 1,
        "name": draw(NAMES),
        "version": draw(
            st.from_regex(r"[0-9A-Za-z][0-9A-Za-z.-]{0,9}", fullmatch=True)
        ),
        "kind": draw(st.sampled_from(["internal", "citizen", "policy", "event"])),
        "source": draw(WORDS),
        "minutes": draw(st.integers(1, 60)),
        "title": draw(TEXTS),
        "introduction": draw(TEXTS),
        "scales": [
            {"name": name, "points": draw(_points())} for name in sorted(scales)
        ],
        "sections": [
            {"name": f"part_{place}", "title": draw(TEXTS), "items": part}
            for place, part in enumerate(parts)
        ],
        "experiences": _joint(items, draw(TEXTS)),
        "cuts": [{"by": ["organisation"]}],
    } | ({"contact": draw(TEXTS)} if draw(st.booleans()) else {})


def _joint(items, title):
    """Return the experiences of all items as one; no item has a name so long."""
    parts = [item["name"] for item in items if "experience" in item]
    joint = {"name": "any_of_these", "any": parts, "title": title}
    return [joint] if len(parts) > 1 else []


def everything():
    """Return a strategy for questionnaires."""
    return tables().map(_defined).filter(lambda found: found is not None)


def _defined(values):
    try:
        return loader.define({key: one for key, one in values.items() if one != []})
    except loader.DefinitionError:
        return None
