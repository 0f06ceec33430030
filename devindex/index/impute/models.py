"""Fill holes from the other indicators: neighbours, chained regressions, a joint normal.

Each works on standardised figures of one year, or of all years at once. The nation (group -1) is
left out of every fit and filled from it. Rows are put in the order of their figures first, so
that the order of regions in a file moves nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from devindex.errors import MethodError, say
from devindex.index.arrays import Bools, Floats, Ints
from devindex.index.impute.em import conditional_mean, normal_by_em
from devindex.index.registry import method

__all__ = ["em", "iterative", "nearest"]

Model = Callable[[Floats, Floats], tuple[Floats, Floats]]
"""Provinces' rows and other rows with holes (m, k), (o, k) -> the same without."""


@method("impute", "nearest", cite="Troyanskaya et al. 2001 (KNNimpute)")
def nearest(
    x: Floats, groups: Ints, *, neighbours: int = 5, by_distance: bool = False, pooled: bool = False
) -> Floats:
    r"""Mean of the nearest provinces that have the figure.

    .. math:: x_{ij} = \frac{1}{|N|}\sum_{l \in N} x_{lj}, \qquad
              d_{il} = \sqrt{\frac{k}{|C|}\sum_{j \in C} (z_{ij} - z_{lj})^2}

    over the indicators :math:`C` both have, standardised with n - 1; :math:`N` are the
    ``neighbours`` nearest with figure :math:`j`. scikit-learn's ``KNNImputer`` does the work.

    Parameters
    ----------
    x
        Regions × years × indicators, shape (r, t, k), NaN where missing.
    groups
        Group of each region, -1 for the nation, shape (r,).
    neighbours
        One or more; fewer are taken where fewer have the figure.
    by_distance
        Weigh neighbours by one over their distance.
    pooled
        Look for neighbours in all years, else in the same year.

    Returns
    -------
    Same shape. A row without any figure, or with none in common with another, takes the mean; a
    constant column its constant. What no province has stays NaN.

    Raises
    ------
    MethodError
        If there are fewer than one neighbour.

    Examples
    --------
    >>> x = np.array([[[1.0, 1.0]], [[2.0, 3.0]], [[9.0, 8.0]], [[1.5, np.nan]]])
    >>> nearest(x, np.zeros(4, dtype=int), neighbours=2)[3, 0].round(12)
    array([1.5, 2. ])
    """
    from sklearn.impute import KNNImputer

    if neighbours < 1:
        raise MethodError(
            say(
                "neighbours = {n} fills nothing; one or more are needed",
                "neighbours = {n} 无法插补；应至少为 1",
                n=neighbours,
            )
        )

    def model(fit: Floats, others: Floats) -> tuple[Floats, Floats]:
        weights = "distance" if by_distance else "uniform"
        imputer = KNNImputer(n_neighbors=neighbours, weights=weights)
        filled = imputer.fit_transform(fit)
        return filled, imputer.transform(others) if len(others) else others

    return _filled(x, groups, pooled, model)


@method(
    "impute",
    "iterative",
    cite="van Buuren & Groothuis-Oudshoorn 2011 (chained equations); Tipping 2001",
    above_zero=("rounds", "tolerance"),
)
def iterative(
    x: Floats,
    groups: Ints,
    *,
    pooled: bool = False,
    bounded: bool = True,
    rounds: int = 100,
    tolerance: float = 1e-3,
) -> Floats:
    r"""Chained regressions: each indicator on all others, in turn, until the figures settle.

    .. math:: z_j = \beta_{0j} + \sum_{l \ne j} \beta_{lj} z_l + \varepsilon, \qquad
              \beta_j \sim N(0, \lambda_j^{-1} I)

    scikit-learn's ``IterativeImputer`` with ``BayesianRidge`` (which finds :math:`\lambda_j`
    itself) on standardised figures, fewest holes first. Nothing is drawn at random.

    Parameters
    ----------
    x
        Regions × years × indicators, shape (r, t, k), NaN where missing.
    groups
        Group of each region, -1 for the nation, shape (r,).
    pooled
        Learn from all years at once, else from each year by itself.
    bounded
        Hold what is filled within the range the provinces show: a normal distribution knows no
        lower bound, and a negative figure may have no meaning.
    rounds
        Most rounds over the indicators.
    tolerance
        Settled when no figure moves by more than this share of the largest, in standard scores.

    Returns
    -------
    Same shape. A row without any figure takes the mean; a constant column its constant. What no
    province has stays NaN.

    Raises
    ------
    MethodError
        If the figures have not settled after all rounds.

    Examples
    --------
    >>> x = np.array([[[1.0, 2.0]], [[2.0, np.nan]], [[3.0, 6.0]], [[4.0, 8.0]]])
    >>> iterative(x, np.zeros(4, dtype=int))[1, 0].round(2)
    array([2., 4.])
    """
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.experimental import enable_iterative_imputer  # noqa: F401
    from sklearn.impute import IterativeImputer
    from sklearn.linear_model import BayesianRidge

    def model(fit: Floats, others: Floats) -> tuple[Floats, Floats]:
        imputer = IterativeImputer(BayesianRidge(), max_iter=rounds, tol=tolerance, random_state=0)
        with warnings.catch_warnings():
            warnings.simplefilter("error", ConvergenceWarning)
            try:
                filled = imputer.fit_transform(fit)
            except ConvergenceWarning:
                raise _unsettled("iterative", rounds) from None
        return filled, imputer.transform(others) if len(others) else others

    return _filled(x, groups, pooled, model, bounded)


@method(
    "impute",
    "em",
    cite="Dempster, Laird & Rubin 1977; Little & Rubin 2002; Honaker, King & "
    "Blackwell 2011 (Amelia), ridge prior",
    above_zero=("rounds", "tolerance"),
    example=lambda k: {"ridge": 1.0},
)
def em(
    x: Floats,
    groups: Ints,
    *,
    pooled: bool = False,
    bounded: bool = True,
    ridge: float = 0.0,
    rounds: int = 2000,
    tolerance: float = 1e-6,
) -> Floats:
    r"""Expected figure under a joint normal distribution fitted by expectation-maximisation.

    .. math:: x_m = \mu_m + \Sigma_{mo} \Sigma_{oo}^{-1} (x_o - \mu_o)

    for the missing :math:`m` given the seen :math:`o` of a row, with :math:`\mu, \Sigma` of
    greatest likelihood given all that is seen. With a ridge of :math:`\lambda` every round ends
    with :math:`\Sigma \leftarrow (n \Sigma + \lambda \operatorname{diag} \Sigma) / (n + \lambda)`:
    as if :math:`\lambda` more rows had shown unrelated indicators.

    Parameters
    ----------
    x
        Regions × years × indicators, shape (r, t, k), NaN where missing.
    groups
        Group of each region, -1 for the nation, shape (r,).
    pooled
        Learn from all years at once, else from each year by itself.
    bounded
        Hold what is filled within the range the provinces show: a normal distribution knows no
        lower bound, and a negative figure may have no meaning.
    ridge
        Rows' worth of prior, zero or more. Needed where there are no more rows than indicators.
    rounds
        Most rounds.
    tolerance
        Settled when no mean and covariance of the standardised figures moves by more.

    Returns
    -------
    Same shape. A row without any figure takes the mean; a constant column its constant. What no
    province has stays NaN.

    Raises
    ------
    MethodError
        If there are too few rows for the indicators, some indicators follow exactly from others,
        or the figures have not settled after all rounds.

    Examples
    --------
    >>> x = np.array([[[1.0, 1.0]], [[2.0, 3.0]], [[3.0, 2.0]], [[4.0, 5.0]], [[3.5, np.nan]]])
    >>> em(x, np.zeros(5, dtype=int))[4, 0].round(2)
    array([3.5 , 3.85])
    """
    if ridge < 0:
        raise MethodError(
            say(
                "ridge = {ridge} is negative; zero or more is needed",
                "ridge = {ridge} 为负数；应为零或正数",
                ridge=ridge,
            )
        )

    def model(fit: Floats, others: Floats) -> tuple[Floats, Floats]:
        found = normal_by_em(fit, ridge=ridge, rounds=rounds, tolerance=tolerance)
        if found is None:
            raise _unsettled("em", rounds)
        return conditional_mean(fit, *found), conditional_mean(others, *found)

    return _filled(x, groups, pooled, model, bounded)


def _filled(x: Floats, groups: Ints, pooled: bool, model: Model, bounded: bool = False) -> Floats:
    """Run a model on the rows of each year, or of all years: (r, t, k) -> (r, t, k)."""
    t, k = x.shape[1:]
    if pooled:
        fit = np.repeat(groups >= 0, t)
        return _rows_filled(x.reshape(-1, k), fit, model, bounded).reshape(x.shape)
    years = [_rows_filled(x[:, n], groups >= 0, model, bounded) for n in range(t)]
    return np.stack(years, axis=1) if years else x.copy()


def _rows_filled(rows: Floats, fit: Bools, model: Model, bounded: bool) -> Floats:
    """Fill from provinces (``fit``): columns that vary by the model, the others by the mean."""
    order = np.lexsort(rows.T[::-1]) if rows.size else np.arange(len(rows))
    x, own = rows[order], fit[order]
    seen = ~np.isnan(x)
    known = np.where(seen & own[:, None], x, 0.0)
    n = (seen & own[:, None]).sum(axis=0)
    mean = np.where(n > 0, known.sum(axis=0) / np.maximum(n, 1), np.nan)
    off = np.where(seen & own[:, None], x - mean, 0.0)
    sd = np.sqrt((off**2).sum(axis=0) / np.maximum(n - 1, 1))
    varies = sd > 1e-12 * np.maximum(np.abs(mean), 1e-300)
    done = np.where(seen, x, mean)
    z = ((x - mean) / np.where(varies, sd, 1.0))[:, varies]
    some = seen[:, varies].any(axis=1)
    if np.isnan(z[some]).any():
        filled = np.empty_like(z[some])
        inner = own[some]
        filled[inner], filled[~inner] = model(z[some & own], z[some & ~own])
        if bounded:
            filled = np.clip(filled, np.nanmin(z[own], axis=0), np.nanmax(z[own], axis=0))
        block = mean[varies] + sd[varies] * filled
        done[np.ix_(some, varies)] = np.where(np.isnan(z[some]), block, x[np.ix_(some, varies)])
    out = np.empty_like(rows)
    out[order] = done
    return out


def _unsettled(name: str, rounds: int) -> MethodError:
    return MethodError(
        say(
            "impute method {name!r} has not settled after {rounds} rounds; allow more rounds or a "
            "wider tolerance, or pool the years",
            "插补方法{name!r}迭代{rounds}次仍未收敛；请增加 rounds、放宽 tolerance，"
            "或设 pooled = true",
            name=name,
            rounds=rounds,
        )
    )
