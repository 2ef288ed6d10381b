"""Why a run has no exponent: it does not converge, has no power law, or ends too soon."""

from __future__ import annotations

from core import theory
from core.exponents.windows import readable
from core.numerals import exact
from core.parameters import FREE
from core.phases import Phases
from core.problem import Problem
from core.reduction import Reduction
from core.trajectory import Status, Trajectory

# Far above the rounding of equal eigenvalues, far below any difference that a run could show.
EQUAL = 1 + 1e-9


def obstacle(trajectory: Trajectory, problem: Problem) -> str:
    """Why nothing in phases II and III of this run can follow a power law; empty if it may."""
    if trajectory.status in (Status.PERIODIC, Status.IRREGULAR, Status.DIVERGED):
        return _as_clause(trajectory.sentence)
    if trajectory.student != FREE:
        return (
            "with its norm fixed the student comes to rest on its sphere, in general short of the "
            "teacher, so what is fitted does not go to 0"
        )
    if problem.eigenvalues.max() <= problem.eigenvalues.min() * EQUAL:
        cause = "all eigenvalues are equal"
        if problem.exponents is not None and problem.exponents.preconditioner == 1:
            cause = "with p = 1 the preconditioner takes the spectrum away"
        return f"{cause}, so all modes decay at one rate and the end is exponential"
    eta = trajectory.step_size
    if eta is not None and eta >= theory.max_stable_step(problem):
        return "the step size is past the stability limit, so the minimum repels the run"
    return ""


def no_escape(trajectory: Trajectory, phases: Phases) -> str:
    """Why u does not reach δ; empty if it does."""
    if phases.t1 is not None:
        return ""
    if trajectory.status in (Status.NO_OVERLAP, Status.DIVERGED, Status.STOPPED):
        return _as_clause(trajectory.sentence)
    return f"u stays below δ = {exact(phases.delta)} up to the run's end"


def no_convergence(trajectory: Trajectory, phases: Phases) -> str:
    """Why phase II does not begin (T₁′ is None); empty if it does."""
    if phases.t1_prime is not None:
        return ""
    return no_escape(trajectory, phases) or "s has not risen above 1/3 for good by the run's end"


def no_tail(
    trajectory: Trajectory, problem: Problem, phases: Phases, reduction: Reduction | None = None
) -> str:
    """Why phase III does not begin (T₂ is None), with when it may be expected; empty if it does."""
    if phases.t2 is not None:
        return ""
    earlier = no_convergence(trajectory, phases)
    if earlier:
        return earlier
    reason = f"u and s are not within ε = {exact(phases.epsilon)} of 1 for good by the run's end"
    expected = theory.time_to_epsilon(
        problem, phases.epsilon, step_size=trajectory.step_size, reduction=reduction
    )
    if expected is None or expected <= float(trajectory.time[-1]):
        return reason
    return f"{reason}; the law expects it at about t = {readable(expected, up=True)}"


def _as_clause(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:].removesuffix(".")
