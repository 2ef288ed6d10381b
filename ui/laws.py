"""The predictions shown beside a run: no constant in them is fitted to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import theory
from core.parameters import FREE
from core.problem import Problem
from core.reduction import reduce
from core.run import Run
from core.trajectory import Status

Array = NDArray[np.float64]

# The laws are about modes that phases I and IIa leave as they were: 8 λ_d T₁′ is below this.
UNTOUCHED = 1.0
# The linear flow wants nodes good up to this time, in units of 1/λ₁.
ESCAPE_REACH = 175.0


@dataclass(frozen=True)
class Laws:
    """Predicted curves, each over the times at which its law holds (maybe none), and numbers.

    Attributes:
        early: times of phase I, shape (m,).
        u: the overlap of the linearised flow at `early`.
        late: times from T₁′ on, shape (n,).
        one_minus_u, one_minus_s, loss, mse: the sharp laws at `late`.
        escape_rate: ρ, the rate at which u grows in a long escape.
        escape_time: T₁ by the linear flow; None where there is no overlap.
        convergence_time: T₂ by the laws; None where they do not hold.
        stability_limit: the largest step size at which w* attracts gradient descent.
        rest: where a student of fixed norm comes to rest; for it there is nothing else, and the
            escape rate is NaN. None for a free student.
    """

    early: Array
    u: Array
    late: Array
    one_minus_u: Array
    one_minus_s: Array
    loss: Array
    mse: Array
    escape_rate: float
    escape_time: float | None
    convergence_time: float | None
    stability_limit: float
    rest: theory.SphereRest | None = None


def laws_of(run: Run) -> Laws:
    """Evaluate the laws at the times at which the run was recorded."""
    problem, trajectory, phases = run.problem, run.trajectory, run.phases
    if trajectory.student != FREE:
        return _on_sphere(problem)
    eta = trajectory.step_size
    limit = theory.max_stable_step(problem)
    time = trajectory.time[trajectory.time > 0]
    early = time[time <= (np.inf if phases.t1 is None else phases.t1)]
    if trajectory.status in (Status.NO_OVERLAP, Status.DIVERGED):
        early = early[:0]
    start = np.inf if phases.t1_prime is None else phases.t1_prime
    untouched = 8 * float(problem.eigenvalues.min()) * min(start, time[-1]) < UNTOUCHED
    holds = untouched and (eta is None or eta < limit)
    late = time[time >= start] if holds else time[:0]
    reach = ESCAPE_REACH / float(problem.eigenvalues.max())
    nodes = reduce(problem, max(float(trajectory.time[-1]), reach), step_size=eta)
    # Where the run does not get to T₂ the answer may lie past what these nodes are good for.
    beyond = nodes if phases.t2 is not None else None
    return Laws(
        early=early,
        u=theory.escape_overlap(problem, early, step_size=eta, reduction=nodes),
        late=late,
        one_minus_u=theory.one_minus_u(problem, late, step_size=eta, reduction=nodes),
        one_minus_s=theory.one_minus_s(problem, late, step_size=eta, reduction=nodes),
        loss=theory.loss(problem, late, step_size=eta, reduction=nodes),
        mse=theory.mse(problem, late, step_size=eta, reduction=nodes),
        escape_rate=theory.escape_rate(problem, step_size=eta),
        escape_time=theory.escape_time(problem, run.setup.delta, step_size=eta, reduction=nodes),
        convergence_time=theory.time_to_epsilon(
            problem, run.setup.epsilon, step_size=eta, reduction=beyond
        )
        if holds
        else None,
        stability_limit=limit,
    )


def _on_sphere(problem: Problem) -> Laws:
    """What there is for a student of fixed norm."""
    none = np.empty(0)
    return Laws(
        early=none,
        u=none,
        late=none,
        one_minus_u=none,
        one_minus_s=none,
        loss=none,
        mse=none,
        escape_rate=np.nan,
        escape_time=None,
        convergence_time=None,
        stability_limit=theory.max_stable_step(problem),
        rest=theory.fixed_norm_rest(problem),
    )
