"""The command that does long work: it mails letters and writes reports."""

import argparse

from rich.console import Console

from survey import tasks
from survey.commands import installed
from survey.tasks import Shop
from survey.web.services import utc_now


def add_to(
    parts: "argparse._SubParsersAction[argparse.ArgumentParser]", console: Console
) -> None:
    """Add the command to the parser of `shudarga`."""
    one = parts.add_parser("work", help="mail letters and write reports until stopped")
    _add_workers(one, console)


def _add_workers(parser: argparse.ArgumentParser, console: Console) -> None:
    parser.add_argument("--workers", type=int, default=1, metavar="N")
    parser.set_defaults(run=lambda options: work(options.workers, console))


def work(workers: int, console: Console) -> None:
    """Take tasks from the queue until told to stop."""
    with installed() as (settings, databases):
        opened = tasks.tasks(Shop(databases, settings, utc_now))
        console.print("Waiting for work. Stop with Ctrl+C.")
        consumer = opened.queue.create_consumer(workers=workers, graceful_signal="TERM")
        consumer.run()
