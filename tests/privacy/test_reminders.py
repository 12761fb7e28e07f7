"""Attack 9: remind one person, then watch. No interface can.

Everything that the program offers is enumerated: addresses of pages, commands, and
functions. What reaches respondents may name a group, and never one of them; and no
part that knows addresses of people knows claims or spent slips.
"""

import argparse
import ast
import inspect
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

import survey
from survey import cli
from tests.support import site

ROOT = Path(__file__).parents[2]
ONE_PERSON = {
    "person",
    "people",
    "persons",
    "email",
    "emails",
    "mail",
    "recipient",
    "recipients",
    "respondent",
    "invitation",
    "invitations",
    "code",
    "codes",
    "slip",
}
REMINDING = ("remind", "сануул", "nudge", "chase")
OFFICERS = {"accounts", "sign-in", "set-up", "me"}
# What takes one person or one token, each for its reason, and reminds nobody.
KNOWN = {
    "survey.inviting._paired": "draws who gets which invitation, once, by chance",
    "survey.registry.people.enter": "enters a list of addresses",
}
SOURCES = [path for path in (ROOT / "survey").rglob("*.py") if "node" not in str(path)]
opened = pytest.fixture(site.opened)


def _words(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    names |= {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    froms = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    return names | {alias.name for node in froms for alias in node.names}


def _reminds(text):
    return any(word in text.casefold() for word in REMINDING)


def _functions():
    for found in pkgutil.walk_packages(survey.__path__, "survey."):
        if "migrations" in found.name or "build_hook" in found.name:
            continue
        module = import_module(found.name)
        for name, made in inspect.getmembers(module, inspect.isfunction):
            if made.__module__ == found.name:
                yield f"{found.name}.{name}", made


def _commands(parser, path=()):
    for action in parser._actions:  # noqa: SLF001 argparse has no other way to list them
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 likewise
            for name, inner in action.choices.items():
                yield from _commands(inner, (*path, name))
        else:
            yield path, action.dest


def test_no_address_of_a_page_names_a_respondent(opened):
    for rule in opened.app.url_map.iter_rules():
        of_officers = bool(set(rule.rule.split("/")) & OFFICERS)
        assert of_officers or not rule.arguments & ONE_PERSON, rule.rule
        if _reminds(rule.rule) or _reminds(rule.endpoint):
            assert rule.arguments <= {"language", "survey", "group"}, rule.rule


def test_no_command_takes_one_respondent():
    listed = list(_commands(cli._parser()))  # noqa: SLF001 what every command is read by
    assert ("survey", "close") in {path for path, _ in listed}

    for path, option in listed:
        of_officers = path[:1] in {("user",), ("audit",)}
        assert of_officers or option not in ONE_PERSON, (path, option)
        assert not _reminds(" ".join(path)) or option in {"help", "name", "group"}


def test_no_function_reminds_one_person():
    functions = dict(_functions())
    assert "survey.joining.state" in functions
    assert KNOWN.keys() <= functions.keys()

    for name, function in functions.items():
        if _reminds(name):
            taken = set(inspect.signature(function).parameters)
            assert not taken & ONE_PERSON, name


def test_what_knows_addresses_of_people_knows_neither_claims_nor_spent_slips():
    tables = "survey/registry/tables.py"
    for path in SOURCES:
        if str(path.relative_to(ROOT)) != tables:
            words = _words(path)
            knows_people = {"PersonRow", "Person"} & words
            knows_tokens = {"ClaimRow", "SlipRow", "claims", "slip_hash"} & words
            assert not (knows_people and knows_tokens), path.name


def test_the_registry_takes_one_person_only_where_it_is_known_why():
    for name, function in _functions():
        if name.startswith(("survey.registry.", "survey.inviting.")):
            taken = set(inspect.signature(function).parameters)
            one = taken & {"person", "people", "email", "recipient", "respondent"}
            checked = name.rpartition(".")[2].endswith("_faults")
            assert not one or name in KNOWN or checked, name


def test_coverage_of_staff_is_told_for_bodies_and_never_for_one_person():
    for name, function in _functions():
        if name.startswith(("survey.registry.coverage.", "survey.registry.claims.")):
            shown = str(inspect.signature(function).return_annotation)
            assert "Person" not in shown, name
            assert "list[" not in shown, name


def test_the_enumeration_would_see_a_reminder_of_one_person():
    def remind(session, *, email):
        """Stand for what must never be written."""
        del session, email

    taken = set(inspect.signature(remind).parameters)
    assert _reminds(remind.__name__)
    assert taken & ONE_PERSON == {"email"}
