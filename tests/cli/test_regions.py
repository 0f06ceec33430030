"""Commands on the distribution over regions."""

import pytest

import devindex as dx
from devindex.cli import main


@pytest.mark.parametrize(("lang", "word"), [("en", "Net between"), ("zh", "组间净差异")])
def test_disparity_prints_every_year_and_the_groups_of_one(capsys, index, lang, word):
    _run(["disparity", "--year", "2023", "--lang", lang])
    out = capsys.readouterr().out
    made = dx.disparity(index)
    assert word in out
    assert made.summary(lang) in out
    for year, row in made.frame.iterrows():
        assert any(str(year) in line and f"{row['gini']:.3f}" in line for line in out.splitlines())
    assert "2023" in out


def _run(words):
    with pytest.raises(SystemExit) as end:
        main(words)
    assert not end.value.code
