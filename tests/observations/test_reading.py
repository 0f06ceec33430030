"""Files of observations at the door: what is wrong, in one sentence with file and line."""

import pytest

from devindex import ObservationError, load_observations

GOOD = "eco_gdp,440000,2020,113708.9,亿元,A,"


def problems(folder):
    with pytest.raises(ObservationError) as caught:
        load_observations(folder)
    return list(caught.value.problems)


def test_a_good_file_is_read_as_published(write_facts):
    seen = load_observations(write_facts(GOOD, GOOD.replace("2020", "2021")))
    assert seen.frame["value"].tolist() == [113708.9, 113708.9]
    assert seen.frame["year"].tolist() == [2020, 2021]
    assert seen.frame["source"].unique().tolist() == ["mine"]
    assert seen.sources["mine"].rows == 2


def test_a_byte_order_mark_does_no_harm(write_facts):
    text = f"series,region,year,value,unit,status,flags\n{GOOD}\n"
    assert len(load_observations(write_facts(text.encode("utf-8-sig"))).frame) == 1


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            'eco_gdp,440000,2021,"12,5O3",亿元,A,',
            "mine.csv, line 3: '12,5O3' is not a number (letter O for zero?)",
        ),
        (
            "eco_gdp,440000,2021,1250З,亿元,A,",
            "mine.csv, line 3: '1250З' is not a number",
        ),
        (
            "eco_gdp,440000,2021,-,亿元,A,",
            "mine.csv, line 3: '-' is not a number; leave the row out where nothing is published",
        ),
        (
            "eco_gdp,440000,2021,,亿元,A,",
            "mine.csv, line 3: '' is not a number; leave the row out where nothing is published",
        ),
        ("eco_gdp,440000,2021,nan,亿元,A,", "mine.csv, line 3: 'nan' is not a number"),
        ("eco_gdp,440000,2021,1１3,亿元,A,", "mine.csv, line 3: '1１3' is not a number"),
        ("eco_gdp,440000,2021,1e400,亿元,A,", "mine.csv, line 3: '1e400' is not a number"),
        (
            GOOD,
            "mine.csv, line 3: ('eco_gdp', '440000', '2020') stands already on line 2",
        ),
        (
            "eco_gdp,广东,2021,5,亿元,A,",
            "mine.csv, line 3: region '广东' is not a code; write 440000",
        ),
        (
            "eco_gdp,Shaanxi,2021,5,亿元,A,",
            "mine.csv, line 3: region 'Shaanxi' is not a code; write 610000",
        ),
        (
            "eco_gdp,山西,2021,5,亿元,A,",
            "mine.csv, line 3: region '山西' is not a code; write 140000",
        ),
        (
            "eco_gdp,CN-HA,2021,5,亿元,A,",
            "mine.csv, line 3: region 'CN-HA' is not a code; write 410000",
        ),
        ("eco_gpd,440000,2021,5,亿元,A,", "mine.csv, line 3: unknown series 'eco_gpd'"),
        ("eco_gdp,440000,20,5,亿元,A,", "mine.csv, line 3: '20' is not a year"),
        ("eco_gdp,440000,2021,5,万元,A,", "mine.csv, line 3: eco_gdp is in 亿元, not"),
        ("eco_gdp,440000,2021,5,亿元,Z,", "mine.csv, line 3: unknown status 'Z'"),
    ],
)
def test_a_fault_is_one_sentence_with_file_and_line(write_facts, line, sentence):
    (problem,) = problems(write_facts(GOOD, line))
    assert problem.startswith(sentence)


@pytest.mark.parametrize("name", ["陜西", "陝西", "Shanxxi", "440001", "44"])
def test_a_region_by_a_look_alike_name_is_refused_with_file_and_line(write_facts, name):
    (problem,) = problems(write_facts(GOOD, f"eco_gdp,{name},2021,5,亿元,A,"))
    assert problem.startswith(f"mine.csv, line 3: unknown region '{name}'")


def test_near_misses_are_offered(write_facts):
    (problem,) = problems(write_facts("eco_gpd,440000,2021,5,亿元,A,"))
    assert "Did you mean 'eco_gdp'?" in problem
    (problem,) = problems(write_facts("eco_gdp,Guandong,2021,5,亿元,A,"))
    assert "Guangdong" in problem.partition("Did you mean")[2].partition("?")[0]


def test_lines_are_counted_as_an_editor_counts_them(write_facts):
    (problem,) = problems(write_facts(GOOD, "", "eco_gdp,440000,2021,5x,亿元,A,", ""))
    assert problem.startswith("mine.csv, line 4: '5x'")


@pytest.mark.parametrize("before", [(), (GOOD,)], ids=["first row", "later row"])
def test_a_comma_in_a_number_is_an_error_that_names_the_file(write_facts, before):
    (problem,) = problems(write_facts(*before, "eco_gdp,440000,2021,12,503,亿元,A,"))
    assert problem.startswith("mine.csv")


def test_a_row_cut_short_is_an_error_with_its_line(write_facts):
    told = problems(write_facts(GOOD, "eco_gdp,440000"))
    assert all(p.startswith("mine.csv, line 3: ") for p in told)


@pytest.mark.parametrize("column", ["series", "region", "year", "value", "unit", "status", "flags"])
def test_a_missing_column_is_named(write_facts, column):
    header = "series,region,year,value,unit,status,flags".replace(column, column + "x")
    (problem,) = problems(write_facts(GOOD, header=header))
    assert problem.startswith(f"mine.csv: column '{column}' is missing")


def test_an_empty_file_is_an_error(write_facts):
    (problem,) = problems(write_facts(b""))
    assert problem.startswith("mine.csv: not a table")


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_a_file_that_is_not_utf8_is_named(write_facts, encoding):
    text = f"series,region,year,value,unit,status,flags\n{GOOD}\n"
    assert problems(write_facts(text.encode(encoding))) == [
        "mine.csv: not UTF-8 text; save it as UTF-8"
    ]


def test_a_wrong_checksum_names_the_file(write_facts):
    (problem,) = problems(write_facts(GOOD, sha256="0" * 64))
    assert problem.startswith("mine.csv: the file's sha256 is ")
    assert "a vintage is never edited" in problem


def test_an_edited_file_is_found_out(write_facts):
    folder = write_facts(GOOD)
    (folder / "mine.csv").write_text(
        (folder / "mine.csv").read_text(encoding="utf-8").replace("113708.9", "113708.8"),
        encoding="utf-8", newline="",
    )  # fmt: skip
    (problem,) = problems(folder)
    assert "mine.csv" in problem
    assert "sha256" in problem


def test_a_missing_sidecar_is_named(write_facts):
    folder = write_facts(GOOD)
    (folder / "mine.toml").unlink()
    assert problems(folder) == ["mine.csv has no sidecar: write mine.toml beside it"]


def test_a_sidecar_that_lacks_keys_names_each(write_facts):
    folder = write_facts(GOOD)
    (folder / "mine.toml").write_text('producer = "p"\ntitle = "t"\nurl = "u"\n')
    assert problems(folder) == ["mine.toml: licence is missing", "mine.toml: sha256 is missing"]


def test_a_sidecar_that_is_not_toml_is_named(write_facts):
    folder = write_facts(GOOD)
    (folder / "mine.toml").write_text("producer: p")
    (problem,) = problems(folder)
    assert problem.startswith("mine.toml: not TOML")


def test_all_faults_of_all_files_are_told_at_once(write_facts):
    write_facts("eco_gdp,440000,2020,12x,亿元,A,", "eco_gdp,广东,2021,5,亿元,A,", name="a")
    write_facts(GOOD, sha256="0" * 64, name="b")
    write_facts("eco_gdp,440000,2020,5,万元,A,", "eco_pop,440000,2020,5,亿元,A,", name="c")
    folder = write_facts(GOOD, name="d")
    (folder / "d.toml").unlink()
    told = problems(folder)
    assert len(told) == 6
    assert [p.partition(".csv")[0] for p in told] == ["a", "a", "b", "c", "c", "d"]


def test_a_figure_that_stands_in_two_files_is_an_error_that_names_both(write_facts):
    write_facts(GOOD, name="old")
    folder = write_facts(GOOD.replace("113708.9", "113709"), name="new")
    (problem,) = problems(folder)
    assert "(eco_gdp, 440000, 2020)" in problem
    assert "old" in problem
    assert "new" in problem


def test_many_faults_of_one_kind_are_counted_not_listed(write_facts):
    lines = [f"eco_gdp,440000,{year},x,亿元,A," for year in range(1950, 2000)]
    told = problems(write_facts(*lines))
    assert len(told) == 21
    assert told[-1].startswith("mine.csv: 30 more")


def test_a_folder_without_csv_is_an_error(tmp_path):
    assert "holds no CSV file" in problems(tmp_path)[0]


def test_observations_are_not_changed_by_what_is_asked_of_them():
    seen = load_observations()
    copied = seen.to_frame()
    copied["value"] = 0.0
    assert seen.frame["value"].sum() > 0
    assert set(seen.only(["eco_gdp"]).frame["series"]) == {"eco_gdp"}
    assert set(seen.only(["eco_gdp"]).sources) <= set(seen.sources)
    assert seen.until(2019).frame["year"].max() == 2019
