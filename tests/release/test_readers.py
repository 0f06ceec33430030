"""Every CSV of a release, read without any argument by four readers, says the same."""

import csv
import math
from functools import cache

import duckdb
import pandas as pd
import polars as pl
import pytest

from devindex.release.folder import write_csv
from devindex.release.standards.dictionary import CODES

NOTHING = {
    "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN",
    "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null",
}  # fmt: skip
"""What pandas takes for missing; R takes NA and, in columns of numbers, an empty cell."""


@pytest.fixture(scope="module")
def folder(trial_folder):
    return trial_folder


@cache
def records_of(path):
    return records(path.read_bytes().decode("utf-8-sig"))


def records(text):
    """Cells of a CSV by RFC 4180, strictly: (text, whether quoted); a fault is an error."""
    rows, row, at = [], [], 0
    while at < len(text):
        if text[at] == '"':
            end = at + 1
            while text[end] != '"' or text[end + 1 : end + 2] == '"':
                end += 2 if text[end] == '"' else 1
            row.append((text[at + 1 : end].replace('""', '"'), True))
            at = end + 1
        else:
            end = at
            while text[end] not in ",\r\n":
                assert text[end] != '"', "a quotation mark in a cell that is not quoted"
                end += 1
            row.append((text[at:end], False))
            at = end
        if text[at] == ",":
            at += 1
            continue
        at += 2 if text[at : at + 2] == "\r\n" else 1
        rows.append(row)
        row = []
    return rows


def number(text):
    """A finite number as R and C read one; None if it is none."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) and text.strip() == text else None


def r_style(path):
    """Columns as ``read.csv`` of base R types them: logical, number, else text."""
    header, *body = records_of(path)
    assert {len(row) for row in body} == {len(header)}
    columns = {}
    for place, (name, _) in enumerate(header):
        cells = [row[place][0] for row in body]
        filled = [c for c in cells if c not in ("", "NA")]
        if all(c in ("T", "F", "TRUE", "FALSE", "true", "false", "True", "False") for c in filled):
            typed = [None if c in ("", "NA") else c in ("T", "TRUE", "true", "True") for c in cells]
        elif all(number(c) is not None for c in filled):
            typed = [None if c in ("", "NA") else number(c) for c in cells]
        else:
            typed = [None if c == "NA" else c for c in cells]
        columns[name] = typed
    return columns


def plain(value, name):
    """One value as every reader should have it: missing, a truth, a number or a text.

    Yes and no are truths too. A code of digits that a reader takes for a number still tells the
    code, and so does the F of ``conf_status``, which R and DuckDB take for false; the pages of the
    release say both.
    """
    if name in ("conf_status", "CONF_STATUS") and value in (False, "F"):
        return "F"
    code = name in CODES
    if value is None or value is pd.NaT or value is pd.NA or value == "":
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return str(bool(value)).lower()
    text = str(value).removesuffix(" 00:00:00")
    found = number(text)
    if code and found is not None:
        return f"{int(found):06d}"
    if found is not None:
        return found
    truths = {"True": "true", "False": "false", "yes": "true", "no": "false"}
    return truths.get(text, text)


def plain_columns(columns):
    return {n: [plain(v, n) for v in c] for n, c in columns.items()}


def duckdb_style(path):
    found = duckdb.read_csv(str(path))
    cells = found.fetchall()
    return {n: [row[k] for row in cells] for k, n in enumerate(found.columns)}


READERS = {
    "pandas": lambda path: {n: c.tolist() for n, c in pd.read_csv(path).items()},
    "polars": lambda path: pl.read_csv(path).to_dict(as_series=False),
    "duckdb": duckdb_style,
    "R": r_style,
}


def files(folder):
    return sorted(p for p in folder.rglob("*.csv"))


def test_four_readers_without_arguments_find_the_same_values(folder):
    for path in files(folder):
        header, *body = records_of(path)
        names = [name for name, _ in header]
        own = plain_columns({n: [r[k][0] for r in body] for k, n in enumerate(names)})
        for reader, read in READERS.items():
            found = plain_columns(read(path))
            assert list(found) == names, (path.name, reader)
            for name in names:
                assert found[name] == own[name], (path.name, reader, name)


def test_no_cell_is_a_word_that_a_reader_takes_for_missing(folder):
    for path in files(folder):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            cells = {cell for row in csv.reader(lines) for cell in row}
        assert cells & NOTHING <= {""}, path.name


def test_codes_of_digits_are_quoted_and_nothing_else_that_need_not_be(folder):
    for path in files(folder):
        header, *body = records_of(path)
        for place, (name, _) in enumerate(header):
            for row in body:
                text, quoted = row[place]
                needs = any(c in text for c in ',"\r\n') or (name in CODES and text != "")
                assert quoted == needs, (path.name, name, text)


def test_the_key_of_a_region_is_text_in_every_reader(folder):
    path = folder / "data" / "observations.csv"
    for reader, read in READERS.items():
        assert {type(v) for v in read(path)["region_code"]} == {str}, reader


def test_a_code_read_as_text_keeps_its_zeros(folder):
    frame = pd.read_csv(folder / "data" / "observations.csv", dtype={"gb_code": str})
    assert frame["gb_code"].str.fullmatch(r"\d{6}").all()
    assert "000000" in set(frame["gb_code"])


def test_header_names_are_ascii_and_lower_but_in_sdmx(folder):
    for path in files(folder):
        [header, *_] = records_of(path)
        names = [n for n, _ in header]
        assert len(set(names)) == len(names)
        lower = [n.lower() if path.name == "sdmx.csv" else n for n in names]
        assert all(n.isascii() and n == n.lower() and " " not in n for n in lower), path.name


def begins_a_formula(cell):
    """Whether a spreadsheet that opens the table computes the cell: a sign, and no number."""
    return cell[:1] in tuple("=+-@\t\r") and number(cell) is None


def test_no_cell_of_a_release_is_a_formula_to_a_spreadsheet(folder):
    for path in files(folder):
        assert [c for row in records_of(path) for c, _ in row if begins_a_formula(c)] == [], path


@pytest.mark.parametrize("for_excel", [False, True])
def test_text_that_looks_like_a_formula_stays_text(tmp_path, for_excel):
    texts = [
        "=1+1",
        "@SUM(A1)",
        "+A1",
        "-A1",
        "\t=1",
        '=HYPERLINK("x")',
        "-0.5",
        "+86",
        "a=1",
    ]
    frame = pd.DataFrame({"title_en": texts, "value": [-0.5] * len(texts)})
    before = frame.copy()
    write_csv(frame, tmp_path / "t.csv", for_excel=for_excel)
    pd.testing.assert_frame_equal(frame, before)
    header, *body = records((tmp_path / "t.csv").read_bytes().decode("utf-8-sig"))
    assert [c for c, _ in header] == ["title_en", "value"]
    assert [row[0][0] for row in body] == [f"'{t}" for t in texts[:6]] + texts[6:]
    assert {row[1][0] for row in body} == {"-0.5"}
