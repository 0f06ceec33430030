"""Credit codes of firms that do not exist, with a right check character."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from devindex.enterprise.returns.credit import ALPHABET, LENGTH, WEIGHTS
from devindex.enterprise.synthetic.marks import FIRST

__all__ = ["LENGTH", "credit_codes", "other_check", "texts"]

LETTERS = np.frombuffer(ALPHABET.encode(), dtype=np.uint8)


def credit_codes(province: NDArray[np.int64], serial: NDArray[np.int64]) -> NDArray[np.uint8]:
    r"""Codes of 18 characters, as bytes.

    Category ``X`` (assigned to no authority, so none is real), kind 1, six digits of the province,
    nine of a running number, and the check character

    .. math:: c_{18} = \left(31 - \sum_{i=1}^{17} 3^{i-1} c_i \bmod 31\right) \bmod 31

    GB 32100-2015, section 5.

    Parameters
    ----------
    province
        GB/T 2260 codes as numbers, shape (n,).
    serial
        0 to 999,999,999, shape (n,).

    Returns
    -------
    Shape (n, 18).

    Examples
    --------
    >>> credit_codes(np.array([440000]), np.array([7])).tobytes()
    b'X14400000000000070'
    """
    values = np.empty((len(serial), LENGTH), dtype=np.int64)
    values[:, 0] = ALPHABET.index(FIRST)
    values[:, 1] = 1
    values[:, 2:8] = province[:, None] // 10 ** np.arange(5, -1, -1) % 10
    values[:, 8:17] = serial[:, None] // 10 ** np.arange(8, -1, -1) % 10
    values[:, 17] = -(values[:, :17] @ np.array(WEIGHTS[:17])) % 31
    return LETTERS[values]


def other_check(codes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The same codes with a check character that is wrong."""
    wrong = codes.copy()
    place = np.searchsorted(LETTERS, codes[:, -1])  # the alphabet rises
    wrong[:, -1] = LETTERS[(place + 1) % len(LETTERS)]
    return wrong


def texts(codes: NDArray[np.uint8]) -> pa.Array:
    """Codes as a column of text, no loop over firms."""
    n, width = codes.shape
    ends = pa.py_buffer(np.arange(0, (n + 1) * width, width, dtype=np.int32))
    return pa.StringArray.from_buffers(n, ends, pa.py_buffer(np.ascontiguousarray(codes)))
