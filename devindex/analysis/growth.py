"""Whether regions come closer: dispersion over time, and growth against the starting level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from devindex.analysis.subject import Given, Subject, by_region, positive, step_of, subject
from devindex.drawn import Drawn
from devindex.errors import MethodError, Sentence, listed, say, unknown
from devindex.index.result import Index

__all__ = ["Convergence", "convergence", "speed_of"]

Robust: TypeAlias = Literal["HC0", "HC1", "HC2", "HC3", "nonrobust"]
Conditions: TypeAlias = "Mapping[str, pd.DataFrame | pd.Series] | Sequence[str] | None"
LEAST = 3
"""Regions a regression needs beyond its coefficients."""


@dataclass(frozen=True, repr=False)
class Convergence(Drawn):
    """Sigma and beta convergence of regions.

    Attributes
    ----------
    sigma
        One row a year: ``regions``, ``sd_log`` (standard deviation of the logarithms) and ``cv``
        (coefficient of variation), both with divisor n.
    trend, trend_p
        Yearly change of ``sd_log`` by least squares, and its two-sided p-value; NaN with fewer
        than three years.
    frame
        One row a model (``absolute``, ``conditional``, ``panel``, ``panel-conditional``): ``beta``,
        ``se``, ``t``, ``p`` (two-sided), ``speed`` and ``speed_se`` (share of the gap closed a
        year), ``half_life`` (years), ``r2``, ``observations``, ``regions``, ``years`` (length of
        the step of growth).
    coefficients
        One row a model and term: ``coefficient``, ``se``, ``t``, ``p``.
    start, end
        Years between which growth is taken across regions.
    errors
        Covariance of the regressions across regions.
    """

    subject: Subject
    sigma: pd.DataFrame
    trend: float
    trend_p: float
    frame: pd.DataFrame
    coefficients: pd.DataFrame
    start: int
    end: int
    errors: str

    def summary(self, lang: str = "en") -> str:
        """One line: sigma, absolute beta; speed and half-life where convergence is found."""
        one, sd = self.frame.loc["absolute"], self.sigma["sd_log"]
        found = say("none shown", "未见收敛")
        if one["beta"] < 0 and one["p"] < 0.05:
            found = say("convergence", "存在收敛")
            if one["speed"] > 0:
                found = say(
                    "convergence; speed {speed:.1%} a year, half-life {half:.0f} years",
                    "存在收敛；收敛速度每年{speed:.1%}，半衰期{half:.0f}年",
                    speed=one["speed"],
                    half=one["half_life"],
                )
        said = say(
            "{name}, {start}-{end}: sigma {moved}; absolute beta {beta:.4f} ({p}), {found}",
            "{name}，{start}—{end}年：σ{moved}；绝对β系数{beta:.4f}（{p}），{found}",
            name=Sentence(self.subject.name.en, self.subject.name.zh),
            start=self.start,
            end=self.end,
            moved=_moved(sd[self.start], sd[self.end]),
            beta=one["beta"],
            p="p < 0.001" if one["p"] < 0.001 else f"p = {one['p']:.3f}",
            found=found,
        )
        return said.zh if lang == "zh" else str(said)


def convergence(
    given: Given,
    *,
    conditions: Conditions = None,
    start: int | None = None,
    end: int | None = None,
    errors: Robust = "HC3",
    node: str | None = None,
) -> Convergence:
    r"""Test whether regions converge: sigma, and beta across regions and in the panel.

    Across regions, with growth over :math:`T` years,

    .. math:: \tfrac{1}{T} \ln(y_{iT} / y_{i0}) = a + b \ln y_{i0} + c' z_{i0} + u_i

    and in the panel, with an effect of each region and of each year and standard errors clustered
    by region,

    .. math:: \tfrac{1}{h} \ln(y_{it} / y_{i,t-h})
              = a_i + d_t + b \ln y_{i,t-h} + c' z_{i,t-h} + u_{it}

    The speed is :math:`\lambda = -\ln(1 + bT) / T` and the half-life :math:`\ln 2 / \lambda`.
    Without :math:`z` convergence is absolute, with it conditional. Estimated by statsmodels.

    Parameters
    ----------
    given
        An index, or a table of regions (rows) by years (columns).
    conditions
        What the steady state depends on: tables by region and year, or series by region, under
        their names; of an index also the codes of its nodes or indicators. They enter as they
        are, with their value at the start of the growth. One that never changes in time enters
        across regions only: in the panel the effects of the regions hold it.
    start, end
        First and last year; of the values if not given.
    errors
        Robust covariance of the regressions across regions (HC3 suits few regions).
    node
        A dimension or theme of the index in place of the whole.

    Returns
    -------
    A region without one of the values a regression needs is left out of it. ``speed`` is negative
    where regions diverge, and NaN where :math:`1 + bT \le 0` (the gap would be overshot);
    ``half_life`` is NaN unless the speed is above 0. The panel models need three years.

    Raises
    ------
    MethodError
        If a value is zero or less, the years are not equally far apart, there are too few regions
        for the coefficients, or the starting levels do not differ.

    Notes
    -----
    In a short panel the effects of the regions bias :math:`b` downwards (Nickell 1981), by about
    :math:`-(1 + \rho) / (T - 1)` with :math:`\rho = 1 + b`: the panel speed is too high. A negative
    :math:`b` across regions is also what chance alone makes of noise in the first year (Galton's
    fallacy), which sigma does not suffer from; read them together.

    Source: Barro & Sala-i-Martin 1992, "Convergence", Journal of Political Economy 100.

    Examples
    --------
    >>> from devindex import compute, load_panel
    >>> found = convergence(compute(load_panel()), start=2018)
    >>> found.frame.loc["absolute", ["beta", "p", "half_life"]].round(3).tolist()
    [-0.038, 0.0, 16.087]
    """
    what = subject(given, node)
    values = what.between(start, end)
    if values.shape[1] < 2:
        raise MethodError(
            say(
                "growth needs two years with values; there is one, {year}",
                "计算增长至少需要两年有值；现只有{year}一年",
                year=values.columns[0],
            )
        )
    positive(values.stack().to_numpy(), "growth", "增长率")
    held = _conditions(given, conditions, values)
    fits = {"absolute": _across(values, {}, errors)}
    if held:
        fits["conditional"] = _across(values, held, errors)
    if values.shape[1] > 2:
        fits["panel"] = _panel(values, {})
        if changing := {k: v for k, v in held.items() if (v.nunique(axis=1) > 1).any()}:
            fits["panel-conditional"] = _panel(values, changing)
    sigma = _sigma(values)
    trend, trend_p = _trend(sigma["sd_log"])
    frame = pd.DataFrame({k: _row(*fit) for k, fit in fits.items()}).T
    frame[["observations", "regions", "years"]] = frame[
        ["observations", "regions", "years"]
    ].astype(int)
    terms = {k: _terms(fit) for k, (fit, _, _) in fits.items()}
    return Convergence(
        what,
        sigma,
        trend,
        trend_p,
        frame.rename_axis("model"),
        pd.concat(terms, names=["model", "term"]),
        int(values.columns[0]),
        int(values.columns[-1]),
        errors,
    )


def _moved(a: float, b: float) -> Sentence:
    """How sigma went from one year to another, as its three decimals show it."""
    if round(a, 3) == round(b, 3):
        return say("stays at {a:.3f}", "保持在{a:.3f}", a=a)
    verb = say("falls", "降") if b < a else say("rises", "升")
    return say("{verb} from {a:.3f} to {b:.3f}", "由{a:.3f}{verb}至{b:.3f}", verb=verb, a=a, b=b)


def speed_of(beta: float, years: float) -> tuple[float, float]:
    r"""Speed :math:`-\ln(1 + bT)/T` and half-life :math:`\ln 2/\lambda` of a coefficient.

    Examples
    --------
    >>> [round(x, 4) for x in speed_of(-0.02, 10)]
    [0.0223, 31.0628]
    >>> speed_of(-0.2, 10)
    (nan, nan)
    """
    left = 1.0 + beta * years
    speed = float(-np.log(left) / years) if left > 0 else float("nan")
    return speed, float(np.log(2.0) / speed) if speed > 0 else float("nan")


def _sigma(values: pd.DataFrame) -> pd.DataFrame:
    logs = np.log(values)
    frame = {"regions": values.count(), "sd_log": logs.std(ddof=0)}
    frame["cv"] = values.std(ddof=0) / values.mean()
    return pd.DataFrame(frame).rename_axis("year")


def _trend(sd: pd.Series) -> tuple[float, float]:
    from scipy.stats import linregress

    if len(sd) < 3:
        return float("nan"), float("nan")
    line = linregress(sd.index.to_numpy(dtype=float), sd.to_numpy())
    return float(line.slope), float(line.pvalue)


def _across(
    values: pd.DataFrame, conditions: Mapping[str, pd.DataFrame], errors: str
) -> tuple[Any, int, int]:
    """Growth over the whole time against the first year: fit, years of growth, regions."""
    from statsmodels.api import OLS

    first, last = values.columns[0], values.columns[-1]
    span = int(last - first)
    table = pd.DataFrame(
        {
            "growth": np.log(values[last] / values[first]) / span,
            "constant": 1.0,
            "start": np.log(values[first]),
            **{k: v[first] for k, v in conditions.items()},
        }
    ).dropna()
    _check(table.drop(columns=["growth"]), len(table))
    fit = OLS(table["growth"], table.drop(columns="growth")).fit(cov_type=errors, use_t=True)
    return fit, span, len(table)


def _panel(values: pd.DataFrame, conditions: Mapping[str, pd.DataFrame]) -> tuple[Any, int, int]:
    """Growth from one year to the next, means of regions taken out: fit, step, regions."""
    from statsmodels.api import OLS

    step = step_of([int(y) for y in values.columns])
    before = values.shift(axis=1)
    frames = {
        "growth": np.log(values / before) / step,
        "start": np.log(before),
        **{k: v.shift(axis=1) for k, v in conditions.items()},
    }
    table = pd.DataFrame({k: v.stack() for k, v in frames.items()}).dropna()
    region, year = (table.index.get_level_values(k) for k in ("region", "year"))
    dummies = pd.get_dummies(year, drop_first=True, dtype=float).set_index(table.index)
    dummies.columns = [f"year {c}" for c in dummies]
    table = table.join(dummies)
    inside = table - table.groupby(level="region").transform("mean")
    _check(inside.drop(columns="growth"), len(table) - region.nunique())
    number = pd.factorize(region)[0]
    fit = OLS(inside["growth"], inside.drop(columns="growth")).fit(
        cov_type="cluster", cov_kwds={"groups": number}, use_t=True
    )
    return fit, step, int(region.nunique())


def _check(x: pd.DataFrame, rows: int) -> None:
    """Refuse what cannot be estimated: too few rows, or columns that say the same."""
    needed = x.shape[1] + LEAST
    if rows < needed:
        raise MethodError(
            say(
                "{k} coefficients need {needed} complete observations at least; there are {n}",
                "估计{k}个系数至少需要{needed}个完整观测，只有{n}个",
                k=x.shape[1],
                needed=needed,
                n=max(rows, 0),
            )
        )
    scaled = x / x.std(ddof=0).where(lambda s: s > 0, 1.0)
    if np.linalg.matrix_rank(scaled.to_numpy(), tol=1e-8 * len(x)) < x.shape[1]:
        raise MethodError(
            say(
                "the starting levels do not differ, or a condition says what others say: {names}",
                "起始水平没有差别，或某个条件变量与其他变量共线：{names}",
                names=listed(c for c in x.columns if not str(c).startswith("year ")),
            )
        )


def _row(fit: Any, span: int, regions: int) -> dict[str, float]:
    beta, se = float(fit.params["start"]), float(fit.bse["start"])
    speed, half = speed_of(beta, span)
    return {
        "beta": beta, "se": se, "t": float(fit.tvalues["start"]), "p": float(fit.pvalues["start"]),
        "speed": speed, "speed_se": se / (1.0 + beta * span) if speed == speed else np.nan,
        "half_life": half, "r2": float(fit.rsquared), "observations": int(fit.nobs),
        "regions": regions, "years": span,
    }  # fmt: skip


def _terms(fit: Any) -> pd.DataFrame:
    columns = {"coefficient": fit.params, "se": fit.bse, "t": fit.tvalues, "p": fit.pvalues}
    return pd.DataFrame(columns)


def _conditions(
    given: Given, conditions: Conditions, values: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Each condition by region and year of the values."""
    if conditions is None:
        return {}
    years = [int(y) for y in values.columns]
    if isinstance(conditions, Mapping):
        if taken := {"growth", "constant", "start"} & set(conditions):
            raise MethodError(
                say(
                    "{names} are names of the model itself; call the condition otherwise",
                    "{names} 是模型自用的名称，请给条件变量另取名称",
                    names=listed(sorted(taken), quoted=True),
                )
            )
        return {str(k): by_region(v, values.index, years) for k, v in conditions.items()}
    if not isinstance(given, Index):
        raise MethodError(
            say(
                "conditions by code need an index; with a table give {{name: table}}",
                "按代码给出条件变量需要指数；使用表时请给出以名称为键的字典",
            )
        )
    known = {**given.scores_of_nodes, **given.inputs}
    if lost := [c for c in conditions if c not in known]:
        raise MethodError(unknown("column or node", c, map(str, known)) for c in lost)
    return {c: by_region(known[c].unstack("year"), values.index, years) for c in conditions}
