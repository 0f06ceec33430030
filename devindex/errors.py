"""One base error. Every message is a sentence in two languages: what is wrong, what is right."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from string import Formatter
from typing import Any

__all__ = [
    "DefinitionError",
    "DevindexError",
    "DevindexWarning",
    "EnterpriseError",
    "ForecastError",
    "MethodError",
    "ObservationError",
    "ReleaseError",
    "Sentence",
    "did_you_mean",
    "listed",
    "os_fault",
    "say",
    "term",
    "toml_fault",
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

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # str itself has one
        """Both languages, so that copies and other processes keep them."""
        return str(self), self.zh


class _Chinese(Formatter):
    """As ``str.format``, but sentences are said in Chinese and ``!r`` quotes text as “…”."""

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Any) -> Any:
        value = super().get_value(key, args, kwargs)
        return getattr(value, "zh", value)

    def convert_field(self, value: Any, conversion: Any) -> Any:
        if conversion == "r" and isinstance(value, str):
            return f"“{repr(value)[1:-1]}”"
        return super().convert_field(value, conversion)


def say(en: str, zh: str, **values: object) -> Sentence:
    """One sentence in both languages; a value that is itself a sentence is said in each.

    Examples
    --------
    >>> fault = say("unknown year {year}", "没有{year}年", year=2031)
    >>> whole = say("{file}: {fault}", "{file}：{fault}", file="a.csv", fault=fault)
    >>> whole, whole.zh
    ('a.csv: unknown year 2031', 'a.csv：没有2031年')
    >>> say("unknown unit {unit!r}", "无法识别单位{unit!r}", unit="kg").zh
    '无法识别单位“kg”'
    """
    return Sentence(en.format(**values), _Chinese().format(zh, **values))


class DevindexError(ValueError):
    """Something the user can put right. ``problems`` holds one sentence for each fault."""

    def __init__(self, problems: str | Iterable[str]) -> None:
        given = (problems,) if isinstance(problems, str) else problems
        self.problems: tuple[Sentence, ...] = tuple(
            p if isinstance(p, Sentence) else Sentence(p, p) for p in given
        )
        super().__init__("\n".join(self.problems))


class DevindexWarning(UserWarning):
    """The result is right, and the reader should know something; said as errors are."""


class DefinitionError(DevindexError):
    """A framework, indicator, region or target is not defined as it should be."""


class ObservationError(DevindexError):
    """A file of observations, or what is asked of it, is wrong."""


class MethodError(DevindexError):
    """A method, its parameters or a recipe is wrong, or cannot work on these numbers."""


class EnterpriseError(DevindexError):
    """Returns of enterprises that cannot be used as given."""


class ForecastError(DevindexError):
    """A series, a target or what is asked of them leaves nothing to forecast."""


class ReleaseError(DevindexError):
    """A release cannot be written or read."""


TERMS = {
    "aggregate method": "合成方法",
    "column": "列",
    "calibration method": "校准方法",
    "cluster": "群",
    "column or node": "列或节点",
    "curve": "曲线",
    "denominate method": "强度换算方法",
    "dimension": "一级指标",
    "document": "政策文件",
    "framework": "框架",
    "impute method": "插补方法",
    "indicator": "三级指标",
    "item": "题项",
    "kind of picture": "图的种类",
    "language": "语言",
    "level": "层级",
    "method of linking": "衔接方法",
    "node": "节点",
    "node or indicator": "节点或指标",
    "normalise method": "无量纲化方法",
    "recipe": "方案",
    "region": "地区",
    "region of the layer": "图层地区",
    "rule of sharing": "分配规则",
    "rule for lonely strata": "单群层处理规则",
    "screen method": "筛选方法",
    "series": "序列",
    "series or item": "序列或题项",
    "source": "来源",
    "stated value": "所述数值",
    "step": "步骤",
    "stratum": "层",
    "target": "目标",
    "theme": "二级指标",
    "title": "标题",
    "treat method": "异常值处理方法",
    "weigh method": "赋权方法",
}
"""Chinese of the kinds of thing messages speak of."""


def term(word: str) -> Sentence:
    """Name of a kind of thing in both languages; a word that is not known stays English.

    Examples
    --------
    >>> term("theme").zh
    '二级指标'
    """
    return word if isinstance(word, Sentence) else Sentence(word, TERMS.get(word, word))


def listed(words: Iterable[object], *, quoted: bool = False) -> Sentence:
    """Words in a row.

    Examples
    --------
    >>> listed(["a", "b"]), listed(["a", "b"], quoted=True).zh
    ('a, b', '“a”、“b”')
    """
    shape = "{word!r}" if quoted else "{word}"
    said = [say(shape, shape, word=word) for word in words]
    return Sentence(", ".join(said), "、".join(s.zh for s in said))


def did_you_mean(word: str, known: Sequence[str]) -> Sentence:
    """Offer the nearest known word, or nothing.

    Examples
    --------
    >>> did_you_mean("entrophy", ["entropy", "equal"])
    " Did you mean 'entropy'?"
    >>> did_you_mean("entropy", ["median"])
    ''
    """
    near = get_close_matches(str(word), known, n=1, cutoff=0.6)
    if not near:
        return Sentence("", "")
    return say(" Did you mean {near!r}?", "是否指{near!r}？", near=near[0])


def unknown(what: str, word: str, known: Iterable[str], *, show: int = 12) -> Sentence:
    """Sentence for a name that is not known, with the near miss and the known ones.

    Examples
    --------
    >>> unknown("weigh method", "entrophy", ["equal", "entropy"])
    "unknown weigh method 'entrophy'. Did you mean 'entropy'? Known: entropy, equal"
    """
    names = sorted(known)
    return say(
        "unknown {what} {word!r}.{hint} Known: {names}{more}",
        "无法识别{what}{word!r}。{hint}可选：{names}{more}",
        what=term(what),
        word=word,
        hint=did_you_mean(word, names),
        names=listed(names[:show]) if names else Sentence("none", "无"),
        more=Sentence(", ...", "等") if len(names) > show else "",
    )


_TWICE = re.compile(
    r"Cannot overwrite a value|Cannot declare \((.+)\) twice|Duplicate .*key '(.+)'"
)
_KEY = re.compile(r"""\s*(?:\[+\s*([^\]]+?)\s*\]+\s*(?:\#.*)?$|("[^"]*"|'[^']*'|[^\#]+?)\s*=)""")


def toml_fault(error: ValueError, text: str = "") -> Sentence:
    r"""What the TOML reader says of a text; in Chinese the place, or the key that is set twice.

    Examples
    --------
    >>> toml_fault(ValueError("Invalid value (at line 3, column 5)")).zh
    '第3行第5列有误'
    >>> import tomllib
    >>> text = "floor = 1.0\nfloor = 2.0"
    >>> try:
    ...     tomllib.loads(text)
    ... except ValueError as error:
    ...     toml_fault(error, text)
    "line 2: 'floor' is set a second time; keep one"
    """
    if isinstance(error, UnicodeDecodeError):
        return say("{error}", "第{place}个字节不是 UTF-8", error=error, place=error.start + 1)
    found = re.search(r"line (\d+), column (\d+)", str(error))
    lines = text.splitlines()[: int(found[1]) if found else None]
    if lines and (twice := _TWICE.match(str(error))):
        return _set_twice(lines, twice)
    if found is None:
        return say("{error}", "文件末尾有误", error=error)
    line, column = found.groups()
    return say("{error}", "第{line}行第{column}列有误", error=error, line=line, column=column)


def _set_twice(lines: list[str], twice: re.Match[str]) -> Sentence:
    """Name the key, if need be that of the last line that has one: a value may take several."""
    table, key = twice.groups()
    line = len(lines)
    if table:
        key = ".".join(re.findall(r"'([^']*)'", table))
    elif not key:
        keys = [(n, found) for n, one in enumerate(lines, 1) if (found := _KEY.match(one))]
        line, last = keys[-1] if keys else (line, None)
        key = (last[1] or last[2]) if last else lines[-1].strip()
    return say(
        "line {line}: {key!r} is set a second time; keep one",
        "第{line}行：{key!r}重复，请只保留一处",
        line=line, key=key.strip("\"'"),
    )  # fmt: skip


_REFUSALS = {
    errno.EACCES: "没有权限",
    errno.EEXIST: "该处已有同名文件",
    errno.EFBIG: "文件超过允许的大小",
    errno.EISDIR: "该处是文件夹",
    errno.ENAMETOOLONG: "名称过长",
    errno.ENOENT: "文件或文件夹不存在",
    errno.ENOSPC: "磁盘空间不足",
    errno.ENOTDIR: "上级路径不是文件夹",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘只读",
}


def os_fault(error: OSError) -> Sentence:
    """Why the system refused.

    Examples
    --------
    >>> os_fault(PermissionError(errno.EACCES, "Permission denied")).zh
    '没有权限'
    """
    said = error.strerror or str(error)
    return Sentence(said, _REFUSALS.get(error.errno or 0, said))
