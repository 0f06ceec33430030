"""Regions, neighbours, targets: closed lists, with look-alikes kept apart."""

import csv
import hashlib
import tomllib

import pytest

from devindex import DefinitionError, regions, shipped
from devindex.definitions import check_vintages, documents, region, series, targets
from devindex.definitions.codelists import MACRO_REGIONS

FACTS = sorted(shipped.data().rglob("*.csv"))


def table(*path):
    with shipped.data().joinpath(*path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_are_34_units_of_which_31_are_covered():
    assert len(regions()) == 34
    assert sum(r.covered for r in regions().values()) == 31
    assert {c for c, r in regions().items() if not r.covered} == {"710000", "810000", "820000"}


@pytest.mark.parametrize("column", ["code", "iso", "name_zh", "short_zh", "name_en", "abbr"])
def test_each_unit_has_its_own(column):
    assert len({getattr(r, column) for r in regions().values()}) == 34


def test_codes_look_like_gb_2260_and_iso_3166_2():
    for code, unit in regions().items():
        assert code == unit.code
        assert len(code) == 6
        assert code.endswith("0000")
        assert unit.iso.startswith("CN-")


def test_every_covered_unit_is_in_one_macro_region():
    by_macro = {m: [r for r in regions().values() if r.macro == m] for m in MACRO_REGIONS}
    assert {m: len(units) for m, units in by_macro.items()} == {
        "east": 10, "central": 6, "west": 12, "north-east": 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("山西", "140000"), ("陕西", "610000"), ("Shanxi", "140000"), ("Shaanxi", "610000"),
        ("CN-SX", "140000"), ("CN-SN", "610000"), ("晋", "140000"), ("陕", "610000"),
        ("河北", "130000"), ("河南", "410000"), ("湖北", "420000"), ("湖南", "430000"),
        ("海南", "460000"), ("黑龙江", "230000"), ("CN-HE", "130000"), ("CN-HA", "410000"),
        ("CN-HB", "420000"), ("CN-HN", "430000"), ("CN-HI", "460000"), ("CN-HL", "230000"),
        ("江西", "360000"), ("广西", "450000"), ("广西壮族自治区", "450000"), ("cn-gd", "440000"),
        ("内蒙古", "150000"), ("Inner Mongolia", "150000"), ("全国", "000000"),
        (" 广东 ", "440000"),
    ],
)  # fmt: skip
def test_look_alikes_are_told_apart(word, code):
    assert region(word).code == code


@pytest.mark.parametrize(
    "word", ["", "44", "440001", "广", "HE", "Guang", "Shan", "西", "north-east"]
)
def test_what_is_no_region_is_refused(word):
    with pytest.raises(DefinitionError, match="Give a GB/T 2260 code"):
        region(word)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("陝西", "陕西"), ("陜西", "陕西"), ("廣西", "广西"), ("Guandong", "Guangdong"),
        ("Shaanxii", "Shaanxi"), ("Shan xi", "Shanxi"), ("CN-GDD", "CN-GD"), ("44000", "440000"),
    ],
)  # fmt: skip
def test_a_traditional_or_misspelt_name_is_an_error_with_the_right_one_in_its_hint(word, meant):
    with pytest.raises(DefinitionError) as caught:
        region(word)
    hint = str(caught.value).partition("Did you mean ")[2].partition("?")[0]
    assert meant in hint.replace("'", "").split(" or ")


@pytest.mark.parametrize(
    ("word", "meant"), [("山東省", "山东"), ("陝西省", "陕西"), ("廣東", "广东")]
)
def test_a_hint_never_offers_only_another_province(word, meant):
    with pytest.raises(DefinitionError) as caught:
        region(word)
    hint = str(caught.value).partition("Did you mean ")[2].partition("?")[0]
    assert hint == "" or meant in hint


def test_there_are_70_land_pairs_each_once_and_one_way():
    pairs = table("regions", "neighbours.csv")
    land = [(p["region_a"], p["region_b"]) for p in pairs if p["kind"] == "land"]
    assert len(land) == 70
    assert all(a < b for a, b in land)
    assert len(set(land)) == 70
    assert {code for pair in land for code in pair} <= set(regions())


def test_neighbours_by_convention_are_marked_as_such():
    pairs = {(p["region_a"], p["region_b"]): p["kind"] for p in table("regions", "neighbours.csv")}
    assert pairs["440000", "460000"] == "convention"
    assert {k for k in pairs.values() if k != "land"} == {"convention", "convention-optional"}


def test_every_unit_has_a_tile_of_its_own():
    tiles = table("regions", "tile_grid.csv")
    assert sorted(t["region"] for t in tiles) == sorted(regions())
    assert len({(t["col"], t["row"]) for t in tiles}) == 34


def test_every_target_and_stated_value_of_five_documents_is_there():
    stated = table("targets", "stated_values.csv")
    assert len(targets()) == 76
    assert len(table("targets", "targets.csv")) == 76
    assert len(stated) == 51
    assert len(documents()) == 5
    named = {row["document_id"] for row in (*targets().values(), *stated)}
    assert named <= set(documents())


def test_both_figures_for_model_enterprises_are_kept():
    """The 2021-2023 plan says 200 in its goals and 100 in the time node of action 10."""
    goal = targets()["sec_standard_model_enterprises_goal_2023"]
    node = targets()["sec_standard_model_enterprises_node_2023"]
    assert (float(goal["value_low"]), float(node["value_low"])) == (200, 100)
    assert goal["document_id"] == node["document_id"] == "plan-2021-2023"
    assert goal["conflict"] == node["target_id"]
    assert node["conflict"] == goal["target_id"]


def test_look_alikes_are_named_and_exist():
    known = set(targets()) | {f"series:{code}" for code in series("national")}
    for code, row in targets().items():
        for other in filter(None, row["lookalike"].split(";")):
            assert other in known, code
            assert other != code
    private = targets()["net_5g_private_networks_2030"]["lookalike"].split(";")
    assert "net_new_network_upgrade_enterprises_2028" in private
    assert "series:priv5g_all_industries" in private
    core = targets()["eco_core_industry_value_added_2030"]["lookalike"].split(";")
    assert {"series:core_scale_miit", "series:core_va_caict"} <= set(core)


def test_the_two_targets_of_50_000_stay_two():
    networks = targets()["net_5g_private_networks_2030"]
    firms = targets()["net_new_network_upgrade_enterprises_2028"]
    assert float(networks["value_low"]) == float(firms["value_low"]) == 50000
    assert (networks["unit"], networks["deadline"]) != (firms["unit"], firms["deadline"])


def test_two_vintages_side_by_side_are_refused():
    with pytest.raises(DefinitionError, match=r"eco_gdp.* and eco_gdp_v2023 are vintages of one"):
        check_vintages(["eco_pop", "eco_gdp_v2023", "eco_gdp"])
    check_vintages(["eco_pop", "eco_gdp_v2023"])


def test_there_are_facts():
    assert len(FACTS) >= 29


@pytest.mark.parametrize("path", FACTS, ids=lambda p: p.stem)
def test_every_csv_has_a_sidecar_with_the_right_checksum(path):
    said = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    assert hashlib.sha256(path.read_bytes()).hexdigest() == said["sha256"]
    for key in ("producer", "title", "url", "licence", "accessed"):
        assert str(said[key]).strip(), key


@pytest.mark.parametrize("path", FACTS, ids=lambda p: p.stem)
def test_every_csv_is_utf8_without_bom_with_bare_line_feeds(path):
    content = path.read_bytes()
    content.decode("utf-8")
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")


def test_every_sidecar_has_its_csv():
    alone = [p.name for p in shipped.data().rglob("*.toml") if not p.with_suffix(".csv").is_file()]
    assert alone == []
