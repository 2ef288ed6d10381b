"""What theory says of a run of online SGD, fast enough to follow a hand."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core import sgd_kernel_for, sgd_mean_field, theory
from core.dynamics import SgdKernel
from core.parameters import Setup
from core.reduction import Reduction
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


def runs_of(setup: Setup) -> Setup:
    """What the runs of a setup depend on: no levels of phases."""
    return compute.of_trajectory(by_steps(setup))


def expected(setup: Setup, noise: float) -> Expected:
    """Solve, or take what was solved for equal ones."""
    return _expected(runs_of(setup), noise)


def kernel_of(setup: Setup) -> SgdKernel:
    """The kernel for the setup's problem."""
    return _kernel(compute.of_problem(setup))


@kept(_KEPT)
def _kernel(setup: Setup) -> SgdKernel:
    return sgd_kernel_for(compute.problem(setup))


@kept(_KEPT)
def _nodes(setup: Setup, longest: float) -> Reduction:
    return theory.noise_nodes(compute.problem(setup), longest)


@kept(_KEPT)
def _expected(setup: Setup, noise: float) -> Expected:
    problem, descent = compute.path(setup)
    eta = setup.step_size
    # Up to the next power of ten, so that another step size mostly has the same.
    longest = 10.0 ** math.ceil(math.log10(eta * setup.steps))
    nodes = _nodes(compute.of_problem(setup), longest)
    return Expected(
        whole=eta * np.array([0.0, 1.0, setup.steps]),
        mean_field=sgd_mean_field(problem, eta, setup.steps, noise=noise, reduction=nodes),
        descent=descent,
        floor=theory.noise_floor(problem, eta, noise, reduction=nodes),
        rest=theory.mean_field_floor(problem, eta, noise, reduction=nodes),
        stability_limit=theory.max_stable_sgd_step(problem, reduction=nodes),
    )
