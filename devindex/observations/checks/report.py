"""The report that goes back to the offices: a page and a workbook, both in both languages."""

from __future__ import annotations

import io
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

from devindex.definitions import Text
from devindex.errors import ObservationError
from devindex.observations.checks.findings import (
    CHECKS,
    SEVERITIES,
    Finding,
    Findings,
    Severity,
    region_name,
)
from devindex.observations.returns.book import Form
from devindex.writing import check_new, write_folder

__all__ = ["PAGE", "WORKBOOK", "page", "workbook", "write_report"]

PAGE, WORKBOOK = "findings.html", "findings.xlsx"
STANDS = Text(zh="仍有须更正的数据，不能发布。", en="Findings that block still stand.")
FREE = Text(zh="没有未处理的须更正项。", en="Nothing stands in the way.")
HEADS = (
    ("等级 Severity", 18), ("地区 Region", 20), ("文件 File", 34), ("工作表 Sheet", 30),
    ("单元格 Cell", 12), ("数据 Figure", 30), ("年份 Year", 12), ("值 Value", 16),
    ("发现", 56), ("Finding", 56), ("检查 Check", 24), ("豁免 Waived by", 18),
    ("豁免日期 On", 14), ("豁免理由 Reason", 30),
)  # fmt: skip


def write_report(
    findings: Findings,
    folder: str | Path,
    *,
    force: bool = False,
) -> Path:
    """Write the findings as a page (HTML) and a workbook, the heaviest first, cells named.

    Parameters
    ----------
    force
        Replace an earlier report in that folder; nothing else in it is touched.

    Raises
    ------
    ObservationError
        If the folder is there and ``force`` is not set, or the disk refuses.
    """
    place = Path(folder)
    check_new(place, ObservationError, force=force)
    content: dict[str, bytes | Path] = {
        PAGE: page(findings).encode(),
        WORKBOOK: workbook(findings),
    }
    write_folder(place, content, ObservationError, force=force)
    return place


def page(findings: Findings) -> str:
    """The report as one page of HTML that asks nothing of the net; every text is escaped."""
    from jinja2 import Environment, StrictUndefined

    text = files("devindex.observations.checks").joinpath("report.html").read_text("utf-8")
    made = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    tally = Counter(f.check for f in findings.all)
    return made.from_string(text).render(
        checked=findings.checked,
        counts={s: len(findings.of(s)) for s in SEVERITIES},
        waived=sum(findings.all[n].severity == "block" for n in findings.waived),
        verdict=STANDS if findings.blocking else FREE,
        offices=_offices(findings),
        parts=[
            {
                "zh": name.zh, "en": name.en, "open": severity != "inform",
                "rows": _rows(findings, severity),
            }
            for severity, name in SEVERITIES.items()
        ],
        unused=findings.unused,
        checks=[
            {
                "id": c.id, "zh": c.title.zh, "en": c.title.en, "n": tally[c.id],
                "severity": f"{SEVERITIES[c.severity].zh} {SEVERITIES[c.severity].en}",
            }
            for c in sorted(CHECKS.values(), key=lambda c: list(SEVERITIES).index(c.severity))
        ],
    )  # fmt: skip


def _offices(findings: Findings) -> list[dict[str, Any]]:
    """Findings of each region by severity, in the order of the codes."""
    count = Counter((f.region, f.severity) for f in findings.all if f.region)
    return [
        {
            "code": code, "zh": region_name(code).zh, "en": str(region_name(code)),
            **{s: count[code, s] for s in SEVERITIES},
        }
        for code in sorted({code for code, _ in count})
    ]  # fmt: skip


def _rows(findings: Findings, severity: Severity) -> list[dict[str, Any]]:
    return [
        {
            "region": _region(f), "file": f.file, "sheet": f.sheet, "cell": f.cell,
            "name": _name(f), "year": f.year, "value": f.value, "zh": f.said.zh,
            "en": str(f.said), "check": f.check, "title": CHECKS[f.check].title,
            "waiver": findings.waived.get(n),
        }
        for n, f in enumerate(findings.all)
        if f.severity == severity
    ]  # fmt: skip


def _region(finding: Finding) -> str:
    return f"{finding.region} {region_name(finding.region).zh}" if finding.region else ""


def _name(finding: Finding) -> str:
    return f"{finding.name.zh} {finding.series}".strip()


def workbook(findings: Findings) -> bytes:
    """The same findings as a table to sort and filter; text stays text."""
    target = io.BytesIO()
    form = Form(target, "核查报告 Plausibility report")
    sheet = form.book.add_worksheet("发现 Findings")
    widths = [width for _, width in HEADS]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for column, (head, _) in enumerate(HEADS):
        sheet.write_string(0, column, head, form.looks["head"])
    row = 0
    for row, (n, f) in enumerate(enumerate(findings.all), start=1):
        waiver = findings.waived.get(n)
        severity = SEVERITIES[f.severity]
        cells = [
            f"{severity.zh} {severity.en}", _region(f), f.file, f.sheet, f.cell, _name(f),
            str(f.year or ""), f.value, f.said.zh, str(f.said), f.check,
            waiver.name if waiver else "", waiver.date if waiver else "",
            waiver.reason if waiver else "",
        ]  # fmt: skip
        form.row(sheet, row, cells, "cell", widths)
        sheet.write_string(row, 0, cells[0], form.looks["cell"])
    sheet.autofilter(0, 0, max(row, 1), len(HEADS) - 1)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    form.close()
    return target.getvalue()
