# %% [markdown]
# # 04 How sure is a rank
#
# **问题：一个位次有多可靠？两个省份的差别是真的吗？**
#
# **Question: how much of a rank is the province, and how much is the choice of method?**

# %%
import pandas as pd

import devindex as dx

names = pd.DataFrame(dx.regions().values()).set_index("code")["name_en"]
index = dx.compute(dx.load_panel())
sure = dx.uncertainty(index)
print(sure.summary("en"))

# %% [markdown]
# The index is recomputed 10,000 times. Each time every choice is drawn at once: how gaps are filled, how skewed figures are treated, how they are normalised, all weights, the mean of each level, and whether one indicator is left out. The seed is fixed, so the numbers are the same for everybody.

# %%
sure.plot(year=2024, lang="en")

# %% [markdown]
# The darker a cell, the more often the province takes that rank. At both ends one dark cell: no choice moves them much. In the middle a band: many places are possible.

# %%
sure.rank_ranges().xs(2024, level="year").rename(index=names).sort_values("rank_median")

# %% [markdown]
# Nine in ten recomputations fall between `rank_lower` and `rank_upper`.
#
# ## Is A really above B?
#
# Overlapping ranges do not answer this, because two provinces may move together. Count instead how often one ranks above the other.

# %%
print(sure.compare("Zhejiang", "Jiangsu", 2024).summary("en"))
print(sure.compare("Jiangsu", "Shandong", 2024).summary("en"))

# %%
doubtful = sure.pairs(2024).query("above > 0.1 and above < 0.9")
doubtful.assign(region=doubtful["region"].map(names), other=doubtful["other"].map(names)).round(2)

# %% [markdown]
# All pairs of which neither ranks above the other in 90 % of the recomputations. Of these do not write that one is ahead.
#
# ## Which choice matters most?

# %%
hangs = dx.sensitivity(index)
print(hangs.summary("en"))
hangs.plot(lang="en")

# %% [markdown]
# The first-order effect is the share of the movement that one choice explains alone; the total effect adds what it does together with others. The mark shows the 90 % interval.

# %%
single = hangs.choices.assign(region=hangs.choices["region"].map(names))
single.sort_values("most", ascending=False).head(10).round(2)

# %% [markdown]
# Each choice made alone, those that move a province furthest first.
#
# **What not to conclude.** The range says how far a rank depends on defensible choices. It does not say how wrong the official figures may be, and a province with a narrow range is not measured more precisely: it is only far from its neighbours.
