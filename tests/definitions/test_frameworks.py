"""The frameworks as shipped, and what a mistake in one of them looks like."""

import json
import math
import tomllib

import numpy as np
import pytest
from pydantic import TypeAdapter

from devindex import DefinitionError, load_framework, load_recipe, shipped
from devindex.definitions import (
    Dimension,
    Feed,
    Indicator,
    Item,
    Link,
    SeriesRules,
    Theme,
    documents,
    framework_names,
    load_rules,
    schema,
    series,
    series_used,
    targets,
)
from devindex.definitions.codelists import FUNCTIONS, SYSTEMS
from devindex.index.prepare import intensities
from devindex.index.recipe import Choice

NAMES = ["enterprise", "five-g", "national", "platform", "regional", "regional-public"]
FILES = sorted(shipped.indicators().glob("*/*.toml"))
KINDS = {
    f"{kind}.toml": kind for kind in ("feeds", "framework", "items", "links", "rules", "series")
}
"""Schema of each file; every other one lists indicators."""


def test_the_frameworks_are_shipped():
    assert framework_names() == NAMES


@pytest.mark.parametrize(
    ("name", "count"), [("national", 35), ("regional", 37), ("enterprise", 36)]
)
def test_full_frameworks_hold_every_indicator_of_the_documents(name, count):
    assert len(load_framework(name).indicators) == count


@pytest.mark.parametrize("name", ["platform", "five-g"])
def test_a_topic_framework_is_made_of_announced_series_alone(name):
    chosen = load_framework(name)
    assert chosen.level == "national"
    assert len(chosen.indicators) == len(series_used(chosen)) == 7
    assert not chosen.items


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("iip10_index", "iip10_indx", "unknown series 'iip10_indx'. Did you mean 'iip10_index'?"),
        ("iip10_index", "industrial_apps", "industrial_apps stands beside the index"),
    ],
)
def test_a_published_index_is_known_and_never_an_input(tmp_path, old, new, words):
    for file in (shipped.indicators() / "platform").glob("*.toml"):
        text = file.read_text(encoding="utf-8")
        (tmp_path / file.name).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_framework(tmp_path)
    (problem,) = caught.value.problems
    assert words in problem


def test_regional_public_scores_at_least_22_indicators(framework):
    assert len(framework.scored) >= 22
    assert {i.theme for i in framework.scored} == {t.code for t in framework.themes}


@pytest.mark.parametrize("name", NAMES)
def test_every_indicator_speaks_both_languages(name):
    for i in load_framework(name).indicators:
        for field in ("name", "definition", "rationale", "unit"):
            text = getattr(i, field)
            assert text.zh.strip(), (i.code, field)
            assert text.en.strip(), (i.code, field)
            assert any("一" <= c <= "鿿" for c in text.zh) or field == "unit", (i.code, field)
            assert not any("一" <= c <= "鿿" for c in text.en), (i.code, field)


@pytest.mark.parametrize("name", NAMES)
def test_every_unit_names_its_base(name):
    for i in load_framework(name).indicators:
        assert i.unit.en.strip() not in ("%", "percent", "per cent"), i.code
        assert i.unit.zh.strip() not in ("%", "％", "百分比"), i.code


@pytest.mark.parametrize("name", NAMES)
def test_every_indicator_has_direction_document_and_cell(name):
    chosen = load_framework(name)
    for i in chosen.indicators:
        assert i.direction in ("higher-better", "lower-better")
        assert i.document in documents(), i.code
        assert i.function in FUNCTIONS
        assert i.system in SYSTEMS
        assert set(i.targets) <= set(targets()), i.code
    assert sum(len(codes) for codes in chosen.matrix().values()) == len(chosen.indicators)


@pytest.mark.parametrize("name", NAMES)
def test_codes_are_unique_over_a_framework(name):
    chosen = load_framework(name)
    tree = [e.code for e in (*chosen.dimensions, *chosen.themes, *chosen.indicators)]
    items = [i.code for i in chosen.items]
    assert len(tree) == len(set(tree))
    assert len(items) == len(set(items))


@pytest.mark.parametrize("name", NAMES)
def test_every_questionnaire_item_is_asked_for(name):
    chosen = load_framework(name)
    used = {
        q.item for i in chosen.indicators for q in (i.numerator, i.denominator, i.companion) if q
    }
    rules = {t.item for t in load_rules().security.firm_types} if name == "enterprise" else set()
    alone = {i.code for i in chosen.items if i.dimension is not None}
    assert alone == rules - {None}  # they tell which rules hold for a firm
    assert {i.code for i in chosen.items} == (used | alone) - {None}


@pytest.mark.parametrize("name", NAMES)
def test_every_scored_indicator_has_series_and_goalposts(name, panel):
    for i in load_framework(name).scored:
        for quantity in (i.numerator, i.denominator):
            assert quantity is None or quantity.series in series(), i.code
            assert quantity is None or quantity.series in panel.values.columns, i.code
        assert i.goalposts is not None, i.code
        assert series()[i.numerator.series].grade[:1] in ("A", "B"), i.code


def test_regional_public_stands_for_indicators_that_exist(framework):
    full = load_framework("regional").by_code
    for i in framework.indicators:
        assert i.stands_for is not None, i.code
        assert i.stands_for.indicator in full, i.code


def outward(value, up):
    """Two significant digits, away from the middle. 0.0273, down -> 0.027; 39.3, up -> 40."""
    if value <= 0:
        return 0.0
    unit = 10.0 ** (math.floor(math.log10(value)) - 1)
    return (math.ceil if up else math.floor)(value / unit) * unit


def test_goalposts_are_what_the_rule_says(framework, panel):
    """Recomputed from the data by ``scoring.goalpost_rule``, and from nothing imputed."""
    headline = load_recipe("headline")
    bare = headline.model_copy(update={"impute": Choice(method="none")})
    x, _ = intensities(panel, bare)
    first, last = framework.scoring.base_window
    assert (first, last) == (2018, 2023)
    x = x.query("region != '000000' and @first <= year <= @last")
    for i in framework.scored:
        seen = x[i.code].dropna().to_numpy()
        low, high = np.percentile(np.log(seen) if i.transform == "log" else seen, [5, 95])
        low, high = low - 0.2 * (high - low), high + 0.2 * (high - low)
        if i.transform == "log":
            low, high = math.exp(low), math.exp(high)
        expected = (outward(low, up=False), outward(high, up=True))
        assert i.goalposts == pytest.approx(expected, rel=1e-12, abs=0), i.code


FIVE = [
    ("network.toml", 'direction = "higher-better"', 'direction = "higher-beter"'),
    ("application.toml", 'theme = "new-products"', 'theme = "new-product"'),
    ("application.toml", 'series = "app_ecom_purch"', 'series = "app_ecom_purchase"'),
    ("innovation.toml", "goalposts = [0.016, 7.7]", "goalposts = [7.7, 0.016]"),
    ("platform.toml", "factor =", "facter ="),
]


def test_definition_error_lists_all_problems(own_framework):
    with pytest.raises(DefinitionError) as caught:
        load_framework(own_framework(*FIVE))
    assert len(caught.value.problems) == 5
    told = str(caught.value)
    for words in (
        "'higher-beter', not one of higher-better, lower-better. Did you mean 'higher-better'?",
        "unknown theme 'new-product'. Did you mean 'new-products'?",
        "unknown series 'app_ecom_purchase'. Did you mean 'app_ecom_purch'?",
        "goalposts [7.7, 0.016] must rise",
        "unknown field 'facter'. Did you mean 'factor'?",
    ):
        assert words in told


def test_definition_error_names_the_file_of_every_problem(own_framework):
    with pytest.raises(DefinitionError) as caught:
        load_framework(own_framework(*FIVE))
    files = sorted(problem.partition(".toml")[0] for problem in caught.value.problems)
    assert files == ["application", "application", "innovation", "network", "platform"]


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (("network.toml", '"broadband-subscribers"', '"broadband-ports"'), "is defined 2 times"),
        (("network.toml", "[[indicator]]", "[[indicatr]]"), "Did you mean 'indicator'?"),
        (("network.toml", "code =", "code"), "network.toml: not TOML"),
        (("innovation.toml", "goalposts = [0.016, 7.7]\n", ""), "goalposts = [lower, upper]"),
        (("innovation.toml", "[0.61, 17.0]", "[0.0, 17.0]"), "cannot be logged"),
        (("platform.toml", 'document = "', 'document = "the-'), "unknown document 'the-"),
        (("framework.toml", 'version = "1.0.0"', 'version = "1"'), "version is '1'"),
        (("framework.toml", 'dimension = "network"', 'dimension = "net"'), "dimension 'net'"),
        (("framework.toml", "[scoring]", "[scorings]"), "Did you mean 'scoring'?"),
        (("framework.toml", "[[dimension]]", "[[dimensions]]"), "Did you mean 'dimension'?"),
        (("framework.toml", "[[theme]]", "[[themes]]"), "Did you mean 'theme'?"),
    ],
)
def test_each_mistake_is_a_definition_error(own_framework, edit, words):
    with pytest.raises(DefinitionError) as caught:
        load_framework(own_framework(edit))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("file", "old", "code"),
    [
        ("framework.toml", "access", "network"),  # a theme as a dimension
        ("network.toml", "optical-cable", "access"),  # an indicator as a theme
        ("network.toml", "optical-cable", "index"),  # an indicator as the whole
    ],
)
def test_a_code_stands_at_one_level_of_the_tree(own_framework, file, old, code):
    folder = own_framework((file, f'code = "{old}"', f'code = "{code}"'))
    indicators = (folder / "network.toml").read_text(encoding="utf-8")
    (folder / "network.toml").write_text(
        indicators.replace(f'theme = "{old}"', f'theme = "{code}"'), encoding="utf-8"
    )
    with pytest.raises(DefinitionError) as caught:
        load_framework(folder)
    (problem,) = caught.value.problems
    assert code in problem


def test_a_file_that_is_not_utf8_is_named(own_framework):
    folder = own_framework()
    (folder / "network.toml").write_bytes("[[indicator]] # 网络".encode("gbk"))
    with pytest.raises(DefinitionError, match=r"network\.toml: not UTF-8"):
        load_framework(folder)


def test_an_unknown_framework_offers_the_near_miss():
    with pytest.raises(DefinitionError, match=r"unknown framework 'regionl'.*'regional'"):
        load_framework("regionl")


def test_a_folder_without_framework_toml_is_not_a_framework(tmp_path):
    with pytest.raises(DefinitionError, match=r"holds no framework\.toml"):
        load_framework(tmp_path)


def test_a_folder_of_the_same_name_does_not_hide_a_shipped_framework(tmp_path, monkeypatch):
    (tmp_path / "regional").mkdir()
    monkeypatch.chdir(tmp_path)
    assert len(load_framework("regional").indicators) == 37


def test_a_framework_cannot_be_changed(framework):
    with pytest.raises(ValueError, match="frozen"):
        framework.version = "2.0.0"


def test_series_used_names_each_series_once(framework):
    used = series_used(framework)
    assert len(used) == len(set(used))
    assert "eco_gdp" in used


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_toml_validates_against_its_schema(path):
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    kind = KINDS.get(path.name, "indicators")
    shape = schema()[f"{kind}.schema.json"]
    assert set(shape.get("required", [])) <= set(content) <= set(shape["properties"])
    try:
        from jsonschema import Draft202012Validator
    except ImportError:  # the schema is pydantic's own, so pydantic is the same check
        if kind == "rules":
            assert load_rules(path).version == content["version"]
            return
        kinds = {
            "indicator": Indicator, "item": Item, "dimension": Dimension, "theme": Theme,
            "link": Link, "series": SeriesRules, "feed": Feed,
        }  # fmt: skip
        for table, entry in kinds.items():
            TypeAdapter(list[entry]).validate_python(content.get(table, []))
    else:
        as_json = json.loads(json.dumps(content, default=str))  # dates are text in JSON
        Draft202012Validator(shape).validate(as_json)


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_toml_tells_editors_its_schema(path):
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    kind = KINDS.get(path.name, "indicators")
    assert first == f"#:schema ../schema/{kind}.schema.json"


def test_the_schema_written_out_is_the_one_the_code_checks_by():
    for name, shape in schema().items():
        written = shipped.indicators() / "schema" / name
        assert json.loads(written.read_text(encoding="utf-8")) == json.loads(json.dumps(shape))


def test_recipes_tell_editors_their_schema_too():
    for path in shipped.indicators().glob("*/recipes/*.toml"):
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        assert first == "#:schema ../../schema/recipe.schema.json"
    assert (shipped.indicators() / "schema" / "recipe.schema.json").is_file()
