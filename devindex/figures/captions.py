"""Captions of figures in one language, and the source line of what comes from an index."""

from __future__ import annotations

from typing import Literal

from devindex.analysis.subject import subject
from devindex.errors import Sentence
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


def source_of(index: Index, lang: str) -> str:
    """Source line of a picture of an index, where the caller gives none and the panel knows it."""
    own = subject(index).source
    return own.say("zh" if lang == "zh" else "en") if own else ""
