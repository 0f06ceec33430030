"""One base error. Every message is a sentence: what is wrong, and what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

__all__ = [
    "DefinitionError",
    "DevindexError",
    "MethodError",
    "ObservationError",
    "ReleaseError",
    "Sentence",
    "did_you_mean",
    "say",
    "unknown",
]


class Sentence(str):
    """English words that know their Chinese."""

    zh: str

    def __new__(cls, en: str, zh: str) -> Sentence:
        """Text is the English; ``zh`` the Chinese."""
        new = super().__new__(cls, en)
        new.zh = zh
        return new


def say(en: str, zh: str, **values: object) -> Sentence:
    """One sentence in both languages; a value that is itself a sentence is said in each.

    Examples
    --------
    >>> fault = say("unknown year {year}", "没有{year}年", year=2031)
    >>> whole = say("{file}: {fault}", "{file}：{fault}", file="a.csv", fault=fault)
    >>> whole, whole.zh
    ('a.csv: unknown year 2031', 'a.csv：没有2031年')
    """
    chinese = {k: getattr(v, "zh", v) for k, v in values.items()}
    return Sentence(en.format(**values), zh.format(**chinese))


class DevindexError(ValueError):
    """Something the user can put right. ``problems`` holds one sentence for each fault."""

    def __init__(self, problems: str | Iterable[str]) -> None:
        self.problems: tuple[str, ...] = (
            (problems,) if isinstance(problems, str) else tuple(problems)
        )
        super().__init__("\n".join(self.problems))


class DefinitionError(DevindexError):
    """A framework, indicator, region or target is not defined as it should be."""


class ObservationError(DevindexError):
    """A file of observations, or what is asked of it, is wrong."""


class MethodError(DevindexError):
    """A method, its parameters or a recipe is wrong, or cannot work on these numbers."""


class ReleaseError(DevindexError):
    """A release cannot be written or read."""


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Offer the nearest known word, or nothing.

    Examples
    --------
    >>> did_you_mean("entrophy", ["entropy", "equal"])
    " Did you mean 'entropy'?"
    >>> did_you_mean("entropy", ["median"])
    ''
    """
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return f" Did you mean {near[0]!r}?" if near else ""


def unknown(what: str, word: str, known: Iterable[str], *, show: int = 12) -> str:
    """Sentence for a name that is not known, with the near miss and the known ones.

    Examples
    --------
    >>> unknown("weigh method", "entrophy", ["equal", "entropy"])
    "unknown weigh method 'entrophy'. Did you mean 'entropy'? Known: entropy, equal"
    """
    names = sorted(known)
    tail = ", ..." if len(names) > show else ""
    listed = ", ".join(names[:show]) + tail if names else "none"
    return f"unknown {what} {word!r}.{did_you_mean(word, names)} Known: {listed}"
