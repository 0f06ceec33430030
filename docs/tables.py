"""Write the tables and outputs of the pages from the data; ``docs/pictures.py`` the pictures.

``python docs/tables.py`` rewrites every block between ``<!-- table: NAME -->`` and
``<!-- end -->`` in ``PAGES``; ``--check`` writes nothing, names the blocks that are stale and ends
with 1.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import re
import sys
import tempfile
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import pandas as pd

import devindex as dx
from devindex.cli import main as devindex_command
from devindex.definitions import NATION, Text
from devindex.definitions.codelists import FUNCTIONS, SYSTEMS
from devindex.forecast.units import unit_text
from devindex.index import STEPS, Index, Method, catalogue, find
from devindex.release import Edition, plan, prepare
from devindex.release.rounding import round_half_even
from devindex.release.tables import coverage

ROOT = Path(__file__).resolve().parent.parent
PAGES = {
    "README.md": "en",
    "README.zh-CN.md": "zh",
    "docs/method.md": "en",
    "docs/method.zh.md": "zh",
    "docs/methods.md": "en",
    "docs/analysis.md": "en",
    "docs/forecasting.md": "en",
    "docs/forecasting.zh.md": "zh",
    "docs/nation.md": "en",
    "docs/nation.zh.md": "zh",
}
"""Pages with blocks, and the language of each."""
BLOCK = re.compile(r"(<!-- table: ([a-z]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
HEADLINE, LEFT_OUT = "headline", "left-out"
PRINTED_ROWS = 10

CHOICES = (
    (Text(en="Fixed goalposts → min-max over all years", zh="固定阈值 → 全部年份极差标准化"),
     HEADLINE, "minmax"),
    (Text(en="Logarithm → none (both with min-max)", zh="取对数 → 不取对数（均用极差标准化）"),
     "minmax", "unlogged"),
    (Text(en="Head-office lines at half → equal weights", zh="总部登记指标减半 → 等权"),
     HEADLINE, "equal"),
    (Text(en="Head-office lines at half → left out", zh="总部登记指标减半 → 全部剔除"),
     HEADLINE, LEFT_OUT),
    (Text(en="Geometric between dimensions → arithmetic", zh="维度间几何平均 → 算术平均"),
     HEADLINE, "arithmetic"),
    (Text(en="Declared weights in themes → entropy", zh="主题内声明权重 → 熵权"),
     HEADLINE, "entropy"),
    (Text(en="Declared weights in themes → principal component", zh="主题内声明权重 → 主成分权重"),
     HEADLINE, "pca"),
)  # fmt: skip
"""Each choice of the method: what is changed, from which recipe, to which."""


# --- what is computed -----------------------------------------------------------------------


@cache
def editions() -> dict[str, Edition]:
    """The latest edition under every recipe, the headline and equal weights first."""
    names = sorted(dx.recipe_names(), key=lambda n: ((HEADLINE, "equal", n).index(n), n))
    return {name: prepare(plan(recipe=name)) for name in names}


@cache
def without_head_office() -> Index:
    """The headline with every indicator booked at the head office taken out of the score."""
    framework = editions()[HEADLINE].framework
    kept = tuple(
        i.model_copy(update={"scored": i.scored and not i.head_office})
        for i in framework.indicators
    )
    return dx.compute(dx.load_panel(framework.model_copy(update={"indicators": kept})))


@cache
def printed(language: str) -> str:
    """What ``devindex release`` prints, from a run in a folder of its own."""
    arguments = ["release"] if language == "en" else ["release", "--lang", language]
    out = io.StringIO()
    with (
        tempfile.TemporaryDirectory() as place, contextlib.chdir(place),
        contextlib.redirect_stdout(out), contextlib.suppress(SystemExit),
    ):  # fmt: skip
        devindex_command(arguments)
    return out.getvalue()


# --- how it is written ----------------------------------------------------------------------


def number(x: float, decimals: int = 1) -> str:
    """A number as published: rounded once, half to even."""
    return f"{round_half_even(float(x), decimals):.{decimals}f}"


def name_of(code: str, language: str) -> str:
    """A region as a reader knows it."""
    unit = NATION if code == NATION.code else dx.regions()[code]
    return unit.name_en if language == "en" else unit.short_zh


def grid(header: Sequence[str], rows: Iterable[Sequence[str]], right: int = 0) -> str:
    """A Markdown table; the last ``right`` columns are numbers."""
    sides = ["---"] * (len(header) - right) + ["---:"] * right
    return "".join(f"| {' | '.join(row)} |\n" for row in (header, sides, *rows))


def fence(text: str) -> str:
    """A block of output."""
    lines = [line.rstrip() for line in text.strip("\n").split("\n")]
    return "```text\n" + "\n".join(lines) + "\n```\n"


# --- the blocks -----------------------------------------------------------------------------


def indicators(language: str) -> str:
    """Scored indicators: unit, transform, goalposts, weight, what each stands for."""
    edition = editions()[HEADLINE]
    weight = edition.index.weights["effective"]
    rows = []
    for i in edition.framework.scored:
        low, high = i.goalposts or (float("nan"), float("nan"))
        rows.append(
            (
                edition.framework.dimension_of(i).name.say(language), i.name.say(language),
                i.unit.say(language), {"log": "log", "none": "–"}[i.transform],
                f"{low:g} – {high:g}", number(100 * weight[i.code], 2),
                "●" if i.head_office else "", i.stands_for.indicator if i.stands_for else "",
            )
        )  # fmt: skip
    header = {
        "en": ("Dimension", "Indicator", "Unit", "Transform", "Goalposts", "Weight, %",
               "Head office", "Stands for"),
        "zh": ("维度", "指标", "单位", "变换", "阈值", "权重（%）", "总部登记", "替代"),
    }[language]  # fmt: skip
    return grid(header, rows)


def ranks(language: str) -> str:
    """Ranks of the edition's year with rank ranges, province by recipe, in headline order."""
    made = editions()
    first = made[HEADLINE].ranking.drop(index=NATION.code)
    rows = []
    for code in first.index:
        cells = [name_of(code, language), number(first.loc[code, "score"])]
        for edition in made.values():
            row = edition.ranking.loc[code]
            cells.append(f"{row['rank']} ({row['rank_lower']}–{row['rank_upper']})")
        rows.append(cells)
    titles = {"en": ("Region", "Score"), "zh": ("地区", "得分")}[language]
    names = [f"`{n}`" for n in made]
    legend = "\n".join(f"- `{n}`: {e.index.recipe.title.say(language)}" for n, e in made.items())
    return f"{legend}\n\n{grid((*titles, *names), rows, right=len(names) + 1)}"


def effects(language: str) -> str:
    """Effect of each choice on the ranks of the edition's year."""
    of = {name: edition.index for name, edition in editions().items()}
    of[LEFT_OUT] = without_head_office()
    year = editions()[HEADLINE].year
    rows = []
    for said, one, other in CHOICES:
        before, after = (of[n].ranks[year].astype(int) for n in (one, other))
        up = before - after
        rows.append(
            (
                said.say(language), number(before.corr(after, method="spearman"), 3),
                number(up.abs().mean(), 2), str(up.abs().max()),
                movers(up[up > 0], language), movers(-up[up < 0], language),
            )
        )  # fmt: skip
    header = {
        "en": ("Choice", "Spearman", "Mean shift, places", "Largest", "Gain most", "Lose most"),
        "zh": ("选择", "斯皮尔曼系数", "平均移动（位）", "最大", "上升最多", "下降最多"),
    }[language]
    return grid(header, rows)


def movers(places: pd.Series, language: str, most: int = 4) -> str:
    """Who moves furthest; nobody is left out who moves as far as one who is named."""
    if places.empty:
        return "–"
    listed = places.sort_values(ascending=False, kind="stable")
    if len(listed) > most and listed.iloc[0] > listed.iloc[most]:
        listed = listed[listed > listed.iloc[most]]
    comma = {"en": ", ", "zh": "、"}[language]
    return comma.join(f"{name_of(code, language)} {n}" for code, n in listed.items())


def nation(language: str) -> str:
    """The nation by year: score, development index, dimensions."""
    index = editions()[HEADLINE].index
    scoring = index.framework.scoring
    first = scoring.history[0] if scoring else index.panel.years[0]
    dimensions = index.framework.dimensions
    rows = []
    for year in (y for y in index.panel.years if y >= first):
        nodes = index.scores_of_nodes.loc[(NATION.code, year)]
        values = (nodes["index"], index.development.loc[NATION.code, year])
        rows.append([str(year), *map(number, (*values, *(nodes[d.code] for d in dimensions)))])
    header = {"en": ("Year", "Score", "Development index"), "zh": ("年份", "得分", "发展指数")}
    names = [d.name.say(language) for d in dimensions]
    return grid((*header[language], *names), rows, right=len(names) + 2)


def covered(language: str) -> str:
    """Indicators of the full framework in each cell, those with a public stand-in in bold."""
    table = coverage(editions()[HEADLINE].framework)
    touched = table["measured"].eq("proxy")
    codes = table["indicator"].where(~touched, "**" + table["indicator"] + "**")
    cells = codes.groupby([table["function"], table["system"]]).agg(" ".join)
    rows = [
        [f.say(language), *(cells.get((function, system), "") for system in SYSTEMS)]
        for function, f in FUNCTIONS.items()
    ]
    filled = set(zip(table["function"][touched], table["system"][touched], strict=True))
    empty = [
        f"{f.say(language)} × {s.say(language)}"
        for function, f in FUNCTIONS.items()
        for system, s in SYSTEMS.items()
        if function != "cross-cutting" and (function, system) not in filled
    ]
    said = {
        "en": f"{touched.sum()} of {len(table)} indicators have a public stand-in (bold). "
        f"{len(empty)} of 25 cells have none: {', '.join(empty)}.",
        "zh": f"{len(table)}项指标中{touched.sum()}项有公开代理（粗体）。"
        f"25个单元中{len(empty)}个没有：{'、'.join(empty)}。",
    }[language]
    return f"{grid(('', *(s.say(language) for s in SYSTEMS.values())), rows)}\n{said}\n"


def imputed(language: str) -> str:
    """Cells carried forward in the published history."""
    edition = editions()[HEADLINE]
    scored = [i.code for i in edition.framework.scored]
    status = edition.index.status[scored].drop(index=NATION.code, level="region")
    cells = status.stack(future_stack=True).rename_axis(["region", "year", "indicator"])
    cells = cells[cells == "E"].reset_index()
    groups = cells[cells["year"] >= edition.first_year].groupby(["year", "indicator"])["region"]
    everyone = {"en": "all {} provinces", "zh": "全部{}个省份"}[language]
    comma = {"en": ", ", "zh": "、"}[language]
    rows = [
        (
            str(year), edition.framework.by_code[code].name.say(language),
            everyone.format(len(found)) if len(found) == len(edition.index.ranks)
            else comma.join(name_of(c, language) for c in found),
        )
        for (year, code), found in groups
    ]  # fmt: skip
    header = {"en": ("Year", "Indicator", "Regions"), "zh": ("年份", "指标", "地区")}[language]
    return grid(header, rows)


def release(language: str) -> str:
    """Output of command 1: the first rows, and what follows the table."""
    lines = printed(language).strip("\n").split("\n")
    end = next(n for n, line in enumerate(lines) if NATION_LINE[language].search(line))
    return fence("\n".join([*lines[: PRINTED_ROWS + 2], "  ...", *lines[end:]]))


NATION_LINE = {"en": re.compile(r"^ +China "), "zh": re.compile(r"^ +全国 ")}


def python(language: str) -> str:
    """What the README's lines of Python print."""
    page = next(p for p, spoken in PAGES.items() if spoken == language and p.startswith("README"))
    code = PYTHON.search((ROOT / page).read_text(encoding="utf-8"))
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code[1] if code else "", {})
    return fence(out.getvalue())


# --- what the index says --------------------------------------------------------------------


def targets(language: str) -> str:
    """One line for each open target that has a forecast."""
    said = [a.sentence() for a in dx.assessments() if a.forecast is not None]
    return "\n".join(f"- {line.zh}。" if language == "zh" else f"- {line}." for line in said) + "\n"


def backtested(language: str) -> str:
    """What the back-test says, in a line."""
    said = dx.backtest().summary()
    return f"> {said.zh}。\n" if language == "zh" else f"> {said}.\n"


def revision(language: str) -> str:
    """Ranks of 2022 under both vintages of product: who moves, and by which indicators."""
    old, new = (
        dx.compute(dx.load_panel(years=(2016, 2023), **given))
        for given in ({"vintage": {"eco_gdp": "eco_gdp_v2023"}}, {})
    )
    change = dx.explain_change(old, new, start=2022, end=2022)
    moved = change.totals[change.totals["rank_change"].fillna(0) != 0]
    words = [
        f"{name_of(str(c), language)} from {r['rank_before']} to {r['rank_after']}"
        for c, r in moved.iterrows()
    ]
    far = change.totals["score_change"].drop(NATION.code)
    parts = change.frame.groupby("code")["score"].apply(lambda x: x.abs().mean()).nlargest(1)
    name = new.framework.by_code[parts.index[0]].name.say(language)
    return (
        f"The revision alone lowers the scores of 2022 by {number(-far.max(), 2)} to "
        f"{number(-far.min(), 2)} points, most through: {name}. Ranks that move: "
        f"{', '.join(words)}.\n"
    )


def sure(language: str) -> str:
    """How sure ranks are, whether two neighbours can be told apart, what ranks hang on."""
    edition = editions()[HEADLINE]
    year, made = edition.year, edition.ranges
    pairs = made.pairs(year)
    close = pairs[pairs[["above", "below"]].max(axis=1) < 0.9]
    said = [made.summary(language, year), made.compare("320000", "330000", year).summary(language)]
    said.append(made.compare("320000", "370000", year).summary(language))
    said.append(f"{len(close)} of {len(pairs)} pairs are not told apart")
    said.append(edition.hangs.summary(language))
    lines = "\n".join(f"- {line}" for line in said)
    return f"On the data:\n\n{lines}\n"


def sentence(language: str) -> str:
    """The sentences of Tianjin for the year before the last of the index."""
    edition = editions()[HEADLINE]
    ranges = edition.ranges.rank_ranges()
    told = dx.explanations(edition.index, ranges, 2022, 2023).set_index("gb_code").loc["120000"]
    return f"> {told['sentence_en']}\n>\n> {told['sentence_zh']}\n"


def obstacles(language: str) -> str:
    """What is the largest obstacle most often."""
    return f"On the data of {dx.profile(editions()[HEADLINE].index, 2023).summary(language)}.\n"


def audit(language: str) -> str:
    """Checks of the audit that ask for a look, with what was found."""
    found = dx.audit(editions()[HEADLINE].index, 2023)
    frame = found.frame[found.frame["verdict"] == "look"]
    rows = frame[[f"check_{language}", f"finding_{language}", "threshold"]].to_numpy().tolist()
    return f"{found.summary(language)}.\n\n{grid(('Check', 'Finding', 'Threshold'), rows)}"


# --- the national index ---------------------------------------------------------------------

NATIONAL = ("national", "platform", "five-g")


def spread(row: pd.Series) -> str:
    """Index with its range, or a dash."""
    if pd.isna(row["low"]):
        return "–"
    low, middle, high = (number(row[c]) for c in ("low", "middle", "high"))
    return middle if low == high else f"{middle} ({low}–{high})"


def nations(language: str) -> str:
    """The national index and the topic indices, year by year."""
    header = {
        "en": ("Year", "Index (range)", "One left out", "Compared", "With a figure"),
        "zh": ("年份", "指数（范围）", "任缺一项", "可比", "有数值的指标"),
    }[language]
    comma = {"en": ", ", "zh": "、"}[language]
    parts = []
    for made in map(dx.national_index, NATIONAL):
        dimensions = made.framework.dimensions
        rows = []
        for year, own in made.frame.set_index("dimension").groupby("year"):
            whole = own.loc["index"]
            ends = [number(whole[c]) for c in ("middle_low", "middle_high")]
            rows.append(
                (
                    str(year), spread(whole), "–" if pd.isna(whole["middle_low"])
                    else "–".join(dict.fromkeys(ends)), str(int(whole["linked"])),
                    f"{len(made.measured(int(year)))}/{int(whole['indicators'])}: "
                    f"{comma.join(made.measured(int(year)))}",
                    *(spread(own.loc[d.code]) for d in dimensions),
                )
            )  # fmt: skip
        names = [d.name.say(language) for d in dimensions]
        parts.append(f"**{made.framework.title.say(language)}**\n\n{grid((*header, *names), rows)}")
    return "\n".join(parts)


def alternatives(language: str) -> str:
    """The three indices of 2024 under other choices."""
    choices = {
        Text(en="As published", zh="公布方法"): {},
        Text(en="No figure stands for a year end it is not of", zh="非年末数值一律不代表年末"):
            {"window": 0.0},
        Text(en="Each year against the year before", zh="各年与上年相比，逐年衔接"):
            {"method": "chained"},
        Text(en="Each year against the base year alone", zh="各年只与基年相比（定基）"):
            {"method": "fixed-base"},
        Text(en="What was public at the end of 2024", zh="截至2024年底已公布的数值"):
            {"until": "2024-12-31"},
    }  # fmt: skip
    rows = []
    for said, options in choices.items():
        frames = [dx.national_index(name, **options).frame for name in NATIONAL]
        own = [f[(f["dimension"] == "index") & (f["year"] == 2024)].iloc[0] for f in frames]
        rows.append((said.say(language), *map(spread, own)))
    titles = [dx.load_framework(name).title.say(language) for name in NATIONAL]
    first = {"en": "2024 under this choice", "zh": "各种选择下的2024年指数"}[language]
    return grid((first, *titles), rows, right=len(titles))


def beside(language: str) -> str:
    """Indices published by others, which are no input."""
    rows = [
        (
            r[f"name_{language}"], unit_text(r["unit"]).say(language), r["date"],
            f"{r['value']:g}", r["publisher"], r["title"],
        )
        for name in NATIONAL
        for _, r in dx.national_index(name).published.iterrows()
    ]  # fmt: skip
    header = {
        "en": ("Published index", "Unit", "Of", "Value", "Publisher", "Source"),
        "zh": ("公布的指数", "单位", "时点", "数值", "发布机构", "来源"),
    }[language]
    return grid(header, rows)


# --- the methods ----------------------------------------------------------------------------


def methods(language: str) -> str:
    """Every method of the package: a table for each step, then each with its formula."""
    table = catalogue()
    table = table[table["module"].str.startswith("devindex.")]
    return "\n".join(step_of(step, table[table["step"] == step]) for step in STEPS)


def step_of(step: str, table: pd.DataFrame) -> str:
    """One step: its table, and a section for each method."""
    rows = [
        (f"[`{m.name}`](#{step}-{m.name})", prose(m.summary), code(m.parameters), m.cite)
        for m in table.itertuples()
    ]
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    header = ("Method", "What it does", "Parameters and defaults", "Source")
    parts = [section(find(step, name)) for name in table["name"]]
    return f"## {step.capitalize()}\n\n{grid(header, cells)}\n" + "\n".join(parts)


def section(found: Method) -> str:
    """One method: formula, what its parameters mean, and what it does with the odd cases."""
    text, parts = docstring(found)
    meant = [
        f"- {', '.join(f'`{n}`' for n in own)}: {prose(said)}"
        for names, said in entries(parts.get("Parameters", ""))
        if (own := [n for n in names if n in found.parameters])
    ]
    rest = [f"**{k}.** {prose(parts[k])}" for k in ("Returns", "Notes") if k in parts]
    refused = [prose(said) for _, said in entries(parts.get("Raises", ""))]
    rest += [f"**Refused.** {' '.join(refused)}"] if refused else []
    head = f'<a id="{found.step}-{found.name}"></a>\n\n### {found.step}: {found.name}'
    body = [head, text, "\n".join(meant), *rest, f"Source: {found.cite}."]
    return "\n\n".join(b for b in body if b) + "\n"


def docstring(found: Method) -> tuple[str, dict[str, str]]:
    """What stands before the first heading of a docstring, as Markdown; the rest by heading."""
    pieces = re.split(r"^(\w+)\n-+\n", inspect.getdoc(found.function) or "", flags=re.MULTILINE)
    parts = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    return blocks_of(pieces[0]), parts


def blocks_of(text: str) -> str:
    """Paragraphs and displayed formulas of a docstring as Markdown."""
    out = []
    for piece in re.split(r"\n\s*\n", text.strip()):
        lead, formula = piece.partition(".. math::")[::2]
        lines = [line.strip() for line in formula.strip().splitlines()]
        out += [prose(lead)] if lead.strip() else []
        out += ["\n".join(["$$", *lines, "$$"])] if lines else []
    return "\n\n".join(out)


def entries(text: str) -> list[tuple[list[str], str]]:
    """Names and meaning of each entry of a ``Parameters`` section."""
    found = re.findall(r"^(\S[^\n]*)\n((?:(?:[ ]+[^\n]*)?\n?)+)", text, re.MULTILINE)
    return [([n.strip() for n in names.split(",")], said) for names, said in found]


def prose(text: str) -> str:
    """A paragraph of a docstring as Markdown."""
    flat = " ".join(text.split())
    flat = re.sub(r":math:`([^`]*)`", r"$\1$", flat)
    flat = re.sub(r":\w+:`~?([^`]*)`", r"`\1`", flat)
    return flat.replace("``", "`")


def code(parameters: str) -> str:
    """Parameters as code, or a dash."""
    return f"`{parameters}`" if parameters else "–"


BLOCKS = {
    f.__name__: f
    for f in (
        indicators, ranks, effects, nation, imputed, release, python, methods,
        revision, sentence, obstacles, audit, sure, nations, alternatives, beside,
        targets, backtested,
    )
}  # fmt: skip
BLOCKS["coverage"] = covered


def fill(text: str, language: str) -> str:
    """A page with every block written anew."""
    return BLOCK.sub(lambda b: f"{b[1]}{BLOCKS[b[2]](language)}{b[4]}", text)


def stale() -> list[str]:
    """Blocks that are not what the data say, as ``page: block``."""
    return [
        f"{page}: {block[2]}"
        for page, language in PAGES.items()
        for block in BLOCK.finditer((ROOT / page).read_text(encoding="utf-8"))
        if block[3] != BLOCKS[block[2]](language)
    ]


def write() -> None:
    """Write every block."""
    for page, language in PAGES.items():
        path = ROOT / page
        path.write_bytes(fill(path.read_text(encoding="utf-8"), language).encode())


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        sys.exit("\n".join(f"stale: {s}" for s in stale()) or 0)
    write()
