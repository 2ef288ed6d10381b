"""Shares of runs, at points of which some have no run yet, and in words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.sweep.shares import wilson
from ui.lab.shares import in_words, shares_of

X = np.array([0.1, 1.0])


@given(arrays(np.float64, (4, 6), elements=st.sampled_from([0.0, 1.0, np.nan])))
def test_a_share_counts_the_runs_that_are_there(values):
    found = shares_of(values)
    for place, row in enumerate(values):
        there = row[~np.isnan(row)]
        assert found.runs[place] == there.size
        if there.size == 0:
            assert np.isnan([found.share[place], found.low[place], found.high[place]]).all()
            continue
        assert found.share[place] == pytest.approx(there.mean())
        expected = tuple(map(float, wilson(there.sum(), there.size)))
        assert (found.low[place], found.high[place]) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([[0, 0], [0, 0]], "none of 4 runs diverged"),
        ([[1, 1], [1, 1]], "all of 4 runs diverged"),
        (
            [[0, 0], [1, 1]],
            "0 of 2 runs diverged at step_size = 0.1 (95% interval 0% to 66%), "
            "2 of 2 at step_size = 1 (34% to 100%)",
        ),
    ],
)
def test_shares_in_words(values, said):
    assert in_words("step_size", X, np.array(values, dtype=float)) == said
