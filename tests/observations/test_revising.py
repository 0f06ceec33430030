"""Revised figures take the place of those known; the folder they were known from stays."""

import pandas as pd
import pytest

from devindex import load_observations
from devindex.observations.returns import revise

OLD = "eco_gdp,440000,2021,100.0,亿元,A,"
ROWS = (
    OLD,
    OLD.replace("2021,100", "2022,110"),
    OLD.replace("eco_gdp", "eco_pop").replace("亿元", "万人"),
)


def test_only_revised_figures_change_and_no_later_year_comes_in(write_facts, tmp_path):
    folder = write_facts(*ROWS)
    known = {p.name: p.read_bytes() for p in folder.iterdir()}
    folder.rename(tmp_path / "known")
    newer = write_facts(OLD.replace("100.0", "105.5"), OLD.replace("2021", "2023"), name="census")
    made = revise(tmp_path / "known", tmp_path / "out", revised=newer, codes=["eco_gdp"])
    assert made.changes.to_numpy().tolist() == [["eco_gdp", "440000", "2021", "100.0", "105.5"]]
    assert {p.name: p.read_bytes() for p in (tmp_path / "known").iterdir()} == known
    frame = load_observations(tmp_path / "out").frame
    rows = frame[["series", "year", "value"]].to_numpy().tolist()
    assert rows == [["eco_gdp", 2021, 105.5], ["eco_gdp", 2022, 110.0], ["eco_pop", 2021, 100.0]]
    listed = pd.read_csv(tmp_path / "out" / "report" / "revised.csv")
    assert listed["new"].tolist() == [105.5]


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (["eco_gdp"], "there is nothing to revise"),
        (["eco_gd"], "Did you mean 'eco_gdp'?"),
        ([], "name the series that is revised"),
    ],
)
def test_each_mistake_is_a_sentence_and_nothing_is_written(
    write_facts, tmp_path, told, codes, said
):
    folder = write_facts(*ROWS)
    (problem,) = told(lambda: revise(folder, tmp_path / "out", revised=folder, codes=codes))
    assert said in problem
    assert not (tmp_path / "out").exists()
