"""Names and titles of figures in several languages, for grids."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from analysis.charts.breakdowns import cell_title
from analysis.charts.organisations import index_title
from analysis.report import headings
from analysis.report.grids import Heading
from analysis.results import Results
from analysis.wording import Words, alphabetical
from questionnaires.model import Text

Figure = TypeVar("Figure")


@dataclass(frozen=True, slots=True)
class Titles:
    """The titles of the figures of some results; the first language is of headings."""

    results: Results
    tongues: tuple[Words, ...]

    @property
    def words(self) -> Words:
        """Return the words of the first language."""
        return self.tongues[0]

    def titled(self, told: str, column: str = "title") -> tuple[Heading, ...]:
        """Return the headings over titles, one for each language."""
        return tuple(headings.title(one, told, column=column) for one in self.tongues)

    def said(self, tell: Callable[[Words], str]) -> tuple[str, ...]:
        """Say something in each language."""
        return tuple(tell(one) for one in self.tongues)

    def text(self, text: Text) -> tuple[str, ...]:
        """Return a text in each language."""
        return self.said(lambda one: text.to(one.language))

    def name(self, block: str, name: str) -> tuple[str, ...]:
        """Return the title of a figure of a block in each language."""
        asked = self.results.questionnaire
        if block == "indices":
            return self.said(lambda one: index_title(name, one))
        if block == "indicators":
            found = {one.name: one.title for one in asked.indicators}
            return self.text(found[name])
        if block == "experience":
            return self.text(asked.experience_title(name))
        item = asked.item(name)
        return self.text(item.crosswise.sensitive if item.crosswise else item.text)

    def grouped(
        self, by: Mapping[str, Mapping[str, Figure]]
    ) -> Iterator[tuple[tuple[str, str], Figure]]:
        """Yield the figures of all cuts, each with the names of its cut and group."""
        asked = self.results.questionnaire
        for cut in asked.cuts:
            cells = by.get(cut.name, {})
            for label in alphabetical(cells):
                told = cell_title(asked, cut, label, self.words)
                yield (cut.name, told), cells[label]
