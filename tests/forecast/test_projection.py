"""Regions projected together: as each alone where there is no other, and in any order."""

import numpy as np
import pandas as pd
import pytest

from devindex.forecast.outlook import forecast
from devindex.forecast.projection import project
from devindex.forecast.regions import region_paths
from devindex.forecast.series import Series
from devindex.index import compute
from devindex.observations import load_panel


@pytest.fixture(scope="module")
def index():
    return compute(load_panel())


@pytest.mark.parametrize("ceiling", [100.0, None])
def test_one_region_alone_is_its_own_forecast(ceiling):
    frame = pd.DataFrame([[40.0, 44.0, 47.0]], index=["110000"], columns=[2022, 2023, 2024])
    drawn = region_paths(frame, [2025, 2026, 2027], ceiling=ceiling, draws=300, seed=5)
    series = Series.of(["2022", "2023", "2024"], [40, 44, 47], ceiling=ceiling)
    alone = forecast(series, "2027", draws=300, seed=5)
    assert drawn["110000"] == pytest.approx(alone.draws, rel=1e-9)


def test_a_region_is_sharpened_by_the_others_as_by_reference_series():
    """The batch and ``reference=`` give one prior; the draws differ by their random numbers."""
    years = [2020, 2021, 2022, 2023]
    rows = {"a": [20, 22, 24, 26], "b": [30, 33, 37, 40], "c": [50, 52, 55, 57.0]}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=years).astype(float)
    drawn = region_paths(frame, [2024, 2025, 2026], ceiling=100.0, draws=40_000)
    made = {
        k: Series.of([str(y) for y in years], v, ceiling=100.0) for k, v in rows.items()
    }  # fmt: skip
    levels = [0.05, 0.25, 0.5, 0.75, 0.95]
    for k, series in made.items():
        others = [s for name, s in made.items() if name != k]
        alone = forecast(series, "2026", reference=others, draws=40_000)
        plain = forecast(series, "2026", draws=40_000)
        batch = np.quantile(drawn[k][:, -1], levels)
        width = batch[-1] - batch[0]
        assert np.abs(batch - np.quantile(alone.draws[:, -1], levels)).max() < 0.02 * width
        assert np.abs(batch - np.quantile(plain.draws[:, -1], levels)).max() > 0.02 * width


def test_order_of_regions_and_years_does_not_matter(index):
    scores = index.scores.iloc[:8]
    found = project(scores, draws=500)
    mixed = scores.sample(frac=1, random_state=2).loc[:, ::-1]
    again = project(mixed, draws=500)
    key = ["region", "year"]
    pd.testing.assert_frame_equal(
        found.sort_values(key, ignore_index=True), again.sort_values(key, ignore_index=True)
    )


def test_a_region_with_missing_years_uses_those_it_has(index):
    scores = index.scores.iloc[:6].copy()
    scores.iloc[0, -1] = np.nan
    scores.iloc[1, 3] = np.nan
    scores.iloc[2] = np.nan
    found = project(scores).set_index("region")
    whole = project(index.scores.iloc[:6]).set_index("region")

    def width(table, n):
        rows = table.loc[scores.index[n]]
        return (rows["high_80"] - rows["low_80"]).iloc[0]

    assert found.loc[scores.index[2], "median"].isna().all()
    assert width(found, 0) > 1.1 * width(whole, 0)  # one year further off
    assert np.isfinite(width(found, 1))
    assert (found["year"].unique() == [2025, 2026, 2027]).all()


def test_ranges_nest_widen_and_keep_below_the_ceiling(index):
    found = project(index.scores)
    assert len(found) == 3 * len(index.scores)
    order = found[["low_95", "low_80", "median", "high_80", "high_95"]].to_numpy()
    assert (np.diff(order, axis=1) >= 0).all()
    assert order.max() <= 100
    width = (found["high_80"] - found["low_80"]).groupby(found["year"]).mean()
    assert (width.diff().dropna() > 0).all()


def test_the_development_index_has_no_ceiling_and_no_unit(index):
    found = project(index.development, ceiling=None, draws=1000)
    assert found["median"].max() > 100
    tenfold = project(index.development * 10, ceiling=None, draws=1000)
    columns = ["median", "low_80", "high_95"]
    assert tenfold[columns].to_numpy() == pytest.approx(10 * found[columns].to_numpy(), rel=1e-9)


def test_scores_projected_from_2021_held_what_came(index):
    """31 provinces and the nation, three years: intervals hold at least what they promise."""
    then = project(index.scores.loc[:, :2021]).set_index(["region", "year"])
    came = index.scores.loc[:, 2022:].stack().reindex(then.index)
    inside = (then["low_80"] <= came) & (came <= then["high_80"])
    assert inside.mean() >= 0.8
    wide = (then["low_95"] <= came) & (came <= then["high_95"])
    assert wide.mean() >= 0.95


def test_faults_are_told(index, told):
    scores = index.scores.iloc[:3]
    told(lambda: project(scores, years=0))
    told(lambda: project(scores, draws=0))
    (most,) = told(lambda: project(scores, draws=10**9))
    assert most == "draws is 1000000000; 1 to 1,000,000 is needed"
    (seed,) = told(lambda: project(scores, seed=-1))
    assert seed == "seed is -1; 0 or more is needed"
    told(lambda: project([[1.0]]))
    told(lambda: project(scores.rename(columns={2024: "last"})))
    told(lambda: project(pd.concat([scores, scores])))
    told(lambda: project(scores * np.nan))
    told(lambda: project(scores.astype(object).replace(scores.iloc[0, 0], "x")))
    (above,) = told(lambda: project(scores * 10))
    assert "above the ceiling of 100" in above
    assert "超过上限100" in above.zh
    assert "为超过" not in above.zh
    told(lambda: project(-scores, ceiling=None))
    told(lambda: project(scores / 0))
