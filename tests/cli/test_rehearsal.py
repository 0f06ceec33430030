"""An office's year, rehearsed: the commands of docs/office.md are run as the page prints them.

What a person does by hand between the commands (a line of the page that begins with ``#``) is done
here in the same order: workbooks are filled in, three of them wrongly, and put right; reasons are
written. In Chinese the page is run if DEVINDEX_REHEARSE is ``zh``.
"""

import contextlib
import hashlib
import io
import os
import re
import shlex
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from devindex import load_observations
from devindex.cli import main

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"en": ("office.md", "## A year, rehearsed"), "zh": ("office.zh.md", "## 一年的演练")}
LANG = os.environ.get("DEVINDEX_REHEARSE", "en")
MORE = "…"
"""A line of the page in place of lines it leaves out."""
ANSWER, STATUS = 9, 10
SLIP, SWAP, STALE = "440000", "320000", "510000"


def steps(lang):
    """Commands with the output the page prints, and what is done by hand: ``(line, output)``."""
    name, title = PAGES[lang]
    _, found, section = (DOCS / name).read_text("utf-8").partition(title)
    assert found
    out = []
    for block in re.findall(r"^```console\n(.*?)^```$", section, re.DOTALL | re.MULTILINE):
        for line in block.replace("\\\n", " ").splitlines():
            if line.startswith(("$ ", "# ")):
                out.append((line, []))
            else:
                out[-1][1].append(line)
    return out


@dataclass
class Year:
    """What was run, in a folder that was empty."""

    home: Path
    said: list = field(default_factory=list)
    """``(line, exit code, output, output of the page)`` of each command."""
    published: dict = field(default_factory=dict)
    """Files of each release by their digest, just after it was written."""

    def run(self, line, wanted):
        out = io.StringIO()
        with contextlib.redirect_stdout(out), pytest.raises(SystemExit) as end:
            main(["--lang", LANG, *shlex.split(line)[2:]])
        self.said.append((line, end.value.code or 0, out.getvalue().splitlines(), wanted))
        for place in (self.home / "release").glob("iidi-*"):
            self.published.setdefault(place.name, digests(place))

    def output(self, *words):
        """What the first command with these words printed, and its exit code."""
        found = [(out, code) for line, code, out, _ in self.said if all(w in line for w in words)]
        return "\n".join(found[0][0]), found[0][1]

    def fill(self, year, only=None, faulty=False):
        """Type the official figures of a year, as they stood before the census, into the forms."""
        place = self.home / f"returns-{year}"
        place.mkdir(exist_ok=True)
        for form in sorted((self.home / f"questionnaires-{year}").iterdir()):
            region = form.stem[-6:]
            if only is not None and region not in only:
                continue
            figures = official(year, region)
            if faulty and region == SLIP:
                figures["net_bb_ports"] *= 10_000
            if faulty and region == SWAP:
                figures |= {"eco_gdp": figures["eco_pop"], "eco_pop": figures["eco_gdp"]}
            if faulty and region == STALE:
                figures |= official(year - 1, region)
            typed(form, figures, place / form.name)

    def write_reasons(self):
        file = self.home / "reasons.toml"
        text = file.read_text("utf-8").replace('code = ""', 'code = "CENSUS_BENCHMARK"')
        said = 'zh = "第五次全国经济普查后修订", en = "Revised after the Fifth Economic Census"'
        file.write_text(text.replace('zh = "", en = ""', said), "utf-8")


def digests(place):
    return {
        p.relative_to(place).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(place.rglob("*"))
        if p.is_file()
    }


def typed(form, figures, place):
    """Fill in a form by its keys; O where there is no figure."""
    book = openpyxl.load_workbook(form)
    for page in (p for p in book.worksheets if p["A2"].value == "key"):
        for n in range(3, page.max_row + 1):
            figure = figures.get(page.cell(n, 1).value)
            page.cell(n, ANSWER if figure is not None else STATUS).value = figure or "O"
    book.save(place)


known = cache(load_observations)


def official(year, region):
    """Official figures by series, gross regional product as it was before the census."""
    frame = known().frame
    own = frame[(frame["year"] == year) & (frame["region"] == region)]
    figures = dict(zip(own["series"], map(float, own["value"]), strict=True))
    return figures | {"eco_gdp": figures["eco_gdp_v2023"]}


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    made = Year(tmp_path_factory.mktemp("office"))
    by_hand = iter(
        [
            lambda: made.fill(2022, faulty=True),
            lambda: made.fill(2022, only=(SLIP, SWAP, STALE)),
            lambda: made.fill(2023),
            made.write_reasons,
        ]
    )
    with contextlib.chdir(made.home):
        for line, wanted in steps(LANG):
            if line.startswith("# "):
                next(by_hand)()
            else:
                made.run(line, wanted)
    assert next(by_hand, None) is None
    return made


def told(wanted, out):
    """Whether lines are those a page prints, which may leave some out at each ``…``."""
    pattern = "".join(r"(?:.*\n)*" if w == MORE else re.escape(w) + r" *\n" for w in wanted)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in out)) is not None


def test_every_command_prints_what_the_page_shows(year):
    assert len(year.said) == 19
    for line, _, out, wanted in year.said:
        assert told(wanted, out), "\n".join([line, *out])


def test_only_the_check_of_faulty_returns_fails(year):
    assert [line.split()[2:4] for line, code, _, _ in year.said if code] == [
        ["check", "returns-2022"]
    ]
    assert year.output("check returns-2022")[1] == 1


def test_all_three_faults_are_named_with_file_sheet_and_cell(year):
    out, _ = year.output("check returns-2022")
    first, second = "1 网络与标识 Network and identifiers", "2 平台、数据与安全"
    for check, region, sheet, cell in (
        ("unit-slip", SLIP, first, "I4"),
        ("swapped", SWAP, first, "I3"),
        ("swapped", SWAP, second, "I3"),
        ("stale-copy", STALE, first, "I3"),
        ("stale-copy", STALE, "4 融合应用 Integrated application", "I3"),
    ):
        file = f"regional-public-2022-{region}.xlsx"
        assert re.search(rf"\[{check}\] {file}\W+(sheet |工作表“){sheet}\W+{cell}\W", out)
    named = set(re.findall(r"-2022-([0-9]{6})\.xlsx", out))
    assert named == {SLIP, SWAP, STALE}


def test_every_release_is_byte_for_byte_what_it_was_when_published(year):
    assert list(year.published) == [
        "iidi-2022-experimental", "iidi-2023-experimental", "iidi-2023-experimental-draft",
        "iidi-2023-r1-experimental",
    ]  # fmt: skip
    for name, files in year.published.items():
        assert digests(year.home / "release" / name) == files


def test_figures_of_the_first_release_are_those_before_the_census(year):
    frame = pd.read_csv(
        year.home / "release" / "iidi-2022-experimental" / "data" / "published.csv",
        dtype={"gb_code": str},
    )
    seen = frame[frame["series"] == "eco_gdp"].set_index(["gb_code", "year"])["value"]
    assert sorted(set(seen.index.get_level_values("year"))) == list(range(2016, 2023))
    for (region, when), value in seen.items():
        assert value == official(when, region)["eco_gdp"]


def test_the_first_year_is_new_and_the_census_revised(year):
    """What ``diff`` says of each value, by kind and cause; the other causes are in test_diff."""
    from devindex.release.revisions import diff

    place = year.home / "release"
    names = ["iidi-2022-experimental", "iidi-2023-experimental", "iidi-2023-r1-experimental"]
    kinds = [
        Counter(diff(place / a, place / b).values[["kind", "causes"]].itertuples(False, None))
        for a, b in ((names[0], names[1]), (names[1], names[2]), (names[0], names[2]))
    ]
    assert set(kinds[0]) == {("new-period", "data")}
    assert set(kinds[1]) == {("changed", "revision")}
    assert set(kinds[2]) == {("new-period", "data"), ("changed", "revision")}
    assert kinds[2]["new-period", "data"] == kinds[0]["new-period", "data"]


def test_every_revised_value_has_the_reason_and_no_vintage_is_lost(year):
    place = year.home / "release"
    revised = pd.read_csv(place / "iidi-2023-r1-experimental" / "data" / "revisions.csv")
    assert len(revised) == 4351
    assert set(revised["reason_code"]) == {"CENSUS_BENCHMARK"}
    chain = [
        (place / name / "data" / "vintages.csv").read_bytes()
        for name in (
            "iidi-2022-experimental", "iidi-2023-experimental", "iidi-2023-r1-experimental",
        )
    ]  # fmt: skip
    assert chain[2].startswith(chain[1])
    assert chain[1].startswith(chain[0])


def test_both_pages_run_the_same_commands_and_print_the_same_numbers():
    en, zh = steps("en"), steps("zh")
    assert [line for line, _ in en if line[0] == "$"] == [line for line, _ in zh if line[0] == "$"]
    for (line, ours), (_, theirs) in zip(en, zh, strict=True):
        if "check" in line:  # sentences: 10,000 times is 一万倍
            ours, theirs = ([x for x in own if x[0] != " "] for own in (ours, theirs))
        numbers = [Counter(re.findall(r"\d+(?:\.\d+)?", "\n".join(own))) for own in (ours, theirs)]
        assert numbers[0] == numbers[1], line
