"""The mean field of online SGD: what a run does on average, to leading order in the step size."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.dynamics.radau import radau
from core.dynamics.recording import (
    Sums,
    check_positive,
    checked_steps,
    default_steps,
    method_for,
    to_trajectory,
)
from core.dynamics.records import ARRIVED, DIVERGED, FINISHED, STOPPED
from core.dynamics.sgd.mean_field_kernel import follow
from core.dynamics.sgd.mean_field_stages import MeanField
from core.dynamics.sgd.parameters import NOISE
from core.parameters import PARAMETERS
from core.problem import Problem
from core.reduction import Reduction, reduce
from core.trajectory import Status, Trajectory

Array = NDArray[np.float64]

STATUSES = {
    FINISHED: Status.FINISHED,
    ARRIVED: Status.CONVERGED,
    DIVERGED: Status.DIVERGED,
    STOPPED: Status.STALLED,
}


def sgd_mean_field(
    problem: Problem,
    step_size: float,
    steps: int,
    *,
    noise: float = 0.0,
    at: ArrayLike | None = None,
    tolerance: float = 1e-8,
    reduction: Reduction | None = None,
) -> Trajectory:
    """Solve the mean-field equations of online SGD up to t = ηk (theory, not in the paper).

    With R_i = E w_i and P_i = E w_i², s = Σ λ_i P_i and u = Σ λ_i w*_i R_i, at t = ηk:

        Ṙ_i = 4λ_i (1 − 3s) R_i + 8λ_i u w*_i,
        Ṗ_i = 2λ_i [4 (1 − 3s) P_i + 8 u w*_i R_i] + 16η E[(z² − y)² z² x_i²],

    with the last mean over a Gaussian sample of variances s, 1 and covariance u, exact to second
    moments. With η → 0 it is the gradient flow. It leaves out that u and s differ from run to run,
    so the median of many runs is off it by some multiple of η. Where the noise of the steps wins, s
    grows beyond all bounds in finite time: `Status.DIVERGED`.

    Args:
        step_size: η, positive.
        steps: from 1 to 1e9.
        noise: σ, the standard deviation of the label noise, from 0 to 10.
        at: step numbers to record, increasing, from 0 (the start) to `steps`; by default 0 and
            log-spaced ones.
        tolerance: the relative error wanted in u, s, 1 − u, 1 − s and the MSE, from 1e-12 to 1e-3;
            in 1 − s relative to 2|1 − u| + |1 − s| where that is a thousand times as much.
        reduction: nodes of this problem made for a longest time of at least ηk; made here if not
            given, which at d = 1e6 takes longer than all the rest.

    Raises:
        ParameterError: a value that is not allowed.
    """
    step_size = check_positive("step_size", step_size)
    steps = int(PARAMETERS["steps"].check(steps))
    noise = float(NOISE.check(noise))
    method = method_for(tolerance)
    asked = default_steps(steps) if at is None else checked_steps(at, steps)
    horizon = step_size * steps
    nodes = reduction or reduce(problem, horizon, precision=method.precision)
    samples = asked if asked.size and asked[-1] == steps else np.append(asked, steps)
    field, start = _field(nodes, 16 * step_size)
    records, signs, code, left = follow(
        field,
        start,
        noise**2,
        horizon,
        step_size * samples.astype(np.float64),
        radau(method.order),
        method.block_tolerance,
    )
    status = STATUSES[code]
    if status is Status.FINISHED and not np.any(problem.start * problem.teacher):
        status = Status.NO_OVERLAP
    reached = np.isfinite(records[:, 0])
    end = int(np.flatnonzero(reached)[-1]) if reached.any() else 0
    wanted = reached[: asked.size]
    return to_trajectory(
        records[: asked.size][wanted],
        signs[: asked.size][wanted],
        (float(records[end, 0]), float(signs[end])),
        Sums(float(nodes.in_mse.teacher.sum()), problem.dimension),
        time=step_size * asked[wanted].astype(np.float64),
        step=asked[wanted],
        status=status,
        step_size=step_size,
        last_step=int(left / step_size) if status is Status.DIVERGED else None,
    )


def _field(nodes: Reduction, strength: float) -> tuple[MeanField, Array]:
    """The nodes as the kernels want them, and β and X at the start; see `mean_field_stages`."""
    own, seen, rate = nodes.own, nodes.weighted, nodes.rate
    if seen is None:
        ones = np.ones(rate.size)
        field = MeanField(rate, own.teacher, own.modes, rate, ones, strength)
        return field, np.array([own.cross, own.start])
    start, cross, teacher, modes = (np.append(*pair) for pair in zip(own, seen, strict=True))
    shown = np.repeat([0.0, 1.0], rate.size)
    twice = np.tile(rate, 2)
    field = MeanField(twice, teacher, modes, twice * (1 - shown), shown, strength)
    return _read_only(field), np.array([cross, start])


def _read_only(field: MeanField) -> MeanField:
    """As a reduction's arrays are: else the kernels would be compiled once more."""
    for values in (field.rate, field.teacher, field.modes, field.felt):
        values.setflags(write=False)
    return field
