"""The page on disclosure control says what the package does."""

import re
import subprocess
import sys


def test_the_example_prints_what_the_page_says(root):
    page = (root / "docs" / "disclosure.md").read_text(encoding="utf-8")
    code = re.search(r"^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)[1]
    said = re.search(r"^```text\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)[1]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, check=True, capture_output=True, text=True,
        encoding="utf-8",
    )  # fmt: skip
    assert done.stdout == said
