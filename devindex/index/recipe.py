"""A recipe is a value: the method and the parameters of each step. It is stored as TOML."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from devindex.definitions import Framework, load_framework
from devindex.definitions.findings import sentences
from devindex.definitions.model import Code, Text, Value
from devindex.errors import MethodError, Sentence, os_fault, say, toml_fault, unknown
from devindex.index.registry import find
from devindex.kinds import admit

__all__ = [
    "Choice",
    "Levels",
    "Recipe",
    "load_recipe",
    "recipe_names",
    "recipe_schema",
    "simple_recipe",
]

Fit = Literal["base", "pooled", "each"]
SIMPLE = ("screen", "denominate", "impute", "treat", "normalise")
"""Steps with one choice; weigh and aggregate have one for each level."""
UNFITTED = ("screen", "denominate", "impute")
"""Steps that have no rows to learn from."""


class Choice(Value):
    """One method with its parameters; ``fit`` says which rows it learns from.

    ``of`` makes exceptions: another choice for one indicator, theme or dimension (in weigh and
    aggregate: for the children of one theme or dimension).
    """

    refusal = MethodError

    method: str
    fit: Fit = Field(
        "base", description="rows to learn from: the base window, all years, or each year by itself"
    )
    over: Literal["siblings", "all"] = Field(
        "siblings", description="weigh.indicator only: weigh siblings, or all indicators at once"
    )
    of: dict[str, Choice] = Field(
        default_factory=dict, description="exceptions, by code of a node of the tree"
    )
    parameters: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, given: object) -> object:
        """In TOML the parameters stand beside the method; a bare string is a method."""
        if isinstance(given, str):
            return {"method": given}
        if isinstance(given, dict) and "parameters" not in given:
            own = {k: v for k, v in given.items() if k in ("method", "fit", "over", "of")}
            return own | {"parameters": {k: v for k, v in given.items() if k not in own}}
        return given

    def at(self, *codes: str) -> Choice:
        """The choice for a node: the exception for the first code that has one, or this."""
        return next((self.of[c] for c in codes if c in self.of), self)

    def every(self) -> list[Choice]:
        """The choice and its exceptions."""
        return [self, *self.of.values()]


class Levels(Value):
    """A choice for the siblings of each level of the tree."""

    refusal = MethodError

    indicator: Choice = Field(description="indicators inside a theme")
    theme: Choice = Field(description="themes inside a dimension")
    dimension: Choice = Field(description="dimensions inside the index")


TABLES = (*SIMPLE, *(f"{s}.{n}" for s in ("weigh", "aggregate") for n in Levels.model_fields))


class Recipe(Value):
    """How an index is computed, from figures as published to a score.

    Examples
    --------
    >>> load_recipe("headline").normalise.method
    'goalposts'
    """

    refusal = MethodError

    id: Code
    framework: Code
    title: Text
    screen: Choice = Choice(method="none")
    denominate: Choice
    impute: Choice
    treat: Choice
    normalise: Choice
    weigh: Levels
    aggregate: Levels

    def check(self) -> None:
        """Refuse methods and parameters the registry does not know, all at once.

        Raises
        ------
        MethodError
            One sentence for each.
        """
        problems: list[Sentence] = []
        for table, step, choice in self.tables():
            try:
                find(step, choice.method).check(choice.parameters)
            except MethodError as error:
                problems += [
                    say(
                        "recipe {id!r}, {table}: {fault}", "方案{id!r}，{table}：{fault}",
                        id=self.id, table=table, fault=p,
                    )
                    for p in error.problems
                ]  # fmt: skip
        problems += [
            say("recipe {id!r}: {fault}", "方案{id!r}：{fault}", id=self.id, fault=fault)
            for fault in (*self._misplaced(), *self._unused())
        ]
        if problems:
            raise MethodError(problems)

    def _misplaced(self) -> Iterator[Sentence]:
        """Fields that would be ignored where they stand."""
        for name, (_, whole) in zip(TABLES, self.choices(), strict=True):
            for code, other in whole.of.items():
                if other.of:
                    yield say(
                        "{table} has exceptions of its own; write [{name}.of.{inner}]",
                        "{table} 之下不能再设例外，请写 [{name}.of.{inner}]",
                        table=f"{name}.of.{code}", name=name, inner=next(iter(other.of)),
                    )  # fmt: skip
            for choice in whole.every():
                if choice.over == "all" and (name != "weigh.indicator" or choice is not whole):
                    yield say(
                        'over = "all" stands in {name}; it belongs to weigh.indicator alone',
                        'over = "all" 写在 {name} 中，只能写在 weigh.indicator 中',
                        name=name,
                    )
                if choice.fit != "base" and name in UNFITTED:
                    yield say(
                        "fit = {fit!r} stands in {name}, which learns from no rows; leave it out",
                        "fit = {fit!r} 写在 {name} 中，该步骤不从数据中学习，请删去",
                        fit=choice.fit, name=name,
                    )  # fmt: skip

    def _unused(self) -> Iterator[Sentence]:
        """What weights over all indicators at once leave without effect."""
        if self.weigh.indicator.over != "all":
            return
        if self.weigh.indicator.of:
            yield say(
                'weigh.indicator weighs all indicators at once (over = "all"); exceptions have no '
                "effect, leave them out",
                'weigh.indicator 对全部指标一次赋权（over = "all"），例外不起作用，请删去',
            )
        for level in ("theme", "dimension"):
            choice: Choice = getattr(self.weigh, level)
            if choice.method not in ("equal", "declared") or choice.of:
                yield say(
                    "weigh.{level} by {method!r} has no effect where weigh.indicator weighs all "
                    'indicators at once (over = "all"); write "equal"',
                    'weigh.indicator 对全部指标一次赋权（over = "all"）时，weigh.{level} 的'
                    "{method!r}不起作用，请写“equal”",
                    level=level, method=choice.method,
                )  # fmt: skip

    def choices(self) -> list[tuple[str, Choice]]:
        """Every step with what was chosen for it."""
        out: list[tuple[str, Choice]] = [(step, getattr(self, step)) for step in SIMPLE]
        for step in ("weigh", "aggregate"):
            levels: Levels = getattr(self, step)
            out += [(step, getattr(levels, name)) for name in Levels.model_fields]
        return out

    def tables(self) -> Iterator[tuple[str, str, Choice]]:
        """Every table of the recipe, exceptions too: its name, its step, what it chooses."""
        for name, (step, whole) in zip(TABLES, self.choices(), strict=True):
            yield name, step, whole
            for code, other in whole.of.items():
                yield f"{name}.of.{code}", step, other

    def to_toml(self) -> str:
        """The recipe as TOML text that :func:`load_recipe` reads back equal."""

        def line(key: str, value: object) -> str:
            return f"{key} = {_toml(value)}"

        def table(name: str, choice: Choice) -> list[str]:
            rows = [line("method", choice.method)]
            if choice.fit != "base":
                rows.append(line("fit", choice.fit))
            if choice.over != "siblings":
                rows.append(line("over", choice.over))
            rows += [line(k, v) for k, v in choice.parameters.items()]
            for code, other in choice.of.items():
                rows += table(f"{name}.of.{code}", other)
            return ["", f"[{name}]", *rows]

        title = f"title = {{ zh = {_toml(self.title.zh)}, en = {_toml(self.title.en)} }}"
        out = [line("id", self.id), line("framework", self.framework), title]
        for step in SIMPLE:
            out += table(step, getattr(self, step))
        for step in ("weigh", "aggregate"):
            for level in Levels.model_fields:
                out += table(f"{step}.{level}", getattr(getattr(self, step), level))
        return "\n".join(out) + "\n"


def _toml(value: object) -> str:
    """A value as TOML: JSON, but for the infinite and the one character that JSON leaves bare."""
    if value in (math.inf, -math.inf):
        return "inf" if value == math.inf else "-inf"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_toml(k)} = {_toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_toml(v) for v in value) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def recipe_schema() -> dict[str, Any]:
    """JSON Schema of a recipe file, so that editors complete and check it."""
    out = Recipe.model_json_schema()
    choice = out["$defs"]["Choice"]
    del choice["properties"]["parameters"]
    choice["additionalProperties"] = {"description": "a parameter of the method"}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | out


def simple_recipe(
    framework: str = "own",
    *,
    normalise: str | Choice = "minmax",
    weigh: str | Choice = "declared",
    aggregate: str | Choice = "arithmetic",
    impute: str | Choice = "none",
    treat: str | Choice = "none",
    denominate: str | Choice = "intensity",
    screen: str | Choice = "none",
) -> Recipe:
    """A recipe with one choice a step, the same at every level of the tree.

    Examples
    --------
    >>> simple_recipe(aggregate="geometric").aggregate.dimension.method
    'geometric'
    """

    def level(choice: str | Choice) -> dict[str, str | Choice]:
        return dict.fromkeys(Levels.model_fields, choice)

    recipe = Recipe(
        id="own", framework=framework, title={"zh": "自定方案", "en": "Own recipe"},
        screen=screen, denominate=denominate, impute=impute, treat=treat,
        normalise=normalise, weigh=level(weigh), aggregate=level(aggregate),
    )  # fmt: skip
    recipe.check()
    return recipe


def recipe_names(framework: str | Framework = "regional-public") -> list[str]:
    """Recipes that come with a framework, shipped or of one's own.

    Examples
    --------
    >>> "headline" in recipe_names()
    True
    """
    return sorted(_texts(framework))


def _texts(framework: str | Framework) -> dict[str, str]:
    admit(_texts, locals(), MethodError)
    whole = load_framework(framework) if isinstance(framework, str) else framework
    paths = ((Path(name), text) for name, text in whole.files)
    return {path.stem: text for path, text in paths if path.parent.name == "recipes"}


def load_recipe(
    name: str | Path = "headline", framework: str | Framework = "regional-public"
) -> Recipe:
    """Read a recipe of a framework by name, or from a TOML file of your own.

    Raises
    ------
    MethodError
        If the file is not a recipe, or names a method or parameter that does not exist.
    """
    admit(load_recipe, locals(), MethodError)
    path = Path(name)
    if path.suffix != ".toml":
        known = _texts(framework)
        if str(name) not in known:
            raise MethodError(unknown("recipe", str(name), known))
        return _parsed(f"{name}.toml", known[str(name)])
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise MethodError(
            say(
                "{file}: not TOML in UTF-8; save it as UTF-8",
                "{file}：不是 UTF-8 编码的 TOML，请存为 UTF-8",
                file=path.name,
            )
        ) from None
    except OSError as error:
        raise MethodError(
            say("{path}: {fault}", "{path}：{fault}", path=path, fault=os_fault(error))
        ) from None
    return _parsed(path.name, text)


def _parsed(file: str, text: str) -> Recipe:
    try:
        recipe = Recipe.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise MethodError(
            say(
                "{file}: not TOML: {fault}", "{file}：不是有效的 TOML，{fault}",
                file=file, fault=toml_fault(error, text),
            )
        ) from None  # fmt: skip
    except ValidationError as error:
        raise MethodError(sentences(error, Recipe, file)) from None
    recipe.check()
    return recipe
