"""Captions of figures in one language, and the source line of what comes from an index."""

from __future__ import annotations

from typing import Literal

from devindex.errors import Sentence, say
from devindex.figures.fonts import wrap
from devindex.figures.sheet import MARGIN
from devindex.index import Index

__all__ = ["Lang", "fitted", "in_words", "source_of"]

Lang = Literal["zh", "en"]


def in_words(text: Sentence, lang: Lang) -> str:
    """The words of one language."""
    return text.zh if lang == "zh" else str(text)


def fitted(text: str, inches: float, size: float) -> str:
    """A label in lines that fit left of the axes, the margin of the sheet kept free."""
    return "\n".join(wrap(text, (inches - MARGIN) * 72 / size))


def source_of(index: Index, lang: Lang) -> str:
    """Source line of a picture of an index, where the caller gives none."""
    if index.framework.id == "regional-public":
        said = say(
            "NBS and other public statistics; computed by devindex, framework {version}",
            "国家统计局等公开统计；devindex 计算，框架 {version}",
            version=index.framework.version,
        )
    else:
        title = index.framework.title
        said = say(
            "{title} {version}; computed by devindex",
            "{title} {version}；devindex 计算",
            title=Sentence(title.en, title.zh),
            version=index.framework.version,
        )
    return in_words(said, lang)
