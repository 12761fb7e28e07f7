"""Fits the one-factor model by maximum likelihood, as omega needs it."""

import numpy as np
from scipy import optimize

from analysis.statistics.samples import FloatArray, NoSpreadError

_LEAST_RESIDUAL = 1e-6
_SINGULAR = 1e-10
_STEPS, _CLOSE, _FLAT, _OWN = 60, 0.1, 1e-9, 0.96


def one_factor(covariance: FloatArray) -> tuple[FloatArray, FloatArray]:
    r"""Return loadings and residual variances of one common factor.

    The discrepancy, with the loadings profiled out, is

    .. math::
        F(\psi) = \sum_{j > 1} (\theta_j - \log \theta_j - 1)

    where :math:`\theta_1 \ge \theta_2 \ge \dots` are the eigenvalues of
    :math:`\psi^{-1/2} R \psi^{-1/2}`, :math:`R` the correlation matrix of the
    items and :math:`\psi` the residual variances, kept above
    :math:`10^{-6}` of an item's variance.

    Raises
    ------
    NoSpreadError
        if an item has no variance, or is a copy of others.

    References
    ----------
    Jöreskog, K. G. (1967). Some contributions to maximum likelihood factor
    analysis. Psychometrika, 32(4), 443-482. https://doi.org/10.1007/BF02289658

    Examples
    --------
    Loadings 0.9, 0.6 and 0.5 give their own correlations back:

    >>> true = np.array([0.9, 0.6, 0.5])
    >>> correlations = np.outer(true, true) + np.diag(1 - true**2)
    >>> loadings, residuals = one_factor(correlations)
    >>> bool(np.allclose(loadings, true)), bool(np.allclose(residuals, 1 - true**2))
    (True, True)

    """
    spread = np.sqrt(np.diag(covariance))
    if not (spread > 0).all():
        raise NoSpreadError("An item has the same answer from everybody.")
    correlation = covariance / np.outer(spread, spread)
    if float(np.linalg.eigvalsh(correlation)[0]) < _SINGULAR:
        raise NoSpreadError("An item can be computed from the others.")
    log_residuals = _fitted(correlation)
    loadings = _loadings(correlation, log_residuals)
    return loadings * spread, np.exp(log_residuals) * spread**2


def _fitted(correlation: FloatArray) -> FloatArray:
    """Return the logarithms of the residual variances that fit best.

    The slope is zero there, and is searched for from where expectation-maximisation
    has come. Where an item hardly belongs to the others there may be several such
    points or none: the best fit is then found by descending instead.
    """
    near = _approached(correlation)
    found = optimize.root(lambda at: _slope(correlation, at), near, tol=1e-13).x
    inside = (found >= np.log(_LEAST_RESIDUAL)).all() and (found <= 0).all()
    clear = np.abs(found - near).max() < _CLOSE and np.exp(found).max() < _OWN
    if inside and clear and np.abs(_slope(correlation, found)).max() < _FLAT:
        return np.asarray(found, dtype=np.float64)
    return _descended(correlation)


def _approached(correlation: FloatArray) -> FloatArray:
    """Return residuals after some steps of expectation-maximisation.

    Rubin, D. B. and Thayer, D. T. (1982). EM algorithms for ML factor analysis.
    https://doi.org/10.1007/BF02293851
    """
    residuals = 0.5 / np.diag(np.linalg.inv(correlation))
    loadings = _loadings(correlation, np.log(residuals))
    for _ in range(_STEPS):
        weights = loadings / residuals
        weights /= 1 + loadings @ weights
        with_factor = correlation @ weights
        loadings = with_factor / (1 - weights @ loadings + weights @ with_factor)
        residuals = np.maximum(1 - loadings * with_factor, _LEAST_RESIDUAL)
    return np.asarray(np.log(residuals))


def _descended(correlation: FloatArray) -> FloatArray:
    """Return residuals after descending as far as their bounds allow."""
    start = np.log(0.5 / np.diag(np.linalg.inv(correlation)))
    bounds = [(np.log(_LEAST_RESIDUAL), 0.0)] * len(start)
    rough = optimize.minimize(
        lambda at: (_discrepancy(correlation, at), _slope(correlation, at)),
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"ftol": 1e-15, "gtol": 1e-10, "maxiter": 2000},
    )
    polished = optimize.root(lambda at: _slope(correlation, at), rough.x, tol=1e-13)
    better = _discrepancy(correlation, polished.x) <= rough.fun + 1e-12
    inside = (polished.x >= bounds[0][0]).all()
    return np.asarray(polished.x if better and inside else rough.x, dtype=np.float64)


def _eigen(
    correlation: FloatArray, log_residuals: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return eigenvalues, ascending, and vectors of the rescaled correlations."""
    scale = np.exp(-log_residuals / 2)
    values, vectors = np.linalg.eigh(correlation * np.outer(scale, scale))
    return values, vectors


def _discrepancy(correlation: FloatArray, log_residuals: FloatArray) -> float:
    """Return how far the model is from the correlations."""
    values = _eigen(correlation, log_residuals)[0][:-1]
    return float((values - np.log(values) - 1).sum())


def _loadings(correlation: FloatArray, log_residuals: FloatArray) -> FloatArray:
    """Return the loadings that belong to residual variances, their sum positive."""
    values, vectors = _eigen(correlation, log_residuals)
    length = np.sqrt(max(values[-1] - 1, 0.0))
    loadings = np.exp(log_residuals / 2) * vectors[:, -1] * length
    return np.asarray(loadings if loadings.sum() >= 0 else -loadings)


def _slope(correlation: FloatArray, log_residuals: FloatArray) -> FloatArray:
    """Return the discrepancy's derivative by the logarithms of the residuals."""
    residuals = np.exp(log_residuals)
    loadings = _loadings(correlation, log_residuals)
    excess = loadings**2 + residuals - np.diag(correlation)
    return np.asarray(excess / residuals)
