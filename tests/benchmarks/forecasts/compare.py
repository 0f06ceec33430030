"""Forecasters against each other on the same cases; prints one table in Markdown."""

import argparse
import gzip
import importlib
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import peers
import scores
import unseen

REFERENCE = "random walk, raw"
POOLED = 4


def load(path, every, families):
    """Cases of a JSON file (``{"cases": [...]}``, gzipped or not): each n-th, of some families."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        cases = json.load(file)["cases"]
    return [case for case in cases if not families or case["family"] in families][::every]


def named(place):
    """The callable that ``module:function`` names."""
    module, _, function = place.partition(":")
    return getattr(importlib.import_module(module), function)


def scored(name, predict, cases):
    """A table of scores, one row a case; a forecaster for all, or one by the id of each."""
    begun = pd.Timestamp.now()
    own = predict if isinstance(predict, dict) else {case["id"]: predict for case in cases}
    table = pd.DataFrame([scores.score(own[case["id"]], case) for case in cases])
    brier = ((table["probability"] - table["met"]) ** 2).mean()
    took = (pd.Timestamp.now() - begun).total_seconds()
    print(f"{name}: {brier:.4f} on all targets, {took:.0f} s", file=sys.stderr, flush=True)
    return table


def best(tables, unaware, among):
    """Names of the peers with the lowest Brier scores, best first."""
    brier = {
        name: ((tables[name]["probability"] - tables[name]["met"])[unaware] ** 2).mean()
        for name in among
    }
    return sorted(brier, key=brier.get)[:POOLED]


def markdown(rows, first):
    """Rows of key figures as a table in Markdown."""
    table = pd.DataFrame(rows)
    digits = {"Brier": 4, "log loss": 3, "ECE": 3, "CRPS ratio": 3, "80 %": 3, "95 %": 3, "ms": 1}
    cells = table.copy().astype(object)
    for column, n in digits.items():
        cells[column] = [f"{value:.{n}f}" for value in table[column]]
    head = [first, *table.columns[1:]]
    rule = ["---"] + ["---:"] * (len(head) - 1)
    lines = [head, rule, *cells.astype(str).to_numpy().tolist()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main():
    say = argparse.ArgumentParser(description=__doc__)
    say.add_argument("--cases", type=Path, required=True, help="JSON file of cases")
    say.add_argument("--every", type=int, default=1, help="each n-th case only")
    say.add_argument("--families", default="", help="only these families, by commas")
    say.add_argument("--forecaster", default="", help="module:function of one more forecaster")
    say.add_argument("--unseen", action="store_true", help="with devindex, fitted without a family")
    say.add_argument("--statsforecast", action="store_true", help="with models of statsforecast")
    say.add_argument("--only", default="", help="only peers whose names hold one of these")
    said = say.parse_args()
    families = set(filter(None, said.families.split(",")))
    cases = load(said.cases, said.every, families)
    unaware = np.array([case["target_mode"] != "ratio" for case in cases])
    competing = {**peers.PEERS, **(peers.of_statsforecast() if said.statsforecast else {})}
    words = [word for word in said.only.split(",") if word]
    if words:
        competing = {
            name: peer
            for name, peer in competing.items()
            if name == REFERENCE or any(word in name for word in words)
        }
    tables = {name: scored(name, peer, cases) for name, peer in competing.items()}
    chosen = best(tables, unaware, competing)
    pooled = f"pool of the best {POOLED}"
    tables[pooled] = scored(pooled, peers.pool(*(competing[name] for name in chosen)), cases)
    if said.forecaster:
        tables["devindex"] = scored("devindex", named(said.forecaster), cases)
    if said.unseen:
        fitted = unseen.forecasters(load(said.cases, 1, set()))
        tables["devindex, family unseen"] = scored("devindex, family unseen", fitted, cases)
    reference = tables[REFERENCE]["crps"]
    print(f"{len(cases)} cases; the pool is of {'; '.join(chosen)}.\n")
    rows = [
        {"": name, **scores.summary(table, reference, unaware)} for name, table in tables.items()
    ]
    print(markdown(rows, "all cases"))
    member = scores.membership(cases)
    for name, table in tables.items():
        rows = [
            {"": group, **scores.summary(table[rows_], reference[rows_], unaware[rows_])}
            for group, rows_ in ((g, member[g].to_numpy()) for g in member)
            if rows_.any()
        ]
        print(f"\n{markdown(rows, name)}")


if __name__ == "__main__":
    main()
