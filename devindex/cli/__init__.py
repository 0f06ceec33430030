"""The command line: parse, call, print; no logic of its own."""

from __future__ import annotations

import io
import os
import signal
import sys
import warnings

from devindex.cli.words import LANGUAGES, Words, language_of

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; a user's mistake is sentences on standard error and exit code 2."""
    from devindex.cli.commands import build
    from devindex.errors import DevindexError, os_fault, say, unknown

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    language, rest = language_of(sys.argv[1:] if arguments is None else arguments)
    if language not in LANGUAGES:
        _fail([unknown("language", language, LANGUAGES)], "en")
    warnings.showwarning = lambda message, *_: _warn(message, language)
    for kind in (DeprecationWarning, FutureWarning, PendingDeprecationWarning):
        warnings.simplefilter("ignore", kind)  # of libraries, to their programmers
    try:
        build(Words(language))(args=rest, prog_name="devindex")
    except DevindexError as error:
        _fail(error.problems, language)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            where = error.filename or say("standard output", "标准输出")
            fault = os_fault(error)
            _fail([say("{where}: {fault}", "{where}：{fault}", where=where, fault=fault)], language)
    except Exception as error:  # only what a user's own methods raise is said in a sentence
        own = sys.modules.get("devindex.index.own")
        told = own.fault(error) if own is not None else None
        if told is None:
            raise
        _fail([told], language)


def _warn(message: Warning | str, language: str) -> None:
    told = message.args[0] if isinstance(message, Warning) and message.args else message
    print(f"devindex: {getattr(told, language, told)}", file=sys.stderr)


def _fail(problems: list[str] | tuple[str, ...], language: str) -> None:
    for problem in problems:
        print(f"devindex: {getattr(problem, language, problem)}", file=sys.stderr)
    raise SystemExit(2)
