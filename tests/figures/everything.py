"""Every picture of the package, from few draws; run as a script it prints the digest of each."""

import sys
from functools import cache
from hashlib import sha256

import devindex as dx
from devindex.figures import targets
from devindex.figures.look import drawn


@cache
def results():
    """What is drawn, by name, and the options of each picture of it."""
    panel = dx.load_panel()
    index = dx.compute(panel)
    sure = dx.uncertainty(index, draws=300)
    change = dx.explain_change(index, start=2023, end=2024)
    profile, structure = dx.profile(index, 2024), dx.structure(index, 2024)
    assessed = dx.assess("plt_connected_devices_2028", draws=500)
    return {
        "ranking": (index.plot.ranking, {"sure": sure}),
        "map": (index.plot.map, {"sure": sure}),
        "map of an indicator": (index.plot.map, {"node": "domain-names", "year": 2023}),
        "profile of a region": (index.plot.profile, {"region": "540000", "sure": sure}),
        "trend": (index.plot.trend, {"regions": ["贵州", "江苏"], "node": "information-security"}),
        "comparison": (dx.compare(index, dx.compute(panel, "equal")).plot, {}),
        "uncertainty": (sure.plot, {}),
        "sensitivity": (dx.sensitivity(index, points=16).plot, {}),
        "change": (change.plot, {}),
        "change of a region": (change.plot, {"region": "安徽"}),
        "profile": (profile.plot, {}),
        "strengths": (profile.plot, {"region": "440000"}),
        "correlation": (structure.plot, {}),
        "scree": (structure.plot, {"kind": "scree"}),
        "audit": (dx.audit(index, 2024).plot, {"kind": "scree"}),
        "disparity": (dx.disparity(index).plot, {}),
        "convergence": (dx.convergence(index, start=2018).plot, {}),
        "clubs": (dx.clubs(index).plot, {}),
        "spatial": (dx.spatial(index, 2024, permutations=99).plot, {}),
        "mobility": (dx.mobility(index, weights="contiguity").plot, {}),
        "density": (dx.density(index, [2016, 2020, 2024]).plot, {}),
        "typology": (dx.typology(index).plot, {}),
        "clusters": (dx.clusters(index, 2024, draws=20).plot, {}),
        "coupling": (dx.coupling(index).plot, {}),
        "nation": (dx.national_index("national").plot, {}),
        "targets": (lambda lang: targets([assessed], lang=lang), {}),
        "assessment": (assessed.plot, {}),
        "forecast": (dx.forecast("platforms_influential", draws=500).plot, {}),
        "backtest": (dx.backtest(draws=200).plot, {}),
    }


def figure(name, lang):
    plot, options = results()[name]
    return plot(lang=lang, **options)


def digests():
    """A line for each picture, language and format."""
    for name in results():
        for lang in ("zh", "en"):
            made = figure(name, lang)
            for suffix in (".svg", ".png"):
                yield f"{name} {lang}{suffix} {sha256(drawn(made, "a" + suffix)).hexdigest()}"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in digests())
