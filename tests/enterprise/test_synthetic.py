"""Synthetic firms: marked, reproducible, adding up, and within the rules of every item."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from devindex import load_framework, load_observations
from devindex.definitions import regions
from devindex.enterprise.engine import engine
from devindex.enterprise.returns import check
from devindex.enterprise.returns.credit import check_character
from devindex.enterprise.returns.lists import industries, sizes
from devindex.enterprise.synthetic import SYNTHETIC, is_synthetic, mark_of, simulate
from devindex.enterprise.synthetic import generator as making
from devindex.enterprise.synthetic.codes import ALPHABET, credit_codes, other_check
from devindex.enterprise.synthetic.damage import KINDS
from devindex.enterprise.synthetic.parameters import parameters
from devindex.enterprise.synthetic.sample import firms_counted

N = 20_000
ITEMS = load_framework("enterprise").items


def sha(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return simulate(tmp_path_factory.mktemp("firms") / "synthetic.parquet", N, seed=3)


@pytest.fixture(scope="module")
def firms(made):
    return pd.read_parquet(made.path)


@pytest.fixture(scope="module")
def damaged(tmp_path_factory):
    place = tmp_path_factory.mktemp("wrong") / "synthetic.parquet"
    return simulate(place, N, seed=3, missing=0.1, wrong=0.002)


def faults_of(t, item):
    """Rows of a table that break a rule of an item, by rule."""
    x = t[item.code]
    found = {"out-of-range": pd.Series(False, index=t.index)}
    if item.least is not None:
        found["out-of-range"] |= x < item.least
    if item.most is not None:
        found["out-of-range"] |= x > item.most
    if item.scale == "whole":
        found["not-whole"] = x.notna() & (x % 1 != 0)
    if item.scale == "yes-no":
        found["not-yes-no"] = x.notna() & ~x.isin([0, 1])
    if item.part_of:
        found["part-above-whole"] = x > t[item.part_of]
    return found


def test_same_seed_same_bytes_and_another_seed_other_bytes(made, tmp_path):
    again = simulate(tmp_path / "synthetic-b.parquet", N, seed=3)
    assert sha(again.path) == sha(made.path)
    assert sha(again.frame) == sha(made.frame)
    other = simulate(tmp_path / "synthetic-c.parquet", N, seed=4)
    assert sha(other.path) != sha(made.path)


def test_a_block_is_drawn_from_its_own_seed_whatever_was_drawn_before(monkeypatch, tmp_path):
    monkeypatch.setattr(making, "BLOCK", 700)
    made = simulate(tmp_path / "synthetic.parquet", 2000, seed=5)
    whole = pq.read_table(made.path)
    plan = making._plan(load_framework("enterprise"), 2000, 5, 0.0, 0.0)
    sampled = plan.strata.sampled
    n = sampled * 2 // 3 - sampled * 1 // 3
    first = int((sampled * 1 // 3).sum())
    stratum = np.repeat(np.arange(len(n)), n)
    alone, _ = making._block(plan, whole.schema, 1, first, stratum)
    assert pq.ParquetFile(made.path).num_row_groups == 3
    assert alone.equals(whole.slice(first, len(stratum)))


def test_missing_and_faults_change_no_other_answer(made, firms, damaged):
    other = pd.read_parquet(damaged.path)
    rows = pd.read_csv(damaged.damage)["row"] - 1
    sound = other.drop(index=rows)
    for item in ITEMS:
        said = sound[item.code].dropna()
        assert (said == firms.loc[said.index, item.code]).all()


def test_weights_add_up_to_the_frame_exactly(made, firms):
    frame = pd.read_csv(made.frame).set_index("stratum")["firms"]
    assert made.frame.name == "synthetic-frame.csv"
    sums = firms.groupby("stratum")["weight"].sum()
    assert (sums.sort_index() == frame.sort_index()).all()
    assert frame.sum() == made.population == firms["weight"].sum()
    assert len(frame) == made.strata
    assert (firms["weight"] > 0).all()


def test_no_stratum_has_one_firm_and_stands_for_more(firms):
    n = firms.groupby("stratum")["weight"].agg(["size", "max"])
    assert (n.loc[n["size"] == 1, "max"] == 1).all()


@pytest.mark.parametrize("firms", [100, 777, 12_345])
def test_as_many_firms_as_asked_for_in_all_provinces(tmp_path, firms):
    made = simulate(tmp_path / "synthetic.parquet", firms, seed=firms)
    table = pq.read_table(made.path, columns=["province"])
    assert table.num_rows == firms
    assert len(set(table["province"].to_pylist())) == 31


@pytest.mark.parametrize("item", ITEMS, ids=lambda i: i.code)
def test_answers_keep_to_the_rules_of_their_item(firms, item):
    assert firms[item.code].notna().all()
    assert not any(bad.any() for bad in faults_of(firms, item).values())
    assert firms[item.code].nunique() > 1


def test_the_columns_are_those_of_the_contract(made):
    schema = pq.read_schema(made.path)
    text = ["credit_code", "province", "industry", "size", "holding", "stratum"]
    assert schema.names == [*text, "weight", *(i.code for i in ITEMS)]
    assert {str(t) for t in schema.types} == {"string", "double"}


def test_indicators_rise_together(firms):
    """Signed so that more is better: the mean rank correlation of each with the others is > 0."""
    values = {}
    for i in load_framework("enterprise").indicators:
        x = firms[i.numerator.name]
        if i.denominator:
            x = x / firms[i.denominator.name].where(lambda d: d > 0)
        values[i.code] = i.sign * x
    c = pd.DataFrame(values).corr(method="spearman").to_numpy(copy=True)
    np.fill_diagonal(c, np.nan)
    assert np.nanmean(c) > 0.2
    assert (np.nanmean(c, axis=1) > 0).sum() >= 34


def test_provinces_have_firms_in_proportion_to_the_official_count(tmp_path):
    made = simulate(tmp_path / "synthetic.parquet", 200_000, seed=1)
    frame = pd.read_csv(made.frame)
    share = frame.groupby(frame["stratum"].str[:6])["firms"].sum() / frame["firms"].sum()
    seen = load_observations().only(["app_firms_n"]).frame
    seen = seen[(seen["year"] == 2024) & (seen["region"] != "000000")].set_index("region")["value"]
    assert (share / (seen / seen.sum()) - 1).abs().max() < 0.1
    assert firms_counted()[1] == seen.to_dict()


def test_what_a_province_adds_is_drawn_from_the_seed_and_from_nothing_else(tmp_path):
    levels = []
    for seed in (1, 2):
        made = simulate(tmp_path / f"synthetic-{seed}.parquet", 40_000, seed=seed)
        plan = making._plan(load_framework("enterprise"), 40_000, seed, 0.0, 0.0)
        levels.append(pd.Series(plan.province_level, plan.strata.provinces))
        t = pd.read_parquet(made.path)
        share = t["security-clauses-met"] / t["security-clauses-applicable"]
        means = (share * t["weight"]).groupby(t["province"]).sum()
        means /= t.groupby("province")["weight"].sum()
        many = t["province"].value_counts() > 500
        assert means[many].corr(levels[-1][many]) > 0.8
    assert abs(levels[0].corr(levels[1])) < 0.5


def test_size_mix_and_sampling_rates_are_those_of_the_parameters(firms):
    told = parameters()
    share = firms.groupby("size")["weight"].sum() / firms["weight"].sum()
    for size in told.size:
        assert share[size.code] == pytest.approx(size.share / sum(s.share for s in told.size), 0.05)
    assert (firms.loc[firms["size"] == "large", "weight"] == 1).all()
    bounds = {s.code: s.employees for s in told.size}
    for size, group in firms.groupby("size"):
        assert group["employees"].between(*bounds[size]).all()


def test_industries_are_the_41_divisions(firms):
    assert set(firms["industry"]) == {f"{d:02d}" for d in range(6, 47)}
    groups = {d: g.code for g in parameters().group for d in g.divisions}
    assert (firms["industry"].map(groups) == firms["stratum"].str.split("-").str[1]).all()
    assert (firms["stratum"].str[:6] == firms["province"]).all()


def test_some_firms_are_in_small_holding_groups_mostly_of_one_province(firms):
    held = firms.dropna(subset="holding").groupby("holding")["province"].agg(["size", "nunique"])
    assert 0.13 < firms["holding"].notna().mean() < 0.17
    assert held["size"].between(2, 12).all()
    assert set(held["size"]) == set(range(2, 13))
    assert 0 < (held["nunique"] > 1).mean() < 0.1
    assert not (firms["holding"] == "").any()


def test_small_firms_leave_out_more(damaged):
    table = pd.read_parquet(damaged.path)
    gone = table[[i.code for i in ITEMS]].isna().mean(axis=1)
    assert gone.mean() == pytest.approx(0.1, abs=0.005)
    by = gone.groupby(table["size"]).mean()
    assert by["large"] < by["medium"] < by["small"] < by["micro"]


def test_credit_codes_are_distinct_rightly_checked_and_never_real(firms):
    assert firms["credit_code"].is_unique
    assert all(check_character(code[:17]) == code[17] for code in firms["credit_code"][::50])
    assert (firms["credit_code"].str[0] == "X").all()  # assigned to no registering authority
    assert (firms["credit_code"].str[2:8] == firms["province"]).all()


def test_all_check_characters_come_up_and_a_wrong_one_is_wrong():
    codes = credit_codes(np.full(500, 440000), np.arange(500) * 12_347)
    said = [c.tobytes().decode() for c in codes]
    assert {c[17] for c in said} == set(ALPHABET)
    assert all(check_character(c[:17]) == c[17] for c in said)
    wrong = [c.tobytes().decode() for c in other_check(codes)]
    assert all(check_character(c[:17]) != c[17] and c[17] in ALPHABET for c in wrong)


def found_in(table):
    """Every fault of a table, looked for without the list: {(row, kind, column)}."""
    out = set()

    def add(rows, kind, column):
        out.update((int(r) + 1, kind, column) for r in np.flatnonzero(rows))

    right = table["credit_code"].str[:17].map(check_character) == table["credit_code"].str[17]
    add(~right, "check-digit", "credit_code")
    add(~table["province"].isin(regions()), "unknown-province", "province")
    add(~table["industry"].isin([f"{d:02d}" for d in range(6, 47)]), "unknown-industry", "industry")
    add(~table["size"].isin([s.code for s in parameters().size]), "unknown-size", "size")
    add(~(table["weight"] > 0), "negative-weight", "weight")
    for item in ITEMS:
        for kind, bad in faults_of(table, item).items():
            add(bad, kind, item.code)
    return out


def test_the_list_of_damage_is_complete(damaged):
    table = pd.read_parquet(damaged.path)
    listed = pd.read_csv(damaged.damage, dtype=str)
    assert damaged.damage.name == "synthetic-damage.csv"
    assert listed["kind"].value_counts().to_dict() == dict.fromkeys(KINDS, 40)
    rows = listed["row"].astype(int)
    assert rows.is_unique
    assert (table.loc[rows - 1, "credit_code"].to_numpy() == listed["firm"]).all()
    told = set(zip(rows, listed["kind"], listed["item"], strict=True))
    twice = {one for one in told if one[1] == "duplicate"}
    assert found_in(table) == told - twice
    again = table[table["credit_code"].duplicated(keep=False)]
    assert len(again) == 80
    assert {row - 1 for row, *_ in twice} < set(again.index)


def test_the_checks_of_returns_find_every_fault_and_no_other(damaged):
    """By row, column and rule; of two firms with one code, the checks name both."""
    with engine() as duck:
        findings = check(duck, duck.read(damaged.path)).findings
    findings = findings[findings["severity"] == "block"]
    found = set(zip(findings["row"].astype(int), findings["item"], findings["rule"], strict=True))
    listed = pd.read_csv(damaged.damage, dtype=str)
    answers = listed["item"].isin([i.code for i in ITEMS]) | (listed["kind"] == "duplicate")
    rule = listed["kind"].where(answers, listed["item"])
    told = set(zip(listed["row"].astype(int), listed["item"], rule, strict=True))
    assert told <= found
    assert {rule for *_, rule in found - told} == {"duplicate"}
    assert len(found - told) == (listed["kind"] == "duplicate").sum()


def test_the_list_says_what_is_written_and_what_was_right(made, firms, damaged):
    table = pd.read_parquet(damaged.path)
    listed = pd.read_csv(damaged.damage, dtype=str)
    numbers = listed[listed["item"].isin([i.code for i in ITEMS]) | (listed["item"] == "weight")]
    for fault in numbers.itertuples():
        at = int(fault.row) - 1
        assert table.loc[at, fault.item] == float(fault.written)
        if isinstance(fault.was, str):
            assert firms.loc[at, fault.item] == float(fault.was)
    for fault in listed.drop(index=numbers.index).itertuples():
        at = int(fault.row) - 1
        assert table.loc[at, fault.item] == fault.written != fault.was == firms.loc[at, fault.item]


def test_one_fault_of_each_kind_at_least(tmp_path):
    made = simulate(tmp_path / "synthetic.parquet", 200, seed=1, wrong=1e-6)
    assert sorted(pd.read_csv(made.damage)["kind"]) == sorted(KINDS)


def test_everything_says_that_it_is_synthetic(made, firms, tmp_path):
    metadata = pq.read_schema(made.path).metadata
    assert metadata[b"devindex"] == b"synthetic"
    assert metadata[b"seed"] == b"3"
    assert metadata[b"framework"] == b"enterprise 1.0.0"
    assert b"version" in metadata
    for given in (made.path, str(made.path), made.frame, pq.read_table(made.path), firms):
        assert mark_of(given) == "synthetic"
        assert is_synthetic(given)
    assert "合成" in SYNTHETIC.zh
    named = simulate(tmp_path / "firms.parquet", 200)
    assert named.path.name == "firms-synthetic.parquet"
    assert named.frame.name == "firms-synthetic-frame.csv"
    assert simulate(tmp_path / "firms", 200).path == named.path


@pytest.mark.filterwarnings("ignore:The 'future.infer_string'")  # ibis asks pandas for it
def test_the_mark_outlives_the_name_and_the_metadata(made, firms, tmp_path):
    bare = pa.Table.from_pandas(firms, preserve_index=False).replace_schema_metadata({})
    pq.write_table(bare, tmp_path / "plain.parquet")
    firms.to_csv(tmp_path / "plain.csv", index=False)
    ibis = pytest.importorskip("ibis")
    table = ibis.memtable(firms[["credit_code", "weight"]])
    for given in (tmp_path / "plain.parquet", tmp_path / "plain.csv", table):
        assert mark_of(given) == "synthetic"


@pytest.mark.filterwarnings("ignore:The 'future.infer_string'")
def test_real_codes_carry_no_mark(firms, tmp_path):
    real = firms.head(20).assign(credit_code="91350100M000100Y43")
    real.to_parquet(tmp_path / "plain.parquet")
    real.to_csv(tmp_path / "plain.csv", index=False)
    ibis = pytest.importorskip("ibis")
    table = ibis.memtable(real[["credit_code", "weight"]])
    assert mark_of(real) is None
    assert mark_of(table) is None
    assert mark_of(table.drop("credit_code")) is None
    for name in ("plain.parquet", "plain.csv", "absent.parquet"):
        assert mark_of(tmp_path / name) is None


def test_a_framework_of_ones_own_is_answered_by_the_kinds_of_its_items(tmp_path):
    meant = load_framework("regional")
    named = {"least": 0.0, "scale": "whole", "part_of": None}
    items = tuple(
        item.model_copy(update={"code": f"own-{n}", **named}) for n, item in enumerate(meant.items)
    )
    head = next(i for i in ITEMS if i.code == "employees")
    part = items[0].model_copy(update={"code": "part", "part_of": "own-0"})
    own = meant.model_copy(update={"items": (*items, part, head), "indicators": ()})
    made = simulate(tmp_path / "synthetic.parquet", 500, framework=own)
    table = pd.read_parquet(made.path)
    assert (table["part"] <= table["own-0"]).all()
    assert (table[[i.code for i in own.items]] % 1 == 0).all().all()


def test_items_that_cannot_be_drawn_are_named(tmp_path, told):
    meant = load_framework("enterprise")
    alone = meant.model_copy(update={"items": meant.items[:1], "indicators": ()})
    problems = told(lambda: simulate(tmp_path / "a.parquet", 200, framework=alone))
    assert problems == ("no item 'production-devices' to draw others from",)
    a, b = (i.model_copy(update={"code": c, "part_of": p}) for i, c, p in
            zip(meant.items, "ab", "ba", strict=False))  # fmt: skip
    ring = meant.model_copy(update={"items": (a, b), "indicators": ()})
    problems = told(lambda: simulate(tmp_path / "a.parquet", 200, framework=ring))
    assert problems[0].startswith("items need each other: ")


@pytest.mark.parametrize(
    ("place", "asked", "said"),
    [
        ("a.parquet", {"firms": 99}, "firms is 99; 100 to 9e+08 is needed"),
        ("a.parquet", {"missing": 0.6}, "missing is 0.6; 0 to 0.5 is needed"),
        ("a.parquet", {"wrong": 0.2}, "wrong is 0.2; 0 to 0.05 is needed"),
        ("a.parquet", {"missing": float("nan")}, "missing is nan; a finite number is needed"),
        ("a.parquet", {"seed": -1}, "seed is -1; 0 or more is needed"),
        ("a.parquet", {"firms": "many"}, "firms is 'many'; a whole number is needed"),
        ("a.csv", {}, "is not the name of a Parquet file; end it in .parquet"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(tmp_path, told, place, asked, said):
    problems = told(lambda: simulate(tmp_path / place, **{"firms": 200} | asked))
    assert len(problems) == 1
    assert problems[0].endswith(said)
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_named(tmp_path, told):
    (tmp_path / "file").write_text("")
    problems = told(lambda: simulate(tmp_path / "file" / "a.parquet", 200))
    assert "cannot be written" in problems[0]


def test_progress_counts_up_to_all_firms(monkeypatch, tmp_path):
    monkeypatch.setattr(making, "BLOCK", 100)
    seen = []
    simulate(tmp_path / "synthetic.parquet", 250, progress=seen.append)
    assert seen == sorted(seen)
    assert len(seen) == 3
    assert seen[-1] == 250


def test_sizes_and_divisions_are_those_of_the_code_lists():
    told = parameters()
    assert [size.code for size in told.size] == list(sizes())
    assert sorted(d for g in told.group for d in g.divisions) == list(industries())
    above = None
    for size in told.size:
        least = sizes()[size.code].employees or 1
        assert size.employees[0] == least
        assert above is None or size.employees[1] == above - 1
        above = least


def test_parameters_name_only_items_of_the_framework():
    codes = {item.code for item in ITEMS}
    told = parameters()
    assert set(told.item) <= codes
    assert {d.only_if for d in told.item.values() if d.only_if} <= codes
    assert "region" not in json.dumps(told.model_dump())
