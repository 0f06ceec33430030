"""The one list of methods. A method is a function with ``@method(step, name, cite=...)``."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar, get_type_hints

from devindex.errors import MethodError, Sentence, say, term, unknown
from devindex.kinds import admit, fits, kind, require, shown

__all__ = ["STEPS", "Method", "RowError", "find", "method", "methods"]

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
    """``any``, ``non-negative`` where less than zero has no meaning, or ``positive`` where zero
    has none either."""
    linear: Callable[..., Any] | None
    """For aggregation: weights under which the result is a plain weighted sum, exactly."""
    mean_of: Callable[..., tuple[Callable[..., Any], Callable[..., Any]]] | None
    """For aggregation: f and its inverse where the result is the f-mean of the siblings."""
    above_zero: tuple[str, ...]
    """Parameters that must be above zero."""
    example: Callable[[int], Mapping[str, Any]]
    """Parameters to try the method with on k columns, where its defaults do not suffice."""

    @cached_property
    def kinds(self) -> Mapping[str, Any]:
        """Type of each parameter: its annotation, or the type of its default; None takes any."""
        try:
            hints = get_type_hints(self.function)
        except (AttributeError, NameError, SyntaxError, TypeError):  # words of the user's own
            hints = {}
        plain = {k: Any if v is None else type(v) for k, v in self.parameters.items()}
        return {k: hints.get(k, own) for k, own in plain.items()}

    @property
    def learns(self) -> bool:
        """Whether what it does to a row depends on other rows, those it learns from."""
        return bool(self.takes & ({"z", "others"} if self.step == "weigh" else {"fit"}))

    @property
    def shipped(self) -> bool:
        """Whether the method comes with devindex."""
        return self.function.__module__.startswith("devindex.")

    @property
    def summary(self) -> str:
        """First line of the docstring."""
        return (inspect.getdoc(self.function) or "").partition("\n")[0]

    @property
    def _where(self) -> Sentence:
        return say(
            "parameter of {step} method {method!r}", "{which}{method!r}的参数",
            step=self.step, method=self.name, which=term(f"{self.step} method"),
        )  # fmt: skip

    def check(self, given: Mapping[str, Any]) -> None:
        """Refuse parameters the method does not have, or of another kind than they are annotated.

        Raises
        ------
        MethodError
            One sentence for each.
        """
        if not given and isinstance(given, Mapping):
            return
        require(given, Mapping[str, Any], "parameters", MethodError)
        strange = [p for p in given if p not in self.parameters]
        problems = [unknown(self._where, p, self.parameters) for p in strange]
        problems += [
            say(
                "{name!r}, {where}, is {value}; {kind} is needed",
                "{where}{name!r}为{value}，应为{kind}",
                name=p, where=self._where, value=shown(value), kind=kind(self.kinds[p]),
            )
            for p, value in given.items()
            if p in self.parameters
            and value is not self.parameters[p]
            and not fits(value, self.kinds[p])
            and not (self.parameters[p] == math.inf and isinstance(value, float) and value > 0)
        ]  # fmt: skip
        problems += [
            say(
                "{name!r}, {where}, is {value}; it must be above 0",
                "{where}{name!r}为 {value}，应大于0",
                name=p, where=self._where, value=given[p],
            )
            for p in self.above_zero
            if not problems and p in given and not given[p] > 0
        ]  # fmt: skip
        if problems:
            raise MethodError(problems)

    def __call__(self, given: Mapping[str, Any], parameters: Mapping[str, Any]) -> Any:
        """Run the function on what the step gives and what the recipe says."""
        self.check(parameters)
        return self.function(**{k: given[k] for k in self.takes}, **parameters)


class RowError(MethodError):
    """A method cannot work on one row; the step that knows rows says of which region and year.

    ``fault`` words the error, given the place and the names of the columns.
    """

    def __init__(
        self,
        row: int,
        shape: tuple[int, int],
        fault: Callable[[Sentence, Sequence[str]], Sentence],
    ) -> None:
        place = say("row {row} of {n}", "第{row}行（共{n}行）", row=row + 1, n=shape[0])
        super().__init__(fault(place, [str(j + 1) for j in range(shape[1])]))
        self.row, self.fault = row, fault


_METHODS: dict[tuple[str, str], Method] = {}
F = TypeVar("F", bound=Callable[..., Any])


def method(
    step: str,
    name: str,
    *,
    cite: str,
    domain: str = "any",
    linear: Callable[..., Any] | None = None,
    mean_of: Callable[..., tuple[Callable[..., Any], Callable[..., Any]]] | None = None,
    above_zero: tuple[str, ...] = (),
    example: Callable[[int], Mapping[str, Any]] = lambda k: {},
) -> Callable[[F], F]:
    r"""Register a function as a method of a step. Nothing else needs editing.

    Parameters
    ----------
    step, name
        One of :data:`STEPS`, and the name in the literature.
    cite
        Author and year, with section or page.
    domain
        ``positive`` where zero and less have no meaning, ``non-negative`` where less than zero
        has none: the step then names such cells.
    linear
        For aggregation, a function (z, w) -> weights (..., k) under which the result is exactly
        a plain weighted sum; without it contributions are missing.
    mean_of
        For aggregation, a function of the recipe's parameters that gives f and its inverse, where
        the result is the quasi-arithmetic mean :math:`f^{-1}(\sum_j w_j f(z_j) / \sum_j w_j)`:
        many weights are then tried at the price of one product of matrices.
    above_zero
        Names of parameters that are refused at zero and below.
    example
        Parameters for k columns that let tests try a method which needs an expert's input.
    """
    require(step, str, "step", MethodError)
    if step not in STEPS:
        raise MethodError(unknown("step", step, STEPS))

    def register(function: F) -> F:
        arguments = inspect.signature(function).parameters
        takes = frozenset(arguments) & GIVEN[step]
        parameters = {k: p.default for k, p in arguments.items() if k not in takes}
        bare = [k for k, default in parameters.items() if default is inspect.Parameter.empty]
        if bare:
            raise MethodError(
                say(
                    "{step} method {name!r}: parameter {bare!r} needs a default",
                    "{which}{name!r}：参数{bare!r}须有默认值",
                    step=step, which=term(f"{step} method"), name=name, bare=bare[0],
                )
            )  # fmt: skip
        held = _METHODS.get((step, name))
        home = function.__module__
        if held is not None and held.shipped and home != held.function.__module__:
            raise MethodError(
                say(
                    "{which} {name!r} comes with devindex; give yours another name",
                    "{which}{name!r}是 devindex 自带的方法，请另取名称",
                    which=term(f"{step} method"), name=name,
                )
            )  # fmt: skip
        _METHODS[step, name] = Method(
            step,
            name,
            cite,
            function,
            takes,
            parameters,
            domain,
            linear,
            mean_of,
            above_zero,
            example,
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
    admit(methods, locals(), MethodError)
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
    require(name, str, "method", MethodError)
    found = _METHODS.get((step, name))
    if found is None:
        raise MethodError(unknown(f"{step} method", name, methods(step)))
    return found
