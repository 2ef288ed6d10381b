"""What the numbers in the text are made from: the present run, its laws, and a little more."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from core import theory
from core.parameters import Setup
from core.reduction import reduce
from core.run import Run
from ui import compute
from ui.kept import kept
from ui.laws import Laws
from ui.view import View

_KEPT = 64
_LEADING = 3


@dataclass(frozen=True)
class Facts:
    """What takes a pass over the modes.

    Attributes:
        leading: the largest eigenvalues, three at most, falling; with a preconditioner the rates
            λ_i^(1−p), which take their place.
        slowest: the smallest of them.
        plateau: ‖w*‖²/d.
        nodes: how many nodes stand for the d modes.
        learned: how many modes have 16 λ_i t ≥ 1 at the end of the run, in steps of descent if it
            takes such; None where the law of the MSE does not hold to there.
        half_time: when the law has the MSE at half of the plateau; None likewise.
    """

    leading: tuple[float, ...]
    slowest: float
    plateau: float
    nodes: int
    learned: int | None
    half_time: float | None


class Present(NamedTuple):
    """The present run and what is known of it."""

    view: View
    run: Run
    laws: Laws
    facts: Facts


def present(view: View, solution: compute.Solution) -> Present:
    """Put together what the texts need."""
    return Present(view, solution.run, solution.laws, _facts(solution.run.setup))


@kept(_KEPT)
def _facts(setup: Setup) -> Facts:
    solution = compute.solution(setup)
    problem, trajectory = solution.run.problem, solution.run.trajectory
    eta, end = trajectory.step_size, float(trajectory.time[-1])
    # A power law's eigenvalues are in falling order.
    rates = problem.eigenvalues
    longest = max(end, 1 / float(rates[0]))
    law = solution.laws.mse
    # Modes are learned as the law says where that is good to the end of the run.
    holds = law.size > 0 and math.isfinite(law[-1])
    return Facts(
        leading=tuple(rates[:_LEADING].tolist()),
        slowest=float(rates[-1]),
        plateau=problem.mean_square(problem.teacher),
        nodes=reduce(problem, longest, step_size=eta).rate.size,
        learned=int(theory.modes_learned(problem, end, step_size=eta)) if holds else None,
        half_time=theory.time_to_mse(problem, 0.5, step_size=eta) if holds else None,
    )
