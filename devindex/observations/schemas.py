"""Pandera, without Spark.

Where pyspark is installed pandera loads pyspark.pandas, which warns of pandas 3 and costs a second,
and it ties Spark to this machine's own address, so that no cluster is reached. Neither is wanted.
"""

from __future__ import annotations

import os
import sys

_ADDRESS = "SPARK_LOCAL_IP"
_before = os.environ.get(_ADDRESS)
_hidden = "pyspark.pandas" not in sys.modules
if _hidden:
    sys.modules["pyspark.pandas"] = None  # type: ignore[assignment]  # to Python: not to be had

import pandera.pandas as pa  # noqa: E402

if _hidden:
    del sys.modules["pyspark.pandas"]
if _before is None:
    os.environ.pop(_ADDRESS, None)

__all__ = ["pa"]
