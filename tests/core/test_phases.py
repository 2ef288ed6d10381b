"""Phases against their definitions, the order of the interpolation, runs that never settle."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import ParameterError, Problem, Status, gradient_descent
from core.phases import find_phases
from tests.core import reference
from tests.core.planted import recorded


def smooth_run(time):
    """An escape that saturates, s crossing 1/3 on the way, both ends smooth in t."""
    u = 1 / (1 + 50 * np.exp(-3 * time)) - 0.2 / (1 + time) ** 0.5
    s = 1 / (1 + 200 * np.exp(-4 * time)) - 0.3 / (2 + time) ** 0.6
    return recorded(time, np.maximum(u, 1e-3), np.maximum(s, 1e-3))


def test_an_exponential_escape_and_a_power_law_end_are_located_exactly():
    time = np.geomspace(0.01, 1e4, 60)
    early = np.exp(2 * (np.minimum(time, 3) - 3))
    late = 1 - 0.5 * time**-0.5
    u = np.where(time < 2.6, early, late)
    phases = find_phases(recorded(time, u, u), delta=0.1, epsilon=0.05)
    # Both events lie inside one branch, where the interpolation is exact: only rounding is left.
    assert phases.t1 == pytest.approx(3 + np.log(0.1) / 2, rel=1e-12)
    assert phases.t2 == pytest.approx(100, rel=1e-11)


def test_the_times_converge_with_the_square_of_the_sampling_interval():
    truth = find_phases(smooth_run(np.linspace(0, 60, 2_000_001)))
    errors = []
    for samples in (300, 600, 1200):
        # An event's place between its two samples matters: the worst of several is taken.
        shifts = np.linspace(0, 60 / samples, 9)[:-1]
        found = [find_phases(smooth_run(np.linspace(0, 60, samples) + shift)) for shift in shifts]
        errors.append(
            [
                max(abs(getattr(phases, name) - getattr(truth, name)) for phases in found)
                for name in ("t1", "t1_prime", "t2")
            ]
        )
    orders = np.log2(np.divide(errors[:-1], errors[1:]))
    # Order 2; the eight shifts find the worst place to within some 10% of the error, 0.15 in log2.
    assert np.all(np.abs(orders - 2) < 0.3), orders


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.floats(-0.5, 1.5), st.floats(0.01, 1.5)), min_size=1, max_size=12),
    st.sampled_from([0.001, 0.1, 0.9]),
    st.sampled_from([1e-6, 0.05, 0.5]),
)
def test_any_samples_obey_the_definitions(samples, delta, epsilon):
    u, s = np.transpose(samples)
    time = np.arange(len(samples), dtype=float)
    phases = find_phases(recorded(time, u, s), delta=delta, epsilon=epsilon)

    first = next((i for i in range(time.size) if u[i] >= delta), None)
    assert (phases.t1 is None) == (first is None)
    if phases.t1 is None:
        assert phases.t1_prime is None
        assert phases.t2 is None
        return
    assert max(first - 1, 0) <= phases.t1 <= first

    above = next(i for i in range(time.size + 1) if np.all(s[i:] > 1 / 3))
    assert (phases.t1_prime is None) == (above == time.size)
    if phases.t1_prime is None:
        assert phases.t2 is None
        return
    assert max(above - 1, phases.t1) <= phases.t1_prime <= max(above, phases.t1)

    near = (np.abs(1 - u) <= epsilon) & (np.abs(1 - s) <= epsilon)
    inside = next(i for i in range(time.size + 1) if np.all(near[i:]))
    assert (phases.t2 is None) == (inside == time.size)
    if phases.t2 is not None:
        assert max(inside - 1, phases.t1_prime) <= phases.t2 <= max(inside, phases.t1_prime)


def test_a_start_beyond_delta_has_escaped_at_its_first_sample():
    time = np.linspace(0, 5, 6)
    phases = find_phases(recorded(time, [0.5, 0.6, 0.8, 0.97, 0.98, 0.99], 0.99))
    assert phases.t1 == 0.0
    # s was never below 1/3.
    assert phases.t1_prime == 0.0
    assert 2 < phases.t2 < 3


def test_a_start_on_the_other_side_crosses_zero_first():
    time = np.arange(4.0)
    phases = find_phases(recorded(time, [-0.3, -0.1, 0.3, 0.4], 0.5))
    # No exponential passes through 0, so the line from −0.1 to 0.3 is used: half way to 0.1.
    assert phases.t1 == pytest.approx(1.5, rel=1e-15)


def test_a_dip_of_s_below_a_third_postpones_the_end_of_the_escape():
    time = np.arange(6.0)
    phases = find_phases(recorded(time, [0.01, 0.2, 0.5, 0.8, 0.9, 0.99], [1, 1, 0.1, 0.5, 0.9, 1]))
    assert 2 < phases.t1_prime < 3


@pytest.mark.parametrize("last", [0.9, 1.1, np.nan, np.inf])
def test_a_run_whose_last_sample_is_outside_the_band_has_not_converged(last):
    time = np.arange(5.0)
    phases = find_phases(recorded(time, [0.05, 0.5, 0.99, 1.0, last], 1.0))
    assert phases.t1 is not None
    assert phases.t2 is None


def test_a_swing_through_the_target_counts_as_outside_until_it_ends():
    time = np.arange(6.0)
    phases = find_phases(recorded(time, [0.05, 0.9, 1.1, 0.93, 1.01, 0.99], 1.0))
    # The last sample outside is 0.93, the next 1.01: the line between is at 0.95 a quarter along.
    assert phases.t2 == pytest.approx(3.25, rel=1e-12)


def test_a_diverged_run_escapes_at_most():
    time = np.arange(5.0)
    u = [0.01, 0.2, 1e200, np.inf, np.nan]
    phases = find_phases(
        recorded(time, u, [0.1, 0.5, 1e300, np.inf, np.nan], status=Status.DIVERGED)
    )
    assert 0 < phases.t1 < 1
    assert phases.t1_prime is None
    assert phases.t2 is None


def test_a_run_without_overlap_has_no_phases():
    phases = find_phases(recorded(np.arange(3.0), 0.0, 0.1, status=Status.NO_OVERLAP))
    assert (phases.t1, phases.t1_prime, phases.t2) == (None, None, None)


@pytest.mark.parametrize(
    ("levels", "allowed"),
    [
        ({"delta": 0.0}, "Escape level .* 0.001 to 0.9"),
        ({"epsilon": 2}, "Convergence level .* 0.5"),
    ],
)
def test_a_level_out_of_bounds_is_refused_in_words(levels, allowed):
    with pytest.raises(ParameterError, match=allowed):
        find_phases(recorded(np.arange(3.0), 0.5, 0.5), **levels)


@pytest.mark.parametrize("decay", [0.5, 2.0, 4.0])
def test_the_phases_of_a_solved_run_are_those_of_the_step_by_step_loop(decay):
    problem = Problem.power_law(decay, 60, seed=4)
    step_size, steps = 0.01, 20_000
    every = np.arange(steps + 1)
    loop = reference.loop(problem, step_size, every)
    found = find_phases(gradient_descent(problem, step_size, steps, at=every), epsilon=0.1)

    escaped = np.argmax(loop.u >= 0.1)
    settled = 1 + np.flatnonzero((abs(loop.one_minus_u) > 0.1) | (abs(loop.one_minus_s) > 0.1))[-1]
    past = max(escaped, 1 + np.flatnonzero(loop.s <= 1 / 3)[-1])
    expected = step_size * np.array([escaped, past, settled])
    times = np.array([found.t1, found.t1_prime, found.t2])
    # Found between two steps: at most one step before the first that is there.
    assert np.all((expected - 1.001 * step_size <= times) & (times <= expected + 1e-9))

    sparse = find_phases(gradient_descent(problem, step_size, steps), epsilon=0.1)
    # Default samples are 4% apart: their square, times an event time's curvature of order 1.
    assert sparse.t1 == pytest.approx(found.t1, rel=4e-3)
    assert sparse.t1_prime == pytest.approx(found.t1_prime, rel=4e-3)
    assert sparse.t2 == pytest.approx(found.t2, rel=4e-3)
