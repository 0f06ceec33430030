"""The page as it is used, in a real browser: from disk with the network off, and from a server."""

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import devindex as dx
from devindex.definitions import region
from devindex.release.site import site

pytestmark = pytest.mark.browser
NAMES = [
    "index", "map", "provinces", "compare", "targets", "weights", "computed", "data", "method",
    "revisions",
]  # fmt: skip
CHARTS = ("history&region=CN-GD", "rank&region=CN-GD", "fan&target=plt_penetration_rate_2028")
EMBEDDED = [f"embed.html?chart={chart}" for chart in CHARTS]
PROFILES = ["province/CN-GD.html", "province/CN-XZ.html"]
PAGES = [*(f"{name}.html" for name in NAMES), *PROFILES, *EMBEDDED]
BOTH = PAGES + [f"en/{p}" for p in PAGES]
LOOKS = ((1440, "light"), (768, "light"), (390, "light"), (1440, "dark"))
HOSTILE = "<script>alert(1)</script>"


def texts(tab, selector):
    return tab.locator(selector).all_inner_texts()


# --- every page -----------------------------------------------------------------------------


def test_every_page_opens_from_disk_without_a_fault_or_a_request_outside(visit, folder):
    seen = visit()
    every = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.html"))
    for path in [*every, *EMBEDDED]:
        tab = seen.open(path)
        assert tab.locator("h1").count() == 1
    assert seen.faults == []
    assert seen.outside == []


def test_every_page_opens_from_a_server_without_a_fault_or_a_request_outside(visit, address):
    seen = visit(address, offline=False)
    for path in BOTH:
        seen.open(path)
    assert seen.faults == []
    assert seen.outside == []


def test_the_server_lists_no_folder(visit, address):
    seen = visit(address, offline=False)
    assert seen.tab.goto(f"{address}/data/").status == 404
    assert seen.tab.goto(f"{address}/../release.json").status == 404


def test_the_ranking_is_there_within_a_second(visit):
    seen = visit()
    seen.tab.goto(f"{seen.start}/index.html")
    seen.tab.wait_for_function(
        "() => performance.getEntriesByName('first-contentful-paint').length"
    )
    painted = seen.tab.evaluate(
        "performance.getEntriesByName('first-contentful-paint')[0].startTime"
    )
    assert seen.tab.locator("#ranking tbody tr").count() == 31
    assert painted < 1000


def test_tables_can_be_read_with_scripts_off(visit):
    seen = visit(java_script_enabled=False)
    seen.tab.goto(f"{seen.start}/index.html")
    assert texts(seen.tab, "#ranking tbody tr")[0].split()[:3] == ["1", "北京", "88.0"]
    seen.tab.goto(f"{seen.start}/en/province/CN-GD.html")
    assert "72.3" in seen.tab.locator(".facts").inner_text()
    seen.tab.goto(f"{seen.start}/en/map.html")
    assert len(texts(seen.tab, "a.tile")) == 31
    seen.tab.goto(f"{seen.start}/en/computed.html")
    assert seen.tab.locator("#steps tbody tr").count() == 22


def test_no_page_is_wider_than_a_telephone(visit):
    seen = visit(viewport={"width": 390, "height": 844})
    for path in BOTH:
        wide = seen.open(path).evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, path


def test_screenshots_of_every_page_are_kept(visit, tmp_path):
    """In the folder ``DEVINDEX_SCREENSHOTS`` names, to be looked at."""
    place = Path(os.environ.get("DEVINDEX_SCREENSHOTS", tmp_path))
    for width, scheme in LOOKS:
        seen = visit(viewport={"width": width, "height": 900}, color_scheme=scheme)
        for path in BOTH:
            name = path.replace(".html", "").replace("/", "-").replace("?", "-")
            file = place / f"{name}-{width}-{scheme}.png"
            seen.open(path).screenshot(path=file, full_page=True)
            assert file.stat().st_size > 5000


# --- accessibility --------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault_on_any_page(visit, axe, scheme):
    seen = visit(color_scheme=scheme, reduced_motion="reduce")
    found = []
    for path in BOTH:
        tab = seen.open(path)
        tab.evaluate(axe)
        for fault in tab.evaluate("axe.run().then(r => r.violations)"):
            if fault["impact"] in ("serious", "critical"):
                found.append((path, fault["id"], fault["nodes"][0]["html"]))
    assert found == []


def test_the_map_is_read_by_keyboard(visit):
    tab = visit().open("en/map.html")
    tab.locator("#year").focus()
    tab.keyboard.press("Tab")
    first = tab.evaluate("document.activeElement.dataset.code")
    assert (
        tab.locator("#reading-title").inner_text()
        == tab.locator(f"[data-code={first}] b").first.inner_text()
    )
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**/province/{first}.html")


# --- ranking --------------------------------------------------------------------------------


def test_the_ranking_is_sorted_and_the_address_keeps_it(visit, release):
    seen = visit()
    tab = seen.open("index.html")
    head = tab.locator("th[data-key=change]")
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    told = pd.read_csv(release / "journalist" / "ranking_latest.csv")
    most = told.loc[told["score_change"].idxmax(), "region_code"]
    assert tab.locator("#ranking tbody tr").first.get_attribute("id") == most
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    least = told.loc[told["score_change"].idxmin(), "region_code"]
    assert tab.locator("#ranking tbody tr").first.get_attribute("id") == least
    again = seen.open(tab.url.removeprefix(seen.start + "/"))
    assert again.locator("#ranking tbody tr").first.get_attribute("id") == least


def test_regions_are_found_by_either_name_and_the_language_switch_keeps_the_search(visit):
    tab = visit().open("index.html")
    tab.fill("#search", "guang")
    assert texts(tab, "#ranking tbody tr:visible th") == ["广东", "广西"]
    assert tab.locator("#found").inner_text() == "显示2个地区，共31个"
    tab.fill("#search", "山东")
    assert texts(tab, "#ranking tbody tr:visible th") == ["山东"]
    tab.click("#switch")
    tab.wait_for_url("**/en/index.html#*")
    assert texts(tab, "#ranking tbody tr:visible th") == ["Shandong"]
    assert tab.evaluate("document.documentElement.lang") == "en"
    tab.click("#switch")
    tab.wait_for_url("**/site/index.html#*")
    assert texts(tab, "#ranking tbody tr:visible th") == ["山东"]


def test_regions_that_cannot_be_told_apart_are_shown(visit, release):
    tab = visit().open("en/index.html")
    pairs = pd.read_csv(release / "data" / "pairs.csv")
    close = pairs[pairs["told_apart"] == "no"]
    those = {*close.loc[close["region_code"] == "CN-GD", "other_region_code"],
             *close.loc[close["other_region_code"] == "CN-GD", "region_code"]}  # fmt: skip
    tab.hover("#CN-GD th")
    assert set(tab.eval_on_selector_all(".alike-row", "rows => rows.map(r => r.id)")) == those
    tab.click("#CN-GD summary")
    assert "Jiangsu" in tab.locator("#CN-GD details").inner_text()


# --- map, profile, compare ------------------------------------------------------------------


def test_the_map_shows_any_measure_in_any_year(visit, release):
    seen = visit()
    tab = seen.open("en/map.html")
    told = pd.read_csv(release / "data" / "observations.csv")
    told = told.set_index(["indicator_code", "region_code", "time_period"])["obs_value"]
    tab.hover("a[data-code=CN-GD]")
    assert tab.locator("#reading-title").inner_text() == "Guangdong"
    assert tab.locator("#reading-big").inner_text() == f"{told['score', 'CN-GD', 2024]:.1f}"
    tab.fill("#year", "2019")
    assert tab.locator("#reading-big").inner_text() == f"{told['score', 'CN-GD', 2019]:.1f}"
    for measure in ("network", "e-commerce", "websites"):
        tab.select_option("#measure", measure)
        assert tab.locator("#reading-big").inner_text() == f"{told[measure, 'CN-GD', 2019]:.1f}"
    shared = tab.url
    assert shared.endswith("#measure=websites&year=2019")
    tab = seen.open(shared.removeprefix(seen.start + "/"))
    assert (
        f"{told['websites', 'CN-BJ', 2019]:.1f}" in tab.locator("a[data-code=CN-BJ]").inner_text()
    )
    tab.select_option("#measure", "software-products")
    assert "empty" in tab.locator("a[data-code=CN-XZ]").get_attribute("class")


def test_a_profile_draws_its_charts_and_saves_them(visit, tmp_path):
    tab = visit(accept_downloads=True).open("en/province/CN-GD.html")
    assert tab.locator(".chart svg").count() == 2
    for kind, begin in (("svg", b"<svg"), ("png", b"\x89PNG")):
        with tab.expect_download() as saved:
            tab.locator(f"figure[data-chart=history] [data-save={kind}]").click()
        assert saved.value.suggested_filename == f"iidi-2024-history-CN-GD-CN.{kind}"
        saved.value.save_as(tmp_path / kind)
        content = (tmp_path / kind).read_bytes()
        assert content.startswith(begin)
        assert kind == "png" or b"var(" not in content
    assert b"devindex" in (tmp_path / "svg").read_bytes()


def test_two_to_four_provinces_are_compared_and_the_address_keeps_them(visit, release):
    seen = visit()
    tab = seen.open("en/compare.html")
    tab.select_option("#pick-0", "CN-GD")
    tab.select_option("#pick-1", "CN-JS")
    tab.select_option("#pick-2", "CN-ZJ")
    address = tab.url
    assert address.endswith("#regions=CN-GD,CN-JS,CN-ZJ")
    tab = seen.open(address.removeprefix(seen.start + "/"))
    assert texts(tab, "#compared thead th")[1:] == ["Guangdong", "Jiangsu", "Zhejiang"]
    told = pd.read_csv(release / "journalist" / "ranking_latest.csv").set_index("region_code")
    row = texts(tab, "#compared tbody tr:nth-child(2) td")
    assert row == [f"{told.loc[c, 'score']:.1f}" for c in ("CN-GD", "CN-JS", "CN-ZJ")]
    assert tab.locator("#apart li").count() == 3
    assert "not told apart" in texts(tab, "#apart li")[0]
    assert seen.faults == []


def test_a_score_is_shown_for_any_province_down_to_its_figures(visit, release):
    seen = visit()
    tab = seen.open("en/computed.html#region=CN-GD")
    told = pd.read_csv(release / "data" / "observations.csv")
    one = told[(told["region_code"] == "CN-GD") & (told["time_period"] == 2024)]
    score = one.set_index("indicator_code").loc["score", "obs_value"]
    assert tab.locator("#total").inner_text() == f"{score:.2f}"
    parts = [float(x) for x in texts(tab, "#steps tbody td.strong")]
    assert sum(parts) == pytest.approx(score, abs=22 * 0.005)
    assert "Guangdong" in tab.locator("#steps caption").inner_text()
    first = tab.locator("#steps tbody tr").first
    first.locator("a").first.click()
    tab.wait_for_url("**/en/data.html#s03-nbs-internet")


def test_targets_show_probability_verdicts_and_fan(visit, release):
    tab = visit().open("en/targets.html")
    told = pd.read_csv(release / "data" / "assessments.csv").set_index("target")
    for target, row in told[told["state"] == "open"].iterrows():
        said = tab.locator(f"#{target}").inner_text()
        assert row["sentence_en"] in said
        if row["probability"] == row["probability"]:
            assert f"{row['probability']:.0%}".removesuffix("%") + "\u00a0%" in said
            assert row["path_en"] in said
            assert row["growth_ratio_en"] in said
            assert tab.locator(f"#{target} .chart svg").count() == 1


# --- own weights ----------------------------------------------------------------------------

OWN = {
    "network": 40, "platform": 10, "innovation": 30, "application": 20, "access": 75,
    "carriage": 25, "platform-service": 50, "data-security": 50, "innovation-input": 60,
    "innovation-output": 40, "support": 0, "new-products": 10, "e-commerce": 90,
}  # fmt: skip


def computed(weights, folder):
    """Scores and ranks of 2024 by ``dx.compute``, weights stated as points of a budget; by ISO."""

    def budget(codes):
        total = sum(weights[c] for c in codes)
        shares = ", ".join(f"{c} = {100 * weights[c] / total!r}" for c in codes)
        return f'method = "budget"\npoints = {{ {shares} }}'

    framework = dx.load_framework("regional-public")
    text = dx.load_recipe("headline").to_toml().replace('"headline"', '"mine"')
    parts = [f"[weigh.dimension]\n{budget([d.code for d in framework.dimensions])}"]
    for d in framework.dimensions:
        own = [t.code for t in framework.themes if t.dimension == d.code]
        parts.append(f"[weigh.theme.of.{d.code}]\n{budget(own)}")
    old = '[weigh.dimension]\nmethod = "equal"'
    assert old in text
    file = folder / "mine.toml"
    file.write_text(text.replace(old, "\n\n".join(parts)), "utf-8")
    index = dx.compute(dx.load_panel(), dx.load_recipe(str(file)))
    return index.scores[2024], index.ranks[2024]


@pytest.mark.parametrize("change", [{}, {"support": 0}, {"network": 0, "e-commerce": 0}])
def test_own_weights_give_the_ranking_of_compute_for_all_provinces(visit, tmp_path, change):
    weights = OWN | change
    scores, ranks = computed(weights, tmp_path)
    seen = visit()
    tab = seen.open("weights.html")
    for code, value in weights.items():
        tab.fill(f"#w-{code}", str(value))
    shared = tab.url
    for view in (tab, visit().open(shared.removeprefix(seen.start + "/"))):
        rows = view.eval_on_selector_all(
            "#ranking-own tbody tr",
            "rows => rows.map(r => [r.dataset.code, ...[0, 2].map(c => r.cells[c].dataset.value)])",
        )
        assert len(rows) == 31
        codes = [region(code).code for code, _, _ in rows]
        assert [int(rank) for _, rank, _ in rows] == ranks[codes].tolist() == list(range(1, 32))
        made = np.array([float(score) for _, _, score in rows])
        assert made == pytest.approx(scores[codes].to_numpy(), rel=1e-10)


def test_the_official_weights_stand_at_first_and_after_a_reset(visit, release):
    told = pd.read_csv(release / "journalist" / "ranking_latest.csv")
    seen = visit()
    tab = seen.open("en/weights.html")

    def shown():
        return tab.eval_on_selector_all(
            "#ranking-own tbody tr",
            "rows => rows.map(r => [r.dataset.code, ...[0, 2].map(c => r.cells[c].textContent)])",
        )

    official = [[r.region_code, str(r.rank), f"{r.score:.1f}"] for r in told.itertuples()]
    assert shown() == official
    tab.fill("#w-network", "100")
    assert shown() != official
    assert tab.locator("#told").inner_text().endswith(").")
    tab.click("#reset")
    assert shown() == official
    assert "#" not in tab.url
    for code in ("network", "platform", "innovation", "application"):
        tab.fill(f"#w-{code}", "0")
    assert "At least one weight" in tab.locator("#told").inner_text()


# --- embedding, hostile data ----------------------------------------------------------------


def test_a_single_chart_stands_at_an_address_of_its_own(visit):
    seen = visit()
    tab = seen.open("en/embed.html?chart=rank&region=CN-SH")
    assert "Shanghai" in tab.locator("figcaption strong").inner_text()
    assert tab.locator(".chart svg").count() == 1
    tab = seen.open("embed.html?chart=pie&region=CN-SH")
    assert "embed.html?chart=history&region=CN-BJ" in tab.locator("#missing").inner_text()
    tab = seen.open("embed.html?chart=history&region=%3Cscript%3E")
    assert tab.locator("#missing").is_visible()
    assert seen.faults == []


@pytest.fixture(scope="module")
def hostile(release, tmp_path_factory):
    """The page of a release in which every name and sentence of Guangdong is a script."""
    own = tmp_path_factory.mktemp("hostile") / "release"
    shutil.copytree(release, own, ignore=shutil.ignore_patterns("site"))
    for name in ("regions", "explanations", "indicators", "codelists", "sources", "series",
                 "headline", "assessments", "coverage"):  # fmt: skip
        path = own / "data" / f"{name}.csv"
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        mine = frame.get("region_code", pd.Series("CN-GD", index=frame.index)) == "CN-GD"
        for column in frame:
            if column.endswith(("_zh", "_en")) or column in ("title", "producer", "licence", "url"):
                frame.loc[mine, column] = HOSTILE
        frame.to_csv(path, index=False)
    about = json.loads((own / "release.json").read_text("utf-8"))
    about["title"] = {"zh": HOSTILE, "en": HOSTILE}
    about["departures"] = [{"zh": HOSTILE, "en": HOSTILE}]
    (own / "release.json").write_text(json.dumps(about), "utf-8")
    (own / "method" / "method.en.md").write_text(
        f"# {HOSTILE}\n\n{HOSTILE}\n\n[a](javascript:alert(1))\n"
    )
    return site(own, own.parent / "site")


def test_a_province_named_like_a_script_is_that_text_everywhere(visit, hostile):
    seen = visit(hostile.as_uri())
    alerts = []
    seen.tab.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    for path in [*PAGES, *(f"en/{p}" for p in PAGES)]:
        tab = seen.open(path)
        assert HOSTILE in tab.locator("header").inner_text()
        written = tab.eval_on_selector_all("script:not([src])", "all => all.map(s => s.type)")
        assert set(written) <= {"application/json"}, path
        assert tab.locator("a[href^='javascript']").count() == 0
    tab = seen.open("en/map.html")
    tab.hover("a[data-code=CN-GD]")
    assert tab.locator("#reading-title").inner_text() == HOSTILE
    tab.select_option("#measure", "websites")
    assert HOSTILE in tab.locator("#map-title").inner_text()
    tab = seen.open("en/compare.html#regions=CN-GD,CN-BJ")
    assert texts(tab, "#compared thead th")[1] == HOSTILE
    tab = seen.open("en/computed.html#region=CN-GD")
    assert HOSTILE in tab.locator("#steps").inner_text()
    tab = seen.open("en/province/CN-GD.html")
    assert HOSTILE in tab.locator("h1").inner_text()
    assert HOSTILE in tab.locator(".why").inner_text()
    tab.locator("figure[data-chart=history] .mark-symbol path").first.hover(force=True)
    tab.wait_for_selector("#vg-tooltip-element.visible")
    assert HOSTILE in tab.locator("#vg-tooltip-element").inner_text()
    assert alerts == []
    assert seen.faults == []
    assert seen.outside == []
