"""The rules by which firms are scored, as shipped, and what a mistake in them looks like."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from devindex import DefinitionError, shipped
from devindex.definitions import documents, load_framework, load_rules
from devindex.definitions.rules import DIVISIONS, Sizes

SHIPPED = shipped.indicators() / "enterprise" / "rules.toml"


@pytest.fixture
def own_rules(tmp_path):
    """A rules file of one's own, with mistakes: (what stands there, what instead)."""

    def write(*edits):
        text = SHIPPED.read_text(encoding="utf-8")
        for old, new in edits:
            assert old in text, f"rules.toml does not hold {old!r}"
            text = text.replace(old, new, 1)
        (tmp_path / "rules.toml").write_text(text, encoding="utf-8")
        return tmp_path / "rules.toml"

    return write


def test_every_indicator_and_dimension_has_its_rule():
    rules, framework = load_rules(), load_framework("enterprise")
    assert sorted(rules.score_of) == sorted(framework.by_code)
    assert {d.code for d in rules.dimensions} == {d.code for d in framework.dimensions}
    assert sum(s.weight for s in rules.scores) == len(rules.scores) == 36
    assert {d.weight for d in rules.dimensions} == {1.0}


def test_goalposts_by_definition_are_those_of_the_unit():
    """Percentages run from 0 to 100, shares to 1, levels and yes or no as the items allow."""
    rules, framework = load_rules(), load_framework("enterprise")
    items = {item.code: item for item in framework.items}
    for code, rule in rules.score_of.items():
        if rule.basis != "definition":
            continue
        indicator = framework.by_code[code]
        item = items[indicator.numerator.item]
        if indicator.denominator is not None:
            assert item.part_of == indicator.denominator.item, code
            assert rule.goalposts == (0, indicator.factor), code
        else:
            assert rule.goalposts == (0, 1 if item.scale == "yes-no" else item.most), code


def test_no_threshold_pretends_to_be_official():
    rules = load_rules()
    security = rules.security
    ruled = [
        *rules.scores, *rules.dimensions, rules.total, rules.peers, *rules.maturity,
        *rules.platform_grades, *security.industry_classes, *security.firm_types, *security.grades,
    ]  # fmt: skip
    assert {r.basis for r in ruled} == {"definition", "house"}
    assert {r.basis for r in ruled if r not in rules.scores} == {"house"}
    assert {g.source for g in rules.platform_grades} <= set(documents())
    assert "工信部网安〔2024〕68号" in security.source


def test_each_of_41_industries_is_in_one_class():
    classes = load_rules().security.industry_classes
    assert sorted(i for c in classes for i in c.industries) == list(DIVISIONS)
    assert len(DIVISIONS) == 41


def test_the_classes_types_and_grades_are_those_of_the_issue():
    security = load_rules().security
    assert len(security.industry_classes) == len(security.firm_types) == len(security.grades) == 3
    assert {grade for t in security.firm_types for s in t.due for grade in dict(s).values()} == {
        1, 2, 3,
    }  # fmt: skip


def test_rules_are_read_by_name_folder_and_file(tmp_path):
    by_name = load_rules("enterprise")
    shutil.copytree(SHIPPED.parent, tmp_path / "own")
    assert load_rules(tmp_path / "own") == load_rules(str(tmp_path / "own"))
    assert load_rules(SHIPPED) == by_name


def test_rules_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        load_rules().total.needs = 1


MISTAKES = [
    ('"E04", goalposts = [5, 200]', '"E04", goalposts = [200, 5]',
     "rules.toml, score E04: goalposts [200.0, 5.0] must rise: [lower, upper]",
     "rules.toml，score E04：阈值 [200.0, 5.0] 须由小到大，先下限、后上限"),
    ('"E14", goalposts = [0.1, 20]', '"E14", goalposts = [0, 20]',
     "rules.toml, score E14: goalposts [0.0, 20.0] cannot be logged; the lower one must be above 0",
     "rules.toml，score E14：阈值 [0.0, 20.0] 不能取对数，下限须大于0"),
    ('transform = "log", basis', 'transform = "lg", basis',
     "rules.toml, score E04: transform is 'lg', not one of none, log. Did you mean 'log'?",
     "rules.toml，score E04：transform 为“lg”，应为以下之一：none、log。是否指“log”？"),
    ('"E01", goalposts', '"E01", weight = 0, goalposts',
     "rules.toml, score E01: weight is 0: input should be greater than 0",
     "rules.toml，score E01：weight 为0，须大于0"),
    ('"E06", goalposts', '"E06", weigth = 2, goalposts',
     "rules.toml, score E06: unknown field 'weigth'. Did you mean 'weight'?",
     "rules.toml，score E06：无法识别字段“weigth”。是否指“weight”？"),
    ('{ indicator = "E36"', '{ indicator = "E63"',
     "rules.toml: score E63: unknown indicator 'E63'. Did you mean 'E36'?",
     "rules.toml：score E63：无法识别三级指标“E63”。是否指“E36”？"),
    ('{ indicator = "E36"', '{ indicator = "E35"',
     "rules.toml: score E36: 0 entries; it must have one", "rules.toml：score E36：有0条，应为1条"),
    ('goalposts = [95, 100], basis = "house"', 'goalposts = [95, 100], basis = "official"',
     "rules.toml, score E05: basis official needs the source it stands in",
     "rules.toml，score E05：依据 basis 为 official 时，须写明出处 source"),
    (', basis = "definition" },', " },",
     "rules.toml, score E01: basis is missing", "rules.toml，score E01：缺少 basis"),
    ('code = "identifier", needs = 2', 'code = "identifier", needs = 5',
     "rules.toml: dimension identifier: needs 5 of 4 indicators, so it never has a score",
     "rules.toml：dimension identifier：共4项指标，却要求5项，永远不会有得分"),
    ('code = "identifier"', 'code = "identifiers"',
     "rules.toml: dimension identifiers: unknown dimension 'identifiers'. Did you mean 'identifier",
     "rules.toml：dimension identifiers：无法识别一级指标“identifiers”。是否指“identifier”？"),
    ("[total]\nneeds = 4", "[total]\nneeds = 7",
     "rules.toml: total: needs 7 of 6 dimensions, so no firm ever has a score",
     "rules.toml：total：共6个一级指标，却要求7个，任何企业都不会有总分"),
    ("ceiling = 100", "ceiling = 0",
     "rules.toml: total: floor 0 is not below ceiling 0",
     "rules.toml：total：最低分 floor（0）应小于最高分 ceiling（0）"),
    ('by = ["industry", "size"]', 'by = ["industri", "size"]',
     "rules.toml: peers.by.0 is 'industri', not one of province, industry, size",
     "rules.toml：peers.by.0 为“industri”，应为以下之一：province、industry、size。"),
    ("score = 60", "score = 30",
     "rules.toml: maturity: score runs [0.0, 20.0, 40.0, 30.0, 80.0]; a higher level must ask for",
     "rules.toml：maturity：score 依次为 [0.0, 20.0, 40.0, 30.0, 80.0]，级别越高要求应越高"),
    ("level = 3", "level = 4",
     "level runs [1, 2, 4, 4, 5]; it must run [1, 2, 3, 4, 5]",
     "level 依次为 [1, 2, 4, 4, 5]，应依次为 [1, 2, 3, 4, 5]"),
    ('item = "platform-in-use"', 'item = "platform-inuse"',
     "rules.toml: platform_grade 1: unknown item 'platform-inuse'. Did you mean 'platform-in-use'?",
     "rules.toml：platform_grade 1：无法识别题项“platform-inuse”。是否指“platform-in-use”？"),
    ('{ score = "platform", least = 50 }', '{ score = "platfrm", least = 50 }',
     "rules.toml: platform_grade 3: unknown dimension 'platfrm'. Did you mean 'platform'?",
     "rules.toml：platform_grade 3：无法识别一级指标“platfrm”。是否指“platform”？"),
    ('{ indicator = "E15", least = 30 }', '{ indicator = "E99", least = 30 }',
     "rules.toml: platform_grade 4: unknown indicator 'E99'.", "无法识别三级指标“E99”"),
    ('{ indicator = "E15", least = 30 }', '{ indicator = "E26", least = 30 }',
     "platform_grade 4: the condition on E26 must use most, or a better answer would lower the gra",
     "platform_grade 4：关于 E26 的条件应使用 most，否则更好的答案反而降低等级"),
    ('{ score = "platform", least = 50 }', '{ score = "platform", most = 50 }',
     "platform_grade 3: the condition on platform must use least",
     "platform_grade 3：关于 platform 的条件应使用 least"),
    ('{ indicator = "E15", least = 30 }', '{ indicator = "E15", item = "employees", least = 30 }',
     "rules.toml, platform_grade 4: conditions.2: name one of item, indicator and score",
     "rules.toml，platform_grade 4：conditions.2：题项 item、三级指标 indicator、得分"),
    ('{ indicator = "E15", least = 30 }', '{ indicator = "E15" }',
     "give either least or most, one of the two", "最小值 least 与最大值 most 须二者择一"),
    ('source = "platform-2026-2028"', 'source = "platform-2026"',
     "rules.toml: platform_grade 1: unknown document 'platform-2026'",
     "rules.toml：platform_grade 1：无法识别政策文件“platform-2026”"),
    ('industries = ["06", "07"', 'industries = ["06", "08"',
     "industry '07' stands in 0 classes; it must stand in one", "行业“07”列于0个类别"),
    ('industries = ["06", "07"', 'industries = ["06", "07", "13"',
     "industry '13' stands in 2 classes; it must stand in one", "行业“13”列于2个类别"),
    ('industries = ["06", "07"', 'industries = ["06", "07", "65"',
     "industry '65' is no division of industry; they run from 06 to 46",
     "行业“65”不是工业大类，应为06至46"),
    ("large = 3, medium = 3, small = 2, micro = 1", "large = 2, medium = 3, small = 2, micro = 1",
     "rules.toml, firm_type 1: due.2: a smaller firm is due a higher grade than a larger one",
     "rules.toml，firm_type 1：due.2：较小企业的应定级别高于较大企业"),
    ("{ large = 2, medium = 1, small = 1, micro = 1 }",
     "{ large = 3, medium = 3, small = 1, micro = 1 }",
     "a lower industry class is due a higher grade than the next",
     "行业类别较低者的应定级别高于下一类别"),
    ("large = 2, medium = 1", "large = 4, medium = 1",
     "rules.toml, firm_type 1: due.0.large is 4: input should be less than or equal to 3",
     "rules.toml，firm_type 1：due.0.large 为4，不得大于3"),
    ('item = "platform-operated"\n', "",
     "the first firm type has no item, every other one has",
     "第一种企业类型不设题项 item，其余各类均须设"),
    ('item = "platform-operated"', 'item = "platform-operate"',
     "rules.toml: security, firm_type 2: unknown item 'platform-operate'. Did you mean",
     "rules.toml：security，firm_type 2：无法识别题项“platform-operate”。"),
    ('item = "platform-operated"', 'item = "employees"',
     "rules.toml: security, firm_type 2: item employees is not answered by yes or no",
     "rules.toml：security，firm_type 2：题项 employees 不是是否类题项"),
    ('item = "security-grade"', 'item = "security-grad"',
     "rules.toml: security, item: unknown item 'security-grad'. Did you mean 'security-grade'?",
     "rules.toml：security，item：无法识别题项“security-grad”。是否指“security-grade”？"),
    ('indicator = "E22"\n', 'indicator = "E2"\n',
     "rules.toml: security: unknown indicator 'E2'", "rules.toml：security：无法识别三级指标“E2”"),
    ("pass_mark = 70", "pass_mark = 90",
     "pass_mark runs [60.0, 90.0, 80.0]; a higher level must ask for more",
     "pass_mark 依次为 [60.0, 90.0, 80.0]，级别越高要求应越高"),
    ('version = "1.0.0"', 'version = "1"', "rules.toml: version is '1'", "应符合格式"),
    ("[peers]", "[peer]", "rules.toml: peers is missing", "rules.toml：缺少 peers"),
    ("[total]", "[total", "rules.toml: not TOML", "rules.toml：不是有效的 TOML"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "en", "zh"), MISTAKES, ids=range(len(MISTAKES)))
def test_each_mistake_is_told_in_both_languages(own_rules, old, new, en, zh):
    with pytest.raises(DefinitionError) as caught:
        load_rules(own_rules((old, new)))
    told = caught.value.problems
    assert all(p.startswith("rules.toml") and p.zh.startswith("rules.toml") for p in told)
    assert any(en in p for p in told), told
    assert any(zh in p.zh for p in told), [p.zh for p in told]
    assert not any(re.search("[\u4e00-\u9fff]", p) for p in told)


def test_all_mistakes_of_a_file_are_told_together(own_rules):
    edits = [m[:2] for m in MISTAKES[:2]] + [("[peers]", "[peer]"), ("level = 3", "level = 9")]
    with pytest.raises(DefinitionError) as caught:
        load_rules(own_rules(*edits))
    told = str(caught.value)
    for words in (
        "score E04",
        "score E14",
        "peers is missing",
        "unknown field 'peer'",
        "level runs",
    ):
        assert words in told
    assert len(caught.value.problems) == 5


def test_mistakes_across_entries_are_told_together(own_rules):
    edits = [
        ('"platform-in-use"', '"platform-inuse"'), ('"security-grade"', '"security-grad"'),
        ("[total]\nneeds = 4", "[total]\nneeds = 7"),
    ]  # fmt: skip
    with pytest.raises(DefinitionError) as caught:
        load_rules(own_rules(*edits))
    assert len(caught.value.problems) == 3


def test_a_framework_without_rules_is_told():
    with pytest.raises(DefinitionError) as caught:
        load_rules("national")
    (problem,) = caught.value.problems
    assert "rules.toml is not there, so there is nothing to score firms by" in problem
    assert "无从为企业计分" in problem.zh


def test_sizes_are_those_of_the_national_classification():
    assert list(Sizes.model_fields) == ["large", "medium", "small", "micro"]


def test_the_page_says_what_the_rules_say(root):
    """The tables of house goalposts and of levels, and what the example prints."""
    page = (root / "docs" / "enterprise-scores.md").read_text(encoding="utf-8")
    rules, framework = load_rules(), load_framework("enterprise")
    rows = re.findall(r"^\| (E\d\d) \| .* \| (\S+) \| (\S+) \| (log)? ?\|$", page, re.MULTILINE)
    house = {c: s for c, s in rules.score_of.items() if s.basis == "house"}
    assert [code for code, *_ in rows] == [c for c in framework.by_code if c in house]
    for code, worse, better, log in rows:
        ends = house[code].goalposts[:: framework.by_code[code].sign]
        assert (float(worse), float(better)) == ends, code
        assert (log == "log") == (house[code].transform == "log"), code
    for m in rules.maturity:
        assert f"| {m.level} {m.name.en} {m.name.zh} | {m.score:g} | {m.dimensions:g} |" in page
    assert f"below {rules.peers.least} firms" in page
    code = re.search(r"^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)[1]
    said = re.search(r"^```text\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)[1]
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True,
        encoding="utf-8", env=os.environ | {"PYTHONPATH": str(root), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.stdout == said
