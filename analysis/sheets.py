"""One respondent's answers as they reach the analysis."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sheet:
    """One respondent's answers, and the group that the answer came from ("": none)."""

    answers: Mapping[str, object]
    group: str = ""
