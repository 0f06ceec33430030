"""Published data sets, and small tables to make mistakes in."""

from pathlib import Path

import pandas as pd
import pytest

DATA = Path(__file__).parent / "data"
collect_ignore_glob = ["data/*.py"]  # scripts of other programs, which the tests do not need


@pytest.fixture(scope="session")
def mexico():
    """Product per head of the Mexican states, states by decades."""
    return pd.read_csv(DATA / "mexico.csv", index_col="state").filter(regex="^[0-9]+$")


@pytest.fixture(scope="session")
def mexican_groups():
    """Groupings of the Mexican states."""
    return pd.read_csv(DATA / "mexico.csv", index_col="state")[["hanson98", "esquivel99"]]


@pytest.fixture
def small():
    """Four regions in three years; no code is a Chinese one."""
    return pd.DataFrame(
        {2020: [1.0, 2.0, 3.0, 6.0], 2021: [2.0, 2.0, 4.0, 6.0], 2022: [2.0, 3.0, 4.0, 6.0]},
        index=["a", "b", "c", "d"],
    )


@pytest.fixture
def refused():
    """Chinese of the one mistake, held to be Chinese."""
    from devindex import MethodError

    def told(mistake):
        with pytest.raises(MethodError) as caught:
            mistake()
        zh = [p.zh for p in caught.value.problems]
        assert all(any("一" <= c <= "鿿" for c in z) for z in zh), zh
        return str(caught.value), "\n".join(zh)

    return told
