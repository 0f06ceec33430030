"""The package's forecaster with weights fitted without the family of the case it forecasts."""

import zlib
from functools import partial

import numpy as np

from devindex.forecast.fit import Evidence, evidence, fitted, of_kind
from devindex.forecast.predicting import predict
from devindex.forecast.prior import Prior

FOLDS = 5


def folds(cases):
    """Fold of each family: names in the order of their checksums, dealt out in turn."""
    names = sorted({case["family"] for case in cases}, key=lambda name: zlib.crc32(name.encode()))
    return {name: n % FOLDS for n, name in enumerate(names)}


def priors(cases):
    """For each kind of series and family, the prior fitted on the families of other folds."""
    out = {}
    for bounded in (True, False):
        some, flat = of_kind(cases, bounded=bounded), Prior.flat(bounded=bounded)
        fold, seen = folds(some), evidence(flat, some)
        for k in range(FOLDS):
            others = np.array([fold[case["family"]] != k for case in some])
            known = [case for case, other in zip(some, others, strict=True) if other]
            prior = fitted(flat, known, Evidence(*(part[others] for part in seen)))
            out |= {(bounded, name): prior for name in fold if fold[name] == k}
    return out


def forecasters(cases):
    """The forecaster of each case, by its id."""
    known = priors(cases)
    return {
        case["id"]: partial(predict, prior=known[case["upper"] is not None, case["family"]])
        for case in cases
    }
