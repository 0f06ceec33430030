"""The one list of methods. A method is a function with ``@method(step, name, cite=...)``."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from devindex.errors import MethodError, unknown

__all__ = ["STEPS", "Method", "find", "method", "methods"]

STEPS = ("denominate", "impute", "treat", "normalise", "weigh", "aggregate")

GIVEN: dict[str, frozenset[str]] = {
    "denominate": frozenset({"numerator", "denominator", "factor"}),
    "impute": frozenset({"x"}),
    "treat": frozenset({"x", "fit", "transform"}),
    "normalise": frozenset({"x", "fit", "sign", "goalposts"}),
    "weigh": frozenset({"z", "declared"}),
    "aggregate": frozenset({"z", "w"}),
}
"""What each step hands to its methods, by name; every other argument is a recipe's parameter."""


@dataclass(frozen=True)
class Method:
    """One registered method: what a recipe names."""

    step: str
    name: str
    cite: str
    function: Callable[..., Any]
    takes: frozenset[str]
    """Names among those the step gives that the function asks for."""
    parameters: Mapping[str, Any]
    """The recipe's parameters with their defaults."""
    domain: str
    """``any``, or ``positive`` where zero and less have no meaning."""
    linear: Callable[..., Any] | None
    """For aggregation: weights under which the result is a plain weighted sum, exactly."""

    @property
    def summary(self) -> str:
        """First line of the docstring."""
        return (inspect.getdoc(self.function) or "").partition("\n")[0]

    def check(self, given: Mapping[str, Any]) -> None:
        """Refuse parameters the method does not have, or of another kind than their default.

        Raises
        ------
        MethodError
            One sentence for each.
        """
        where = f"parameter of {self.step} method {self.name!r}"
        problems = [unknown(where, p, self.parameters) for p in given if p not in self.parameters]
        problems += [
            f"{p!r}, {where}, is {value!r}; a {_kind(self.parameters[p])} is needed"
            for p, value in given.items()
            if p in self.parameters and not _fits(value, self.parameters[p])
        ]
        if problems:
            raise MethodError(problems)

    def __call__(self, given: Mapping[str, Any], parameters: Mapping[str, Any]) -> Any:
        """Run the function on what the step gives and what the recipe says."""
        self.check(parameters)
        return self.function(**{k: given[k] for k in self.takes}, **parameters)


def _kind(default: object) -> str:
    if isinstance(default, bool):
        return "true or false"
    if isinstance(default, int):
        return "whole number"
    return "number" if isinstance(default, float) else type(default).__name__


def _fits(value: object, default: object) -> bool:
    """Whether a value is of the kind of a default; a default of None takes anything."""
    if default is None:
        return True
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    if isinstance(default, float):
        return isinstance(value, (int, float))
    return isinstance(value, type(default))


_METHODS: dict[tuple[str, str], Method] = {}
F = TypeVar("F", bound=Callable[..., Any])


def method(
    step: str,
    name: str,
    *,
    cite: str,
    domain: str = "any",
    linear: Callable[..., Any] | None = None,
) -> Callable[[F], F]:
    """Register a function as a method of a step. Nothing else needs editing."""
    if step not in STEPS:
        raise MethodError(unknown("step", step, STEPS))

    def register(function: F) -> F:
        arguments = inspect.signature(function).parameters
        takes = frozenset(arguments) & GIVEN[step]
        parameters = {k: p.default for k, p in arguments.items() if k not in takes}
        bare = [k for k, default in parameters.items() if default is inspect.Parameter.empty]
        if bare:
            raise MethodError(f"{step} method {name!r}: parameter {bare[0]!r} needs a default")
        _METHODS[step, name] = Method(step, name, cite, function, takes, parameters, domain, linear)
        return function

    return register


def methods(step: str) -> list[str]:
    """Names of a step's methods.

    Examples
    --------
    >>> "goalposts" in methods("normalise")
    True
    """
    if step not in STEPS:
        raise MethodError(unknown("step", step, STEPS))
    return sorted(name for s, name in _METHODS if s == step)


def find(step: str, name: str) -> Method:
    """The method of a step by name.

    Raises
    ------
    MethodError
        With the near miss, if there is no such method.
    """
    found = _METHODS.get((step, name))
    if found is None:
        raise MethodError(unknown(f"{step} method", name, methods(step)))
    return found
