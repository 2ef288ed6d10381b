"""The paper's Volterra equation (5.3) with its kernel as printed, and as it has to be.

With Θ(t) = ∫₀ᵗ (1 − 3s) the flow gives

    u(t) = a(t) + 8 ∫₀ᵗ K(t, τ) u(τ) dτ,    K(t, τ) = Σ λ_i² w*_i² e^(4λ_i(Θ(t) − Θ(τ))).

The paper prints K(t − τ), that is e^(4λ_i(t − τ)), which would be right if s were 0. Here the path
of a solved run is put into both, and what comes out for u is compared with the u that went in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import cumulative_simpson, simpson

from core import gradient_flow
from core.parameters import Setup
from core.problem import Problem
from core.reduction import reduce
from core.run import problem_of
from core.trajectory import Status
from ui.kept import kept
from ui.text import report
from ui.text.numbers import exact, tex

Array = NDArray[np.float64]

# Where the equation is looked at: at the escape, half way, and where u has nearly arrived.
LEVELS = (0.1, 0.5, 0.9)
# Simpson's rule, fine where the run begins and where the kernel does, at either end: so many
# intervals for each half.
_POINTS = 300
_LINEAR_PART = 0.3
_HORIZON = 1e5
_KEPT = 64
COLUMNS = (
    "Where",
    "$t$",
    "with $\\Theta(t)-\\Theta(\\tau)$",
    "with $t-\\tau$, as printed",
)


@dataclass(frozen=True)
class KernelCheck:
    """The right-hand side of the equation, over u, where u is `level`.

    Attributes:
        level: u, and
        time: when the flow reaches it.
        corrected, printed: with Θ(t) − Θ(τ) and with t − τ in the kernel; 1 is right.
    """

    level: float
    time: float
    corrected: float
    printed: float


@kept(_KEPT)
def checks_of(setup: Setup) -> tuple[KernelCheck, ...]:
    """The equation at each level that the flow of a setup's problem reaches from below."""
    problem = problem_of(setup)
    trajectory = gradient_flow(problem, _HORIZON)
    if trajectory.status not in (Status.FINISHED, Status.CONVERGED):
        return ()
    checks = []
    for level in LEVELS:
        above = np.flatnonzero(trajectory.u >= level)
        if above.size and above[0] > 0:
            checks.append(_check(problem, level, float(trajectory.time[above[0]])))
    return tuple(checks)


def _check(problem: Problem, level: float, end: float) -> KernelCheck:
    first = _LINEAR_PART / (8 * float(problem.eigenvalues.max()))
    half = first * np.expm1(np.log1p(end / 2 / first) * np.linspace(0, 1, _POINTS + 1))
    mesh = np.concatenate([half, end - half[-2::-1]])
    run = gradient_flow(problem, end, at=mesh)
    nodes = reduce(problem, end)
    # w* as the run is reported with it.
    sign = np.sign(run.u[0] * problem.summary(problem.start)[0])
    theta = cumulative_simpson(1 - 3 * run.s, x=mesh, initial=0.0)
    four = 4 * nodes.rate[:, None]
    source = sign * float((nodes.rate * nodes.cross) @ np.exp(four[:, 0] * theta[-1]))
    weight = nodes.rate**2 * nodes.teacher

    def right_hand_side(past: Array) -> float:
        memory = weight @ np.exp(four * past)
        return float((source + 8 * simpson(memory * run.u, x=mesh)) / run.u[-1])

    return KernelCheck(level, end, right_hand_side(theta[-1] - theta), right_hand_side(end - mesh))


def kernel_report(setup: Setup) -> str:
    """The comparison as HTML."""
    rows = [
        (
            f"$u = {exact(check.level)}$",
            f"${tex(check.time)}$",
            f"${tex(check.corrected, 4)}$",
            f"${tex(check.printed, 4)}$",
        )
        for check in checks_of(setup)
    ]
    if not rows:
        return '<p class="remark">The flow of this problem does not reach such an overlap.</p>'
    return report.table(COLUMNS, rows)
