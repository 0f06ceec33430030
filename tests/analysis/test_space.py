"""Spatial autocorrelation: figures PySAL prints, laws of the permutations, and islands."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import devindex as dx
from devindex.analysis.autocorrelation import conditional_p
from devindex.analysis.neighbours import spatial_weights

DATA = Path(__file__).parent / "data"


def read(name):
    """A data set of libpysal: table of regions, and the neighbours of each."""
    table = pd.read_csv(DATA / f"{name}.csv", dtype={"region": str}).set_index("region")
    links = {r: n.split() for r, n in table["neighbours"].astype(str).items()}
    return table.drop(columns="neighbours"), links


def of(name, column, draws=999, **more):
    table, links = read(name)
    values = table[[column]].set_axis([2000], axis=1)
    return dx.spatial(values, weights=links, permutations=draws, **more)


def test_moran_of_st_louis_and_north_carolina_as_pysal_prints_it():
    """esda 2.8.2, docstring of Moran: 0.244 and 0.248; half a unit of the last digit."""
    assert of("stlouis", "hr8893").frame.loc[(2000, "moran"), "value"] == pytest.approx(
        0.244, abs=5e-4
    )
    assert of("sids", "sidr74").frame.loc[(2000, "moran"), "value"] == pytest.approx(
        0.248, abs=5e-4
    )


def test_geary_as_pysal_prints_it():
    """esda 2.8.2, docstring of Geary: C 0.3330108; half a unit of the last digit."""
    one = of("book", "y").frame.loc[(2000, "geary")]
    assert one["value"] == pytest.approx(0.3330108, abs=5e-8)
    assert one["p"] == pytest.approx(2 / 1000)  # no map of 999 is as extreme


def test_bivariate_moran_as_pysal_prints_it():
    """esda 2.8.2, docstring of Moran_BV: SIDR79 with the neighbours' SIDR74 0.156."""
    made = of("sids", "sidr79", other=read("sids")[0]["sidr74"])
    assert made.frame.loc[(2000, "bivariate"), "value"] == pytest.approx(0.156, abs=5e-4)


def test_getis_ord_as_pysal_prints_it():
    """esda 2.8.2, docstrings of G and G_Local: six points, neighbours within 15.

    G 0.557, one-sided p 0.173; z of G* with 0-1 weights. Half a unit of the last digit.
    """
    names = list("abcdef")
    points = [(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)]
    w = spatial_weights(names, "distance", coordinates=pd.DataFrame(points, names), within=15)
    table = pd.DataFrame({2000: [2, 3, 3.2, 5, 8, 7]}, index=names)
    made = dx.spatial(table, weights=w, permutations=999)
    one = made.frame.loc[(2000, "getis-ord")]
    assert one["value"] == pytest.approx(0.557, abs=5e-4)
    assert one["p_normal"] / 2 == pytest.approx(0.173, abs=5e-4)
    z = [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331]
    assert made.local["g_star"].to_numpy() == pytest.approx(z, abs=5e-9)


def test_global_permutations_are_of_the_same_statistic():
    """The identity map among the permutations gives back the statistic of esda."""
    from devindex.analysis import autocorrelation as a

    table, links = read("sids")
    w = a.given_weights(links, list(table.index))

    class Identity:
        def permuted(self, x, axis):
            return np.array(x)

    values = table["sidr74"]
    rows = a._global(values, table["sidr79"].to_numpy(), w, 5, Identity())
    assert {k: row["p"] for k, row in rows.items()} == dict.fromkeys(rows, 1.0)


def test_local_moran_and_its_p_values_are_those_of_esda_within_the_error_of_drawing():
    """esda takes the smaller tail of 99,999 draws of its own, ours is twice the smaller tail.

    Tolerance of p: four standard errors of a share of 9,999 draws and of one of 99,999, and one
    draw of each, since both count the map itself.
    """
    peer = json.loads((DATA / "esda.json").read_text("utf-8"))
    made = of("sids", "sidr74", draws=9999).local
    assert made["moran"].to_dict() == pytest.approx(peer["local"], abs=1e-10)
    theirs = pd.Series(peer["one_sided_p"]).reindex(made.index)
    error = 4 * np.sqrt(theirs * (1 - theirs) * (1 / 9999 + 1 / 99_999)) + 1.1e-4
    assert ((made["p"] / 2 - theirs.clip(upper=0.5)).abs() <= error).all()


def test_the_same_seed_gives_the_same_p_values_and_another_seed_others(index):
    one, same = (dx.spatial(index, permutations=199) for _ in range(2))
    pd.testing.assert_frame_equal(one.local, same.local)
    pd.testing.assert_frame_equal(one.frame, same.frame)
    other = dx.spatial(index, permutations=199, seed=1)
    assert (one.local["p"] != other.local["p"]).any()
    pd.testing.assert_series_equal(one.local["moran"], other.local["moran"])


def test_p_values_of_a_year_do_not_depend_on_the_years_beside_it(index):
    scores = index.scores
    whole = dx.spatial(scores, permutations=199)
    alone = dx.spatial(scores[[2024]], permutations=199)
    pd.testing.assert_frame_equal(whole.frame.loc[[2024]], alone.frame)
    pd.testing.assert_frame_equal(whole.local, alone.local)


def test_the_global_seed_of_numpy_stays_as_it_was(index):
    before = np.random.get_state()[1].copy()  # noqa: NPY002  # the state looked at is this one
    dx.spatial(index, permutations=99, other="network")
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002


def test_p_values_of_noise_are_spread_evenly():
    """Of 300 random maps no more than 8 % have p below 0.05: 0.05 plus 2.4 standard errors."""
    ring = np.roll(np.eye(20), 1, axis=1) + np.roll(np.eye(20), -1, axis=1)
    rng = np.random.default_rng(5)
    p = [conditional_p(rng.normal(size=20), ring / 2, 199, rng)[0] for _ in range(300)]
    assert np.mean(np.array(p) <= 0.05) < 0.08
    assert np.mean(p) == pytest.approx(0.5, abs=0.08)


def test_a_chessboard_repels_and_two_halves_attract():
    names = [f"{i:02}" for i in range(36)]
    places = pd.DataFrame([(i % 6, i // 6) for i in range(36)], index=names)
    w = spatial_weights(names, "distance", coordinates=places, within=1)
    board = pd.DataFrame({2000: [float((i + i // 6) % 2) for i in range(36)]}, index=names)
    halves = pd.DataFrame({2000: [float(i // 18) for i in range(36)]}, index=names)
    apart, together = (dx.spatial(t, weights=w, permutations=999) for t in (board, halves))
    assert apart.frame.loc[(2000, "moran"), "value"] == pytest.approx(-1.0)
    assert together.frame.loc[(2000, "moran"), "value"] > 0.7
    assert set(apart.local["quadrant"]) == {"HL", "LH"}
    assert set(together.local["quadrant"]) == {"HH", "LL"}
    assert (
        apart.frame.loc[(2000, "geary"), "value"] > 1 > together.frame.loc[(2000, "geary"), "value"]
    )


def test_every_province_has_a_neighbour_and_hainan_is_joined_by_convention():
    covered = [c for c, r in dx.regions().items() if r.covered]
    w = spatial_weights(covered)
    assert w.islands == []
    assert w.neighbors["460000"] == ["440000"]
    assert w.n == 31
    assert w.s0 == 2 * (70 - 2 + 1)  # without Hong Kong and Macao, with the strait of Hainan


def test_distance_leaves_nobody_alone_and_nearest_gives_every_one_as_many():
    covered = [c for c, r in dx.regions().items() if r.covered]
    assert spatial_weights(covered, "distance").islands == []
    assert set(spatial_weights(covered, "nearest", nearest=3).cardinalities.values()) == {3}


def test_a_region_without_a_value_is_taken_out_with_its_links(index):
    scores = index.scores.copy()
    scores.loc["650000", 2024] = np.nan
    made = dx.spatial(scores, permutations=99)
    alone = dx.spatial(scores.drop(index="650000"), permutations=99)
    pd.testing.assert_frame_equal(made.local, alone.local)
    assert len(made.local) == 30


def test_negative_values_have_no_getis_ord(index):
    made = dx.spatial(index.scores - 50, permutations=99)
    assert set(made.frame.index.get_level_values("statistic")) == {"moran", "geary"}
    assert "g_star" not in made.local
    same = dx.spatial(index, permutations=99).frame.drop("getis-ord", level="statistic")
    assert made.frame["value"].to_numpy() == pytest.approx(same["value"].to_numpy())


def test_what_cannot_be_measured_is_said_in_both_languages(index, small, refused):
    scores = index.scores
    links = {"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c"]}
    for mistake, en, zh in [
        (lambda: dx.spatial(scores, 2030), "no year 2030", "没有2030年"),
        (lambda: dx.spatial(scores, weights="contigous"), "'contiguity'", "“contiguity”"),
        (lambda: dx.spatial(small, weights={"a": ["b"], "b": ["a"]}), "have no c, d", "没有 c、d"),
        (lambda: dx.spatial(small, weights=links | {"d": []}), "d have no neighbour", "d 在2020年"),
        (lambda: dx.spatial(small, weights=3), "int are no weights", "int 不是空间权重"),
        (lambda: dx.spatial(small[:3], weights=links), "3 regions have values", "地区为3个"),
        (lambda: dx.spatial(small * 0 + 1, weights=links), "do not differ", "没有差别"),
        (lambda: dx.spatial(scores, permutations=9), "at least 99", "至少99"),
        (lambda: dx.spatial(scores, level=0), "level is 0", "level 为0"),
        (lambda: dx.spatial(scores, other="network"), "names a node", "是节点代码"),
        (lambda: dx.spatial(small, weights="distance"), "a, b, c, d have no coord", "没有坐标"),
        (
            lambda: spatial_weights("ab"),
            "2 regions are given; spatial weights need",
            "至少需要三个",
        ),
        (lambda: spatial_weights("a"), "1 region is given; spatial weights need", "至少需要三个"),
        (lambda: spatial_weights(list(scores.index[1:]), "nearest", nearest=99), "1 to 30", "至30"),
    ]:
        said = refused(mistake)
        assert en in said[0]
        assert zh in said[1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_picture_colours_every_cluster_and_hatches_who_has_no_value(index, lang):
    made = dx.spatial(index, permutations=999)
    figure = made.plot(lang=lang)
    tiles = {p.get_gid(): p for p in figure.axes[1].patches}
    assert len(tiles) == 34
    hatched = {g.removeprefix("region-") for g, p in tiles.items() if p.get_hatch()}
    assert hatched == {"710000", "810000", "820000"}
    faces = {tiles[f"region-{c}"].get_facecolor() for c in made.local.query("cluster == ''").index}
    assert faces == {(1.0, 1.0, 1.0, 1.0)}
    for code in made.local.query("cluster != ''").index:
        assert tiles[f"region-{code}"].get_facecolor() != (1.0, 1.0, 1.0, 1.0)


def test_regions_of_ones_own_have_the_scatter_alone(small):
    links = {"a": ["b"], "b": ["a", "c"], "c": ["b", "d"], "d": ["c"]}
    figure = dx.spatial(small, weights=links, permutations=99).plot(source="own", lang="en")
    assert len(figure.axes) == 1
