"""Two proofs that a table is protected: one for everybody, one for the office."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd

from devindex.enterprise.confidential.primary import Primary
from devindex.enterprise.confidential.secondary import Protection
from devindex.errors import EnterpriseError, os_fault, say

__all__ = ["internal_proof", "public_proof", "write_proofs"]


def public_proof(protection: Protection) -> pd.DataFrame:
    """List the suppressed cells and say that each is protected, and nothing that helps to attack.

    No rule, no parameter, no bound, and not which cell was suppressed for its own sake.

    Returns
    -------
    One row a suppressed cell: its codes, ``status`` (protected), ``audit`` (passed) and
    ``programmes``, the linear programmes solved for the whole table.
    """
    frame = protection.table.frame()[protection.suppressed].reset_index(drop=True)
    return frame.assign(status="protected", audit="passed", programmes=protection.programmes)


def internal_proof(protection: Protection, primary: Primary) -> pd.DataFrame:
    """Say of each suppressed cell why it went, what it needs and what the audit found. Secret.

    Returns
    -------
    One row a suppressed cell: its codes, ``value``, ``kind`` (primary, secondary), ``rule`` (each
    that fires: contributors, dominance, p, zero), ``respondents``, ``contributors``, ``lower`` and
    ``upper`` end of its interval, ``exact`` (whether these are the ends, or the interval is at
    least this wide), ``need`` by the rules, ``need_above`` and ``need_below`` (less than ``need``
    where readers believed so much before), ``width`` and ``need_width``, and ``verdict``.
    """
    at = np.flatnonzero(protection.suppressed)
    fired = np.stack([primary.few, primary.dominated, primary.near, primary.zero])[:, at]
    names = np.array(["contributors", "dominance", "p", "zero"])
    lower, upper = protection.intervals.lower[at], protection.intervals.upper[at]
    above, below = protection.above[at], protection.below[at]
    return (
        protection.table.frame()
        .iloc[at]
        .reset_index(drop=True)
        .assign(
            value=protection.values[at],
            kind=np.where(protection.confidential[at], "primary", "secondary"),
            rule=[" ".join(names[f]) for f in fired.T],
            respondents=primary.respondents[at],
            contributors=primary.contributors[at],
            lower=lower,
            upper=upper,
            exact=protection.intervals.exact,
            need=protection.need[at],
            need_above=above,
            need_below=below,
            width=upper - lower,
            need_width=above + below,
            verdict="protected",
        )
    )


def write_proofs(
    protection: Protection,
    primary: Primary,
    public: Path | str,
    internal: Path | str,
    *,
    force: bool = False,
) -> None:
    """Write both proofs as CSV (UTF-8, LF), each beside its place and then renamed into it.

    Raises
    ------
    EnterpriseError
        If a place is taken and ``force`` is not set, if both are in one folder, which would put
        the secret one beside what is published, or if the disk refuses. What stood there before
        still stands.
    """
    places = [Path(place).expanduser().resolve() for place in (public, internal)]
    if places[0].parent == places[1].parent:
        raise EnterpriseError(
            say(
                "both proofs would stand in {folder}; the internal one needs a folder of its own",
                "两份证明都将写入 {folder}，内部证明应放在单独的文件夹",
                folder=places[0].parent,
            )
        )
    if not force and (taken := [p for p in places if p.exists()]):
        raise EnterpriseError(
            say(
                "{place} exists already; choose another name, or replace it with force",
                "{place} 已经存在，请另选文件名，或指定 force 替换",
                place=p,
            )
            for p in taken
        )
    texts = [
        frame.to_csv(index=False, lineterminator="\n")
        for frame in (public_proof(protection), internal_proof(protection, primary))
    ]
    drafts = [p.with_name(f".{p.name}.draft-{os.getpid()}") for p in places]
    place = places[0]
    try:
        for place, draft, text in zip(places, drafts, texts, strict=True):
            place.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(text.encode("utf-8"))
        for place, draft in zip(places, drafts, strict=True):
            draft.replace(place)
    except OSError as error:
        raise EnterpriseError(
            say(
                "cannot write {place}: {fault}", "不能写入 {place}：{fault}",
                place=place, fault=os_fault(error),
            )
        ) from None  # fmt: skip
    finally:
        for draft in drafts:
            with suppress(OSError):
                draft.unlink()
