"""What is published of a year's returns of firms: tables, provincial figures, an index."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import ibis
import pandas as pd

from devindex.analysis import Space, uncertainty
from devindex.analysis.robustness import DRAWS
from devindex.definitions import NATION, Feeds, load_feeds
from devindex.definitions.model import LANGUAGES, Scoring, Text
from devindex.enterprise.confidential.primary import Rules
from devindex.enterprise.engine import Engine
from devindex.enterprise.returns.checked import Checked
from devindex.enterprise.returns.parity import parity
from devindex.enterprise.synthetic import SYNTHETIC
from devindex.enterprise.tables.crossings import TOTAL, margins
from devindex.enterprise.tables.measures import Measure
from devindex.enterprise.tables.observed import Fed, feeding, panel_of, to_observations
from devindex.enterprise.tables.published import Part, Published, publish_together
from devindex.enterprise.tables.tabulate import tabulate
from devindex.errors import ReleaseError, say
from devindex.index import compute
from devindex.index.recipe import simple_recipe
from devindex.observations import Observations, Source
from devindex.release import folder
from devindex.release.build import write
from devindex.release.rounding import rounded
from devindex.release.tables import Edition

__all__ = ["Survey", "edition_of_firms", "publish_firms"]

Progress = Callable[[Text], object]
Asked = Sequence[tuple[ibis.Table, Sequence[Measure]]]
"""Tables of firms with the measures that are estimated from each."""

NORMALISED = "percentile-rank"
"""The framework has no goalposts, and estimates of small samples have outliers."""
ESTIMATED = Text(
    zh="由企业问卷抽样估计，框架只取有数据的指标",
    en="estimated from returns of firms, with the indicators that have figures alone",
)
RULE = Text(zh="没有上下限：按各省位置标准化", en="no goalposts: placed among the provinces")
INSIDE = Text(
    zh="内部资料：含企业信息和保密参数，不得公开。",
    en="Internal: names firms and holds the parameters of confidentiality. Not to be published.",
)
TABLE = Text(zh="估计：{by}", en="estimating: {by}")
PROVINCES = Text(zh="估计省级指标", en="estimating the provincial indicators")
AGAIN = Text(zh="用另一引擎复算", en="the same on another engine")
INDEX = Text(zh="计算各省指数", en="computing the index of the provinces")
PROTECTED = Text(zh="做保密处理", en="suppressing confidential cells")
SUFFIX = "-synthetic"
BLANK = {"value": [""], "weight": [""]}
"""Columns of figures; a suppressed cell is empty."""
SHOWN = 6
"""Significant digits of an estimate; its error is far larger."""


@dataclass(frozen=True)
class Survey:
    """A year's returns, checked, with the frame they were drawn from."""

    engine: Engine
    checked: Checked
    frame: ibis.Table | None
    year: int
    synthetic: bool = False

    @property
    def departures(self) -> tuple[Text, ...]:
        """What an index made of it is not."""
        return (SYNTHETIC, ESTIMATED) if self.synthetic else (ESTIMATED,)

    @property
    def source(self) -> Source:
        """The returns as a source of figures."""
        told = SYNTHETIC if self.synthetic else ESTIMATED
        return Source(
            id=f"firms-{self.year}" + (SUFFIX if self.synthetic else ""),
            producer="enterprise survey", title=f"Returns of firms, {self.year}",
            url="", licence="CC-BY-4.0", accessed=f"{self.year}-12-31", reliability="",
            note=told.en, sha256="", rows=self.checked.firms,
        )  # fmt: skip

    def published(
        self, wanted: Asked, crossings: Sequence[tuple[str, ...]], rules: Rules, feeds: Feeds,
        previous: Sequence[pd.DataFrame] = (), progress: Progress = lambda _: None,
    ) -> list[Published]:  # fmt: skip
        """Estimates of each crossing, then of what feeds the provinces, protected all together."""
        parts: list[Part] = []
        for crossing in crossings:
            progress(
                Text(
                    zh=TABLE.zh.format(by="×".join(crossing)),
                    en=TABLE.en.format(by=" × ".join(crossing)),
                )
            )
            parts += self._parts(wanted, margins(*crossing))
        progress(PROVINCES)
        parts += self._parts([(self.checked.good, feeding(feeds))], [("province",), ()])
        progress(PROTECTED)
        done = publish_together(self.engine, parts, rules, previous=previous)
        step = len(wanted)
        return [_joined(done[n : n + step]) for n in range(0, step * len(crossings), step)] + [
            done[-1]
        ]

    def _parts(self, wanted: Asked, by: Sequence[Sequence[str]]) -> list[Part]:
        return [
            Part(table, measures, tabulate(self.engine, table, measures, by, self.frame))
            for table, measures in wanted
        ]


def _joined(parts: Sequence[Published]) -> Published:
    """Results of one crossing below each other; what they share stands once."""
    return Published(
        *(
            pd.concat([getattr(one, name) for one in parts], ignore_index=True)
            .drop_duplicates(ignore_index=True)
            for name in ("table", "proof", "internal")
        )
    )  # fmt: skip


def edition_of_firms(
    fed: Fed, seen: pd.DataFrame, survey: Survey, *, draws: int = DRAWS
) -> Edition:
    """The index of the latest year, its rank ranges holding the sampling errors too.

    Every other choice varies as for the official index; the standard errors of the indicators are
    drawn as normal noise beside them. The edition is always an experiment.

    Parameters
    ----------
    fed
        Panel and standard errors, from :func:`~devindex.enterprise.tables.observed.panel_of`.
    seen
        The figures themselves: ``series, region, year, value, unit, status, flags``.
    survey
        Where they come from.
    draws
        Recomputations behind a rank range.

    Raises
    ------
    ReleaseError
        If fewer than two provinces have figures.
    """
    years = fed.panel.years
    provinces = [r for r in fed.panel.regions if r != NATION.code]
    if len(provinces) < 2:
        raise ReleaseError(
            say(
                "estimates are of {n} province; an index compares two or more",
                "估计值只有{n}个省份，指数至少需要两个",
                n=len(provinces),
            )
        )
    scoring = Scoring(
        history=(years[0], years[-1]), extended=(years[0], years[-1]),
        base_window=(years[0], years[0]), base_year=years[0], goalpost_rule=RULE, recipe="own",
    )  # fmt: skip
    framework = fed.panel.framework.model_copy(update={"scoring": scoring})
    source = survey.source
    frame = seen.assign(as_published=seen["value"].map(_shown), source=source.id)
    observations = Observations(frame[seen["value"].notna()], {source.id: source})
    panel = replace(fed.panel, framework=framework, observations=observations)
    index = compute(panel, simple_recipe(framework.id, normalise=NORMALISED))
    ranges = uncertainty(index, space=Space(errors=fed.errors), draws=draws)
    return Edition(index, ranges, years[-1], survey.departures)


def publish_firms(
    survey: Survey, place: Path, wanted: Asked, by: Sequence[Sequence[str]], *,
    rules: Rules | None = None, previous: Path | None = None, draws: int = DRAWS,
    again: tuple[Survey, Asked] | None = None, force: bool = False,
    progress: Progress = lambda _: None,
) -> Path:  # fmt: skip
    """Write what may be published of a survey, and what may not, into two folders.

    ``public`` holds a table of estimates for each crossing, with the proof that nothing
    confidential can be computed from them; the provincial figures with their standard errors, as
    a folder of observations; and the index made of them, as a release. ``internal`` holds the
    findings of the edit checks and the internal proof.

    Parameters
    ----------
    survey
        The returns.
    place
        Folder to write; the whole of it or nothing.
    wanted
        What is estimated in the tables, from
        :func:`~devindex.enterprise.tables.asked.asked`.
    by
        Crossings of columns, such as ``[("province", "industry")]``; each is published with all
        its margins.
    rules
        When a cell is confidential.
    previous
        Folder published last year: its totals are known, and its cells best hidden again.
    again
        The same on another engine: tables are made twice, and a certificate beside each says by
        how much they differ.

    Raises
    ------
    DevindexError
        If the place is taken, or something cannot be estimated or protected.
    """
    rules, feeds, crossings = rules or Rules(), load_feeds(), [tuple(c) for c in by]
    with folder.new_folder(place, force=force) as draft:
        public, internal = draft / "public", draft / "internal"
        last = _last_year(previous, crossings)
        *tables, fed_by = survey.published(wanted, crossings, rules, feeds, last, progress)
        same: list[Published] = []
        if again is not None:
            progress(AGAIN)
            same = again[0].published(again[1], crossings, rules, feeds, last)
        for n, (crossing, found) in enumerate(zip(crossings, tables, strict=True)):
            name = "-".join(crossing) + (SUFFIX if survey.synthetic else "")
            folder.write_csv(_rounded(found.table), public / "tables" / f"{name}.csv")
            folder.write_csv(found.proof, public / "tables" / f"{name}.proof.csv")
            folder.write_csv(found.internal, internal / f"{name}.proof.csv")
            if again is not None:
                parity(
                    found.table, same[n].table, by=[*crossing, "measure"],
                    engines=(survey.engine.name, again[0].engine.name),
                ).write(public / "tables" / f"{name}.parity.json")  # fmt: skip
        seen, errors = to_observations(fed_by.table, feeds, survey.year)
        _write_figures(seen, errors, survey, public / "provinces")
        folder.write_csv(fed_by.proof, public / "provinces" / "proof" / "proof.csv")
        folder.write_csv(fed_by.internal, internal / "provinces.proof.csv")
        progress(INDEX)
        fed = panel_of({survey.year: fed_by.table}, feeds)
        write(edition_of_firms(fed, seen, survey, draws=draws), public / "index", progress=progress)
        survey.checked.save(internal)
        _write_about(survey, draft)
        folder.write_checksums(draft)
    return place


def _last_year(
    previous: Path | None, crossings: Sequence[tuple[str, ...]]
) -> tuple[pd.DataFrame, ...]:
    """The tables of the same crossings and the provincial figures that were published last year."""
    if previous is None:
        return ()
    out = []
    for name in ("-".join(c) for c in crossings):
        own, made_up = (previous / "public" / "tables" / f"{name}{s}.csv" for s in ("", SUFFIX))
        path = own if own.is_file() else made_up
        if not path.is_file():
            raise ReleaseError(
                say(
                    "{folder} has no table {name}; give the folder that was published last year, "
                    "with the same crossing",
                    "{folder} 中没有 {name}；应给出上年发布的文件夹，且交叉分组相同",
                    folder=previous, name=own.name,
                )
            )  # fmt: skip
        codes = dict.fromkeys(name.split("-"), str)
        out.append(pd.read_csv(path, dtype=codes, keep_default_na=False, na_values=BLANK))
    for path in sorted((previous / "public" / "provinces").glob("firms-*.csv")):
        figures = pd.read_csv(path, dtype={"region": str}, keep_default_na=False, na_values=BLANK)
        region = figures["region"].replace(NATION.code, TOTAL)
        out.append(
            pd.DataFrame(
                {"province": region, "measure": figures["series"], "value": figures["value"]}
            )
        )
    return tuple(out)


def _shown(value: float) -> str:
    return "" if pd.isna(value) else f"{value:.{SHOWN}g}"


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Estimates with the digits they have."""
    out = table.reset_index(drop=True)
    for name in ("value", "se", "lower", "upper", "weight"):
        out[name] = out[name].map(_shown)
    for name in ("firms", "missing", "clusters"):
        out[name] = out[name].astype("Int64")
    for name in ("cv", "deff"):
        out[name] = rounded(out[name], 4)
    return out


def _write_figures(seen: pd.DataFrame, errors: pd.DataFrame, survey: Survey, place: Path) -> None:
    """The provincial figures as a folder of observations, with their sidecar and errors."""
    name = survey.source.id
    figures = seen.assign(value=seen["value"].map(_shown))
    folder.write_csv(figures, place / f"{name}.csv")
    content = (place / f"{name}.csv").read_bytes()
    source = survey.source
    sidecar = (
        f'producer = "{source.producer}"\ntitle = "{source.title}"\nurl = "{source.url}"\n'
        f'licence = "{source.licence}"\naccessed = "{source.accessed}"\nnote = "{source.note}"\n'
        f'sha256 = "{hashlib.sha256(content).hexdigest()}"\n'
    )
    folder.write_text(sidecar, place / f"{name}.toml")
    long = errors.rename_axis(columns="indicator").stack(future_stack=True).rename("se")
    told = long.dropna().reset_index()
    folder.write_csv(
        told.assign(se=told["se"].map(_shown)), place / "errors" / "standard_errors.csv"
    )


def _write_about(survey: Survey, draft: Path) -> None:
    for language in LANGUAGES:
        lines = [f"# {survey.source.title}" if language == "en" else f"# {survey.year}年企业问卷"]
        if survey.synthetic:
            lines.append(SYNTHETIC.say(language))
        lines.append(ABOUT.say(language))
        folder.write_text("\n\n".join(lines) + "\n", draft / f"README.{language}.md")
        folder.write_text(INSIDE.say(language) + "\n", draft / "internal" / f"README.{language}.md")


ABOUT = Text(
    zh="“public”可以公开：“tables”中每个交叉分组一张估计表，含标准误、变异系数和设计效应，"
    "状态Q为保密隐去，U为可靠性低；同名“.proof.csv”说明隐去了哪些单元格；“provinces”为省级数据"
    "及其标准误；“index”为由此计算的各省指数，位次区间包含抽样误差。“internal”不得公开。",
    en="`public` may be published: `tables` holds the estimates of each crossing with standard "
    "error, coefficient of variation and design effect, status Q where suppressed, U where of low "
    "reliability; the `.proof.csv` of the same name says which cells are suppressed; `provinces` "
    "holds the provincial figures and their standard errors; `index` the index made of them, with "
    "sampling errors in the rank ranges. `internal` must not be published.",
)
