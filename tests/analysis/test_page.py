"""The page on analyses says what the data say, and its examples run."""

import re

import pytest

import devindex as dx


@pytest.fixture(scope="module")
def page(root):
    return (root / "docs" / "analysis.md").read_text(encoding="utf-8")


def test_examples_of_the_page_run(page):
    headings = {
        "Disparity",
        "Convergence",
        "Space",
        "Mobility",
        "Typology and clusters",
        "Coupling",
    }
    names = {}
    exec("import devindex as dx\nindex = dx.compute(dx.load_panel())", names)
    ran = 0
    for section in page.split("\n## ")[1:]:
        if section.partition("\n")[0] in headings:
            for block in re.findall(r"^```python\n(.*?)^```$", section, re.DOTALL | re.MULTILINE):
                exec(block, names)
                ran += 1
    assert ran == len(headings)


def test_figures_of_the_page_are_those_of_the_data(page, index):
    d = dx.disparity(index).frame
    c = dx.convergence(index, start=2018)
    clubs, s = dx.clubs(index), dx.spatial(index)
    m, e = dx.mobility(index, weights="contiguity"), dx.density(index)
    t, k = dx.typology(index, since=2018), dx.coupling(index).degrees
    now, beta = d.loc[2024], c.frame.loc["absolute"]
    types = t.frame["type"].value_counts()
    words = {6: "six", 13: "thirteen"}
    sizes = ", ".join(map(str, t.frame["tier"].value_counts().sort_index()))
    local = s.local["cluster"]
    assert {x: sorted(local.index[local == x]) for x in ("HH", "HL", "LH", "LL")} == {
        "HH": ["320000"], "HL": ["510000"], "LH": ["360000"],
        "LL": ["540000", "620000", "630000", "650000"],
    }  # fmt: skip
    stay = m.counts.to_numpy().trace() / m.counts.to_numpy().sum()
    for said in (
        f"Gini {d.loc[2016, 'gini']:.3f} in 2016, {now['gini']:.3f} in 2024",
        f"two thirds ({now['gini_net_between'] / now['gini']:.1%}".replace("%", " %"),
        f"{now['gini_within'] / now['gini']:.1%} within".replace("%", " %"),
        f"{now['gini_transvariation'] / now['gini']:.1%} overlap".replace("%", " %"),
        f"sigma falls from {c.sigma['sd_log'][2018]:.3f} to {c.sigma['sd_log'][2024]:.3f}",
        f"beta is −{-beta['beta']:.3f} (p < 0.001), a speed of {100 * beta['speed']:.1f} %",
        f"(t = −{-clubs.whole.t:.2f}), and finds three clubs of 11, 10 and 10",
        f"I is {s.frame.loc[(2024, 'moran'), 'value']:.3f} "
        f"(p = {s.frame.loc[(2024, 'moran'), 'p']:.4f}), "
        f"up from {s.frame.loc[(2016, 'moran'), 'value']:.3f}",
        f"{100 * stay:.1f} % of 248 moves stay in their quartile",
        f"index {m.indices['shorrocks']:.3f}, half-life {m.indices['half_life']:.1f} years, mean "
        f"Kendall tau between years {m.ranks['tau'].mean():.3f}",
        f"(LR p = {m.test['lr_p']:.3f}, Q p = {m.test['q_p']:.3f})",
        f"from {e.shape.loc[2016, 'mode']:.1f} to {e.shape.loc[2024, 'mode']:.1f}",
        f"tiers of {' and '.join(sizes.rsplit(', ', 1))} provinces (fit {t.fit:.2f})",
        f"{words[types['leading']]} leading, {words[types['rising']]} rising, "
        f"{words[types['catching-up']]} catching up, {words[types['starting']]} starting",
        f"mean adjusted Rand index of {dx.clusters(index).stability.mean():.2f}",
        f"is {k[2016].mean():.3f} in 2016 and {k[2024].mean():.3f} in 2024",
        f"from {k[2024].min():.3f} to {k[2024].max():.3f}",
    ):
        assert said in page
    assert clubs.tests["regions"].tolist() == [11, 10, 10]
    for n in (3, 5):
        assert dx.clusters(index, k=n, draws=50).stability.mean() == pytest.approx(0.7, abs=0.05)
