"""Weights that serve an end: to explain an outcome, or to have the influence that is meant."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from devindex.errors import MethodError, did_you_mean, listed, say, unknown
from devindex.index.arrays import Floats, shares
from devindex.index.registry import method
from devindex.index.weigh.spread import among, full_rows, standardised

__all__ = ["not_one_of", "optimised", "regression"]

DIRECTIONS = ("higher-better", "lower-better")
TARGETS = ("equal", "declared")
IMPORTANCE = ("correlation", "squared-correlation")

RIDGE = 1e-4
"""Length of the rows that tell apart columns which are alike: they share evenly."""


@method(
    "weigh",
    "regression",
    cite="Nardo, Saisana, Saltelli & Tarantola 2005; Lawson & Hanson 1974",
    example=lambda k: {"outcome": "outcome"},
)
def regression(
    z: Floats,
    others: Mapping[str, Floats],
    *,
    outcome: str | None = None,
    direction: str = "higher-better",
) -> Floats:
    r"""Part each sibling has in explaining an outcome: standardised coefficients, none negative.

    .. math:: \min_{\beta \ge 0} \Bigl\lVert \tilde y - \sum_j \beta_j \tilde z_j \Bigr\rVert^2,
              \quad w_j = \frac{\beta_j}{\sum_j \beta_j}

    with a tilde where mean is zero and standard deviation one.

    Parameters
    ----------
    z
        Shape (m, k).
    others
        Series and indicators by code, each (m,).
    outcome
        Code of the series or indicator to explain.
    direction
        ``lower-better`` if less of the outcome is better.

    Returns
    -------
    Shape (k,). Rows with NaN in a sibling or in the outcome are left out. Siblings that are the
    same share evenly. A constant column gets no weight; if no sibling goes with the outcome, or
    fewer than two rows are full, weights are equal.

    Raises
    ------
    MethodError
        If the outcome is not named or not known, or the direction is neither of the two.

    Examples
    --------
    >>> z = np.array([[1.0, 1.0], [2.0, 1.0], [1.0, 2.0], [2.0, 2.0]])
    >>> regression(z, {"gdp": 3 * z[:, 0] + z[:, 1]}, outcome="gdp").round(6)
    array([0.75, 0.25])
    """
    from scipy.optimize import nnls

    y = _outcome(others, outcome) * _sign(direction)
    together = np.column_stack([z, y])
    rows, varies = full_rows(together)
    vary = varies[:-1]
    w = np.zeros(z.shape[1])
    if not (varies[-1] and vary.any()):
        return shares(w)
    x = standardised(rows) / np.sqrt(len(rows))
    k = int(vary.sum())
    w[vary] = nnls(np.vstack([x[:, :-1], RIDGE * np.eye(k)]), np.append(x[:, -1], np.zeros(k)))[0]
    return shares(np.where(w > 1e-9, w, 0.0))


def _outcome(others: Mapping[str, Floats], outcome: str | None) -> Floats:
    if not isinstance(outcome, str):
        raise MethodError(
            say(
                "weigh method 'regression' needs an outcome; name a series or indicator with "
                'outcome = "..."',
                '赋权方法“regression”需要结果变量；请用 outcome = "..." 指定序列或指标',
            )
        )
    if outcome not in others:
        raise MethodError(unknown("series", outcome, others))
    return others[outcome]


def _sign(direction: str) -> float:
    if direction not in ("higher-better", "lower-better"):
        raise MethodError(not_one_of("direction", "regression", direction, DIRECTIONS))
    return 1.0 if direction == "higher-better" else -1.0


def not_one_of(name: str, of: str, value: str, known: tuple[str, ...]) -> str:
    """Sentence for a word that is none of those a weigh method knows."""
    return say(
        "{name!r} of weigh method {of!r} is {value!r}; one of {known} is needed.{hint}",
        "赋权方法{of!r}的{name!r}为{value!r}；应为{known}之一。{hint}",
        name=name,
        of=of,
        value=value,
        known=listed(known),
        hint=did_you_mean(value, known),
    )


@method(
    "weigh",
    "optimised",
    cite="Becker, Saisana, Paruolo & Vandecasteele 2017; Paruolo, Saisana & Saltelli 2013",
    example=lambda k: {"tolerance": 1e9},
)
def optimised(
    z: Floats,
    declared: Floats,
    codes: np.ndarray,
    *,
    target: str = "equal",
    importance: str = "correlation",
    tolerance: float = 0.05,
) -> Floats:
    r"""Weights under which siblings have the importance for their parent they are meant to have.

    Importance is the correlation :math:`\rho_j` with the weighted arithmetic mean of the siblings,
    or its square. Correlations are proportional to targets :math:`t` where :math:`R v \propto t`,
    with :math:`R` the correlations among siblings and :math:`v_j = w_j \sigma_j`. So

    .. math:: \min_{v \ge 0} \; \tfrac12 v' R v - t' v, \quad w_j \propto v_j / \sigma_j

    A sibling ends with no weight only where it already matters more than it is meant to.

    Parameters
    ----------
    z
        Shape (m, k). Rows with NaN are left out.
    declared
        Declared weights (k,), for ``target = "declared"``.
    codes
        Names of the columns, for the message.
    target
        ``equal``, or ``declared`` for importance in proportion to declared weights.
    importance
        ``correlation``, as COINr has it, or ``squared-correlation``, the first-order share of
        variance of Becker and others.
    tolerance
        Greatest miss that is accepted: difference of a sibling's share of importance from its
        target, over the mean share; zero or more.

    Returns
    -------
    Shape (k,). A constant column gets no weight; with fewer than two full rows, or all constant,
    weights are equal. Siblings that are the same share evenly.

    Raises
    ------
    MethodError
        If no weights of zero or more come near the target, with the worst sibling; or if the
        optimiser does not converge.

    Examples
    --------
    >>> z = np.array([[1.0, 5, 2], [2, 1, 9], [3, 4, 1], [4, 2, 5], [5, 6, 4]])
    >>> w = optimised(z, np.ones(3), np.array(["a", "b", "c"]))
    >>> [round(float(np.corrcoef(column, z @ w)[0, 1]), 4) for column in z.T]
    [0.3732, 0.3732, 0.3732]
    """
    if target not in TARGETS:
        raise MethodError(not_one_of("target", "optimised", target, TARGETS))
    if importance not in IMPORTANCE:
        raise MethodError(not_one_of("importance", "optimised", importance, IMPORTANCE))
    if tolerance < 0:
        least = "tolerance of weigh method 'optimised' is {given:g}; zero or more is needed"
        zh = "赋权方法“optimised”的 tolerance 为{given:g}；应不小于零"
        raise MethodError(say(least, zh, given=tolerance))
    rows, vary = full_rows(z)
    if not vary.any():
        return shares(np.zeros(z.shape[1]))
    power = 1.0 if importance == "correlation" else 2.0
    wanted = shares(declared[vary] if target == "declared" else np.ones(int(vary.sum())))
    y = standardised(rows) / np.sqrt(len(rows))
    v = _influence(y, wanted ** (1 / power))
    covariance = y.T @ (y @ v)
    got = np.sign(covariance) * np.abs(covariance) ** power
    if got.sum() > 0:
        miss = np.abs(got / got.sum() - wanted) * len(wanted)
    else:
        miss = np.full(len(wanted), np.inf)
    if miss.max() > tolerance:
        raise MethodError(_missed(codes[vary], got, wanted, miss))
    w = np.zeros(z.shape[1])
    w[vary] = v / rows.std(axis=0)
    return among(vary, shares(w))


def _influence(y: Floats, target: Floats) -> Floats:
    """Least ``v'Rv / 2 - t'v`` with no v negative, where R = y'y. (m, k), (k,) -> (k,)."""
    from scipy.linalg import solve_triangular
    from scipy.optimize import nnls

    root = np.linalg.qr(np.vstack([y, RIDGE * np.eye(len(target))]), mode="r")
    try:
        v = nnls(root, solve_triangular(root, target, trans="T"))[0]
    except RuntimeError as error:  # what SciPy raises after its greatest number of steps
        raise MethodError(
            say(
                "weigh method 'optimised' did not converge on {k} siblings; leave out siblings "
                "that say the same, or choose another method",
                "赋权方法“optimised”在{k}个同级指标上未收敛；请去掉重复的指标，或改用其他方法",
                k=len(target),
            )
        ) from error
    return np.asarray(v)


def _missed(codes: np.ndarray, got: Floats, wanted: Floats, miss: Floats) -> str:
    worst = int(miss.argmax())
    total = got.sum()
    return say(
        "weigh method 'optimised' finds no weights of zero or more that give {codes} the "
        "importance asked for: {worst!r} comes to {got:.1%} where {wanted:.1%} is meant; drop the "
        "sibling that goes with all others or against them, or set a greater 'tolerance'",
        "赋权方法“optimised”找不到使{codes}达到所需重要性的非负权重：{worst!r}为{got:.1%}，目标为"
        "{wanted:.1%}；请删去与其他指标过于一致或相反的指标，或放宽 tolerance",
        codes=listed([str(c) for c in codes], quoted=True),
        worst=str(codes[worst]),
        got=float(got[worst] / total) if total > 0 else 0.0,
        wanted=float(wanted[worst]),
    )
