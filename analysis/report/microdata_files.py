"""Writes everything that an archive gets of protected microdata into one folder."""

from collections.abc import Iterator
from pathlib import Path

from analysis.report import ddi, spss
from analysis.report.letterhead import DISTRICT, Letterhead
from analysis.report.microdata import Microdata
from analysis.wording import LANGUAGES

CODEBOOK = "codebook.xml"


def write(
    microdata: Microdata, folder: Path, *, letterhead: Letterhead = DISTRICT
) -> Iterator[Path]:
    """Write a file of SPSS in each language, the full labels, and the codebook."""
    for language in LANGUAGES:
        answers, labels = spss.write(microdata, folder, language=language)
        yield answers
    yield labels
    codebook = folder / CODEBOOK
    first = f"answers-{LANGUAGES[0]}.sav"
    codebook.write_bytes(ddi.render(microdata, first, letterhead=letterhead))
    yield codebook
