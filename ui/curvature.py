"""Slope and curvature at some of the recorded times of a setup's run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core import Problem, Setup, Sharpness, Status, Trajectory, sharpness

Array = NDArray[np.float64]

# Recorded times that are looked at; of a run that jumps about, in groups of so many neighbours.
PLACES, GROUP = 120, 4
# The first are far apart on a logarithmic axis: single steps.
FIRST = 24
_SMOOTH = (Status.FINISHED, Status.CONVERGED, Status.NO_OVERLAP)
# At and past the stability limit every step is taken singly: so many are followed.
FOLLOWED = 100_000


def recorded(trajectory: Trajectory) -> NDArray[np.int64] | Array:
    """What was recorded: step numbers, or the times of the flow."""
    return trajectory.time if trajectory.step is None else trajectory.step


def places(trajectory: Trajectory) -> NDArray[np.bool_]:
    """Which of the recorded times of a run are looked at."""
    return spread_out(len(trajectory), 1 if trajectory.status in _SMOOTH else GROUP)


def spread_out(count: int, size: int) -> NDArray[np.bool_]:
    """About `PLACES` of so many: whole groups of a size, all of the first, and the last."""
    group = np.arange(count) // size
    chosen: NDArray[np.bool_] = group % max(round(count / PLACES), 1) == 0
    chosen[:FIRST] = chosen[-1] = True
    return chosen


def end_of(setup: Setup) -> float:
    """The end of a run as `sharpness` and `follow_modes` take it."""
    return setup.horizon if setup.method == "flow" else setup.steps


def curvature_along(
    problem: Problem, setup: Setup, trajectory: Trajectory, *, also: float | None = None
) -> Sharpness:
    """Slope and curvature along a run; of one that takes too many single steps, its first part.

    Args:
        problem, setup, trajectory: the run.
        also: a step or time at which they are wanted too.
    """
    known = recorded(trajectory)
    at = known[places(trajectory)]
    if also is not None:
        at = np.union1d(at, np.array([also], dtype=known.dtype))
    return sharpness(
        problem,
        end_of(setup),
        step_size=trajectory.step_size,
        at=at,
        max_single_steps=FOLLOWED,
    )
