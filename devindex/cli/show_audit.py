"""How an audit looks on a terminal."""

from __future__ import annotations

from rich.markup import escape

from devindex.analysis import Audit
from devindex.analysis.audits import VERDICTS
from devindex.cli.show import _console, _say, _table
from devindex.cli.words import Words
from devindex.errors import Sentence

__all__ = ["audit"]


def audit(made: Audit, words: Words) -> None:
    """Every check with its finding, threshold and verdict, and one line on the whole."""
    index = made.structure.index
    title = _say(index.framework.title, words) if index is not None else ""
    table = _table(
        words("audit_title", title=title, year=made.structure.year),
        (words("check"), "l"), (words("finding"), "l"), (words("threshold"), "r"),
        (words("verdict"), "l"),
    )  # fmt: skip
    for f in made.findings:
        cells = (_said(f.check, words), _said(f.finding, words), f.threshold)
        table.add_row(*map(escape, cells), _said(VERDICTS[f.verdict], words))
    console = _console()
    console.print(table)
    console.print(escape(made.summary(words.language)), soft_wrap=True)
    console.print(words("audit_note"), soft_wrap=True)


def _said(text: Sentence, words: Words) -> str:
    return text.zh if words.language == "zh" else str(text)
