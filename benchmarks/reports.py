"""Writes the reports of 150 organisations, PDF and Word, as an officer's command does.

The district has 10,000 answers. The goal is a time on two cores; beside it stands the
processor time, which other work on the machine does not change.
"""

import os
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import machine
import numpy as np

from analysis import evaluation
from analysis.dataset import Sheet, from_answers
from analysis.figures import SurveyFacts
from analysis.report import batch
from analysis.report.batch import Batch
from analysis.results import to_document
from questionnaires import loader
from survey.sample import SamplePeople

NAME, ORGANISATIONS, ANSWERS = "internal_integrity", 150, 10_000
WORKERS, SILENT = 2, 20
MINUTES, PROCESSOR = 3.0, 3.0


def release() -> bytes:
    """Return the release of a district whose people answer like those of the sample."""
    source = loader.source_of(NAME)
    asked = loader.read(source)
    people = SamplePeople(asked, np.random.default_rng(2025))
    sizes = {
        f"Байгууллага {n}": len(range(n, ANSWERS, ORGANISATIONS))
        for n in range(ORGANISATIONS)
    }
    sheets = [
        Sheet(given, name)
        for name, size in sizes.items()
        for given in people.answers(size, services=())
    ]
    headcounts = {name: size + SILENT for name, size in sizes.items()}
    known = SurveyFacts(
        name=asked.name,
        version=asked.version,
        title=asked.title,
        opened=date(2026, 7, 1),
        closed=date(2026, 9, 30),
        headcount=sum(headcounts.values()),
        headcounts=headcounts,
        cell_floor=10,
        manifest_digest="",
        issued=sum(headcounts.values()),
        mode="slip",
        seed=0,
        software="benchmark",
        sample=True,
    )
    published = evaluation.evaluate(from_answers(asked, sheets), known)
    return batch.document(source, to_document(published.value))


def processor() -> float:
    """Return the processor seconds of this process and of the workers that ended."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(kind) for kind in kinds]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> int:
    """Print the time of all reports and their processor time; fail beyond a goal."""
    print(machine.facts("typst", "python-docx", "matplotlib"))
    document = release()
    with tempfile.TemporaryDirectory() as folder:
        start, busy = time.perf_counter(), processor()
        made = list(batch.run(Batch(document, Path(folder)), workers=WORKERS))
        seconds, busy = time.perf_counter() - start, processor() - busy
        written = len(list(Path(folder).glob("*-mn.*")))
    failed = [one.fault for one in made if one.fault]
    print(f"{len(made)} organisations, {written} files, failed: {failed or 'none'}")
    print(f"{busy / len(made):.2f} s of processor time for each organisation")
    machine.record(report_processor_seconds=busy / len(made))
    beyond = machine.verdict("minutes on two cores", seconds / 60, MINUTES)
    limit = busy / 60 / min(WORKERS, os.cpu_count() or 1)
    beyond += machine.verdict("minutes of processor for each core", limit, PROCESSOR)
    return min(beyond + len(failed), 1)


if __name__ == "__main__":
    sys.exit(main())
