"""What holds for every pattern of suppression, the proofs, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devindex import errors
from devindex.enterprise import (
    Dimension,
    Rules,
    believed,
    disclose,
    internal_proof,
    intervals,
    protect,
    public_proof,
    structure,
    write_proofs,
)

RULES = Rules(contributors=3, p=10)


@pytest.fixture(scope="module")
def done(made, dims, tree):
    """Rules and protection of a table with subtotals."""
    return disclose(structure(dims(*tree)), *made(tree, 1), rules=RULES)


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000), shuffle=st.randoms(use_true_random=False))
def test_the_order_of_firms_and_their_unit_move_no_cell(made, dims, flat, seed, shuffle):
    codes, holding, value = made(flat, seed)
    table = structure(dims(*flat))
    first, one = disclose(table, codes, holding, value, rules=RULES)
    order = list(range(len(value)))
    shuffle.shuffle(order)
    turned = {name: [c[i] for i in order] for name, c in codes.items()}
    _, other = disclose(table, turned, holding[order], value[order], rules=RULES)
    np.testing.assert_array_equal(other.suppressed, one.suppressed)
    np.testing.assert_array_equal(other.values, one.values)
    np.testing.assert_array_equal(other.intervals.lower, one.intervals.lower)
    _, scaled = disclose(table, codes, holding, 1e-4 * value, rules=RULES)
    np.testing.assert_array_equal(scaled.suppressed, one.suppressed)
    np.testing.assert_allclose(scaled.need, 1e-4 * one.need, rtol=1e-9)
    assert (one.suppressed >= first.confidential).all()


def test_nothing_confidential_leaves_the_table_as_it_is():
    table = structure([Dimension("place", {"11": "CN", "44": "CN"})])
    x = np.array([3.0, 4.0, 7.0])
    done = protect(table, x, np.zeros(3, bool), np.zeros(3))
    assert not done.suppressed.any()
    assert done.programmes == 0
    np.testing.assert_array_equal(done.published, x)
    assert len(public_proof(done)) == 0


def test_everything_confidential_says_so():
    table = structure([Dimension("place", {"11": "CN", "44": "CN"})])
    with pytest.raises(errors.EnterpriseError, match="every cell of the table would have to go"):
        disclose(table, {"place": ["11", "44"]}, ["a", "b"], [3.0, 4.0])
    x = np.array([7.0, 7.0, 0.0])
    one = np.array([False, True, False])
    with pytest.raises(errors.EnterpriseError) as found:  # its total is as good as the cell
        protect(structure([Dimension("d", {"a": "T", "b": "T"})]), x, one, 0.7 * one)
    assert found.value.problems[0].zh.endswith("请合并分组后再公布")


def test_zeros_are_never_suppressed_to_protect_others(made, dims, flat):
    for seed in range(10):
        _, done = disclose(structure(dims(*flat)), *made(flat, seed), rules=RULES)
        assert not (done.secondary & (done.values == 0)).any()


def test_a_confidential_zero_is_open_above():
    """One firm reports 0 where others are many: the cell goes, and could be up to ``least``."""
    table = structure(
        [Dimension("r", dict.fromkeys("ab", "T")), Dimension("c", dict.fromkeys("xy", "U"))]
    )
    codes = {"r": [*"a" * 6, *"b" * 11], "c": [*"x" * 1, *"y" * 5, *"x" * 6, *"y" * 5]}
    value = np.array([0.0] + [10.0] * 16)
    first, done = disclose(table, codes, range(17), value, rules=Rules(least=4.0), exact=True)
    at = table.cells.index(("a", "x"))
    assert first.zero[at]
    assert done.need[at] == 4.0
    assert done.intervals.upper[at] >= 4.0 * (1 - 1e-6)


def test_the_cheapest_rectangle_is_taken():
    """Of four rectangles around one cell the one with the smallest square roots goes."""
    rows, columns = (
        Dimension("r", dict.fromkeys("abc", "z")),
        Dimension("c", dict.fromkeys("uvw", "z")),
    )
    inner = np.array([[10.0, 90, 40], [70, 20, 80], [30, 60, 50]])
    x = np.vstack([inner, inner.sum(axis=0)])
    x = np.column_stack([x, x.sum(axis=1)]).ravel()
    gone = np.arange(16) == 0
    done = protect(structure([rows, columns]), x, gone, np.where(gone, 1.0, 0.0), exact=True)
    cost = {(r, c): np.sqrt(inner[[0, r, r], [c, 0, c]]).sum() for r in (1, 2) for c in (1, 2)}
    r, c = min(cost, key=cost.get)
    assert set(np.flatnonzero(done.secondary)) == {c, 4 * r, 4 * r + c}
    assert done.intervals.lower[0] == 0
    assert done.intervals.upper[0] == pytest.approx(10 + min(inner[0, c], inner[r, 0]))


def test_last_years_pattern_is_kept_where_two_are_as_good():
    rows, columns = (
        Dimension("r", dict.fromkeys("abc", "z")),
        Dimension("c", dict.fromkeys("uvw", "z")),
    )
    inner = np.full((3, 3), 50.0)
    x = np.vstack([inner, inner.sum(axis=0)])
    x = np.column_stack([x, x.sum(axis=1)]).ravel()
    gone, need = np.arange(16) == 0, np.where(np.arange(16) == 0, 5.0, 0.0)
    table = structure([rows, columns])
    for r, c in ((1, 1), (1, 2), (2, 1), (2, 2)):
        last = np.where(np.isin(np.arange(16), [0, c, 4 * r, 4 * r + c]), np.nan, x)
        done = protect(table, x, gone, need, previous=last)
        np.testing.assert_array_equal(done.suppressed, np.isnan(last))


def test_a_belief_that_says_more_than_the_rule_allows_is_not_made_narrower():
    """Last year 100 was published, readers hold 95 to 105 possible, and 10 are asked for."""
    table = structure([Dimension("d", dict.fromkeys("abc", "z"))])
    x, gone = np.array([101.0, 100, 100, 301]), np.arange(4) == 0
    last = np.array([100.0, np.nan, np.nan, 300])
    done = protect(
        table, x, gone, np.where(gone, 10.0, 0.0), previous=last, growth=(0.95, 1.05), exact=True
    )
    assert (done.above[0], done.below[0]) == pytest.approx((4, 6))
    assert (done.intervals.lower[0], done.intervals.upper[0]) == pytest.approx((95, 105))
    low, high = believed(x, previous=last, growth=(1.05, 1.1))  # wrong of a, right of nothing
    assert (low == 0).all()
    assert (high == 3010).all()


def test_the_audit_finds_what_it_is_shown_without_asking_twice(done):
    _, protection = done
    x = protection.values
    bounds = believed(x)
    whole = intervals(protection.table, x, protection.suppressed, *bounds)
    lazy = intervals(
        protection.table, x, protection.suppressed, *bounds,
        above=protection.above, below=protection.below,
    )  # fmt: skip
    assert lazy.programmes < whole.programmes
    assert whole.exact
    assert not lazy.exact
    assert (whole.lower <= lazy.lower + 1e-6).all()
    assert (lazy.upper <= whole.upper + 1e-6).all()


def test_the_public_proof_has_no_number_of_any_cell_and_no_rule(done):
    first, protection = done
    public = public_proof(protection)
    assert list(public) == ["d0", "d1", "d2", "status", "audit", "programmes"]
    assert len(public) == protection.suppressed.sum() > first.confidential.sum()
    assert set(public["status"]) == {"protected"}
    assert set(public["audit"]) == {"passed"}
    assert set(public["programmes"]) == {protection.programmes}


def test_the_internal_proof_says_why_and_how_wide(done):
    first, protection = done
    frame = internal_proof(protection, first)
    primary = frame[frame["kind"] == "primary"]
    assert (primary["rule"] != "").all()
    assert (frame.loc[frame["kind"] == "secondary", "rule"] == "").all()
    assert set(" ".join(primary["rule"]).split()) <= {"contributors", "p", "zero"}
    assert (primary["width"] >= primary["need_width"] * (1 - 1e-5)).all()
    assert (frame["width"] > 0).all()
    assert (frame["need_width"] <= 2 * frame["need"]).all()


def test_proofs_are_written_whole_or_not_at_all(done, tmp_path):
    first, protection = done
    public, internal = tmp_path / "open" / "proof.csv", tmp_path / "office" / "proof.csv"
    write_proofs(protection, first, public, internal)
    pd.testing.assert_frame_equal(
        pd.read_csv(public, dtype={"d0": str}), public_proof(protection), check_dtype=False
    )
    assert len(pd.read_csv(internal)) == protection.suppressed.sum()
    before = public.read_bytes()
    public.unlink()
    with pytest.raises(errors.EnterpriseError, match="exists already"):
        write_proofs(protection, first, public, internal)
    assert not public.exists()  # the other is not written either
    write_proofs(protection, first, public, internal, force=True)
    assert public.read_bytes() == before
    assert sorted(p.name for p in public.parent.iterdir()) == ["proof.csv"]


def test_both_proofs_do_not_go_into_one_folder(done, tmp_path):
    first, protection = done
    with pytest.raises(errors.EnterpriseError, match="needs a folder of its own") as found:
        write_proofs(protection, first, tmp_path / "a.csv", tmp_path / "b.csv")
    assert "应放在单独的文件夹" in found.value.problems[0].zh
    (tmp_path / "file").write_text("")
    with pytest.raises(errors.EnterpriseError, match="cannot write"):
        write_proofs(protection, first, tmp_path / "a.csv", tmp_path / "file" / "b.csv")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_what_does_not_fit_is_refused(done):
    table = structure([Dimension("d", {"a": "T", "b": "T"})])
    x, gone = np.array([7.0, 3.0, 4.0]), np.array([False, True, False])
    with pytest.raises(errors.EnterpriseError, match="the structure has 3 cells"):
        protect(table, x[:2], gone, 0.1 * x)
    with pytest.raises(errors.EnterpriseError, match="need -1"):
        protect(table, x, gone, np.array([0.0, -1.0, 0.0]))
    with pytest.raises(errors.EnterpriseError, match="T is 9, its parts over d sum to 7"):
        protect(table, np.array([9.0, 3.0, 4.0]), gone, 0.1 * x)
    with pytest.raises(errors.EnterpriseError, match="the lower ratio should be the smaller"):
        believed(x, growth=(1.2, 0.8))
    with pytest.raises(errors.EnterpriseError, match="one entry a firm"):
        disclose(table, {"d": ["a", "b"]}, ["x"], [1.0, 2.0])


def test_the_summary_speaks_both_languages(done):
    _, protection = done
    assert "confidential" in protection.summary()
    assert "次级隐匿" in protection.summary("zh")


def test_a_cell_known_before_the_table_came_out_asks_for_no_programme():
    """All others of its row and column are zero: nothing can be moved, and nothing is divided."""
    codes = {
        "d0": ["r2", "r0", "r0", "r2", "r2", "r0", "r0", "r2", "r1", "r0", "r2", "r0", "r1"],
        "d1": ["c1", "c1", "c0", "c0", "c2", "c2", "c2", "c1", "c2", "c0", "c1", "c2", "c0"],
    }
    who = [0, 3, 5, 5, 1, 10, 8, 10, 1, 7, 3, 5, 10]
    value = [0.0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 1]
    table = structure(
        [Dimension("d0", dict.fromkeys(["r0", "r1", "r2"], "R")),
         Dimension("d1", dict.fromkeys(["c0", "c1", "c2"], "C"))]
    )  # fmt: skip
    with np.errstate(divide="raise", invalid="raise"):
        first, done = disclose(table, codes, who, value, rules=Rules(p=None))
    assert done.suppressed[first.confidential].all()
    assert not done.suppressed.all()
