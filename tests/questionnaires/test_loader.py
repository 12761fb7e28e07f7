import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires import loader
from questionnaires.loader import DefinitionError
from tests.support import definitions, kansas


def faults(source):
    """Return the faults of a source as place → English sentence."""
    with pytest.raises(DefinitionError) as caught:
        loader.read(source)
    return {fault.place: fault.to("en") for fault in caught.value.faults}


def changed(change):
    """Return the faults of the example after a change to its tables."""
    tables = definitions.tree()
    change(tables)
    return faults(definitions.text(tables))


def with_item(name, /, **keys):
    """Return the faults of the example after changing keys of one item."""

    def change(tables):
        row = definitions.item(tables, name)
        row.update(keys)
        for key in [key for key, value in row.items() if value is None]:
            del row[key]

    return changed(change)


def test_a_definition_becomes_objects():
    questionnaire = loader.read(definitions.SOURCE)

    assert questionnaire.name == "example"
    assert [section.name for section in questionnaire.sections] == ["first", "second"]
    assert [cut.name for cut in questionnaire.cuts] == [
        "organisation",
        "contact × organisation",
    ]
    assert questionnaire.item("example_set").scores == {1: 0, 2: 50, 3: 100}
    assert questionnaire.item("hidden").scores == {1: 100, 2: 50, 3: 0}
    assert questionnaire.item("hidden").missing[0].code == "dont_know"
    assert questionnaire.item("asked").experience.yes == ("once",)
    assert questionnaire.item("waited").bounds == (10, 30, None)
    assert [o.value for o in questionnaire.item("waited").options] == [1, 2, 3]
    assert questionnaire.item("took_gift").crosswise.harmless_p == 0.15
    assert questionnaire.item("took_gift").crosswise.anchor == "anchor"
    assert questionnaire.item("service").source == "services"
    assert questionnaire.item("comment").limit == 40
    assert questionnaire.title.to("en") == "Example"


def test_bytes_with_a_byte_order_mark_are_read_alike():
    marked = definitions.SOURCE.encode("utf-8-sig")

    assert loader.read(marked) == loader.read(definitions.SOURCE)


def test_the_definition_of_a_published_data_set_is_read(shared_data):
    names = kansas.items(kansas.rows(shared_data))

    questionnaire = loader.read(kansas.definition(names))

    assert [item.name for item in questionnaire.items] == names
    assert questionnaire.items[0].scores[4] == 75


def test_all_faults_are_told_together_in_both_languages():
    tables = definitions.tree()
    tables["kind"] = "party"
    del tables["version"]
    definitions.item(tables, "contact")["tipe"] = "x"
    definitions.item(tables, "hidden")["scale"] = "lost"

    with pytest.raises(DefinitionError) as caught:
        loader.read(definitions.text(tables))

    assert [fault.place for fault in caught.value.faults] == [
        "sections[1].items[2] hidden.scale",
        "sections[1].items[3] contact.tipe",
        "version",
        "kind",
    ]
    for fault in caught.value.faults:
        assert fault.text.to("mn") != fault.text.to("en")
    assert "Did you mean 'type'?" in caught.value.to("en")
    assert "«type» гэж бичих гэсэн үү?" in caught.value.to("mn")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", 2),
        ("format", True),
        ("name", "Нэр"),
        ("name", "class"),
        ("version", "2026 / 1"),
        ("kind", ["internal"]),
        ("source", ""),
        ("minutes", "12"),
        ("minutes", 0),
        ("title", "Жишээ"),
        ("outcome", "hidden"),
        ("outcome", "contact"),
        ("outcome", "nowhere"),
    ],
)
def test_a_wrong_value_at_the_top_is_named_by_its_key(key, value):
    assert list(changed(lambda tables: tables.update({key: value}))) == [key]


@pytest.mark.parametrize("key", ["format", "name", "kind", "minutes", "title"])
def test_a_missing_key_is_said_to_be_missing(key):
    found = changed(lambda tables: tables.pop(key))

    assert list(found) == [key]
    assert "missing" in found[key]


@pytest.mark.parametrize("language", ["mn", "en"])
def test_a_text_without_one_of_the_two_languages_is_a_fault(language):
    found = changed(lambda t: definitions.item(t, "overall")["text"].pop(language))

    assert list(found) == [f"sections[2].items[3] overall.text.{language}"]


def test_further_languages_are_welcome():
    tables = definitions.tree()
    tables["title"]["kk"] = "Мысал"

    assert loader.read(definitions.text(tables)).title.to("kk") == "Мысал"


def test_bad_toml_is_told_with_its_line():
    assert "line 3" in faults('format = 1\nname = "a"\nversion = = 2\n')
    assert "line 2" in faults('name = "a"\nname = "b"\n')


@pytest.mark.parametrize(
    "source", ["x = " + "[" * 5000, "x = " + "9" * 5000, "x = 2026-99-99"]
)
def test_toml_that_breaks_parsers_is_a_fault(source):
    assert list(faults(source)) == ["line 1"]


def test_another_encoding_is_told_with_its_line():
    source = 'format = 1\nsource = "Монгол"'.encode("cp1251")

    assert list(faults(source)) == ["line 2"]


@pytest.mark.parametrize("score", [float("nan"), float("inf"), "3", True, 10**400])
def test_a_score_is_a_finite_number(score):
    found = changed(
        lambda t: [p.update(score=score) for p in t["scales"][0]["points"][:1]]
    )

    assert "scales[1] agreement.points[1].score" in found


def test_a_scale_scored_only_in_part_is_a_fault():
    def change(tables):
        tables["scales"][0]["points"][0]["value"] = "low"

    assert changed(change)["scales[1] agreement.points"].startswith(
        "scales[1] agreement.points: Only some"
    )


def test_a_scale_of_words_is_nominal_until_all_words_have_scores():
    tables = definitions.tree()
    definitions.item(tables, "contact").update(choices=None)
    del definitions.item(tables, "contact")["choices"]
    definitions.item(tables, "contact")["scale"] = "answers"
    words = {"mn": "Тийм", "en": "Yes"}
    tables["scales"].append(
        {
            "name": "answers",
            "points": [{"value": "yes", **words}, {"value": "no", **words}],
        }
    )

    assert loader.read(definitions.text(tables)).item("contact").scores == {}

    for score, point in enumerate(tables["scales"][1]["points"]):
        point["score"] = score
    scored = loader.read(definitions.text(tables)).item("contact").scores
    assert scored == {"yes": 0, "no": 100}


@pytest.mark.parametrize(
    ("name", "keys", "place"),
    [
        ("contact", {"indicator": "culture"}, "contact.indicator"),
        ("service", {"indicator": "culture"}, "service.indicator"),
        ("comment", {"indicator": "culture"}, "comment.indicator"),
        ("overall", {"indicator": "lost"}, "overall.indicator"),
        ("overall", {"reversed": True}, "overall.reversed"),
        ("overall", {"type": "matrix"}, "overall.type"),
        ("overall", {"core": "yes"}, "overall.core"),
        ("overall", {"when": "comment == 'x'"}, "overall.when"),
        ("overall", {"when": "service == 'x'"}, "overall.when"),
        ("overall", {"when": "took_gift == 'same'"}, "overall.when"),
        ("overall", {"when": "channels == 'web'"}, "overall.when"),
        ("overall", {"when": "'web' in contact"}, "overall.when"),
        ("overall", {"when": "'fax' in channels"}, "overall.when"),
        ("overall", {"when": "contact > 2"}, "overall.when"),
        ("overall", {"when": "example_set > 3"}, "overall.when"),
        ("asked", {"when": "overall == 1"}, "asked.when"),
        ("asked", {"when": "asked == 'once'"}, "asked.when"),
        ("asked", {"when": "nobody == 1"}, "asked.when"),
        ("asked", {"when": "contact == 'maybe'"}, "asked.when"),
        ("asked", {"when": "contact = 'yes'"}, "asked.when"),
        ("asked", {"when": "__import__('os')"}, "asked.when"),
        ("asked", {"when": "not " * 3000 + "contact == 'yes'"}, "asked.when"),
        ("contact", {"core": False}, "asked.when"),
        ("asked", {"experience": {"yes": ["often"]}}, "asked.experience.yes"),
        ("asked", {"experience": {"yes": ["once", "never"]}}, "asked.experience.yes"),
        ("asked", {"experience": {"yes": []}}, "asked.experience.yes"),
        (
            "asked",
            {"experience": {"no": ["never"], "yes": ["once"]}},
            "asked.experience.no",
        ),
        (
            "asked",
            {"experience": {"yes": ["once"], "among": "lost == 1"}},
            "asked.experience.among",
        ),
        ("overall", {"experience": {"yes": [1]}}, "overall.experience"),
        ("took_gift", {"anchor": "overall"}, "took_gift.anchor"),
        ("took_gift", {"anchor": "took_gift"}, "took_gift.anchor"),
        ("took_gift", {"anchor": "lost"}, "took_gift.anchor"),
        ("anchor", {"harmless": {"p": 0.5, "mn": "а", "en": "a"}}, "anchor.harmless.p"),
        ("anchor", {"harmless": {"p": 1, "mn": "а", "en": "a"}}, "anchor.harmless.p"),
        ("anchor", {"sensitive": None}, "anchor.sensitive"),
        ("comment", {"limit": 2001}, "comment.limit"),
        ("comment", {"missing": []}, "comment.missing"),
        ("contact", {"scale": "agreement"}, "contact.choices"),
        ("contact", {"choices": None}, "contact.choices"),
        ("service", {"from": "people"}, "service.from"),
        ("channels", {"choices": None, "from": "services"}, "channels.from"),
        ("contact", {"name": "organisation"}, "organisation.name"),
        ("contact", {"text": {"mn": "а\u0007", "en": "a"}}, "contact.text.mn"),
    ],
)
def test_an_unfit_key_of_an_item_is_named(name, keys, place):
    found = with_item(name, **keys)

    assert any(key.endswith(f" {place}") for key in found), found


@pytest.mark.parametrize(
    ("bands", "place"),
    [
        ([{"upto": 10}, {"upto": 10}], "waited.bands[2].upto"),
        ([{"upto": 10}, {"upto": 5}], "waited.bands[2].upto"),
        ([{}, {"upto": 5}], "waited.bands[1].upto"),
        ([{"upto": 10}], "waited.bands"),
        ([{"upto": 10, "value": 2}, {}], "waited.bands"),
        ([{"upto": 10, "score": 1}, {}], "waited.bands"),
    ],
)
def test_bands_rise_and_only_the_last_is_open(bands, place):
    words = {"mn": "Зай", "en": "Band"}
    found = with_item("waited", bands=[{**band, **words} for band in bands])

    assert [key.split(" ")[-1] for key in found] == [place]


@pytest.mark.parametrize(
    ("by", "sentence"),
    [
        (["organisation"], "twice"),
        (["organisation", "contact"], "twice"),
        (["waited", "waited"], "twice"),
        (["comment"], "broken down"),
        (["channels"], "broken down"),
        (["took_gift"], "broken down"),
        (["lost"], "broken down"),
        (["waited", "contact", "organisation"], "one or two"),
        ([], "one or two"),
        ("organisation", "one or two"),
    ],
)
def test_an_unfit_cut_is_named(by, sentence):
    found = changed(lambda tables: tables["cuts"].append({"by": by}))

    assert list(found) == ["cuts[3].by"]
    assert sentence in found["cuts[3].by"]


def with_joint(tables, **keys):
    """Add an item with an experience, and a joint experience with some keys changed."""
    asked = definitions.item(tables, "asked")
    items = tables["sections"][0]["items"]
    items.append(asked | {"name": "gave", "text": {"mn": "Өгсөн үү?", "en": "Gave?"}})
    everybody = {"name": "saw", "experience": {"yes": ["once"]}}
    items.append(asked | everybody | {"text": {"mn": "Харсан уу?", "en": "Saw?"}})
    words = {"mn": "Хахууль", "en": "Bribery"}
    whole = {"name": "bribery", "any": ["asked", "gave"], "title": words}
    tables["experiences"] = [whole | keys]


def test_several_items_may_ask_for_one_experience():
    tables = definitions.tree()
    with_joint(tables)

    found = loader.read(definitions.text(tables))

    assert [one.parts for one in found.experiences] == [("asked", "gave")]
    assert found.experience_title("bribery").to("en") == "Bribery"
    assert found.experience_title("gave").to("en") == "Gave?"


@pytest.mark.parametrize(
    ("keys", "place", "sentence"),
    [
        ({"any": ["asked"]}, "any", "two or more"),
        ({"any": ["asked", "asked"]}, "any", "two or more"),
        ({"any": "asked"}, "any", "two or more"),
        ({"any": ["asked", "lost"]}, "any", "with the key experience"),
        ({"any": ["asked", "contact"]}, "any", "with the key experience"),
        ({"any": ["asked", "saw"]}, "any", "the same among"),
        ({"name": "asked"}, "name", "An item has this name"),
        ({"any": None}, "any", "two or more"),
        ({"title": None}, "title", ""),
        ({"all": ["asked"]}, "all", ""),
    ],
)
def test_an_experience_whose_items_do_not_fit_is_named(keys, place, sentence):
    def change(tables):
        with_joint(tables, **keys)
        [joint] = tables["experiences"]
        tables["experiences"] = [{k: v for k, v in joint.items() if v is not None}]

    [(key, told)] = changed(change).items()

    assert re.fullmatch(rf"experiences\[1\] \w+\.{place}", key)
    assert sentence in told


def test_names_stand_only_once():
    def change(tables):
        tables["sections"][1]["name"] = "first"
        definitions.item(tables, "overall")["name"] = "contact"
        tables["scales"].append(tables["scales"][0])
        tables["indicators"].append(tables["indicators"][0])
        tables["outcome"] = "example_set"

    found = changed(change)

    assert {
        "sections[2].name",
        "sections[2].items[3] contact.name",
        "scales[2].name",
        "indicators[2] culture.name",
    } <= found.keys()


def test_values_and_codes_of_one_item_can_be_told_apart():
    words = {"mn": "Үг", "en": "Word"}
    found = with_item(
        "contact",
        choices=[{"value": 1, **words}, {"value": "1", **words}],
        missing=[{"code": "skipped", **words}],
        when=None,
    )
    assert "sections[1].items[3] contact.choices[2].value" in found
    assert "sections[1].items[3] contact.missing[1].code" in found

    found = with_item("contact", missing=[{"code": "yes", **words}])
    assert list(found) == ["sections[1].items[3] contact.missing"]


def test_an_indicator_that_nothing_measures_is_a_fault():
    def change(tables):
        tables["indicators"].append({**tables["indicators"][0], "name": "idle"})

    assert list(changed(change)) == ["indicators[2] idle.name"]


def test_an_index_has_a_name_of_its_own():
    found = changed(lambda tables: tables["indicators"][0].update(index="culture"))

    assert list(found) == ["indicators[1] culture.name"]


@pytest.mark.parametrize(
    ("weight", "key"),
    [
        ({"value": 0, "status": "equal", "source": ""}, "value"),
        ({"value": 1, "status": "guessed", "source": "us"}, "status"),
        ({"value": 1, "status": "ACRC-2017", "source": ""}, "source"),
        ({"value": 1, "status": "equal", "sauce": ""}, "sauce"),
    ],
)
def test_a_weight_says_how_much_and_who_says_so(weight, key):
    found = changed(lambda tables: tables["indicators"][0].update(weight=weight))

    assert list(found) == [f"indicators[1] culture.weight.{key}"]


def test_answers_that_no_padding_could_hide_are_refused():
    def change(tables):
        row = definitions.item(tables, "comment")
        tables["sections"][1]["items"] += [
            {**row, "name": f"comment_{number}", "limit": 2000} for number in range(4)
        ]

    assert list(changed(change)) == ["sections"]


def test_an_unknown_questionnaire_is_answered_with_the_known_ones():
    with pytest.raises(DefinitionError, match="citizen_satisfaction"):
        loader.load("nowhere")
    with pytest.raises(DefinitionError):
        loader.source("../model")


def test_a_source_is_a_packaged_name_or_a_file(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(definitions.SOURCE, encoding="utf-8")

    assert loader.source_of(str(path)) == definitions.SOURCE.encode()
    assert loader.source_of("open_day") == loader.source("open_day")
    for missing in (str(tmp_path / "none.toml"), str(tmp_path), "no\0file.toml"):
        with pytest.raises(DefinitionError):
            loader.source_of(missing)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["", "scale", "mn", "contact == 'yes'", "culture", "ө", "a-b"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "mn", "en", "value", "items", "p"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
).filter(lambda value: "None" not in repr(value) and "nan" not in repr(value))


def places(node, path=()):
    """Yield the path of every value in a tree of tables."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in pairs:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))


@given(place=st.sampled_from(list(places(definitions.tree()))), value=VALUES)
def test_whatever_stands_anywhere_is_read_or_refused_with_reasons(place, value):
    tables = definitions.tree()
    node = tables
    for step in place[:-1]:
        node = node[step]
    node[place[-1]] = value

    found = ()
    try:
        assert loader.read(definitions.text(tables)).items
    except DefinitionError as error:
        found = error.faults
    assert all(fault.place and fault.text.to("mn") for fault in found)
