"""Write synthetic firms, a block at a time."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from devindex import __version__
from devindex.definitions import Framework, Item, load_framework
from devindex.enterprise.synthetic import codes
from devindex.enterprise.synthetic.answers import answers, employees, in_order, normal
from devindex.enterprise.synthetic.damage import MOST_WRONG, Block, Damage, Damager, chosen
from devindex.enterprise.synthetic.holdings import holdings
from devindex.enterprise.synthetic.marks import KEY, MARK, marked
from devindex.enterprise.synthetic.parameters import Draw, Parameters, parameters
from devindex.enterprise.synthetic.sample import FEWEST, Strata, strata
from devindex.errors import EnterpriseError, os_fault, say
from devindex.kinds import admit

__all__ = ["BLOCK", "MOST_MISSING", "Simulated", "simulate"]

BLOCK = 100_000
"""Firms drawn and written at a time. It is part of what a seed means: never changed lightly."""

MOST = 900_000_000
"""Most firms: their running number has nine digits."""

MOST_MISSING = 0.5

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Simulated:
    """What was written.

    Attributes
    ----------
    path, frame
        The firms (Parquet) and the sampling frame (CSV: stratum, firms).
    damage
        CSV of every fault that was put in; None where none was asked for.
    population
        Firms of the frame, which the weights add up to.
    """

    path: Path
    frame: Path
    damage: Path | None
    firms: int
    strata: int
    population: int


@dataclass(frozen=True)
class _Plan:
    """All that a block needs to be drawn."""

    framework: Framework
    told: Parameters
    strata: Strata
    order: list[tuple[Item, Draw]]
    province_level: Floats
    division_level: Floats
    missing: float
    wrong: dict[str, Ints]
    seed: int


def simulate(
    place: str | Path,
    firms: int = 100_000,
    seed: int = 0,
    *,
    missing: float = 0.0,
    wrong: float = 0.0,
    framework: str | Path | Framework = "enterprise",
    progress: Callable[[int], object] | None = None,
) -> Simulated:
    r"""Draw a stratified sample of firms that do not exist and write it as Parquet.

    The numbers say nothing of any province, industry or firm. Only the number of firms of a
    province is taken from outside (:data:`~devindex.enterprise.synthetic.sample.COUNTED`, its
    latest full year); every other margin is a parameter (``parameters.toml``), and what a province
    or an industry adds to maturity is drawn anew from the seed.

    A latent maturity of each firm, :math:`m = a_{size} + b_{province} + c_{industry} + d_{holding}
    + e`, raises the share of every whole that is connected, in use, protected and so on, so that
    answers go together; all keep to the rules of their items. Credit codes have a right check
    character and a category that no authority has, so none can be real.

    The same seed and number of firms give the same bytes (with one version of pyarrow), since each
    block of :data:`BLOCK` firms has random numbers of its own. Missing answers and faults have
    theirs: asking for them changes no other answer.

    Parameters
    ----------
    place
        File to write, ``.parquet``; ``synthetic`` is added to its name if it is not there. Beside
        it come ``NAME-frame.csv`` and, with faults, ``NAME-damage.csv``.
    firms
        Size of the sample, 100 or more.
    missing
        Share of answers that are missing, 0 to 0.5; small firms leave out more.
    wrong
        Share of firms with a fault of each kind in
        :data:`~devindex.enterprise.synthetic.damage.KINDS`, 0 to 0.05, one firm at least; no firm
        has two. A kind the framework has no item for is left out.
    progress
        Called with the number of firms written so far.

    Raises
    ------
    EnterpriseError
        Of parameters out of their range, or a file that cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     made = simulate(Path(folder) / "firms.parquet", 500, seed=1)
    ...     made.path.name, pq.read_table(made.path).num_rows
    ('firms-synthetic.parquet', 500)
    """
    given = {k: v for k, v in locals().items() if k not in ("framework", "progress")}
    admit(simulate, given, EnterpriseError)
    _refuse(Path(place), firms, seed, missing, wrong)
    meant = framework if isinstance(framework, Framework) else load_framework(framework)
    plan = _plan(meant, firms, seed, missing, wrong)
    path = marked(Path(place)).with_suffix(".parquet")
    frame = path.with_name(f"{path.stem}-frame.csv")
    damage = path.with_name(f"{path.stem}-damage.csv") if wrong else None
    wanted = [path, damage] if damage else [path]
    parts = [p.with_name(f".{p.name}.part") for p in wanted]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write(plan, parts, progress)
            for part, whole in zip(parts, wanted, strict=True):
                part.replace(whole)
        finally:
            for part in parts:
                part.unlink(missing_ok=True)
        plan.strata.frame.to_csv(frame, index=False, lineterminator="\n")
    except OSError as error:
        raise EnterpriseError(
            say(
                "{path} cannot be written: {why}", "不能写入 {path}：{why}",
                path=path, why=os_fault(error),
            )
        ) from error  # fmt: skip
    sizes = plan.strata.frame["firms"]
    return Simulated(path, frame, damage, firms, len(sizes), int(sizes.sum()))


def _refuse(place: Path, firms: int, seed: int, missing: float, wrong: float) -> None:
    problems = [
        say(
            "{name} is {value}; {least:g} to {most:g} is needed",
            "{name} 为{value}，应在{least:g}至{most:g}之间",
            name=name, value=value, least=least, most=most,
        )
        for name, value, least, most in (
            ("firms", firms, FEWEST, MOST), ("missing", missing, 0, MOST_MISSING),
            ("wrong", wrong, 0, MOST_WRONG),
        )
        if not least <= value <= most
    ]  # fmt: skip
    if seed < 0:
        problems.append(
            say("seed is {seed}; 0 or more is needed", "seed 为{seed}，应不小于0", seed=seed)
        )
    if place.suffix not in ("", ".parquet") or place.is_dir():
        problems.append(
            say(
                "{place} is not the name of a Parquet file; end it in .parquet",
                "{place} 不是 Parquet 文件名，应以 .parquet 结尾",
                place=place,
            )
        )
    if problems:
        raise EnterpriseError(problems)


def _plan(meant: Framework, firms: int, seed: int, missing: float, wrong: float) -> _Plan:
    told = parameters()
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(0,)))
    sampled = strata(firms, told, rng)
    divisions = sum(len(group.divisions) for group in told.group)
    return _Plan(
        meant, told, sampled, in_order(meant, told),
        told.province_spread * normal(rng, len(sampled.provinces)),
        told.division_spread * normal(rng, divisions),
        missing,
        chosen(firms, wrong, np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(1,)))),
        seed,
    )  # fmt: skip


def _write(plan: _Plan, places: list[Path], progress: Callable[[int], object] | None) -> None:
    """Write the firms and, at a second place, the list of their faults; a block at a time."""
    framework = plan.framework
    about = {
        KEY: MARK, "seed": str(plan.seed), "version": __version__,
        "framework": f"{framework.id} {framework.version}",
    }  # fmt: skip
    text = ("credit_code", "province", "industry", "size", "holding", "stratum")
    schema = pa.schema(
        [(name, pa.string()) for name in text]
        + [(name, pa.float64()) for name in ("weight", *(i.code for i in framework.items))],
        metadata=about,
    )
    with ExitStack() as open_files:
        writer = open_files.enter_context(pq.ParquetWriter(places[0], schema, compression="zstd"))
        note = None
        for place in places[1:]:
            file = open_files.enter_context(place.open("w", encoding="utf-8", newline=""))
            note = csv.writer(file, lineterminator="\n")
            note.writerow(field.name for field in fields(Damage))
        done = 0
        for table, faults in _blocks(plan, schema):
            writer.write_table(table, row_group_size=len(table))
            if note:
                note.writerows(astuple(fault) for fault in faults)
            done += len(table)
            if progress:
                progress(done)


def _blocks(plan: _Plan, schema: pa.Schema) -> Iterator[tuple[pa.Table, list[Damage]]]:
    """Every block with a slice of each stratum, so that all are alike."""
    sampled = plan.strata.sampled
    blocks = -(-int(sampled.sum()) // BLOCK)
    first = 0
    for b in range(blocks):
        n = sampled * (b + 1) // blocks - sampled * b // blocks
        stratum = np.repeat(np.arange(len(n)), n)
        yield _block(plan, schema, b, first, stratum)
        first += len(stratum)


def _block(
    plan: _Plan, schema: pa.Schema, b: int, first: int, stratum: Ints
) -> tuple[pa.Table, list[Damage]]:
    seeds = np.random.SeedSequence(plan.seed, spawn_key=(2, b)).spawn(3)
    firm_rng, missing_rng, wrong_rng = (np.random.default_rng(s) for s in seeds)
    told, of, n = plan.told, plan.strata, len(stratum)
    province, size = of.province[stratum], of.size[stratum]
    division = _divisions(told, of.group[stratum], firm_rng)
    held = holdings(province, told, firm_rng)
    maturity = _maturity(plan, size, province, division, held, firm_rng)
    low, high = np.array([s.employees for s in told.size], dtype=float).T
    people = employees(low[size], high[size], firm_rng)
    said = answers(plan.order, maturity, people, firm_rng)
    if plan.missing:
        _leave_out(plan, said, size, missing_rng)
    numbers = np.array([int(p) for p in of.provinces])
    labels = {
        "province": np.array(of.provinces, dtype=object)[province],
        "industry": np.array([d for g in told.group for d in g.divisions], dtype=object)[division],
        "size": np.array([s.code for s in told.size], dtype=object)[size],
    }
    block = Block(
        codes.credit_codes(numbers[province], first + np.arange(n)),
        labels,
        of.stands_for[stratum].astype(float),
        said,
    )
    faults = _faults(plan, block, first, wrong_rng)
    columns = {
        "credit_code": codes.texts(block.codes),
        **{name: pa.array(values, pa.string()) for name, values in labels.items()},
        "holding": _holding_names(held, b),
        "stratum": pc.take(pa.array(of.names), pa.array(stratum)),
        "weight": block.weight,
        **{code: pa.array(x, pa.float64(), from_pandas=True) for code, x in said.items()},
    }
    return pa.table([columns[name] for name in schema.names], schema=schema), faults


def _maturity(
    plan: _Plan, size: Ints, province: Ints, division: Ints, held: Ints, rng: np.random.Generator
) -> Floats:
    """Latent maturity: of size, province, industry, holding group and the firm itself. (n,)."""
    joint = plan.told.holding_spread * normal(rng, int(held.max(initial=-1)) + 2)
    own = plan.told.firm_spread * normal(rng, len(size))
    by_size = np.array([s.maturity for s in plan.told.size])[size]
    levels = plan.province_level[province] + plan.division_level[division]
    return by_size + levels + np.where(held < 0, 0.0, joint[held]) + own


def _divisions(told: Parameters, group: Ints, rng: np.random.Generator) -> Ints:
    """Place of each firm's division among all, drawn within its group. (n,) -> (n,)."""
    shares = [np.array(list(g.divisions.values())) for g in told.group]
    within = np.cumsum(np.concatenate([s / s.sum() for s in shares]))  # one unit for each group
    within[np.cumsum([len(s) for s in shares]) - 1] = np.arange(1, len(shares) + 1)
    return np.searchsorted(within, group + rng.random(len(group)), side="right")


def _leave_out(plan: _Plan, said: dict[str, Floats], size: Ints, rng: np.random.Generator) -> None:
    """Take answers away, in place: the smaller the firm, the more."""
    each = np.array([s.missing for s in plan.told.size])
    share = np.bincount(plan.strata.size, plan.strata.sampled, len(each))
    rate = np.minimum(plan.missing * each / ((share * each).sum() / share.sum()), 0.95)[size]
    for item in plan.framework.items:
        said[item.code] = np.where(rng.random(len(size)) < rate, np.nan, said[item.code])


def _holding_names(held: Ints, b: int) -> pa.Array:
    names = [f"H{b:04d}-{k:05d}" for k in range(int(held.max(initial=-1)) + 1)]
    return pc.take(pa.array(names, pa.string()), pa.array(held, mask=held < 0))


def _faults(plan: _Plan, block: Block, first: int, rng: np.random.Generator) -> list[Damage]:
    end = first + len(block.weight)
    here = {
        kind: rows[np.searchsorted(rows, first) : np.searchsorted(rows, end)] - first
        for kind, rows in plan.wrong.items()
    }
    put = Damager(plan.framework).put(block, here, rng)
    return sorted(
        (
            Damage(first + r + 1, block.codes[r].tobytes().decode(), kind, item, written, was)
            for r, kind, item, written, was in put
        ),
        key=lambda fault: fault.row,
    )
