"""Edit checks: each fault named with file, row and item; the good rows are not lost."""

import csv

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from devindex import EnterpriseError, load_framework
from devindex.enterprise.returns import check, check_character, industries, sizes
from devindex.enterprise.returns.lists import provinces

FRAMEWORK = load_framework("enterprise")
ITEMS = {i.code: i for i in FRAMEWORK.items}


def answer(code, rng, n, done):
    """Allowed answers to an item, those of its whole first."""
    item = ITEMS[code]
    if code in done:
        return done[code]
    if item.scale == "yes-no":
        x = rng.integers(0, 2, n)
    elif item.most is not None:
        x = rng.integers(item.least, item.most + 1, n)
    elif item.part_of:
        x = np.floor(answer(item.part_of, rng, n, done) * rng.random(n))
    else:
        x = rng.integers(1, 500, n) + (0 if item.scale == "whole" else 0.5)
    done[code] = x.astype(float)
    return done[code]


def sample(n=60, seed=1):
    """Firms without a fault, two to a stratum, and their frame. No figure is real."""
    rng = np.random.default_rng(seed)
    bodies = [f"X1{provinces()[k % 31]}{k:09d}" for k in range(n)]
    stratum = [f"s{k // 2:02d}" for k in range(n)]
    identity = {
        "credit_code": [b + check_character(b) for b in bodies],
        "province": [provinces()[k % 31] for k in range(n)],
        "industry": [list(industries())[k % 41] for k in range(n)],
        "size": [list(sizes())[k % 4] for k in range(n)],
        "holding": [f"G{k // 4}" if k % 4 < 2 else None for k in range(n)],
        "stratum": stratum,
        "weight": np.full(n, 2.5),
    }
    done = {}
    answers = {code: answer(code, rng, n, done) for code in ITEMS}
    frame = pd.DataFrame({"stratum": sorted(set(stratum)), "firms": 5.0})
    return pd.DataFrame(identity | answers), frame


def damaged():
    """One fault of each kind, by (rule, item, data row); the rest is good."""
    firms, frame = sample()
    code = firms.loc[0, "credit_code"]
    firms.loc[0, "credit_code"] = code[:-1] + ("0" if code[-1] != "0" else "1")
    firms.loc[2, "province"] = "990000"
    firms.loc[4, "industry"] = "6"
    firms.loc[6, "size"] = "huge"
    firms.loc[8, "weight"] = -2.5
    firms.loc[10, "stratum"] = "nowhere"
    firms.loc[13, "credit_code"] = firms.loc[12, "credit_code"]
    firms.loc[14, "platform-use-level"] = 4
    firms.loc[15, "production-devices"] = -1
    firms.loc[16, "employees"] = 10.5
    firms.loc[16, "industrial-internet-technical-staff"] = 1
    firms.loc[17, "platform-in-use"] = 2
    firms.loc[18, "data-assets-classified-and-graded"] = firms.loc[18, "data-assets"] + 1
    firms.loc[19, "data-points-required"] = np.nan
    firms.loc[20, list(ITEMS)] = np.nan
    firms.loc[21, "main-business-revenue"] = np.inf
    firms.loc[22, "credit_code"] = None
    firms = firms[~firms["stratum"].isin(["s29"])]
    expected = {
        ("credit_code", "credit_code", 1), ("province", "province", 3),
        ("industry", "industry", 5), ("size", "size", 7), ("weight", "weight", 9),
        ("stratum", "stratum", 11), ("duplicate", "credit_code", 13),
        ("duplicate", "credit_code", 14), ("out-of-range", "platform-use-level", 15),
        ("out-of-range", "production-devices", 16), ("not-whole", "employees", 17),
        ("not-yes-no", "platform-in-use", 18),
        ("part-above-whole", "data-assets-classified-and-graded", 19),
        ("no-denominator", "data-points-collected-automatically", 20), ("no-answers", "", 21),
        ("out-of-range", "main-business-revenue", 22), ("credit_code", "credit_code", 23),
    }  # fmt: skip
    return firms, frame, expected


ASIDE = {1, 3, 5, 7, 9, 11, 13, 14, 23}
LEFT_OUT = {
    (15, "platform-use-level"), (16, "production-devices"), (17, "employees"),
    (18, "platform-in-use"), (19, "data-assets-classified-and-graded"),
    (22, "main-business-revenue"),
}  # fmt: skip


def found(checked):
    rows = checked.findings[checked.findings["row"].notna()]
    return set(zip(rows["rule"], rows["item"], rows["row"].astype(int), strict=True))


def test_a_table_without_fault_has_no_finding_and_stays_as_it_is(duck):
    firms, frame = sample()
    checked = check(duck, firms, frame)
    assert checked.findings.empty
    assert checked.counts.empty
    assert checked.aside is None
    good = duck.frame(checked.good.order_by("row"))
    pd.testing.assert_frame_equal(
        good[firms.columns], firms, check_dtype=False, check_column_type=False
    )


def test_each_fault_is_named_with_file_row_firm_and_item(duck, tmp_path):
    firms, frame, expected = damaged()
    firms.to_parquet(tmp_path / "returns-2025.parquet")
    checked = check(duck, tmp_path / "returns-2025.parquet", frame)
    assert found(checked) == expected
    for row in checked.findings[checked.findings["row"].notna()].itertuples():
        firm = firms.iloc[row.row - 1]["credit_code"]
        firm = firm if isinstance(firm, str) else ""
        assert row.firm == firm
        assert row.file == "returns-2025.parquet"
        assert row.en.startswith(f"returns-2025.parquet, row {row.row}, firm {firm or '(no code)'}")
        assert row.zh.startswith(f"returns-2025.parquet，第{row.row}行，企业{firm}")
        assert "{" not in row.en + row.zh
        if row.item in ITEMS:
            assert ITEMS[row.item].name.en in row.en
            assert ITEMS[row.item].name.zh in row.zh


def test_a_finding_says_what_is_wrong_and_what_would_be_right(duck):
    firms, frame, _ = damaged()
    checked = check(duck, firms, frame, name="r")
    said = {(f.rule, f.row): (f.en, f.zh) for f in checked.findings.itertuples()}
    firm = firms.loc[14, "credit_code"]
    assert said["out-of-range", 15] == (
        f"r, row 15, firm {firm}: Level of platform use (platform-use-level): 4 is out of range; "
        "0 to 3 is allowed",
        f"r，第15行，企业{firm}：平台应用级别（platform-use-level）：4超出范围，应在0至3之间",
    )
    assert said["province", 3][0].endswith(
        "unknown province '990000'; a code of GB/T 2260 as 440000 is needed"
    )
    assert "“990000”" in said["province", 3][1]


def test_nothing_is_dropped_in_silence(duck):
    firms, frame, _ = damaged()
    checked = check(duck, firms, frame)
    good = duck.frame(checked.good)
    assert len(good) + checked.set_aside == checked.firms == len(firms)
    assert set(duck.frame(checked.aside)["row"]) == ASIDE
    assert set(good["row"]) == set(range(1, len(firms) + 1)) - ASIDE
    before = firms.assign(row=range(1, len(firms) + 1)).set_index("row")
    after = good.set_index("row").sort_index()
    for code in ITEMS:
        old, new = before.loc[after.index, code], after[code]
        changed = ~((old == new) | (old.isna() & new.isna()))
        assert {(r, code) for r in changed[changed].index} == {
            (r, c) for r, c in LEFT_OUT if c == code
        }
        assert new[changed].isna().all()


def test_weights_and_strata_are_held_against_the_frame(duck):
    firms, frame, _ = damaged()
    checked = check(duck, firms, frame, name="r")
    strata = checked.findings[checked.findings["row"].isna()]
    said = dict(zip(strata["rule"], strata["en"], strict=True))
    assert set(strata["rule"]) == {"weights-off-frame", "stratum-without-firms"}
    assert said["stratum-without-firms"] == ("r: no firm of stratum 's29', which has 5 in frame")
    off = strata.loc[strata["rule"] == "weights-off-frame", "en"].tolist()
    assert [s.split("'")[1] for s in off] == ["s04", "s05"]  # weight -2.5; a firm of no stratum
    assert off[0] == (
        "r: the weights of stratum 's04' add up to 2.5, but frame has 5 firms, 50 % apart "
        "(up to 0.1 % is allowed)"
    )


@pytest.mark.parametrize(("error", "n"), [(0.0009, 0), (0.0011, 30)])
def test_weights_may_miss_the_frame_by_the_tolerance(duck, error, n):
    firms, frame = sample()
    firms["weight"] *= 1 + error
    assert len(check(duck, firms, frame).findings) == n
    assert check(duck, firms, frame, tolerance=0.01).findings.empty
    assert check(duck, firms).findings.empty


def test_the_order_of_rows_does_not_matter(duck):
    firms, frame, _ = damaged()
    firms = firms.assign(row=np.arange(len(firms)))
    first = check(duck, firms, frame, name="r")
    for seed in range(3):
        other = check(duck, firms.sample(frac=1, random_state=seed), frame, name="r")
        pd.testing.assert_frame_equal(first.findings, other.findings)
        pd.testing.assert_frame_equal(first.counts, other.counts)
        goods = [duck.frame(c.good.order_by("row")) for c in (first, other)]
        pd.testing.assert_frame_equal(*goods)


def test_csv_and_parquet_are_alike_but_for_the_line_of_the_header(duck, tmp_path):
    firms, frame, expected = damaged()
    firms.to_csv(tmp_path / "r.csv", index=False, encoding="utf-8-sig")
    checked = check(duck, tmp_path / "r.csv", frame)
    expected = {(rule, item, row + 1) for rule, item, row in expected}
    expected -= {("out-of-range", "main-business-revenue", 23)}
    assert found(checked) == expected | {("not-a-number", "main-business-revenue", 23)}  # "inf"
    assert set(duck.frame(checked.aside)["row"]) == {r + 1 for r in ASIDE}


def test_a_cell_of_csv_that_is_no_number_is_shown_as_it_stands(duck, tmp_path):
    firms, frame = sample()
    text = firms.astype({"platform-use-level": object})
    text.loc[3, "platform-use-level"] = "12,5O3"
    text.loc[5, "platform-use-level"] = "1_000"
    text.to_csv(tmp_path / "r.csv", index=False)
    checked = check(duck, tmp_path / "r.csv", frame)
    assert checked.findings["value"].tolist() == ["12,5O3", "1_000"]
    assert checked.findings["row"].tolist() == [5, 7]
    assert "'12,5O3' is not a number" in checked.findings.loc[0, "en"]
    assert "“12,5O3”不是数值" in checked.findings.loc[0, "zh"]
    good = duck.frame(checked.good)
    assert len(good) == len(firms)
    assert good["platform-use-level"].isna().sum() == 2
    assert good["industry"].tolist() == firms["industry"].tolist()  # "06" stays "06"


@pytest.mark.parametrize("most", [1, 5])
def test_more_of_a_kind_than_are_listed_are_counted(duck, most):
    firms, frame = sample()
    firms["platform-in-use"] = 7.0
    firms.loc[40:, "data-points-required"] = np.nan  # common, and none at the head of the file
    checked = check(duck, firms, frame, most=most)
    counts = checked.counts.set_index("rule")
    assert counts.loc["not-yes-no", ["found", "listed"]].tolist() == [60, most]
    assert counts.loc["no-denominator", ["found", "listed"]].tolist() == [20, most]
    rows = checked.findings.groupby("rule")["row"].agg(list)
    assert rows["not-yes-no"] == list(range(1, most + 1))
    assert rows["no-denominator"] == list(range(41, 41 + most))
    assert duck.frame(checked.good)["platform-in-use"].isna().all()


def test_a_common_gap_far_from_the_head_of_the_file_is_listed_all_the_same(duck):
    firms, _ = sample(n=300)
    firms.loc[200:, "data-points-required"] = np.nan
    checked = check(duck, firms, name="r", most=1)  # looked for at the head of the file first
    assert checked.findings["row"].tolist() == [201]
    assert checked.counts["found"].tolist() == [100]


def with_nan(firms, place):
    """Write firms with NaN as NaN, which pandas would make empty cells."""
    columns = {
        c: pa.array(x.to_numpy(), from_pandas=False) if x.dtype == float else pa.array(x)
        for c, x in firms.items()
    }
    pq.write_table(pa.table(columns), place)
    return place


@pytest.mark.parametrize("engine_of", ["duck", "spark"])
@pytest.mark.parametrize(
    ("value", "rules"),
    [(1e300, set()), (2.0**53, set()), (2.0**51 + 0.5, {"not-whole"}), (7.5, {"not-whole"}),
     (np.inf, {"out-of-range"}), (-np.inf, {"out-of-range"}), (-1e300, {"out-of-range"}),
     (np.nan, set())],
)  # fmt: skip
def test_numbers_no_integer_can_hold_are_judged_too(request, tmp_path, engine_of, value, rules):
    engine = request.getfixturevalue(engine_of)
    firms, _ = sample()
    firms.loc[7, "employees"] = value
    checked = check(engine, with_nan(firms, tmp_path / "r.parquet"))
    assert {r for r, item, _ in found(checked) if item == "employees"} == rules
    good = engine.frame(checked.good.order_by("row"))["employees"]
    assert good.isna().tolist() == [k == 7 and (bool(rules) or np.isnan(value)) for k in range(60)]
    assert bool(np.isnan(good[7])) or good[7] == value


@pytest.mark.parametrize("engine_of", ["duck", "spark"])
def test_nan_is_no_answer_and_no_weight(request, tmp_path, engine_of):
    engine = request.getfixturevalue(engine_of)
    firms, frame = sample()
    firms.loc[3, list(ITEMS)] = np.nan
    firms.loc[5, "platform-in-use"] = np.nan
    firms.loc[9, "weight"] = np.nan
    nan = check(engine, with_nan(firms, tmp_path / "nan.parquet"), frame, name="r")
    empty = check(engine, firms, frame, name="r")
    pd.testing.assert_frame_equal(nan.findings, empty.findings)
    pd.testing.assert_frame_equal(nan.counts, empty.counts)
    assert {("no-answers", "", 4), ("weight", "weight", 10)} <= found(nan)
    one, other = (engine.frame(c.good.order_by("row")) for c in (nan, empty))
    pd.testing.assert_frame_equal(one, other)


def test_a_whole_that_is_itself_wrong_accuses_no_part(duck):
    firms, frame = sample()
    firms.loc[3, "production-devices"] = -5
    rules = check(duck, firms, frame).findings
    assert rules[["rule", "item"]].values.tolist() == [["out-of-range", "production-devices"]]


@pytest.mark.parametrize("top", [0.0, 3.0])
def test_a_denominator_of_zero_is_told_only_where_there_is_something_to_divide(duck, top):
    firms, frame = sample()
    firms.loc[3, ["work-safety-accidents", "hours-worked"]] = [top, 0.0]
    rows = check(duck, firms, frame).findings
    assert rows["item"].tolist() == (["work-safety-accidents"] if top else [])
    assert (rows["severity"] == "inform").all()


def test_columns_without_any_value_are_taken(duck):
    firms, frame = sample()
    firms["holding"] = None
    firms["hours-worked"] = None
    checked = check(duck, firms, frame)
    assert set(checked.findings["rule"]) == {"no-denominator"}
    assert duck.frame(checked.good)["holding"].isna().all()


def test_an_empty_holding_is_none(duck):
    firms, _ = sample()
    firms["holding"] = ""
    assert duck.frame(check(duck, firms).good)["holding"].isna().all()


def test_all_missing_columns_are_named_at_once_in_both_languages(duck):
    firms, _ = sample()
    with pytest.raises(EnterpriseError) as error:
        check(duck, firms.drop(columns=["weight", "employees"]), name="r.parquet")
    assert str(error.value) == "r.parquet has no column weight, employees."
    assert error.value.problems[0].zh == "r.parquet 缺少列 weight、employees。"


def test_columns_of_a_wrong_kind_are_named_at_once(duck):
    firms, _ = sample()
    firms["industry"] = firms["industry"].astype(int)
    firms["employees"] = firms["employees"].astype(str)
    with pytest.raises(EnterpriseError) as error:
        check(duck, firms, name="r.parquet")
    assert list(error.value.problems) == [
        "r.parquet: column industry holds numbers; text is needed",
        "r.parquet: column employees holds text; a number is needed",
    ]


@pytest.mark.parametrize(
    ("frame", "fault"),
    [
        ({"stratum": ["a", "a"], "firms": [1, 2]}, "strata 'a' stand more than once"),
        ({"stratum": ["a", None], "firms": [1, 2]}, "1 rows without a stratum"),
        ({"stratum": ["a", "b"], "firms": [1, 0]}, "strata 'b' have no number of firms above 0"),
        ({"stratum": ["a", "b"]}, "frame has no column firms"),
        ({"stratum": [1, 2], "firms": [1, 2]}, "column stratum holds numbers; text is needed"),
    ],
)
def test_a_frame_that_is_wrong_in_itself_is_refused(duck, frame, fault):
    with pytest.raises(EnterpriseError, match=fault):
        check(duck, sample()[0], pd.DataFrame(frame))


def test_columns_nothing_is_made_of_are_told(duck):
    firms, frame = sample()
    checked = check(duck, firms.assign(telephone="1"), frame)
    assert checked.ignored == ("telephone",)
    assert "telephone" not in checked.good.columns


def test_the_report_is_written_for_excel(duck, tmp_path):
    firms, frame, _ = damaged()
    checked = check(duck, firms, frame, name="returns")
    checked.save(tmp_path / "report")
    assert {p.name for p in (tmp_path / "report").iterdir()} == {
        "findings.csv", "counts.csv", "set-aside.csv", "summary.txt",
    }  # fmt: skip
    raw = (tmp_path / "report" / "findings.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert len(rows) == len(checked.findings)
    summary = (tmp_path / "report" / "summary.txt").read_text(encoding="utf-8-sig")
    assert "58 rows = 49 good + 9 set aside" in summary
    assert "共58行，其中保留49行，整户剔除9行" in summary
    aside = (tmp_path / "report" / "set-aside.csv").read_text(encoding="utf-8-sig")
    assert len(aside.splitlines()) == 1 + len(ASIDE)


def test_a_report_that_cannot_be_written_is_said_in_one_sentence(duck, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(EnterpriseError, match="file"):
        check(duck, sample()[0]).save(tmp_path / "file")


def test_duckdb_and_spark_find_the_same(duck, spark, tmp_path):
    firms, frame, expected = damaged()
    firms.to_parquet(tmp_path / "r.parquet")
    firms.to_csv(tmp_path / "r.csv", index=False)
    for name in ("r.parquet", "r.csv"):
        one, other = (check(e, tmp_path / name, frame) for e in (duck, spark))
        pd.testing.assert_frame_equal(one.findings, other.findings)
        pd.testing.assert_frame_equal(one.counts, other.counts)
        assert one.set_aside == other.set_aside == len(ASIDE)
        goods = [e.frame(c.good.order_by("row")) for e, c in ((duck, one), (spark, other))]
        pd.testing.assert_frame_equal(*goods, check_dtype=False)
    assert len(found(one)) == len(expected)


def test_a_weight_in_words_is_told_as_it_stands(duck, tmp_path):
    firms, frame = sample()
    firms = firms.astype({"weight": object})
    firms.loc[3, "weight"] = "two"
    firms.loc[5, "weight"] = -1
    firms.to_csv(tmp_path / "r.csv", index=False)
    checked = check(duck, tmp_path / "r.csv", frame)
    told = checked.findings[checked.findings["item"] == "weight"].set_index("row")
    assert told.loc[5, "rule"] == "not-a-number"
    assert "weight 'two' is not a number" in told.loc[5, "en"]
    assert told.loc[7, "rule"] == "weight"
    assert (checked.set_aside, checked.ignored) == (2, ())
