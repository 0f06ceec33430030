"""Markdown of the release as HTML that holds no markup of its own."""

from __future__ import annotations

import re

from markupsafe import Markup

from devindex.release.site.show import Words

__all__ = ["prose"]

COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
"""Marks for the programs that write the pages."""


def prose(text: str, words: Words) -> Markup:
    """Render Markdown without its title; markup written in it is shown as text.

    Formulas become MathML, tables scroll sideways.
    """
    from latex2mathml.converter import convert
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    def formula(tex: str, options: dict[str, bool]) -> str:
        return str(convert(tex, display="block" if options["display_mode"] else "inline"))

    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    made.use(dollarmath_plugin, renderer=formula)
    body = COMMENT.sub("", text).partition("\n")[2]
    label = words("table_scroll", name=words("title_method"))
    opened = Markup('<div class="scroll" tabindex="0" role="region" aria-label="{}"><table>')
    rendered = made.render(body).replace("<table>", opened.format(label))
    return Markup(rendered.replace("</table>", "</table></div>"))
