"""Synthetic tables and the bare NumPy they are measured against. No figure here is real."""

import time

import numpy as np
import pandas as pd

import devindex as dx

DIMENSIONS, THEMES = 4, 3


def synthetic_panel(regions, years, indicators, *, missing=0.02):
    """A made-up panel: log-normal noise, 2 % missing, half of the indicators logged."""
    rng = np.random.default_rng(0)
    codes = [f"i{n:03d}" for n in range(indicators)]
    groups = np.array_split(codes, DIMENSIONS * THEMES)
    tree = {
        f"d{d}": {f"t{d}{t}": groups[d * THEMES + t].tolist() for t in range(THEMES)}
        for d in range(DIMENSIONS)
    }
    framework = dx.sketch(tree, goalposts=dict.fromkeys(codes, (0.1, 20.0)), logged=codes[::2])
    grid = pd.MultiIndex.from_product(
        [[f"{n:06d}" for n in range(1, regions + 1)], range(2000, 2000 + years)],
        names=["region", "year"],
    )
    figures = rng.normal(size=(regions * years, indicators))
    np.exp(figures, out=figures)
    figures[rng.random(figures.shape) < missing] = np.nan
    return dx.Panel.of(framework, pd.DataFrame(figures, index=grid, columns=codes))


def headline_like():
    """The choices of the headline recipe, for a framework of one's own."""
    recipe = dx.simple_recipe(
        impute=dx.Choice(method="last", parameters={"limit": 1}),
        treat="declared",
        normalise=dx.Choice(method="goalposts", parameters={"floor": 1.0}),
    )
    top = recipe.aggregate.model_copy(update={"dimension": dx.Choice(method="geometric")})
    return recipe.model_copy(update={"aggregate": top})


def learned_each_year():
    """Scale and weights learned in each year by itself: the loops over years that there are."""
    each = {"fit": "each"}
    return dx.simple_recipe(
        normalise=dx.Choice(method="minmax", parameters={"floor": 1.0}, **each),
        weigh=dx.Choice(method="entropy", **each),
    )


def bare_headline(x, logged, regions, years):
    """The headline's arithmetic in bare NumPy, with nothing checked, named, marked or kept.

    ``x`` (n, k) in rows of region and year; themes and dimensions are equal slices of columns.
    """
    cube = x.reshape(regions, years, -1)
    before = np.roll(cube, 1, axis=1)
    before[:, 0] = np.nan
    x = np.where(np.isnan(cube), before, cube).reshape(x.shape)
    y = np.where(logged, np.log(x), x)
    low, high = np.where(logged, np.log(0.1), 0.1), np.where(logged, np.log(20.0), 20.0)
    z = 1.0 + 99.0 * np.clip((y - low) / (high - low), 0.0, 1.0)
    themes = np.column_stack(
        [np.nanmean(part, axis=1) for part in np.array_split(z, DIMENSIONS * THEMES, axis=1)]
    )
    dimensions = np.nanmean(themes.reshape(len(z), DIMENSIONS, THEMES), axis=2)
    return np.exp(np.log(dimensions).mean(axis=1))


def best_of(call, *, least=3, seconds=0.3):
    """Processor seconds of the fastest run: ``least`` at least, and as many as ``seconds`` hold.

    Processor time and the fastest run, so that what else the machine does counts for little.
    """
    runs, spent = [], 0.0
    while len(runs) < least or (spent < seconds and len(runs) < 200):
        start = time.process_time()
        call()
        runs.append(time.process_time() - start)
        spent += runs[-1]
        if spent > 20 * seconds:
            break
    return min(runs)
