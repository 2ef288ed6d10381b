"""The gradient flow ẇ = −∇L."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from core.dynamics.flow_kernel import flow
from core.dynamics.radau import radau
from core.dynamics.recording import (
    Array,
    Sums,
    check_positive,
    checked_student,
    log_spaced,
    method_for,
    sign_at,
    to_trajectory,
)
from core.dynamics.records import ARRIVED, STOPPED, empty_records
from core.dynamics.sphere_flow import flow_on_sphere
from core.dynamics.states import KeptStates, start_run
from core.parameters import FREE, ParameterError
from core.problem import Problem
from core.trajectory import Status, Trajectory

# Where no times are asked for the samples begin here, in units of the fastest time scale 1/λ_1.
FIRST_SAMPLE = 1e-3


def gradient_flow(
    problem: Problem,
    horizon: float,
    *,
    at: ArrayLike | None = None,
    tolerance: float = 1e-8,
    student: str = FREE,
) -> Trajectory:
    """Solve ẇ_i = 4λ_i(1 − 3s) w_i + 8λ_i u w*_i (paper, 3.3) up to t = `horizon`.

    Args:
        horizon: the end of the run, a positive time.
        at: times to record exactly, increasing, in [0, horizon]; by default 0 and log-spaced times.
        tolerance: the relative error wanted in u, s, 1 − u, 1 − s and the MSE, from 1e-12 to 1e-3.
        student: "free", or "fixed norm" for ẇ = −(I − ŵŵᵀ)∇L, ŵ = w/‖w‖ (see `sphere_flow`).

    Raises:
        ParameterError: a horizon, time or tolerance that is not allowed.
    """
    return solve_flow(problem, horizon, at=at, tolerance=tolerance, student=student, keep=False)[0]


def solve_flow(
    problem: Problem,
    horizon: float,
    *,
    at: ArrayLike | None,
    tolerance: float,
    student: str,
    keep: bool,
) -> tuple[Trajectory, KeptStates]:
    """`gradient_flow`, and the states at the recorded times if they are to be kept, else none."""
    horizon = check_positive("horizon", horizon)
    method, student = method_for(tolerance), checked_student(student, problem)
    time = _times(at, horizon, float(problem.eigenvalues.max()))
    samples = time if time.size and time[-1] == horizon else np.append(time, horizon)
    start = start_run(problem, horizon, None, method.precision, keep, student)
    records = empty_records(samples.size, start.nodes.rate.size, keep)
    if student == FREE:
        code = flow(
            start.nodes,
            start.state,
            horizon,
            samples,
            radau(method.order),
            method.block_tolerance,
            records,
        )
    else:
        code = flow_on_sphere(start.nodes, start.state, horizon, samples, tolerance, records)
    sums, signs, states = records
    status = {ARRIVED: Status.CONVERGED, STOPPED: Status.STALLED}.get(code, Status.FINISHED)
    if not np.any(problem.start * problem.teacher):
        status = Status.NO_OVERLAP
    reached = np.isfinite(sums[:, 0])
    last = int(np.flatnonzero(reached)[-1]) if reached.any() else 0
    end = float(sums[last, 0]), float(signs[last])
    wanted = reached[: time.size]
    trajectory = to_trajectory(
        sums[: time.size][wanted],
        signs[: time.size][wanted],
        end,
        Sums(float(start.nodes.p2.sum()), problem.dimension),
        time=time[wanted],
        step=None,
        status=status,
        student=student,
    )
    kept = states[: time.size][wanted] if keep else states
    return trajectory, KeptStates(start, kept, signs[: time.size][wanted], sign_at(end))


def _times(at: ArrayLike | None, horizon: float, fastest: float) -> Array:
    if at is None:
        return np.concatenate(
            ([0.0], log_spaced(min(FIRST_SAMPLE / fastest, horizon / 10), horizon))
        )
    times = np.array(at, dtype=np.float64)
    if (
        times.ndim != 1
        or not np.all((times >= 0) & (times <= horizon))
        or np.any(np.diff(times) <= 0)
    ):
        raise ParameterError(
            f"at must be a list of increasing times from 0 to the horizon, {horizon:g}."
        )
    return times
