"""The part of `results.json` that tells which survey it is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from analysis.figures import Coverage, SurveyFacts
from questionnaires.model import Text


@dataclass(frozen=True, slots=True)
class SurveyBlock:
    """The facts of a survey in the order of the document; unknown ones are absent."""

    name: str
    version: str
    title: Text
    answers: int
    spoiled: int
    mode: str
    seed: int
    software: str
    sample: bool
    organisations: Mapping[str, Coverage]
    opened: date | None = None
    closed: date | None = None
    headcount: int | None = None
    issued: int | None = None
    manifest: str | None = None
    posters: tuple[str, ...] | None = None

    def facts(self, floor: int) -> SurveyFacts:
        """Return the facts that this part of a document tells."""
        eligible = {
            name: coverage.eligible
            for name, coverage in self.organisations.items()
            if coverage.eligible is not None
        }
        return SurveyFacts(
            name=self.name,
            version=self.version,
            title=self.title,
            opened=self.opened,
            closed=self.closed,
            headcount=self.headcount,
            headcounts=eligible or None,
            cell_floor=floor,
            manifest_digest=self.manifest or "",
            issued=self.issued,
            mode=self.mode,
            seed=self.seed,
            software=self.software,
            sample=self.sample,
            posters=self.posters or (),
        )


def survey_block(
    facts: SurveyFacts,
    organisations: Mapping[str, Coverage],
    *,
    answers: int,
    spoiled: int,
) -> SurveyBlock:
    """Return the facts of a survey with what was answered."""
    return SurveyBlock(
        name=facts.name,
        version=facts.version,
        title=facts.title,
        answers=answers,
        spoiled=spoiled,
        mode=facts.mode,
        seed=facts.seed,
        software=facts.software,
        sample=facts.sample,
        organisations=organisations,
        opened=facts.opened,
        closed=facts.closed,
        headcount=facts.headcount,
        issued=facts.issued,
        manifest=facts.manifest_digest or None,
        posters=facts.posters or None,
    )
