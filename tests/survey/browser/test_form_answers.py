"""What the form's script makes of fields equals what the server makes of them.

Answers that a browser seals are read by nobody before the tally: if the two differed,
they would be counted as spoiled or, worse, as something else.
"""

import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest
import rfc8785

from questionnaires import answers, loader
from survey.submission import Entry
from survey.web import form_facts, posted, values
from tests.support import site
from tests.support.blind import blind_field

ROOT = Path(__file__).parents[3]
SCRIPTS = ROOT / "survey" / "browser" / "scripts"
DEFINITIONS = sorted((ROOT / "questionnaires" / "definitions").glob("*.toml"))
SOURCES = {path.stem: path for path in DEFINITIONS} | {
    "every_item": ROOT / "tests" / "support" / "every_item.toml"
}
FORMS = 80
TEXTS = (
    "Ажил их байна.",
    "  зай \t таб \r\n мөр\rдараа ",
    "үл үзэгдэх\x07тэмдэгт\x00",
    'мөр\u2028хуваагч 😀 “хашилт” \\ "',
    "   ",
)
PROGRAM = """
import { answersOf, itemsOf } from "./form/answers.js";
import { canonical } from "./protocol/canonical.js";
const { facts, drafts } = JSON.parse(await new Response(process.stdin).text());
const items = itemsOf(facts);
const told = drafts.map((draft) => answersOf(items, draft));
const bytes = told.map((one) => Buffer.from(canonical(one)).toString("hex"));
console.log(JSON.stringify({ told, bytes }));
"""

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="needs node")


def _draw(rng, item, options):
    """Choose and write in the fields of an item as a person could."""
    missing = [values.MISSING_SIGN + way.code for way in item.missing]
    ways = rng.random()
    if ways < 0.15 and not item.required:
        return []
    if item.type == "text":
        return [rng.choice(TEXTS)]
    if missing and ways < 0.3:
        return [rng.choice(missing)]
    if item.type == "choices":
        return [option for option in options if rng.random() < 0.5]
    return [rng.choice(options)]


def _drafts(questionnaire, group):
    rng = random.Random(11)  # noqa: S311 answers of nobody
    for _ in range(FORMS):
        yield {
            item.name: _draw(
                rng, item, [str(o.value) for o in values.offered(item, group)]
            )
            for item in questionnaire.items
            if values.worth_asking(item, group)
        }


def _on_server(questionnaire, group, draft):
    """Return the answers as the form without scripts gives them."""
    cleaned = {
        name: tuple(posted.clean(value) for value in chosen)
        for name, chosen in draft.items()
        if chosen
    }
    found = values.to_answers(questionnaire, group, cleaned)
    return answers.check(questionnaire, found)


def _in_browser(entry, drafts):
    facts = form_facts.facts(entry, form_facts.steps(entry), "mn")
    run = subprocess.run(  # noqa: S603 a program of ours
        [shutil.which("node"), "--input-type=module", "-e", PROGRAM],
        input=json.dumps({"facts": facts, "drafts": drafts}),
        cwd=SCRIPTS,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


@pytest.fixture
def in_mongolian(databases):
    with blind_field().site(databases).test_request_context("/mn/answer"):
        yield


@pytest.mark.usefixtures("in_mongolian")
@pytest.mark.parametrize(
    ("name", "services"),
    [*((name, site.SERVICES) for name in SOURCES), ("every_item", site.SERVICES[:1])],
)
def test_scripts_make_the_same_answers_as_the_server(name, services):
    questionnaire = loader.read(SOURCES[name].read_bytes())
    group = site.group(services=services)
    entry = Entry(blind_field().manifest, questionnaire, group, b"")
    drafts = list(_drafts(questionnaire, group))

    found = _in_browser(entry, drafts)

    expected = [_on_server(questionnaire, group, draft) for draft in drafts]
    assert found["told"] == expected
    sealed = [bytes.fromhex(text) for text in found["bytes"]]
    assert sealed == [rfc8785.dumps(one) for one in expected]
    assert len({str(one) for one in expected}) > FORMS / 2
