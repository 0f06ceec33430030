# %% [markdown]
# # 03 Choosing a method, and what it does to the ranks
#
# **问题：无量纲化、赋权、合成方法不同，位次会变多少？**
#
# **Question: how far do ranks depend on normalisation, weights and aggregation?**

# %%
import pandas as pd

import devindex as dx

names = pd.DataFrame(dx.regions().values()).set_index("code")["name_en"]
panel = dx.load_panel()
headline = dx.compute(panel)
print(dx.load_recipe().to_toml())

# %% [markdown]
# A recipe names one method for each step. It is a value: compute with another one, and you have another index of the same figures. These methods are known:

# %%
pd.Series({"normalise": dx.methods("normalise"), "weigh": dx.methods("weigh")}).explode()

# %% [markdown]
# ## Six shipped recipes beside the headline

# %%
equal = dx.compute(panel, "equal")
entropy = dx.compute(panel, "entropy")
components = dx.compute(panel, "pca")
arithmetic = dx.compute(panel, "arithmetic")
minmax = dx.compute(panel, "minmax")
unlogged = dx.compute(panel, "unlogged")

pd.DataFrame(
    {
        "equal weights": dx.compare(headline, equal, 2024).summary,
        "entropy weights": dx.compare(headline, entropy, 2024).summary,
        "component weights": dx.compare(headline, components, 2024).summary,
        "arithmetic mean": dx.compare(headline, arithmetic, 2024).summary,
        "min-max": dx.compare(headline, minmax, 2024).summary,
        "no logarithms": dx.compare(headline, unlogged, 2024).summary,
    }
).T[["spearman", "kendall", "mean_shift", "largest_shift"]]

# %% [markdown]
# Rank correlations are close to one everywhere. That says little: 31 provinces so unlike each other keep their rough order under any sensible method. Look at `largest_shift`, in places.

# %%
dx.compare(minmax, unlogged, 2024).plot(lang="en")

# %% [markdown]
# The recipe without logarithms moves ranks most. It also normalises by min-max, so the figure compares it with the min-max recipe: only one step differs. Where one province has many times the figure of the rest, a straight scale presses the rest together, and their order then hangs on other indicators. The top stays; the middle changes most.
#
# ## A recipe of your own

# %%
own = dx.simple_recipe(
    "regional-public",
    impute="last",
    treat="declared",
    normalise="zscore",
    weigh="critic",
    aggregate="arithmetic",
)
critic = dx.compute(panel, own)
dx.compare(headline, critic, 2024).frame.rename(index=names).sort_values("shift").round(1)

# %% [markdown]
# `shift` counts places gained against the headline. This index has z-scores for points: its mean is near zero, so only its ranks may be compared. Three steps differ from the headline at once, normalisation, weights and mean, so a shift here has three possible reasons. Change one step at a time to learn which.
#
# ## Why the headline uses fixed goalposts
#
# The score of 2020, computed with the figures to 2020 and again with all figures to 2024:

# %%
until_2020 = panel.until(2020)
pd.DataFrame(
    {
        "goalposts": headline.scores[2020] - dx.compute(until_2020).scores[2020],
        "min-max": minmax.scores[2020] - dx.compute(until_2020, "minmax").scores[2020],
    }
).rename(index=names).round(1)

# %% [markdown]
# With min-max every new year re-scales the old ones: scores of 2020 that were printed in 2021 are no longer true. With fixed goalposts nothing moves.
#
# **What not to conclude.** That a method is right because its ranks are close to those of another, or because they please. Methods are chosen by what they say of the world (may a weak dimension be made up for by a strong one?), before looking at the ranks.
