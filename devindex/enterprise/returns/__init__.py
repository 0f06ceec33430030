"""What firms send back: checked, each fault with its row."""

from devindex.enterprise.returns.checked import Checked
from devindex.enterprise.returns.checks import check

__all__ = ["Checked", "check"]
