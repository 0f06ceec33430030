"""Damaged workbooks and tables: a sentence or the same figures, in time, in little memory.

The damage is drawn from a seed. Some 60 files in the normal run; ``DEVINDEX_DAMAGED=1000`` makes
as many as it says.
"""

import io
import json
import os
import re
import struct
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from devindex.observations.returns import read_return

SEED = 20260630
MANY = int(os.environ.get("DEVINDEX_DAMAGED", "60"))
SECONDS, MEGABYTES = 10.0, 1024
READ = '''
import json, pathlib, re, resource, sys, time
def peak():
    """Megabytes of this program; what the system counts also holds the one that started it."""
    status = pathlib.Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
from devindex.errors import DevindexError, Sentence
from devindex import load_observations
from devindex.observations.checks import check
from devindex.observations.read import Observations
from devindex.observations.returns import read_return
from devindex.observations.tables import read_table
known = load_observations().until(2021)
known = Observations(known.frame.query("region == '440000' and year > 2019"), known.sources)
for line in sys.stdin:
    path = line.rstrip("\\n")
    start = time.process_time()
    read = read_return(path)
    assert all(isinstance(f.sentence, Sentence) for f in read.faults)
    answers = dict(zip(read.answers["series"], read.answers["value"]))
    middle = time.process_time()
    try:
        read_table(path, series="eco_gdp", year=2022, sheet=None)
        table = "read"
    except DevindexError as error:
        assert all(isinstance(p, Sentence) for p in error.problems)
        table = str(error.problems[0])
    end = time.process_time()
    found = check(read.answers, known, framework="regional-public", faults=read.faults)
    assert len(found.of("block")) >= len(read.faults)
    last = time.process_time()
    print(json.dumps({
        "path": path, "faults": [str(f.sentence) for f in read.faults], "answers": answers,
        "table": table, "seconds": [middle - start, end - middle, last - end],
        "megabytes": peak(),
    }), flush=True)
'''


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return out.getvalue()


def with_parts(book, **more):
    return packed(parts(book) | more)


def sheets(book):
    return sorted(n for n in parts(book) if n.startswith("xl/worksheets/sheet"))


def opened(book, change):
    made = openpyxl.load_workbook(io.BytesIO(book))
    change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


# every kind of damage: (content, rng) -> content


def flipped(book, rng):
    content = bytearray(book)
    for place in rng.integers(0, len(content), rng.integers(1, 20)):
        content[place] ^= int(rng.integers(1, 256))
    return bytes(content)


def truncated(book, rng):
    return book[: rng.integers(0, len(book))]


def random_bytes(book, rng):
    return rng.bytes(int(rng.integers(0, 5000)))


def edited_xml(book, rng):
    """Bytes changed inside a part, its checksum right again."""
    content = parts(book)
    name = str(rng.choice(sorted(content)))
    part = bytearray(content[name])
    for place in rng.integers(0, max(len(part), 1), rng.integers(1, 6)):
        part[place : place + 1] = rng.bytes(int(rng.integers(0, 3)))
    return packed(content | {name: bytes(part)})


def lost_part(book, rng):
    content = parts(book)
    del content[str(rng.choice(sorted(content)))]
    return packed(content)


def swapped_cells(book, rng):
    def change(made):
        page = made.worksheets[int(rng.integers(1, 5))]
        rows, columns = rng.integers(1, 12, 2), rng.integers(1, 12, 2)
        a, b = (page.cell(int(r), int(c)) for r, c in zip(rows, columns, strict=True))
        a.value, b.value = b.value, a.value

    return opened(book, change)


def formulas(book, rng):
    texts = ["=1+1", "=SUM(A1:A9)", "=[1]Sheet1!A1", '=HYPERLINK("http://x")', "=A1:B2", "+1", "@x"]

    def change(made):
        page = made.worksheets[int(rng.integers(1, 5))]
        for _ in range(5):
            cell = page.cell(int(rng.integers(3, 8)), int(rng.integers(1, 12)))
            cell.value = str(rng.choice(texts))

    return opened(book, change)


def odd_values(book, rng):
    odd = [True, "１２", "", " ", "#N/A", "1e400", -0.0, 1e308, 2**63, "nan", "‮12", "\n", 0.1 + 0.2]

    def change(made):
        page = made.worksheets[int(rng.integers(1, 5))]
        for _ in range(4):
            page.cell(int(rng.integers(3, 8)), int(rng.integers(9, 12))).value = odd[
                int(rng.integers(len(odd)))
            ]

    return opened(book, change)


def long_text(book, rng):
    """A text of 10 MB in a cell, in the sheet or among the shared ones."""
    content = parts(book)
    text = b"x" * 10_000_000
    name = "xl/sharedStrings.xml"
    if name not in content:
        name = sheets(book)[1]
        content[name] = content[name].replace(
            b"</sheetData>",
            b'<row r="90"><c r="A90" t="inlineStr"><is><t>'
            + text
            + b"</t></is></c></row></sheetData>",
        )
    else:
        content[name] = content[name].replace(b"</sst>", b"<si><t>" + text + b"</t></si></sst>")
    return packed(content)


def zip_bomb(book, rng):
    """A part that unpacks to hundreds of megabytes, sometimes with another size declared."""
    name = sheets(book)[1] if rng.random() < 0.7 else "xl/styles.xml"
    content = with_parts(book, **{name: b" " * 300_000_000})
    if rng.random() < 0.5:
        content = content.replace(struct.pack("<I", 300_000_000), struct.pack("<I", 10_000))
    return content


def many_parts(book, rng):
    return with_parts(book, **{f"xl/media/{n}.bin": b"" for n in range(5000)})


def entities(book, rng):
    held = parts(book)
    name = str(rng.choice([n for n in sorted(held) if n.startswith("xl/") and n.endswith(".xml")]))
    content = held[name]
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % (b, *[b - 1] * 8) for b in b"bcdefghij"
    ) + b"]>"  # fmt: skip
    return with_parts(book, **{name: bomb + re.sub(rb"^<\?xml.*?\?>", b"", content)})


def macros(book, rng):
    types = parts(book)["[Content_Types].xml"]
    return with_parts(book, **{
        "xl/vbaProject.bin": rng.bytes(2000),
        "[Content_Types].xml": types.replace(
            b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"
        ),
    })  # fmt: skip


def external_links(book, rng):
    return with_parts(book, **{"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})


def empty_rows(book, rng):
    """A million rows with nothing in them."""
    name = sheets(book)[1]
    rows = "".join(f'<row r="{n}"/>' for n in range(40, 1_000_040)).encode()
    content = parts(book)[name].replace(b"</sheetData>", rows + b"</sheetData>")
    return with_parts(book, **{name: content})


def wide_row(book, rng):
    """Half a million cells in one row."""
    name = sheets(book)[1]
    cells = b'<c r="A90"><v>1</v></c>' * 500_000
    row = b'<row r="90">' + cells + b"</row></sheetData>"
    return with_parts(book, **{name: parts(book)[name].replace(b"</sheetData>", row)})


BOOKS = (
    flipped, flipped, flipped, truncated, random_bytes, edited_xml, edited_xml, edited_xml,
    lost_part, swapped_cells, swapped_cells, formulas, odd_values, long_text, zip_bomb, many_parts,
    entities, macros, external_links, empty_rows, wide_row,
)  # fmt: skip


def table_flipped(table, rng):
    return flipped(table, rng)


def table_cells(table, rng):
    """Cells of two lines swapped."""
    lines = [line.split(",") for line in table.decode().splitlines()]
    a, b = rng.integers(0, len(lines), 2)
    c, d = rng.integers(0, 7, 2)
    lines[a][c], lines[b][d] = lines[b][d], lines[a][c]
    return "\n".join(map(",".join, lines)).encode()


def table_long(table, rng):
    return table + b"eco_pop,440000,2022," + b"9" * 10_000_000 + b",x,A,\n"


def table_rows(table, rng):
    return table + rng.choice([b"\n", b",,,,,,\n"]) * 1_000_000


def table_marks(table, rng):
    marks = [b"\x00", b'"', b"\xff\xfe", b"\r", b'"=1+1"', "＝１".encode(), b"\x1a", b'""""']
    place = int(rng.integers(0, len(table)))
    return table[:place] + marks[int(rng.integers(len(marks)))] + table[place:]


TABLES = (table_flipped, table_flipped, table_cells, table_long, table_rows, table_marks, truncated)


def damaged(n, books, table):
    """Name and content of the n-th damaged file, and the number of the workbook it was."""
    rng = np.random.default_rng([SEED, n])
    kinds = TABLES if n % 4 == 3 else BOOKS
    kind = kinds[(n // 4 if n % 4 == 3 else n - n // 4) % len(kinds)]
    which = int(rng.integers(len(books)))
    ending, sound = (".csv", table) if n % 4 == 3 else (".xlsx", books[which])
    return f"{n:04d}-{kind.__name__}{ending}", kind(sound, rng), which


@pytest.fixture(scope="module")
def table():
    from devindex import shipped

    file = shipped.data() / "observations" / "regional" / "s08-nbs-gdp.csv"
    return "".join(file.read_text(encoding="utf-8").splitlines(keepends=True)[:60]).encode()


def kind_of(result):
    return Path(result["path"]).stem.partition("-")[2]


def read_all(root, places):
    """Read files in a process of its own; a line for each."""
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", READ], input="".join(f"{p}\n" for p in places),
        capture_output=True, text=True, encoding="utf-8", check=False,
        env=os.environ | {"PYTHONPATH": str(root), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-3000:]
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]


@pytest.mark.parametrize("first", range(0, MANY, 60))
def test_a_damaged_file_is_a_sentence_or_the_same_figures(
    first, whole, blank, table, root, tmp_path
):
    known = []
    for book in (whole, blank):
        (tmp_path / "sound.xlsx").write_bytes(book)
        right = read_return(tmp_path / "sound.xlsx")
        assert right.faults == ()
        known.append(dict(zip(right.answers["series"], right.answers["value"], strict=True)))
    places, sound = [], []
    for n in range(first, min(first + 60, MANY)):
        name, content, which = damaged(n, (whole, blank), table)
        places.append(tmp_path / name)
        places[-1].write_bytes(content)
        sound.append(known[which])
    results = read_all(root, places)
    assert len(results) == len(places)
    for one, was in zip(results, sound, strict=True):
        assert max(one["seconds"]) < SECONDS, one["path"]
        assert one["megabytes"] < MEGABYTES, one["path"]
        kind = kind_of(one)
        told = bool(one["faults"])
        if kind in ("flipped", "truncated", "lost_part", "long_text", "empty_rows", "wide_row"):
            assert told or one["answers"] == was or one["path"].endswith(".csv"), one
        if kind in ("zip_bomb", "many_parts", "entities", "macros", "external_links",
                    "random_bytes", "table_long", "table_rows"):  # fmt: skip
            assert told, one
        if kind == "swapped_cells":
            assert told or set(one["answers"].values()) <= {"", *was.values()}, one
    if os.environ.get("DEVINDEX_DAMAGED"):
        print(Counter((kind_of(one), bool(one["faults"])) for one in results))
        print(max(max(one["seconds"]) for one in results), max(o["megabytes"] for o in results))


@pytest.mark.parametrize("other", ["eco_gdp", "net_mob_traffic", "inn_fte_ind", "app_firms_n"])
def test_answers_in_each_others_place_do_not_pass_unnoticed(one, edit, official, seen, other):
    """Population and a figure at least twice as large or small: found, with both cells."""
    from devindex.observations.checks import check_paths

    now = official(2022, "440000")
    assert max(now["eco_pop"], now[other]) / min(now["eco_pop"], now[other]) > 2
    places = edit(one, eco_pop=now[other], **{other: now["eco_pop"]})
    found = {(f.sheet, f.cell) for f in check_paths([one], seen).all if f.severity != "inform"}
    assert set(places.values()) <= found


def test_a_workbook_that_declares_less_than_it_holds_is_damaged(whole, tmp_path):
    place = tmp_path / "a.xlsx"
    content = with_parts(whole, **{sheets(whole)[1]: b" " * 300_000_000})
    place.write_bytes(content.replace(struct.pack("<I", 300_000_000), struct.pack("<I", 10_000)))
    (fault,) = read_return(place).faults
    assert "damaged" in fault.said


def test_a_form_saved_with_macros_or_links_is_told_so(whole, tmp_path):
    rng = np.random.default_rng(1)
    for kind, said in ((macros, "macros"), (external_links, "links to other files"),
                       (entities, "entities"), (many_parts, "unpacks to more")):  # fmt: skip
        place = tmp_path / f"{kind.__name__}.xlsx"
        place.write_bytes(kind(whole, rng))
        (fault,) = read_return(place).faults
        assert said in fault.said
