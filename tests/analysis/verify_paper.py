"""Checks every kind of report, in both languages, with veraPDF's PDF/UA-1 profile.

Needs a JDK and Debian's `libjaxb-java`; `make verify-paper` brings the validator.
Prints a line for each file, and exits with 1 if one has a fault, or if the validator
passes a file from which the language was taken.
"""

import io
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from analysis.report import pdf
from analysis.wording import LANGUAGES
from tests.support import kinds

PROGRAM = Path(__file__).parents[1] / "support" / "PdfUa.java"
JAVA = Path("/usr/share/java")
JARS = (
    "jaxb-runtime", "jaxb-core", "jaxb-impl", "jaxb-api", "istack-commons-runtime",
    "txw2", "stax-ex", "javax.activation", "FastInfoset",
)  # fmt: skip
SPOILT = "spoilt.pdf"


def write(folder: Path) -> Iterator[Path]:
    """Write each report, and one that says no language, which must not pass."""
    held = b""
    for language in LANGUAGES:
        for name in kinds.KINDS:
            held = pdf.render(kinds.build(name, language))
            path = folder / f"{name.replace(' ', '-')}-{language}.pdf"
            path.write_bytes(held)
            yield path
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(held)))
    del writer.root_object["/Lang"]
    writer.write(folder / SPOILT)
    yield folder / SPOILT


def check(validator: Path, paths: list[Path]) -> list[str]:
    """Return the validator's line for each file."""
    (jar,) = validator.rglob("*.jar")
    jars = ":".join([str(jar), *(str(JAVA / f"{name}.jar") for name in JARS)])
    done = subprocess.run(  # noqa: S603  our own program on our own files
        ["/usr/bin/java", "-cp", jars, str(PROGRAM), *map(str, paths)],
        capture_output=True,
        check=False,
        text=True,
    )
    lines = done.stdout.splitlines()
    if len(lines) != len(paths):
        sys.stderr.write(done.stderr)
    return lines


def main(validator: Path) -> int:
    """Print what the validator says of each file."""
    with tempfile.TemporaryDirectory() as folder:
        paths = list(write(Path(folder)))
        lines = check(validator, paths)
    wrong = len(paths) - len(lines)
    for path, line in zip(paths, lines, strict=False):
        verdict, count, _name, faults = line.split("\t")
        sys.stdout.write(f"{verdict}  {path.name}: {count} checks {faults}\n")
        wrong += verdict != ("FAIL" if path.name == SPOILT else "PASS")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
