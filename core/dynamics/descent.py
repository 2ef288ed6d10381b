"""Gradient descent with a finite step, w ← w − η∇L: the map itself, never the flow in its place."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.dynamics import records as ends
from core.dynamics.cycles import period_of
from core.dynamics.descent_kernel import descend
from core.dynamics.radau import radau
from core.dynamics.recording import (
    Sums,
    check_positive,
    checked_steps,
    checked_student,
    default_steps,
    method_for,
    sign_at,
    to_trajectory,
)
from core.dynamics.sphere import descend_on_sphere, is_calm
from core.dynamics.stability import is_stable_at_teacher
from core.dynamics.states import KeptStates, start_run
from core.parameters import FREE, PARAMETERS
from core.problem import Problem
from core.trajectory import Status, Trajectory

Array = NDArray[np.float64]

# The last steps of a run past the stability limit, in which a cycle is looked for.
CYCLE_WINDOW = 256
# Past the limit the default samples come in fours, so that an oscillation is seen as one.
CONSECUTIVE = 4


def gradient_descent(
    problem: Problem,
    step_size: float,
    steps: int,
    *,
    at: ArrayLike | None = None,
    tolerance: float = 1e-8,
    max_single_steps: int | None = None,
    student: str = FREE,
) -> Trajectory:
    """Take `steps` steps w ← w − η∇L(w) (gradient: paper, 3.1).

    Where the sequence is smooth, many steps are solved at once, with an error of about `tolerance`;
    elsewhere, and always at and past the stability limit, they are taken one by one on the reduced
    nodes.

    Args:
        step_size: η, positive.
        steps: from 1 to 1e9.
        at: step numbers to record exactly, increasing, from 0 (the start) to `steps`; by default 0
            and log-spaced ones, past the stability limit in groups of four consecutive steps.
        tolerance: the relative error wanted in u, s, 1 − u, 1 − s and the MSE, from 1e-12 to 1e-3.
        max_single_steps: give up, with `Status.STOPPED`, after so many steps had to be taken one by
            one (about 50 ns each); no limit by default.
        student: "free", or "fixed norm": each step is followed by a projection back on the sphere
            ‖w‖ = ‖w(0)‖, and taken singly until the run is at rest (see `sphere`).

    Raises:
        ParameterError: a value that is not allowed.
    """
    return solve_descent(
        problem,
        step_size,
        steps,
        at=at,
        tolerance=tolerance,
        max_single_steps=max_single_steps,
        student=student,
        keep=False,
    )[0]


def solve_descent(
    problem: Problem,
    step_size: float,
    steps: int,
    *,
    at: ArrayLike | None,
    tolerance: float,
    max_single_steps: int | None,
    student: str,
    keep: bool,
) -> tuple[Trajectory, KeptStates]:
    """`gradient_descent`, and the states at the recorded steps if they are to be kept, else
    none."""
    step_size = check_positive("step_size", step_size)
    steps = int(PARAMETERS["steps"].check(steps))
    method, student = method_for(tolerance), checked_student(student, problem)
    start = start_run(problem, step_size * steps, step_size, method.precision, keep, student)
    if student == FREE:
        stable = bool(is_stable_at_teacher(start.nodes, step_size))
    else:
        stable = bool(is_calm(start.nodes, start.state, step_size))
    if at is None:
        samples, asked, window = _default_samples(steps, stable)
    else:
        samples, asked, window = _samples(checked_steps(at, steps), steps, stable)
    records = ends.empty_records(samples.size, start.nodes.rate.size, keep)
    most = steps if max_single_steps is None else max_single_steps
    if student == FREE:
        code, last = descend(
            start.nodes,
            start.state,
            step_size,
            steps,
            samples,
            radau(method.order),
            method.block_tolerance,
            most,
            records,
        )
    else:
        code, last = descend_on_sphere(
            start.nodes, start.state, step_size, steps, samples, most, records
        )
    sums, signs, states = records
    ending = signs[-window:] + sums[-window:, 0]
    # On a sphere the step size does not tell whether a run jumps: it is looked at.
    smooth = stable or (student != FREE and not _jumps(ending))
    status, period = _status(code, smooth, ending)
    if not np.any(problem.start * problem.teacher) and status is Status.FINISHED:
        status = Status.NO_OVERLAP
    reached = np.isfinite(sums[:, 0])
    final = int(np.flatnonzero(reached)[-1]) if reached.any() else 0
    end = float(sums[final, 0]), float(signs[final])
    wanted = asked & reached
    chosen = samples[wanted]
    trajectory = to_trajectory(
        sums[wanted],
        signs[wanted],
        end,
        Sums(float(start.nodes.p2.sum()), problem.dimension),
        time=step_size * chosen.astype(np.float64),
        step=chosen,
        status=status,
        step_size=step_size,
        last_step=None if code in (ends.FINISHED, ends.ARRIVED) else int(last),
        period=period,
        student=student,
    )
    kept = states[wanted] if keep else states
    return trajectory, KeptStates(start, kept, signs[wanted], sign_at(end))


def _samples(
    asked: NDArray[np.int64], steps: int, stable: bool
) -> tuple[NDArray[np.int64], NDArray[np.bool_], int]:
    """The steps to record, whether each is asked for, and how many of the last show a cycle."""
    window = np.arange(steps if stable else max(steps - CYCLE_WINDOW + 1, 0), steps + 1)
    samples = np.union1d(asked, window)
    return samples, np.isin(samples, asked, assume_unique=True), int(window.size)


@lru_cache(maxsize=16)
def _default_samples(steps: int, stable: bool) -> tuple[NDArray[np.int64], NDArray[np.bool_], int]:
    """The same where nothing is asked for; kept, since many runs in a row have the same length."""
    # Not made read-only: that would be another type to the kernel, and compile it once more.
    return _samples(default_steps(steps, 1 if stable else CONSECUTIVE), steps, stable)


def _status(code: int, stable: bool, last: Array) -> tuple[Status, int | None]:
    """How the run ended, in words; `last` is u over the run's last steps."""
    if code == ends.DIVERGED:
        return Status.DIVERGED, None
    if code == ends.STOPPED:
        return Status.STOPPED, None
    if code == ends.ARRIVED:
        return Status.CONVERGED, None
    if stable or last.size < CYCLE_WINDOW:
        return Status.FINISHED, None
    period = period_of(last)
    if period == 1:
        return Status.FINISHED, None
    return (Status.IRREGULAR, None) if period is None else (Status.PERIODIC, period)


def _jumps(last: Array) -> bool:
    """Whether a sequence turns back and forth, and does not just go on somewhere."""
    moves = np.diff(last)
    return bool(np.any(moves[1:] * moves[:-1] < 0))
