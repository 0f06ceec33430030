"""Pictures of rank uncertainty: what they say is what was computed."""

import pytest

from devindex import MethodError, ObservationError, sensitivity, uncertainty
from devindex.figures import save


@pytest.fixture(scope="module")
def sure(index):
    return uncertainty(index, draws=200)


@pytest.mark.parametrize(("lang", "first"), [("zh", "北京"), ("en", "Beijing")])
def test_every_ranked_region_has_a_row_in_the_order_of_ranks(sure, index, lang, first):
    figure = sure.plot(year=2023, lang=lang)
    axes = figure.axes[0]
    names = [t.get_text() for t in axes.get_yticklabels()]
    assert len(names) == 31
    assert names[0] == first
    (dots,) = axes.lines
    assert dots.get_xdata().tolist() == sorted(index.ranks[2023].tolist())
    frame = sure.frame.xs(2023, level="year").sort_values("rank")
    boxes = [(p.get_x() + 0.5, p.get_x() + p.get_width() - 0.5) for p in axes.patches]
    assert boxes == list(
        zip(frame["rank_lower"].astype(float), frame["rank_upper"].astype(float), strict=True)
    )
    assert any("国家统计局" in t.get_text() or "NBS" in t.get_text() for t in figure.texts)


def test_a_picture_of_shares_shows_the_shares(sure):
    image = sure.plot(year=2023).axes[0].images[0].get_array()
    assert image[0, 0] == sure.rank_shares(2023).loc["110000", 1]


def test_bars_of_what_counts_are_the_indices(index):
    hangs = sensitivity(index, points=16)
    axes = hangs.plot(lang="en").axes[0]
    widths = sorted(p.get_width() for p in axes.patches)
    wanted = [max(v, 0.0) for v in [*hangs.frame["first"], *hangs.frame["total"]]]
    assert widths == pytest.approx(sorted(wanted))


def test_the_same_picture_has_the_same_bytes(sure, tmp_path):
    one, other = (save(sure.plot(), tmp_path / f"{n}.svg").read_bytes() for n in (1, 2))
    assert one == other


def test_a_year_or_language_that_is_not_there_is_said(sure):
    with pytest.raises(ObservationError, match="no draws for 2031"):
        sure.plot(year=2031)
    with pytest.raises(MethodError, match="unknown language 'fr'"):
        sure.plot(lang="fr")
