"""Convergence clubs: the log t test, and regions sorted into groups that pass it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from devindex.analysis.subject import Given, Subject, many, positive, subject
from devindex.drawn import Drawn
from devindex.errors import MethodError, Sentence, listed, say
from devindex.index.arrays import Floats, Ints

__all__ = ["Clubs", "LogT", "clubs", "log_t"]

CRITICAL = -1.65
"""Of a one-sided test at 5 %: below it convergence is rejected."""
POINTS = 5
"""Years a log t regression needs after the first ones are dropped."""


@dataclass(frozen=True)
class LogT:
    """A log t regression: slope ``b``, its t-statistic, and whether convergence stands."""

    b: float
    t: float

    @property
    def converges(self) -> bool:
        """True where convergence is not rejected."""
        return self.t > CRITICAL


@dataclass(frozen=True, repr=False)
class Clubs(Drawn):
    """Regions by the path they converge to.

    Attributes
    ----------
    whole
        The test of all regions together.
    frame
        One row a region, the highest first: ``club`` (1 is the highest; missing for a region that
        converges with nobody), ``initial`` (its club before merging), ``last`` (value of the last
        year) and ``path`` (relative transition :math:`h` in the last year, 1 is the mean).
    tests
        One row a club: ``regions``, ``b``, ``t``, ``converges``, ``mean`` (last year).
    initial
        The same before neighbouring clubs are merged.
    paths
        Relative transition paths, regions by years.
    """

    subject: Subject
    whole: LogT
    frame: pd.DataFrame
    tests: pd.DataFrame
    initial: pd.DataFrame
    paths: pd.DataFrame

    def summary(self, lang: str = "en") -> str:
        """One line: whether all converge, and how many clubs there are."""
        alone = int(self.frame["club"].isna().sum())
        verdict = (
            say("not rejected", "不能拒绝") if self.whole.converges else say("rejected", "被拒绝")
        )
        said = say(
            "{name}, {start}-{end}: convergence of all {n} regions is {verdict} (log t {t:.2f}); "
            "{clubs}, {alone} alone",
            "{name}，{start}—{end}年：全部{n}个地区收敛的假设{verdict}（log t 检验 t={t:.2f}）；"
            "{k}个俱乐部，地区数分别为{sizes}；{alone}个地区不属任何俱乐部",
            name=Sentence(self.subject.name.en, self.subject.name.zh),
            start=int(self.paths.columns[0]),
            end=int(self.paths.columns[-1]),
            n=len(self.frame),
            verdict=verdict,
            t=self.whole.t,
            k=len(self.tests),
            clubs=_sizes(self.tests["regions"]),
            sizes=listed(self.tests["regions"]) if len(self.tests) else "0",
            alone=alone,
        )
        return said.zh if lang == "zh" else str(said)


def _sizes(regions: pd.Series) -> str:
    if len(regions) == 0:
        return "no club"
    last = "region" if regions.iloc[-1] == 1 else "regions"
    return f"{many(len(regions), 'club', 'clubs')} of {listed(regions)} {last}"


def clubs(
    given: Given,
    *,
    start: int | None = None,
    log: bool = True,
    smooth: float | None = None,
    trim: float = 1 / 3,
    node: str | None = None,
) -> Clubs:
    """Sort regions into convergence clubs after Phillips & Sul.

    1. Order the regions by their last value. 2. Core: from the top, the first two neighbours that
    pass the log t test, grown downwards while the group passes; the size with the largest t is
    the core. 3. Sieve: every other region that passes with the core at t above a threshold (0,
    raised by steps of 0.1 to 3 until the whole club passes; else the core alone). 4. The regions
    left form a club if they pass together, else begin again; where no two neighbours pass they
    converge with nobody. 5. Merge: neighbouring clubs that pass together become one.

    Parameters
    ----------
    given
        An index, or a table of regions (rows) by years (columns).
    start
        First year; the first of the values if not given.
    log
        True to work on logarithms, as for incomes.
    smooth
        Parameter of the Hodrick-Prescott filter that takes business cycles out first (400 in the
        papers, for annual incomes); none if not given.
    trim
        Share of the years dropped at the start of the regression.
    node
        A dimension or theme of the index in place of the whole.

    Returns
    -------
    Regions with a gap in any year are left out. Ties keep the order of the codes.

    Raises
    ------
    MethodError
        With fewer than three regions without gaps, fewer than five years left after trimming,
        values of zero or less (or, without logarithms, a mean of zero or less), or a share
        ``trim`` not between 0 and 1.

    Notes
    -----
    The test rests on years going to infinity. With nine years six points are left, and its size
    is not known: take clubs of so short a panel as a description. Logarithms make the paths
    depend on the unit (ln 50 and ln 0.5 are not alike).

    Sources: Phillips & Sul 2007, Econometrica 75; 2009, Journal of Applied Econometrics 24. The
    long-run variance is that of the authors' program (see :func:`log_t`).

    Examples
    --------
    >>> from devindex import compute, load_panel
    >>> found = clubs(compute(load_panel()))
    >>> found.whole.converges
    False
    """
    what = subject(given, node)
    values = what.between(start).dropna()
    _check(values, trim)
    if log:
        positive(values.to_numpy().ravel(), "the log t test", "log t 检验")
        values = np.log(values)
    if smooth is not None:
        values = _trend(values, smooth)
    if (values.mean() <= 0).any():
        raise MethodError(
            say(
                "the mean over regions is zero or less in {years}; paths are ratios to it",
                "{years} 年各地区均值不大于0；相对转移路径是与均值之比",
                years=listed(map(int, values.columns[values.mean() <= 0])),
            )
        )
    x = values.to_numpy()
    order = np.argsort(-x[:, -1], kind="stable")
    first = _find(x, order, trim)
    merged = _merge(x, first, trim)
    paths = values / values.mean()
    last = what.values[values.columns[-1]].reindex(values.index)
    frame = pd.DataFrame(
        {
            "club": _numbers(merged, len(x)),
            "initial": _numbers(first, len(x)),
            "last": last.to_numpy(),
            "path": paths.iloc[:, -1].to_numpy(),
        },
        index=values.index,
    )
    return Clubs(
        what,
        log_t(x, trim),
        frame.iloc[order],
        _tests(x, merged, last, trim),
        _tests(x, first, last, trim),
        paths,
    )


def log_t(x: Floats, trim: float = 1 / 3) -> LogT:
    r"""The log t test of convergence of some regions. (regions, years) -> slope and t.

    .. math:: \ln(H_1 / H_t) - 2 \ln \ln t = a + b \ln t + u_t, \quad t = [rT] + 1, \ldots, T

    where :math:`H_t` is the mean of :math:`(h_{it} - 1)^2` and :math:`h_{it}` a region's value
    over the mean of all. :math:`t_b` below -1.65 rejects convergence. Its long-run variance has
    the quadratic spectral kernel with the bandwidth of Andrews (1991) for an autoregression of
    order one; as in the authors' program, autocovariances leave the last residual out and all
    terms are divided by their number less one.

    Regions whose values are the same throughout converge: t is infinite.

    Source: Phillips & Sul 2007, Econometrica 75, 1771-1855.

    Examples
    --------
    >>> gap = 5.0 / np.arange(1, 31)
    >>> closing = np.array([10.0 - gap, 10.0 + gap])
    >>> log_t(closing).converges, log_t(closing[:, ::-1]).converges
    (True, False)
    """
    spread = ((x / x.mean(axis=0) - 1.0) ** 2).mean(axis=0)
    if (spread < 1e-24).any():
        return LogT(float("inf"), float("inf"))
    t = np.arange(round(x.shape[1] * trim) + 1, x.shape[1] + 1)
    logs = np.log(t)
    y = np.log(spread[0] / spread[t - 1]) - 2.0 * np.log(logs)
    centred = logs - logs.mean()
    b = float(centred @ y / (centred @ centred))
    residual = y - y.mean() - b * centred
    variance = _long_run(residual) / (centred @ centred)
    return LogT(b, float(b / np.sqrt(variance)) if variance > 0 else float(np.sign(b) * np.inf))


def _long_run(u: Floats) -> float:
    """Long-run variance with the quadratic spectral kernel. (n,) -> number."""
    n = len(u) - 1
    rho = (u[:-1] @ u[1:]) / (u[:-1] @ u[:-1])
    width = 1.3221 * (4.0 * rho**2 / (1.0 - rho) ** 4 * len(u)) ** 0.2
    whole = u @ u
    if width > 0:
        v = u[:-1]
        z = 1.2 * np.pi * np.arange(1, n) / width
        kernel = 3.0 / z**2 * (np.sin(z) / z - np.cos(z))
        whole += 2.0 * sum(k * (v[:-j] @ v[j:]) for j, k in enumerate(kernel, start=1))
    return float(whole / n)


def _find(x: Floats, order: Ints, trim: float) -> list[Ints]:
    """Clubs of rows, the highest first; rows in none of them converge with nobody."""
    found: list[Ints] = []
    left = order
    while len(left) > 1:
        if log_t(x[left], trim).converges:
            return [*found, left]
        core = _core(x, left, trim)
        if core is None:
            break
        club = _sieve(x, left, core, trim)
        found.append(club)
        left = left[~np.isin(left, club)]
    return found


def _core(x: Floats, rows: Ints, trim: float) -> Ints | None:
    """The first neighbours that pass, grown to the size with the largest t."""
    pairs = range(len(rows) - 1)
    first = next((i for i in pairs if log_t(x[rows[i : i + 2]], trim).converges), None)
    if first is None:
        return None
    best, most = rows[first : first + 2], -np.inf
    for end in range(first + 2, len(rows) + 1):
        test = log_t(x[rows[first:end]], trim)
        if not test.converges:
            break
        if test.t > most:
            best, most = rows[first:end], test.t
    return best


def _sieve(x: Floats, rows: Ints, core: Ints, trim: float) -> Ints:
    """The core with every region that passes with it, so that the whole passes."""
    others = rows[~np.isin(rows, core)]
    t = np.array([log_t(x[[*core, other]], trim).t for other in others])
    for least in np.arange(31) / 10.0:
        club = np.concatenate([core, others[t > least]])
        if log_t(x[club], trim).converges:
            return club
    return core


def _merge(x: Floats, found: list[Ints], trim: float) -> list[Ints]:
    """Each club with the ones below it for as long as they pass together."""
    merged: list[Ints] = []
    for club in found:
        both = np.concatenate([merged[-1], club]) if merged else club
        if merged and log_t(x[both], trim).converges:
            merged[-1] = both
        else:
            merged.append(club)
    return merged


def _numbers(found: list[Ints], n: int) -> pd.array:
    number = pd.array([pd.NA] * n, dtype="Int64")
    for k, club in enumerate(found, start=1):
        number[club] = k
    return number


def _tests(x: Floats, found: list[Ints], last: pd.Series, trim: float) -> pd.DataFrame:
    rows = []
    for club in found:
        test = log_t(x[club], trim)
        mean = float(last.iloc[club].mean())
        rows.append((len(club), test.b, test.t, test.converges, mean))
    frame = pd.DataFrame(rows, columns=["regions", "b", "t", "converges", "mean"])
    return frame.set_axis(pd.RangeIndex(1, len(rows) + 1, name="club"))


def _trend(values: pd.DataFrame, smooth: float) -> pd.DataFrame:
    """Trend of each region by the Hodrick-Prescott filter."""
    from statsmodels.tsa.filters.hp_filter import hpfilter

    rows = [np.asarray(hpfilter(row, lamb=smooth)[1]) for row in values.to_numpy()]
    return pd.DataFrame(rows, values.index, values.columns)


def _needed(trim: float) -> int:
    """Years in all so that one is dropped and enough are left: r n of n are dropped."""
    n = max(POINTS + 1, int(0.5 / trim), int((POINTS - 0.5) / (1.0 - trim)))
    while round(n * trim) < 1 or n - round(n * trim) < POINTS:
        n += 1
    return n


def _check(values: pd.DataFrame, trim: float) -> None:
    problems = []
    if not 0 < trim < 1:
        problems.append(
            say(
                "trim is {t}; a share above 0 and below 1",
                "trim 为{t}，应为大于0且小于1的比例",
                t=trim,
            )
        )
    elif (n := values.shape[1]) < (needed := _needed(trim)):
        problems.append(
            say(
                "the log t test needs {needed} years in all, of which trim {trim:.3g} drops the "
                "first {dropped}; there are {n}: {first} to {last}",
                "log t 检验共需{needed}年，其中按 trim={trim:.3g} 舍去最初{dropped}年；"
                "现有{n}年：{first}至{last}年",
                needed=needed,
                trim=trim,
                dropped=round(needed * trim),
                n=n,
                first=values.columns[0],
                last=values.columns[-1],
            )
        )
    if len(values) < 3:
        problems.append(
            say(
                "{regions} in every year; three are needed",
                "各年均有值的地区只有{n}个，至少需要三个",
                n=len(values),
                regions=many(len(values), "region has values", "regions have values"),
            )
        )
    if problems:
        raise MethodError(problems)
