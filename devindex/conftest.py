"""Names every doctest may use."""

import numpy as np
import pandas as pd
import pytest


@pytest.fixture(autouse=True)
def _names(doctest_namespace):  # noqa: ANN001, ANN202
    doctest_namespace["np"] = np
    doctest_namespace["pd"] = pd
