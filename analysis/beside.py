"""What people put beside the answers: reviewed comments, deductions, earlier waves."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analysis import changes, deductions, deductions_file, disclosure, together
from analysis.comments import model, review, themes
from analysis.comments.model import MaskedComment
from analysis.dataset import Dataset
from analysis.deductions import Entered
from analysis.disclosure import Published, UnprotectedError
from analysis.plain import ShapeOfDocumentError
from analysis.results import Comments, Released, Results
from questionnaires import loader
from questionnaires.faults import FaultsError, fault
from questionnaires.model import Questionnaire

PACKAGED = ("internal_integrity", "citizen_satisfaction")


class WaveError(FaultsError):
    """Results of an earlier wave that cannot be compared with this one."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the answers of a survey; earlier waves from first to last.

    `other` is the survey of citizens beside that of staff, or the other way round.
    """

    reviewed: model.Review | None = None
    cases: tuple[Entered, ...] = ()
    waves: tuple[Published[Results], ...] = ()
    other: Published[Results] | None = None

    def with_comments(self, results: Results, answers: Dataset) -> Results:
        """Return results with the themes of the comments and the released ones."""
        comments = model.masked(model.raw(answers))
        floor = results.facts.cell_floor
        found = themes.counted(comments, floor=floor, review=self.reviewed)
        return replace(results, themes=found, comments=self._released())

    def with_review(
        self, published: Published[Results], comments: Sequence[MaskedComment]
    ) -> Published[Results]:
        """Return published results with what a later review made of the comments."""
        floor = published.value.facts.cell_floor
        found = themes.counted(comments, floor=floor, review=self.reviewed)
        return disclosure.with_comments(published, found, self._released())

    def with_entered(self, published: Published[Results]) -> Published[Results]:
        """Return published results with deductions and what moved between waves."""
        rules = deductions.packaged()
        indices = deductions.deducted(published.value.indices, self.cases, rules)
        moved = changes.changes(self.waves, published)
        told = disclosure.with_entered(published, indices, moved)
        both = together.together(told, self.other)
        return disclosure.with_entered(told, indices, moved, both)

    def _released(self) -> Comments | None:
        if self.reviewed is None:
            return None
        found = (
            Released(one.item, one.text, one.themes) for one in self.reviewed.released
        )
        ordered = sorted(found, key=lambda one: (one.item, one.text))
        return Comments(tuple(ordered), self.reviewed.day)


NOTHING = Beside()


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that name the files beside the answers."""
    parser.add_argument(
        "--comments",
        type=Path,
        metavar="REVIEW.xlsx",
        help="the reviewed sheet that `python -m analysis comments` wrote",
    )
    parser.add_argument(
        "--deductions",
        type=Path,
        metavar="FILE.csv",
        help="known cases that take points off an index (docs/formats.md)",
    )
    parser.add_argument(
        "--previous",
        type=Path,
        action="append",
        default=[],
        metavar="results.json",
        help="an earlier wave; may be repeated, from first to last",
    )
    parser.add_argument(
        "--previous-questionnaire",
        action="append",
        default=[],
        metavar="FILE.toml",
        help="the definition of an earlier wave that had another version",
    )
    parser.add_argument(
        "--other-survey",
        type=Path,
        metavar="results.json",
        help="the survey of citizens beside that of staff, or the other way round",
    )


def read(options: argparse.Namespace, answers: Dataset) -> Beside:
    """Return what the named files hold; raise with all faults of the first bad one."""
    questionnaire = answers.questionnaire
    reviewed = None
    if options.comments is not None:
        comments = model.masked(model.raw(answers))
        reviewed = review.read(options.comments, comments)
    cases: tuple[Entered, ...] = ()
    if options.deductions is not None:
        rules = deductions.packaged()
        cases = deductions_file.read(options.deductions, questionnaire, rules)
    known = [questionnaire]
    known += [
        loader.read(loader.source_of(name)) for name in options.previous_questionnaire
    ]
    waves = tuple(wave(path, known) for path in options.previous)
    other = None
    if options.other_survey is not None:
        other = wave(options.other_survey, [*known, *map(loader.load, PACKAGED)])
    return Beside(reviewed, cases, waves, other)


def wave(path: Path, known: list[Questionnaire]) -> Published[Results]:
    """Return the release of an earlier wave, with the questionnaire that it had."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        survey = document["survey"]
        asked = (survey["name"], survey["version"])
    except (ValueError, KeyError, TypeError) as error:
        raise _error(path, "Үр дүнгийн файл биш байна.", "Not a results file.") from (
            error
        )
    found = next((one for one in known if (one.name, one.version) == asked), None)
    if found is None:
        mn = f"{asked[0]} {asked[1]}: --previous-questionnaire гэж асуулгыг нь өгнө үү."
        en = f"{asked[0]} {asked[1]}: give its definition (--previous-questionnaire)."
        raise _error(path, mn, en)
    try:
        published = disclosure.restored(document, found)
    except (ShapeOfDocumentError, UnprotectedError, KeyError) as error:
        mn = "Энэ файлд хамгаалагдсан бүрэн үр дүн алга."
        raise _error(path, mn, "It holds no complete release.") from error
    if published.value.disclosure.rounded:
        mn = "Бүхэлчлээгүй results.json файлыг өгнө үү."
        raise _error(path, mn, "Give results.json, which is not rounded.")
    return published


def _error(path: Path, mn: str, en: str) -> WaveError:
    return WaveError([fault(path.name, mn, en)])
