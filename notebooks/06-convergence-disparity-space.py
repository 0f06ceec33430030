# %% [markdown]
# # 06 Convergence, disparity and space
#
# **问题：各省差距在缩小吗？差距在区域之间还是区域之内？强省是否彼此相邻？**
#
# **Question: do the provinces draw together, where does the gap lie, and do strong provinces stand side by side?**

# %%
import pandas as pd

import devindex as dx

names = pd.DataFrame(dx.regions().values()).set_index("code")["name_en"]
index = dx.compute(dx.load_panel())

# %% [markdown]
# ## Disparity

# %%
gap = dx.disparity(index)
print(gap.summary("en"))
gap.plot(lang="en")

# %% [markdown]
# The Gini coefficient falls. Most of it lies between the four macro-regions, not within them: the gap is one of east and west more than one of neighbours.

# %%
people = dx.disparity(index, weights="eco_pop")
pd.DataFrame(
    {"every province alike": gap.frame["gini"], "by population": people.frame["gini"]}
).round(3)

# %% [markdown]
# Unweighted, Tibet counts as much as Guangdong. Weighted by residents, the question is another one: how unlike are the conditions in which people live?
#
# ## Convergence

# %%
together = dx.convergence(index, start=2018)
print(together.summary("en"))
together.plot(lang="en")

# %% [markdown]
# Left, the spread of the logarithms by year (sigma). Right, growth against the start (beta): who started low grew faster.

# %%
clubs = dx.clubs(index)
print(clubs.summary("en"))
clubs.plot(lang="en")

# %% [markdown]
# The log t test rejects that all provinces run to one path, and sorts them into clubs. This does not contradict the falling spread: the gap closes, but not towards one common level.
#
# ## Space

# %%
near = dx.spatial(index, 2024)
print(near.summary("en"))
near.plot(lang="en")

# %% [markdown]
# Moran's I is well above what chance gives: strong provinces stand beside strong ones. The map names the clusters.
#
# Below, `value` is the score, `lag` the mean of the neighbours. `HH` is high among high, `LL` low among low, `LH` and `HL` are unlike their neighbours.

# %%
clusters = near.local[near.local["cluster"] != ""]
clusters[["value", "lag", "p", "cluster"]].rename(index=names).round(3)

# %% [markdown]
# **What not to conclude.**
#
# - Scores have a ceiling, so those at the top grow more slowly by construction; part of beta convergence is that.
# - Nine years are few: the log t test was made for long series.
# - Thirty-one local tests at 5 % find one or two clusters by chance.
# - Neighbours that are alike need not influence each other; they may share what makes them strong.
