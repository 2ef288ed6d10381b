"""`solve`: the one call, and that its parts are the parts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core import ParameterError, Setup, Status, gradient_descent, gradient_flow
from core.exponents import fit_exponents
from core.phases import find_phases
from core.run import problem_of, solve, trajectory_of

SMALL = Setup(dimension=200, steps=10_000, seed=3, teacher="flat", teacher_decay=0.25, start_norm=2)


def test_the_problem_is_that_of_the_setup():
    problem = problem_of(SMALL)
    assert problem.dimension == 200
    assert problem.exponents == (2.0, 0.25, 0.0)
    assert np.linalg.norm(problem.start) == pytest.approx(2, rel=1e-14)
    # A flat teacher: |w*_i| i^(b/2) is the same for all.
    size = np.abs(problem.teacher) * np.arange(1, 201) ** 0.125
    np.testing.assert_allclose(size, size[0], rtol=1e-14)
    other = problem_of(Setup(dimension=200, seed=4, teacher="flat"))
    assert not np.array_equal(other.start, problem.start)


@pytest.mark.parametrize("method", ["gd", "flow"])
def test_a_run_is_its_parts_put_together(method):
    setup = Setup(method=method, dimension=200, steps=10_000, horizon=100, delta=0.2, epsilon=0.1)
    run = solve(setup)
    problem = problem_of(setup)
    direct = (
        gradient_descent(problem, 0.01, 10_000) if method == "gd" else gradient_flow(problem, 100)
    )
    assert run.setup == setup
    assert (run.trajectory.step is None) == (method == "flow")
    np.testing.assert_array_equal(run.trajectory.mse, direct.mse)
    assert run.trajectory.time[-1] == pytest.approx(setup.end_time, rel=1e-15)
    assert run.phases == find_phases(direct, delta=0.2, epsilon=0.1)
    pd.testing.assert_frame_equal(run.exponents, fit_exponents(direct, problem, run.phases))
    assert run.seconds > 0


def test_what_to_record_can_be_asked_for():
    assert list(solve(SMALL, at=[0, 10, 10_000]).trajectory.step) == [0, 10, 10_000]
    flow = Setup(method="flow", dimension=200, horizon=10)
    times = np.array([0.5, 5.0, 10.0])
    np.testing.assert_array_equal(solve(flow, at=times).trajectory.time, times)
    with pytest.raises(ParameterError):
        solve(SMALL, at=[20_000])


def test_the_same_setup_gives_the_same_run():
    first, second = solve(SMALL), solve(SMALL)
    np.testing.assert_array_equal(first.trajectory.loss, second.trajectory.loss)
    pd.testing.assert_frame_equal(first.exponents, second.exponents)


def test_a_step_that_is_too_large_is_a_result():
    run = solve(Setup(dimension=100, step_size=1e6, steps=1000))
    assert run.trajectory.status is Status.DIVERGED
    assert run.phases.t2 is None
    assert run.exponents.fitted.isna().all()


@pytest.mark.parametrize("at", [[0], [1], [0, 10_000], [3, 4, 5]])
def test_few_samples_are_read_as_far_as_they_go(at):
    trajectory = trajectory_of(SMALL, problem_of(SMALL), at=at)
    table = fit_exponents(trajectory, problem_of(SMALL), find_phases(trajectory))
    assert table.fitted.isna().all()
    assert (table.verdict.str.len() > 0).all()
