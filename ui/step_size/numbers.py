"""A run of gradient descent beside the flow, and how near its curvature comes to 2/η."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import Phases, Setup, Sharpness, Trajectory, find_phases, gradient_flow, theory
from core.reduction import reduce
from ui import compute
from ui.comparing.pins import canonical
from ui.curvature import curvature_along, places
from ui.kept import kept
from ui.laws import ESCAPE_REACH

Array = NDArray[np.float64]

# Comparisons kept: 40 kB each.
KEPT = 128
# Times of the flow beside those of descent.
SMOOTH = 80


@dataclass(frozen=True)
class Ratios:
    """Descent over flow at some times; NaN where the flow has 0."""

    time: Array
    u: Array
    one_minus_u: Array
    loss: Array


@dataclass(frozen=True)
class BesideFlow:
    """Descent and flow of one problem at the same times. Shared by all visitors.

    Attributes:
        flow: the flow, at some of the times at which descent was recorded and at others.
        phases: those of the flow.
        ratios: descent over flow.
        early, late: what the laws say of the ratios: of u in phase I, of the others from T₁′ on.
        curvature: along descent, the first part of it where every step is taken singly.
    """

    flow: Trajectory
    phases: Phases
    ratios: Ratios
    early: Ratios
    late: Ratios
    curvature: Sharpness


def beside_flow(setup: Setup) -> BesideFlow:
    """Descent of a setup beside the flow."""
    return _beside_flow(canonical(setup))


@kept(KEPT)
def _beside_flow(setup: Setup) -> BesideFlow:
    solved = compute.solution(setup)
    run, laws = solved.run, solved.laws
    problem, descent = run.problem, run.trajectory
    time = descent.time[places(descent)]
    # The flow is smooth also where descent takes few steps.
    first, last = float(descent.time[descent.time > 0][0]), float(time[-1])
    smooth = np.geomspace(first, last, SMOOTH)[1:-1] if last > first else time
    flow = gradient_flow(problem, last, at=np.union1d(time, smooth))
    # One that cannot be followed to its end has fewer times.
    time = time[time <= flow.time[-1]]
    mine, theirs = np.searchsorted(descent.time, time), np.searchsorted(flow.time, time)
    longest = max(last, ESCAPE_REACH / float(problem.eigenvalues.max()))
    nodes = reduce(problem, longest)
    late, early = laws.late, laws.early
    return BesideFlow(
        flow=flow,
        phases=find_phases(flow, delta=setup.delta, epsilon=setup.epsilon),
        ratios=Ratios(
            time,
            ratio(descent.u[mine], flow.u[theirs]),
            ratio(descent.one_minus_u[mine], flow.one_minus_u[theirs]),
            ratio(descent.loss[mine], flow.loss[theirs]),
        ),
        early=Ratios(
            early,
            ratio(laws.u, theory.escape_overlap(problem, early, reduction=nodes)),
            np.full(early.size, np.nan),
            np.full(early.size, np.nan),
        ),
        late=Ratios(
            late,
            np.full(late.size, np.nan),
            ratio(laws.one_minus_u, theory.one_minus_u(problem, late, reduction=nodes)),
            ratio(laws.loss, theory.loss(problem, late, reduction=nodes)),
        ),
        curvature=curvature_along(problem, setup, descent),
    )


def ratio(above: Array, below: Array) -> Array:
    """above / below; NaN where there is nothing below."""
    found = np.full(above.shape, np.nan)
    np.divide(above, below, out=found, where=below != 0)
    return found
