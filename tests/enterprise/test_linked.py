"""What one public file tells of another: attacks on all that is published of the same firms."""

import warnings
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from devindex.definitions import regions
from devindex.enterprise import TOTAL, Rules
from devindex.enterprise.tables.crossings import margins
from devindex.enterprise.tables.measures import FIRMS, Amount, Condition, Measure
from devindex.enterprise.tables.published import Part, publish_together
from devindex.enterprise.tables.tabulate import tabulate
from devindex.errors import DevindexWarning

ibis = pytest.importorskip("ibis")

PROVINCES = [c for c, r in regions().items() if r.covered][:6]
CODES = {
    "province": PROVINCES,
    "industry": ["06", "13", "39"],
    "size": ["large", "small"],
}
OUTPUT = Measure("output", "total", Amount("output"))
SHARE = Measure("share", "ratio", Amount("part"), Amount("output"), 100.0)
LEVELS = tuple(
    Measure(f"level={v}", "share", Amount(every=(Condition("level", equal=v),))) for v in range(4)
)


def firms(seed, n=220):
    """Firms without missing answers, so that what is published adds up exactly."""
    rng = np.random.default_rng(seed)
    d = pd.DataFrame(
        {
            "credit_code": [f"F{i:05d}" for i in range(n)],
            "province": rng.choice(PROVINCES, n, p=[0.35, 0.25, 0.2, 0.12, 0.05, 0.03]),
            "industry": rng.choice(CODES["industry"], n, p=[0.5, 0.35, 0.15]),
            "size": rng.choice(CODES["size"], n, p=[0.2, 0.8]),
            "holding": np.where(rng.random(n) < 0.2, [f"h{g}" for g in rng.integers(0, 9, n)], ""),
            "stratum": "a",
            "weight": rng.integers(1, 6, n).astype(float),
            "level": rng.choice(4, n, p=[0.5, 0.3, 0.15, 0.05]).astype(float),
        }
    )
    d["output"] = np.round(rng.lognormal(4, 1.2, n), 1)
    d["part"] = np.round(d["output"] * rng.random(n), 1)
    return d


def parts(duck, d, wanted):
    """One part for each crossing and the measures asked of it."""
    table = duck.read(d)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DevindexWarning)
        return [
            Part(table, measures, tabulate(duck, table, measures, margins(*by)))
            for by, measures in wanted
        ]


def known(published, column="value", measure=None):
    """What files tell of cells of province × industry × size: cell to figure."""
    out = {}
    for one in published:
        rows = one.table[one.table["measure"] == measure] if measure else one.table
        for row in rows[rows[column].notna()].to_dict("records"):
            out[tuple(row.get(d, TOTAL) for d in CODES)] = row[column]
    return out


def interval(figures, asked, base):
    """Smallest and largest a sum of cells can be, by what is known of others; by programme.

    The intruder knows nothing of suppression: every finest cell that is not empty (``base``) is a
    number that is not negative, every figure the sum of its cells.
    """

    def sums(cell):
        inside = [all(c in (TOTAL, b) for c, b in zip(cell, one, strict=True)) for one in base]
        return np.array(inside, dtype=float)

    lines = np.array([sums(c) for c in figures])
    told = np.array(list(figures.values()))
    slack = 1e-7 * np.abs(told).max()
    bounds = {
        "A_ub": np.vstack([lines, -lines]),
        "b_ub": np.concatenate([told + slack, slack - told]),
    }
    ends = [linprog(sign * sums(asked), **bounds) for sign in (1, -1)]
    assert all(e.status in (0, 3) for e in ends)
    low, high = (s * e.fun if e.status == 0 else np.inf for s, e in zip((1, -1), ends, strict=True))
    return low, high


def base_of(d, columns=tuple(CODES)):
    """Finest cells that are not empty."""
    return list(d[list(columns)].drop_duplicates().itertuples(index=False, name=None))


def true(d, cell, values):
    inside = np.ones(len(d), dtype=bool)
    for column, code in zip(CODES, cell, strict=True):
        inside &= (code == TOTAL) | (d[column] == code).to_numpy()
    return float((values * d["weight"])[inside].sum())


def all_cells(*by):
    """Every cell of crossings with their margins."""
    return {
        tuple(cell)
        for one in by
        for cell in product(*([*CODES[d], TOTAL] if d in one else [TOTAL] for d in CODES))
    }


LINKED = [("province", "industry"), ("province", "size"), ("province",)]


def confidential(d, cell, rules):
    """Counted anew from the firms: fewer holdings than asked for, but not none."""
    inside = np.ones(len(d), dtype=bool)
    for column, code in zip(CODES, cell, strict=True):
        inside &= (code == TOTAL) | (d[column] == code).to_numpy()
    who = np.where(d["holding"] == "", d["credit_code"], d["holding"])[inside]
    return 0 < len(set(who)) < rules.contributors


@pytest.mark.parametrize("seed", [3, 5, 9])
def test_linked_crossings_and_provincial_figures_give_nothing_away(duck, seed):
    d, rules = firms(seed), Rules(p=None)
    done = publish_together(duck, parts(duck, d, [(by, (OUTPUT, FIRMS)) for by in LINKED]), rules)
    figures = known(done, measure="output")
    secret = [c for c in all_cells(*LINKED) if confidential(d, c, rules)]
    assert secret
    for cell in secret:
        assert cell not in figures
        low, high = interval(figures, cell, base_of(d))
        assert high - low > 0.1 * true(d, cell, d["output"])


def two_patterns():
    """Firms of which each table is best protected in another way.

    The first province has two firms, in one industry. The second, the smallest of the others, has
    none in that industry, so it hides the first among provinces but not by industry.
    """
    where = [(0, "06", 2), (1, "13", 8), (2, "06", 12), (3, "06", 15), (3, "13", 15)]
    d = pd.DataFrame(
        [(PROVINCES[p], industry) for p, industry, n in where for _ in range(n)],
        columns=["province", "industry"],
    )
    d["credit_code"] = [f"F{i:05d}" for i in range(len(d))]
    return d.assign(
        size="large", holding="", stratum="a", weight=1.0, output=50.0 + np.arange(len(d))
    )


@pytest.mark.parametrize("together", [True, False])
def test_two_files_that_are_each_safe_give_a_cell_away(duck, together):
    """Protected one by one they do: the attack finds it. Protected together they do not."""
    d, rules = two_patterns(), Rules(p=None)
    both = parts(duck, d, [(by, (OUTPUT,)) for by in (("province", "industry"), ("province",))])
    if together:
        done = publish_together(duck, both, rules)
    else:
        done = [publish_together(duck, [one], rules)[0] for one in both]
    figures = known(done, measure="output")
    cell = (PROVINCES[0], TOTAL, TOTAL)
    assert cell not in figures
    low, high = interval(figures, cell, base_of(d))
    assert (high - low > 0.1 * true(d, cell, d["output"])) == together


@pytest.mark.parametrize("seed", range(3))
def test_shares_of_levels_do_not_give_each_other_away(duck, seed):
    """Shares add up to one: with all but one of them, and the number of firms, one is known."""
    d, rules = firms(seed), Rules(p=None)
    (done,) = publish_together(duck, parts(duck, d, [(("province",), (*LEVELS, FIRMS))]), rules)
    rows = done.table[done.table["value"].notna()]
    coded = d.assign(level=d["level"].map("{:g}".format))
    base = base_of(coded, ("province", "level"))
    figures = {}
    for row in rows.to_dict("records"):
        place, _, level = row["measure"].partition("=")
        figures[row["province"], level or TOTAL] = (
            row["value"] if place == "firms" else row["value"] * row["weight"]
        )
    who = np.where(d["holding"] == "", d["credit_code"], d["holding"])
    few = pd.Series(who).groupby([d["province"], d["level"]]).nunique()
    secret = few[few < rules.contributors].index
    assert len(secret) > 2
    for province, level in secret:
        cell = (province, f"{level:g}")
        inside = (d["province"] == province) & (d["level"] == level)
        assert cell not in figures
        low, high = interval(figures, cell, base)
        assert high - low > 0.1 * d["weight"][inside].sum()


def test_what_stands_beside_a_ratio_does_not_give_the_number_of_firms_away(duck):
    """The province with fewest firms hides their number, the one that sells least the sales."""
    rules = Rules(p=None)
    d = pd.concat(
        [
            pd.DataFrame({"province": PROVINCES[p], "output": [each] * n})
            for p, n, each in ((0, 2, 50.0), (1, 8, 900.0), (2, 12, 20.0), (3, 30, 500.0))
        ],
        ignore_index=True,
    )
    d["credit_code"] = [f"F{i:05d}" for i in range(len(d))]
    d = d.assign(industry="06", size="large", holding="", stratum="a", weight=1.0)
    d["part"] = d["output"] / 2
    (done,) = publish_together(duck, parts(duck, d, [(("province",), (SHARE, FIRMS))]), rules)
    counts = known([done], measure="firms") | known([done], "weight", "share")
    cell = (PROVINCES[0], TOTAL, TOTAL)
    assert cell not in counts
    low, high = interval(counts, cell, base_of(d))
    assert high - low > 1.0


def test_last_year_is_known_of_every_table(duck):
    """A mean and the weight beside it give a total too, and so do provincial figures."""
    from devindex.enterprise.confidential.structure import Dimension, structure
    from devindex.enterprise.tables.published import _last, _Summed

    shape = structure([Dimension("province", dict.fromkeys(PROVINCES[:2], TOTAL))])
    mean = Measure("mean", "mean", Amount("output"), factor=10.0)
    last = pd.DataFrame(
        {"province": PROVINCES[:2], "measure": "mean", "value": [50.0, np.nan], "weight": [4.0, 3]}
    )
    figures = pd.DataFrame({"province": [TOTAL], "measure": ["output"], "value": [90.0]})
    found = _last(shape, _Summed(Amount("output")), [last, figures], [mean, OUTPUT])
    told = dict(zip(shape.cells, found, strict=True))
    assert told[(PROVINCES[0],)] == 20.0
    assert np.isnan(told[(PROVINCES[1],)])
    assert told[(TOTAL,)] == 90.0
