"""The command line: parse, call, print; no logic of its own."""

from __future__ import annotations

import os
import sys

from devindex.cli.words import LANGUAGES, Words, language_of

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; a user's mistake is sentences on standard error and exit code 2."""
    from devindex.cli.commands import build
    from devindex.errors import DevindexError, unknown

    language, rest = language_of(sys.argv[1:] if arguments is None else arguments)
    if language not in LANGUAGES:
        _fail([unknown("language", language, LANGUAGES)], "en")
    try:
        build(Words(language))(args=rest, prog_name="devindex")
    except DevindexError as error:
        _fail(error.problems, language)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(problems: list[str] | tuple[str, ...], language: str) -> None:
    for problem in problems:
        print(f"devindex: {getattr(problem, language, problem)}", file=sys.stderr)
    raise SystemExit(2)
