"""The pages a release carries beside its tables: method, licence of the code, its own history."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from devindex import __version__, shipped
from devindex.definitions.model import LANGUAGES
from devindex.release.standards.files import day_of

__all__ = ["code_licence", "history", "method_pages"]

LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
PAGES = {"method.zh.md": "[中文](method.zh.md)", "method.md": "[English](method.en.md)"}
"""Links that a release can have; of others the words stay."""
SOURCES = {"zh": "docs/method.zh.md", "en": "docs/method.md"}
NOTE = {
    "zh": f"> 本页为 devindex {__version__} 所附的方法说明；页中表格由该版所附数据生成，"
    "可能含本年版以后的年份。",
    "en": f"> The method page of devindex {__version__}. Its tables are made from the figures "
    "shipped with that version, and may show years after this edition.",
}


def method_pages() -> dict[str, str]:
    """The method in both languages, by file name."""
    pages = {}
    for language in LANGUAGES:
        text = shipped.page(SOURCES[language]).read_text(encoding="utf-8")
        text = LINK.sub(lambda found: PAGES.get(found[2], found[1]), text)
        title, _, rest = text.partition("\n")
        pages[f"method.{language}.md"] = f"{title}\n\n{NOTE[language]}\n{rest}"
    return pages


def code_licence() -> str:
    """Licence of the program."""
    return shipped.page("LICENSE").read_text(encoding="utf-8")


def history(about: Mapping[str, Any]) -> str:
    """The release's own history: version, day, what changed and why."""
    lines = [f"# {about['id']}", "", f"## {about['version']} ({day_of(about)})", ""]
    old, former = about.get("supersedes"), about.get("follows")
    if old:
        lines += [f"取代 {old['id']}。", "", f"Supersedes {old['id']}.", ""]
    elif former:
        lines += [f"接续 {former['id']}。", "", f"Follows {former['id']}.", ""]
    else:
        lines += ["首次发布。", "", "First release.", ""]
    for reason in about.get("reasons", ()):
        lines.append(f"- {reason['code']} ({reason['values']}): {reason['zh']} {reason['en']}")
        if told := reason["erratum"]:
            lines.append(f"  - {reason['erratum_date']}: {told['zh']} {told['en']}")
    return "\n".join(lines).rstrip() + "\n"
