"""The methods in bare NumPy, SciPy, pandas or scikit-learn, as a statistician writes them down.

The same figures give the same result, with the method's rule for missing figures; but nothing is
checked, no cell is named, and constant columns and empty rows are not thought of. All siblings and
indicators are better when higher.
"""

from functools import cache

import numpy as np


def spread(x):
    return (x - np.nanmean(x, axis=0)) / np.nanstd(x, axis=0, ddof=1)


def from_worst(x):
    low = np.nanmin(x, axis=0)
    return 100 * (x - low) / (np.nanmax(x, axis=0) - low)


def rank(x, ties="min"):
    from scipy.stats import rankdata

    return rankdata(x, ties, axis=0, nan_policy="omit")


def count(x):
    return (~np.isnan(x)).sum(axis=0)


def categorical(x):
    cuts, points = [15, 25, 65, 85, 95], np.array([0.0, 20, 40, 60, 80, 100])
    reached = np.digitize(100 * rank(x) / count(x), cuts)
    return np.where(np.isnan(x), np.nan, points[reached])


def above_below_mean(x):
    mean = np.nanmean(x, axis=0)
    away = x - mean
    return np.sign(away) * (np.abs(away) > 0.2 * np.abs(mean))


def to_base(x, region, year):
    import pandas as pd

    base = np.flatnonzero(year == year.min())
    return 100 * x / x[base][pd.Index(region[base]).get_indexer(region)]


# --- impute, treat --------------------------------------------------------------------------


def shifted(x, by):
    out = np.full_like(x, np.nan)
    if by > 0:
        out[:, by:] = x[:, :-by]
    else:
        out[:, :by] = x[:, -by:]
    return np.where(np.isnan(x), out, x)


def interpolated(x):
    out = x.copy()
    time = np.arange(x.shape[1])
    for r, c in zip(*np.nonzero(np.isnan(x).any(axis=1)), strict=True):
        gone = np.isnan(x[r, :, c])
        if not gone.all():
            line = np.interp(time, time[~gone], x[r, ~gone, c], np.nan, np.nan)
            out[r, gone, c] = line[gone]
    return out


def by_group(x, groups, average):
    table = np.stack([average(x[groups == n], axis=0) for n in range(groups.max() + 1)])
    return np.where(np.isnan(x), table[groups], x)


def neighbours(x):
    from sklearn.impute import KNNImputer

    for t in range(x.shape[1]):
        KNNImputer().fit_transform(x[:, t])


def chained(x):
    from sklearn.experimental import enable_iterative_imputer  # noqa: F401
    from sklearn.impute import IterativeImputer

    for t in range(x.shape[1]):
        IterativeImputer(max_iter=100).fit_transform(x[:, t])


def em(x, ridge=1.0, tolerance=1e-6):
    """Of each year, with one regression for each pattern of holes in each round."""
    out = x.copy()
    for t in range(x.shape[1]):
        mean, sd = np.nanmean(x[:, t], axis=0), np.nanstd(x[:, t], axis=0, ddof=1)
        z = (x[:, t] - mean) / sd
        filled = np.clip(expected(z, ridge, tolerance), np.nanmin(z, 0), np.nanmax(z, 0))
        out[:, t] = np.where(np.isnan(z), mean + sd * filled, x[:, t])
    return out


def expected(z, ridge, tolerance):
    n, k = z.shape
    patterns, kind = np.unique(np.isnan(z), axis=0, return_inverse=True)
    alike = [np.flatnonzero(kind == p) for p in range(len(patterns))]
    mu, sigma, moved = np.zeros(k), np.eye(k), np.inf
    while True:
        filled, extra = np.where(np.isnan(z), mu, z), np.zeros((k, k))
        for m, rows in zip(patterns, alike, strict=True):
            slope = np.linalg.solve(sigma[np.ix_(~m, ~m)], sigma[np.ix_(~m, m)])
            filled[np.ix_(rows, m)] += (z[np.ix_(rows, ~m)] - mu[~m]) @ slope
            rest = sigma[np.ix_(m, m)] - sigma[np.ix_(m, ~m)] @ slope
            extra[np.ix_(m, m)] += len(rows) * rest
        if moved <= tolerance:
            return filled
        new = filled.mean(axis=0)
        off = filled - new
        cov = (off.T @ off + extra) / n
        cov = (n * cov + ridge * np.diag(np.diag(cov))) / (n + ridge)
        moved = max(np.abs(new - mu).max(), np.abs(cov - sigma).max())
        mu, sigma = new, cov


def log_shift(x):
    low = np.nanmin(x, axis=0)
    return np.log(x - low + 0.01 * (np.nanmax(x, axis=0) - low))


def shape_and_sort(x):
    off = x - np.nanmean(x, axis=0)
    square = off * off
    for moment in (square, square * off, square * square):
        np.nanmean(moment, axis=0)
    np.sort(x, axis=0)


def power(x, which):
    from scipy import stats

    out = x.copy()
    for j in range(x.shape[1]):
        seen = ~np.isnan(x[:, j])
        out[seen, j] = getattr(stats, which)(x[seen, j])[0]
    return out


# --- weigh ----------------------------------------------------------------------------------


def full(z):
    return z[~np.isnan(z).any(axis=1)]


def parts(amount):
    return amount / amount.sum()


def entropy(z):
    p = z / np.nansum(z, axis=0)
    return parts(1 + np.nansum(p * np.log(p), axis=0) / np.log(count(z)))


def entropy_minmax(z):
    return entropy(from_worst(z) / 100 + 0.0001)


def gini(z):
    n = count(z)
    place = 2 * np.arange(1, len(z) + 1)[:, None] - n - 1
    return parts(np.nansum(place * np.sort(z, axis=0), axis=0) / (n * np.nansum(z, axis=0)))


def critic(z):
    rows = full(z)
    unlike = (1 - np.corrcoef(rows, rowvar=False)).sum(axis=0)
    return parts(rows.std(axis=0) / np.ptp(rows, axis=0) * unlike)


def components(z):
    values, vectors = np.linalg.eigh(np.corrcoef(full(z), rowvar=False))
    return values[::-1], vectors[:, ::-1]


def pca_variance(z):
    values, vectors = components(z)
    kept = values > 1
    return parts(np.abs(vectors[:, kept]) @ values[kept])


def factor(z):
    values, vectors = components(z)
    passed = ((values > 1) & (values > 0.1 * values.sum())).sum()
    f = max(passed, np.searchsorted(np.cumsum(parts(values)), 0.6) + 1)
    loadings = vectors[:, :f] * np.sqrt(values[:f])
    return parts((varimax(loadings) ** 2).max(axis=1))


def varimax(loadings, tolerance=1e-11):
    """The usual iteration by singular values, on rows scaled to length one."""
    length = np.linalg.norm(loadings, axis=1, keepdims=True)
    rows = loadings / length
    turn, before = np.eye(rows.shape[1]), 0.0
    while np.abs(turn - before).max() > tolerance:
        before, turned = turn, rows @ turn
        u, _, v = np.linalg.svd(rows.T @ (turned**3 - turned * (turned**2).mean(axis=0)))
        turn = u @ v
    return rows @ turn * length


def regression(z, y):
    from scipy.optimize import nnls

    rows = full(np.column_stack([z, y]))
    rows = (rows - rows.mean(axis=0)) / rows.std(axis=0)
    return parts(nnls(rows[:, :-1], rows[:, -1])[0])


def optimised(z):
    from scipy.linalg import solve_triangular
    from scipy.optimize import nnls

    rows = full(z)
    root = np.linalg.cholesky(np.corrcoef(rows, rowvar=False))
    v = nnls(root.T, solve_triangular(root, np.ones(len(root)), lower=True))[0]
    return parts(v / rows.std(axis=0))


@cache
def compared(k):
    """What an expert says of k items, as rows of numbers: 1, 2, ..., the least the weightiest."""
    return [[(j + 1) / (i + 1) for j in range(k)] for i in range(k)]


def eigenvector(codes):
    """Weights and consistency of codes compared in their sorted order, from rows of numbers."""
    k = len(codes)
    values, vectors = np.linalg.eig(np.array(compared(k)))
    largest = values.real.argmax()
    if (values[largest].real - k) / (k - 1) > 0.1 * 1.6:
        raise ValueError("inconsistent")
    w = np.abs(vectors[:, largest].real)
    return parts(w)[np.argsort(np.argsort(codes))]


@cache
def pointed(k):
    """An expert's 100 points over k codes."""
    return {f"c{j}": 100.0 * (j + 1) / sum(range(1, k + 1)) for j in range(k)}


def budget(codes):
    """Mean points of the experts, read from a table by code, as shares."""
    said = pointed(len(codes))
    p = np.array([[float(said[c]) for c in codes]])
    if (np.abs(p.sum(axis=1) - 100.0) > 1e-4).any():
        raise ValueError("not 100 points")
    mean = p.mean(axis=0)
    return mean / mean.sum()


def best_worst(k):
    """The linear programme of k items whose answers are j + 1 against the worst."""
    from scipy.optimize import linprog

    items, one = np.arange(1.0, k + 1.0), np.eye(k)
    gaps = np.vstack([one[-1] - (k / items)[:, None] * one, one - items[:, None] * one[0]])
    rows = np.block([[gaps, -np.ones((2 * k, 1))], [-gaps, -np.ones((2 * k, 1))]])
    goal, whole = np.append(np.zeros(k), 1.0), np.append(np.ones(k), 0.0)[None]
    return linprog(goal, rows, np.zeros(4 * k), whole, [1.0], method="highs").x[:k]


# --- aggregate ------------------------------------------------------------------------------


def mean(z, w):
    seen = ~np.isnan(z)
    return np.where(seen, z, 0.0) @ w / (seen @ w)


def penalised(z, w):
    middle = mean(z, w)
    return middle - mean((z - middle[:, None]) ** 2, w) / middle


def ordered(z, w):
    """Scores and weights, the best first and missing ones last."""
    gone = np.isnan(z)
    order = np.argsort(np.where(gone, np.inf, -z), axis=1)
    upto = np.cumsum(np.where(gone, 0.0, w)[np.arange(len(z))[:, None], order], axis=1)
    return np.take_along_axis(z, order, axis=1), upto / upto[:, -1:]


def median(z, w):
    """Mean of lower and upper weighted median."""
    ranked, upto = ordered(z, w)
    lower, upper = (upto >= 0.5 - 1e-12).argmax(axis=1), (upto > 0.5 + 1e-12).argmax(axis=1)
    rows = np.arange(len(z))
    return (ranked[rows, lower] + ranked[rows, upper]) / 2


def owa(z, w, orness=0.5):
    ranked, upto = ordered(z, w)
    reached = upto ** ((1 - orness) / orness)
    return np.nansum(np.diff(reached, axis=1, prepend=0.0) * ranked, axis=1)


def topsis(z, w):
    seen = ~np.isnan(z)
    unit = np.where(seen, w, 0.0) / (seen @ w)[:, None] / np.sqrt(np.nansum(z**2, axis=0))
    up, down = (
        np.sqrt(np.nansum((unit * (z - mark)) ** 2, axis=1))
        for mark in (np.nanmax(z, axis=0), np.nanmin(z, axis=0))
    )
    return 100 * down / (up + down)


def grey(z, w):
    gap = np.nanmax(z, axis=0) - z
    far = 0.5 * np.nanmax(gap)
    return 100 * mean(far / (gap + far), w)


def above(z, w):
    """Share of weight by which each row is above each other, over what both have."""
    over, shared = np.zeros((2, len(z), len(z)))
    seen = ~np.isnan(z)
    for j, weight in enumerate(w):
        a, b = z[:, j, None], z[None, :, j]
        over += weight * (a > b) + 0.5 * weight * (a == b)
        shared += weight * (seen[:, j, None] & seen[None, :, j])
    return over / shared


def copeland(z, w):
    d = above(z, w)
    won = 0.5 * ((d > 0.5 + 1e-12).sum(axis=1) + (d >= 0.5 - 1e-12).sum(axis=1))
    return 100 * (won - 0.5) / (len(z) - 1)


def condorcet(z, w):
    from scipy.sparse.csgraph import connected_components

    holds = above(z, w) >= 0.5 - 1e-12
    _, label = connected_components(holds, connection="strong")
    inside = np.bincount(label)
    height = np.zeros(len(inside))
    np.maximum.at(height, label, holds.sum(axis=1))
    order = np.argsort(height)
    below = np.empty(len(inside))
    below[order] = np.cumsum(inside[order]) - inside[order]
    return 100 * (below + 0.5 * (inside - 1))[label] / (len(z) - 1)


def linear_ordering(z, w):
    """Kemeny's ranking of all rows as one integer programme (Grötschel, Jünger & Reinelt 1984)."""
    from itertools import combinations

    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    d, n = above(z, w), len(z)
    a, b = np.triu_indices(n, 1)
    place = np.zeros((n, n), dtype=int)
    place[a, b] = np.arange(len(a))
    i, j, k = np.array(list(combinations(range(n), 3))).T
    columns = np.stack([place[i, j], place[j, k], place[i, k]], axis=1).ravel()
    signs, rows = np.tile([1.0, 1.0, -1.0], len(i)), np.repeat(np.arange(len(i)), 3)
    no_cycle = LinearConstraint(csr_array((signs, (rows, columns))), 0, 1)
    found = milp((d.T - d)[a, b], integrality=1, bounds=Bounds(0, 1), constraints=no_cycle)
    over = found.x.round()
    below = np.bincount(a, over, n) + np.bincount(b, 1 - over, n)
    return 100 * below / (n - 1)


def programmes(z):
    from scipy.optimize import linprog

    z = np.nan_to_num(z)
    for row in z:
        linprog(-row, A_ub=z, b_ub=np.ones(len(z)), method="highs")
