"""Tables as published: read in whatever writing, every change reported, nothing guessed."""

import hashlib

import openpyxl
import pytest

from devindex import load_observations
from devindex.definitions import regions
from devindex.observations.tables import import_table, read_table

FULL = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")
COVERED = {c: r for c, r in regions().items() if r.covered}


@pytest.fixture(scope="module")
def ports():
    """Broadband ports of 2022 as published, by region, 万个."""
    frame = load_observations().frame.query("series == 'net_bb_ports' and year == 2022")
    return dict(zip(frame["region"], frame["as_published"], strict=True))


def total(ports):
    return f"{sum(round(float(v) * 10) for v in ports.values()) / 10:.1f}"


@pytest.fixture
def write(tmp_path, ports):
    """A yearbook table with one column of ports; cells and names may be changed."""

    def table(
        head=("表16-1 分省互联网宽带接入端口", "地区,互联网宽带接入端口（万个）", ",2022年"),
        figure=lambda code, v: v, name=lambda r: r.short_zh, extra=(), whole=None,
        encoding="utf-8", file="table.csv",
    ):  # fmt: skip
        lines = [*head, f"全国,{total(ports) if whole is None else whole}"]
        for code, unit in COVERED.items():
            lines.append(f"{name(unit)},{figure(code, ports[code])}")
        place = tmp_path / file
        place.write_bytes("\n".join([*lines, *extra, "注：数据来自年度统计。"]).encode(encoding))
        return place

    return table


def read(place, **more):
    return read_table(place, **{"series": "net_bb_ports", "year": 2022} | more)


def values(made):
    return dict(zip(made.figures["region"], made.figures["value"], strict=True))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_a_table_is_read_in_its_encoding_and_the_change_reported(write, ports, encoding):
    made = read(write(encoding=encoding))
    assert values(made) == ports
    rules = dict(zip(made.changes["rule"], made.changes["original"], strict=True))
    told = "gb18030" if encoding.startswith("gb") else encoding
    assert rules.get("encoding") == (None if encoding == "utf-8" else told)


@pytest.mark.parametrize(
    ("figure", "rule"),
    [
        (lambda c, v: v.translate(FULL), "full-width"),
        (lambda c, v: f'"{float(v):,.1f}"', "thousands-separator"),
        (lambda c, v: f"{float(v):,.1f}".translate(FULL), "full-width; thousands-separator"),
        (lambda c, v: f"{v}①", "note-mark"),
        (lambda c, v: f"{v} *", "note-mark"),
        (lambda c, v: f"{v}万个", "unit-in-cell"),
    ],
)
def test_the_writing_of_figures_is_undone_and_reported_cell_by_cell(write, ports, figure, rule):
    made = read(write(figure=figure))
    assert {c: float(v) for c, v in values(made).items()} == {c: float(v) for c, v in ports.items()}
    changed = made.changes[made.changes["rule"] == rule]
    assert len(changed) >= 20
    assert set(changed["cell"]) <= {f"B{n}" for n in range(5, 36)}


@pytest.mark.parametrize(("unit", "decades"), [("个", 4), ("亿个", -4), ("千个", 1), ("万个", 0)])
def test_figures_in_another_unit_are_carried_over_exactly(write, ports, unit, decades):
    from decimal import Decimal

    def moved(code, v):
        return format(Decimal(v).scaleb(decades), "f")

    head = ("分省端口", f"地区,端口（{unit}）", ",2022年")
    made = read(write(head=head, figure=moved, whole=moved("", total(ports))))
    assert values(made) == {c: v.removesuffix(".0") if decades else v for c, v in ports.items()}
    assert (made.changes["rule"] == "unit").sum() == (31 if decades else 0)


def test_wan_in_a_cell_counts_where_the_column_has_none(write, ports):
    head = ("分省端口", "地区,端口（个）", ",2022年")
    whole = f"{total(ports)}万"
    made = read(write(head=head, figure=lambda c, v: f"{v}万", whole=whole))
    assert {c: float(v) for c, v in values(made).items()} == {c: float(v) for c, v in ports.items()}


def test_wan_in_a_cell_of_a_column_in_wan_is_not_guessed_at(write, told):
    problems = told(lambda: read(write(figure=lambda c, v: f"{v}万" if c == "440000" else v)))
    assert len(problems) == 1
    assert "table.csv, B23: " in problems[0]
    assert "which is meant?" in problems[0]


@pytest.mark.parametrize(
    "name",
    [
        lambda r: r.short_zh, lambda r: r.name_zh, lambda r: r.name_en, lambda r: r.code,
        lambda r: f"{r.short_zh[0]}　{r.short_zh[1:]}", lambda r: f"{r.short_zh} {r.name_en}",
        lambda r: r.iso,
    ],
)  # fmt: skip
def test_names_short_or_full_spaced_or_with_english_are_recognised(write, ports, name):
    assert values(read(write(name=name))) == ports


def test_look_alikes_are_never_taken_for_each_other(write, told):
    odd = {"140000": "山酉", "610000": "陜西省", "130000": "河比"}
    problems = told(lambda: read(write(name=lambda r: odd.get(r.code, r.short_zh))))
    assert len(problems) == 4
    assert "no row for Hebei, Shanxi, Shaanxi" in problems[-1]
    assert all("is no region" in p for p in problems[:3])


def test_shanxi_twice_in_english_is_refused(write, told):
    problems = told(
        lambda: read(write(name=lambda r: "Shanxi" if r.code == "610000" else r.name_en))
    )
    assert "'Shanxi' stands in A8 already" in problems[0]


def test_what_lies_within_a_province_is_recognised_and_never_added(write, ports):
    extra = [
        f"{n},5"
        for n in ("大连市", "宁波", "厦门市", "青岛", "深圳", "新疆生产建设兵团", "东部地区")
    ]
    made = read(write(extra=extra))
    assert values(made) == ports
    left = made.changes[made.changes["rule"].str.startswith("left-out")]
    assert len(left) == 8  # and the total
    assert "深圳" in made.notes[0]


def test_the_total_is_held_against_the_sum_up_to_rounding(write, ports, told):
    right = float(total(ports))
    assert len(read(write(whole=f"{right + 1.5:.1f}")).figures) == 31
    place = write(whole=f"{right + 1.7:.1f}")
    problems = told(lambda: read(place))
    assert "table.csv, B4: the provinces sum to" in problems[0]
    made = read(place, total_differs="不含部门直属")
    assert made.changes["rule"].str.contains("不含部门直属").sum() == 1


def test_a_swapped_or_missing_digit_shows_in_the_total(write, told):
    wrong = read
    problems = told(lambda: wrong(write(figure=lambda c, v: v[1:] if c == "440000" else v)))
    assert "sum to" in problems[0]


def test_symbols_need_a_legend_and_all_are_named_at_once(write, told):
    marks = {"110000": "—", "120000": "……", "130000": "", "140000": "－"}
    place = write(figure=lambda c, v: marks.get(c, v), whole="")
    problems = told(lambda: read(place, legend="blank=unknown"))
    assert len(problems) == 1
    assert "— (2), … (1)" in problems[0]
    assert "--legend" in problems[0]


def test_the_legend_says_what_symbols_mean(write, ports):
    marks = {"110000": "—", "120000": "...", "130000": "　", "140000": "－－"}
    place = write(figure=lambda c, v: marks.get(c, v), whole="…")
    made = read(place, legend="—=none，…=0；blank=unknown")
    assert set(ports) - set(values(made)) == {"110000", "130000", "140000"}
    assert values(made)["120000"] == "0"
    rules = made.changes.set_index("cell")["rule"].to_dict()
    assert rules["B5"] == "legend: —=none"
    assert rules["B6"] == "legend: …=0"
    assert rules["B7"] == "legend: blank=unknown"


@pytest.mark.parametrize(
    ("legend", "said"),
    [
        ("—=nothing", "unknown meaning 'nothing'"),
        ("12=none", "names no symbol"),
        ("—", "names no symbol"),
        ("—=none,－=0", "has two meanings"),
    ],
)
def test_a_legend_that_says_nothing_is_refused(write, told, legend, said):
    assert said in told(lambda: read(write(), legend=legend))[0]


def test_several_header_rows_and_merged_heads_lead_to_the_column(tmp_path, ports):
    book = openpyxl.Workbook()
    page = book.active
    page["A1"] = "16-1 分省电信业务（2021-2022年）"
    page.merge_cells("A1:F1")
    page["A2"], page["B2"], page["D2"], page["F2"] = (
        "地区",
        "互联网宽带接入端口（万个）",
        "域名数（万个）",
        "人口（万人）",
    )
    page.merge_cells("B2:C2")
    page.merge_cells("D2:E2")
    page.merge_cells("A2:A3")
    for cell, year in zip("BCDEF", (2021, 2022, 2021, 2022, 2022), strict=True):
        page[f"{cell}3"] = f"{year}年"
    for n, code in enumerate(COVERED, start=4):
        page[f"A{n}"] = COVERED[code].short_zh
        for cell, value in zip("BCDEF", (1, float(ports[code]), 2, 3, 4), strict=True):
            page[f"{cell}{n}"] = value
    book.save(tmp_path / "table.xlsx")
    made = read(tmp_path / "table.xlsx")
    assert {c: float(v) for c, v in values(made).items()} == {c: float(v) for c, v in ports.items()}
    assert made.notes[-1] == "no total to compare with"


def test_columns_that_fit_alike_are_named_and_one_is_asked_for(write, ports, told):
    head = ("分省端口", "地区,端口（万个）,端口（万个）", ",城市,农村")
    place = write(head=head, figure=lambda c, v: f"{v},{v}", whole=f"{total(ports)},1")
    problems = told(lambda: read(place))
    assert "2 columns fit" in problems[0]
    assert "--column" in problems[0]
    assert values(read(place, column="城市")) == ports


@pytest.mark.parametrize(
    ("head", "more", "said"),
    [
        (("分省端口", "地区,端口", ",2022年"), {}, "states no unit"),
        (("分省端口", "地区,端口（万户）", ",2022年"), {}, "count different things"),
        (("分省端口", "地区,端口（万个）", ",2021年"), {}, "is of 2021, not of 2022"),
        (("2020年分省端口", "地区,端口（万个）"), {}, "is of 2020, not of 2022"),
        (("分省端口", "地区,端口（万个）"), {"unit": "个"}, "states the unit 万个, not 个"),
        (("分省端口", "地区,端口（万个）"), {"series": "net_bb_port"}, "Did you mean"),
        (("分省端口", "地区,端口（万个）"), {"column": "别的"}, "no column fits"),
        (("分省端口", "地区,端口（万个）"), {"status": "Z"}, "unknown status"),
        (("分省端口", "地区,端口（万个）"), {"status": "O"}, "unknown status"),
    ],
)
def test_what_the_table_does_not_say_is_not_guessed(write, told, head, more, said):
    assert said in told(lambda: read(write(head=head), **more))[0]


@pytest.mark.parametrize(
    "text",
    ["12,34", "1 23", "l234", "12.3.4", "12万3", "1/2", "12 元", "①", "x1", "1e5", "１２³４"],
)
def test_what_is_no_figure_is_told_with_its_cell(write, told, text):
    problems = told(
        lambda: read(write(figure=lambda c, v: f'"{text}"' if c == "440000" else v, whole=""),
                     legend="blank=unknown")
    )  # fmt: skip
    assert len(problems) == 1
    assert problems[0].startswith("table.csv, B23: ")


def test_a_percentage_of_a_workbook_is_read_as_shown(tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    page.append(["地区", "有电子商务交易活动的企业数比重（%）"])
    for n, unit in enumerate(COVERED.values(), start=2):
        page.append([unit.short_zh, 0.1 + n / 1000])
        page.cell(n, 2).number_format = "0.0%"
    book.save(tmp_path / "table.xlsx")
    made = read(tmp_path / "table.xlsx", series="app_ecom_share")
    assert values(made)["110000"] == "10.2"
    assert (made.changes["rule"] == "percent-format").sum() == 31


def test_formulas_are_refused_by_cell(tmp_path, told):
    book = openpyxl.Workbook()
    page = book.active
    page.append(["地区", "端口（万个）"])
    for unit in COVERED.values():
        page.append([unit.short_zh, 5])
    page["B3"] = "=B2*2"
    book.save(tmp_path / "table.xlsx")
    assert "B3: a formula" in told(lambda: read(tmp_path / "table.xlsx"))[0]


def test_the_folder_holds_figures_report_and_the_file_itself_with_its_checksum(
    write, ports, tmp_path
):
    place = write(encoding="gb18030", figure=lambda c, v: v.translate(FULL))
    before = place.read_bytes()
    made = read(place, status="P")
    import_table(made, tmp_path / "data", source="an office")
    frame = load_observations(tmp_path / "data").frame
    assert dict(zip(frame["region"], frame["as_published"], strict=True)) == ports
    assert set(frame["status"]) == {"P"}
    assert (tmp_path / "data" / "originals" / "table.csv").read_bytes() == before
    assert hashlib.sha256(before).hexdigest() in (
        tmp_path / "data" / "net_bb_ports-2022.toml"
    ).read_text("utf-8")
    report = (tmp_path / "data" / "report" / "net_bb_ports-2022-changes.csv").read_text("utf-8")
    assert "B5,２１１４．５,2114.5,full-width" in report


def test_a_file_that_changed_since_is_not_imported(write, tmp_path, told):
    place = write()
    made = read(place)
    place.write_bytes(place.read_bytes() + b"\n")
    assert "changed since" in told(lambda: import_table(made, tmp_path / "data"))[0]
    assert not (tmp_path / "data").exists()
