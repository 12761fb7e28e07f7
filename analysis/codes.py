"""Numbers the different codes of many rows."""

import numpy as np

from analysis.tallies import Counts

_DENSE = 1 << 20


def distinct(codes: Counts) -> tuple[Counts, Counts]:
    """Return the codes that occur, in order, and the place of each row's among them.

    Codes are not negative; those of a small range are looked up instead of sorted.
    """
    most = int(codes.max(initial=0)) + 1
    if most > _DENSE:
        found, places = np.unique(codes, return_inverse=True)
        return found, places.ravel().astype(np.int64)
    found = np.flatnonzero(np.bincount(codes, minlength=most)).astype(np.int64)
    place_of = np.zeros(most, dtype=np.int64)
    place_of[found] = np.arange(len(found))
    return found, place_of[codes]
