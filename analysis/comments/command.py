"""`python -m analysis comments ANSWERS.csv`: the sheet to review comments on."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from analysis import dataset
from analysis.comments import model, sheet
from analysis.options import missing_codes
from questionnaires import loader

NAME = "comments"


def run(arguments: Sequence[str]) -> list[Path]:
    """Write the sheet of all comments of a file of answers, masked."""
    options = _parser().parse_args(arguments)
    if options.out.suffix not in sheet.ENDINGS:
        raise sheet.ending_fault(options.out)
    questionnaire = loader.read(loader.source_of(options.questionnaire))
    sheets = dataset.read_csv(
        questionnaire,
        options.answers,
        group=options.group,
        missing_codes=missing_codes(options.missing_code, questionnaire),
    )
    answers = dataset.from_answers(questionnaire, sheets)
    sheet.write(model.masked(model.raw(answers)), questionnaire, options.out)
    return [options.out]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"python -m analysis {NAME}",
        description="Write the comments, masked, for a person to review and release.",
    )
    parser.add_argument("answers", type=Path, metavar="ANSWERS.csv")
    parser.add_argument("--questionnaire", required=True, metavar="NAME_OR_FILE")
    parser.add_argument("--group", metavar="COLUMN", help="the organisations' column")
    parser.add_argument(
        "--missing-code", action="append", default=[], metavar="9=dont_know"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="REVIEW.xlsx")
    return parser
