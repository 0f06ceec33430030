# %% [markdown]
# # 07 Will the targets be reached
#
# **问题：政策目标能否按期实现，概率是多少，依据有多强？**
#
# **Question: how likely is each open target, and how much evidence is behind the number?**

# %%
import devindex as dx

found = dx.assessments_frame()
found["state"].value_counts()

# %% [markdown]
# Five policy documents state 76 targets. Most of them no public figure measures, and nobody can say whether they were met. These are open:

# %%
still_open = found.query("state == 'open'").set_index("name_en")
still_open[["deadline", "threshold", "unit_en", "figures", "grade", "probability"]]

# %% [markdown]
# `figures` counts the usable announcements, `grade` names the evidence: `own` is the series itself, `proxy` leans on related series, `prior` on little more than how other series usually grow, `none` has nothing public. An empty probability is an answer too.

# %%
measured = still_open.dropna(subset="probability")
print(*measured["sentence_en"], sep="\n\n")

# %% [markdown]
# ## One target

# %%
devices = dx.assess("plt_connected_devices_2028")
devices.plot(lang="en")

# %% [markdown]
# Marks are announced figures. A triangle is a lower bound ("more than 100 million"): the true figure lies on the bar above it. The fan holds the paths; the line across is the target. Its probability is the share of paths above it at the deadline.

# %%
dx.forecast("plt_influential_platforms_2028").plot(lang="en")

# %% [markdown]
# ## How good were such forecasts?

# %%
past = dx.backtest()
past.plot(lang="en")

# %% [markdown]
# Each past figure is forecast from what was known at the time. About eight in ten should lie inside the 80 % interval. Look at how many there are: few.
#
# **What not to conclude.**
#
# - A probability from one or two announcements is a statement on series of this kind, not on this series.
# - No programme, subsidy or new list is in the forecast. Where an office decides how many platforms it lists, growth says little.
# - A repeated "more than 340" is no zero growth. It may be a standstill all the same; the sentence then says what the probability would be.
