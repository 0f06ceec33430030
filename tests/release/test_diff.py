"""What one release says otherwise than another, and which cause moved each value by how much."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

import devindex as dx
from devindex.errors import ReleaseError
from devindex.release.revisions import diff, revision_statistics
from devindex.release.revisions.difference import WHY
from devindex.release.revisions.reasons import series_of
from devindex.release.revisions.sides import quantities, side
from devindex.release.tables import Edition

STOOD = {"eco_gdp": "eco_gdp_v2023"}


@cache
def panel(*stood):
    """The whole panel, with these vintages."""
    return dx.load_panel(vintage=dict(stood))


def edition_of(year, *, vintage=None, recipe="headline", but=()):
    """An edition with one draw: rank ranges play no part here."""
    stood = tuple((vintage or {}).items())
    index = dx.compute(panel(*stood).until(year).drop(but), dx.load_recipe(recipe))
    return Edition(index, dx.uncertainty(index, draws=1), year, vintage=stood)


@pytest.fixture(scope="module")
def old():
    """Edition 2022 with gross regional product as it stood before the census."""
    return edition_of(2022, vintage=STOOD)


@pytest.fixture(scope="module")
def census(old):
    """The census revision alone."""
    return diff(old, edition_of(2022))


@pytest.fixture(scope="module")
def three(old):
    """Revised figures, a new year and another recipe at once, and Xinjiang left out."""
    return diff(old, edition_of(2023, recipe="arithmetic", but=["650000"]))


def test_the_census_changes_what_is_made_of_gross_regional_product_and_nothing_else(census):
    made_of = series_of(census.new.index.framework)
    changed = census.changed
    moved = set(changed.loc[changed["level"] == "indicator", "indicator_code"])
    assert moved == {c for c, own in made_of.items() if "eco_gdp" in own}
    assert set(changed["causes"]) == {"revision"}
    assert set(census.values["kind"]) == {"changed"}
    assert set(census.figures["series"]) == {"eco_gdp"}
    assert len(census.figures) == 31 * 7
    assert census.method.empty
    assert census.causes == ("revision",)


def test_old_and_new_are_the_published_digits_and_the_cause_the_unrounded_change(census):
    frame = census.changed
    assert (frame["old"] == frame["old"].round(4)).all()
    assert np.allclose(frame["new"] - frame["old"], frame["change"], atol=1e-9)
    assert (frame["change"] - frame["revision"]).abs().max() < 1.0001e-4
    guangdong = frame.set_index(["indicator_code", "region", "year"]).loc[("score", "440000", 2022)]
    after = census.new.index.scores.loc["440000", 2022]
    before = census.old.index.scores.loc["440000", 2022]
    assert guangdong["revision"] == pytest.approx(after - before, abs=1e-12)


def test_every_cause_is_split_exactly_as_a_change_is_explained(three):
    """The same Shapley values as of explain_change, which takes one year at a time."""
    assert three.causes == ("revision", "method", "membership")
    said = three.change(2022, by="dimension")
    for code, sign in (("score", 1), ("rank", -1)):
        own = three.changed[three.changed["kind"] == "changed"].set_index(
            ["indicator_code", "year"]
        )
        own = own.loc[(code, 2022)].set_index("region")
        assert len(own) > 5
        for cause in ("revision", "method", "membership"):
            told = said.causes[code].xs(cause, level="cause").reindex(own.index)
            assert np.allclose(own[cause], sign * told, atol=1e-9)


def test_causes_sum_to_the_change_of_every_value(three):
    own = three.changed[three.changed["kind"] == "changed"]
    parts = own[[c for c in WHY if c in own]].sum(axis=1, skipna=False)
    a, b = (quantities(s.index) for s in (three.old, three.new))
    keys = pd.MultiIndex.from_frame(own[["indicator_code", "region", "year"]])
    whole = (b.reindex(keys) - a.reindex(keys)).to_numpy()
    assert len(own) > 3000
    assert np.allclose(parts, whole, atol=1e-9)


def test_kinds_of_difference_are_told_apart(three):
    frame = three.values
    fresh = frame[frame["kind"] == "new-period"]
    assert set(fresh["year"]) == {2023}
    assert set(fresh["causes"]) == {"data"}
    gone = frame[frame["kind"] == "withdrawn"]
    assert set(gone["region"]) == {"650000"}
    assert set(gone["causes"]) == {"membership"}
    assert set(frame["kind"]) == {"changed", "withdrawn", "new-period"}
    assert three.method.values.tolist() == [
        ["recipe", "aggregate.dimension", "geometric", "arithmetic"]
    ]


def test_a_new_year_alone_changes_nothing_published(old):
    found = diff(old, edition_of(2023, vintage=STOOD))
    assert found.changed.empty
    assert set(found.values["kind"]) == {"new-period"}
    assert "published values changed" in found.summary()
    assert "改动0个" in found.summary("zh")


def test_weights_and_goalposts_are_named_as_method(old, own_framework):
    folder = own_framework(
        ("framework.toml", 'version = "1.0.0"', 'version = "1.1.0"'),
        ("network.toml", "weight = 0.5\nhead_office", "weight = 0.75\nhead_office"),
    )
    framework = dx.load_framework(folder)
    index = dx.compute(
        replace(panel(*STOOD.items()).until(2022), framework=framework), old.index.recipe
    )
    found = diff(old, replace(old, index=index))
    assert set(found.changed["causes"]) == {"method"}
    items = set(found.method["item"])
    assert "version" in items
    weights = found.method[found.method["item"].str.endswith(".weight")]
    assert set(weights["old"]) == {"0.5"}
    assert set(weights["new"]) == {"0.75"}
    assert "indicator" not in set(found.changed["level"])


def test_another_computation_of_the_same_inputs_is_a_cause_of_its_own(old):
    """As if an earlier version of the package had published one score a tenth too high."""
    said = side(old)
    frame = said.observations.copy()
    at = frame.query(
        "indicator_code == 'score' and gb_code == '440000' and time_period == 2022"
    ).index
    frame.loc[at, "obs_value"] += 0.1
    found = diff(replace(said, observations=frame), old)
    assert len(found.changed) == 1
    row = found.changed.iloc[0]
    assert (row["causes"], row["region"]) == ("software", "440000")
    assert row["software"] == pytest.approx(-0.1, abs=1e-4)


def test_a_new_release_that_does_not_hold_is_refused(old):
    said = side(old)
    frame = said.observations.copy()
    frame.loc[frame.index[-1], "obs_value"] += 1
    with pytest.raises(ReleaseError, match="are not what its own figures give"):
        diff(old, replace(said, observations=frame))


def vintages_of(steps):
    """One indicator, two regions, two years; each step is added to all but the second region."""
    rows, level = [], np.array([[10.0, 12.0], [20.0, 19.0]])
    for n, step in enumerate([0.0, *steps]):
        level = level + np.array([[step, step], [0.0, 0.0]])
        rows += [
            ("x", region, year, level[i, j], f"v{n}")
            for i, region in enumerate("ab")
            for j, year in enumerate((2021, 2022))
        ]
    return pd.DataFrame(rows, columns=["indicator_code", "region", "year", "value", "release_id"])


def test_revision_statistics_by_hand():
    """Revisions 1, 1, 0, 0: mean 0.5, sd sqrt(1/3); later values 11 + 13 + 20 + 19 = 63."""
    row = revision_statistics(vintages_of([1.0])).iloc[0]
    assert (row["vintages"], row["n"], row["revised"]) == (2, 4, 2)
    assert row["mean"] == row["mean_absolute"] == 0.5
    assert row["relative_mean_absolute"] == pytest.approx(2 / 63)
    assert row["sd"] == pytest.approx(np.sqrt(1 / 3))
    assert (row["lowest"], row["highest"], row["range"]) == (0.0, 1.0, 1.0)
    assert row["sign_changes"] == 0.0
    assert np.isnan(row["t"])


def test_a_year_whose_direction_turns_is_counted():
    table = vintages_of([0.0])
    table.loc[(table["release_id"] == "v1") & (table["year"] == 2022), "value"] = [9.0, 18.0]
    assert revision_statistics(table).iloc[0]["sign_changes"] == 0.5


def test_the_mean_is_tested_from_eight_vintages_on_with_newey_west_errors():
    """t by hand: Bartlett weights over 2 lags (4 (7/100)^(2/9) = 2.2), n / (n - 1) corrected."""
    steps = [0.3, -0.1, 0.4, 0.2, 0.5, -0.2, 0.1]
    assert np.isnan(revision_statistics(vintages_of(steps[:6])).iloc[0]["t"])
    row = revision_statistics(vintages_of(steps)).iloc[0]
    x = np.array(steps) / 2
    e = x - x.mean()
    long = e @ e + 2 * sum((1 - k / 3) * (e[k:] @ e[:-k]) for k in (1, 2))
    t = x.mean() / np.sqrt(long / len(x) ** 2 * len(x) / (len(x) - 1))
    assert row["vintages"] == 8
    assert row["t"] == pytest.approx(t, rel=1e-9)
    assert 0 < row["p"] < 1


def test_what_is_never_revised_has_no_test():
    row = revision_statistics(vintages_of([0.0] * 8)).iloc[0]
    assert row["revised"] == 0
    assert np.isnan(row["p"])
