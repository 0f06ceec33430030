"""What experts said, in a TOML file or in a workbook: read, check, and give out to fill in.

A file holds the judgements of any number of experts about one set of siblings, of one kind:
``ahp`` (pairs), ``best-worst`` or ``budget`` (points). ``docs/experts.md`` shows both forms.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from devindex.errors import MethodError, Sentence, listed, os_fault, say, toml_fault, unknown
from devindex.index.weigh.judgement_values import KIND_OF, KINDS, Judgements, checked, number

__all__ = ["KINDS", "Judgements", "asked", "checked", "number", "read", "template"]


def asked(method: str, **given: object) -> Any:
    """Of the parameters that hold experts' input, the one that is given.

    Raises
    ------
    MethodError
        If none is, or more than one.
    """
    said = [name for name, value in given.items() if value is not None]
    if len(said) == 1:
        return given[said[0]]
    raise MethodError(
        say(
            "weigh method {method!r} needs experts' input, once: give one of {names}; the last "
            "may be the path of a TOML file or workbook",
            "赋权方法{method!r}需要专家判断，且只给一次：{names}之一（后者可为文件路径）",
            method=method,
            names=listed(given, quoted=True),
        )
    )


def read(path: str | Path) -> Judgements:
    """Read judgements from a TOML file or an XLSX workbook.

    Parameters
    ----------
    path
        Absolute, or relative to the working directory.

    Raises
    ------
    MethodError
        One sentence for each fault, with file, expert or sheet, and entry or cell.
    """
    path = Path(path)
    kinds = {".toml": _read_toml, ".xlsx": _read_workbook}
    if path.suffix.lower() not in kinds:
        raise MethodError(
            say(
                "{path}: judgements are read from .toml and .xlsx",
                "{path}：专家判断只从 .toml 和 .xlsx 文件读取",
                path=path,
            )
        )
    if not path.is_file():
        raise MethodError(
            say(
                "{path} is not there; a path is absolute, or relative to {here}",
                "{path} 不存在；路径须为绝对路径，或相对于 {here}",
                path=path,
                here=Path.cwd(),
            )
        )
    try:
        return kinds[path.suffix.lower()](path)
    except OSError as error:
        what = say("{path}: {fault}", "{path}：{fault}", path=path, fault=os_fault(error))
        raise MethodError(what) from None


def _read_workbook(path: Path) -> Judgements:
    from devindex.index.weigh.judgement_sheets import sheets

    return sheets(path)


def _read_toml(path: Path) -> Judgements:
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        given = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MethodError(
            say(
                "{file}: not TOML in UTF-8: {fault}",
                "{file}：不是 UTF-8 编码的 TOML 文件：{fault}",
                file=path.name,
                fault=toml_fault(error, text),
            )
        ) from None
    entry = Sentence("entry", "条目")
    wrong = [unknown(entry, k, ("kind", "expert")) for k in given if k not in ("kind", "expert")]
    if given.get("kind") not in KINDS:
        wrong.append(unknown(KIND_OF, str(given.get("kind", "")), KINDS))
    experts = given.get("expert")
    if not isinstance(experts, dict) or not all(isinstance(e, dict) for e in experts.values()):
        wrong.append(
            say(
                "no judgements; each expert has a table [expert.name]",
                "没有判断；每位专家一个表：[expert.name]",
            )
        )
    if wrong:
        raise MethodError(
            say("{file}: {fault}", "{file}：{fault}", file=path.name, fault=w) for w in wrong
        )
    return Judgements(given["kind"], checked(given["kind"], given["expert"], path.name), path.name)


def template(
    codes: Sequence[str],
    names: Sequence[str],
    path: str | Path,
    kind: str = "ahp",
    experts: Sequence[str] = ("专家1 Expert 1", "专家2 Expert 2", "专家3 Expert 3"),
) -> None:
    """Write a workbook with a sheet for each expert to fill in.

    The frame is locked without a password, so that only judgements can be typed. :func:`read`
    reads the file when it comes back; a sheet may be renamed, copied, or deleted.

    Parameters
    ----------
    codes, names
        Of the siblings, and what experts see beside them.
    kind
        ``ahp``, ``best-worst`` or ``budget``.
    experts
        Names of the sheets.

    Raises
    ------
    MethodError
        If the kind is not known, there are not as many names as codes, codes or sheets come
        twice, or a sheet cannot be called so.
    """
    from devindex.index.weigh.judgement_template import write

    write(list(codes), list(names), Path(path), kind, list(experts))
