"""The escapes of figure 3: T₁ of each run, of the linear flow, and by its rate alone."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import theory
from core.parameters import Setup
from core.phases import find_phases
from core.trajectory import Trajectory
from ui import compute
from ui.escape.numbers import escape_nodes
from ui.kept import kept

Array = NDArray[np.float64]

# Past T₁: the overlap at which the linear flow is compared once more.
PAST = 0.5
_KEPT = 256


@dataclass(frozen=True, eq=False)
class Escape:
    """The escape of one run.

    Attributes:
        decay: a.
        stable: whether the minimum attracts the run.
        trajectory: the run.
        found, predicted: T₁ of the run and of the linear flow; None where there is none, 0 where
            the start is past δ.
        by_rate: T₁ if u grew from u(0) at the rate ρ alone.
        found_past, predicted_past: the same two for u = 0.5.
        early, u: times up to T₁ and the u of the linear flow there.
    """

    decay: float
    stable: bool
    trajectory: Trajectory
    found: float | None
    predicted: float | None
    by_rate: float | None
    found_past: float | None
    predicted_past: float | None
    early: Array
    u: Array


@kept(_KEPT)
def escape_of(setup: Setup) -> Escape:
    """Solve a setup and read its escape."""
    problem, trajectory = compute.path(setup)
    eta = trajectory.step_size
    found = find_phases(trajectory, delta=setup.delta).t1
    found_past = find_phases(trajectory, delta=PAST).t1
    early = trajectory.time[trajectory.time <= (math.inf if found is None else found)]
    start = abs(problem.summary(problem.start)[0])
    rate = theory.escape_rate(problem, step_size=eta)
    nodes = escape_nodes(problem)
    return Escape(
        setup.decay,
        eta is None or eta < theory.max_stable_step(problem),
        trajectory,
        found,
        theory.escape_time(problem, setup.delta, step_size=eta, reduction=nodes),
        math.log(setup.delta / start) / rate if 0 < start < setup.delta else None,
        found_past,
        theory.escape_time(problem, PAST, step_size=eta, reduction=nodes),
        early,
        theory.escape_overlap(problem, early, step_size=eta, reduction=nodes),
    )
