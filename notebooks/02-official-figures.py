# %% [markdown]
# # 02 The official figures and their traps
#
# **问题：官方数据有哪些陷阱（两个GDP版本、口径中断、总部记账），它们会怎样影响结果？**
#
# **Question: what can go wrong with official figures before any method is chosen?**

# %%
import pandas as pd

import devindex as dx

names = pd.DataFrame(dx.regions().values()).set_index("code")["name_en"]
seen = dx.load_observations().frame
seen.query("series == 'net_bb_ports' and region == '330000'").drop(columns="as_published")

# %% [markdown]
# Every figure stands as it was published, with its unit, its status and its source: here broadband ports of Zhejiang, in units of ten thousand. Nothing is corrected and nothing is filled in here.
#
# ## Trap 1: two vintages of one number
#
# Gross regional product was revised after the Fifth Economic Census. Both vintages are kept, as two series.

# %%
both = seen.query("series in ['eco_gdp', 'eco_gdp_v2023'] and year == 2022")
gdp = both.pivot(index="region", columns="series", values="value").rename(index=names)
gdp["revised by, %"] = (gdp["eco_gdp"] / gdp["eco_gdp_v2023"] - 1) * 100
gdp.sort_values("revised by, %").round(2)

# %% [markdown]
# All provinces were revised upwards, but not alike: some hardly, Shanghai and Beijing most. Who divides one province by the old number and another by the new one moves them against each other for no reason. A panel therefore holds one vintage throughout; the newest unless told otherwise.

# %%
index = dx.compute(dx.load_panel())
before = dx.load_panel(vintage={"eco_gdp": "eco_gdp_v2023"}, years=(2016, 2023))
moved = dx.compare(dx.compute(before), index, 2022)
moved.frame.query("shift != 0").rename(index=names).round(2)

# %% [markdown]
# The whole revision, taken consistently, moves the ranks in this table and no others. The scores change little, because most of the revision is common to all.
#
# ## Trap 2: breaks and figures that are not final

# %%
marked = seen.query("status in ['B', 'D', 'P', 'U']")
marked.groupby(["status", "series", "flags"], observed=True)["year"].agg(["min", "max", "count"])

# %% [markdown]
# `B`: the series breaks; all later years stand on the new basis. `D`: the definition differs; telecom volume has three price bases, so a growth rate across them is meaningless. `P`: provisional. `U`: the source itself looks wrong; the headline leaves the figure out.
#
# Some breaks are announced by nobody. The next figure shows one.

# %%
index.plot.trend(["Jiangsu", "Henan", "Gansu"], node="ecommerce-firms", lang="en")

# %% [markdown]
# The share of enterprises with e-commerce jumps in 2023, in nearly all provinces at once. That looks like a change of the survey, though the source does not say so. Compare provinces within a year, and do not call the rise of that year progress.
#
# ## Trap 3: head-office booking

# %%
index.plot.map("it-services", lang="en")

# %% [markdown]
# Revenue of software and IT services is booked where a firm has its seat, and so are e-commerce, domain names and web pages. The darkest tiles are seats of head offices; the work may be done, and the users may sit, elsewhere.

# %%
booked = pd.DataFrame(dict(i) for i in index.framework.scored).set_index("code")["head_office"]
beijing = index.explain("Beijing")
beijing[booked.reindex(beijing.index)].round(3)

# %% [markdown]
# The framework marks these lines and the headline halves their weight within their theme. What they still bring to Beijing is the column `contribution`.
#
# **What not to conclude.** A high tile on this map is not a region that uses many services. And halving a weight is a convention: notebook 03 shows what ranks do without it.
