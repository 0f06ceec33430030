"""From made-up firms to provinces, to an index, and to its rank ranges."""

import numpy as np
import pandas as pd
import pytest

from devindex import uncertainty
from devindex.analysis import Space
from devindex.definitions import load_feeds, load_framework, regions
from devindex.enterprise.tables.crossings import TOTAL
from devindex.enterprise.tables.observed import feeding, panel_of, to_observations
from devindex.enterprise.tables.tabulate import tabulate
from devindex.errors import DefinitionError, EnterpriseError
from devindex.index import compute
from devindex.index.recipe import simple_recipe

PROVINCES = [c for c, r in regions().items() if r.covered][:8]


@pytest.fixture(scope="module")
def feeds():
    return load_feeds()


def firms(feeds, seed=3, each=60):
    """Synthetic returns of eight provinces, of every item that feeds the regional framework."""
    rng = np.random.default_rng(seed)
    items = {i.code: i for i in load_framework("enterprise").items}
    n = each * len(PROVINCES)
    d = pd.DataFrame({"province": np.repeat(PROVINCES, each)})
    d["stratum"] = d["province"] + np.where(rng.random(n) < 0.3, "-l", "-s")
    d["holding"] = np.where(rng.random(n) < 0.1, [f"g{k}" for k in rng.integers(0, 20, n)], "")
    d["weight"] = np.where(d["stratum"].str.endswith("l"), 5.0, 25.0)
    level = np.repeat(rng.uniform(0.2, 0.6, len(PROVINCES)), each)
    for code in sorted({name for f in feeds.by_item.values() for name in f.items}):
        item = items[code]
        if item.scale == "yes-no":
            d[code] = (rng.random(n) < level).astype(float)
        elif item.most is not None:
            d[code] = rng.binomial(int(item.most), level / 2).astype(float)
        else:
            d[code] = np.floor(rng.lognormal(7, 1.5, n) * level)
        d.loc[rng.random(n) < 0.05, code] = np.nan
    return d


@pytest.fixture(scope="module")
def estimates(feeds, duck):
    return tabulate(duck, duck.read(firms(feeds)), feeding(feeds), [("province",), ()])


def test_feeds_name_items_of_both_frameworks_and_explain_each_proxy(feeds):
    assert len(feeds.by_item) == 16
    assert [i.code for i in feeds.filled()] == [
        "R10", "R15", "R17", "R18", "R23", "R24", "R28", "R30", "R32", "R35",
    ]  # fmt: skip
    for feed in feeds.by_item.values():
        assert feed.proxy == (feed.reason is not None)


def test_every_fault_of_feeds_is_told(tmp_path):
    file = tmp_path / "feeds.toml"
    file.write_text(
        '[[feed]]\nitem = "gpd"\n[[feed]]\nitem = "gdp"\nsum = "employes"\n'
        '[[feed]]\nitem = "gdp"\nproxy = true\n'
        '[[feed]]\nitem = "gdp"\nevery = [{ item = "employees" }]\n[other]\n',
        encoding="utf-8",
    )
    with pytest.raises(DefinitionError) as told:
        load_feeds(file)
    said = "\n".join(told.value.problems)
    assert "gpd: unknown item 'gpd'. Did you mean 'gdp'?" in said
    assert "unknown item 'employes'. Did you mean 'employees'?" in said
    assert "a proxy needs a reason" in said
    assert "the condition on employees asks for nothing" in said
    assert "unknown table 'other'" in said
    assert all(p.zh != str(p) for p in told.value.problems)


def test_observations_give_the_indicators_as_estimated(feeds, estimates):
    """Numerator over denominator is the ratio of the firms that answered both, to 1e-12."""
    seen, errors = to_observations(estimates, feeds, 2025)
    assert set(seen["status"]) <= {"A", "U"}
    assert set(seen["region"]) == {*PROVINCES, "000000"}
    wide = seen.pivot(index="region", columns="series", values="value")
    by_code = load_framework("regional").by_code
    ratio = estimates[estimates["measure"] == "R23"].set_index("province").drop(index=TOTAL)
    made = 100 * wide["enterprises-data-maturity-assessed"]
    made = made / wide[by_code["R23"].denominator.name]
    np.testing.assert_allclose(made[ratio.index], ratio["value"], rtol=1e-12)
    np.testing.assert_array_equal(errors.loc[(list(ratio.index), 2025), "R23"], ratio["se"])
    flags = seen.set_index("series")["flags"]
    assert set(flags["enterprises-using-platform"]) == {""}
    assert set(flags["connected-industrial-devices"]) == {"proxy"}


def test_a_suppressed_province_has_no_value_and_no_error(feeds, estimates):
    hidden = estimates.copy()
    one = (hidden["province"] == PROVINCES[0]) & (hidden["measure"] == "R17")
    hidden.loc[one, ["value", "se"]], hidden.loc[one, "status"] = np.nan, "Q"
    fed = panel_of({2025: hidden})
    at = (PROVINCES[0], 2025)
    assert np.isnan(fed.panel.values.loc[at, "enterprises-using-platform"])
    assert fed.panel.status.loc[at, "enterprises-using-platform"] == "Q"
    assert np.isnan(fed.errors.loc[at, "R17"])
    index = compute(fed.panel, simple_recipe("regional"))
    assert np.isnan(index.inputs.loc[at, "R17"])
    assert index.inputs.drop(index=[at])["R17"].notna().all()


def test_standard_errors_widen_the_rank_ranges(estimates):
    fed = panel_of({2025: estimates})
    assert fed.coverage.startswith("10 of 37 indicators have figures, 9 of them")
    assert fed.coverage.zh.startswith("37项指标中有10项有数据，其中9项")
    index = compute(fed.panel, simple_recipe("regional", normalise="minmax"))
    assert list(index.inputs.columns) == [i.code for i in fed.panel.framework.scored]

    def width(space):
        ranges = uncertainty(index, space, draws=400).rank_ranges()
        return (ranges.iloc[:, -1] - ranges.iloc[:, 0]).mean()

    varied = {"weights": "dirichlet"}
    without, sure = width(Space.still(**varied)), width(Space.still())
    with_errors = width(Space.still(**varied, errors=fed.errors))
    assert sure == 0
    assert with_errors > without + 0.5
    assert width(Space.still(errors=fed.errors)) > 0.5


def test_answers_of_the_provinces_complete_the_panel(estimates):
    rows = pd.MultiIndex.from_product([PROVINCES, [2025]], names=["region", "year"])
    others = pd.DataFrame({"key-industries-present": 9.0}, index=rows)
    fed = panel_of({2025: estimates}, others=others)
    assert "R22" in fed.panel.framework.by_code
    assert fed.coverage.startswith("11 of 37")
    taken = others.rename(columns={"key-industries-present": "enterprises-in-scope"})
    with pytest.raises(EnterpriseError, match="which estimates fill"):
        panel_of({2025: estimates}, others=taken)


def test_estimates_of_other_measures_or_places_are_refused(feeds, estimates):
    with pytest.raises(EnterpriseError, match="1 measures are not in the estimates by province"):
        to_observations(estimates[estimates["measure"] != "R17"], feeds, 2025)
    odd = estimates.replace({"province": {PROVINCES[0]: "999999"}})
    with pytest.raises(EnterpriseError, match="unknown region '999999'"):
        to_observations(odd, feeds, 2025)
