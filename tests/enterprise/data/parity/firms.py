"""Makes synthetic-firms.csv: no firm in it is real. Run with NumPy 2.4: python firms.py."""

from pathlib import Path

import numpy as np

rng = np.random.default_rng(20261126)
# stratum: groups in the sample, groups in the frame; d was taken whole, e has one group
STRATA = {"a": (12, 60), "b": (9, 30), "c": (7, 14), "d": (4, 4), "e": (1, 5)}
lines = ["firm,stratum,group,population,weight,province,size,connected,equipment,revenue"]
firm = 0
for stratum, (sampled, frame) in STRATA.items():
    for group in range(sampled):
        level = rng.normal()
        for _ in range(rng.integers(1, 6)):
            firm += 1
            size = int(rng.integers(0, 3))
            equipment = int(rng.integers(5, 60) * (size + 1))
            connected = int(equipment / (1.0 + np.exp(-level - rng.normal())))
            revenue = round(float(np.exp(rng.normal(2.0 + size + 0.3 * level, 0.8))), 3)
            answered = "" if rng.random() < 0.12 else revenue
            weight = frame / sampled if stratum == "d" else frame / sampled * 1.1
            province = int(rng.integers(0, 2 if stratum == "d" else 4))
            lines.append(
                f"F{firm:03},{stratum},{stratum}{group:02},{frame},{weight!r},"
                f"{province},{size},{connected},{equipment},{answered}"
            )
Path(__file__).with_name("synthetic-firms.csv").write_text("\n".join(lines) + "\n", "utf-8")
