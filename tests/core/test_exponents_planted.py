"""Planted answers: exponents that are there are found, and those that are not are not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import Problem, theory
from core.exponents import COLUMNS, fit_exponents
from core.exponents.slopes import DECADE, mean_slopes, rate_of_fall, thin
from core.phases import Phases
from tests.core import planted

# Law: −1/2. Its window for a run to 1e7, with T₁′ = 1, is 31 to 1e7.
PROBLEM = Problem.power_law(2, 100_000, teacher="flat")
PHASES = Phases(t1=0.5, t1_prime=1.0, t2=None)
TIME = np.geomspace(1e-2, 1e7, 400)
PHASE_II = ["1-u", "1-s", "loss"]


def read(trajectory, phases=PHASES, problem=PROBLEM):
    return fit_exponents(trajectory, problem, phases).set_index("quantity")


@settings(max_examples=25)
@given(
    exponent=st.floats(-3, -0.03),
    size=st.floats(1e-6, 1.0),
    samples=st.integers(100, 800),
    jitter=st.integers(0, 2**32 - 1),
)
def test_a_pure_power_law_is_found_on_any_sampling(exponent, size, samples, jitter):
    noise = np.random.default_rng(jitter).uniform(-0.4, 0.4, samples)
    time = 10 ** (-2 + 9 * np.clip(np.arange(samples) + noise, 0, samples - 1) / (samples - 1))
    time[-1] = 1e7
    rows = read(planted.power_law(exponent, time, size).trajectory).loc[PHASE_II]
    # Straight in log-log, so the interpolation is exact and rounding is divided by 5 decades.
    np.testing.assert_allclose(rows.fitted, exponent, rtol=0, atol=1e-13)
    np.testing.assert_allclose(rows.low, exponent, rtol=0, atol=1e-12)
    np.testing.assert_allclose(rows.high, exponent, rtol=0, atol=1e-12)
    np.testing.assert_allclose(rows.theory, -0.5)


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.floats(0.2, 3), st.floats(0, 6.3), st.floats(0, 0.1)), min_size=1, max_size=4
    ),
    st.floats(-1.5, -0.3),
)
def test_the_mean_slope_lies_in_its_range(waves, exponent):
    z = np.log10(TIME)
    bend = sum(size * np.sin(rate * z + phase) for rate, phase, size in waves)
    rows = read(planted.converging(TIME, 0.1 * TIME**exponent * np.exp(bend))).loc[PHASE_II]
    rows = rows.dropna(subset=["fitted"])
    assert np.all(rows.low <= rows.fitted)
    assert np.all(rows.fitted <= rows.high)
    start, end = rows.window_start, rows.window_end
    true = exponent + (np.interp(np.log10(end), z, bend) - np.interp(np.log10(start), z, bend)) / (
        np.log(end / start)
    )
    # Both interpolate in log-log; the thinned samples are 1/20 of a decade apart, where the bend,
    # of curvature 0.1 · 3² · 4 or less, is off by 0.05²/8 of that, over 5 decades twice.
    np.testing.assert_allclose(rows.fitted, true, rtol=0, atol=3e-4)


@pytest.mark.parametrize(
    "absent",
    [
        planted.with_cutoff(-0.5, TIME, 1e5),
        planted.with_cutoff(-2.0, TIME, 1e4),
        planted.oscillating(-0.5, TIME, 0.6, 0.4),
        planted.oscillating(-1.5, TIME, 0.9, 0.3),
        planted.two_slopes(-0.5, -2.0, 1e5, TIME),
        planted.two_slopes(-1.0, -0.1, 1e4, TIME),
        planted.constant(TIME),
        # Swings from side to side of the target, as a cycle does.
        planted.Planted(planted.converging(TIME, 0.1 * np.resize([1, -1], TIME.size)), np.nan),
    ],
    ids=[
        "cutoff",
        "steep cutoff",
        "oscillation",
        "steep oscillation",
        "steeper",
        "shallower",
        "constant",
        "changing sign",
    ],
)
def test_an_exponent_that_is_not_there_is_reported_absent(absent):
    assert np.isnan(absent.exponent)
    rows = read(absent.trajectory).loc[PHASE_II]
    assert rows[["fitted", "low", "high"]].isna().all(axis=None)
    assert rows.verdict.str.startswith("not a power law: ").all(), list(rows.verdict)


def test_a_cutoff_far_beyond_the_run_leaves_the_exponent():
    kept = planted.with_cutoff(-0.5, TIME, 1e12)
    rows = read(kept.trajectory).loc[PHASE_II]
    # exp(−1e7/1e12) changes the end by 1e-5, the slope by that over ln(3e5).
    np.testing.assert_allclose(rows.fitted, kept.exponent, atol=1e-6)
    assert (rows.verdict == "agrees with theory").all()


def test_another_exponent_than_the_law_departs_by_the_difference():
    row = read(planted.power_law(-0.8, TIME).trajectory).loc["1-u"]
    assert row.verdict.startswith("departs from the law by -0.2")
    assert float(row.verdict.split()[-1]) == pytest.approx(row.fitted - row.law, abs=5e-4)


def of_the_law(problem, time, **changes):
    """A run that is the laws themselves."""
    gap = theory.one_minus_u(problem, time)
    trajectory = planted.converging(time, gap)
    return replace(
        trajectory,
        one_minus_s=theory.one_minus_s(problem, time),
        loss=theory.loss(problem, time),
        mse=theory.mse(problem, time),
        **changes,
    )


@pytest.mark.parametrize("decay", [2.0, 3.0, 4.0])
@pytest.mark.parametrize("teacher", ["gaussian", "flat"])
def test_a_run_that_is_the_law_follows_it_exactly(decay, teacher):
    problem = Problem.power_law(decay, 100_000, teacher=teacher)
    time = np.geomspace(0.1, 1e7, 500)
    t2 = float(time[150])
    rows = read(of_the_law(problem, time), Phases(0.5, 1.0, t2), problem).iloc[1:]
    # The same samples are read in the same way; the laws of run and table may use different nodes,
    # which agree to 1e-14, of which the drop 1 − MSE/MSE(T₂) ~ 1e-4 keeps 1e-10.
    np.testing.assert_allclose(rows.fitted, rows.law, rtol=0, atol=1e-9)
    assert not rows.verdict.str.contains("departs|not a power").any()


@settings(max_examples=20)
@given(st.floats(0.1, 0.95), st.floats(0.5, 3.0))
def test_the_drop_is_read_from_t2_and_the_rate_from_zero(exponent, t2):
    time = np.sort(np.append(np.geomspace(1e-2, 1e7, 400), t2))
    phases = Phases(0.1, 0.2, t2)
    lag = np.maximum(time - t2, 0)
    drop = replace(planted.constant(time).trajectory, mse=2 * (1 - 1e-8 * lag**exponent))
    row = read(drop, phases).loc["mse drop"]
    # T₂ is a sample, so the curve is straight up to thinning in τ; the drop, 1e-8 or more, keeps
    # eight of the sixteen digits of the MSE.
    assert row.fitted == pytest.approx(exponent, abs=1e-6)

    rate = replace(drop, mse=3 - 1e-8 * time**exponent)
    row = read(rate, phases).loc["mse rate"]
    # Exact for even spacing; the one uneven pair of intervals lies before the window. Differences
    # of neighbouring samples, 5e-10 or more, keep six digits.
    assert row.fitted == pytest.approx(exponent - 1, abs=1e-5)


def test_slopes_of_sub_windows_are_those_of_all_pairs():
    x = np.linspace(0, 3 * DECADE, 97)
    y = np.cumsum(np.random.default_rng(5).normal(size=97))
    found = mean_slopes(x, y, x[0], x[-1])
    # 97 samples fall on the grid of 32 intervals a decade, so brute force sees the same polygon.
    slopes = [(y[j] - y[i]) / (x[j] - x[i]) for i in range(97) for j in range(i + 32, 97)]
    assert found.low == pytest.approx(min(slopes), rel=1e-12)
    assert found.high == pytest.approx(max(slopes), rel=1e-12)
    assert found.mean == pytest.approx((y[-1] - y[0]) / (3 * DECADE), rel=1e-12)


def test_the_rate_of_fall_is_of_second_order_on_uneven_samples():
    errors = []
    for samples in (100, 200, 400):
        k = np.linspace(0, 1, samples)
        time = 10 ** (4 * k + 0.3 * np.sin(7 * k))
        middle, rate = rate_of_fall(time, 1 / (1 + time))
        errors.append(np.max(np.abs(rate * (1 + middle) ** 2 - 1)))
    # Measured: 2.00 to two digits; the highest order term left out is relatively (Δz)² ~ 0.01.
    np.testing.assert_allclose(np.log2(np.divide(errors[:-1], errors[1:])), 2, atol=0.05)


def test_thinning_keeps_the_first_sample_and_all_that_are_sparse():
    sparse = np.arange(0, 10, 1.3)
    np.testing.assert_array_equal(thin(sparse, 1.0), np.arange(sparse.size))
    dense = np.arange(0, 10, 0.01)
    assert thin(dense, 1.0)[0] == 0
    assert thin(dense, 1.0).size == 10


def test_too_few_samples_in_a_window_give_no_number():
    time = np.geomspace(1e-2, 1e7, 20)
    rows = read(planted.power_law(-0.5, time).trajectory).loc[PHASE_II]
    assert rows.fitted.isna().all()
    assert (rows.verdict == "window too short: too few samples are recorded in it").all()


def test_a_run_that_is_exactly_converged_is_read_up_to_there():
    gap = np.where(TIME < 1e5, 0.1 * TIME**-0.5, 0.0)
    rows = read(planted.converging(TIME, gap)).loc[PHASE_II]
    assert (rows.window_end <= 1e5).all()
    np.testing.assert_allclose(rows.fitted, -0.5, atol=1e-12)


def test_the_columns_are_the_fixed_ones():
    table = fit_exponents(planted.constant(TIME).trajectory, PROBLEM, PHASES)
    assert tuple(table.columns) == COLUMNS
    assert COLUMNS == (
        "phase",
        "quantity",
        "fitted",
        "low",
        "high",
        "theory",
        "law",
        "window_start",
        "window_end",
        "verdict",
    )
