# %% [markdown]
# # 10 Your own index from your own table
#
# **问题：怎样用自己的表（任何国家、任何地区）计算指数？**
#
# **Question: how is an index made of a table that has nothing to do with China?**
#
# The table: how firms in the 27 member states of the European Union use digital technology. It is the dimension "Integration of digital technology" of the Digital Economy and Society Index (DESI) 2022. Source: European Commission, DG CONNECT, DESI 2022, calculation workbook; `data/desi-2022-business.toml` says more.

# %%
import pandas as pd

import devindex as dx

table = pd.read_csv("data/desi-2022-business.csv")
table.head()

# %% [markdown]
# Regions may be anything; here they are countries by name. A figure that the source estimated has status `E`.
#
# A panel wants one row a region and year, one column an indicator:

# %%
rows = ["region", "year"]
values = table.pivot(index=rows, columns="indicator", values="value")
status = table.pivot(index=rows, columns="indicator", values="status")
published = values.pop("published-score").droplevel("year")

# %% [markdown]
# ## Say what is meant
#
# A sketch of a framework: a tree of the columns, weights among siblings, and the bounds between which a figure is turned into points. All are those of the source.

# %%
framework = dx.sketch(
    {
        "business": {
            "intensity": ["digital-intensity"],
            "technologies": [
                "information-sharing",
                "social-media",
                "big-data",
                "cloud",
                "artificial-intelligence",
                "green-ict",
                "e-invoices",
            ],
            "e-commerce": ["selling-online", "online-turnover", "cross-border-sales"],
        }
    },
    id="business-digitalisation",
    weights={
        "intensity": 0.15,
        "technologies": 0.70,
        "e-commerce": 0.15,
        "big-data": 2,
        "cloud": 2,
        "artificial-intelligence": 2,
    },
    goalposts={
        "digital-intensity": (0.20, 1.00),
        "information-sharing": (0, 0.60),
        "social-media": (0, 0.60),
        "big-data": (0, 0.75),
        "cloud": (0, 0.75),
        "artificial-intelligence": (0, 0.75),
        "green-ict": (0.30, 1.00),
        "e-invoices": (0, 1.00),
        "selling-online": (0, 0.50),
        "online-turnover": (0, 0.33),
        "cross-border-sales": (0, 0.25),
    },
)

# %% [markdown]
# ## Compute

# %%
panel = dx.Panel.of(framework, values, status=status)
recipe = dx.simple_recipe(framework.id, normalise="goalposts")
index = dx.compute(panel, recipe)
together = pd.DataFrame({"here": index.scores[2022], "published": published})
together.sort_values("here", ascending=False).round(3)

# %%
largest = (index.scores[2022] - published).abs().max()
print(f"largest difference to the published scores: {largest:.0e} points")

# %% [markdown]
# The published index comes out again. Now it can be asked what the source does not say.
#
# ## How sure are these ranks?

# %%
source = "European Commission, DESI 2022"
index.plot.ranking(source=source, lang="en")

# %% [markdown]
# At the ends ranges are short. In the middle some span ten places, by choices that can be defended as well as those of the source.
#
# ## One country

# %%
dx.profile(index, 2022).plot(region="Italy", source=source, lang="en")

# %% [markdown]
# First in one thing, near the end in another. How such a profile ranks hangs on the weights. With equal weights everywhere:

# %%
alike = dx.compute(panel, dx.simple_recipe(framework.id, normalise="goalposts", weigh="equal"))
dx.compare(index, alike, 2022).frame.sort_values("shift").round(1)

# %% [markdown]
# ## Does the tree hold together?

# %%
audit = dx.audit(index, 2022)
print(audit.summary("en"))
audit.frame[["check_en", "finding_en", "verdict"]]

# %% [markdown]
# To look at is no fault. It names what whoever answers for the index should be able to explain.
#
# ## Without any weights or bounds
#
# A table of which nothing is known yet needs only the tree:

# %%
bare = dx.sketch({"business": {"technologies": ["big-data", "cloud", "artificial-intelligence"]}})
quick = dx.compute(dx.Panel.of(bare, values), dx.simple_recipe())
quick.ranks[2022].sort_values().head()

# %% [markdown]
# **What not to conclude.** A sketch is for exploring; an index to publish deserves names, units and definitions in a framework of its own. And min-max, which the last cell uses, places regions among each other: next year's table would re-scale this year's scores.
