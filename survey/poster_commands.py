"""The command that prints the posters of all service points."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from survey import posters
from survey.commands import installed
from survey.database import reading
from survey.registry import groups, organisations
from survey.wording import LANGUAGES


def add_to(
    parts: "argparse._SubParsersAction[argparse.ArgumentParser]", console: Console
) -> None:
    """Add the command to the parser of `shudarga`."""
    one = parts.add_parser("posters", help="print a poster for each service point")
    one.add_argument("--out", type=Path, required=True, metavar="DIR")
    one.set_defaults(run=lambda options: print_posters(options, console))


def print_posters(options: argparse.Namespace, console: Console) -> None:
    """Write the posters of every service point: A4 and A5, in every language."""
    with installed() as (settings, databases):
        with reading(databases.registry) as registry:
            points = organisations.service_points(registry)
        places = [plan.name for plan in groups.at_counters(points, 0)]
        written = write(
            places,
            options.out,
            collector=settings.collector_url,
            sample=settings.sample,
        )
        for path in written:
            console.print(str(path), soft_wrap=True)


def write(
    places: list[str], folder: Path, *, collector: str, sample: bool
) -> Iterator[Path]:
    """Write the posters of places and yield each path; the QR codes never change."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(places, start=1):
        for size in posters.SIZES:
            for language in LANGUAGES:
                path = folder / f"poster-{number:03}-{size}-{language}.pdf"
                address = f"{collector}/{language}/at"
                pages = posters.poster(
                    name, address=address, language=language, size=size, sample=sample
                )
                path.write_bytes(pages)
                yield path
