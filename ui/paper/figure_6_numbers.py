"""Figure 6 in numbers: which runs it has, and the sharp law of each."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core import theory
from core.parameters import Setup
from core.trajectory import Trajectory
from ui import compute
from ui.kept import kept

Array = NDArray[np.float64]

# The paper's a around the visitor's own, which is 2 to begin with, and its d; in the middle panel
# the visitor's own d takes the place of the last.
LOWEST, HIGHEST = 1.5, 4.0
DIMENSIONS = (500, 2000, 5000)
_KEPT = 256


@dataclass(frozen=True, eq=False)
class Fall:
    """1 − u of one run.

    Attributes:
        setup, trajectory: the run.
        late, law: times at which the sharp law holds, and the law there.
    """

    setup: Setup
    trajectory: Trajectory
    late: Array
    law: Array


def setups_of(setup: Setup) -> list[list[Setup]]:
    """The runs of the three panels; the last of the middle one is the visitor's own."""
    others = [d for d in DIMENSIONS[:-1] if d != setup.dimension]
    panels = (
        (LOWEST, DIMENSIONS),
        (setup.decay, (*others, setup.dimension)),
        (HIGHEST, DIMENSIONS),
    )
    return [[replace(setup, decay=a, dimension=d) for d in dimensions] for a, dimensions in panels]


@kept(_KEPT)
def fall_of(setup: Setup) -> Fall:
    """Solve a setup and evaluate the law of 1 − u from where the run has u > 1/2 for good."""
    problem, trajectory = compute.path(setup)
    time, eta = trajectory.time, trajectory.step_size
    away = np.flatnonzero(~(np.abs(trajectory.one_minus_u) < 0.5))
    late = time[int(away[-1]) + 1 :] if away.size else time
    if late.size:
        its = theory.law_ranges(problem, float(late[0]), float(late[-1]), step_size=eta).one_minus_u
        late = late[late <= its.last] if its.offered else late[:0]
    law = theory.one_minus_u(problem, late, step_size=eta)
    known = np.isfinite(law) & (law > 0)
    return Fall(setup, trajectory, late[known], law[known])
