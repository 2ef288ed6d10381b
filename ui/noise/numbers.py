"""What theory says of a run of online SGD, fast enough to follow a hand."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core import sgd_mean_field, theory
from core.parameters import Setup
from core.theory.noise import NoiseFloor
from core.trajectory import Trajectory
from ui import compute
from ui.comparing.pins import canonical
from ui.kept import kept

# Each takes some 30 kB.
_KEPT = 256


@dataclass(frozen=True, eq=False)
class Expected:
    """What is known of online SGD without drawing a sample.

    Attributes:
        whole: the times of the start, the first and the last step.
        mean_field: the solution of the mean-field equations.
        descent: gradient descent with the same steps on the population loss: no noise at all.
        floor: where MSE, loss and 1 − u end up, to leading order in η.
        rest: the same by the mean field, all orders; None where it grows without bound.
        stability_limit: the step size below which the teacher attracts in mean square.
    """

    whole: NDArray[np.float64]
    mean_field: Trajectory
    descent: Trajectory
    floor: NoiseFloor
    rest: NoiseFloor | None
    stability_limit: float


def by_steps(setup: Setup) -> Setup:
    """The setup as one of steps, whatever its method."""
    return canonical(replace(setup, method="gd"))


def expected(setup: Setup, noise: float) -> Expected:
    """Solve, or take what was solved for equal ones."""
    return _expected(by_steps(setup), noise)


@kept(_KEPT)
def _expected(setup: Setup, noise: float) -> Expected:
    problem, descent = compute.path(setup)
    return Expected(
        whole=setup.step_size * np.array([0.0, 1.0, setup.steps]),
        mean_field=sgd_mean_field(problem, setup.step_size, setup.steps, noise=noise),
        descent=descent,
        floor=theory.noise_floor(problem, setup.step_size, noise),
        rest=theory.mean_field_floor(problem, setup.step_size, noise),
        stability_limit=theory.max_stable_sgd_step(problem),
    )
