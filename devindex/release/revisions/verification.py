"""Does a release hold: checksums, and everything recomputed from its own inputs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from devindex import __version__
from devindex.definitions.model import Text
from devindex.errors import DevindexError, Sentence, listed, say
from devindex.index import load_recipe
from devindex.release import folder as files
from devindex.release import tables
from devindex.release.build import fill
from devindex.release.history import values, write_history
from devindex.release.revisions.compare import PICTURES, first_difference
from devindex.release.revisions.listing import Listing, listing
from devindex.release.revisions.read import Published, open_release
from devindex.release.revisions.rebuilt import edition_of
from devindex.release.tables import Edition
from devindex.release.targets import projected

__all__ = ["STATES", "File", "Verified", "verify"]

Progress = Callable[[Text], object]

STATES = {
    "equal": Text(zh="重算一致", en="recomputed, equal"),
    "given": Text(
        zh="校验和相符（重算的起点）", en="checksum holds (the recomputation starts here)"
    ),
    "checksum": Text(zh="校验和相符（未重算）", en="checksum holds (not recomputed)"),
    "differs": Text(zh="重算不一致", en="differs"),
    "changed": Text(zh="与校验和不符", en="changed: not what its checksum says"),
    "missing": Text(zh="缺失", en="missing"),
    "extra": Text(zh="不在清单中", en="extra: not in the list of checksums"),
}
"""What can be said of a file."""
GOOD = ("equal", "given", "checksum")

GIVEN = (
    "data/published.csv", "data/sources.csv", "data/errata.csv", "method/recipe.toml",
    "method/reasons.toml", "release.json",
)  # fmt: skip
AHEAD = (
    "data/targets.csv", "data/assessments.csv", "data/trajectories.csv", "data/backtest.csv",
    "data/backtest_figures.csv", "data/backtest_scores.csv", "data/national_index.csv",
    "data/national_index_published.csv", "journalist/targets.csv", "journalist/targets.meta.json",
)  # fmt: skip
"""Files made of announced national figures, which a release does not hold."""
RANGES = ("rank_lower", "rank_upper")


@dataclass(frozen=True)
class File:
    """What was found of one file: one of :data:`STATES`, and a sentence where there is more."""

    name: str
    state: str
    note: Sentence | None = None

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against it."""
        return self.state in GOOD

    def say(self, lang: str = "en") -> str:
        """State and note in one language."""
        word = STATES[self.state].say("zh" if lang == "zh" else "en")
        if self.note is None:
            return word
        told = self.note.zh if lang == "zh" else str(self.note)
        return f"{word}：{told}" if lang == "zh" else f"{word}: {told}"


@dataclass(frozen=True)
class Verified:
    """What was found of a release.

    Attributes
    ----------
    release
        Its short name, empty where it cannot be read.
    made_by
        Version of devindex that made it.
    files
        Every file that is listed or there.
    why
        Why nothing could be computed again; None if it could.
    """

    folder: Path
    release: str
    made_by: str
    files: tuple[File, ...]
    full: bool
    why: Sentence | None = None

    @property
    def holds(self) -> bool:
        """Whether it was computed again and every file holds."""
        return self.why is None and all(f.holds for f in self.files)

    @property
    def frame(self) -> pd.DataFrame:
        """One row a file: ``file``, ``state``, ``note``."""
        rows = [(f.name, f.state, str(f.note or "")) for f in self.files]
        return pd.DataFrame(rows, columns=["file", "state", "note"])

    def summary(self, lang: str = "en") -> str:
        """The finding in one sentence."""
        bad = [f.name for f in self.files if not f.holds]
        made = sum(f.state == "equal" for f in self.files)
        name = self.release or self.folder.name
        if self.holds:
            said = say(
                "{name} holds: {n} files, {made} of them recomputed and equal",
                "{name} 可以核实：{n}个文件，其中{made}个经重算一致",
                name=name, n=len(self.files), made=made,
            )  # fmt: skip
        elif self.why is not None:
            said = say(
                "{name} cannot be verified: it cannot be computed again: {why}",
                "{name} 无法核实，不能重算：{why}",
                name=name, why=self.why,
            )  # fmt: skip
        else:
            said = say(
                "{name} does not hold: {n} files, first {first}{version}",
                "{name} 不能成立：{n}个文件有问题，第一个是 {first}{version}",
                name=name, n=len(bad), first=bad[0], version=_made_by(self.made_by),
            )  # fmt: skip
        return said.zh if lang == "zh" else str(said)


def _made_by(version: str) -> Sentence:
    if version == __version__:
        return Sentence("", "")
    return say(
        "; it was made by devindex {theirs} and computed again by {ours}: install {theirs} and "
        "verify again before calling it wrong",
        "；它由 devindex {theirs} 生成，而重算用的是 {ours}：请先用 {theirs} 核实，再判断对错",
        theirs=version,
        ours=__version__,
    )


def verify(
    folder: Path | str, *, full: bool = False, progress: Progress = lambda _: None
) -> Verified:
    """Check a release against itself: its checksums, and its numbers computed again.

    The figures of ``data/published.csv``, the framework and the recipe of ``method/`` are where the
    computation starts; figures, weights and goalposts of the package have no part in it. Every
    score, index and rank is compared to the last digit published, with ``full`` every file that
    can be made from these: rank ranges, contributions, tables for journalists, workbook, pages,
    maps. A release that is wrong throughout, figures and scores alike, agrees with itself: who
    wants to know whether it is the one that was published compares ``CHECKSUMS.sha256``.

    Raises
    ------
    ReleaseError
        If the folder is no release, or its list of checksums is damaged or leads outside.
    """
    place = Path(folder)
    seen = listing(place)
    try:
        published = open_release(place, sound=False)
        made = edition_of(published, draws=None if full else 1)
    except DevindexError as error:
        why = _joined(error)
        return Verified(place, "", "", tuple(_unmade(seen)), full, why)
    with tempfile.TemporaryDirectory() as home:
        draft = Path(home)
        try:
            if full:
                fill(made, draft, lambda e, d: _ahead(published, e, d), progress)
            else:
                _scores(made, draft)
        except DevindexError as error:
            why = _joined(error)
            return Verified(place, published.id, published.about["devindex"],
                            tuple(_unmade(seen)), full, why)  # fmt: skip
        found = tuple(_found(published, made, name, draft, full) for name in seen.names)
    return Verified(place, published.id, published.about["devindex"], found, full)


def _joined(error: DevindexError) -> Sentence:
    first, *rest = error.problems
    more = say(" (and {n} more)", "（另有{n}处）", n=len(rest)) if rest else ""
    return say("{first}{more}", "{first}{more}", first=first, more=more)


def _unmade(seen: Listing) -> list[File]:
    state = {"holds": "checksum"}
    return [File(n, state.get(seen.state(n), seen.state(n))) for n in seen.names]


def _scores(edition: Edition, draft: Path) -> None:
    """The tables of scores, indices and ranks, without rank ranges."""
    observations = tables.observations(edition)
    files.write_csv(observations, draft / "data" / "observations.csv")
    files.write_csv(tables.inputs(edition), draft / "data" / "inputs.csv")
    files.write_csv(tables.published(edition), draft / "data" / "published.csv")
    files.write_csv(tables.series_table(edition), draft / "data" / "series.csv")
    files.write_csv(tables.indicators(edition), draft / "data" / "indicators.csv")
    files.write_csv(tables.region_table(), draft / "data" / "regions.csv")
    write_history(edition, observations, draft)
    for name, text in edition.framework.files:
        files.write_text(text, draft / "method" / "framework" / name)
    files.write_text(edition.index.recipe.to_toml(), draft / "method" / "recipe.toml")


def _ahead(published: Published, edition: Edition, draft: Path) -> None:
    """Forecasts as the release has them, but those that are made of its own scores."""
    for name in published.listing.found:
        if name in AHEAD or name.startswith("figures/targets/"):
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(published.folder / name, draft / name)
    if published.has("data/projections.csv"):
        files.write_csv(projected(edition.index), draft / "data" / "projections.csv")


def _found(published: Published, edition: Edition, name: str, draft: Path, full: bool) -> File:
    """What is to be said of one file."""
    state = published.listing.state(name)
    if state in ("missing", "extra"):
        return File(name, state)
    told, note = _compared(published, edition, name, draft, full)
    if state == "changed":
        return File(name, state, told if told is not None else note)
    if told is not None:
        return File(name, "differs", told)
    if name in GIVEN or name.startswith("method/framework/"):
        return File(name, "given", note)
    whole = (draft / name).exists() and not _copied(name) and note is None
    parts = (draft / name).exists() and not _copied(name) and not name.endswith(PICTURES)
    return File(name, "equal" if whole or parts else "checksum", note)


def _copied(name: str) -> bool:
    return name in AHEAD or name.startswith("figures/targets/")


def _compared(
    published: Published, edition: Edition, name: str, draft: Path, full: bool
) -> tuple[Sentence | None, Sentence | None]:
    """The first difference, and what was not compared."""
    made, said = draft / name, published.folder / name
    if _copied(name):
        return None, say(
            "made of announced national figures, which this folder does not hold",
            "由公布的全国数值生成，本包不含这些数值",
        )
    if name == "method/recipe.toml" and (fault := _another_recipe(published)) is not None:
        return fault, None
    if not made.exists():
        if name in GIVEN:
            return None, None
        if full:
            return None, say(
                "devindex {ours} makes no such file", "devindex {ours} 不生成这个文件",
                ours=__version__,
            )  # fmt: skip
        return None, say("--full does", "加 --full 即重算")
    skip: Collection[str] = {"release.json": ("devindex",)}.get(name, ())
    if not full and name == "data/observations.csv":
        skip = RANGES
    told, note = first_difference(name, said, made, skip)
    if name == "data/revisions.csv" and told is None:
        return _revisions(published, edition), say(
            "not recomputed: causes and reason codes, for which the release before is needed",
            "未重算：变动原因和原因代码（需要上一版）",
        )
    if name == "data/vintages.csv" and told is None and edition.history.before is not None:
        note = say("its own values; those of earlier releases are as given",
                   "本版数值；此前各版的数值按原样保留")  # fmt: skip
    if told is not None and name.endswith(PICTURES):
        return None, say(
            "drawn anew the picture has other bytes, as with another version of a drawing library",
            "重新绘制的图字节不同，绘图库版本不同时即会如此",
        )
    if skip == RANGES and told is None and note is None:
        note = say("but {columns}, which --full does", "但 {columns} 除外，加 --full 即重算",
                   columns=listed(RANGES))  # fmt: skip
    return told, note


def _another_recipe(published: Published) -> Sentence | None:
    """An official release uses a recipe of its own framework as it stands there."""
    if published.departures:
        return None
    name = published.recipe.id
    try:
        known = load_recipe(name, published.framework)
    except DevindexError as error:
        return _joined(error)
    if known == published.recipe:
        return None
    return say(
        "it is not recipe {name!r} as method/framework/recipes has it",
        "与 method/framework/recipes 中的方案{name!r}不同",
        name=name,
    )


def _revisions(published: Published, edition: Edition) -> Sentence | None:
    """Old and new values of ``revisions.csv`` against the vintages and the recomputed values."""
    history = edition.history
    if history.before is None:
        return say("there is no release before it", "没有上一版")
    key = ["indicator_code", "region_code", "time_period"]
    every = published.table("data/vintages.csv").assign(
        time_period=lambda f: f["time_period"].astype(int)
    )
    old = every[every["release_id"] == history.before.id].set_index(key)["obs_value"]
    new = values(tables.observations(edition)).set_index(key)["obs_value"]
    both = pd.concat({"old": old, "new": new}, axis=1)
    both = both.apply(lambda c: pd.to_numeric(c, errors="coerce")).loc[old.index.unique()]
    moved = both[~((both["old"] == both["new"]) | both.isna().all(axis=1))]
    rows = published.table("data/revisions.csv")
    rows = rows.assign(time_period=rows["time_period"].astype(int)).set_index(key)
    told = rows[["old_value", "new_value"]].apply(lambda c: pd.to_numeric(c, errors="coerce"))
    told = told.set_axis(["old", "new"], axis=1)
    if not told.index.is_unique or set(told.index) != set(moved.index):
        return say(
            "it lists {said} changed values; vintages and recomputed values give {made}",
            "列出{said}个改动的数值；按历次版本和重算结果应为{made}个",
            said=len(told),
            made=len(moved),
        )
    unlike = ~((told == moved.loc[told.index]) | (told.isna() & moved.loc[told.index].isna()))
    wrong = list(told.index[unlike.any(axis=1)])
    if not wrong:
        return None
    return say(
        "{key}: not the values published before and now", "{key}：不是上一版和本版公布的数值",
        key=listed(wrong[0]),
    )  # fmt: skip
