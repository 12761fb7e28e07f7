"""The `shudarga` command: reads its arguments, calls one function, says the outcome.

Input that cannot be used ends with code 2 and every fault named; nothing is left
half done.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from importlib.metadata import version
from pathlib import Path

from rich.console import Console

from analysis import beside
from analysis.report import formats
from survey import (
    account_commands,
    board_check,
    commands,
    demo,
    field_commands,
    halfway,
    key_commands,
    poster_commands,
    releases,
    replay,
    report_commands,
    serving,
    upkeep,
    work_commands,
)
from survey.browser import bundles
from survey.database import StorageUnavailableError
from survey.faults import INPUT_FAULTS, say
from survey.web.wsgi import today

BAD_INPUT = 2
_CONSOLE = Console()
_ACTS = {
    "status": "how many slips, rights and answers there are",
    "close": "take no more answers, and destroy the keys of tokens",
    "publish": "publish the results of the tally",
}


def main(
    arguments: Sequence[str] | None = None, *, clock: Callable[[], date] = today
) -> int:
    """Run one command and return its exit code; the clock says what day it is."""
    options = _parser().parse_args(arguments)
    options.today = clock()
    try:
        outcome = options.run(options)
    except INPUT_FAULTS as fault:
        sys.stderr.write(f"{say(fault)}\n")
        return BAD_INPUT
    return int(outcome or 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="shudarga", description="Anonymous integrity surveys for public bodies."
    )
    parts = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_demo(parts.add_parser("demo", help="a sample district, start to end"))
    _add_replay(parts.add_parser("replay", help="send a file of answers"))
    _add_serve(parts.add_parser("serve", help="serve the site"))
    upkeep.add_to(parts, _CONSOLE)
    work_commands.add_to(parts, _CONSOLE)
    _add_verify(parts.add_parser("verify", help="check a public list of receipts"))
    poster_commands.add_to(parts, _CONSOLE)
    key_commands.add_to(parts, _CONSOLE)
    user = parts.add_parser("user", help="accounts of the console").add_subparsers(
        required=True, metavar="ACT"
    )
    account_commands.add_user(user.add_parser("create", help="a new account"))
    account_commands.add_link(user.add_parser("link", help="a new set-up link"))
    log = parts.add_parser("audit", help="the log of acts").add_subparsers(
        required=True, metavar="ACT"
    )
    account_commands.add_verify(log.add_parser("verify", help="check its chain"))
    bodies = parts.add_parser("organisations", help="who there is").add_subparsers(
        required=True, metavar="ACT"
    )
    _add_import(bodies.add_parser("import", help="enter a roster, XLSX or CSV"))
    _add_invitations(parts)
    survey = parts.add_parser("survey", help="a survey's life").add_subparsers(
        required=True, metavar="ACT"
    )
    _add_survey(survey)
    return parser


def _add_invitations(
    parts: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    invited = parts.add_parser("invitations", help="who is invited").add_subparsers(
        required=True, metavar="ACT"
    )
    field_commands.add_people(
        invited.add_parser("import", help="enter people, XLSX or CSV"), _CONSOLE
    )
    field_commands.add_forgetting(
        invited.add_parser("forget", help="delete all names and addresses"), _CONSOLE
    )


def _add_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--respondents", type=int, default=600, metavar="N")
    parser.add_argument("--out", type=Path, default=Path("demo"), metavar="DIR")
    parser.add_argument("--seed", type=int, default=2025, metavar="N")
    parser.add_argument("--port", type=int, default=8000, metavar="N")
    parser.add_argument("--no-serve", action="store_true", help="stop after reports")
    parser.set_defaults(run=_demo)


def _add_replay(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--questionnaire", required=True, metavar="FILE.toml")
    parser.add_argument("--answers", type=Path, required=True, metavar="FILE.csv")
    parser.add_argument("--group", metavar="COLUMN")
    parser.add_argument("--headcounts", type=Path, metavar="FILE.csv")
    parser.add_argument(
        "--missing-code",
        action="append",
        default=[],
        metavar="9=dont_know",
        help="a value of the file that stands for a missing code; may be repeated",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.set_defaults(run=_replay)


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=max(1, os.cpu_count() or 1))
    parser.add_argument("--threads", type=int, default=serving.THREADS)
    parser.set_defaults(run=_serve)


def _add_verify(parser: argparse.ArgumentParser) -> None:
    for name in ("manifest", "bulletin"):
        parser.add_argument(f"--{name}", type=Path, required=True, metavar="FILE.json")
    for name in ("receipt", "promise"):
        parser.add_argument(f"--{name}", type=bytes.fromhex, metavar="HEX")
    parser.add_argument(
        "--printed", default="", metavar="HEX", help="the check printed on a card"
    )
    parser.add_argument(
        "--seen",
        type=Path,
        action="append",
        default=[],
        metavar="checkpoint.txt",
        help="a checkpoint that somebody kept; may be repeated",
    )
    parser.set_defaults(run=lambda o: board_check.verify(o, _CONSOLE))


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.set_defaults(
        run=lambda options: commands.import_organisations(options.file, _CONSOLE)
    )


def _add_survey(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    draft = acts.add_parser("draft", help="name a survey; groups are formed")
    field_commands.add_draft(draft, _CONSOLE)
    opening = acts.add_parser("open", help="fix everything and print slips")
    opening.add_argument(
        "--key", type=Path, action="append", required=True, metavar="FILE.public"
    )
    tally = acts.add_parser("tally", help="open the answers with all keys")
    _add_tally(tally)
    for parser in (draft, opening):
        parser.add_argument("--questionnaire", required=True, metavar="NAME_OR_FILE")
    for parser in (opening, tally):
        parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    purge = acts.add_parser("purge", help="destroy the answers when their time is over")
    purge.add_argument("--certificate", type=Path, required=True, metavar="FILE.json")
    purge.set_defaults(run=lambda o: commands.purge(o, _CONSOLE))
    handout = acts.add_parser("handout", help="enter an act of slips handed out")
    handout.add_argument("--organisation", required=True)
    handout.add_argument("--slips", type=int, required=True, metavar="N")
    handout.add_argument("--act", required=True, help="number and date of the act")
    handout.set_defaults(run=lambda o: commands.hand_out(o, _CONSOLE))
    plain = {
        "status": lambda o: commands.status(o.name, _CONSOLE),
        "close": lambda o: commands.close(o.name, o.today, _CONSOLE),
        "publish": lambda o: commands.publish(o.name, o.today, _CONSOLE),
    }
    opening.set_defaults(run=lambda o: field_commands.open_survey(o, _CONSOLE))
    for act, run in plain.items():
        acts.add_parser(act, help=_ACTS[act]).set_defaults(run=run)
    report_commands.add_to(acts, _CONSOLE)
    for parser in acts.choices.values():
        parser.add_argument("name", metavar="SURVEY")


def _add_tally(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--key", type=Path, action="append", required=True, metavar="FILE.key"
    )
    parser.add_argument(
        "--visits",
        type=Path,
        metavar="FILE.csv",
        help="visits of each group (group, eligible), to weigh answers by poster",
    )
    formats.add_options(parser)
    beside.add_options(parser)
    parser.set_defaults(run=lambda o: commands.tally_survey(o, _CONSOLE))


def _demo(options: argparse.Namespace) -> None:
    plan = demo.DemoPlan(
        out=options.out,
        respondents=options.respondents,
        seed=options.seed,
        port=None if options.no_serve else options.port,
    )
    demo.run(plan, today=options.today, console=_CONSOLE)


def _replay(options: argparse.Namespace) -> None:
    plan = replay.ReplayPlan(
        questionnaire=options.questionnaire,
        answers=options.answers,
        group=options.group,
        headcounts=options.headcounts,
        missing_codes=options.missing_code,
        out=options.out,
    )
    replay.run(plan, today=options.today, console=_CONSOLE)


def _serve(options: argparse.Namespace) -> None:
    with commands.installed() as (settings, databases):
        with suppress(StorageUnavailableError):
            halfway.finish(databases)
        releases.record(
            settings.home,
            bundles.scripts(),
            version=version("shudarga"),
            today=options.today,
        )
    address = serving.Address(options.host, options.port)
    with serving.figures(settings.metrics_port, address, settings.home):
        serving.serve(address, workers=options.workers, threads=options.threads)


if __name__ == "__main__":
    sys.exit(main())
