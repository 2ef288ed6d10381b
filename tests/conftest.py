"""What every test runs under."""

import os
from collections.abc import Iterator

import hypothesis
import numpy as np
import pytest

# The same examples in every run, so that a failure is the change's and never the draw's, and no
# deadline: the first example of a test may be the one that compiles a kernel. For a search that
# goes on drawing: HYPOTHESIS_PROFILE=explore pytest tests/core
hypothesis.settings.register_profile(
    "ci", derandomize=True, deadline=None, database=None, print_blob=True
)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or "ci")


@pytest.fixture(autouse=True)
def floating_point_errors_raise() -> Iterator[None]:
    """Turn overflow, an invalid operation and a division by zero into errors.

    Underflow stays silent: exp(−t) reaching zero is what exponential decay does.
    """
    with np.errstate(over="raise", invalid="raise", divide="raise", under="ignore"):
        yield
