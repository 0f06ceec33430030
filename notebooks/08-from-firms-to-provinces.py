# %% [markdown]
# # 08 From firms to provinces
#
# **问题：企业问卷怎样汇总为各省指标，同时不泄露任何一家企业？（企业数据为随机生成，并非真实企业）**
#
# **Question: how do returns of firms become provincial figures without giving a firm away? (All firms here are synthetic.)**
#
# No real return is shipped with the package. The firms below are **synthetic**, made up by random numbers. File names, metadata and outputs say so. Nothing on this page says anything of any firm, industry or province.
#
# The public names of `devindex` do not reach down to firms, so the steps are commands, as an office types them. At a terminal write `devindex` for `$PYTHON -m devindex`.

# %%
import sys
from tempfile import TemporaryDirectory

import pandas as pd

place = TemporaryDirectory()
python = sys.executable
# %cd -q {place.name}
# %env PYTHON={python}
# %env FORCE_COLOR=

# %% [markdown]
# ## Synthetic returns
#
# 3,000 firms twice: as the returns come in, with a few faults put in on purpose, and as they are after the office has asked back.

# %% language="sh"
# $PYTHON -m devindex enterprise simulate --firms 3000 --seed 1 --wrong 0.001 -o incoming.parquet
# $PYTHON -m devindex enterprise simulate --firms 3000 --seed 1 -o firms.parquet

# %%
firms = pd.read_parquet("firms-synthetic.parquet")
firms.iloc[:5, :10]

# %% [markdown]
# One row a (synthetic) firm: who it is, the stratum it was drawn from, its weight, and an answer to each item.
#
# ## Check
#
# The command ends with 1 where something blocks, as here; `|| true` lets the notebook go on.

# %% language="sh"
# $PYTHON -m devindex enterprise check incoming-synthetic.parquet --frame incoming-synthetic-frame.csv -o checks > said.txt || true
# head -2 said.txt

# %%
faults = pd.read_csv("checks-synthetic/counts.csv")
faults.query("severity == 'block'")

# %% [markdown]
# A firm whose identity is wrong is set aside whole; a wrong answer is left out and the firm stays. The numbers add up: rows = good + set aside.
#
# ## Score each firm

# %% language="sh"
# $PYTHON -m devindex enterprise score firms-synthetic.parquet -o scores.parquet

# %%
scores = pd.read_parquet("scores-synthetic.parquet")
scores.groupby("size", observed=True)["score"].describe().round(1)

# %% [markdown]
# These are the (synthetic) firms in the sample, unweighted. Large firms score higher because the generator makes them so.
#
# ## Estimate, protect, publish

# %% language="sh"
# $PYTHON -m devindex enterprise publish firms-synthetic.parquet --frame firms-synthetic-frame.csv --year 2025 --by province,size --measure firms --measure score -o survey

# %%
table = pd.read_csv("survey-synthetic/public/tables/province-size-synthetic.csv", dtype=str)
table["status"].value_counts()

# %%
table.query("measure == 'score' and province == '630000'")[
    ["province", "size", "value", "se", "cv", "status"]
]

# %% [markdown]
# Every estimate has a standard error that follows the design of the sample. `U` marks one of low reliability. `Q` marks a cell without a figure: too few firms stand behind it, or it could be worked out from others that are printed. Hiding only the small cells would not do: a total less the rest gives them back.
#
# ## The index of the (synthetic) provinces

# %%
ranking = pd.read_csv(
    "survey-synthetic/public/index/journalist/ranking_latest.csv"
).convert_dtypes()
ranking[["region_en", "score", "rank", "rank_lower", "rank_upper"]].head(10)

# %% [markdown]
# The rank ranges hold the sampling errors too. With so few firms most ranks mean little, and the ranges say so.
#
# Behind it stand figures by province, one row a figure, with unit and status as all others have:

# %%
made = pd.read_csv(
    "survey-synthetic/public/provinces/firms-2025-synthetic.csv", dtype={"region": str}
)
made.query("region == '440000'")

# %% [markdown]
# **What not to conclude.** Anything of real provinces: the firms are synthetic. With real returns, that the index is the official one: returns fill ten of 37 regional indicators, nine of them by something near, and the index made of them is an experiment.
