"""The mean field of online SGD: against SciPy on all modes, against its limits, against runs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.dynamics import gradient_flow
from core.dynamics.sgd import online_sgd, sgd_mean_field
from core.parameters import ParameterError
from core.problem import Problem
from core.reduction import Reduction, reduce
from core.trajectory import Status
from tests.core.comparing import relative_errors
from tests.core.dynamics.sgd.full_mean_field import scipy_mean_field
from tests.core.problems import make, problems

KINDS_FOR_SCIPY = ("power law", "exponential", "Pareto", "clusters")


# SciPy integrates 2d stiff equations with a dense Jacobian: d stays small, examples few.
@settings(max_examples=10)
@given(
    problem=problems(largest=12, kinds=KINDS_FOR_SCIPY),
    size=st.floats(-5, -2.5),
    decades=st.floats(0, 2.5),
    noise=st.sampled_from([0.0, 0.05, 1.0]),
)
@example(make("exponential", 3, 219999), -2.5, 2.0, 0.05)
def test_every_recorded_step_is_scipys(problem, size, decades, noise):
    fastest = problem.eigenvalues.max()
    step_size = 10**size / fastest
    steps = max(int(10**decades / fastest / step_size), 1)
    at = np.unique(np.rint(np.geomspace(1, steps, 40)).astype(int))
    expected = scipy_mean_field(problem, step_size, noise, step_size * at)
    run = sgd_mean_field(problem, step_size, steps, noise=noise, at=at)
    assert run.status in (Status.FINISHED, Status.CONVERGED)
    # SciPy's absolute tolerance of 1e-16 a step leaves it about 1e-12 in E w².
    errors = relative_errors(run, expected, floor=1e-5)
    overlap = abs(problem.summary(problem.start)[0])
    # As for the flow: u(0) is known to about 1e-15 only.
    rounding = 2e-15 / overlap if overlap > 1e-12 else 1e-6
    assert max(errors.values()) <= 1e-7 + rounding, errors


@pytest.mark.parametrize("tolerance", [1e-4, 1e-6, 1e-8, 1e-10])
def test_the_error_stays_within_the_tolerance(tolerance):
    problem, step_size, steps = make("power law", 12, 8), 0.003, 30_000
    at = np.unique(np.rint(np.geomspace(1, steps, 50)).astype(int))
    expected = scipy_mean_field(problem, step_size, 0.3, step_size * at)
    run = sgd_mean_field(problem, step_size, steps, noise=0.3, at=at, tolerance=tolerance)
    errors = relative_errors(run, expected, floor=1e-5)
    # SciPy's own error, at its tolerance of 1e-11, is about 1e-10 here.
    assert max(errors.values()) <= 10 * tolerance + 5e-10, errors


@pytest.mark.parametrize("decay", [0.3, 1.5, 6.0])
def test_nodes_stand_for_the_modes(decay):
    """Every mode a node of its own, against the reduction."""
    problem = Problem.power_law(decay, 3_000, seed=3)
    nodes = reduce(problem, 500.0)
    assert len(nodes) < 200
    run = sgd_mean_field(problem, 0.005, 100_000, noise=0.5)
    every = sgd_mean_field(problem, 0.005, 100_000, noise=0.5, reduction=all_modes(problem))
    for name in ("u", "s", "one_minus_u", "mse"):
        ours, theirs = getattr(run, name), getattr(every, name)
        # Both take blocks of their own, each with an error of about the tolerance, 1e-8.
        assert np.allclose(ours, theirs, rtol=1e-7), name


def all_modes(problem):
    ones = np.ones(problem.dimension)
    return Reduction(
        problem.eigenvalues.copy(),
        problem.start**2,
        problem.start * problem.teacher,
        problem.teacher**2,
        ones,
        ones > 0,
        problem.dimension,
    )


def test_small_steps_give_the_flow_at_first_order():
    problem = Problem.power_law(1.5, 300, seed=2)
    flow = gradient_flow(problem, 50.0, at=[50.0], tolerance=1e-11)
    gaps = []
    for exponent in (7, 8, 9, 10):
        steps = 100 * 2**exponent
        run = sgd_mean_field(problem, 50 / steps, steps, noise=1.0, at=[steps], tolerance=1e-11)
        gaps.append([run.u[0] - flow.u[0], run.s[0] - flow.s[0], run.mse[0] - flow.mse[0]])
    orders = np.log2(np.abs(np.array(gaps[:-1]) / np.array(gaps[1:])))
    # The next term is a factor η, here 1/1024 and less, times a constant of some tens smaller.
    assert np.allclose(orders[-1], 1, atol=0.1), orders
    assert np.all(np.abs(orders[-1] - 1) < np.abs(orders[0] - 1))


def gap_to_runs(problem, step_size, names, *, replicas, at):
    """For every name, mean field over the mean of the runs, minus 1, and its standard error."""
    steps = np.rint(np.array(at) / step_size).astype(int)
    last = int(steps[-1])
    runs = online_sgd(problem, step_size, last, noise=0.05, replicas=replicas, seed=5, at=steps)
    assert all(run.status is Status.FINISHED for run in runs)
    field = sgd_mean_field(problem, step_size, last, noise=0.05, at=steps)
    for name in names:
        drawn = np.array([getattr(run, name) for run in runs])
        mean = drawn.mean(axis=0)
        error = drawn.std(axis=0) / np.sqrt(replicas)
        yield getattr(field, name) / mean - 1, error / mean


def test_the_mean_of_runs_follows_the_mean_field():
    """Once they have escaped, to the end of their convergence."""
    gaps = gap_to_runs(
        Problem.power_law(1.5, 200),
        0.0025,
        ("mse", "u", "s"),
        replicas=400,
        at=(3.0, 5.0, 10.0, 30.0, 100.0, 300.0),
    )
    assert np.all(np.abs(next(gaps)[0]) < 0.005)
    for gap, error in gaps:
        assert np.all(np.abs(gap) < np.maximum(0.02, 3 * error))


def test_the_gap_to_the_runs_closes_with_the_step():
    """In the middle of the escape, where it is largest."""
    problem, gaps, errors = Problem.power_law(1.5, 200), [], []
    for step_size in (0.005, 0.0025, 0.00125):
        found = gap_to_runs(problem, step_size, ("s", "u", "mse"), replicas=1_600, at=(1.0,))
        gap, error = np.array([(gap[0], error[0]) for gap, error in found]).T
        gaps.append(gap)
        errors.append(error)
    first, last = gaps[0], gaps[-1]
    # u and s: the smallest gap, 3 and 7 %, has a standard error of 0.3 and 0.6 %, 0.1 in the order.
    assert np.all(last[:2] > 6 * errors[-1][:2])
    assert np.allclose(np.log2(first[:2] / last[:2]) / 2, 1, atol=0.35)
    # The MSE's falls faster, from 0.3 % to what the sampling leaves uncertain.
    assert first[2] > 6 * errors[0][2]
    assert abs(last[2]) < first[2] / 4 + 3 * errors[-1][2]


@pytest.mark.parametrize("noise", [0.0, 1.0])
@pytest.mark.parametrize("decay", [0.0, 1.0, 6.0])
@pytest.mark.parametrize("dimension", [2, 1_000_000])
def test_extremes_are_followed_to_the_end(decay, dimension, noise):
    run = sgd_mean_field(Problem.power_law(decay, dimension), 1e-3, 10**6, noise=noise)
    assert run.status in (Status.FINISHED, Status.CONVERGED)
    assert run.step[-1] == 10**6
    for values in (run.u, run.s, run.mse, run.loss, run.one_minus_u, run.one_minus_s):
        assert np.isfinite(values).all()
    assert np.all(run.mse >= 0)
    # E w² is never less than (E w)², so u² ≤ s by Cauchy and Schwarz.
    assert np.all(run.u**2 <= run.s * (1 + 1e-7))


@settings(max_examples=150)
@given(
    problem=problems(largest=20_000),
    size=st.floats(-8, 6),
    decades=st.floats(0, 9),
    noise=st.sampled_from([0.0, 0.05, 10.0]),
)
def test_any_run_ends_with_finite_numbers(problem, size, decades, noise):
    run = sgd_mean_field(problem, 10**size, int(10**decades), noise=noise)
    assert run.status is not Status.STALLED
    assert run.step[0] == 0
    for values in (run.u, run.s, run.mse, run.loss, run.one_minus_u, run.one_minus_s):
        assert np.isfinite(values).all()
    if run.status is Status.DIVERGED:
        assert run.step[-1] <= run.last_step


def test_steps_too_large_make_it_blow_up():
    problem = Problem.power_law(1.5, 200)
    run = sgd_mean_field(problem, 0.06, 10**6, noise=0.05)
    assert run.status is Status.DIVERGED
    assert 0 < run.last_step < 1_000
    assert f"step {run.last_step:,}" in run.sentence
    # Where the field blows up, a good part of the runs does.
    runs = online_sgd(problem, 0.06, 1_000, noise=0.05, replicas=40)
    assert sum(each.status is Status.DIVERGED for each in runs) > 10


def test_a_start_without_overlap():
    """u ≡ 0: the start and the teacher share no mode. u(0) = 0 alone does not keep it there."""
    problem = Problem([0.5, 0.3, 0.2], [0, 0, 5**0.5], [1.0, 1.0, 0.0])
    run = sgd_mean_field(problem, 1e-3, 10**6, noise=0.05)
    assert run.status is Status.NO_OVERLAP
    assert np.all(run.u == 0)
    crossing = Problem([0.5, 0.5], [1.0, 1.0], [0.5, -0.5])
    assert np.all(sgd_mean_field(crossing, 1e-3, 10**6).u == 0)
    moving = Problem([0.6, 0.4], [1.0, 1.0], [0.4, -0.6])
    assert sgd_mean_field(moving, 1e-3, 10**6).u[-1] > 0.9


def test_both_signs_of_the_start_are_the_same_run():
    problem = Problem.power_law(1.5, 60, seed=4)
    mirrored = Problem(problem.eigenvalues, problem.teacher, -problem.start)
    one, other = (sgd_mean_field(each, 0.01, 20_000, noise=0.1) for each in (problem, mirrored))
    for name in ("u", "s", "one_minus_u", "mse", "loss"):
        assert np.array_equal(getattr(one, name), getattr(other, name))
    assert one.u[-1] > 0.9


def test_steps_are_recorded_as_asked():
    problem = Problem.power_law(1.5, 60, seed=4)
    default = sgd_mean_field(problem, 0.01, 5_000)
    assert default.step[0] == 0
    assert default.step[-1] == 5_000
    assert default.step_size == 0.01
    chosen = default.step[[0, 3, 100, 200]]
    run = sgd_mean_field(problem, 0.01, 5_000, at=chosen)
    assert np.array_equal(run.step, chosen)
    assert np.array_equal(run.mse, default.mse[[0, 3, 100, 200]])
    assert np.array_equal(run.time, 0.01 * chosen)
    assert len(sgd_mean_field(problem, 0.01, 5_000, at=[])) == 0


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"step_size": 0}, "step_size cannot be 0"),
        ({"steps": 0}, r"Steps \(steps\) cannot be 0"),
        ({"noise": 11}, r"Label noise \(noise\) cannot be 11: allowed is a number from 0 to 10"),
        ({"at": [3, 2]}, "at must be a list of increasing whole step numbers"),
        ({"tolerance": 1}, "tolerance cannot be 1"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(options, sentence):
    arguments = {"step_size": 0.01, "steps": 10} | options
    with pytest.raises(ParameterError, match=sentence):
        sgd_mean_field(Problem.power_law(1.5, 20), **arguments)
