"""Every picture of the package, from few draws; run as a script it prints the digest of each."""

import sys
from functools import cache, partial
from hashlib import sha256

import devindex as dx
from devindex.figures import targets
from devindex.figures.look import drawn


@cache
def panel():
    return dx.load_panel()


@cache
def index():
    return dx.compute(panel())


@cache
def sure():
    return dx.uncertainty(index(), draws=300)


@cache
def change():
    return dx.explain_change(index(), start=2023, end=2024)


@cache
def assessed():
    return dx.assess("plt_connected_devices_2028", draws=500)


PICTURES = {
    "ranking": lambda: partial(index().plot.ranking, sure=sure()),
    "map": lambda: partial(index().plot.map, sure=sure()),
    "map of an indicator": lambda: partial(index().plot.map, "domain-names", 2023),
    "profile of a region": lambda: partial(index().plot.profile, "540000", sure=sure()),
    "trend": lambda: partial(index().plot.trend, ["贵州", "江苏"], node="information-security"),
    "comparison": lambda: dx.compare(index(), dx.compute(panel(), "equal"), 2024).plot,
    "uncertainty": lambda: sure().plot,
    "sensitivity": lambda: dx.sensitivity(index(), points=16).plot,
    "change": lambda: change().plot,
    "change of a region": lambda: partial(change().plot, region="安徽"),
    "points": lambda: dx.profile(index(), 2024).plot,
    "strengths": lambda: partial(dx.profile(index(), 2024).plot, region="440000"),
    "correlation": lambda: dx.structure(index(), 2024).plot,
    "scree": lambda: partial(dx.structure(index(), 2024).plot, kind="scree"),
    "audit": lambda: partial(dx.audit(index(), 2024).plot, kind="scree"),
    "disparity": lambda: dx.disparity(index()).plot,
    "convergence": lambda: dx.convergence(index(), start=2018).plot,
    "clubs": lambda: dx.clubs(index()).plot,
    "spatial": lambda: dx.spatial(index(), 2024, permutations=99).plot,
    "mobility": lambda: dx.mobility(index(), weights="contiguity").plot,
    "density": lambda: dx.density(index(), [2016, 2020, 2024]).plot,
    "typology": lambda: dx.typology(index()).plot,
    "clusters": lambda: dx.clusters(index(), 2024, draws=20).plot,
    "coupling": lambda: dx.coupling(index()).plot,
    "nation": lambda: dx.national_index("national").plot,
    "targets": lambda: partial(targets, [assessed()]),
    "assessment": lambda: assessed().plot,
    "forecast": lambda: dx.forecast("platforms_influential", draws=500).plot,
    "backtest": lambda: dx.backtest(draws=200).plot,
}


@cache
def drawing(name):
    """What draws a picture, given a language."""
    return PICTURES[name]()


def digests():
    """A line for each picture and format, one in each language."""
    for name in PICTURES:
        for lang, file in (("zh", "a.svg"), ("en", "a.png")):
            held = drawn(drawing(name)(lang=lang), file)
            yield f"{name} {lang} {file} {sha256(held).hexdigest()}"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in digests())
