"""The noise floor: against Lyapunov's equation, against the mean field in time, against runs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import solve_continuous_lyapunov

from core import Problem, Status, online_sgd, sgd_mean_field, theory
from tests.core.problems import problems


@given(problems(largest=30), st.floats(1e-4, 1e-2), st.floats(0.01, 3))
def test_leading_order_is_the_rest_state_of_the_linear_noise(problem, step_size, noise):
    """HC + CH = η 16σ² E[z*² x xᵀ], with the last mean Q + 2 Qw*(Qw*)ᵀ by Isserlis."""
    signal = problem.eigenvalues * problem.teacher
    q = np.diag(problem.eigenvalues)
    hessian = 8 * q + 16 * np.outer(signal, signal)
    heat = 16 * step_size * noise**2 * (q + 2 * np.outer(signal, signal))
    floor = theory.noise_floor(problem, step_size, noise)
    # Eigenvalues below 1e-7 leave Lyapunov's equation singular in double precision.
    if problem.eigenvalues.min() > 1e-7:
        covariance = solve_continuous_lyapunov(hessian, heat)
        assert np.trace(covariance) / problem.dimension == pytest.approx(floor.mse, rel=1e-6)
    loss = step_size * noise**2 * np.trace(hessian) / 2
    # tr Q = 1, and the nodes stand for the modes to 1e-12 at worst.
    assert loss == pytest.approx(floor.loss, rel=1e-10)
    assert floor.one_minus_u == pytest.approx(floor.loss / 8, rel=1e-14)


@settings(max_examples=40)
@given(problems(largest=3_000), st.floats(0.01, 0.8), st.sampled_from([0.0, 0.05, 0.5]))
def test_the_rest_state_satisfies_its_equations(problem, part, noise):
    step_size = part * theory.max_stable_sgd_step(problem)
    floor = theory.mean_field_floor(problem, step_size, noise)
    if floor is None:  # More noise, less room.
        assert noise > 0
        return
    rate, teacher = problem.eigenvalues, problem.teacher
    y = floor.loss / 4
    heat = 12 * y + noise**2 + rate * teacher**2 * (1 - y) * (48 * y + 2 * noise**2)
    variance = step_size * heat / (1 - step_size * rate * (24 + 48 * y + 2 * noise**2))
    assert np.all(variance >= 0)
    assert np.sum(rate * variance) == pytest.approx(y, rel=1e-9)
    gap = floor.one_minus_u
    assert 2 * gap - gap**2 == pytest.approx(y, rel=1e-12)
    assert np.mean(variance + gap**2 * teacher**2) == pytest.approx(floor.mse, rel=1e-9)


@pytest.mark.parametrize("noise", [0.05, 0.5])
@pytest.mark.parametrize(("decay", "dimension"), [(0, 50), (1, 20), (1.5, 200), (3, 30), (1.5, 2)])
def test_the_mean_field_comes_to_rest_there(decay, dimension, noise):
    problem = Problem.power_law(decay, dimension, seed=1)
    step_size = theory.max_stable_sgd_step(problem) / 2
    run = sgd_mean_field(problem, step_size, 10**9, noise=noise, at=[10**9])
    floor = theory.mean_field_floor(problem, step_size, noise)
    assert floor is not None
    assert run.mse[0] == pytest.approx(floor.mse, rel=1e-8)
    assert run.loss[0] == pytest.approx(floor.loss, rel=1e-8)
    # A rest state is approached to the tolerance of the blocks, 1e-7 of what moved.
    assert run.one_minus_u[0] == pytest.approx(floor.one_minus_u, rel=1e-7)
    assert abs(run.one_minus_s[0]) < 1e-7 * floor.one_minus_u


def test_the_mean_field_tends_to_the_leading_order():
    """Exactly in the loss and in 1 − u; in the MSE but for the part 2/d."""
    problem = Problem.power_law(1.0, 40, seed=1)
    for step_size in (1e-3, 1e-5):
        field = theory.mean_field_floor(problem, step_size, 0.3)
        leading = theory.noise_floor(problem, step_size, 0.3)
        assert field is not None
        # The next factor is 1 + 12η and more.
        assert field.loss == pytest.approx(leading.loss, rel=40 * step_size)
        assert field.one_minus_u == pytest.approx(leading.one_minus_u, rel=40 * step_size)
        assert field.mse == pytest.approx(leading.mse * (1 + 2 / 40), rel=40 * step_size)


@pytest.mark.parametrize(("decay", "dimension"), [(0.5, 60), (1.0, 50)])
def test_runs_come_to_rest_there(decay, dimension):
    problem, step_size, noise = Problem.power_law(decay, dimension, seed=1), 0.0025, 0.3
    # 24 e-folds of the slowest mode before the first look, 12 more until the last.
    last = int(1.5 * 24 / (16 * problem.eigenvalues.min()) / step_size)
    at = np.linspace(2 * last // 3, last, 50).astype(int)
    runs = online_sgd(problem, step_size, last, noise=noise, replicas=60, at=at, seed=2)
    assert all(run.status is Status.FINISHED for run in runs)
    floor = theory.noise_floor(problem, step_size, noise)
    for name in ("mse", "loss"):
        measured = np.mean([getattr(run, name) for run in runs])
        # The next order, 12η = 3 %, and the sampling, below 1 %.
        assert measured == pytest.approx(getattr(floor, name), rel=0.055), name
    field = theory.mean_field_floor(problem, step_size, noise)
    assert field is not None
    measured = np.mean([run.loss for run in runs])
    assert measured == pytest.approx(field.loss, rel=0.025)


def test_runs_come_to_rest_at_the_plain_floor():
    """MSE/(ησ²) and loss/(4ησ²) where the signal is spread over many directions: κ = 0.004."""
    problem, step_size, noise = Problem.power_law(0.2, 300, seed=1), 0.0025, 0.3
    assert np.sum(problem.eigenvalues**2 * problem.teacher**2) < 0.005
    last = int(1.5 * 24 / (16 * problem.eigenvalues.min()) / step_size)
    at = np.linspace(2 * last // 3, last, 50).astype(int)
    runs = online_sgd(problem, step_size, last, noise=noise, replicas=40, at=at, seed=2)
    level = step_size * noise**2
    # 12η = 3 % is the next order; 2κ is below 1 %.
    assert np.mean([run.mse for run in runs]) == pytest.approx(level, rel=0.05)
    assert np.mean([run.loss for run in runs]) == pytest.approx(4 * level, rel=0.05)


@pytest.mark.parametrize("decay", [0.0, 0.5, 1.5, 3.0])
def test_beyond_the_largest_step_the_teacher_repels(decay):
    problem = Problem.power_law(decay, 100, seed=1)
    limit = theory.max_stable_sgd_step(problem)
    assert limit < 1 / 12
    assert limit < theory.max_stable_step(problem) / 5
    assert theory.mean_field_floor(problem, 1.01 * limit, 0.0) is None
    assert theory.mean_field_floor(problem, 0.99 * limit, 0.0) is not None
    nearby = Problem(problem.eigenvalues, problem.teacher, 1.001 * problem.teacher)
    apart = np.mean((nearby.start - nearby.teacher) ** 2)
    below, above = (sgd_mean_field(nearby, part * limit, 10**8) for part in (0.9, 1.1))
    assert below.mse[-1] < 1e-3 * apart
    assert above.status is Status.DIVERGED or above.mse[-1] > apart


@pytest.mark.parametrize("arguments", [(0.0, 0.1), (-1.0, 0.1), (0.01, -0.1), (0.01, float("nan"))])
def test_bad_input_is_refused(arguments):
    problem = Problem.power_law(1.5, 20)
    for floor in (theory.noise_floor, theory.mean_field_floor):
        with pytest.raises(ValueError, match="must be"):
            floor(problem, *arguments)
