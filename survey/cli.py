"""The `shudarga` command: reads its arguments, calls one function, says the outcome.

Input that cannot be used ends with code 2 and every fault named; nothing is left
half done.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from survey import commands, demo, replay, serving
from survey.faults import INPUT_FAULTS, say

BAD_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except INPUT_FAULTS as fault:
        sys.stderr.write(f"{say(fault)}\n")
        return BAD_INPUT
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="shudarga", description="Anonymous integrity surveys for public bodies."
    )
    commands_of = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_demo(commands_of.add_parser("demo", help="a sample district, start to end"))
    _add_replay(commands_of.add_parser("replay", help="send a file of answers"))
    _add_serve(commands_of.add_parser("serve", help="serve the site"))
    commands.add(commands_of, os.environ)
    return parser


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
    parser.add_argument("--threads", type=int, default=4)
    parser.set_defaults(run=_serve)


def _demo(options: argparse.Namespace) -> None:
    demo.run(
        demo.DemoPlan(
            out=options.out,
            respondents=options.respondents,
            seed=options.seed,
            port=None if options.no_serve else options.port,
        ),
        console=Console(),
    )


def _replay(options: argparse.Namespace) -> None:
    plan = replay.ReplayPlan(
        questionnaire=options.questionnaire,
        answers=options.answers,
        group=options.group,
        headcounts=options.headcounts,
        missing_codes=replay.missing_codes(options.missing_code),
        out=options.out,
    )
    replay.run(plan, console=Console())


def _serve(options: argparse.Namespace) -> None:
    address = serving.Address(options.host, options.port)
    commands.prepare_home(os.environ)
    serving.serve(address, workers=options.workers, threads=options.threads)


if __name__ == "__main__":
    sys.exit(main())
