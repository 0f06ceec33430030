"""The one list of methods. A method is a function with ``@method(step, name, cite=...)``."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from devindex.errors import MethodError, Sentence, say, unknown

__all__ = ["STEPS", "Method", "find", "method", "methods"]

STEPS = ("screen", "denominate", "impute", "treat", "normalise", "weigh", "aggregate")

GIVEN: dict[str, frozenset[str]] = {
    "screen": frozenset({"x"}),
    "denominate": frozenset({"numerator", "denominator", "factor", "others"}),
    "impute": frozenset({"x", "groups", "years"}),
    "treat": frozenset({"x", "fit", "transform"}),
    "normalise": frozenset({"x", "fit", "sign", "goalposts", "codes", "region", "year"}),
    "weigh": frozenset({"z", "declared", "codes", "others"}),
    "aggregate": frozenset({"z", "w", "fit"}),
}
"""What each step hands to its methods, by name; every other argument is a recipe's parameter.

``x`` figures: (r, t, k) in screen and impute, else (n, k) with n = region-years; ``fit`` the rows
to learn from (m, k); ``groups`` group of each region, -1 for the nation (r,); ``years`` the years
(t,); ``transform`` whether a logarithm is declared (k,); ``sign`` +1 or -1 (k,); ``goalposts`` (2,
k) as treated; ``codes`` of the columns; ``region`` and ``year`` of the rows (n,); ``z`` siblings'
scores over the rows to learn from (m, k), in aggregate (..., k); ``w`` their weights (..., k);
``declared`` their declared weights (k,); ``others`` any series, in weigh any indicator too, by
code (n,) or (m,).
"""


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
    example: Callable[[int], Mapping[str, Any]]
    """Parameters to try the method with on k columns, where its defaults do not suffice."""

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
        if not given:
            return
        where = f"parameter of {self.step} method {self.name!r}"
        problems = [unknown(where, p, self.parameters) for p in given if p not in self.parameters]
        problems += [
            say(
                "{name!r}, {where}, is {value!r}; a {kind} is needed",
                "{step}方法{method!r}的参数{name!r}为 {value!r}，应为{kind}",
                name=p,
                where=where,
                value=value,
                kind=_kind(self.parameters[p]),
                step=self.step,
                method=self.name,
            )
            for p, value in given.items()
            if p in self.parameters and not _fits(value, self.parameters[p])
        ]
        if problems:
            raise MethodError(problems)

    def __call__(self, given: Mapping[str, Any], parameters: Mapping[str, Any]) -> Any:
        """Run the function on what the step gives and what the recipe says."""
        self.check(parameters)
        return self.function(**{k: given[k] for k in self.takes}, **parameters)


def _kind(default: object) -> Sentence:
    if isinstance(default, bool):
        return Sentence("true or false", "true 或 false")
    if isinstance(default, int):
        return Sentence("whole number", "整数")
    if isinstance(default, float):
        return Sentence("number", "数值")
    return Sentence(type(default).__name__, type(default).__name__)


def _fits(value: object, default: object) -> bool:
    """Whether a value is of the kind of a default; a default of None takes anything."""
    if default is None:
        return True
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    if isinstance(default, float):
        return isinstance(value, (int, float)) and (value == value)
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
    example: Callable[[int], Mapping[str, Any]] = lambda k: {},
) -> Callable[[F], F]:
    """Register a function as a method of a step. Nothing else needs editing.

    Parameters
    ----------
    step, name
        One of :data:`STEPS`, and the name in the literature.
    cite
        Author and year, with section or page.
    domain
        ``positive`` where zero and less have no meaning: the step then names such cells.
    linear
        For aggregation, a function (z, w) -> weights (..., k) under which the result is exactly
        a plain weighted sum; without it contributions are missing.
    example
        Parameters for k columns that let tests try a method which needs an expert's input.
    """
    if step not in STEPS:
        raise MethodError(unknown("step", step, STEPS))

    def register(function: F) -> F:
        arguments = inspect.signature(function).parameters
        takes = frozenset(arguments) & GIVEN[step]
        parameters = {k: p.default for k, p in arguments.items() if k not in takes}
        bare = [k for k, default in parameters.items() if default is inspect.Parameter.empty]
        if bare:
            raise MethodError(f"{step} method {name!r}: parameter {bare[0]!r} needs a default")
        _METHODS[step, name] = Method(
            step, name, cite, function, takes, parameters, domain, linear, example
        )
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
