"""An office's own rules of confidentiality, from a file it keeps to itself."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

from devindex.enterprise.confidential.primary import Rules
from devindex.errors import EnterpriseError, os_fault, say, toml_fault, unknown

__all__ = ["read_rules"]


def read_rules(path: str | Path) -> Rules:
    """Read rules from TOML: the fields of ``Rules``, those that are not given as by default.

    Parameters
    ----------
    path
        Such as ``contributors = 4``, ``p = 15.0``, ``dominance = [2, 85.0]``.

    Raises
    ------
    EnterpriseError
        If the file cannot be read, names what is no rule, or a number cannot be.
    """
    path, text = Path(path), ""
    try:
        text = path.read_text(encoding="utf-8")
        said = tomllib.loads(text)
    except OSError as error:
        raise EnterpriseError(
            say("{file}: {fault}", "{file}：{fault}", file=path, fault=os_fault(error))
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EnterpriseError(
            say(
                "{file}: not TOML in UTF-8: {fault}",
                "{file}：不是 UTF-8 编码的有效 TOML，{fault}",
                file=path, fault=toml_fault(error, text),
            )
        ) from None  # fmt: skip
    known = [f.name for f in fields(Rules)]
    problems = [
        say("{file}: {fault}", "{file}：{fault}", file=path, fault=unknown("rule", k, known))
        for k in said
        if k not in known
    ]
    if "dominance" in said:
        pair = said["dominance"]
        if not (isinstance(pair, list) and len(pair) == 2):
            problems.append(
                say(
                    "{file}: dominance is {value}; write it as [2, 85.0]",
                    "{file}：dominance 为{value}，应写成 [2, 85.0]",
                    file=path, value=pair,
                )
            )  # fmt: skip
        else:
            said["dominance"] = (pair[0], pair[1])
    wrong = [
        k for k, v in said.items()
        if k in known and k != "dominance"
        and not (isinstance(v, bool) if k == "zeros" else isinstance(v, int | float))
    ]  # fmt: skip
    problems += [
        say(
            "{file}: {name} is {value!r}; a number is needed, for zeros true or false",
            "{file}：{name} 为{value!r}，应为数值（zeros 为 true 或 false）",
            file=path, name=k, value=said[k],
        )
        for k in wrong
    ]  # fmt: skip
    if problems:
        raise EnterpriseError(problems)
    return Rules(**said)
