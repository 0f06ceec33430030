"""Every message speaks both languages: real mistakes, and the code that words them."""

import ast
import pickle
import re
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

import devindex as dx
from devindex import errors
from devindex.cli import main
from devindex.definitions import region, sketch
from devindex.definitions.model import Text
from devindex.errors import did_you_mean, say, term, unknown
from devindex.figures import save
from devindex.figures.tiles import tile_map, tiles
from devindex.observations.panel import Panel
from devindex.release.build import plan
from devindex.release.folder import check_place, new_folder
from devindex.release.workbook import Sheet, write_workbook

PACKAGE = Path(dx.__file__).parent
HEADER = "series,region,year,value,unit,status,flags"
GOOD = "eco_gdp,440000,2020,113708.9,亿元,A,"


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("a = 1\nb = 2\na = 3\n", 3, "a"),
        ("a = 1\na = 3", 2, "a"),
        ("[x]\na = 1\n[x]\nb = 2\n", 3, "x"),
        ("[x.y]\n\n[x.y]\n", 3, "x.y"),
        ("[x]\na = 1\n[x.a]\n", 3, "x.a"),
        ("x = { a = 1, a = 2 }\n", 1, "a"),
        ("a = [1,\n2]\na = [\n1,\n2]\nb = 1", 3, "a"),
        ("a.b = 1\na.b = 2 # again\n", 2, "a.b"),
        ('"q k" = 1\n"q k" = 2\n', 2, "q k"),
        ('"a#=b" = 1\n"a#=b" = 2\n', 2, "a#=b"),
        ("x.'a#b' = 1\nx.'a#b' = 2\n", 2, "x.'a#b' = 2"),
    ],
)
def test_a_key_set_twice_in_a_recipe_is_named_with_file_and_line(tmp_path, told, text, line, key):
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    (problem,) = told(lambda: dx.load_recipe(file))
    assert problem == f"mine.toml: not TOML: line {line}: {key!r} is set a second time; keep one"
    assert problem.zh == f"mine.toml：不是有效的 TOML，第{line}行：“{key}”重复，请只保留一处"


@pytest.mark.parametrize(
    ("mistake", "zh"),
    [
        (
            lambda: dx.load_framework("reginal"),
            "无法识别框架“reginal”。是否指“regional”？"
            "可选：enterprise、five-g、national、platform、regional、regional-public",
        ),
        (lambda: dx.load_framework(Path("nowhere")), "nowhere 中没有 framework.toml，不是框架"),
        (lambda: region("Shannxi"), "无法识别地区“Shannxi”。是否指“Shaanxi”或“Shanxi”？"),
        (lambda: region("44"), "无法识别地区“44”。请用 GB/T 2260 代码"),
        (lambda: plan(edition=2031), "没有2031年版；现有2020至2024年版"),
        (lambda: plan(year=2031), "没有2031年的排名"),
        (lambda: plan("enterprise"), "框架“enterprise”没有规定阈值和计算方案"),
        (lambda: dx.load_recipe("headlin"), "无法识别方案“headlin”。是否指“headline”？"),
        (lambda: dx.load_panel("enterprise"), "框架“enterprise”由问卷填报"),
        (lambda: dx.load_panel(years=(1990, 1991)), "在1990至1991年没有观测"),
        (lambda: dx.load_panel(vintage={"eco_gpd": "eco_gdp"}), "无法识别序列“eco_gpd”"),
        (lambda: dx.load_panel(vintage={"eco_gdp": "eco_pop"}), "eco_pop 不是 eco_gdp 的一个版本"),
        (lambda: dx.load_observations("nowhere"), "nowhere 不是文件夹"),
        (lambda: sketch({"a": {"b": ["c", "c"]}}), "“c”出现2次"),
        (lambda: sketch({"a": {"b": ["c"]}}, logged=["d"]), "无法识别列或节点“d”"),
        (
            lambda: sketch({"a": {"b": ["c"]}}, goalposts={"c": (0, 1)}, logged=["c"]),
            "三级指标 c：阈值 [0.0, 1.0] 不能取对数",
        ),
    ],
)
def test_a_name_or_year_that_is_not_there_is_said_in_chinese(told, mistake, zh):
    assert zh in told(mistake)[0].zh


@pytest.mark.parametrize(
    ("lines", "zh"),
    [
        (['eco_gdp,440000,2021,"12,5O3",亿元,A,'], "“12,5O3”不是数值（是否把0写成了字母O？）"),
        (["eco_gdp,440000,2021,-,亿元,A,"], "“-”不是数值；没有公布数据的，请删去整行"),
        (["eco_gdp,440000,2021,nan,亿元,A,"], "“nan”不是数值"),
        (["eco_gpd,440000,2021,5,亿元,A,"], "序列未知：“eco_gpd”。是否指“eco_gdp”？"),
        (["eco_gdp,广东,2021,5,亿元,A,"], "地区“广东”不是代码，应写 440000"),
        (["eco_gdp,Shannxi,2021,5,亿元,A,"], "无法识别地区“Shannxi”"),
        (["eco_gdp,440000,2O21,5,亿元,A,"], "“2O21”不是年份"),
        (["eco_gdp,440000,2021,5,万元,A,"], "，第2行：eco_gdp 的单位是亿元，不是“万元”"),
        (["eco_gdp,440000,2021,5,亿圆,A,"], "单位未知：“亿圆”"),
        (["eco_gdp,440000,2021,5,亿元,Z,"], "状态未知：“Z”；SDMX CL_OBS_STATUS 有 A"),
        ([GOOD, GOOD], "，第3行：（“eco_gdp”、“440000”、“2020”）已出现在第2行"),
        (["eco_gdp,440000,2021,12,503,亿元,A,"], "有8个单元格，表头有7个"),
        (['eco_gdp,440000,2021,"' + "9" * 140_000], "不是有效的 CSV，可能缺少一个引号"),
        ([f"eco_gdp,440000,{y},x,亿元,A," for y in range(1950, 2000)], "另有30个单元格不是数值"),
        ([b""], "mine.csv：不是表；第一行应为列名"),
        ([b"series,region\n"], "缺少“year”列；应有的列为 series、region"),
        (["网络".encode("gbk")], "mine.csv：不是 UTF-8 文本"),
    ],
)
def test_a_damaged_table_is_said_in_chinese(told, write_facts, lines, zh):
    problems = told(lambda: dx.load_observations(write_facts(*lines)))
    assert any(zh in p.zh for p in problems), [p.zh for p in problems]
    assert all(p.zh.startswith("mine.csv") for p in problems)


@pytest.mark.parametrize(
    ("sidecar", "zh"),
    [
        (None, "mine.csv 没有来源说明，请在同一文件夹写 mine.toml"),
        (b"producer: p", "mine.toml：不是 UTF-8 编码的有效 TOML，第1行第9列有误"),
        (b'producer = "', "有误"),
        ('producer = "局"'.encode("gbk"), "第13个字节不是 UTF-8"),
        (b'title = "t"\n', "mine.toml：缺少 producer"),
        (b'producer="p"\ntitle="t"\nurl="u"\nlicence="l"\nsha256="00"', "已存的版本不得改动"),
    ],
)
def test_a_damaged_sidecar_is_said_in_chinese(told, write_facts, sidecar, zh):
    folder = write_facts(GOOD)
    (folder / "mine.toml").unlink()
    if sidecar is not None:
        (folder / "mine.toml").write_bytes(sidecar)
    assert zh in told(lambda: dx.load_observations(folder))[0].zh


def test_a_figure_in_two_files_is_said_in_chinese(told, write_facts):
    write_facts(GOOD, name="old")
    (problem,) = told(lambda: dx.load_observations(write_facts(GOOD, name="new")))
    assert problem.zh == "（eco_gdp、440000、2020）同时出现在 new、old，请只保留一处"


DIRECTION = 'direction = "higher-better"'
POSTS = "goalposts = [0.016, 7.7]"


@pytest.mark.parametrize(
    ("file", "old", "new", "zh"),
    [
        ("network.toml", DIRECTION, 'direction = "higher"', "应为以下之一：higher-better、"),
        ("network.toml", DIRECTION, "", "缺少 direction"),
        ("network.toml", DIRECTION, f"{DIRECTION}\nfacter = 1", "无法识别字段“facter”。是否指"),
        ("network.toml", DIRECTION, f"{DIRECTION}\nweight = 0", "weight 为0，须大于0"),
        ("network.toml", DIRECTION, f'{DIRECTION}\nweight = "x"', "weight 为“x”，应为数值"),
        ("network.toml", DIRECTION, f"{DIRECTION}\nweight = [1]", "weight 为[1]，应为数值"),
        ("network.toml", DIRECTION, f'{DIRECTION}\nhead_office = "?"', "应为 true 或 false"),
        ("network.toml", DIRECTION, f"{DIRECTION}\nhead_office = [1]", "应为 true 或 false"),
        ("network.toml", DIRECTION, f"{DIRECTION}\ncompanion = {{}}", "须二者择一"),
        ("network.toml", DIRECTION, f'{DIRECTION}\ncompanion = "x"', "应为一个表（Quantity）"),
        ("network.toml", 'theme = "', 'theme = "1', "应符合格式 ^[A-Za-z]"),
        ("network.toml", 'theme = "', f'theme = "{"a" * 49}', "至多48个字符"),
        ("network.toml", 'theme = "', 'theme = "x', "无法识别二级指标“x"),
        ("network.toml", 'code = "', 'code = 1 # "', "code 为1，应为文字"),
        ("network.toml", 'zh = "', 'zh = "" # ', "不是有效的 TOML"),
        ("network.toml", 'name = { zh = "', 'name = { zh = "", x = "', "name.zh 为“”，至少1个字符"),
        ("network.toml", 'document = "', 'document = "x', "无法识别政策文件“x"),
        ("network.toml", 'series = "', 'series = "x', "无法识别序列“x"),
        ("network.toml", 'code = "optical-cable"', 'code = "index"', "该代码已用于整个指数"),
        ("network.toml", 'code = "optical-cable"', 'code = "access"', "该代码已用于二级指标"),
        ("network.toml", '"broadband-subscribers"', '"broadband-ports"', "定义了2次"),
        (
            "network.toml",
            "[[indicator]]",
            "[[indicatr]]",
            "无法识别表“indicatr”。是否指“indicator”",
        ),
        ("network.toml", "[[indicator]]", "[item]\n[[indicator]]", "应写 [[item]]，用双层方括号"),
        ("network.toml", "code =", "code", "network.toml：不是有效的 TOML，第"),
        ("innovation.toml", POSTS, "goalposts = [7.7, 0.016]", "须由小到大"),
        ("innovation.toml", POSTS, "goalposts = [1, 2, 3]", "至多2项，现有3项"),
        ("innovation.toml", POSTS, "goalposts = [1]", "缺少 goalposts.1"),
        ("innovation.toml", POSTS, "goalposts = 3", "应为列表，写在方括号内"),
        ("innovation.toml", POSTS, "", "计分指标须有阈值 goalposts，先下限、后上限"),
        ("innovation.toml", "[0.61, 17.0]", "[0.0, 17.0]", "不能取对数"),
        ("framework.toml", 'version = "1.0.0"', 'version = "1"', "version 为“1”，应符合格式"),
        ("framework.toml", "[scoring]", "[scorings]", "有计分指标，须有 [scoring] 表"),
        ("framework.toml", "base_year = 2020", "base_year = 2020.5", "应为整数，不能有小数"),
        ("framework.toml", "base_year = 2020", 'base_year = "x"', "应为整数，不能识别"),
        ("framework.toml", "base_year = 2020", "base_year = []", "应为整数"),
        ("framework.toml", 'dimension = "network"', 'dimension = "net"', "无法识别一级指标“net”"),
    ],
)
def test_a_damaged_framework_is_said_in_chinese(told, own_framework, file, old, new, zh):
    folder = own_framework((file, old, new))
    problems = told(lambda: dx.load_framework(folder))
    assert any(zh in p.zh for p in problems), [p.zh for p in problems]


def test_a_unit_without_base_and_a_file_in_another_encoding_are_said_in_chinese(
    told, own_framework
):
    folder = own_framework()
    text = (folder / "network.toml").read_text(encoding="utf-8")
    (folder / "network.toml").write_text(
        re.sub(r"unit = \{.*\}", 'unit = { zh = "%", en = "%" }', text, count=1), encoding="utf-8"
    )
    (folder / "platform.toml").write_bytes("# 网络".encode("gbk"))
    problems = [p.zh for p in told(lambda: dx.load_framework(folder))]
    assert any("只写“%”没有基数" in p for p in problems)
    assert "platform.toml：不是 UTF-8 文本，请另存为 UTF-8" in problems


def test_a_place_that_cannot_be_written_is_said_in_chinese(told, tmp_path):
    (problem,) = told(lambda: check_place(tmp_path))
    assert "已经存在，请另选文件夹，或用 --force 替换" in problem.zh
    (problem,) = told(lambda: check_place(tmp_path, force=True))
    assert "不是发布包（没有 CHECKSUMS.sha256）" in problem.zh
    (tmp_path / "file").write_text("")

    def inside_a_file():
        with new_folder(tmp_path / "file" / "x" / "r"):
            pass

    assert "不能写入" in told(inside_a_file)[0].zh


def test_a_table_that_is_no_panel_is_said_in_chinese(told, framework, panel):
    table = pd.DataFrame({"region": ["a", "a"], "year": [2020, 2020]})
    (problem,) = told(lambda: Panel.of(framework, table))
    assert problem.zh == "1组地区和年份出现两次，第一组为“a”2020年"
    told(lambda: Panel.of(framework, table[:1]))
    told(lambda: Panel.of(framework, table.drop(columns="year")))
    assert told(lambda: panel.until(2031))[0].zh == "面板没有2031年，其年份为2016至2024年"


def write(path, *sheets):
    title = Text(zh="表", en="Tables")
    write_workbook(path, title, [title], sheets, created=datetime(2026, 1, 1, tzinfo=UTC))


def sheet(name="s", decimals=None, **columns):
    text = Text(zh="表", en="Table")
    return Sheet(name, text, (text,), pd.DataFrame(columns), decimals or {}, text)


def test_what_a_workbook_cannot_hold_is_said_in_chinese(told, tmp_path):
    odd = pd.Series([datetime(2026, 1, 1), float("inf"), "x" * 32_768], dtype=object)
    problems = told(
        lambda: write(
            tmp_path / "a.xlsx",
            sheet("a/b", Score=[1.0], score=[True], **{" ": ["x"]}),
            sheet("x" * 32, {"Scroe": 1, "odd": -1}, odd=odd),
            sheet("History"),
            sheet("HISTORY", a=["x"]),
        )
    )
    same = "2张工作表名为“History”、“HISTORY”；名称不得重复（不分大小写）"
    assert same in [p.zh for p in problems]
    assert len(problems) >= 13
    (problem,) = told(lambda: write(tmp_path / "no" / "a.xlsx", sheet(a=["x"])))
    assert "请检查文件夹是否存在" in problem.zh


def test_a_figure_that_cannot_be_drawn_is_said_in_chinese(told, tmp_path):
    wrong = {"440001": 1.0, "440000": float("inf")}
    problems = told(lambda: tile_map(wrong, title="", source="", lang="fr", ranges={"11": (5, 3)}))
    assert problems[0].zh == "图缺少标题，请给出 title=...；没有标题的图不得发出"
    told(lambda: tile_map({}, title="t", source="s"))
    told(lambda: tile_map({"440000": 1.0}, title="\U0001f9ff", source="s"))
    told(lambda: save(None, tmp_path / "map.pdf"))
    grid = tiles()
    twice = pd.concat([grid, grid[:1]]).query("region != '710000'")
    lost = grid.assign(geometry=None).set_geometry("geometry")
    for layer in (twice, lost, grid.drop(columns="region")):
        told(lambda layer=layer: tile_map({"440000": 1.0}, title="t", source="s", layer=layer))


@pytest.mark.parametrize("odd", ["{x}", "{0}", "{", "}", "{x!r:>9}", "%s"])
def test_braces_in_data_break_no_message(told, own_framework, write_facts, tmp_path, odd):
    said = [
        *told(lambda: dx.load_framework(odd)),
        *told(lambda: region(odd)),
        *told(lambda: dx.load_recipe(odd)),
        *told(lambda: dx.load_observations(tmp_path / odd)),
        *told(lambda: dx.load_observations(write_facts(f"{odd},{odd},{odd},{odd},{odd},{odd},"))),
        *told(
            lambda: dx.load_framework(
                own_framework(("framework.toml", "[scoring]", f'["{odd}"]\n[scoring]\n"{odd}"=1'))
            )
        ),
        *told(lambda: write(tmp_path / "a.xlsx", sheet("s", {odd: 1}, a=["x"]))),
    ]
    assert len([p for p in said if odd in p and odd in p.zh]) >= 12


def test_the_command_line_says_a_mistake_in_chinese(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--lang", "zh", "index", "--framework", "reginal"])
    assert end.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("devindex: 无法识别框架“reginal”。是否指“regional”？可选：")


def test_the_command_line_says_a_mistake_in_english(capsys):
    with pytest.raises(SystemExit):
        main(["--lang", "en", "index", "--framework", "reginal"])
    assert "unknown framework 'reginal'. Did you mean 'regional'?" in capsys.readouterr().err


def test_sentences_keep_their_chinese_in_copies_and_other_processes():
    error = errors.MethodError([say("no {x!r}", "没有{x!r}", x="a"), "plain"])
    again = pickle.loads(pickle.dumps(error))
    assert again.problems == ("no 'a'", "plain")
    assert [p.zh for p in again.problems] == ["没有“a”", "plain"]


def test_a_sentence_inside_a_sentence_is_said_in_each_language():
    whole = say("{file}: {fault}", "{file}：{fault}", file="{a}", fault=unknown("step", "x", []))
    assert whole == "{a}: unknown step 'x'. Known: none"
    assert whole.zh == "{a}：无法识别步骤“x”。可选：无"


def test_a_kind_that_is_not_known_stays_english():
    assert term("weigh method").zh == "赋权方法"
    assert unknown("gadget", "x", ["y"]).zh == "无法识别gadget“x”。可选：y"
    assert did_you_mean("x", []).zh == ""


SAID = {name for name in errors.__all__ if name.endswith(("Error", "Warning"))}
SAID |= {"ValueError", "refuse", "refuse_cells", "warn"}
"""What a message is handed to."""


def bare(node):
    """True where a literal text, or a list or comprehension of them, is given as the message."""
    match node:
        case ast.JoinedStr() | ast.Constant(value=str()):
            return True
        case ast.GeneratorExp(elt=each) | ast.ListComp(elt=each) | ast.Starred(value=each):
            return bare(each)
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return any(map(bare, parts))
        case ast.BinOp(left=left, right=right) | ast.IfExp(body=left, orelse=right):
            return bare(left) or bare(right)
    return False


def only_english(text):
    """Lines that hand a message in English only to an error, a warning or a refusal."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Call(func=func, args=args):
                name = getattr(func, "id", getattr(func, "attr", ""))
                if name in SAID and any(map(bare, args)):
                    yield node.lineno


def test_every_message_is_worded_in_both_languages():
    found = [
        f"{file.relative_to(PACKAGE)}, line {line}: word the message with say(en, zh, ...)"
        for file in sorted(PACKAGE.rglob("*.py"))
        for line in only_english(file.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_a_message_in_english_only_is_found():
    text = """
raise MethodError("a")
raise errors.MethodError(f"{a}")
raise MethodError(f"{a}" for a in b)
raise MethodError(["a", say("a", "甲")])
raise MethodError("a" + unknown("a", "b", c))
raise MethodError(say("a", "甲"))
raise MethodError(say("a", "甲") for a in b)
raise MethodError(problems)
raise TypeError("a")
warnings.warn(DevindexWarning("a"))
refuse(mask, f"{a}", codes, index)
refuse(mask, say("a", "甲"), codes, index)
"""
    assert sorted(only_english(text)) == [2, 3, 4, 5, 6, 11, 12]


CJK = "[\u4e00-\u9fff“”《》（）]"
AS_PRINTED = {"台(套)"}
"""Units as the policy documents print them."""
HALF = re.compile(f"{CJK}[,;:!?()]|[,;:!?()]{CJK}|{CJK}\\.(?!\\.)")


SUFFIX = re.compile(r"(?<![a-zA-Z0-9])(\.[a-z]{3,7})+")


def half_width(text):
    """Lines of Chinese texts in which a half-width mark stands at a Chinese character."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node.value in AS_PRINTED or node.value.startswith("^"):  # a pattern, no sentence
                continue
            plain = re.sub(r"\{[^{}]*\}", "", node.value)
            letters = len(re.findall("[A-Za-z]", plain))
            if len(re.findall("[\u4e00-\u9fff]", plain)) > letters and HALF.search(
                SUFFIX.sub("", node.value)
            ):
                yield node.lineno


def test_no_half_width_mark_stands_in_a_chinese_sentence():
    found = [
        f"{file.relative_to(PACKAGE)}, line {line}"
        for file in sorted(PACKAGE.rglob("*.py"))
        for line in half_width(file.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_a_half_width_mark_is_found():
    text = """
say("a", "甲,乙")
say("a", "甲: {b}")
say("a", "甲({b})乙")
say("a", "{b};乙")
say("a", "甲“{b}”, {c}")
say("a", "甲乙.")
say("{a}, {b} (c)", "{a}，{b}（丙）")
say("as published (广东, Guangdong)", "按公布的名称（广东，Guangdong）")
say("a", "请写 title=... 或 [{first}, {last}]")
"""
    assert sorted(half_width(text)) == [2, 3, 4, 5, 6, 7]
