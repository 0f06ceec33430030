"""Tables that the engine adds up against the estimators in memory. Every firm is made up."""

import warnings

import numpy as np
import pandas as pd
import pytest

from devindex.definitions import load_framework
from devindex.enterprise import Margin, calibrate, means, ratios, sample_design, totals
from devindex.enterprise.surveys.domains import crossed
from devindex.enterprise.surveys.estimates import marks
from devindex.enterprise.tables.calibrated import calibrated
from devindex.enterprise.tables.crossings import TOTAL, margins
from devindex.enterprise.tables.measures import FIRMS, Amount, Condition, Measure, measures_of
from devindex.enterprise.tables.tabulate import tabulate
from devindex.errors import DevindexWarning, EnterpriseError

ibis = pytest.importorskip("ibis")

PROVINCES, INDUSTRIES = ("110000", "440000", "650000"), ("06", "13", "39", "40")
MEASURES = (
    Measure("ratio", "ratio", Amount("part"), Amount("whole"), 100.0),
    Measure("mean", "mean", Amount("level")),
    Measure("total", "total", Amount("whole")),
    Measure("stable", "ratio", Amount("hours-in-service"), Amount("hours"), 100.0),
    Measure("share", "share", Amount(every=(Condition("level", equal=2.0),))),
    FIRMS,
)
FIELDS = ("value", "se", "cv", "lower", "upper", "df", "deff", "firms", "missing", "clusters")


def sample(seed=1, firms=400, *, weights="stratum"):
    """Firms in strata, of which one was taken whole and one has a single holding."""
    rng = np.random.default_rng(seed)
    d = pd.DataFrame(
        {
            "credit_code": [f"{i:018d}" for i in range(firms)],
            "province": rng.choice(PROVINCES, firms, p=[0.5, 0.4, 0.1]),
            "industry": rng.choice(INDUSTRIES, firms),
            "size": rng.choice(["large", "small"], firms, p=[0.2, 0.8]),
            "holding": np.where(
                rng.random(firms) < 0.3, [f"g{g}" for g in rng.integers(0, 30, firms)], ""
            ),
        }
    )
    d["stratum"] = d["size"] + "-" + (rng.integers(0, 4, firms)).astype(str)
    d.loc[:2, ["stratum", "holding", "province", "industry"]] = [
        "lonely", "g1", "110000", "06",
    ]  # fmt: skip
    d["holding"] = d["holding"].astype(object).where(rng.random(firms) < 0.9, None)
    d.loc[:2, "holding"] = "g1"
    own = {s: 2.0 + n for n, s in enumerate(sorted(d["stratum"].unique()))}
    d["weight"] = d["stratum"].map(own)
    if weights == "firm":
        d["weight"] *= rng.uniform(0.8, 1.2, firms)
    d["whole"] = np.floor(rng.lognormal(4, 1, firms))
    d["part"] = np.floor(d["whole"] * rng.beta(2, 3, firms))
    d["level"] = rng.integers(0, 4, firms).astype(float)
    d["hours"] = 8760.0 * rng.integers(1, 4, firms)
    d["hours-in-service"] = d["hours"] * (1 - rng.uniform(0, 2e-4, firms))
    for c in ("whole", "part", "level", "hours-in-service"):
        d.loc[rng.random(firms) < 0.08, c] = np.nan
    d.loc[5, "industry"] = None
    counts = d["stratum"].value_counts()
    frame = {s: float(np.ceil(own[s] * n)) for s, n in counts.items()}
    frame["large-0"] = float(counts["large-0"])  # taken whole
    return d, frame


def as_frame(frame):
    return pd.DataFrame({"stratum": list(frame), "firms": list(frame.values())})


def in_memory(d, frame, lonely):
    """A design of the room surveys, with as many clusters in the frame as tables documents."""
    lone = d["holding"].isna() | (d["holding"] == "")
    cluster = np.where(lone, d["credit_code"], d["holding"])
    pairs = pd.DataFrame({"s": d["stratum"], "c": cluster}).drop_duplicates()
    n, f = pairs["s"].value_counts(), d["stratum"].value_counts()
    population = None if frame is None else {s: n[s] * frame[s] / f[s] for s in frame}
    return sample_design(
        d["weight"], stratum=d["stratum"], cluster=cluster, population=population,
        nest=True, lonely=lonely,
    )  # fmt: skip


def expected(design, d, domain, many):
    level = np.where(d["level"].isna(), np.nan, d["level"] == 2.0)
    done = [
        ratios(design, 100 * d["part"], d["whole"], domain, domains=many),
        means(design, d["level"], domain, domains=many),
        totals(design, d["whole"], domain, domains=many),
        ratios(design, 100 * d["hours-in-service"], d["hours"], domain, domains=many),
        means(design, level, domain, domains=many),
        totals(design, np.ones(len(d)), domain, domains=many),
    ]
    return type(done[0]).joined(done)


def codes_of(d, crossing):
    lists = {"province": PROVINCES, "industry": INDUSTRIES, "size": ("large", "small")}
    if not crossing:
        return np.zeros(len(d), int), [()]
    parts = [pd.Index(lists[c]).get_indexer(d[c]) for c in crossing]
    shape = [len(lists[c]) for c in crossing]
    names = pd.MultiIndex.from_product([lists[c] for c in crossing]).tolist()
    return crossed(*parts, shape=shape), [n if isinstance(n, tuple) else (n,) for n in names]


@pytest.mark.parametrize("weights", ["stratum", "firm"])
@pytest.mark.parametrize("lonely", ["adjust", "average", "certainty"])
@pytest.mark.parametrize("with_frame", [True, False])
def test_tables_equal_the_estimators_in_memory(duck, weights, lonely, with_frame):
    """To 1e-9 at every margin; where the standard error in memory is rounding, it is zero here."""
    d, frame = sample(weights=weights)
    frame = frame if with_frame else None
    by = margins("province", "industry", "size")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DevindexWarning)
        design = in_memory(d, frame, lonely)
        made = tabulate(
            duck, duck.read(d), MEASURES, by, None if frame is None else as_frame(frame),
            lonely=lonely,
        )  # fmt: skip
    seen = 0
    for crossing in by:
        domain, names = codes_of(d, crossing)
        e = expected(design, d, domain, len(names))
        state = marks(e, cv_above=0.25, firms_below=10)
        rows = made
        for c in ("province", "industry", "size"):
            rows = rows[(rows[c] != TOTAL) if c in crossing else (rows[c] == TOTAL)]
        for n, name in enumerate(names):
            own = rows
            for c, code in zip(crossing, name, strict=True):
                own = own[own[c] == code]
            if not (domain == n).any():
                assert own.empty
                continue
            assert list(own["measure"]) == [m.code for m in MEASURES]
            for k, row in enumerate(own.itertuples()):
                said = f"{name} {row.measure}"
                small = 1e-12 * abs(e.value[n, k])
                for field in FIELDS:
                    other = getattr(e, field)[n, k]
                    near = pytest.approx(other, rel=1e-9, abs=small, nan_ok=True)
                    if field == "deff" and (e.se[n, k] <= small or other > 1e15):
                        continue  # one variance or the other is rounding of zero
                    assert getattr(row, field) == near, (said, field)
                assert row.status == state[n, k], said
                seen += 1
    assert seen > 300


def test_a_lonely_stratum_is_refused_by_the_rule_fail(duck):
    d, frame = sample()
    with pytest.raises(EnterpriseError, match="first 'lonely'"):
        tabulate(duck, duck.read(d), MEASURES, frame=as_frame(frame), lonely="fail")


def test_a_lonely_stratum_is_told(duck):
    d, frame = sample()
    with pytest.warns(DevindexWarning, match="first 'lonely'"):
        tabulate(duck, duck.read(d), MEASURES[:1], frame=as_frame(frame))


def test_every_fault_of_frame_and_weights_is_told(duck):
    d, frame = sample()
    wrong = {**frame, "small-1": 1.0, "other": 5.0}
    del wrong["small-2"]
    with pytest.raises(EnterpriseError) as told:
        tabulate(duck, duck.read(d), MEASURES, frame=as_frame(wrong))
    assert [str(p) for p in told.value.problems] == [
        "1 strata of the frame have no firm in the sample, first 'other'; join each to another",
        "1 strata of the sample have no number of firms in the frame, first 'small-2'",
        "1 strata have more firms in the sample than in the frame, first 'small-1'",
    ]
    d.loc[7, "weight"], d.loc[8, "weight"], d.loc[9, "stratum"] = -1.0, np.inf, None
    with pytest.raises(EnterpriseError) as told:
        tabulate(duck, duck.read(d), MEASURES)
    assert "1 firms have no stratum" in str(told.value)
    assert "no positive, finite weight" in str(told.value)
    with pytest.raises(EnterpriseError, match="Did you mean 'province'"):
        tabulate(duck, duck.read(d), MEASURES, ("provinc",))


def test_an_infinite_answer_is_refused(duck):
    d, frame = sample()
    d.loc[11, "level"] = np.inf
    with pytest.raises(EnterpriseError, match="measure mean has answers that are infinite"):
        tabulate(duck, duck.read(d), MEASURES, frame=as_frame(frame), lonely="certainty")


def test_measures_of_the_framework_are_its_indicators():
    framework = load_framework("enterprise")
    made = measures_of(framework, ["score", "score-network", "province"])
    assert len(framework.indicators) == 36
    assert [m.code for m in made[:36]] == [i.code for i in framework.indicators]
    assert [m.code for m in made[36:]] == ["firms", "score", "score-network"]
    assert {m.kind for m in made[:36]} == {"ratio", "mean"}


def test_conditions_that_a_firm_left_open_make_it_missing(duck):
    """One yes is enough for ``some``, one no for ``every``."""
    d, frame = sample()
    d["a"] = np.resize([1.0, 0.0, np.nan], len(d))
    d["b"] = np.repeat([1.0, 0.0, np.nan, 1.0], len(d) // 4)
    yes = Condition("a", least=1.0), Condition("b", least=1.0)
    asked = [Measure("any", "mean", Amount(some=yes)), Measure("all", "mean", Amount(every=yes))]
    made = tabulate(
        duck, duck.read(d), asked, [()], as_frame(frame), lonely="certainty"
    ).set_index("measure")  # fmt: skip
    a, b = d["a"].astype("boolean"), d["b"].astype("boolean")
    for code, holds in (("any", a | b), ("all", a & b)):
        known = holds.notna().to_numpy()
        value = np.average(holds[known].astype(float), weights=d["weight"][known])
        assert 0 < made.loc[code, "missing"] == (~known).sum()
        assert made.loc[code, "value"] == pytest.approx(value, rel=1e-12)


def test_a_ratio_and_a_condition_say_what_they_lack(duck):
    with pytest.raises(EnterpriseError, match="a ratio has a denominator"):
        Measure("x", "ratio", Amount("part"))
    with pytest.raises(EnterpriseError, match="asks for nothing"):
        Condition("level")
    with pytest.raises(EnterpriseError, match="x come twice"):
        tabulate(duck, duck.read(sample()[0]), [Measure("x", "mean", Amount("part"))] * 2)


def test_spark_gives_the_same_tables(duck, spark):
    """Statuses equal, numbers to 1e-9."""
    d, frame = sample(weights="firm")
    asked = (MEASURES[:4], [("province", "industry"), ("province",)], as_frame(frame))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DevindexWarning)
        one = tabulate(duck, duck.read(d), *asked)
        two = tabulate(spark, spark.read(d), *asked)
    exact = ["province", "industry", "measure", "status", "firms", "missing", "clusters", "df"]
    pd.testing.assert_frame_equal(one[exact], two[exact], check_dtype=False)
    pd.testing.assert_frame_equal(one, two, rtol=1e-9, atol=1e-12, check_dtype=False)


def test_calibrated_tables_are_those_of_the_estimators_in_memory(duck):
    d, frame = sample(weights="firm")
    d["industry"] = d["industry"].fillna("06")
    sizes = {"large": 500.0, "small": 2100.0}
    known = {"size": sizes, "hours": 48e6}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DevindexWarning)
        made = calibrated(duck, duck.read(d), MEASURES, known, [("province",), ()], as_frame(frame))
        size = Margin("size", (d["size"] == "small").astype(int).to_numpy(), list(sizes.values()))
        design = calibrate(in_memory(d, frame, "adjust"), [size, Margin("hours", d["hours"], 48e6)])
    for crossing, own in ((("province",), made["province"] != TOTAL), ((), None)):
        domain, names = codes_of(d, crossing)
        e = expected(design, d, domain, len(names))
        got = made[own] if own is not None else made[made["province"] == TOTAL]
        for field in FIELDS[:6]:
            np.testing.assert_allclose(got[field], getattr(e, field).ravel(), rtol=1e-9)
    whole = made[made["province"] == TOTAL].set_index("measure")
    assert whole.loc["firms", "value"] == pytest.approx(2600.0, rel=1e-9)
    assert whole.loc["firms", "se"] == pytest.approx(0.0, abs=1e-6)
    assert list(made.columns) == list(
        tabulate(duck, duck.read(d), MEASURES, ("province",), lonely="certainty").columns
    )


def test_calibration_of_too_many_firms_is_refused(duck):
    d, frame = sample()
    sizes = {"size": {"large": 500.0, "small": 2100.0}}
    with pytest.raises(EnterpriseError, match="400 firms; calibration takes up to 399"):
        calibrated(duck, duck.read(d), MEASURES, sizes, frame=as_frame(frame), most=399)
    with pytest.raises(EnterpriseError, match="no total of the class 'large'"):
        calibrated(duck, duck.read(d), MEASURES, {"size": {"small": 2100.0}})
