"""What holds for every registered method, so that a new one is tested before its author thinks."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from devindex import MethodError
from devindex.index import STEPS, find, method, methods
from devindex.index.registry import GIVEN

EVERY = [(step, name) for step in STEPS for name in methods(step)]
FIGURE = st.integers(1, 8000).map(lambda n: n / 8)  # a grid, so that no two differ by rounding
HOLED = st.one_of(FIGURE, FIGURE, FIGURE, st.just(np.nan))
SHAPE = array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=6)

tables = arrays(float, SHAPE, elements=HOLED)
cubes = arrays(float, array_shapes(min_dims=3, max_dims=3, min_side=1, max_side=4), elements=HOLED)
full_tables = arrays(float, SHAPE, elements=FIGURE)
every_method = pytest.mark.parametrize(("step", "name"), EVERY, ids=lambda v: v)


few = settings(max_examples=15)
"""For what an example either shows at once or never does."""
some = settings(max_examples=25)


def of(step):
    return pytest.mark.parametrize("name", methods(step))


def handed(step, x):
    """All a step hands to its methods, made from one table (n, k)."""
    k = x.shape[1]
    odd = np.arange(k) % 2 == 1
    everything = {
        "denominate": {
            "numerator": x,
            "denominator": np.nan_to_num(x[::-1], nan=7.0),
            "factor": np.arange(1.0, k + 1.0),
            "others": {"eco_gdp": np.arange(1.0, len(x) + 1.0)},
        },
        "screen": {"x": x[None, :, :]},
        "impute": {
            "x": x[None, :, :],
            "groups": np.zeros(1, dtype=int),
            "years": np.arange(2000, 2000 + len(x)),
        },
        "treat": {"x": x, "fit": x, "transform": odd},
        "normalise": {
            "x": x,
            "fit": x,
            "sign": np.where(odd, -1.0, 1.0),
            "goalposts": np.tile([[100.0], [900.0]], k),
            "codes": np.array([f"c{n}" for n in range(k)]),
            "region": np.array([f"r{n}" for n in range(len(x))]),
            "year": np.full(len(x), 2020),
        },
        "weigh": {
            "z": x,
            "declared": np.arange(1.0, k + 1.0),
            "codes": np.array([f"c{n}" for n in range(k)]),
            "others": {"outcome": np.arange(1.0, len(x) + 1.0)},
        },
        "aggregate": {
            "z": x,
            "w": np.arange(1.0, k + 1.0) / np.arange(1.0, k + 1.0).sum(),
            "fit": x,
        },
    }[step]
    assert set(everything) == GIVEN[step]
    return everything


def run(step, name, x, **instead):
    found = find(step, name)
    return found(handed(step, x) | instead, found.example(x.shape[-1]))


def seen_range(z):
    """Least and greatest of each row, NaN where a row is empty."""
    low = np.where(np.isnan(z), np.inf, z).min(axis=1)
    high = np.where(np.isnan(z), -np.inf, z).max(axis=1)
    return low, high


# ---------------------------------------------------------------------------------------------
# the registry


@every_method
def test_every_method_has_a_source_and_a_summary(step, name):
    found = find(step, name)
    assert found.cite.strip()
    assert found.summary.endswith((".", ")"))
    assert found.takes <= GIVEN[step]
    assert found.domain in ("any", "non-negative", "positive")


@pytest.mark.parametrize("step", STEPS)
def test_every_step_has_a_method_and_an_unknown_one_offers_the_near_miss(step):
    name = methods(step)[0]
    with pytest.raises(MethodError, match=f"unknown {step} method '{name}x'.*'{name}'"):
        find(step, name + "x")


def test_an_unknown_step_offers_the_near_miss():
    with pytest.raises(MethodError, match="Did you mean 'weigh'"):
        methods("weight")
    with pytest.raises(MethodError, match="Did you mean 'weigh'"):
        method("weight", "heavy", cite="nobody")


@every_method
def test_an_unknown_parameter_is_refused(step, name):
    x = np.array([[1.0, 2.0], [3.0, 5.0]])
    with pytest.raises(MethodError, match=f"unknown parameter of {step} method '{name}' 'colour'"):
        find(step, name)(handed(step, x), {"colour": 1})


def test_a_parameter_needs_a_default_and_nothing_is_registered_without():
    with pytest.raises(MethodError, match="parameter 'by' needs a default"):

        @method("weigh", "by-hand", cite="nobody")
        def by_hand(z, by):
            return by

    assert "by-hand" not in methods("weigh")


# ---------------------------------------------------------------------------------------------
# every step


@every_method
@few
@given(x=tables)
def test_no_input_is_changed(step, name, x):
    arguments = handed(step, x)
    others = arguments.get("others", {})
    held = [v for v in (*arguments.values(), *others.values()) if isinstance(v, np.ndarray)]
    before = [v.copy() for v in held]
    for argument in held:
        argument.flags.writeable = False
    found = find(step, name)
    found(arguments, found.example(x.shape[1]))
    for argument, was in zip(held, before, strict=True):
        np.testing.assert_array_equal(argument, was)


@every_method
@few
@given(x=tables)
def test_the_same_question_has_the_same_answer(step, name, x):
    np.testing.assert_array_equal(run(step, name, x), run(step, name, x.copy(order="F")))


@every_method
@pytest.mark.parametrize(
    "x",
    [
        np.array([[3.0, 5.0, 8.0]]),
        np.array([[3.0]]),
        np.array([[np.nan, 5.0]]),
        np.array([[np.nan, 5.0], [np.nan, 6.0], [np.nan, 9.0]]),
        np.array([[4.0, 5.0], [4.0, 6.0], [4.0, 9.0]]),
        np.full((3, 2), 4.0),
        np.full((3, 2), np.nan),
    ],
    ids=[
        "one row", "one cell", "one row with a hole", "an empty column", "a constant column",
        "all constant", "nothing",
    ],
)  # fmt: skip
def test_thin_tables_have_an_answer_of_the_right_shape(step, name, x):
    out = np.asarray(run(step, name, x))
    wanted = {"impute": (1, *x.shape), "screen": (1, *x.shape)}
    wanted |= {"weigh": x.shape[1:], "aggregate": x.shape[:1]}
    assert out.shape == wanted.get(step, x.shape)
    assert not np.isinf(out).any()
    if step == "weigh":
        assert out.sum() == pytest.approx(1)
    elif step == "aggregate":
        np.testing.assert_array_equal(np.isnan(out), np.isnan(x).all(axis=1))
    else:
        np.testing.assert_array_equal(np.isnan(out.reshape(x.shape))[~np.isnan(x)], False)


# ---------------------------------------------------------------------------------------------
# screen


@of("screen")
@given(x=cubes)
def test_what_is_kept_does_not_depend_on_the_order_of_regions_or_on_the_unit(name, x):
    screen, parameters = find("screen", name), find("screen", name).example(x.shape[2])
    kept = screen({"x": x}, parameters)
    assert kept.shape == x.shape
    np.testing.assert_array_equal(screen({"x": x[::-1]}, parameters), kept[::-1])
    np.testing.assert_array_equal(screen({"x": -7.0 * x}, parameters), kept)


@of("screen")
@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 3, 2), (4, 1, 2), (3, 2, 4)])
def test_where_nothing_is_missing_everything_is_kept(name, shape):
    x = np.arange(float(np.prod(shape))).reshape(shape)
    assert find("screen", name)({"x": x}, find("screen", name).example(shape[2])).all()


# ---------------------------------------------------------------------------------------------
# denominate, treat, normalise: one cell in, one cell out

CELLWISE = [(s, n) for s, n in EVERY if s in ("denominate", "treat", "normalise")]
cellwise = pytest.mark.parametrize(("step", "name"), CELLWISE, ids=lambda v: v)


@cellwise
@some
@given(x=tables)
def test_nan_stays_nan_and_nothing_else_becomes_nan(step, name, x):
    np.testing.assert_array_equal(np.isnan(run(step, name, x)), np.isnan(x))


@cellwise
@some
@given(x=tables, data=st.data())
def test_the_order_of_rows_does_not_matter(step, name, x, data):
    order = data.draw(st.permutations(range(len(x))))
    arguments = handed(step, x)
    parameters = find(step, name).example(x.shape[1])
    straight = find(step, name)(arguments, parameters)
    shuffled = {
        k: v[order] if k in ("x", "fit", "numerator", "denominator") else v
        for k, v in arguments.items()
    }
    if "others" in shuffled:
        shuffled["others"] = {k: v[order] for k, v in arguments["others"].items()}
    np.testing.assert_allclose(
        find(step, name)(shuffled, parameters), straight[order], rtol=1e-12, atol=1e-9
    )


@cellwise
@few
@given(x=tables)
def test_a_constant_column_stays_constant(step, name, x):
    x = np.where(np.isnan(x), np.nan, 12.5)
    given_ = handed(step, x)
    if step == "denominate":
        given_["denominator"] = np.full_like(x, 4.0)
        given_["others"] = {"eco_gdp": np.full(len(x), 4.0)}
    out = find(step, name)(given_, find(step, name).example(x.shape[1]))
    for column in out.T:
        assert len(set(column[~np.isnan(column)])) <= 1


@of("treat")
@given(x=tables)
def test_treating_keeps_the_order_of_figures(name, x):
    out = run("treat", name, x)
    for before, after in zip(x.T, out.T, strict=True):
        seen = ~np.isnan(before)
        assert (np.diff(after[seen][np.argsort(before[seen])]) >= 0).all()


@of("normalise")
@given(x=tables)
def test_more_is_never_fewer_points_where_more_is_better(name, x):
    out = run("normalise", name, x)
    for k, (before, after) in enumerate(zip(x.T, out.T, strict=True)):
        seen = ~np.isnan(before)
        climb = np.diff(after[seen][np.argsort(before[seen])])
        assert (climb * (-1 if k % 2 else 1) >= -1e-9).all()


RATIOS = ("distance-to-reference", "fraction-of-max", "ratio-to-base")  # refuse negative figures


@of("normalise")
@given(x=tables)
def test_a_direction_flipped_twice_is_nothing(name, x):
    """The negative of a figure, with less for better, scores as the figure itself."""
    if name in RATIOS:
        pytest.skip("a negative figure has no ratio")
    own = handed("normalise", x)
    flipped = own | {
        "x": -x, "fit": -x, "sign": -own["sign"], "goalposts": -own["goalposts"][::-1],
    }  # fmt: skip
    np.testing.assert_allclose(
        find("normalise", name)(flipped, {}), find("normalise", name)(own, {}), rtol=0, atol=1e-9
    )


@of("normalise")
@given(x=tables, unit=st.sampled_from([1e-4, 1 / 3, 7.0, 1e8]))
def test_a_change_of_unit_moves_no_points(name, x, unit):
    """Ten thousand for one, yuan for 亿元: minimum, spread and order go with it, and goalposts."""
    own = handed("normalise", x)
    changed = own | {k: own[k] * unit for k in ("x", "fit", "goalposts")}
    np.testing.assert_allclose(
        find("normalise", name)(changed, {}), find("normalise", name)(own, {}), rtol=1e-9, atol=1e-6
    )


@of("normalise")
@given(x=tables, data=st.data())
def test_rows_that_are_not_fitted_on_move_nobody(name, x, data):
    first = data.draw(st.integers(1, len(x)))
    own = handed("normalise", x[:first])
    alone = find("normalise", name)(own, {})
    every = {k: v for k, v in handed("normalise", x).items() if k in ("x", "region", "year")}
    together = find("normalise", name)(own | every, {})
    np.testing.assert_array_equal(together[:first], alone)


# ---------------------------------------------------------------------------------------------
# impute


def imputed(name, x):
    """Fill (r, t, k); regions in one group, years without gaps."""
    r, t, k = x.shape
    given_ = {"x": x, "groups": np.zeros(r, dtype=int), "years": np.arange(2000, 2000 + t)}
    return find("impute", name)(given_, find("impute", name).example(k))


@of("impute")
@some
@given(x=cubes)
def test_what_was_seen_is_never_changed(name, x):
    out = imputed(name, x)
    np.testing.assert_array_equal(out[~np.isnan(x)], x[~np.isnan(x)])


@of("impute")
@some
@given(x=cubes, data=st.data())
def test_the_order_of_regions_fills_nothing_else(name, x, data):
    order = data.draw(st.permutations(range(len(x))))
    np.testing.assert_array_equal(imputed(name, x[order]), imputed(name, x)[order])


@of("impute")
def test_where_nothing_was_ever_seen_nothing_is_filled(name):
    x = np.full((2, 3, 1), np.nan)
    assert np.isnan(imputed(name, x)).all()


@given(x=cubes, limit=st.integers(0, 3))
def test_last_looks_back_only_and_no_further_than_its_limit(x, limit):
    last, years = find("impute", "last"), np.arange(2000, 2000 + x.shape[1])
    out = last({"x": x, "years": years}, {"limit": limit})
    for year in range(1, x.shape[1] + 1):
        shorter = last({"x": x[:, :year], "years": years[:year]}, {"limit": limit})
        np.testing.assert_array_equal(shorter, out[:, :year])
    for r, t, k in np.argwhere(np.isnan(x)):
        back = x[r, max(0, t - limit) : t, k]
        seen = back[~np.isnan(back)]
        np.testing.assert_array_equal(out[r, t, k], seen[-1] if len(seen) else np.nan)


# ---------------------------------------------------------------------------------------------
# weigh


@of("weigh")
@given(z=tables)
def test_weights_sum_to_one_and_none_is_negative(name, z):
    w = run("weigh", name, z)
    assert w.shape == z.shape[1:]
    assert w.sum() == pytest.approx(1, abs=1e-12)
    assert (w >= 0).all()


def stable(name, z):
    """Whether a breath on the figures leaves the weights: some have no leading component."""
    breath = z * (1 + 1e-7 * np.arange(z.size).reshape(z.shape) / z.size)
    return np.allclose(run("weigh", name, z), run("weigh", name, breath), rtol=0, atol=1e-4)


@of("weigh")
@some
@given(z=tables, data=st.data())
def test_the_order_of_rows_moves_no_weight(name, z, data):
    assume(stable(name, z))
    order = data.draw(st.permutations(range(len(z))))
    others = {code: v[order] for code, v in handed("weigh", z)["others"].items()}
    np.testing.assert_allclose(
        run("weigh", name, z[order], others=others), run("weigh", name, z), atol=1e-9
    )


@of("weigh")
@some
@given(z=tables, data=st.data())
def test_weights_go_with_their_columns(name, z, data):
    assume(stable(name, z))
    order = data.draw(st.permutations(range(z.shape[1])))
    declared = np.arange(1.0, z.shape[1] + 1.0)
    w = run("weigh", name, z)
    codes = handed("weigh", z)["codes"][order]  # what experts say is by code
    moved = run("weigh", name, z[:, order], declared=declared[order], codes=codes)
    np.testing.assert_allclose(moved, w[order], atol=1e-9)


@pytest.mark.parametrize("name", ["entropy", "pca"])
def test_a_column_that_tells_nothing_gets_no_weight(name):
    z = np.array([[4.0, 1.0, 2.0], [4.0, 2.0, 1.0], [4.0, 3.0, 7.0], [4.0, 9.0, 8.0]])
    w = run("weigh", name, z)
    assert w[0] == 0
    assert (w[1:] > 0).all()
    constant = np.full((4, 3), 4.0)
    assert run("weigh", name, constant).tolist() == [1 / 3] * 3
    assert run("weigh", name, z[:1]).tolist() == [1 / 3] * 3


def test_entropy_refuses_negative_scores():
    with pytest.raises(MethodError, match="needs scores of zero or more"):
        run("weigh", "entropy", np.array([[-1.0, 2.0], [3.0, 4.0]]))


# ---------------------------------------------------------------------------------------------
# aggregate

PENALISED = {"ampi", "mpi"}  # their charge for imbalance may leave the range, or exceed a gain
AVERAGES = [  # the others say how a row stands among rows, 0 to 100: see test_outrank, test_ideal
    n
    for n in methods("aggregate")
    if n not in PENALISED and "fit" not in find("aggregate", n).takes
]
CLOSE = dict.fromkeys(("benefit-of-the-doubt", "directional-bod"), 1e-8)  # HiGHS solves to 1e-10
weights = st.lists(st.integers(1, 20), min_size=6, max_size=6).map(lambda w: np.array(w, float))


@pytest.mark.parametrize("name", AVERAGES)
@given(z=tables, w=weights)
def test_aggregate_lies_between_worst_and_best(name, z, w):
    w = w[: z.shape[1]] / w[: z.shape[1]].sum()
    score = run("aggregate", name, z, w=w)
    low, high = seen_range(z)
    seen = ~np.isnan(z).all(axis=1)
    assert (score[seen] >= low[seen] * (1 - 1e-12)).all()
    assert (score[seen] <= high[seen] * (1 + 1e-12)).all()
    assert np.isnan(score[~seen]).all()


@of("aggregate")
@given(z=tables, w=weights)
def test_linear_weights_reproduce_the_aggregate(name, z, w):
    aggregate = find("aggregate", name)
    if aggregate.linear is None:
        pytest.skip("says that no plain sum exists")
    w = w[: z.shape[1]] / w[: z.shape[1]].sum()
    score = aggregate({"z": z, "w": w}, {})
    omega = aggregate.linear(z=z, w=w)
    seen = ~np.isnan(z).all(axis=1)
    assert name in PENALISED or (omega[seen] >= 0).all()
    np.testing.assert_allclose(omega[seen].sum(axis=1), 1, rtol=1e-12)
    np.testing.assert_allclose(
        (omega * np.nan_to_num(z)).sum(axis=1)[seen], score[seen], rtol=1e-12
    )
    assert (omega[seen][np.isnan(z[seen])] == 0).all()


@of("aggregate")
@some
@given(z=tables, w=weights, data=st.data())
def test_the_order_of_siblings_does_not_matter(name, z, w, data):
    w = w[: z.shape[1]] / w[: z.shape[1]].sum()
    order = data.draw(st.permutations(range(z.shape[1])))
    moved = run("aggregate", name, z[:, order], w=w[order])
    rtol = CLOSE.get(name, 1e-12)
    np.testing.assert_allclose(moved, run("aggregate", name, z, w=w), rtol=rtol)


@of("aggregate")
@some
@given(z=tables, w=weights)
def test_rows_are_aggregated_one_by_one(name, z, w):
    """One row alone, placed among the same rows if it is placed at all: the same bits."""
    w = w[: z.shape[1]] / w[: z.shape[1]].sum()
    together = run("aggregate", name, z, w=w)
    alone = [run("aggregate", name, row, w=w, fit=z) for row in z[:, None, :]]
    np.testing.assert_array_equal(np.concatenate(alone), together)
    np.testing.assert_array_equal(run("aggregate", name, z, w=np.stack([w] * len(z))), together)


@pytest.mark.parametrize(
    "name", [n for n in methods("aggregate") if "fit" in find("aggregate", n).takes]
)
@some
@given(z=tables, w=weights, data=st.data())
def test_the_order_of_the_rows_compared_with_does_not_matter(name, z, w, data):
    w = w[: z.shape[1]] / w[: z.shape[1]].sum()
    order = data.draw(st.permutations(range(len(z))))
    moved = run("aggregate", name, z, w=w, fit=z[order])
    rtol = CLOSE.get(name, 1e-12)
    np.testing.assert_allclose(moved, run("aggregate", name, z, w=w), rtol=rtol, atol=1e-9)


@of("aggregate")
@some
@given(z=full_tables, w=weights)
def test_a_missing_sibling_is_left_out(name, z, w):
    w = w[: z.shape[1]] / w[: z.shape[1]].sum()
    holed = np.column_stack([z, np.full(len(z), np.nan)])
    more = np.append(w * 0.5, 0.5)
    left = run("aggregate", name, holed, w=more)
    rtol = CLOSE.get(name, 1e-12)
    np.testing.assert_allclose(left, run("aggregate", name, z, w=w), rtol=rtol)


@pytest.mark.parametrize("name", AVERAGES)
@given(z=full_tables, step=st.integers(1, 80), data=st.data())
def test_a_better_sibling_is_never_a_worse_whole(name, z, step, data):
    better = z.copy()
    better[:, data.draw(st.integers(0, z.shape[1] - 1))] += step / 8
    gain = run("aggregate", name, better) - run("aggregate", name, z)
    assert (gain >= -1e-12 * np.abs(z).max()).all()
