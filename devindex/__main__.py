"""``python -m devindex``."""

from devindex.cli import main

main()
