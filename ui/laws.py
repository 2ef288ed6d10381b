"""The predictions shown beside a run: no constant in them is fitted to it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import theory
from core.parameters import FREE
from core.problem import Problem
from core.reduction import Reduction, reduce
from core.run import Run
from core.trajectory import Status, Trajectory

Array = NDArray[np.float64]

# The linear flow wants nodes good up to this time, in units of 1/λ₁.
ESCAPE_REACH = 175.0
_NOT_ESCAPED = "the run does not get past its escape"
_FIXED_NORM = "the norm of the student is fixed"


@dataclass(frozen=True)
class Laws:
    """Predicted curves, each over the times at which its law holds (maybe none), and numbers.

    Attributes:
        early: times of phase I, shape (m,).
        u: the overlap of the linearised flow at `early`.
        late: times from T₁′ on, shape (n,); none where no law is good within the run.
        one_minus_u, one_minus_s, loss, mse: the sharp laws at `late`, from where they are only
            approached; NaN where a law ends before the run, and all along where it is never good.
        ranges: where that is, by `core.theory.law_ranges`; None where the run has not escaped.
        escape_rate: ρ, the rate at which u grows in a long escape.
        escape_time: T₁ by the linear flow; None where there is no overlap.
        convergence_time: T₂ by the laws; None where it comes before the escape or after they end.
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
    ranges: theory.LawRanges | None
    escape_rate: float
    escape_time: float | None
    convergence_time: float | None
    stability_limit: float
    rest: theory.SphereRest | None = None

    def repels(self, trajectory: Trajectory) -> bool:
        """Whether the minimum repels a run of its step size: it jumps about, and no law holds."""
        eta = trajectory.step_size
        return eta is not None and eta >= self.stability_limit

    def good_over(self, name: str, start: float, end: float) -> bool:
        """Whether the law of a quantity is good from one time to another."""
        its = None if self.ranges is None else getattr(self.ranges, name)
        return its is not None and its.holds(start) and its.holds(end)

    def why_not(self, name: str) -> str:
        """Why the law of a quantity is not there, or ends before the run, as a clause; '' if not.

        Args:
            name: "one_minus_u", "one_minus_s", "loss" or "mse".
        """
        if self.ranges is None:
            return _NOT_ESCAPED if self.rest is None else _FIXED_NORM
        cause = getattr(self.ranges, name).cause
        return "" if cause is None else cause.value


def laws_of(run: Run) -> Laws:
    """Evaluate the laws at the times at which the run was recorded."""
    problem, trajectory, phases = run.problem, run.trajectory, run.phases
    if trajectory.student != FREE:
        return _on_sphere(problem)
    eta, last = trajectory.step_size, float(trajectory.time[-1])
    time = trajectory.time[trajectory.time > 0]
    early = time[time <= (np.inf if phases.t1 is None else phases.t1)]
    if trajectory.status in (Status.NO_OVERLAP, Status.DIVERGED):
        early = early[:0]
    nodes = reduce(
        problem, max(last, ESCAPE_REACH / float(problem.eigenvalues.max())), step_size=eta
    )
    escape_time = theory.escape_time(problem, run.setup.delta, step_size=eta, reduction=nodes)
    ranges, late = None, time[:0]
    if phases.t1_prime is not None:
        ranges = theory.law_ranges(problem, phases.t1_prime, last, step_size=eta, reduction=nodes)
        if any(its.offered for its in ranges):
            late = time[time >= phases.t1_prime]

    def law(name: str) -> Array:
        its: theory.LawRange | None = None if ranges is None else getattr(ranges, name)
        if its is None or not its.offered:
            return np.full(late.size, np.nan)
        values: Array = getattr(theory, name)(problem, late, step_size=eta, reduction=nodes)
        return np.where(late <= its.last, values, np.nan)

    return Laws(
        early=early,
        u=theory.escape_overlap(problem, early, step_size=eta, reduction=nodes),
        late=late,
        one_minus_u=law("one_minus_u"),
        one_minus_s=law("one_minus_s"),
        loss=law("loss"),
        mse=law("mse"),
        ranges=ranges,
        escape_rate=theory.escape_rate(problem, step_size=eta),
        escape_time=escape_time,
        convergence_time=_convergence_time(run, escape_time, nodes),
        stability_limit=theory.max_stable_step(problem),
    )


def halving_time(run: Run, escape_time: float | None) -> float | None:
    """The time by which the law has the MSE down to half its plateau.

    None where it comes before the escape, or after the law has ended.
    """
    problem, eta = run.problem, run.trajectory.step_size
    # The slowest mode alone would halve in half of this time.
    longest = math.log(4) / (8 * float(problem.eigenvalues.min()))
    nodes = reduce(problem, longest, step_size=eta)
    expected = theory.time_to_mse(problem, 0.5, step_size=eta, reduction=nodes)
    return _if_then_good(run, escape_time, expected, "mse", nodes, longest)


def _convergence_time(run: Run, escape_time: float | None, nodes: Reduction) -> float | None:
    """T₂ by the laws: for a run that is too short, after its end.

    Where ε is not small T₂ comes before the laws are good; it is told if they will be.
    """
    # Where the run does not get to T₂ the answer may lie past what these nodes are good for.
    known = nodes if run.phases.t2 is not None else None
    expected = theory.time_to_epsilon(
        run.problem, run.setup.epsilon, step_size=run.trajectory.step_size, reduction=known
    )
    return _if_then_good(
        run, escape_time, expected, "one_minus_u", nodes, float(run.trajectory.time[-1])
    )


def _if_then_good(
    run: Run,
    escape_time: float | None,
    expected: float | None,
    name: str,
    nodes: Reduction,
    good_up_to: float,
) -> float | None:
    """A time that follows from a law, if it is past the escape and the law has not ended then.

    Args:
        nodes, good_up_to: what there is, and for how long it serves.
    """
    escaped = escape_time if run.phases.t1_prime is None else run.phases.t1_prime
    if expected is None or escaped is None or expected <= escaped:
        return None
    known = nodes if expected <= good_up_to else None
    ranges = theory.law_ranges(
        run.problem, escaped, expected, step_size=run.trajectory.step_size, reduction=known
    )
    its: theory.LawRange = getattr(ranges, name)
    return expected if expected <= its.last else None


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
        ranges=None,
        escape_rate=np.nan,
        escape_time=None,
        convergence_time=None,
        stability_limit=theory.max_stable_step(problem),
        rest=theory.fixed_norm_rest(problem),
    )
