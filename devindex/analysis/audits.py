"""A short statistical audit in words: what is checked, what was found, and whether to look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from devindex.analysis.names import joined, part_name, shown
from devindex.analysis.structures import ALL, COLLINEAR, WEAK, Structure, structure
from devindex.definitions import NATION
from devindex.drawn import Drawn
from devindex.errors import MethodError, Sentence, say
from devindex.index import Index
from devindex.index.result import RANKED_FROM
from devindex.kinds import admit

__all__ = ["VERDICTS", "Audit", "Finding", "audit"]

RELIABLE = 0.7
"""Cronbach's alpha from which a set is customarily called reliable (Nunnally 1978)."""

NAMED = 3
"""Cases a finding names; more are counted."""

VERDICTS = {
    "met": Sentence("met", "符合"),
    "look": Sentence("look", "需关注"),
    "told": Sentence("for information", "供参考"),
}
"""``told`` where no threshold is customary."""


@dataclass(frozen=True)
class Finding:
    """One check: what was found, the number behind it, its threshold, the verdict."""

    check: Sentence
    finding: Sentence
    value: float
    threshold: str
    verdict: str


@dataclass(frozen=True, repr=False)
class Audit(Drawn):
    """A statistical audit of an index in one year.

    Attributes
    ----------
    structure
        The statistics behind it.
    findings
        In the order of an audit: data, correlations, components, reliability, weights, ranks.
    """

    structure: Structure
    findings: tuple[Finding, ...]

    def __repr__(self) -> str:
        return f"Audit({self.summary()!r})"

    @property
    def frame(self) -> pd.DataFrame:
        """One row a check: names and findings in both languages, value, threshold, verdict."""
        return pd.DataFrame(
            {
                "check_en": [str(f.check) for f in self.findings],
                "check_zh": [f.check.zh for f in self.findings],
                "finding_en": [str(f.finding) for f in self.findings],
                "finding_zh": [f.finding.zh for f in self.findings],
                "value": [f.value for f in self.findings],
                "threshold": [f.threshold for f in self.findings],
                "verdict": [f.verdict for f in self.findings],
            }
        )

    def summary(self, lang: str = "en") -> str:
        """One line: how many checks are met, and which ask for a look."""
        look = [f.check for f in self.findings if f.verdict == "look"]
        said = say(
            "{year}: {met} of {all} checks met; to look at: {look}",
            "{year}年：{all}项检查中{met}项符合；需关注：{look}",
            year=self.structure.year,
            met=sum(f.verdict == "met" for f in self.findings),
            all=sum(f.verdict != "told" for f in self.findings),
            look=joined(look),
        )
        return said.zh if lang == "zh" else str(said)


def audit(index: Index, year: int | None = None) -> Audit:
    """A short statistical audit, with the checks the Joint Research Centre makes of an index.

    Parameters
    ----------
    index
        A computed index.
    year
        The latest if not given.

    Returns
    -------
    Audit
        A verdict of ``look`` is no fault: it names what whoever answers for the index should be
        able to explain.

    Raises
    ------
    MethodError
        As :func:`devindex.structure`.

    Notes
    -----
    Sources: OECD & JRC 2008, steps 3 to 8; Becker, Benavente, Dominguez Torreiro et al. 2019, COIN
    Tool user's guide (bands of correlation); the JRC's audits in the Global Innovation Index
    (coverage of two thirds; correlation with the own dimension; one component with an eigenvalue
    over one); Nunnally 1978 (alpha).

    Examples
    --------
    >>> import devindex as dx
    >>> found = dx.audit(dx.compute(dx.load_panel()), 2023)
    >>> found.frame["verdict"].isin(["met", "look", "told"]).all().item()
    True
    """
    admit(audit, locals(), MethodError)
    made = structure(index, year)
    parts = (_data, _correlations, _components, _reliability, _weights, _ranks)
    return Audit(made, tuple(f for part in parts for f in part(index, made)))


def _cases(index: Index, codes: Sequence[str]) -> Sentence:
    """Names of some cases, with how many more there are."""
    if not codes:
        return Sentence("none", "无")
    names = [part_name(index.framework, c) for c in codes[:NAMED]]
    if len(codes) > NAMED:
        names.append(say("{n} more", "另{n}项", n=len(codes) - NAMED))
    return joined(names)


def _pairs(index: Index, pairs: pd.DataFrame) -> Sentence:
    if pairs.empty:
        return Sentence("none", "无")
    names = [
        say("{a} / {b} ({r})", "{a}与{b}（{r}）", a=part_name(index.framework, row.a),
            b=part_name(index.framework, row.b), r=_signed(row.r))
        for row in pairs.head(NAMED).itertuples()
    ]  # fmt: skip
    more = len(pairs) - NAMED
    names += [say("{n} more", "另{n}对", n=more)] if more > 0 else []
    return Sentence("; ".join(names), "；".join(n.zh for n in names))


def _signed(r: float) -> str:
    return shown(r, 2).replace("-", "−")


def _none(
    check: Sentence, cases: Sequence[object] | pd.DataFrame, named: Sentence
) -> Finding:  # fmt: skip
    """A check that is met where there is no case."""
    return Finding(check, named, float(len(cases)), "0", "look" if len(cases) else "met")


def _data(index: Index, made: Structure) -> Iterator[Finding]:
    points = made.parts[list(index.normalised.columns)]
    share = points.notna().mean()
    thin = [str(c) for c in share.index[share < RANKED_FROM]]
    yield Finding(
        Sentence("coverage of indicators", "指标覆盖率"),
        say(
            "least {share}: {name}; under two thirds: {thin}",
            "最低{share}：{name}；低于三分之二的：{thin}",
            share=f"{share.min():.0%}",
            name=part_name(index.framework, str(share.idxmin())),
            thin=_cases(index, thin),
        ),
        float(share.min()),
        "≥ 2/3",
        "look" if thin else "met",
    )
    treated = index.treatment
    outlying = [str(c) for c in treated.index[treated["outlying"]]]
    yield _none(
        Sentence("outlying after treatment (skewness over 2, kurtosis over 3.5)",
                 "处理后仍异常（偏度>2且峰度>3.5）"),
        outlying, _cases(index, outlying),
    )  # fmt: skip


def _correlations(index: Index, made: Structure) -> Iterator[Finding]:
    frame = made.frame
    inside = frame[frame["relation"].isin(["siblings", "cousins"]) & ~frame["a"].isin(_above(made))]
    negative = inside[inside["flag"] == "negative"].sort_values("r")
    yield _none(
        Sentence("indicators of one dimension that run against each other",
                 "同一维度内负相关的指标"),
        negative, _pairs(index, negative),
    )  # fmt: skip
    own = frame[(frame["relation"] == "dimension") & frame["a"].isin(index.normalised.columns)]
    weak = own[own["r"] < WEAK].sort_values("r")
    yield _none(
        say("indicators that hardly go with their dimension (under {x})",
            "与所属维度相关过弱的指标（低于{x}）", x=WEAK),
        weak, _cases(index, list(weak["a"])),
    )  # fmt: skip
    best = frame[frame["relation"] == "other-dimension"].groupby("a")["r"].max()
    gap = (best - own.set_index("a")["r"]).dropna().sort_values(ascending=False)
    astray = [str(c) for c in gap.index[gap > 0]]
    yield _none(
        Sentence("indicators that go better with another dimension than with their own",
                 "与其他维度的相关高于所属维度的指标"),
        astray, _cases(index, astray),
    )  # fmt: skip
    yield _none(
        say("pairs of indicators that say the same (over {x})", "共线的指标（高于{x}）",
            x=COLLINEAR),
        made.redundant, _pairs(index, made.redundant),
    )  # fmt: skip
    top = frame[(frame["relation"] == "parent") | (frame["relation"] == "index")]
    top = top[top["a"].isin(index.weights.index[index.weights["level"] == "dimension"])]
    low = top.sort_values("r")
    yield Finding(
        Sentence("dimensions and the index", "维度与指数"),
        say(
            "from {low} ({a}) to {high} ({b})",
            "最低{low}（{a}），最高{high}（{b}）",
            low=_signed(low["r"].iloc[0]),
            a=part_name(index.framework, low["a"].iloc[0]),
            high=_signed(low["r"].iloc[-1]),
            b=part_name(index.framework, low["a"].iloc[-1]),
        ),
        float(low["r"].iloc[0]),
        f"≥ {WEAK}",
        "met" if low["r"].iloc[0] >= WEAK else "look",
    )


def _above(made: Structure) -> set[str]:
    """Themes and dimensions."""
    indicators = set(made.index.normalised.columns) if made.index is not None else set()
    return set(made.parts.columns) - indicators


def _components(index: Index, made: Structure) -> Iterator[Finding]:
    for name in made.eigenvalues.index.unique("set"):
        own = made.eigenvalues.loc[name]
        kept = int(own["kept"].sum())
        check = say("one component behind {name}", "{name}只有一个主成分", name=_set(index, name))
        if name == ALL:
            check = Sentence("components behind all indicators", "全部指标的主成分")
        yield Finding(
            check,
            say(
                "{kept} over one; the first explains {first}, these {all}",
                "特征值大于1的有{kept}个；第一个解释{first}，合计解释{all}",
                kept=kept,
                first=f"{own['share'].iloc[0]:.0%}",
                all=f"{own.loc[own['kept'], 'share'].sum():.0%}",
            ),
            float(kept),
            "" if name == ALL else "1",
            "told" if name == ALL else "met" if kept == 1 else "look",
        )


def _set(index: Index, name: str) -> Sentence:
    if name == ALL:
        return Sentence("all indicators", "全部指标")
    return Sentence("the dimensions", "各维度得分") if name == "index" else part_name(
        index.framework, name
    )  # fmt: skip


def _reliability(index: Index, made: Structure) -> Iterator[Finding]:
    dimensions = [d.code for d in index.framework.dimensions]
    for name, row in made.reliability.iterrows():
        if name not in (ALL, "index", *dimensions) or pd.isna(row["alpha"]):
            continue
        yield Finding(
            say("reliability of {name} (alpha)", "{name}的信度（α系数）",
                name=_set(index, str(name))),
            say("{alpha} with {n} items", "{alpha}（{n}项）", alpha=_signed(row["alpha"]),
                n=int(row["items"])),
            float(row["alpha"]), f"≥ {RELIABLE}", "met" if row["alpha"] >= RELIABLE else "look",
        )  # fmt: skip


def _weights(index: Index, made: Structure) -> Iterator[Finding]:
    if made.weights is None or made.weights["effective"].isna().all():
        return
    for level, said in (
        ("dimension", Sentence("effective against nominal weights of dimensions",
                               "维度的有效权重与名义权重")),
        ("indicator", Sentence("effective against nominal weights of indicators",
                               "指标的有效权重与名义权重")),
    ):  # fmt: skip
        own = made.weights[made.weights["level"] == level]
        ratio = (own["effective"] / own["nominal"]).dropna().sort_values()
        yield Finding(
            said,
            say(
                "from {low} times ({a}) to {high} times ({b})",
                "最低{low}倍（{a}），最高{high}倍（{b}）",
                low=shown(ratio.iloc[0], 2),
                a=part_name(index.framework, str(ratio.index[0])),
                high=shown(ratio.iloc[-1], 2),
                b=part_name(index.framework, str(ratio.index[-1])),
            ),
            float(ratio.iloc[0]),
            "",
            "told",
        )


def _ranks(index: Index, made: Structure) -> Iterator[Finding]:
    """What the index tells that no single dimension does: mean distance of the ranks."""
    ranks = index.ranks[made.year].dropna().astype(float).drop(NATION.code, errors="ignore")
    codes = [d.code for d in index.framework.dimensions if d.code in made.parts.columns]
    own = made.parts.loc[ranks.index, codes].rank(ascending=False, method="min")
    far = own.sub(ranks, axis=0).abs().mean().sort_values()
    yield Finding(
        Sentence("what the index adds to its dimensions (mean distance of ranks)",
                 "指数相对各维度的增量信息（位次平均差）"),
        say("from {low} places ({a}) to {high} ({b})", "最小{low}位（{a}），最大{high}位（{b}）",
            low=shown(far.iloc[0]), a=part_name(index.framework, str(far.index[0])),
            high=shown(far.iloc[-1]), b=part_name(index.framework, str(far.index[-1]))),
        float(far.iloc[0]), "", "told",
    )  # fmt: skip
