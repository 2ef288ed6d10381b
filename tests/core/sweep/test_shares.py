"""The share of runs that diverge, and its interval."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.parameters import ParameterError
from core.sweep import Sweep, diverged_share, run_sweep
from core.sweep.measures import SHARE_DIVERGED
from core.sweep.shares import wilson


@given(st.integers(1, 500), st.data())
def test_the_interval_is_scipys(runs, data):
    events = data.draw(st.integers(0, runs))
    low, high = wilson(events, runs)
    theirs = stats.binomtest(events, runs).proportion_ci(method="wilson")
    assert (low, high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_the_share_of_descent_past_its_limit():
    sweep = Sweep.of(
        {"dimension": 20, "steps": 500, "step_size": "0.01,100", "seed": "0:12"}, ["t2"]
    )
    found = diverged_share(run_sweep(sweep), "step_size").set_index("step_size")
    assert list(found.runs) == [12, 12]
    assert found.share[0.01] == found.low[0.01] == 0
    assert found.share[100.0] == found.high[100.0] == 1
    # Twelve runs of one kind leave room for another.
    assert 0.1 < found.high[0.01] < 0.4
    assert np.isclose(found.low[100.0], 1 - found.high[0.01])


@pytest.mark.parametrize("method", [{}, {"method": "sgd"}])
def test_the_mean_of_the_measure_is_the_share(method):
    axes = {"dimension": 20, "steps": 500, "step_size": "0.01,0.2,0.5,100", "seed": "0:12"}
    rows = run_sweep(Sweep.of(axes | method, [SHARE_DIVERGED, "mse@end"]))
    shares = diverged_share(rows, "step_size").share.to_numpy()
    assert (rows[SHARE_DIVERGED] == rows.diverged).all()
    np.testing.assert_array_equal(rows.groupby("step_size")[SHARE_DIVERGED].mean(), shares)
    assert (shares[0], shares[-1]) == (0, 1)


def test_a_run_that_was_given_up_has_not_diverged():
    sweep = Sweep.of({"dimension": 20, "step_size": 0.16}, [SHARE_DIVERGED], max_single_steps=1_000)
    table = run_sweep(sweep)
    assert list(table.status) == ["stopped"]
    assert list(table[SHARE_DIVERGED]) == [0]


def test_a_column_that_is_not_there_is_said():
    with pytest.raises(ParameterError, match="no column 'diverged'"):
        diverged_share(pd.DataFrame({"step_size": [1.0]}), "step_size")
