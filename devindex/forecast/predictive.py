"""From figures to draws of what comes: every model weighed by what was seen, then run on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from devindex.forecast.filter import State, ahead, filtered, steps
from devindex.forecast.growth import Family
from devindex.forecast.prior import Prior

__all__ = ["Posterior", "Scale", "See", "drawn", "paths", "posterior"]

Floats = NDArray[np.float64]
LOST = 1e-9
"""Below this, what a share loses on the way there and back is rounding."""
NEWS = 0.85
"""A figure above this quantile of its forecast is news: short of 0.9, so that the Monte Carlo error
of the upper end of the 80 % interval, as it is printed, does not matter."""
SHARPNESS = 0.7
"""Between 0, noise of equal size in percentage points, and 1, of equal size in log odds."""


@dataclass(frozen=True, eq=False)
class Scale:
    """From figures to the coordinates of the families and back; of s series.

    A figure is first put as a share of its ceiling or a multiple of its last, shape (s, 1), then in
    each family's coordinate, stretched so that all run equally fast at the last figure.
    """

    families: tuple[Family, ...]
    unit: Floats
    stretch: Floats
    """Shape (s, f) for f families."""
    lost: Floats
    """What the way there and back loses of the last share, (s, f): close to none and to all a
    coordinate no longer tells shares apart."""

    @staticmethod
    def of(prior: Prior, low: Floats, high: Floats, ceiling: Floats | None) -> Scale:
        """The scale for figures between low and high, shape (s, n)."""
        middle = (low + high) / 2
        if ceiling is None:
            top = np.where(middle[:, -1] > 0, middle[:, -1], middle.max(axis=1))
            unit = np.where(top > 0, top, 1.0)[:, None]
            last = share = np.ones_like(unit)
            pace = np.ones_like(unit)
        else:
            unit = ceiling[:, None]
            share = middle[:, -1:] / unit
            last = np.clip(share, 0.01, 0.99)
            pace = (4 * last * (1 - last)) ** SHARPNESS
        slopes = np.concatenate([f.slope(last) for f in prior.families], axis=1)
        kept = np.concatenate([f.inverse(f.forward(share)) for f in prior.families], axis=1)
        lost = share - kept if ceiling is not None else np.zeros_like(slopes)
        return Scale(prior.families, unit, 1 / (slopes * pace), np.where(abs(lost) > LOST, lost, 0))

    def forward(self, y: Floats) -> Floats:
        """Figures (s, n) in the coordinates of the families, (s, n, f)."""
        x = y / self.unit
        z = np.stack([f.forward(x) for f in self.families], axis=-1)
        return np.asarray(z * self.stretch[:, None])

    def log_slope(self, y: Floats) -> Floats:
        """Log of how fast each coordinate runs at the figures, (s, n, f)."""
        x = np.maximum(y / self.unit, 1e-6)
        slopes = np.stack([f.slope(x) for f in self.families], axis=-1)
        return np.asarray(np.log(slopes) + np.log(self.stretch)[:, None])

    def back(self, z: Floats, family: NDArray[np.int64]) -> Floats:
        """Coordinates (s, d, h) of the family of each draw (s, d) as figures."""
        out = np.empty_like(z)
        series = np.broadcast_to(np.arange(len(z))[:, None], family.shape)
        for n, one in enumerate(self.families):
            mine = family == n
            back = one.inverse(z[mine] / self.stretch[series[mine], n, None])
            lost = self.lost[series[mine], n, None]
            out[mine] = np.where(lost == 0, back, np.clip(back + lost, 0.0, 1.0))
        return out * self.unit[:, None]


@dataclass(frozen=True, eq=False)
class Posterior:
    """The models after the figures were seen."""

    prior: Prior
    scale: Scale
    log_likelihood: Floats
    """Of each model, shape (s, m)."""
    state: State
    """Level and slope at the last figure, shape (s, m)."""

    @property
    def weights(self) -> Floats:
        """Weight of each model, (s, m), rows sum to one."""
        log = self.prior.log_weights + self.prior.trust * self.log_likelihood
        w = np.exp(log - log.max(axis=1, keepdims=True))
        return np.asarray(w / w.sum(axis=1, keepdims=True))

    def margins(self) -> tuple[Floats, ...]:
        """Weight of each setting on each axis, each (s, settings)."""
        w = self.weights
        return tuple(
            np.stack([w[:, place == n].sum(axis=1) for n in range(len(known))], axis=1)
            for place, known in zip(self.prior.places.T, self.prior.weights, strict=True)
        )

    def only(self, rows: NDArray[np.int64]) -> Posterior:
        """The same of some of the series."""
        scale = self.scale
        return Posterior(
            self.prior,
            Scale(scale.families, scale.unit[rows], scale.stretch[rows], scale.lost[rows]),
            self.log_likelihood[rows],
            State(*(part[rows] for part in self.state)),
        )

    def below(self, y: Floats, years: float) -> Floats:
        """Probability of a figure below y (s,), some years after the last; shape (s,)."""
        noise = self.prior.noise
        to_come = ahead(noise, self.state, np.array(years))
        z = self.scale.forward(y[:, None])[:, 0, self.prior.places[:, 0]]
        spread = np.sqrt(to_come.level_var + noise.figure)
        return np.asarray((self.weights * ndtr((z - to_come.level) / spread)).sum(axis=1))


def posterior(
    prior: Prior, times: Floats, low: Floats, high: Floats, ceiling: Floats | None
) -> Posterior:
    """Weigh every model by what was seen.

    Parameters
    ----------
    prior
        Models and their weights.
    times
        Decimal years (s, n), rising.
    low, high
        Ends of each figure, (s, n); equal where it is exact.
    ceiling
        Of each series (s,), for a prior of shares; None for one of other figures.

    Returns
    -------
    Posterior
        A likelihood is of exact figures as densities and of intervals as probabilities.
    """
    scale = Scale.of(prior, low, high, ceiling)
    family = prior.places[:, 0]
    wide = (high > low)[:, :, None]
    bottom, top = scale.forward(low), scale.forward(high)
    top = np.where(wide, np.maximum(top, bottom + 1e-6), bottom)
    likelihood, state = filtered(prior.noise, bottom[:, :, family], top[:, :, family], times)
    density = np.where(wide, 0.0, scale.log_slope(low))[:, 1:].sum(axis=1)
    likelihood = likelihood + density[:, family]
    best = likelihood.max(axis=1, keepdims=True)
    return Posterior(prior, scale, likelihood - best, state)


def paths(found: Posterior, gaps: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """Draws of the figures of each series at dates to come; shape (s, draws, h).

    ``gaps`` are the years from the last figure to the first date, and from date to date, (h,).
    Models are drawn evenly over their weights (systematic resampling), level and slope together.
    """
    series = np.arange(len(found.log_likelihood))[:, None]
    heights = np.cumsum(found.weights, axis=1)
    ticks = (np.arange(draws) + rng.random((len(series), 1))) / draws
    rows = (heights / heights[:, -1:] + series).ravel()  # one rising staircase for all series
    model = np.searchsorted(rows, ticks + series) - series * heights.shape[1]
    model = np.minimum(model, heights.shape[1] - 1)
    noise = found.prior.noise.only(model)
    state = State(*(part[series, model] for part in found.state))
    level, slope = _pair(state.level, state.slope, state.level_var, state.cov, state.slope_var, rng)
    out = np.empty((*model.shape, len(gaps)))
    for n, years in enumerate(gaps):
        left, run, slope_var, cov, level_var = steps(noise.fading, np.asarray(years))
        level, slope = _pair(
            level + run * slope, left * slope,
            level_var * noise.slope + years * noise.level, cov * noise.slope,
            slope_var * noise.slope, rng,
        )  # fmt: skip
        out[..., n] = level + np.sqrt(noise.figure) * rng.standard_normal(model.shape)
    return found.scale.back(out, found.prior.places[model, 0])


See = Callable[[NDArray[np.int64], int], Posterior]
"""Rows of some series, and how many of their figures -> the models after these figures."""


def drawn(
    see: See, times: Floats, low: Floats, dates: Floats, draws: int, rng: np.random.Generator
) -> Floats:
    r"""Draws of each series at dates to come, from which good news takes nothing away.

    A figure makes a forecast narrower, so that one far above what was expected could still make a
    distant target less likely. Therefore, where the last figure lies above the 85th percentile
    of the forecast without it,

    .. math:: Q_n(u) = \max\{Q^{\circ}_n(u),\, Q_{n-1}(u)\} \quad\text{for all } u

    at each date, with :math:`Q^{\circ}_n` the quantiles of :func:`paths` given n figures. The
    order of the paths at each date is that of :func:`paths`.

    Parameters
    ----------
    see
        The models after the first figures of some series.
    times, low
        Decimal years (n,), the same for all, and lower ends of the figures (s, n).
    dates
        Dates to come (h,), rising.

    Returns
    -------
    Shape (s, draws, h).
    """

    def after(
        found: Posterior, rows: NDArray[np.int64], n: int, rng: np.random.Generator
    ) -> Floats:
        out = paths(found, np.diff(dates, prepend=times[n - 1]), draws, rng)
        if n == 1:
            return out
        before = see(rows, n - 1)
        expected = before.below(low[rows, n - 1], float(times[n - 1] - times[n - 2]))
        good = np.flatnonzero(expected > NEWS)
        if len(good):
            (child,) = rng.spawn(1)  # leaves the stream of the paths as it is
            old = after(before.only(good), rows[good], n - 1, child)
            out[good] = _raised(out[good], old)
        return out

    every = np.arange(len(low))
    return after(see(every, len(times)), every, len(times), rng)


def _raised(new: Floats, old: Floats) -> Floats:
    """Quantile by quantile the higher of the two, in the order of the new; (s, draws, h)."""
    order = np.argsort(new, axis=1)
    higher = np.maximum(np.take_along_axis(new, order, axis=1), np.sort(old, axis=1))
    np.put_along_axis(new, order, higher, axis=1)
    return new


def _pair(
    x: Floats, y: Floats, x_var: Floats, cov: Floats, y_var: Floats, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Draws of two normal figures with their covariance."""
    e, f = rng.standard_normal((2, *x.shape))
    sd = np.sqrt(x_var)
    lean = np.divide(cov, sd, out=np.zeros_like(sd), where=sd > 0)
    return x + sd * e, y + lean * e + np.sqrt(np.maximum(y_var - lean**2, 0.0)) * f
