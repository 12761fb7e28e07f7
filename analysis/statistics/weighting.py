"""Makes a sample resemble the people it stands for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from analysis.statistics.design import Design
from analysis.statistics.samples import (
    FloatArray,
    IntArray,
    ShapeError,
    TooFewError,
    UndefinedError,
    codes,
    numbers,
)

_CLOSE = 1e-12
_ROUNDS = 2000


class RakingError(UndefinedError):
    """No weights meet all margins at once."""


@dataclass(frozen=True, slots=True)
class Margin:
    """Holds each respondent's class and how many people are in each class."""

    labels: ArrayLike
    people: Mapping[str, float]


def rake(design: Design, margins: Sequence[Margin]) -> Design:
    r"""Return the design with weights that meet every margin.

    .. math::
        w_i \leftarrow w_i \, \frac{N_c}{\sum_{j \in c} w_j}
        \quad \text{for each class } c \ni i \text{ of each margin, in turn}

    until all classes have their :math:`N_c` people (iterative proportional
    fitting). The design then knows its margins, so that `design_mean` takes the
    residuals from them (GREG on the weights before raking).

    Raises
    ------
    RakingError
        if the weights do not settle.
    ShapeError
        if the margins have different sums.
    TooFewError
        if nobody answered from a class that has people.

    References
    ----------
    Deming, W. E. and Stephan, F. F. (1940). On a least squares adjustment of a
    sampled frequency table. Annals of Mathematical Statistics, 11(4), 427-444.
    https://doi.org/10.1214/aoms/1177731829
    Deville, J.-C., Särndal, C.-E. and Sautory, O. (1993). Generalized raking
    procedures in survey sampling. JASA, 88(423), 1013-1020.
    https://doi.org/10.1080/01621459.1993.10476369

    Examples
    --------
    Californian schools raked to type and to target met; R's survey printed weights
    from 15.0402777 to 44.5425660:

    >>> from analysis.statistics.design import stratified
    >>> counts = [9, 91, 24, 26, 15, 35]
    >>> kinds = np.repeat(["E", "E", "H", "H", "M", "M"], counts)
    >>> met = np.repeat(["No", "Yes"] * 3, counts)
    >>> people = {"E": 4421, "H": 755, "M": 1018}
    >>> raked = rake(stratified(kinds, people),
    ...              [Margin(kinds, people), Margin(met, {"No": 1072, "Yes": 5122})])
    >>> round(float(raked.weights.min()), 5), round(float(raked.weights.max()), 5)
    (15.04028, 44.54257)

    """
    classes = [_classes(margin, design.weights.size) for margin in margins]
    totals = [float(people.sum()) for _, people in classes]
    if not np.allclose(totals, totals[0], rtol=1e-9, atol=0):
        raise ShapeError("The margins count different numbers of people.")
    weights = design.weights.copy()
    for _ in range(_ROUNDS):
        furthest = 0.0
        for places, people in classes:
            steps = people / np.bincount(places, weights=weights)
            furthest = max(furthest, float(np.abs(steps - 1).max()))
            weights = weights * steps[places]
        if furthest < _CLOSE:
            return _calibrated(design, weights, classes)
    raise RakingError("No weights meet all margins at once.")


def kish_n(weights: ArrayLike) -> float:
    r"""Return how many equally weighted answers would tell as much.

    .. math::
        n_{eff} = \frac{(\sum_i w_i)^2}{\sum_i w_i^2}

    References
    ----------
    Kish, L. (1965). Survey sampling, section 11.7. ISBN 0-471-48900-X.
    Kish, L. (1992). Weighting for unequal P_i. Journal of Official Statistics,
    8(2), 183-200.

    Examples
    --------
    200 Californian schools; R printed a design effect of 1.186371:

    >>> weights = np.repeat([44.21, 15.1, 20.36], [100, 50, 50])
    >>> round(200 / kish_n(weights), 6)
    1.186371

    """
    given = numbers(weights)
    return float(given.sum()) ** 2 / float((given**2).sum())


def _classes(margin: Margin, respondents: int) -> tuple[IntArray, FloatArray]:
    """Return each respondent's class, and the people of the classes."""
    distinct, places = codes(margin.labels)
    if places.size != respondents:
        raise ShapeError("Each respondent needs one class of each margin.")
    names = [str(label) for label in distinct]
    unknown = [name for name in names if name not in margin.people]
    if unknown:
        raise ShapeError(f"The margin does not count {unknown[0]}.")
    if any(margin.people[name] <= 0 for name in names):
        raise ShapeError("Somebody answered from a class without people.")
    empty = [name for name, size in margin.people.items() if size and name not in names]
    if empty:
        raise TooFewError(f"Nobody answered from {empty[0]}.")
    return places, np.array([margin.people[name] for name in names], dtype=np.float64)


def _calibrated(
    design: Design,
    weights: FloatArray,
    classes: Sequence[tuple[IntArray, FloatArray]],
) -> Design:
    """Return the design with new weights and the space of its margins."""
    members = np.concatenate(
        [np.eye(len(people))[at] for at, people in classes], axis=1
    )
    roots = np.sqrt(design.weights)
    left, sizes, _ = np.linalg.svd(members * roots[:, np.newaxis], full_matrices=False)
    basis = left[:, sizes > sizes[0] * 1e-10]
    return replace(design, weights=weights, basis=basis, roots=roots)
