"""A recipe is a value: it is stored as TOML, read back equal, and checked at the door."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devindex import MethodError, Recipe, load_recipe, recipe_names
from devindex.index import methods
from devindex.index.recipe import Choice


def problems(text, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(MethodError) as caught:
        load_recipe(file)
    return list(caught.value.problems)


def test_the_headline_and_its_alternatives_are_shipped():
    assert {"headline", "equal", "entropy", "pca", "minmax", "arithmetic"} <= set(recipe_names())
    assert recipe_names("regional") == []


@pytest.mark.parametrize("name", recipe_names())
def test_every_recipe_names_itself_and_its_framework(name):
    recipe = load_recipe(name)
    assert recipe.id == name
    assert recipe.framework == "regional-public"


@pytest.mark.parametrize("name", recipe_names())
def test_a_recipe_reads_back_equal(name, tmp_path):
    recipe = load_recipe(name)
    file = tmp_path / "again.toml"
    file.write_text(recipe.to_toml(), encoding="utf-8")
    assert load_recipe(file) == recipe
    assert load_recipe(file).to_toml() == recipe.to_toml()


words = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20).filter(
    str.strip
)


@given(
    en=words,
    zh=words,
    normalise=st.sampled_from(methods("normalise")),
    fit=st.sampled_from(["base", "pooled", "each"]),
    numbers=st.lists(st.floats(allow_nan=False), min_size=2, max_size=2),
)
def test_any_recipe_survives_its_toml(en, zh, normalise, fit, numbers):
    import tomllib

    from devindex.definitions import Text

    pair = ("centre", "spread") if normalise == "zscore" else ("floor", "ceiling")
    recipe = load_recipe().model_copy(
        update={
            "title": Text(zh=zh, en=en),
            "normalise": Choice(
                method=normalise, fit=fit, parameters=dict(zip(pair, numbers, strict=True))
            ),
        }
    )
    assert Recipe.model_validate(tomllib.loads(recipe.to_toml())) == recipe


def test_all_unknown_methods_and_parameters_are_told_at_once(tmp_path):
    text = load_recipe().to_toml()
    text = text.replace('"goalposts"', '"goalpost"').replace("limit", "limt")
    told = problems(text.replace('"geometric"', '"geometrical"'), tmp_path)
    assert len(told) == 3
    for word, meant in (("goalpost", "goalposts"), ("limt", "limit"), ("geometrical", "geometric")):
        assert any(f"{word!r}. Did you mean {meant!r}?" in p for p in told)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[normalise]", "[normalize]", "Did you mean 'normalise'?"),
        ('framework = "regional-public"', "", "mine.toml: framework is missing"),
        ('id = "headline"', 'id = "head line"', "mine.toml: id"),
        ('method = "intensity"', 'method = "intensity"\nfit = "al"', "denominate.fit"),
        ("limit = 1", 'limit = "one"', "limit"),
        ("floor = 1.0", "floor = [1.0]", "floor"),
        ("limit = 1", "limit", "mine.toml: not TOML"),
    ],
)
def test_each_mistake_of_a_recipe_is_a_method_error(tmp_path, old, new, words):
    text = load_recipe().to_toml()
    assert old in text
    told = problems(text.replace(old, new), tmp_path)
    assert any(words in p for p in told)


def test_an_unknown_recipe_offers_the_near_miss(tmp_path):
    with pytest.raises(MethodError, match=r"unknown recipe 'headlin'. Did you mean 'headline'\?"):
        load_recipe("headlin")
    with pytest.raises(MethodError, match="No such file"):
        load_recipe(tmp_path / "none.toml")


def test_a_recipe_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        load_recipe().id = "other"
