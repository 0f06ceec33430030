"""What firms send back: checked, each fault with its row."""

from devindex.enterprise.returns.checked import Checked
from devindex.enterprise.returns.checks import check
from devindex.enterprise.returns.credit import check_character
from devindex.enterprise.returns.lists import industries, sizes
from devindex.enterprise.returns.parity import Parity, parity

__all__ = ["Checked", "Parity", "check", "check_character", "industries", "parity", "sizes"]
