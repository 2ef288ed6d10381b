"""Many runs read together: planted runs with known answers, and runs that try to spoil them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core import Problem, Status, Trajectory, online_sgd
from core.ensemble import (
    QUANTITIES,
    Share,
    exponent_spread,
    phase_spread,
    read_ensemble,
)
from core.exponents import fit_exponents
from core.phases import find_phases
from core.quantiles import band_of, spread_of


def planted(values, status=Status.FINISHED, last_step=None):
    """A run whose every quantity has these values, at t = 0, 0.1, …"""
    step = np.arange(len(values))
    columns = {name: np.array(values, dtype=float) for name in QUANTITIES}
    return Trajectory(
        time=0.1 * step, step=step, status=status, step_size=0.1, last_step=last_step, **columns
    )


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_bands_are_numpys_quantiles(values):
    band = read_ensemble([planted([value]) for value in values]).bands["mse"]
    for level, found in ((0.5, band.median), (0.1, band.low), (0.9, band.high)):
        assert found[0] == pytest.approx(np.quantile(values, level), rel=1e-12, abs=1e-9)


def test_bands_are_over_the_runs_that_have_not_diverged():
    runs = [
        planted([1, 2, 3, 4]),
        planted([2, 3, 4, 5]),
        planted([3, 1e200], Status.DIVERGED, 2),
        planted([4, 5, 6], Status.STOPPED, 2),
        planted([], Status.DIVERGED, 0),
    ]
    ensemble = read_ensemble(runs)
    assert ensemble.runs.tolist() == [4, 4, 3, 2]
    assert ensemble.diverged_by.tolist() == [1, 1, 2, 2]
    assert ensemble.bands["u"].median.tolist() == [2.5, 4, 4, 4.5]
    assert ensemble.diverged == Share(2, 5)
    assert ensemble.statuses == {Status.FINISHED: 2, Status.DIVERGED: 2, Status.STOPPED: 1}
    assert ensemble.sentence == "Of 5 runs: 2 finished, 2 diverged, 1 stopped."


def test_one_run_spoils_nothing():
    good = [planted([value, value]) for value in np.linspace(1, 2, 20)]
    spoilt = read_ensemble([*good, planted([1e300, 1e300])])
    for band in spoilt.bands.values():
        assert np.all(band.median < 1.6)
        assert np.all(band.high < 2)


def test_nothing_is_left_when_all_have_diverged():
    ensemble = read_ensemble([planted([], Status.DIVERGED, 0)] * 3)
    assert len(ensemble.time) == 0
    assert ensemble.diverged.share == 1


def test_runs_that_do_not_belong_together_are_refused():
    with pytest.raises(ValueError, match="same times"):
        read_ensemble([planted([1, 2]), online_sgd(Problem.power_law(1, 5), 0.3, 1)[0]])
    with pytest.raises(ValueError, match="at least one"):
        read_ensemble([])


@given(st.integers(1, 500), st.floats(0, 1))
def test_the_interval_is_wilsons(total, part):
    share = Share(round(part * total), total)
    expected = stats.binomtest(share.count, total).proportion_ci(method="wilson")
    assert share.low == pytest.approx(expected.low, abs=1e-12)
    assert share.high == pytest.approx(expected.high, abs=1e-12)
    assert 0 <= share.low <= share.share <= share.high <= 1


def test_a_share_of_no_runs_is_no_number():
    assert math.isnan(Share(0, 0).share)


def test_a_run_without_the_number_counts_as_beyond_all():
    spread = spread_of([3.0, 1.0, None, 2.0, 4.0])
    assert spread.median == 3
    assert spread.high is None
    assert spread.runs == 4
    assert spread_of([1.0, None, None]).median is None
    assert spread_of([]).median is None
    assert spread_of([5.0]).low == spread_of([5.0]).high == 5


def test_a_band_asks_for_as_many_runs_as_it_is_told():
    table = np.array([[1.0, np.nan, np.nan], [2.0, 5.0, np.nan], [3.0, np.nan, np.inf]])
    assert band_of(table).median.tolist()[:2] == [2, 5]
    assert np.isnan(band_of(table).median[2])
    assert np.isnan(band_of(table, least=0.5).high[1])
    assert np.isnan(band_of(np.empty((0, 4))).low).all()


@pytest.fixture(scope="module")
def runs():
    problem = Problem.power_law(3.0, 3_000, teacher="flat")
    return problem, online_sgd(problem, 0.001, 500_000, replicas=7, seed=3)


def test_phases_are_medians_over_the_runs(runs):
    _, trajectories = runs
    phases = phase_spread(trajectories, delta=0.2, epsilon=0.1)
    single = [find_phases(each, delta=0.2, epsilon=0.1) for each in trajectories]
    for name, spread in phases.items():
        times = [getattr(each, name) for each in single]
        assert spread.runs == 7
        assert spread.median == pytest.approx(np.median(times), rel=1e-14)
        assert spread.low == pytest.approx(np.quantile(times, 0.1), rel=1e-14)
    # The paper's order holds in the medians, too.
    assert phases["t1"].median <= phases["t1_prime"].median <= phases["t2"].median


def test_exponents_are_one_slope_a_run(runs):
    problem, trajectories = runs
    table = exponent_spread(trajectories, problem)
    single = [fit_exponents(each, problem, find_phases(each)) for each in trajectories]
    assert list(table.columns) == [*single[0].columns, "runs"]
    for k, row in enumerate(table.itertuples()):
        slopes = [each.fitted[k] for each in single if np.isfinite(each.fitted[k])]
        assert (row.phase, row.quantity) == (single[0].phase[k], single[0].quantity[k])
        assert row.runs == len(slopes)
        assert row.theory == single[0].theory[k]
        if slopes:
            assert row.fitted == pytest.approx(np.median(slopes))
            assert row.low == pytest.approx(np.quantile(slopes, 0.1))
            assert f"{len(slopes)} of 7 runs" in row.verdict
        else:
            assert math.isnan(row.fitted)
            assert row.verdict
    loss = table.set_index("quantity").loc["loss"]
    # t^(−(1 − 1/a)), which SGD keeps until it comes down to the floor: none, without noise.
    assert loss.fitted == pytest.approx(-2 / 3, abs=0.05)
    assert loss.runs > 3


def test_exponents_of_runs_that_diverge_say_so():
    problem = Problem.power_law(1.5, 60)
    runs = online_sgd(problem, 0.3, 1_000, replicas=4)
    table = exponent_spread(runs, problem)
    assert (table.runs == 0).all()
    assert table.verdict.str.len().min() > 10
