"""Makes svy.csv from synthetic-firms.csv with svy 0.35.0 and polars 2.1: python svy_numbers.py."""

from pathlib import Path

import polars as pl
import svy

HERE = Path(__file__).parent
RULES = {"adjust": "center", "average": "scale", "certainty": "skip"}
SIZES = {0: 180.0, 1: 130.0, 2: 90.0}
rows = []


def note(rule, estimator, item, found, by="province"):
    for row in found.to_polars().iter_rows(named=True):
        domain = row.get(by, "all")
        deff = row.get("deff") or ""
        ends = row["lci"], row["uci"], row["df"]
        rows.append((rule, estimator, item, domain, row["est"], row["se"], deff, *ends))


def every(rule, sample):
    e = sample.estimation
    for by in ({}, {"by": "province"}):
        for item in ("connected", "equipment"):
            note(rule, "total", item, e.total(item, deff="wor", **by))
            note(rule, "mean", item, e.mean(item, deff="wor", **by))
        note(rule, "ratio", "connected/equipment", e.ratio("connected", "equipment", **by))
        note(rule, "mean", "revenue", e.mean("revenue", drop_nulls=True, **by))


firms = pl.read_csv(HERE / "synthetic-firms.csv")
for rule, name in RULES.items():
    design = svy.Design(
        stratum="stratum", psu="group", wgt="weight", pop_size="population",
        singleton=svy.Singleton(name),
    )  # fmt: skip
    every(rule, svy.Sample(firms, design=design))
    if rule == "certainty":
        sample = svy.Sample(firms, design=design)
        controls = {svy.Cat("size"): SIZES, "equipment": 26000.0}
        every("certainty-linear", sample.weighting.calibrate(controls=controls))
        sample = svy.Sample(firms, design=design)
        every("certainty-post", sample.weighting.poststratify(SIZES, cells="size"))
head = "rule,estimator,item,domain,value,se,deff,lower,upper,df"
lines = [",".join(map(str, row)) for row in rows]
(HERE / "svy.csv").write_text("\n".join([head, *lines]) + "\n", "utf-8")
