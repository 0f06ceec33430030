"""What leaves the house: nothing that gives a made-up firm away."""

import warnings

import numpy as np
import pandas as pd
import pytest

from devindex.definitions import load_feeds, regions
from devindex.enterprise import Dimension, Rules, disclose, structure
from devindex.enterprise.tables.contributions import contributions
from devindex.enterprise.tables.crossings import TOTAL, margins
from devindex.enterprise.tables.measures import FIRMS, Amount, Condition, Measure
from devindex.enterprise.tables.observed import feeding, to_observations
from devindex.enterprise.tables.published import publish
from devindex.enterprise.tables.tabulate import tabulate
from devindex.errors import DevindexWarning, EnterpriseError

ibis = pytest.importorskip("ibis")

BY = ("province", "industry")
PROVINCES = [c for c, r in regions().items() if r.covered][:5]
OUTPUT = Measure("output", "total", Amount("output"))
MEASURES = (
    OUTPUT,
    FIRMS,
    Measure("share", "ratio", Amount("part"), Amount("output"), 100.0),
    Measure("level", "mean", Amount("part")),
)


def firms(seed=5, negative=False, n=260):
    """Firms of five provinces and four industries, of which some cells have one firm or two."""
    rng = np.random.default_rng(seed)
    d = pd.DataFrame(
        {
            "credit_code": [f"SECRET{i:012d}" for i in range(n)],
            "province": rng.choice(PROVINCES, n, p=[0.4, 0.3, 0.2, 0.07, 0.03]),
            "industry": rng.choice(["06", "13", "39", "40"], n, p=[0.5, 0.3, 0.15, 0.05]),
            "holding": np.where(
                rng.random(n) < 0.3, [f"secret-{g}" for g in rng.integers(0, 12, n)], ""
            ),
            "stratum": rng.choice(["a", "b"], n),
        }
    )
    d["weight"] = rng.uniform(1.0, 6.0, n)
    d["output"] = np.round(rng.lognormal(4, 1.4, n), 1)
    d.loc[rng.random(n) < 0.1, "output"] = 0.0
    if negative:
        d.loc[rng.random(n) < 0.2, "output"] *= -1
    d["part"] = np.round(d["output"].abs() * rng.random(n), 1)
    return d


def estimated(duck, d, measures=MEASURES, by=BY):
    table = duck.read(d)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DevindexWarning)
        return table, tabulate(duck, table, measures, margins(*by))


@pytest.mark.parametrize("negative", [False, True])
@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize(
    "rules",
    [Rules(), Rules(contributors=5, dominance=(3, 75.0), p=None), Rules(p=25.0, zeros=True)],
)
def test_few_rows_give_what_all_firms_give(duck, negative, known, rules):
    """Primary cells and suppression are those of ``disclose`` on every firm."""
    d = firms(negative=negative)
    table, e = estimated(duck, d, (OUTPUT,))
    done = publish(duck, table, (OUTPUT,), e, rules, weights_known=known)
    shape = structure([Dimension(c, dict.fromkeys(sorted(d[c].unique()), TOTAL)) for c in BY])
    who = np.where(d["holding"] == "", d["credit_code"], d["holding"])
    first, all_firms = disclose(
        shape, {c: d[c].tolist() for c in BY}, who, d["output"], weight=d["weight"],
        weights_known=known, rules=rules,
    )  # fmt: skip
    gone = {c for c, s in zip(shape.cells, all_firms.suppressed, strict=True) if s}
    inside = done.internal[done.internal["amount"] == "output"].set_index(list(BY))
    assert gone
    assert set(inside.index) == gone
    q = done.table[done.table["status"] == "Q"]
    assert set(zip(q["province"], q["industry"], strict=True)) >= gone
    for cell, need, total, one in zip(
        shape.cells, first.need, first.total, first.confidential, strict=True
    ):
        if cell in gone:
            assert (inside.loc[cell, "kind"] == "primary") == one
            assert inside.loc[cell, "need"] == pytest.approx(need, rel=1e-9)
            assert inside.loc[cell, "value"] == pytest.approx(total, rel=1e-9, abs=1e-9)


def test_contributions_are_few_and_add_up(duck):
    d = pd.concat([firms(seed) for seed in range(8)], ignore_index=True)
    d["holding"] = np.where(d.index % 9 == 0, d["holding"], "")
    rows = contributions(duck, duck.read(d), Amount("output"), BY, Rules())
    lone = rows[~rows["holding"].str.startswith("of ")]
    assert lone.groupby(list(BY)).size().max() <= 2 + 3 + 3
    assert len(rows) < len(d) / 4
    sums = (rows["value"] * rows["weight"]).groupby([rows[c] for c in BY]).sum()
    all_firms = (d["output"] * d["weight"]).groupby([d[c] for c in BY]).sum()
    pd.testing.assert_series_equal(sums, all_firms, rtol=1e-12, check_names=False)


def test_nothing_is_recovered_and_nothing_of_a_firm_is_left(duck, attack):
    d = firms()
    table, e = estimated(duck, d)
    done = publish(duck, table, MEASURES, e)
    out = done.table
    assert {"A", "Q"} <= set(out["status"])
    for frame in (out, done.proof):
        assert "secret" not in frame.to_csv().lower()
    hidden = out["status"] == "Q"
    figures = ["value", "se", "cv", "lower", "upper", "firms", "missing", "clusters", "weight"]
    assert out.loc[hidden, figures].isna().all(axis=None)
    assert out.loc[~hidden, "value"].notna().all()
    assert not {"value", "rule", "need"} & set(done.proof.columns)
    total = out[out["measure"] == "output"].set_index(list(BY))["value"]
    intruder = attack(
        [dict.fromkeys(sorted(d[c].unique()), TOTAL) for c in BY]
    )  # fmt: skip
    published = np.array([total.get(cell, 0.0) for cell in intruder.cells])
    truth = (d["output"] * d["weight"]).groupby([d[c] for c in BY]).sum()
    seen = 0
    for cell in (c for c in intruder.cells if np.isnan(published[intruder.cells[c]])):
        low, high = intruder.interval(intruder.cells[cell], published)
        assert high - low > 0.001 * truth.get(cell, 1.0)
        seen += 1
    assert seen >= 4


def test_a_ratio_goes_where_a_part_of_it_goes(duck):
    """Numerator and denominator would give it, and it would give either from the other."""
    d = firms()
    table, e = estimated(duck, d)
    out = publish(duck, table, MEASURES, e).table.set_index([*BY, "measure"])["status"]
    gone = out.unstack("measure") == "Q"
    assert (gone["share"] | ~gone["output"]).all()
    assert (gone["level"] | ~gone["firms"]).all()
    assert gone["share"].sum() < len(gone)


def test_cells_hidden_last_year_are_kept_in_mind(duck):
    d = firms()
    table, e = estimated(duck, d, (OUTPUT,))
    last = publish(duck, table, (OUTPUT,), e)
    again = publish(duck, table, (OUTPUT,), e, previous=last.table)
    hidden = [p.table["status"] == "Q" for p in (last, again)]
    assert hidden[0].sum() <= hidden[1].sum()
    assert (hidden[1] | ~hidden[0]).all()


def test_a_province_with_two_firms_feeds_no_indicator(duck):
    """Its figures go, and those of one more province, or the nation's total would give them."""
    feeds = load_feeds()
    rng = np.random.default_rng(1)
    n = 120
    d = firms(n=n)
    d["province"] = np.repeat(PROVINCES[:4], n // 4)
    d.loc[1 : n // 4 - 1, "province"] = PROVINCES[1]
    d.loc[1, "province"] = PROVINCES[0]
    for code in {name for f in feeds.by_item.values() for name in f.items}:
        d[code] = rng.integers(1, 4000, n).astype(float)
    for code in ("platform-in-use", "trusted-data-space-member", "network-security-insured"):
        d[code] = (rng.random(n) < 0.6).astype(float)
    d["holding"] = ""
    measures = feeding(feeds)
    table, e = estimated(duck, d, measures, ("province",))
    out = publish(duck, table, measures, e).table
    two = out[out["province"] == PROVINCES[0]].set_index("measure")
    assert set(two["status"]) == {"Q"}
    hidden = out[out["status"] == "Q"].groupby("measure")["province"].nunique()
    assert (hidden >= 2).all()
    seen, errors = to_observations(out, feeds, 2025)
    own = seen[seen["region"] == PROVINCES[0]]
    assert set(own["status"]) == {"Q"}
    assert own["value"].isna().all()
    assert errors.loc[(PROVINCES[0], 2025)].isna().all()
    assert seen[seen["region"] == PROVINCES[2]]["value"].notna().any()


def test_a_class_has_its_own_table(duck):
    big = Measure("big", "share", Amount(every=(Condition("output", least=50.0),)))
    d = firms()
    table, e = estimated(duck, d, (big,))
    done = publish(duck, table, (big,), e)
    assert set(done.proof["amount"]) == {"big numerator", "firms"}


def test_measures_without_estimates_are_refused(duck):
    table, e = estimated(duck, firms(), (OUTPUT,))
    with pytest.raises(EnterpriseError, match="unknown measure 'firms'"):
        publish(duck, table, (FIRMS,), e)
    whole = e.drop(columns=list(BY))
    with pytest.raises(EnterpriseError, match="at least one column of codes"):
        publish(duck, table, (OUTPUT,), whole)


def test_spark_suppresses_the_same_cells(duck, spark):
    d = firms()
    by = {"measures": MEASURES[:1], "estimates": estimated(duck, d, MEASURES[:1])[1]}
    one = publish(duck, duck.read(d), **by)
    two = publish(spark, spark.read(d), **by)
    pd.testing.assert_frame_equal(one.table, two.table)
    pd.testing.assert_frame_equal(one.proof, two.proof)
    pd.testing.assert_frame_equal(one.internal, two.internal, rtol=1e-9, atol=1e-9)
