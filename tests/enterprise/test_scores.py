"""Scores, levels and grades of firms: by hand, by NumPy, on both engines. No firm is real."""

import math
from itertools import pairwise

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from devindex import shipped
from devindex.definitions import load_framework, load_rules
from devindex.enterprise import explain_firm, levels, score, with_percentile
from devindex.enterprise import scored as kept_scores
from devindex.enterprise.scores import columns_added, items_needed
from devindex.errors import EnterpriseError

RULES = load_rules()
FRAMEWORK = load_framework("enterprise")
ITEMS = [item.code for item in FRAMEWORK.items]
LEVELS = (
    "maturity", "platform-grade", "security-class", "security-type", "security-grade-due",
    "security-grade-reached", "security-met",
)  # fmt: skip


def scored(engine, firms, rules=None, **options):
    """Scores of a table of firms, by credit code and in the order of the firms."""
    scores = score(ibis.memtable(nulls(firms)), rules, **options)
    out = engine.connection.to_pyarrow(scores).to_pandas()
    out = out.set_index("credit_code")
    return out.loc[firms["credit_code"]] if out.index.is_unique else out


def nulls(firms):
    """Arrow table with NULL where pandas has NaN, and every item a float."""
    firms = firms.astype(dict.fromkeys([c for c in ITEMS if c in firms], "float64"))
    return pa.Table.from_pandas(firms, preserve_index=False)


def firm(code="a", industry="26", size="large", **answers):
    """One firm that answers nothing but what is given; ``_`` stands for ``-``."""
    given = {name.replace("_", "-"): value for name, value in answers.items()}
    assert set(given) <= set(ITEMS)
    known = {"credit_code": code, "industry": industry, "size": size}
    return pd.DataFrame([known | dict.fromkeys(ITEMS, np.nan) | given])


def random_firms(n, seed, missing=0.15):
    """Firms with answers inside and outside the goalposts, zeros, ties and gaps."""
    rng = np.random.default_rng(seed)
    firms = pd.DataFrame(
        {
            "credit_code": [f"{i:06d}" for i in range(n)],
            "province": rng.choice(["110000", "440000"], n),
            "industry": rng.choice(["06", "13", "34"], n),
            "size": rng.choice(["large", "medium", "small", "micro"], n),
        }
    )
    for item in FRAMEWORK.items:
        if item.scale == "yes-no":
            x = rng.integers(0, 2, n).astype(float)
        elif item.most is not None:
            x = rng.integers(0, int(item.most) + 1, n).astype(float)
        else:
            x = np.round(np.exp(rng.normal(2, 1.5, n)), rng.integers(0, 3))
        if item.part_of is not None and rng.random() < 0.9:
            x = np.floor(x / 4)
        x[rng.random(n) < missing] = np.nan
        firms[item.code] = x
    firms["output-above-base-productivity"] -= 10
    return firms


# The rules a second time, in NumPy and one firm at a time, knowing nothing of the expressions.


def by_numpy(firms, rules):
    """Every column that is added but percentile and peers."""
    rows = [one_by_numpy(row, rules) for _, row in firms.iterrows()]
    return pd.DataFrame(rows, index=firms["credit_code"])


def one_by_numpy(answers, rules):
    out, framework = {}, rules.framework
    for i in framework.indicators:
        x = answers[i.numerator.item] * i.factor
        if i.denominator is not None:
            below = answers[i.denominator.item]
            x = np.nan if np.isnan(below) or below == 0 else x / below
        out[i.code] = x
        rule = next(s for s in rules.scores if s.indicator == i.code)
        ends = np.array(rule.goalposts)
        if rule.transform == "log":
            x, ends = np.log(np.maximum(x, ends[0])), np.log(ends)
        share = (x - ends[0]) / (ends[1] - ends[0])
        share = share if i.direction == "higher-better" else 1 - share
        span = rules.total.ceiling - rules.total.floor
        out[f"score-{i.code}"] = rules.total.floor + span * np.clip(share, 0, 1)
    tops = {}
    for d in rules.dimensions:
        own = [s for s in rules.scores if framework.dimension_of(framework.by_code[s.indicator]).code == d.code]  # noqa: E501  # fmt: skip
        z = np.array([out[f"score-{s.indicator}"] for s in own])
        w, there = np.array([s.weight for s in own]), ~np.isnan(z)
        enough = there.sum() >= d.needs
        tops[d.code] = np.average(z[there], weights=w[there]) if enough else np.nan
        out[f"score-{d.code}"] = tops[d.code]
    z, w = np.array(list(tops.values())), np.array([d.weight for d in rules.dimensions])
    there = ~np.isnan(z)
    total = np.average(z[there], weights=w[there]) if there.sum() >= rules.total.needs else np.nan
    out["score"] = total
    out["answered"] = sum(not np.isnan(out[i.code]) for i in framework.indicators)
    out["maturity"] = np.nan
    if not np.isnan(total):
        worst = z[there].min()
        met = [m.level for m in rules.maturity if total > m.score - 1e-9 and worst > m.dimensions - 1e-9]  # noqa: E501  # fmt: skip
        out["maturity"] = max(met, default=0)
    out["platform-grade"] = platform_by_numpy(answers, out, rules)
    return out | security_by_numpy(answers, out, rules)


def platform_by_numpy(answers, out, rules):
    def holds(c):
        x = answers[c.item] if c.item else out[c.indicator or ("score" if c.score == "total" else f"score-{c.score}")]  # noqa: E501  # fmt: skip
        if np.isnan(x):
            return None
        return x > c.least - 1e-9 if c.least is not None else x < c.most + 1e-9

    first = [holds(c) for c in rules.platform_grades[0].conditions]
    if False not in first and None in first:
        return np.nan
    n = 0
    for g in rules.platform_grades:
        if not all(holds(c) for c in g.conditions):
            break
        n = g.grade
    return n


def security_by_numpy(answers, out, rules):
    s = rules.security
    kind = next(c.industry_class for c in s.industry_classes if answers["industry"] in c.industries)
    types = [t for t in s.firm_types if t.item is None or answers[t.item] == 1]
    due = max(getattr(t.due[kind - 1], answers["size"]) for t in types)
    declared, assessed = answers[s.item], out[s.indicator]
    if np.isnan(declared) or (declared > 0 and np.isnan(assessed)):
        reached = np.nan
    else:
        reached = max((g.grade for g in s.grades if g.grade <= declared and assessed >= g.pass_mark), default=0)  # noqa: E501  # fmt: skip
    return {
        "security-class": kind, "security-type": types[-1].type, "security-grade-due": due,
        "security-grade-reached": reached,
        "security-met": np.nan if np.isnan(reached) else float(reached >= due),
    }  # fmt: skip


def percentile_by_numpy(firms, total, least):
    out = pd.Series(np.nan, index=total.index)
    for _, group in firms.set_index("credit_code").groupby(["industry", "size"]):
        z = total[group.index].dropna()
        if len(z) >= least:
            below = (z.to_numpy()[:, None] > z.to_numpy() + 1e-9).sum(axis=1)
            same = (abs(z.to_numpy()[:, None] - z.to_numpy()) < 1e-9).sum(axis=1)
            out[z.index] = 100 * (below + same / 2) / len(z)
    return out


def uneven_rules(folder):
    """Rules with unequal weights, other ends, and a condition that an indicator be low."""
    text = (shipped.indicators() / "enterprise" / "rules.toml").read_text(encoding="utf-8")
    for old, new in (
        ('"E03", goalposts', '"E03", weight = 2.5, goalposts'),
        ('"E28", goalposts', '"E28", weight = 0.3, goalposts'),
        ('code = "data", needs', 'code = "data", weight = 3, needs'),
        ("floor = 0\nceiling = 100", "floor = 1\nceiling = 90"),
        ('[{ item = "platform-in-use", least = 1 }]',
         '[{ item = "platform-in-use", least = 1 }, { indicator = "E26", most = 4000 }]'),
        ('{ score = "data", least = 50 }', '{ score = "total", least = 45 }'),
    ):  # fmt: skip
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (folder / "own.toml").write_text(text, encoding="utf-8")
    return load_rules(folder / "own.toml")


def assert_same(found, expected, tolerance):
    for column in expected.columns:
        x, y = found[column].to_numpy(float), expected[column].to_numpy(float)
        np.testing.assert_allclose(x, y, rtol=tolerance, atol=tolerance, err_msg=column)


def test_a_firm_computed_by_hand(duck):
    """Every step written out.

    network: E01 = 100 * 30/40 = 75; E02 = 100 * 1/4 = 25; E04 = 20 ms, lower is better, log:
    (ln 200 - ln 20)/(ln 200 - ln 5) = ln 10 / ln 40 = 0.62420; E05 = 100 * 99/100 = 99 between 95
    and 100: 80. Four of six values: (75 + 25 + 62.420 + 80)/4.
    platform: E11 = 50, E12 = 40, E13 = level 2 of 3: 66.667.
    data: E16 = 20, E17 = 0, E18 = level 3 of 5: 60.
    security: E22 = 75, E23 = 90, E26 = 1000 * 3/600 = 5 of 10, lower is better: 50; E27 = 100.
    identifier has one value of the two it needs, cross-cutting two of four: no score.
    The total is the mean of four dimensions, which is just enough.
    """
    firms = firm(
        connected_production_devices=30, production_devices=40,
        production_lines_it_ot_converged=1, production_lines=4, external_network_latency_p95=20,
        external_network_service_hours=99, external_network_total_hours=100,
        devices_and_product_models_with_identifier=1, devices_and_product_models=2,
        production_devices_on_cloud=20, business_systems_on_cloud=2, business_systems=5,
        platform_use_level=2, platform_in_use=1,
        data_points_collected_automatically=1, data_points_required=5,
        production_lines_with_edge_computing=0, data_management_maturity_level=3,
        security_clauses_met=75, security_clauses_applicable=100, security_grade=3,
        networked_assets_protected=540, networked_assets=600, network_security_incidents=3,
        network_security_insured=1, new_modes_adopted=4, main_revenue_annual_growth=5,
    )  # fmt: skip
    out = scored(duck, firms).loc["a"]
    network = (75 + 25 + 100 * math.log(10) / math.log(40) + 80) / 4
    platform, data, security = (50 + 40 + 200 / 3) / 3, (20 + 0 + 60) / 3, (75 + 90 + 50 + 100) / 4
    assert out["E26"] == 5
    assert out["score-network"] == pytest.approx(network, rel=1e-14)
    assert out["score-platform"] == pytest.approx(platform, rel=1e-14)
    assert out["score-data"] == pytest.approx(data, rel=1e-14)
    assert out["score-security"] == pytest.approx(security, rel=1e-14)
    assert pd.isna(out["score-identifier"])
    assert pd.isna(out["score-cross-cutting"])
    total = (network + platform + data + security) / 4
    assert out["score"] == pytest.approx(total, rel=1e-14)
    assert 54 < total < 55
    assert out["answered"] == 4 + 1 + 3 + 3 + 4 + 2
    assert out["maturity"] == 3  # 40 is reached and 60 is not
    # Grade 2 asks for level 1 and 30 points, grade 3 for 50 and 30 in data, where it has 26.7.
    assert out["platform-grade"] == 2
    # Chemicals are of class 3, so a large firm is due grade 3; it declares 3 and its 75 % are short
    # of the 80 of grade 3, and come up to the 70 of grade 2.
    assert out[list(LEVELS[2:])].tolist() == [3, 1, 3, 2, 0]
    assert pd.isna(out["percentile"])
    assert out["peers"] == 1


@pytest.mark.parametrize("own", [False, True], ids=["shipped", "uneven"])
def test_duckdb_equals_numpy(duck, tmp_path, own):
    rules = uneven_rules(tmp_path) if own else RULES
    firms = random_firms(600, 1 + own, missing=0.3)
    out = scored(duck, firms, rules)
    expected = by_numpy(firms, rules)
    assert_same(out, expected, 1e-12)
    assert set(expected) | {"percentile", "peers"} == set(columns_added(rules))
    rank = percentile_by_numpy(firms, expected["score"], rules.peers.least)
    assert 0 < rank.isna().sum() < len(rank)
    np.testing.assert_allclose(out["percentile"].astype(float), rank, rtol=1e-12)
    for column in LEVELS:  # the firms are various enough to prove something
        assert expected[column].nunique() > 1, column


def test_spark_equals_duckdb(duck, spark, tmp_path):
    firms = random_firms(400, 3, missing=0.3)
    firms.loc[:50, "credit_code"] = [f"t{i}" for i in range(51)]
    firms.loc[0:50, ITEMS] = firms.loc[7, ITEMS].to_numpy()  # 51 ties
    one, other = (
        scored(c, firms, uneven_rules(tmp_path)).sort_index() for c in (duck, spark)
    )  # fmt: skip
    assert list(one.columns) == list(other.columns)
    added = list(columns_added(RULES))
    assert (one[added].notna() == other[added].notna()).all(axis=None)
    assert_same(other, one[added].astype(float), 1e-9)


def kept(engine, firms, rules=None):
    """Scores with percentile by way of what the engine keeps, by credit code."""
    narrow = kept_scores(engine, engine.read(firms), rules)
    out = engine.frame(with_percentile(engine, narrow, rules))
    return out.set_index("credit_code").loc[firms["credit_code"]]


@pytest.mark.parametrize("own", [False, True], ids=["shipped", "uneven"])
def test_kept_scores_are_those_of_score(duck, tmp_path, own):
    rules = uneven_rules(tmp_path) if own else RULES
    firms = random_firms(400, 11 + own, missing=0.3)
    firms.loc[0:50, ITEMS] = firms.loc[7, ITEMS].to_numpy()  # 51 ties
    firms.loc[60, ["industry", "size"]] = [None, "huge"]
    one, other = scored(duck, firms, rules), kept(duck, firms, rules)
    narrow = [c for c in columns_added(rules) if c in other]
    assert {"score", "score-data", "percentile", "peers", *LEVELS} <= set(narrow)
    assert 0 < one["percentile"].isna().sum() < len(one)
    assert_same(other, one[narrow].astype(float), 1e-12)


def test_spark_keeps_the_same_scores(duck, spark, tmp_path):
    firms, rules = random_firms(300, 13, missing=0.3), uneven_rules(tmp_path)
    one, other = (kept(e, firms, rules) for e in (duck, spark))
    numbers = [c for c in columns_added(rules) if c in one]
    assert list(one.columns) == list(other.columns)
    assert_same(other, one[numbers].astype(float), 1e-9)


def test_the_order_of_firms_changes_nothing(duck):
    firms = random_firms(300, 4)
    one = scored(duck, firms).sort_index()
    other = scored(duck, firms.sample(frac=1, random_state=1)).sort_index()
    pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_units_change_no_ratio(duck):
    firms = random_firms(200, 5)
    single = {i.numerator.item for i in FRAMEWORK.indicators if i.denominator is None}
    fixed = single | {"security-grade", "platform-in-use"}
    fixed |= {t.item for t in RULES.security.firm_types}
    scaled = firms.copy()
    scaled[[c for c in ITEMS if c not in fixed]] *= 1000
    one, other = scored(duck, firms), scored(duck, scaled)
    assert_same(other, one[list(columns_added(RULES))].astype(float), 1e-12)


def test_a_firm_that_answers_nothing_has_nothing(duck):
    out = scored(duck, firm()).loc["a"]
    known = ["answered", "security-class", "security-type", "security-grade-due"]
    assert out[known].tolist() == [0, 3, 1, 3]
    assert out[[c for c in columns_added(RULES) if c not in known]].isna().all()


def test_a_zero_denominator_is_no_value_and_zeros_are_values(duck):
    zeros = pd.concat([firm(**{c.replace("-", "_"): 0 for c in ITEMS})])
    out = scored(duck, zeros).loc["a"]
    for i in FRAMEWORK.indicators:
        if i.denominator is not None:
            assert pd.isna(out[i.code]), i.code
        else:
            best = i.direction == "lower-better"
            growth = i.code == "E36"  # nothing gained: a third of the way from -10 to 20
            assert out[f"score-{i.code}"] == pytest.approx(100 * best + growth * 100 / 3), i.code
    assert out["platform-grade"] == 0
    assert out["security-grade-reached"] == 0


def test_a_missing_answer_is_left_out_and_not_a_zero(duck):
    firms = full("a", "34", 2)
    whole = scored(duck, firms).iloc[0]
    firms["platform-use-level"] = np.nan
    less = scored(duck, firms).iloc[0]
    others = [whole[f"score-{c}"] for c in ("E11", "E12", "E14", "E15")]
    assert less["score-platform"] == pytest.approx(np.mean(others), rel=1e-14)
    assert less["answered"] == whole["answered"] - 1 == 35


@pytest.fixture(scope="module")
def one_better(duck):
    """Scores of firms as they are, under ``""``, and with one indicator better, under its code."""
    firms = random_firms(150, 7, missing=0.1)
    parts = {"": firms} | {i.code: firms.copy() for i in FRAMEWORK.indicators}
    for i in FRAMEWORK.indicators:
        parts[i.code][i.numerator.item] += i.sign
    table = pd.concat(part.assign(part=code) for code, part in parts.items())
    out = scored(duck, table, percentile=False)
    return {code: part.sort_index() for code, part in out.groupby("part")}


@pytest.mark.parametrize("indicator", FRAMEWORK.indicators, ids=lambda i: i.code)
def test_a_better_answer_never_lowers_score_level_or_grade(one_better, indicator):
    one, other = one_better[""], one_better[indicator.code]
    uses = [
        i.code for i in FRAMEWORK.indicators
        for q in (i.numerator, i.denominator) if q and q.item == indicator.numerator.item
    ]  # fmt: skip
    watched = [f"score-{indicator.code}"]
    if uses == [indicator.code]:  # else it is the denominator of another, and that one falls
        watched += [f"score-{FRAMEWORK.dimension_of(indicator).code}", "score", "maturity"]
        watched += ["platform-grade", "security-grade-reached", "security-met"]
    for column in watched:
        both = one[column].notna() & other[column].notna()
        assert both.any(), column
        rise = (other[column] - one[column]).astype(float)[both]
        assert rise.min() >= -1e-9, column
    # Accidents per million hours are beyond the worse goalpost in these firms, one more or less.
    assert (other[watched[0]] > one[watched[0]]).any() or indicator.code == "E33"


def test_a_higher_declared_grade_never_lowers_the_grade_reached(duck):
    firms = random_firms(200, 8, missing=0.0)
    firms["security-clauses-met"] = np.floor(0.75 * firms["security-clauses-applicable"])
    reached = []
    for grade in (0, 1, 2, 3):
        firms["security-grade"] = float(grade)
        reached.append(scored(duck, firms, percentile=False)["security-grade-reached"])
    for low, high in pairwise(reached):
        assert (high.dropna() >= low[high.dropna().index]).all()
    assert reached[3].max() == 2
    assert reached[1].max() == 1


def test_a_threshold_is_reached_whatever_the_last_bit(duck):
    """100 * (2/9 + 4/9 + 7/30)/3 is 30, and 29.999999999999996 in floating point."""
    firms = firm(
        production_devices_on_cloud=4, production_devices=9, business_systems_on_cloud=7,
        business_systems=30, platform_use_level=1, platform_in_use=1,
        sme_partners_brought_onto_platform=0, main_sme_partners=1,
        data_points_collected_automatically=2, data_points_required=9,
        production_lines_with_edge_computing=4, production_lines=9,
        data_assets_classified_and_graded=7, data_assets=30,
    )  # fmt: skip
    firms[["business-systems-on-cloud", "production-devices-on-cloud"]] = [30, 9]
    firms["sme-partners-brought-onto-platform"] = 1
    out = scored(duck, firms).loc["a"]
    assert out["score-data"] < 30
    assert out["score-platform"] > 50
    assert out["platform-grade"] == 3


def test_percentiles_of_ties_one_firm_and_a_constant_group(duck):
    rows = []
    for n, level in enumerate([0] * 5 + [1] * 10 + [3] * 5):
        rows.append(full(f"x{n:02d}", "34", level))
    rows += [full(f"c{n:02d}", "35", 2) for n in range(20)]
    rows += [full("alone", "36", 2)]
    out = scored(duck, pd.concat(rows))["percentile"].astype(float)
    assert out[[f"x{n:02d}" for n in range(20)]].tolist() == [12.5] * 5 + [50.0] * 10 + [87.5] * 5
    assert (out[[f"c{n:02d}" for n in range(20)]] == 50.0).all()
    assert np.isnan(out["alone"])


def full(code, industry, level):
    """A firm that answers 1 to everything but its level of platform use."""
    answers = {c.replace("-", "_"): 1 for c in ITEMS} | {"platform_use_level": level}
    return firm(code, industry, **answers)


def test_a_firm_of_two_types_is_due_the_higher_grade(duck):
    rows = [
        firm("plain", "13", "medium"),
        firm("platform", "13", "medium", platform_operated=1),
        firm("neither", "13", "medium", platform_operated=0, identifier_resolution_operated=0),
        firm("both", "13", "medium", platform_operated=1, identifier_resolution_operated=1),
    ]
    out = scored(duck, pd.concat(rows))
    assert out["security-type"].to_dict() == {"plain": 1, "platform": 2, "neither": 1, "both": 3}
    assert out["security-grade-due"].to_dict() == {"plain": 1, "platform": 2, "neither": 1, "both": 2}  # noqa: E501  # fmt: skip


def test_returns_without_the_items_of_type_are_scored(duck):
    firms = random_firms(30, 9)
    types = [t.item for t in RULES.security.firm_types if t.item]
    out = scored(duck, firms.drop(columns=types))
    assert (out["security-type"] == 1).all()
    firms[types] = np.nan
    pd.testing.assert_frame_equal(
        out[list(columns_added(RULES))], scored(duck, firms)[list(columns_added(RULES))]
    )


def test_an_industry_or_size_that_is_not_known_has_no_grade_due(duck):
    firms = pd.concat([firm("a", "99"), firm("b", "26", "giant"), firm("c", None, None)])
    out = scored(duck, firms)
    assert out["security-grade-due"].isna().all()
    assert out["security-class"].isna().tolist() == [True, False, True]


def test_contributions_of_a_firm_add_up_to_its_total(duck, tmp_path):
    firms = random_firms(60, 10, missing=0.3)
    answers = ibis.memtable(nulls(firms))
    rules = uneven_rules(tmp_path)
    known = duck.connection.to_pyarrow(score(answers, rules))
    seen = set()
    for code, total in known.select(["credit_code", "score"]).to_pandas().to_numpy():
        told = explain_firm(ibis.memtable(known), code, rules)
        assert len(told) == 36
        seen.add(bool(np.isnan(total)))
        if np.isnan(total):
            assert told["contribution"].isna().all()
        else:
            assert told["contribution"].sum() == pytest.approx(total, rel=1e-13)
            assert told["weight"].sum() == pytest.approx(1, rel=1e-13)
            assert (told["weight"][told["score"].isna()] == 0).all()
    assert seen == {True, False}
    pd.testing.assert_frame_equal(explain_firm(answers, code, rules), told)


def test_explaining_names_a_firm_that_is_absent_or_there_twice():
    table = ibis.memtable(nulls(pd.concat([firm("a"), firm("a")])))
    with pytest.raises(EnterpriseError, match="0 firms have the credit code 'b'") as caught:
        explain_firm(table, "b")
    assert caught.value.problems[0].zh == "统一社会信用代码为“b”的企业有0家，应为1家"
    with pytest.raises(EnterpriseError, match="several firms have the credit code 'a'"):
        explain_firm(table, "a")


def test_columns_that_are_absent_or_there_already_are_named_together():
    table = ibis.memtable(nulls(firm()))
    table = table.drop("size", "employees").mutate(score=1.0, answered=2)
    with pytest.raises(EnterpriseError) as caught:
        score(table)
    absent, twice = caught.value.problems
    assert absent == "the table of firms has no column 'size', 'employees'"
    assert absent.zh == "企业表中没有列“size”、“employees”"
    assert "already has the columns 'score', 'answered'" in twice
    assert "只应计分一次" in twice.zh


def test_every_number_of_a_level_has_words(duck):
    out = scored(duck, random_firms(600, 2, missing=0.3))
    for column in LEVELS:
        words = levels(column)
        assert set(out[column].dropna().astype(int)) <= set(words), column
        assert list(words) == sorted(words)
    assert [levels("platform-grade")[n].zh for n in range(1, 5)] == ["基础级", "成长级", "引领级", "生态级"]  # noqa: E501  # fmt: skip
    with pytest.raises(EnterpriseError, match="Did you mean 'maturity'"):
        levels("maturty")


def test_items_needed_are_items():
    assert set(items_needed(RULES)) <= set(ITEMS)
    assert {"security-grade", "platform-in-use", "employees"} <= set(items_needed(RULES))
