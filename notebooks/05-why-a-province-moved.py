# %% [markdown]
# # 05 Why a province moved
#
# **问题：某省得分和位次为什么变动？变动可信吗？**
#
# **Question: which figures moved a score and a rank, and is the move real?**

# %%
import pandas as pd

import devindex as dx

names = pd.DataFrame(dx.regions().values()).set_index("code")["name_en"]
index = dx.compute(dx.load_panel())
change = dx.explain_change(index, start=2023, end=2024)
print(change.summary("en"))
change.totals.rename(index=names).sort_values("score_change").round(1)

# %%
change.plot(lang="en")

# %% [markdown]
# Each line is a province. Lines cross in the middle, where scores lie close together and a small change of score is a change of rank.
#
# ## One province, figure by figure

# %%
change.plot(region="Anhui", lang="en")

# %% [markdown]
# From the score of 2023 on the left to that of 2024 on the right, one step for each indicator. The steps add up exactly.

# %%
change.of("Anhui").round(2)

# %% [markdown]
# `score` is in points, `rank` in places gained. The places of a province sum to its whole change of rank. A figure can cost places though it rose: if the others rose more.
#
# ## Beside the others

# %%
profile = dx.profile(index, 2024)
profile.plot(region="Anhui", lang="en")

# %%
profile.obstacles("Anhui").round(3)

# %% [markdown]
# The obstacle degree is the share of the missing points that one indicator has. It is large where a weight is large, and it does not say how hard the points are to get.
#
# ## In a sentence

# %%
ranges = dx.uncertainty(index).rank_ranges()
told = dx.explanations(index, ranges, 2023, 2024).set_index("region_en")
print(told.loc["Anhui", "sentence_en"])
print(told.loc["Anhui", "sentence_zh"])

# %% [markdown]
# The sentence is made of the numbers above. Where the rank ranges of the two years overlap, it says that the move may not be real.
#
# ## Data, or a revision?
#
# From the 2022 of the old vintage of gross regional product to the 2023 of the new one:

# %%
before = dx.load_panel(vintage={"eco_gdp": "eco_gdp_v2023"}, years=(2016, 2023))
both = dx.explain_change(dx.compute(before), index, start=2022, end=2023)
causes = both.causes["score"].unstack("cause").rename(index=names)
causes.sort_values("revision").round(2)

# %% [markdown]
# `data` is what another year brings, `revision` what the new vintage does to figures of the same year. The two are told apart by computing every combination of them.
#
# **What not to conclude.** The split says which figures moved the index, not why they moved. A fall of "information security" may be one large firm that is now counted elsewhere.
