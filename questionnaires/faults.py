"""What is wrong with a file that somebody wrote: where it is, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass

from questionnaires.model import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the place as the author knows it, and a sentence about it."""

    place: str
    text: Text

    def to(self, language: str) -> str:
        """Return the fault as one line in a language."""
        return f"{self.place}: {self.text.to(language)}"


class FaultsError(Exception):
    """Input with faults; all of them are told together."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults in the order in which they stand in the input."""
        self.faults = tuple(faults)
        super().__init__(self.to("en"))

    def to(self, language: str) -> str:
        """Return all faults in a language, a line each."""
        return "\n".join(fault.to(language) for fault in self.faults)


def fault(place: str, mn: str, en: str) -> Fault:
    """Return a fault told in Mongolian and English."""
    return Fault(place, Text({"mn": mn, "en": en}))
