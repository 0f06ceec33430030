"""Methods of one's own: a module that registers them, and the list of all there are."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import traceback
from pathlib import Path
from types import ModuleType

import pandas as pd

from devindex.errors import DevindexError, MethodError, Sentence, say
from devindex.index.comparison import in_words
from devindex.index.registry import STEPS, Method, find, methods
from devindex.kinds import admit

__all__ = ["catalogue", "fault", "import_methods"]

_FILES: set[str] = set()
"""Files that methods of one's own came from; only to name them when they fail."""


def import_methods(where: str | Path) -> list[Method]:
    """Import a module of one's own, so that each ``@method`` in it is registered.

    In Python, ``import`` does the same; this is what ``--methods`` of the command line calls.

    Parameters
    ----------
    where
        A file (``mine.py``), or a module that can be imported from here (``mine``).

    Returns
    -------
    The methods that were added or replaced.

    Raises
    ------
    MethodError
        If there is no such module, it fails (with file and line), or it registers nothing.
    """
    admit(import_methods, locals(), MethodError)
    before = _registered()
    module = _file(Path(where)) if Path(where).suffix == ".py" else _named(str(where))
    added = [m for m in _registered().values() if m.function.__module__ == module.__name__]
    changed = [m for key, m in _registered().items() if before.get(key) is not m]
    if not (added or changed):
        raise MethodError(
            say(
                "{where} registers no method; put @devindex.method(step, name, cite=...) above a "
                "function",
                "{where} 没有登记任何方法；请在函数上方写 @devindex.method(step, name, cite=...)",
                where=where,
            )
        )
    return added or changed


def _registered() -> dict[tuple[str, str], Method]:
    return {(step, name): find(step, name) for step in STEPS for name in methods(step)}


def _file(path: Path) -> ModuleType:
    if not path.is_file():
        raise MethodError(say("{path} is not there", "{path} 不存在", path=path))
    name = f"methods_of_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path.resolve())
    if spec is None or spec.loader is None:
        raise MethodError(say("{path} is not Python", "{path} 不是 Python 文件", path=path))
    module = importlib.util.module_from_spec(spec)
    _FILES.add(str(path.resolve()))
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # a file of the user's own may raise anything
        del sys.modules[name]
        raise MethodError(_where(error, str(path.resolve()))) from error
    return module


def _named(name: str) -> ModuleType:
    sys.path.insert(0, str(Path.cwd()))
    try:
        spec = importlib.util.find_spec(name)
    except (ModuleNotFoundError, ValueError):
        spec = None
    finally:
        sys.path.pop(0)
    if spec is None or spec.origin is None:
        raise MethodError(
            say(
                "no module {name!r} can be imported; name a file (mine.py), or a module in this "
                "folder or installed beside devindex",
                "无法导入模块{name!r}；请给出文件（mine.py），或本文件夹中、已安装的模块",
                name=name,
            )
        )
    _FILES.add(spec.origin)
    sys.path.insert(0, str(Path.cwd()))
    try:
        return importlib.import_module(name)
    except Exception as error:  # a module of the user's own may raise anything
        raise MethodError(_where(error, spec.origin)) from error
    finally:
        sys.path.pop(0)


def fault(error: BaseException) -> Sentence | None:
    """What failed in a module of one's own, with file and line; None if it was not there."""
    frames = traceback.extract_tb(error.__traceback__)
    file = next((f.filename for f in reversed(frames) if f.filename in _FILES), None)
    return _where(error, file) if file else None


def _where(error: BaseException, file: str) -> Sentence:
    """File, line and what was raised; the line is the last of the file that was running."""
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == file]
    line = error.lineno if isinstance(error, SyntaxError) else (lines or [None])[-1]
    if isinstance(error, DevindexError):
        text = Sentence(" ".join(error.problems), "".join(p.zh for p in error.problems))
    else:  # Python's own words, which have no Chinese
        said = error.msg if isinstance(error, SyntaxError) else str(error)
        raised = f"{type(error).__name__}: {' '.join(said.split())}"
        text = Sentence(raised, raised)
    return say(
        "{file}, line {line}: {text}",
        "{file} 第{line}行：{text}",
        file=Path(file).name,
        line=line if line is not None else "?",
        text=text,
    )


def catalogue(step: str | None = None) -> pd.DataFrame:
    """Every method there is: step, name, summary, parameters with defaults, source, module.

    Examples
    --------
    >>> row = catalogue("impute").set_index("name").loc["last"]
    >>> row["parameters"]
    'limit=1'
    """
    rows = [
        (s, m.name, m.summary, ", ".join(in_words(m.parameters)), m.cite, m.function.__module__)
        for s in (STEPS if step is None else (step,))
        for m in (find(s, name) for name in methods(s))
    ]
    names = ["step", "name", "summary", "parameters", "cite", "module"]
    return pd.DataFrame(rows, columns=names)
