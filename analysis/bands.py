"""Says in coarse bands what may not be said exactly."""

from analysis.figures import Cell, Rate, Withheld

_EDGES = (1, 2, 5, 10, 20, 33, 50)


def alike(figure: Cell | Rate, *, reason: str, floor: int) -> Withheld:
    """Return what stands for answers that are all, or all but one, the same.

    The band is of the share of positive answers, or of the rate. It is as narrow as
    leaves room for `floor` people; where none does, nothing is said.
    """
    share = figure.rate if isinstance(figure, Rate) else figure.positive
    edge = next((e for e in _EDGES if e * figure.n >= 100 * floor), None)
    if share is None or edge is None:
        return Withheld(reason)
    low = f"≤{edge}%"
    return Withheld(reason, low if share < 1 / 2 else f"≥{100 - edge}%")
