# %% [markdown]
# # 01 The index in five lines
#
# **问题：各省工业互联网发展条件如何，怎样用五行代码算出指数？**
#
# **Question: how do the provinces compare, and what are the five lines that say so?**

# %%
import devindex as dx

panel = dx.load_panel()
index = dx.compute(panel)
index.scores.round(1)

# %% [markdown]
# `panel` holds the official figures of 31 provinces and of the nation (`000000`). `compute` applies the headline recipe to them. Every row is a region, every column a year, every cell a score from 0 to 100.
#
# The scale is fixed: the same figure gives the same points in any year. So a score may be compared down a column and along a row.

# %%
index.plot.ranking(lang="en")

# %% [markdown]
# Left: the score. Middle: the rank, and the range it takes in 90 % of 10,000 recomputations with other defensible choices. Right: a bar joins provinces that are not told apart.
#
# Do not read the bare rank. Where ranges overlap, "eighth" and "tenth" may be the same place.

# %%
index.plot.map(lang="en")

# %% [markdown]
# The map is a grid of tiles, so that small provinces are seen as well as large ones. It is a drawing aid and shows no border.

# %%
index.plot.profile("Zhejiang", lang="en")

# %% [markdown]
# One province: its score beside the nation's and the middle half of all provinces, then its points in every part of the index. Far to the left of 100 is room to gain.

# %%
index.explain("Zhejiang").round(2)

# %% [markdown]
# The same as a table: the published figure, its points, its weight, and what it brings. `contribution` is points times weight; the contributions sum to the score. `nation` is the nation's points.
#
# **What not to conclude.** No indicator here measures the industrial internet itself. Each is an official statistic that stands in for one, because no table of platforms, identifiers or connected equipment by province is public. The index says where conditions are good, not where the industrial internet is.
