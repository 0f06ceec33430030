"""A recipe is a value: the method and the parameters of each step. It is stored as TOML."""

from __future__ import annotations

import json
import math
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from devindex import shipped
from devindex.definitions.model import Code, Text, Value
from devindex.errors import MethodError, did_you_mean, unknown
from devindex.index.registry import find

__all__ = ["Choice", "Levels", "Recipe", "load_recipe", "recipe_names", "recipe_schema"]

Fit = Literal["base", "pooled", "each"]


class Choice(Value):
    """One method with its parameters; ``fit`` says which rows it learns from."""

    method: str
    fit: Fit = Field(
        "base", description="rows to learn from: the base window, all years, or each year by itself"
    )
    parameters: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, given: object) -> object:
        """In TOML the parameters stand beside the method; a bare string is a method."""
        if isinstance(given, str):
            return {"method": given}
        if isinstance(given, dict) and "parameters" not in given:
            own = {k: v for k, v in given.items() if k in ("method", "fit")}
            return own | {"parameters": {k: v for k, v in given.items() if k not in own}}
        return given


class Levels(Value):
    """A choice for the siblings of each level of the tree."""

    indicator: Choice = Field(description="indicators inside a theme")
    theme: Choice = Field(description="themes inside a dimension")
    dimension: Choice = Field(description="dimensions inside the index")


class Recipe(Value):
    """How an index is computed, from figures as published to a score.

    Examples
    --------
    >>> load_recipe("headline").normalise.method
    'goalposts'
    """

    id: Code
    framework: Code
    title: Text
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
        problems: list[str] = []
        for step, choice in self.choices():
            try:
                find(step, choice.method).check(choice.parameters)
            except MethodError as error:
                problems += [f"recipe {self.id!r}: {p}" for p in error.problems]
        if problems:
            raise MethodError(problems)

    def choices(self) -> list[tuple[str, Choice]]:
        """Every step with what was chosen for it."""
        simple = ("denominate", "impute", "treat", "normalise")
        out: list[tuple[str, Choice]] = [(step, getattr(self, step)) for step in simple]
        for step in ("weigh", "aggregate"):
            levels: Levels = getattr(self, step)
            out += [(step, getattr(levels, name)) for name in Levels.model_fields]
        return out

    def to_toml(self) -> str:
        """The recipe as TOML text that :func:`load_recipe` reads back equal."""

        def line(key: str, value: object) -> str:
            return f"{key} = {_toml(value)}"

        def table(name: str, choice: Choice) -> list[str]:
            rows = [line("method", choice.method)]
            if choice.fit != "base":
                rows.append(line("fit", choice.fit))
            return ["", f"[{name}]", *rows, *(line(k, v) for k, v in choice.parameters.items())]

        title = f"title = {{ zh = {_toml(self.title.zh)}, en = {_toml(self.title.en)} }}"
        out = [line("id", self.id), line("framework", self.framework), title]
        for step in ("denominate", "impute", "treat", "normalise"):
            out += table(step, getattr(self, step))
        for step in ("weigh", "aggregate"):
            for level in Levels.model_fields:
                out += table(f"{step}.{level}", getattr(getattr(self, step), level))
        return "\n".join(out) + "\n"


def _toml(value: object) -> str:
    """A value as TOML: JSON, but for the infinite and the one character that JSON leaves bare."""
    if value in (math.inf, -math.inf):
        return "inf" if value == math.inf else "-inf"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def recipe_schema() -> dict[str, Any]:
    """JSON Schema of a recipe file, so that editors complete and check it."""
    out = Recipe.model_json_schema()
    choice = out["$defs"]["Choice"]
    del choice["properties"]["parameters"]
    choice["additionalProperties"] = {"description": "a parameter of the method"}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | out


def recipe_names(framework: str = "regional-public") -> list[str]:
    """Recipes that come with a framework.

    Examples
    --------
    >>> "headline" in recipe_names()
    True
    """
    return sorted(p.stem for p in (shipped.indicators() / framework / "recipes").glob("*.toml"))


def load_recipe(name: str | Path = "headline", framework: str = "regional-public") -> Recipe:
    """Read a recipe by name, or from a TOML file of your own.

    Raises
    ------
    MethodError
        If the file is not a recipe, or names a method or parameter that does not exist.
    """
    path = Path(name)
    if path.suffix != ".toml":
        if str(name) not in recipe_names(framework):
            raise MethodError(unknown("recipe", str(name), recipe_names(framework)))
        path = shipped.indicators() / framework / "recipes" / f"{name}.toml"
    if not path.is_file():
        raise MethodError(f"{path} is not there")
    try:
        recipe = Recipe.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MethodError(f"{path.name}: not TOML in UTF-8: {error}") from None
    except ValidationError as error:
        raise MethodError(
            f"{path.name}: {'.'.join(map(str, e['loc']))}: {e['msg'].lower()}"
            + did_you_mean(str(e["loc"][-1]), list(Recipe.model_fields))
            for e in error.errors()
        ) from None
    recipe.check()
    return recipe
