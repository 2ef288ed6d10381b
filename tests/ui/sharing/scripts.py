"""Running an exported script as a visitor would, and reading what it prints."""

import re
import subprocess
import sys

from tests.serving import ROOT


def executed(script: str) -> str:
    """What a script prints; it may neither fail nor warn."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout


def number(output: str, label: str) -> str:
    """What stands behind a label."""
    found = re.search(rf"(?m)^.*?(?<!\S){re.escape(label)} *([^\s,]+)", output)
    assert found, label
    return found[1]
