"""From synthetic firms of all provinces to an index, by command line, with nobody to be found."""

import json
import re

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from devindex.cli import main
from devindex.definitions import load_feeds, regions
from devindex.enterprise import TOTAL
from devindex.enterprise.synthetic import SYNTHETIC

YEAR = 2025
PROVINCES = [c for c, r in regions().items() if r.covered]


def run(*arguments):
    """The command line; its exit code."""
    try:
        main(["enterprise", *map(str, arguments)])
    except SystemExit as stop:
        return stop.code or 0
    return 0


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Firms, and what is published of them."""
    place = tmp_path_factory.mktemp("chain")
    assert run("simulate", "--firms", 6000, "--seed", 3, "-o", place / "firms.parquet") == 0
    firms, frame = place / "firms-synthetic.parquet", place / "firms-synthetic-frame.csv"
    asked = [f"--measure={m}" for m in ("firms", "E01", "E13", "score", "maturity=3")]
    assert run("publish", firms, "--frame", frame, "--year", YEAR, "--by", "province,size",
               *asked, "-o", place / "out") == 0  # fmt: skip
    return place


@pytest.fixture(scope="module")
def out(place):
    return place / "out-synthetic"


@pytest.fixture(scope="module")
def firms(place):
    return pq.read_table(place / "firms-synthetic.parquet").to_pandas()


def table(path):
    return pd.read_csv(path, dtype={"province": str, "region": str, "gb_code": str})


def test_every_province_has_figures_of_the_regional_framework(out):
    figures = table(out / "public" / "provinces" / f"firms-{YEAR}-synthetic.csv")
    assert set(figures["region"]) == {"000000", *PROVINCES}
    assert set(figures["series"]) == set(load_feeds().by_item)
    assert set(figures["status"]) <= {"A", "U", "Q", "O"}
    assert figures.loc[figures["status"] == "Q", "value"].isna().all()


def test_the_index_is_of_all_provinces_and_says_that_it_is_made_up(out):
    index = out / "public" / "index"
    about = json.loads((index / "release.json").read_text("utf-8"))
    assert about["status"] == "experimental"
    assert SYNTHETIC.en in str(about["departures"])
    assert SYNTHETIC.zh in (index / "README.zh.md").read_text("utf-8")
    told = pd.read_csv(index / "data" / "headline.csv")
    assert told["sentence_en"].str.startswith("[Synthetic data] ").all()
    assert told["sentence_zh"].str.startswith("【合成数据】").all()
    ranking = pd.read_csv(index / "journalist" / "ranking_latest.csv")
    assert sorted(ranking["rank"]) == list(range(1, len(PROVINCES) + 1))
    assert not list((index / "figures").glob("targets/*"))  # nothing of China's real targets


def test_sampling_errors_are_in_the_rank_ranges(place, out, firms):
    """Ranges are wider than those of the same figures without sampling error."""
    from devindex.analysis import Space, uncertainty
    from devindex.enterprise.engine import engine
    from devindex.enterprise.tables.observed import feeding, panel_of, to_observations
    from devindex.enterprise.tables.tabulate import tabulate
    from devindex.release.firms import Survey, edition_of_firms

    frame = pd.read_csv(place / "firms-synthetic-frame.csv")
    with engine() as duck:
        rows = duck.read(firms)
        found = tabulate(duck, rows, feeding(load_feeds()), [("province",), ()], frame)
        fed = panel_of({YEAR: found})
        seen, errors = to_observations(found, load_feeds(), YEAR)

        class Checked:
            firms = 6000

        survey = Survey(duck, Checked(), None, YEAR, synthetic=True)
        made = edition_of_firms(fed, seen, survey, draws=1000)
    assert (errors.to_numpy() > 0).sum() > 200
    still = uncertainty(made.index, space=Space(), draws=1000)
    wide, narrow = (
        (r["rank_upper"] - r["rank_lower"]).mean()
        for r in (made.rank_ranges, still.rank_ranges(0.9))
    )
    assert wide > narrow + 1


def test_no_firm_and_no_holding_stands_in_a_public_file(out, firms):
    names = set(firms["credit_code"]) | set(firms["holding"].dropna()) - {""}
    for path in (p for p in (out / "public").rglob("*") if p.is_file()):
        text = path.read_bytes().decode("utf-8", "ignore")
        found = set(re.findall(r"[0-9A-Z]{18}", text)) & names
        assert not found, path
        assert not any(name in text for name in list(names)[:200]), path


def test_no_published_cell_rests_on_fewer_than_three_holdings(out, firms):
    """Counted anew from the firms, by holding, for every cell that has a figure."""
    shown = table(out / "public" / "tables" / "province-size-synthetic.csv")
    alone = firms["holding"].isna() | (firms["holding"] == "")
    firms = firms.assign(who=np.where(alone, firms["credit_code"], firms["holding"]))
    kept = shown[shown["value"].notna() & (shown["measure"] == "E01")]
    assert len(kept) > 100
    assert (shown["status"] == "Q").sum() > 10
    for row in kept.itertuples():
        cell = firms
        for column in ("province", "size"):
            if getattr(row, column) != TOTAL:
                cell = cell[cell[column] == getattr(row, column)]
        gave = cell.dropna(subset=["connected-production-devices", "production-devices"])
        assert gave["who"].nunique() >= 3, row


def test_public_proof_and_public_files_hold_no_parameter(out):
    for proof in (out / "public").rglob("*proof*.csv"):
        text = proof.read_text("utf-8")
        assert not re.search(r"contributors|dominance|\bp\b|%", text.splitlines()[0]), proof
    assert (out / "internal" / "findings.csv").is_file()
    assert "不得公开" in (out / "internal" / "README.zh.md").read_text("utf-8")


def test_the_provincial_figures_are_a_folder_of_observations(out):
    """The sidecar holds the file to its checksum, as for any official table."""
    from devindex.observations.sources import read_source

    source = read_source(out / "public" / "provinces" / f"firms-{YEAR}-synthetic.csv")
    assert SYNTHETIC.en in source.note


def test_scores_and_estimates_bear_the_mark(place):
    firms, frame = place / "firms-synthetic.parquet", place / "firms-synthetic-frame.csv"
    damaged = place / "damaged-synthetic.parquet"
    assert run("simulate", "--firms", 3000, "--wrong", 0.005, "-o", damaged) == 0
    assert run("check", damaged, "-o", place / "checks") == 1
    assert run("score", damaged, "-o", place / "good.parquet") == 0
    assert len(pq.read_table(place / "good-synthetic.parquet")) < 3000
    assert run("score", firms, "-o", place / "scores.parquet") == 0
    scored = pq.ParquetFile(place / "scores-synthetic.parquet")
    assert scored.schema_arrow.metadata[b"devindex"] == b"synthetic"
    assert {"score", "maturity", "platform-grade"} <= set(scored.schema_arrow.names)
    assert run("estimate", firms, "--frame", frame, "--by", "province", "--measure", "E01",
               "-o", place / "estimates.csv") == 0  # fmt: skip
    assert len(table(place / "estimates-synthetic.csv")) == len(PROVINCES) + 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--measure", "E99"], "unknown measure 'E99'"),
        (["--by", "province,colour"], "unknown column 'colour'"),
        (["--by", "size,size"], "names a column twice"),
    ],
)
def test_what_cannot_be_estimated_is_said_in_one_sentence(place, capsys, arguments, said):
    firms = place / "firms-synthetic.parquet"
    assert run("estimate", firms, "-o", place / "no.csv", *arguments) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("cut.parquet", b"PAR1 and no end", "is cut off"),
        ("empty.parquet", b"", "is an empty file"),
        ("empty.csv", b"", "is an empty file"),
        ("gb.csv", "信用代码,省份\n".encode("gb18030"), "not UTF-8 text"),
    ],
)
@pytest.mark.parametrize("command", ["check", "score", "estimate"])
def test_returns_that_cannot_be_read_are_named(tmp_path, capsys, name, content, said, command):
    (tmp_path / name).write_bytes(content)
    assert run(command, tmp_path / name, "-o", tmp_path / "out.parquet") == 2
    told = capsys.readouterr().err
    assert name in told
    assert said in told
    assert "Traceback" not in told


def test_firms_of_a_database_or_a_folder_bear_the_mark(place, tmp_path, firms):
    import duckdb

    (tmp_path / "parts").mkdir()
    few = firms.head(300).assign(holding="")
    few.to_parquet(tmp_path / "parts" / "one.parquet")
    with duckdb.connect(str(tmp_path / "office.duckdb")) as office:
        office.register("few", few)
        office.execute("create table returns as select * from few")
    for n, returns in enumerate((tmp_path / "parts", f"{tmp_path}/office.duckdb::returns")):
        assert run("score", returns, "-o", tmp_path / f"scores{n}.parquet") == 0
        made = tmp_path / f"scores{n}-synthetic.parquet"
        assert pq.read_schema(made).metadata[b"devindex"] == b"synthetic"


def test_scores_are_not_written_under_the_name_of_another_form(place, tmp_path, capsys):
    firms = place / "firms-synthetic.parquet"
    assert run("score", firms, "-o", tmp_path / "scores.csv") == 2
    assert "written as Parquet" in capsys.readouterr().err


def test_rules_of_an_office_are_read_and_their_faults_told(place, tmp_path, capsys):
    from devindex.enterprise.confidential.office import read_rules

    file = tmp_path / "rules.toml"
    file.write_text("contributors = 5\ndominance = [2, 85.0]\n", "utf-8")
    rules = read_rules(file)
    assert (rules.contributors, rules.dominance, rules.p) == (5, (2, 85.0), 10.0)
    file.write_text('contributers = 5\np = "ten"\ndominance = 3\n', "utf-8")
    assert run("publish", place / "firms-synthetic.parquet", "--year", YEAR, "--rules", file,
               "-o", tmp_path / "out") == 2  # fmt: skip
    told = capsys.readouterr().err
    assert told.count("\n") == 3
    assert "unknown rule 'contributers'" in told
    assert not (tmp_path / "out-synthetic").exists()


@pytest.mark.spark
def test_the_whole_way_on_spark_gives_the_same_tables_and_the_same_suppression(
    place, out, spark, tmp_path
):
    """Checked, scored, estimated and suppressed on Spark; the certificate says by how much."""
    firms, frame = place / "firms-synthetic.parquet", place / "firms-synthetic-frame.csv"
    asked = [f"--measure={m}" for m in ("firms", "E01", "score", "maturity=3")]
    assert run("publish", firms, "--frame", frame, "--year", YEAR, "--by", "province,size",
               *asked, "--certify", "spark", "-o", tmp_path / "out") == 0  # fmt: skip
    name = "province-size-synthetic.parity.json"
    said = json.loads((tmp_path / "out-synthetic" / "public" / "tables" / name).read_text("utf-8"))
    assert [e.split()[0] for e in said["engines"]] == ["duckdb", "pyspark"]
    assert said["holds_at_1e-9"], said
    assert not any(said["differing"].values())
