"""Columns with holes: what one pass over them gives is what counting one by one gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from devindex.index.arrays import extremes, means, moments, places, sums

TABLES = arrays(float, (7, 3), elements=st.sampled_from([np.nan, -2.0, 0.0, 1.0, 1.5, 4.0]))


@given(x=TABLES, fit=TABLES)
def test_places_are_what_counting_gives(x, fit):
    below, level, count = places(x, fit)
    seen = ~np.isnan(x)
    assert count.tolist() == (~np.isnan(fit)).sum(axis=0).tolist()
    assert below[seen].tolist() == (fit < x[:, None]).sum(axis=1)[seen].tolist()
    assert level[seen].tolist() == (fit == x[:, None]).sum(axis=1)[seen].tolist()


@given(x=TABLES)
def test_columns_are_described_by_the_figures_they_have(x):
    low, high = extremes(x)
    total, n = sums(x)
    mean, sd = moments(x)
    for j, column in enumerate(x.T):
        seen = column[~np.isnan(column)]
        assert n[j] == len(seen)
        assert total[j] == pytest.approx(seen.sum())
        assert means(x)[j] == mean[j] == pytest.approx(seen.mean() if len(seen) else 0.0)
        assert sd[j] == pytest.approx(seen.std(ddof=1) if len(seen) > 1 else 0.0)
        if len(seen):
            assert (low[j], high[j]) == (seen.min(), seen.max())
        else:
            assert np.isnan([low[j], high[j]]).all()
