"""Plausibility: what is wrong is found and named with its cell; official figures block nothing."""

import re
from collections import Counter

import numpy as np
import openpyxl
import pandas as pd
import pytest

from devindex import load_framework
from devindex.observations.checks import CHECKS, check, check_paths, read_waivers, write_report
from devindex.observations.checks.moves import hidiroglou_berthelot
from devindex.observations.returns import collect, template

FIRST, SECOND = "1 网络与标识 Network and identifiers", "2 平台、数据与安全"


@pytest.fixture
def year(seen):
    """Figures of a year to be changed, and what was known a year before."""

    def of(n):
        return seen.frame[seen.frame["year"] == n].reset_index(drop=True), seen.until(n - 1)

    return of


def at(frame, series, region):
    return frame.index[(frame["series"] == series) & (frame["region"] == region)][0]


def swap(frame, a, b):
    frame.loc[[a, b], "value"] = frame.loc[[b, a], "value"].to_numpy()


def told_by(findings, check):
    return [f for f in findings.all if f.check == check]


@pytest.mark.parametrize("n", [2018, 2021, 2024])
def test_official_figures_block_nothing(year, n):
    figures, known = year(n)
    assert check(figures, known, framework="regional-public").blocking == ()


def test_a_unit_slip_a_swap_and_a_stale_copy_are_found_with_sheet_and_cell(
    filled, edit, official, seen
):
    slip = filled / "regional-public-2022-440000.xlsx"
    swapped = filled / "regional-public-2022-320000.xlsx"
    stale = filled / "regional-public-2022-510000.xlsx"
    places = edit(slip, net_bb_ports=lambda x: x * 10_000)
    now, last = official(2022, "320000"), official(2021, "510000")
    exchanged = edit(swapped, eco_gdp=now["eco_pop"], eco_pop=now["eco_gdp"])
    copied = edit(stale, **{k: v for k, v in last.items() if k in official(2022, "510000")
                            and k in load_keys()})  # fmt: skip
    found = check_paths([filled], seen)
    by_check = Counter(f.check for f in found.blocking)
    assert set(by_check) == {"unit-slip", "swapped", "part-above-whole", "stale-copy"}
    assert {f.file for f in told_by(found, "part-above-whole")} == {swapped.name}
    (one,) = told_by(found, "unit-slip")
    assert (one.file, one.sheet, one.cell) == (slip.name, *places["net_bb_ports"])
    assert one.sentence.startswith(f"{slip.name}, sheet {FIRST}, I4: Broadband access ports is ")
    assert "一万倍" in one.sentence.zh
    assert {(f.file, f.sheet, f.cell) for f in told_by(found, "swapped")} == {
        (swapped.name, *place) for place in exchanged.values()
    }
    stale_cells = {(f.file, f.sheet, f.cell) for f in told_by(found, "stale-copy")}
    assert {file for file, _, _ in stale_cells} == {stale.name}
    assert stale_cells <= {(stale.name, *place) for place in copied.values()}
    assert len(stale_cells) >= 28


def load_keys():
    from devindex.observations.returns.questions import questions

    return questions(load_framework("regional-public"))


@pytest.mark.parametrize("factor", [1e4, 1e-8])
def test_a_slip_of_any_official_figure_is_found(year, factor):
    """Every figure of six series in turn, all regions at once: 186 slips, none overlooked."""
    figures, known = year(2023)
    codes = ["net_bb_ports", "eco_gdp", "app_firms_n", "sw_rev", "eco_pop", "inn_inv_grant"]
    figures = figures[figures["series"].isin(codes)]
    here = figures["value"] > 0
    figures.loc[here, "value"] *= factor
    found = told_by(check(figures, known, framework="regional-public"), "unit-slip")
    assert {(f.series, f.region) for f in found} == set(
        figures[here][["series", "region"]].itertuples(index=False, name=None)
    )


@pytest.mark.parametrize("factor", [1e4, 1e-4])
def test_a_slip_without_last_years_figures_is_found_against_peers(year, factor):
    """Of slips put into one series and region at a time, 95 in 100 or more are found."""
    figures, _ = year(2023)
    asked = {"net_bb_ports": "eco_pop", "sw_its_rev": "eco_gdp", "inn_inv_grant": "eco_pop"}
    rng = np.random.default_rng(3)
    hits, tried = 0, 0
    for code, below in asked.items():
        few = figures[figures["series"].isin([code, below])]
        rows = few[(few["series"] == code) & (few["value"] > 0)]
        for place in rng.choice(rows.index, 4, replace=False):
            damaged = few.copy()
            damaged.loc[place, "value"] *= factor
            row = few.loc[place]
            found = told_by(check(damaged, framework="regional-public"), "unit-slip-peers")
            hits += (code, row["region"]) in {(f.series, f.region) for f in found}
            tried += 1
    assert hits >= 0.95 * tried


def test_official_figures_alone_show_no_slip_against_peers(year):
    figures, _ = year(2023)
    assert told_by(check(figures, framework="regional-public"), "unit-slip-peers") == []


def test_two_columns_swapped_for_all_regions_are_found(year):
    figures, known = year(2022)
    for region in figures["region"].unique():
        swap(figures, at(figures, "eco_gdp", region), at(figures, "eco_pop", region))
    found = told_by(check(figures, known, framework="regional-public"), "swapped")
    regions = {f.region for f in found}
    assert {f.series for f in found} == {"eco_gdp", "eco_pop"}
    assert len(regions) >= 28  # Tibet's product and population, 亿元 and 万人, are near each other


def test_two_regions_swapped_are_found(year):
    figures, known = year(2022)
    for code in ("eco_gdp", "eco_pop", "net_bb_ports", "app_firms_n"):
        swap(figures, at(figures, code, "440000"), at(figures, code, "640000"))
    found = told_by(check(figures, known, framework="regional-public"), "swapped-regions")
    assert {f.region for f in found} == {"440000", "640000"}
    assert "Ningxia" in found[0].said or "Guangdong" in found[0].said


def test_two_years_swapped_are_found(seen):
    figures = seen.frame[seen.frame["year"].isin([2021, 2022])].reset_index(drop=True)
    here = (figures["series"] == "net_bb_ports") & (figures["region"] == "440000")
    a, b = figures.index[here]
    swap(figures, a, b)
    (one,) = told_by(check(figures, seen.until(2021), framework="regional-public"), "swapped-years")
    assert (one.series, one.region, one.year) == ("net_bb_ports", "440000", 2022)


def test_a_stale_copy_of_one_sheet_is_found(filled, edit, official, seen):
    place = filled / "regional-public-2022-330000.xlsx"
    last = official(2021, "330000")
    sheet = ["net_bb_ports", "net_bb_subs", "net_mob_traffic", "net_cable_km", "net_mob_inet_users"]
    edit(place, **{key: last[key] for key in sheet})
    found = told_by(check_paths([place], seen), "stale-copy")
    assert {f.series for f in found} == set(sheet)


def test_a_single_figure_as_last_year_is_asked_about_and_does_not_block(year):
    figures, known = year(2022)
    last = known.frame.query("series == 'eco_gdp' and region == '440000' and year == 2021")
    figures.loc[at(figures, "eco_gdp", "440000"), "value"] = last["value"].item()
    found = check(figures, known, framework="regional-public")
    assert ("eco_gdp", "440000") in {
        (f.series, f.region) for f in told_by(found, "same-as-last-year")
    }
    assert found.blocking == ()


@pytest.mark.parametrize(
    ("check_id", "damage"),
    [
        ("code-lists", lambda f: f.loc.__setitem__((0, "unit"), "furlongs")),
        ("range", lambda f: f.loc.__setitem__((0, "value"), -1.0)),
        ("key-unique", lambda f: f.loc.__setitem__(len(f), f.loc[0])),
        ("tenfold", lambda f: f.loc.__setitem__((0, "value"), f.loc[0, "value"] * 10)),
        ("large-change", lambda f: f.loc.__setitem__((0, "value"), f.loc[0, "value"] * 3)),
        ("gap", lambda f: f.loc.__setitem__((0, "series"), "eco_pop_urban")),
    ],
)
def test_each_fault_is_found_by_its_check(year, check_id, damage):
    figures, known = year(2022)
    figures = figures[figures["series"].isin(["eco_gdp", "eco_pop"])].sort_values("series")
    figures = figures.reset_index(drop=True)
    first = figures.loc[0, "region"]
    clean = check(figures, known, framework="regional-public")
    assert not [f for f in told_by(clean, check_id) if f.series == "eco_gdp"]
    damage(figures)
    found = told_by(check(figures, known, framework="regional-public"), check_id)
    assert ("eco_gdp", first) in {(f.series, f.region) for f in found}


def test_a_part_above_its_whole_is_found_with_the_cell_of_the_whole(one, edit, seen):
    places = edit(one, app_ecom_firms=10_000_000)
    (found,) = told_by(check_paths([one], seen), "part-above-whole")
    assert (found.sheet, found.cell) == places["app_ecom_firms"]
    assert re.search(r"which is \d+ in I\d", found.said)


def test_a_region_that_is_absent_and_a_question_left_open_are_asked_about(filled, edit, seen):
    (filled / "regional-public-2022-540000.xlsx").unlink()
    edit(filled / "regional-public-2022-440000.xlsx", eco_gdp=None)
    found = check_paths(sorted(filled.iterdir())[-14:], seen)
    absent = [f.region for f in told_by(found, "region-absent")]
    assert "540000" in absent
    assert "440000" not in absent
    assert [(f.series, f.region) for f in told_by(found, "unanswered")] == [("eco_gdp", "440000")]


def test_provinces_are_held_to_the_total_up_to_rounding(year):
    figures, known = year(2022)
    figures = figures[figures["series"] == "eco_gdp"].reset_index(drop=True)
    total = figures.loc[0].copy()
    total["region"], total["value"] = "000000", round(figures["value"].sum(), 1)
    for wrong, found in ((0.0, 0), (1.5, 0), (1.7, 1)):  # 32 figures of one decimal: half of 3.2
        row = total.copy()
        row["value"] += wrong
        whole = pd.concat([figures, row.to_frame().T], ignore_index=True)
        whole["value"] = whole["value"].astype(float)
        assert len(told_by(check(whole, known), "sum-to-total")) == found


def test_items_have_their_own_rules(tmp_path, seen):
    place = template("regional", 2026, "440000", tmp_path / "gd.xlsx", earlier=seen)
    book = openpyxl.load_workbook(place)
    cells = {
        page.cell(n, 1).value: page.cell(n, 9)
        for page in book.worksheets
        if page["A2"].value == "key"
        for n in range(3, page.max_row + 1)
    }
    cells["prefectures"].value = 21.5
    cells["secondary-nodes"].value = -3
    cells["enterprises-in-scope"].value = 100
    cells["enterprises-using-platform"].value = 101
    cells["small-medium-enterprise-cloud-rate"].value = 155
    book.save(place)
    found = check_paths([place], seen)
    assert {(f.check, f.series) for f in found.blocking} == {
        ("range", "prefectures"), ("range", "secondary-nodes"),
        ("range", "small-medium-enterprise-cloud-rate"),
        ("part-above-whole", "enterprises-using-platform"),
    }  # fmt: skip


def test_a_running_total_does_not_fall():
    rows = [
        {"series": "security-solutions", "region": "440000", "year": y, "value": v}
        for y, v in ((2025, 12.0), (2026, 11.0))
    ]
    (found,) = told_by(check(pd.DataFrame(rows), framework="regional"), "total-fell")
    assert found.year == 2026


def test_what_cannot_be_read_blocks_and_the_rest_is_checked(filled, edit, seen):
    bad = filled / "regional-public-2022-110000.xlsx"
    edit(bad, eco_gdp="many")
    slip = filled / "regional-public-2022-440000.xlsx"
    edit(slip, net_bb_ports=lambda x: x * 1e4)
    found = check_paths([bad, slip], seen)
    assert [f.check for f in found.blocking] == ["readable", "unit-slip"]
    assert found.blocking[0].cell == "I3"


def test_a_collected_folder_is_checked_with_the_cells_of_its_returns(
    one, edit, tmp_path, write_facts
):
    edit(one, net_bb_ports=lambda x: x * 1e4)
    earlier = write_facts("net_bb_ports,440000,2021,9333.7,万个,A,")
    collect([one], tmp_path / "data", earlier=earlier)
    (found,) = check_paths([tmp_path / "data"]).blocking
    assert (found.check, found.file, found.sheet, found.cell) == (
        "unit-slip", "gd.xlsx", FIRST, "I4",
    )  # fmt: skip


def test_a_folder_of_figures_has_lines_for_cells(write_facts):
    folder = write_facts("eco_gdp,440000,2020,100,亿元,A,", "eco_gdp,440000,2021,1000000,亿元,A,")
    (found,) = check_paths([folder]).blocking
    assert (found.file, found.cell) == ("mine.csv", "line 3")
    assert found.sentence.zh.startswith("mine.csv，第3行：")


def test_hidiroglou_berthelot_lets_large_units_move_less():
    """The same ratio is an outlier for a large unit and none for a small one."""
    last = np.array([10.0, 1000, 100, 100, 100, 100, 100, 100, 100, 100])
    x = np.array([12.0, 1200, 102, 103, 104, 105, 106, 107, 108, 101])
    assert hidiroglou_berthelot(x, last).nonzero()[0].tolist() == [1]


def test_hidiroglou_berthelot_does_not_depend_on_the_unit():
    rng = np.random.default_rng(5)
    last = np.exp(rng.normal(5, 1, 31))
    x = last * np.exp(rng.normal(0.1, 0.1, 31))
    x[3] *= 4
    first = hidiroglou_berthelot(x, last)
    assert first[3]
    assert (first == hidiroglou_berthelot(x * 1e4, last * 1e4)).all()


# waivers


@pytest.fixture
def slipped(year):
    figures, known = year(2022)
    figures.loc[at(figures, "net_bb_ports", "440000"), "value"] *= 1e4
    return figures, known


WAIVER = """
[[waiver]]
check = "unit-slip"
region = "广东"
series = "net_bb_ports"
year = 2022
name = "Li"
date = 2023-05-01
reason = "confirmed by the ministry"
"""


def waivers(folder, text):
    file = folder / "waivers.toml"
    file.write_text(text, encoding="utf-8")
    return read_waivers(file)


def test_a_waived_finding_is_listed_and_blocks_no_more(slipped, tmp_path):
    found = check(*slipped, waivers=waivers(tmp_path, WAIVER))
    assert found.blocking == ()
    assert len(found.of("block")) == 1
    row = found.to_frame().iloc[0]
    assert (row["waived_by"], row["waived_on"]) == ("Li", "2023-05-01")


def test_a_waiver_that_fits_nothing_is_told(slipped, tmp_path):
    found = check(*slipped, waivers=waivers(tmp_path, WAIVER.replace("2022", "2021", 1)))
    assert len(found.blocking) == 1
    assert [w.name for w in found.unused] == ["Li"]


def test_what_cannot_be_read_cannot_be_waived(one, edit, seen, tmp_path):
    edit(one, eco_gdp="many")
    text = WAIVER.replace("unit-slip", "readable").replace('series = "net_bb_ports"\n', "")
    text = text.replace("year = 2022\n", "")
    assert len(check_paths([one], seen, waivers=waivers(tmp_path, text)).blocking) == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "Li"\n', "", "name is missing"),
        ('reason = "confirmed by the ministry"', 'reason = " "', "reason is missing"),
        ("date = 2023-05-01", 'date = "May"', "May is not a date"),
        ("unit-slip", "unit-slipp", "Did you mean 'unit-slip'"),
        ('region = "广东"\nseries = "net_bb_ports"\n', "", "neither series nor region"),
        ("广东", "广冬", "unknown region"),
        ("net_bb_ports", "net_bb_port", "Did you mean 'net_bb_ports'"),
        ("year = 2022", 'year = "2022"', "year is no whole number"),
        ("year", "yaer", "unknown key 'yaer'"),
        ("[[waiver]]", "[waiver]", "only [[waiver]] tables are read"),
        ("[[waiver]]", "[[waiver", "not TOML"),
    ],
)
def test_a_faulty_waiver_is_refused_in_a_sentence(tmp_path, told, old, new, said):
    assert said in told(lambda: waivers(tmp_path, WAIVER.replace(old, new, 1)))[0]


# the report


@pytest.fixture
def report(slipped, tmp_path):
    figures, known = slipped
    figures["note"], figures["file"], figures["sheet"] = "", "=cmd|'/c calc'!A0", "<b>x</b>"
    text = WAIVER.replace("Li", "<script>alert(1)</script>")
    found = check(figures, known, waivers=waivers(tmp_path, text))
    return found, write_report(found, tmp_path / "report")


def test_the_page_escapes_every_text_and_asks_nothing_of_the_net(report):
    _, folder = report
    page = (folder / "findings.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert not re.search(r"(src|href|url)\s*[=(]|https?:|@import", page)


def test_page_and_workbook_have_every_finding_in_both_languages_the_heaviest_first(report):
    found, folder = report
    page = (folder / "findings.html").read_text(encoding="utf-8")
    rows = list(openpyxl.load_workbook(folder / "findings.xlsx").active.iter_rows(values_only=True))
    assert len(rows) == len(found.all) + 1
    order = [f.severity for f in found.all]
    assert order == sorted(order, key=["block", "ask", "inform"].index)
    assert [row[0].split()[1] for row in rows[1:]] == order
    assert [row[8] for row in rows[1:]] == [f.said.zh for f in found.all]
    assert [row[9] for row in rows[1:]] == [str(f.said) for f in found.all]
    for finding in found.all[:20]:
        assert finding.said.zh in page.replace("&#39;", "'").replace("&#34;", '"')


def test_formula_text_stays_text_in_the_workbook(report):
    _, folder = report
    page = openpyxl.load_workbook(folder / "findings.xlsx").active
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n"}
    assert page["C2"].value == "=cmd|'/c calc'!A0"


def test_the_report_is_the_same_bytes_again_and_replaced_only_by_force(report, tmp_path, told):
    found, folder = report
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    assert "--force" in told(lambda: write_report(found, folder))[0]
    (folder / "mine.txt").write_text("kept")
    write_report(found, folder, force=True)
    assert (folder / "mine.txt").read_text() == "kept"
    assert {n: (folder / n).read_bytes() for n in before} == before


def test_every_check_has_a_title_in_both_languages_and_every_sentence_too(slipped):
    found = check(*slipped)
    assert all(c.title.zh != c.title.en for c in CHECKS.values())
    for finding in found.all:
        assert re.search("[一-鿿]", finding.said.zh)
        assert not re.search(" (is|and|was|the) ", finding.said.zh)


def test_nothing_is_found_where_nothing_is_given():
    empty = pd.DataFrame(columns=["series", "region", "year", "value"])
    assert check(empty).all == ()
    assert check(empty).checked == 0


@pytest.mark.parametrize("page", ["docs/office.md", "docs/office.zh.md"])
def test_the_page_of_the_office_lists_every_check_with_its_weight(root, page):
    column = 1 if page.endswith("zh.md") else 0
    words = {"block": ("block", "须更正"), "ask": ("ask", "请核实"), "inform": ("inform", "供参考")}
    listed = re.findall(r"^\| `([a-z-]+)` \| (\S+) \|", (root / page).read_text("utf-8"), re.M)
    assert sorted(listed) == sorted((c.id, words[c.severity][column]) for c in CHECKS.values())
