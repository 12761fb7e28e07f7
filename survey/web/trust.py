"""The page that says how secrecy is kept, made from a survey's own manifest.

It promises what the manifest fixes, and nothing else. The manifest itself is beside
it, so that a reader can compare the two.
"""

from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from survey.manifest import BLIND, CITIZEN, SLIP, Manifest
from survey.web import adversaries, documents, languages
from survey.web.days import in_words
from survey.web.packing import pack
from survey.web.services import services

blueprint = Blueprint("trust", __name__)

_AN_HOUR = "public, max-age=3600"
_SURVEY = "/surveys/<survey>"
_GROUP = 4
_KILOBYTE = 1024


@dataclass(frozen=True, slots=True)
class Terms:
    """What a survey's manifest fixes, as its page shows it."""

    title: str
    people: int
    groups: tuple[tuple[str, int, str], ...]
    smallest: int
    holders: int
    floor: int
    kilobytes: int
    opens: str
    answers_open: str
    closes: str
    digest: str
    channels: frozenset[str]
    two_phase: bool
    staff: bool
    by_day: bool


@blueprint.get(f"/<language:language>{_SURVEY}/trust")
def page(survey: str) -> str:
    """Say what each person who would like to know can learn of a survey."""
    manifest = Manifest.from_json(documents.manifest(survey))
    return render_template(
        "public/trust.html",
        survey=survey,
        terms=terms_of(manifest),
        adversaries=adversaries.of(manifest),
        fetching=_command(survey),
        sample=manifest.sample,
    )


@blueprint.get(f"{_SURVEY}/manifest.json")
def manifest_file(survey: str) -> Response:
    """Return the manifest of a survey; it is public from its opening on."""
    return pack(documents.manifest(survey), "application/json").reply(keep=_AN_HOUR)


def terms_of(manifest: Manifest) -> Terms:
    """Return what a manifest fixes, in the reader's language."""
    sizes = [g.eligible for g in manifest.groups if g.channel in {SLIP, BLIND}]
    return Terms(
        title=documents.title(manifest).to(languages.current()),
        people=sum(sizes),
        groups=tuple((g.name, g.eligible, g.channel) for g in manifest.groups),
        smallest=min(sizes, default=0),
        holders=len(manifest.sealing_keys),
        floor=manifest.cell_floor,
        kilobytes=manifest.bucket // _KILOBYTE,
        opens=in_words(manifest.opens),
        answers_open=in_words(manifest.answers_open),
        closes=in_words(manifest.closes),
        digest=in_groups(manifest.digest.hex()),
        channels=frozenset(group.channel for group in manifest.groups),
        two_phase=manifest.answers_open > manifest.opens,
        staff=manifest.staff,
        by_day=manifest.kind == CITIZEN,
    )


def in_groups(text: str) -> str:
    """Return a digest in groups that an eye can compare."""
    return " ".join(text[i : i + _GROUP] for i in range(0, len(text), _GROUP))


def _command(survey: str) -> str:
    address = url_for("trust.manifest_file", survey=survey)
    return f"curl -s {services().settings.base_url}{address} | sha256sum"
