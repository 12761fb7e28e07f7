"""A console with a survey in every state, and something on each of its pages."""

from dataclasses import dataclass
from datetime import date, timedelta

from questionnaires import loader
from survey import (
    batches,
    closing,
    drafting,
    evidence_files,
    following,
    holding,
    opening,
    outgoing,
    review,
    tasks,
)
from survey.drafting import Choice
from survey.opening import Documents
from survey.posters import point_word
from survey.registry import (
    directions,
    drafts,
    history,
    measures,
    organisations,
    surveys,
    work,
)
from survey.registry.directions import Direction, Evidence
from survey.registry.history import Hand, Kind
from survey.registry.measures import Measure, Source
from survey.registry.work import Stage
from survey.web.console import access
from survey.web.console.figures import TITLES
from tests.support import console, released

PASSPHRASE = "урт нууц өгүүлбэр энд"
PDF = b"%PDF-1.7 an act"
DRAFT, OPEN, CLOSED, COUNTED = "draft-1", "open-1", "closed-1", "counted-1"
FIRST, SECOND = released.NAME, "staff-2027"
OPENS, CLOSES = date(2026, 8, 1), date(2026, 9, 30)
OWN, OTHERS = console.BODIES
POINT = "Иргэний танхим"


# The survey with which a page is looked at: one in the state that the page is for.
# What is not named here is a page for drafts.
SURVEYS = {
    COUNTED: "cases comments microdata",
    CLOSED: "counting",
    OPEN: "cards coverage invitations surveys wall ending.close",
    SECOND: "downloads figures results trends withdrawing ending.purge",
    FIRST: "plan working",
}


@dataclass
class Bureau:
    """The console, and what tests ask for by number."""

    site: object
    own_measure: int
    others_measure: int
    evidence: dict
    direction: int
    work: int
    recommendation: str
    point: str


def furnish(databases, home):
    """Open a console in which all states of a survey can be seen."""
    site = console.opened(databases, home)
    with databases.registry.begin() as session:
        organisations.enter_service(session, OTHERS, POINT, "Тодорхойлолт")
        history.note(session, Hand("officer@example.mn", OPENS), Kind.ENTERED)
    released.release(databases)
    released.release(databases, name=SECOND, opens=date(2026, 7, 2), seed=4)
    for name in (DRAFT, OPEN, CLOSED):
        _draft(databases, name)
    for name in (OPEN, CLOSED):
        _open(databases, home, name)
    _close(databases)
    _count(databases)
    return _measured(site, databases, home)


def _draft(databases, name):
    source = loader.source("internal_integrity")
    with databases.registry.begin() as session:
        drafting.draft(session, Choice(name, source, OPENS, CLOSES))
        public = holding.make(PASSPHRASE).public
        drafts.enter_key(session, name, holder="АТГ", public=public, proved=True)


def _open(databases, home, name):
    with (
        databases.registry.begin() as session,
        databases.responses.begin() as responses,
    ):
        keys = tuple(held.public for held in drafts.keys(session, name))
        documents = Documents(drafts.source(session, name), keys)
        opened = opening.open_survey(session, responses, name, documents, today=OPENS)
    outgoing.keep_cards(home, name, opened.batches)


def _close(databases):
    with (
        databases.registry.begin() as session,
        databases.responses.begin() as responses,
    ):
        later = CLOSES + timedelta(days=1)
        closing.close(session, responses, CLOSED, today=later)


def _count(databases):
    """Count a survey whose keys are those of the open one."""
    with databases.registry() as session:
        manifest = surveys.find(session, OPEN).manifest
    third = {"name": COUNTED, "opens": date(2026, 7, 3), "seed": 5}
    answers = released.count(databases, manifest=manifest, **third)
    with databases.registry.begin() as session:
        review.keep(session, COUNTED, answers, PASSPHRASE)


def _measured(site, databases, home):
    digest = evidence_files.keep(home, "act.pdf", PDF)
    made, proofs = {}, {}
    with databases.registry.begin() as session:
        given = Direction("04/12", OPENS, "Ил болгох", "чиглэл.pdf", digest)
        direction = directions.enter(session, given)
        (key, one), (rejected, _), *others = following.proposed(session, FIRST).items()
        for owner in (OWN, OTHERS):
            row = ("Цахим дараалал", "Ажилласан", "100 хувь", owner, 2026, 2, 40)
            aims = {"survey": FIRST, "subjects": one.subjects}
            planned = Measure(Source.DIRECTION, *row, direction=direction, **aims)
            made[owner] = measures.enter(session, planned).number
            proof = Evidence(made[owner], "Акт № 1.pdf", digest, len(PDF), OPENS)
            directions.add_evidence(session, proof)
            [kept] = directions.evidence(session, made[owner])
            proofs[made[owner]] = kept.number
        row = ("Сургалт", "Болсон", "Бүгд", OWN, 2026, 4)
        accepted = Measure(
            Source.RECOMMENDATION, *row, survey=FIRST, subjects=one.subjects
        )
        measures.accept(session, FIRST, key, accepted)
        measures.reject(session, FIRST, rejected, "Өөр төлөвлөгөөнд бий")
        left = others[0][0] if others else key
        number = work.begin(session, FIRST, batches.KIND)
        work.note(session, number, Stage.DONE, done=3, total=3)
    used = site.app.extensions["survey"]
    archive = batches.archive(tasks.folder(used.settings), number)
    archive.parent.mkdir(parents=True)
    archive.write_bytes(b"PK\x05\x06" + bytes(18))
    return Bureau(
        site=site,
        own_measure=made[OWN],
        others_measure=made[OTHERS],
        evidence=proofs,
        direction=direction,
        work=number,
        recommendation=left,
        point=point_word(POINT),
    )


def _survey(endpoint):
    for name, pages in SURVEYS.items():
        if {endpoint, endpoint.partition(".")[0]} & set(pages.split()):
            return name
    return DRAFT


def values(bureau, endpoint):
    """Return what stands in the places of an address, so that it leads somewhere."""
    names = {"downloads.paper": "csv.zip", "downloads.own_paper": "report-mn.docx"}
    numbers = {"guidance.file": bureau.direction, "cards.batch": 1}
    if endpoint.startswith("working."):
        numbers[endpoint] = bureau.work
    if endpoint.startswith("reorganising."):
        numbers[endpoint] = 1
    return {
        "survey": _survey(endpoint),
        "number": numbers.get(endpoint, bureau.own_measure),
        "entry": bureau.evidence[bureau.own_measure],
        "key": bureau.recommendation,
        "name": names.get(endpoint, ""),
        "email": "auditor@example.mn",
        "part": next(iter(TITLES)),
        "place": 1,
        "ending": "csv" if "table" in endpoint else "docx",
        "language": "mn",
        "language_of": "mn",
        "word": bureau.point,
        "printed": "mn",
        "size": "a4",
        "year": 2026,
    }


def pages(bureau):
    """Yield every page that can be looked at, with its address."""
    for rule in bureau.site.app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint in access.ROUTES:
            places = values(bureau, rule.endpoint)
            if rule.endpoint == "accountings.one_quarter":
                places["number"] = 2
            chosen = {name: places[name] for name in rule.arguments}
            routes = bureau.site.app.url_map.bind("")
            yield rule.endpoint, routes.build(rule.endpoint, chosen)
