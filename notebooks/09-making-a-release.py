# %% [markdown]
# # 09 Making a release
#
# **问题：怎样发布一期指数，怎样让任何人都能复核，修订后又怎样说明变化？**
#
# **Question: how is an edition published, how can anybody check it, and how is a revision told?**
#
# A release is a folder that is never changed. It is made, verified and compared by commands, as an office types them. At a terminal write `devindex` for `$PYTHON -m devindex`. Everything here goes into a temporary folder.

# %%
import sys
from tempfile import TemporaryDirectory

import pandas as pd

import devindex as dx

place = TemporaryDirectory()
python = sys.executable
# %cd -q {place.name}
# %env PYTHON={python}
# %env FORCE_COLOR=

# %% [markdown]
# ## Make
#
# The edition of 2022 with gross regional product as it stood before the Fifth Economic Census:

# %% language="sh"
# $PYTHON -m devindex release --edition 2022 --vintage eco_gdp=eco_gdp_v2023 --out before

# %% language="sh"
# ls before before/data before/journalist

# %% [markdown]
# `journalist/` holds flat tables that open in a spreadsheet or a charting tool; `data/` everything behind them, `method/` the framework and the recipe, `bulletin/` the pages to print.

# %%
ranking = pd.read_csv("before/journalist/ranking_latest.csv", dtype={"gb_code": str})
ranking[["region_zh", "region_en", "score", "rank", "rank_lower", "rank_upper"]].head(10)

# %% [markdown]
# ## Verify
#
# Anybody who has the folder can compute it again: from its own figures, framework and recipe.

# %% language="sh"
# $PYTHON -m devindex verify before > verified.txt
# grep recomputed, verified.txt
# tail -1 verified.txt

# %% [markdown]
# Checksums hold, and the tables made again equal those published, cell by cell; the rank ranges are drawn again only with `--full`. Somebody who changes a figure and everything made of it makes another release that agrees with itself. Against that stands the checksum that was published.
#
# ## Compare
#
# The same edition with the revised gross regional product:

# %% language="sh"
# $PYTHON -m devindex release --edition 2022 --out after > said.txt
# $PYTHON -m devindex diff before after --csv changes.csv > said.txt
# head -12 said.txt

# %%
changes = pd.read_csv("changes.csv", dtype={"region": str})
names = pd.DataFrame(dx.regions().values()).set_index("code")["name_en"]
ranks = changes.query("indicator_code == 'rank' and year == 2022")
ranks.assign(region=ranks["region"].map(names))[["region", "old", "new", "causes"]]

# %% [markdown]
# Every published value that changed stands in `changes.csv`, with its cause. Only a revision is at work here: same years, same method, same regions.
#
# ## Correct
#
# A correction is a new folder, and it must give a reason for every value that changed. The command writes the list of what needs one:

# %% language="sh"
# $PYTHON -m devindex diff before after --reasons-template reasons.toml > said.txt
# cat reasons.toml

# %% [markdown]
# Filled in, it goes to `devindex release --supersedes before --reasons reasons.toml`. The old folder stays as it is.
#
# **What not to conclude.** That a release that verifies is right. It is what its figures and its method give; whether the figures are true, no checksum knows.
