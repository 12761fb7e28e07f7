"""`python -m analysis ANSWERS.csv --questionnaire NAME`: analysis without the web."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from analysis import beside, dataset, evaluation
from analysis.comments import command as comments
from analysis.figures import SurveyFacts
from analysis.options import OptionsError, missing_codes
from analysis.report import formats
from questionnaires import loader
from questionnaires.faults import FaultsError, fault
from questionnaires.model import Questionnaire

FAULTY = 2
CELL_FLOOR, LOWEST_FLOOR = 10, 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Analyse a file of answers; return 0, or 2 after naming all faults."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        for path in _run(given):
            sys.stdout.write(f"{path}\n")
    except FaultsError as error:
        sys.stderr.write(f"{error.to('mn')}\n\n{error.to('en')}\n")
        return FAULTY
    except OSError as error:
        sys.stderr.write(f"{error.filename}: {error.strerror}\n")
        return FAULTY
    return 0


def _run(arguments: Sequence[str]) -> list[Path]:
    if arguments[:1] == [comments.NAME]:
        return comments.run(arguments[1:])
    options = _parser().parse_args(arguments)
    files = formats.chosen(options)
    questionnaire = loader.read(loader.source_of(options.questionnaire))
    codes = missing_codes(options.missing_code, questionnaire)
    sheets = dataset.read_csv(
        questionnaire, options.answers, group=options.group, missing_codes=codes
    )
    headcounts = None
    if options.headcounts is not None:
        headcounts = dataset.read_headcounts(options.headcounts)
    answers = dataset.from_answers(questionnaire, sheets)
    facts = _facts(questionnaire, headcounts, floor=options.cell_floor)
    told = beside.read(options, answers)
    published = evaluation.evaluate(answers, facts, beside=told)
    return list(evaluation.write(published, options.out, files=files))


def _facts(
    questionnaire: Questionnaire, headcounts: Mapping[str, int] | None, *, floor: int
) -> SurveyFacts:
    if floor < LOWEST_FLOOR:
        mn = f"Хамгийн бага нь {LOWEST_FLOOR} байна."
        raise OptionsError(
            [fault("--cell-floor", mn, f"{LOWEST_FLOOR} is the lowest floor.")]
        )
    return SurveyFacts(
        name=questionnaire.name,
        version=questionnaire.version,
        title=questionnaire.title,
        opened=None,
        closed=None,
        headcount=sum(headcounts.values()) if headcounts else None,
        headcounts=headcounts,
        cell_floor=floor,
        manifest_digest="",
        issued=None,
        mode="file",
        seed=0,
        software=f"shudarga {version('shudarga')}",
        sample=False,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m analysis",
        description="Score a file of answers, protect the results and report them.",
    )
    parser.add_argument("answers", type=Path, metavar="ANSWERS.csv")
    parser.add_argument("--questionnaire", required=True, metavar="NAME_OR_FILE")
    parser.add_argument("--group", metavar="COLUMN", help="the organisations' column")
    parser.add_argument(
        "--headcounts", type=Path, metavar="FILE.csv", help="columns group, eligible"
    )
    parser.add_argument(
        "--missing-code",
        action="append",
        default=[],
        metavar="9=dont_know",
        help="a value of the file that stands for a missing code; may be repeated",
    )
    beside.add_options(parser)
    formats.add_options(parser)
    parser.add_argument("--cell-floor", type=int, default=CELL_FLOOR, metavar="N")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    return parser


if __name__ == "__main__":
    sys.exit(main())
