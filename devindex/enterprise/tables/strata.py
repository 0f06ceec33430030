"""The strata of a table of firms, and what a frame says of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from devindex.enterprise.surveys.design import Design, Floats, Ints
from devindex.enterprise.surveys.sampling import tell_lonely
from devindex.enterprise.tables import sums
from devindex.errors import EnterpriseError, Sentence, say
from devindex.kinds import shown

if TYPE_CHECKING:
    import ibis

__all__ = ["Strata", "strata_of"]


@dataclass(frozen=True, eq=False)
class Strata:
    """Strata of the sample.

    ``design`` describes them without any firm; ``names`` are theirs, in its order, and ``firms``
    (H,) the firms of each in the sample; ``clusters`` counts those of the whole
    sample; ``weights`` is the mean number of different weights in a stratum.
    """

    design: Design
    names: pd.Index
    firms: Floats
    clusters: int
    weights: float

    def places(self, of: pd.Series) -> Ints:
        """Place of each stratum."""
        return np.asarray(self.names.get_indexer(pd.Index(of)), dtype=int)


def strata_of(
    engine: Any, table: ibis.Table, frame: pd.DataFrame | ibis.Table | None, lonely: str, *,
    tell: bool = True,
) -> Strata:  # fmt: skip
    """Count firms and clusters of each stratum, and meet them with the frame.

    ``tell`` warns of lonely strata.

    Raises
    ------
    EnterpriseError
        No firms, firms without a stratum or a sound weight, a frame that does not hold them.
    """
    found = engine.frame(sums.by_stratum(table)).sort_values("stratum", ignore_index=True)
    problems = _faults(found)
    if problems:
        raise EnterpriseError(problems)
    firms = found["firms"].to_numpy(dtype=float)
    held = found["holdings"].to_numpy(dtype=int)
    sampled = found["lone"].to_numpy(dtype=int) + held
    if frame is None:
        population = np.full(len(found), np.inf)
    else:
        given = frame if isinstance(frame, pd.DataFrame) else engine.frame(frame)
        population = sampled * _frame(given, found["stratum"], firms) / firms
    none, nobody = np.empty(0), np.empty(0, dtype=int)
    design = Design(none, nobody, nobody, nobody, sampled, population, lonely, nobody)
    if tell:
        tell_lonely(design, found["stratum"].tolist())
    return Strata(
        design, pd.Index(found["stratum"]), firms, int(sampled.sum()),
        float(found["weights"].mean()),
    )  # fmt: skip


def _faults(found: pd.DataFrame) -> list[Sentence]:
    """What keeps the sample from being read."""
    if not len(found):
        return [say("the table has no firms", "表中没有企业")]
    problems = []
    if (gone := found["stratum"].isna()).any():
        problems.append(
            say(
                "{n} firms have no stratum; every firm needs one",
                "有{n}家企业没有层（stratum），每家企业都应有",
                n=int(found["firms"][gone].sum()),
            )
        )
    unsound = (found["firms"] - found["sound"]).to_numpy(dtype=int)
    unsound = np.where(np.isfinite(found["most"].to_numpy(dtype=float)), unsound, found["firms"])
    if unsound.any():
        problems.append(
            say(
                "{n} firms have no positive, finite weight, first in stratum {one}",
                "有{n}家企业的权数（weight）不是有限的正数，首个在层 {one}",
                n=int(unsound.sum()), one=shown(found["stratum"][int(np.argmax(unsound > 0))]),
            )
        )  # fmt: skip
    return problems


def _frame(frame: pd.DataFrame, strata: pd.Series, firms: Floats) -> Floats:
    """Firms of each stratum in the frame."""
    lost = [c for c in ("stratum", "firms") if c not in frame.columns]
    if lost:
        raise EnterpriseError(
            say("the frame has no column {c!r}", "抽样框没有{c!r}列", c=c) for c in lost
        )
    known = frame.set_index("stratum")["firms"].astype(float)
    own = known[~known.index.duplicated()].reindex(strata).to_numpy()
    twice, extra = known.index[known.index.duplicated()], known.index.difference(pd.Index(strata))
    small = ~(own >= firms)
    checks: list[tuple[list[Hashable], Callable[[Any, int], Sentence]]] = [
        (list(twice), _twice), (list(extra), _extra),
        (strata[np.isnan(own)].tolist(), _absent),
        (strata[small & ~np.isnan(own)].tolist(), _small),
    ]  # fmt: skip
    problems = [sentence(shown(names[0]), len(names)) for names, sentence in checks if names]
    if problems:
        raise EnterpriseError(problems)
    return np.asarray(own, dtype=float)


def _twice(one: Sentence, n: int) -> Sentence:
    return say(
        "{n} strata come twice in the frame, first {one}", "抽样框中有{n}个层重复，首个为 {one}",
        n=n, one=one,
    )  # fmt: skip


def _extra(one: Sentence, n: int) -> Sentence:
    return say(
        "{n} strata of the frame have no firm in the sample, first {one}; join each to another",
        "抽样框中有{n}个层没有样本企业，首个为 {one}；应与其他层合并",
        n=n, one=one,
    )  # fmt: skip


def _absent(one: Sentence, n: int) -> Sentence:
    return say(
        "{n} strata of the sample have no number of firms in the frame, first {one}",
        "样本中有{n}个层在抽样框中没有企业数，首个为 {one}",
        n=n, one=one,
    )  # fmt: skip


def _small(one: Sentence, n: int) -> Sentence:
    return say(
        "{n} strata have more firms in the sample than in the frame, first {one}",
        "有{n}个层的样本企业数多于抽样框，首个为 {one}",
        n=n, one=one,
    )  # fmt: skip
