"""Exports protected single answers, which two people must want.

Answers are opened in memory with all key-holders' keys, as for the tally. What leaves
has no organisation and no text, and every group in it has as many people as the floor.
The files stand in a private folder for the length of one request.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.report import microdata, microdata_files
from survey import papers, publishing, tally
from survey.database import Databases, reading
from survey.sealing import PrivateKey


@dataclass(frozen=True, slots=True)
class Pair:
    """The two people who want an export."""

    officer: str
    second: str


def export(
    databases: Databases, survey: str, keys: Sequence[PrivateKey], pair: Pair
) -> bytes:
    """Return an archive of the protected answers, for SPSS and with a codebook.

    Raises SecondPersonError or TooFewPeopleError of `analysis.report.microdata`.
    """
    with reading(databases.registry) as session:
        published = publishing.counted(session, survey)
    with reading(databases.responses) as responses:
        opened = tally.open_answers(responses, survey, keys)
    protected = microdata.protect(
        opened.answers, published, officer=pair.officer, second=pair.second
    )
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        head = publishing.letterhead(b"")
        paths = list(microdata_files.write(protected, folder, letterhead=head))
        return papers.packed(paths, folder)
