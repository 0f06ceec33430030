"""Credit codes, code lists and the parity of two engines."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devindex import EnterpriseError
from devindex.enterprise.returns import check_character, credit, industries, parity, sizes
from devindex.enterprise.returns.lists import provinces

CODES = [
    "91350100M000100Y43",  # worked example of GB 32100-2015
    "91350100M000100Y4Z", "91350100M000100Y4", "91350100M000100Y433", "", None,
    "91350100m000100y43", " 91350100M000100Y43", "91350100M000100Y43\n", "913501O0M000100Y43",
    "9135010-M000100Y43", "91+35010000000000X", "911000000000001E21", "９1350100M000100Y43",
]  # fmt: skip


def plain(code):
    """The definition, in other words: 18 allowed characters, the last as computed."""
    if code is None or len(code) != 18 or not code[2:8].isascii() or not code[2:8].isdigit():
        return False
    try:
        return check_character(code[:-1]) == code[-1]
    except EnterpriseError:
        return False


def test_the_worked_example_of_the_standard():
    """GB 32100-2015: the sum of 91350100M000100Y4 is 1640, 1640 modulo 31 is 28, 31 - 28 = 3."""
    body = "91350100M000100Y4"
    weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    assert list(credit.WEIGHTS[:-1]) == weights
    values = [credit.ALPHABET.index(c) for c in body]
    assert sum(v * w for v, w in zip(values, weights, strict=True)) == 1640
    assert check_character(body) == "3"


def test_the_alphabet_has_no_letter_that_looks_like_another():
    assert len(credit.ALPHABET) == 31
    assert not set("IOSVZ") & set(credit.ALPHABET)


@given(st.text(credit.ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 30))
def test_a_change_of_one_character_is_always_noticed(body, place, by):
    at = (credit.ALPHABET.index(body[place]) + by) % 31
    other = body[:place] + credit.ALPHABET[at] + body[place + 1 :]
    assert check_character(body) != check_character(other)


@pytest.mark.parametrize("body", ["9135", "91350100M000100YI", "91350100m000100y4"])
def test_what_begins_no_credit_code_is_refused(body):
    with pytest.raises(EnterpriseError, match="17 of the characters"):
        check_character(body)


def random_codes(n=4000, seed=5):
    """Codes of digits and of letters, a third of them with another last character."""
    rng = np.random.default_rng(seed)
    alphabet = np.array(list(credit.ALPHABET))
    out = []
    for k in range(n):
        body = "".join(alphabet[rng.integers(0, 31, 2)])
        body += "".join(alphabet[rng.integers(0, 10, 6)])
        body += "".join(alphabet[rng.integers(0, 10 if k % 2 else 31, 9)])
        last = check_character(body)
        out.append(body + (last if k % 3 else alphabet[rng.integers(31)]))
    return out


@pytest.mark.parametrize("where", ["duck", "spark"])
def test_engines_agree_with_the_plain_definition(where, request):
    engine = request.getfixturevalue(where)
    codes = CODES + random_codes()
    table = engine.read(pd.DataFrame({"code": codes, "row": range(len(codes))}))
    table = table.mutate(digits=credit.number(table.code))
    out = engine.frame(
        table.select(
            "row", alone=credit.valid(table.code), fast=credit.valid(table.code, table.digits)
        ).order_by("row")
    )
    expected = [plain(c) for c in codes]
    assert out["alone"].tolist() == expected
    assert out["fast"].tolist() == expected
    assert 2000 < sum(expected) < 4000


def test_there_are_41_industries_31_provinces_and_4_sizes():
    assert list(industries()) == [f"{k:02d}" for k in range(6, 47)]
    assert [i.section for i in industries().values()].count("C") == 31
    assert len({i.name.zh for i in industries().values()}) == 41
    assert len({i.name.en for i in industries().values()}) == 41
    assert len(provinces()) == 31
    assert {c: (s.employees, s.revenue) for c, s in sizes().items()} == {
        "large": (1000, 40000), "medium": (300, 2000), "small": (20, 300), "micro": (None, None),
    }  # fmt: skip


def tables():
    one = pd.DataFrame(
        {
            "region": ["a", "b", "c"], "value": [1.0, 0.0, np.nan], "n": [3, 4, 5],
            "status": ["A", "U", None],
        }
    )  # fmt: skip
    return one, one.copy()


def test_equal_tables_are_at_parity_in_whatever_order():
    one, other = tables()
    same = parity(one, other[::-1], engines=("a 1", "b 2"), by=["region"])
    assert same.largest == {"value": 0.0, "n": 0.0}
    assert same.differing == {"status": 0}
    assert same.holds(0.0)


def test_the_largest_relative_difference_is_found():
    one, other = tables()
    other.loc[0, "value"] = 1 + 1e-8
    other.loc[1, "n"] = 5
    apart = parity(one, other, engines=("a 1", "b 2"), by=["region"])
    assert apart.largest["value"] == pytest.approx(1e-8, rel=1e-6)
    assert apart.largest["n"] == pytest.approx(1 / 5)
    assert not apart.holds()
    assert apart.holds(0.2)


def test_a_number_that_one_has_not_and_a_status_that_differs_are_no_parity():
    one, other = tables()
    other.loc[2, "value"] = 7.0
    assert parity(one, other, engines=("a", "b")).largest["value"] == np.inf
    one, other = tables()
    other.loc[2, "status"] = "Q"
    apart = parity(one, other, engines=("a", "b"))
    assert apart.differing == {"region": 0, "status": 1}
    assert not apart.holds(1.0)


def test_tables_of_other_columns_or_rows_are_refused():
    one, other = tables()
    with pytest.raises(EnterpriseError, match="second table has no column n;"):
        parity(one, other.drop(columns="n"), engines=("a", "b"))
    with pytest.raises(EnterpriseError, match="first table has no column more;"):
        parity(one, other.assign(more=1), engines=("a", "b"))
    with pytest.raises(EnterpriseError, match="3 and 2 rows"):
        parity(one, other[:2], engines=("a", "b"))
    with pytest.raises(EnterpriseError, match="rows of other names"):
        parity(one, other.replace("a", "z"), engines=("a", "b"), by=["region"])


def test_the_certificate_says_what_was_compared(tmp_path):
    one, other = tables()
    other.loc[2, "value"] = 7.0
    (tmp_path / "firms.parquet").write_bytes(b"abc")
    compared = parity(one, other, engines=("a 1", "b 2"), file=tmp_path / "firms.parquet")
    compared.write(tmp_path / "parity.json")
    said = json.loads((tmp_path / "parity.json").read_text(encoding="utf-8"))
    assert said == {
        "engines": ["a 1", "b 2"],
        "file": "firms.parquet",
        # SHA-256 of "abc": FIPS 180-2, appendix B.1
        "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "rows": 3,
        "largest_relative_difference": {"value": "missing in one", "n": 0.0},
        "differing": {"region": 0, "status": 0},
        "holds_at_1e-9": False,
    }
    with pytest.raises(EnterpriseError, match="nowhere"):
        compared.write(tmp_path / "nowhere" / "parity.json")
    with pytest.raises(EnterpriseError, match=r"no\.parquet"):
        parity(one, one, engines=("a", "b"), file=tmp_path / "no.parquet")
