"""Where online SGD ends: the floor that the noise of its steps leaves, and the step that has none.

Near the teacher e = w − w* is pulled back by the Hessian, −He with H = 8Q + 16 (Qw*)(Qw*)ᵀ, and
heated by the label noise σ in every step, with η · 16σ² E[z*² x xᵀ] = η · 2σ² H. The covariance C
at rest solves HC + CH = 2ησ² H, so C = ησ² I: all modes and all directions alike (ours). Hence

    MSE → ησ²,   L → ½ tr(HC) = 4ησ² (1 + 2κ),   1 − u → ησ² (1 + 2κ)/2,   κ = Σ λ_i² w*_i²,

on average, to leading order in η; κ is small where the signal is spread over many directions. The
next factor is about 1 + 12η. Where the MSE has weights m_i its floor is ησ² (1/d) Σ m_i.

The mean-field equations (`core.dynamics.sgd.mean_field` solves them in time) leave out that u moves
with every w_i, which puts their MSE too high by the part 2/d, and keep their rest state closed but
for one number, y = 1 − u². There E w_i = u w*_i, s = 1, and

    Var w_i = η [12y + σ² + λ_i w*_i² (1 − y)(48y + 2σ²)] / (1 − ηλ_i (24 + 48y + 2σ²)),
    Σ λ_i Var w_i = y.

With σ = 0 this is solved by y = 0; the teacher attracts in mean square while the slope of the left
side there is below 1, which gives the largest step.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from core.problem import Problem
from core.reduction import Measures, Reduction, reduce
from core.theory import arguments

Array = NDArray[np.float64]

# Where the smallest root is looked for: y on a grid from so small.
SMALLEST, GRID = 1e-18, 400
# Nodes that resolve e^(−xλ) up to this xλ_1 resolve 1/(1 − 24ηλ), too: the leading modes are exact.
RESOLVED = 1e3


@dataclass(frozen=True)
class NoiseFloor:
    """Where the MSE, the loss (without the σ² of the labels) and 1 − u come to rest."""

    mse: float
    loss: float
    one_minus_u: float


def noise_floor(
    problem: Problem, step_size: float, noise: float, *, reduction: Reduction | None = None
) -> NoiseFloor:
    """MSE ησ², loss 4ησ² (1 + 2κ), 1 − u = ησ² (1 + 2κ)/2: means over runs, leading order in η.

    Args:
        step_size: η.
        noise: σ, the standard deviation of the label noise.
        reduction: `noise_nodes` of this problem, made here if not given.

    Raises:
        ValueError: `step_size` is not positive or `noise` negative, or one is not finite.
    """
    level = _checked(step_size, noise) * noise**2
    nodes = reduction or noise_nodes(problem)
    spread = 1 + 2 * float(nodes.rate**2 @ nodes.teacher)
    mse = level * float(nodes.in_mse.modes.sum()) / problem.dimension
    return NoiseFloor(mse, 4 * level * spread, level * spread / 2)


def mean_field_floor(
    problem: Problem, step_size: float, noise: float, *, reduction: Reduction | None = None
) -> NoiseFloor | None:
    """The rest state of the mean-field equations of online SGD, all orders in η.

    Arguments and errors as in `noise_floor`.

    Returns:
        The rest state that a run settles in, or None where there is none: the step is too large,
        and the mean field grows without bound.
    """
    eta = _checked(step_size, noise)
    nodes = reduction or noise_nodes(problem)
    # y beyond which a variance would be infinite; u² = 1 − y leaves it no more than 1.
    pole = (1 / (eta * float(problem.eigenvalues.max())) - 24 - 2 * noise**2) / 48
    highest = min(1.0, pole)
    if highest <= SMALLEST:
        return None

    def variances(y: Array, over: Measures = nodes.own) -> Array:
        """Of every node, shape (…, K): the sum over its modes."""
        y = y[..., None]
        heat = over.modes * (12 * y + noise**2)
        heat = heat + nodes.rate * over.teacher * (1 - y) * (48 * y + 2 * noise**2)
        return eta * heat / (1 - eta * nodes.rate * (24 + 48 * y + 2 * noise**2))

    def excess(y: Array) -> Array:
        return np.asarray(variances(y) @ nodes.rate - y)

    grid = np.geomspace(SMALLEST, highest * (1 - 1e-9), GRID)
    below = np.flatnonzero(excess(grid) < 0)
    if below.size == 0:
        return None
    y = 0.0
    if first := int(below[0]):
        y = float(
            brentq(
                lambda y: float(excess(np.array(y))),
                grid[first - 1],
                grid[first],
                xtol=1e-30,
                rtol=1e-14,
            )
        )
    gap = y / (1 + math.sqrt(1 - y))
    seen = nodes.in_mse
    spread = float(variances(np.array(y), seen).sum()) + gap**2 * float(seen.teacher.sum())
    return NoiseFloor(spread / problem.dimension, 4 * y, gap)


def max_stable_sgd_step(problem: Problem, *, reduction: Reduction | None = None) -> float:
    """The step size below which the teacher attracts online SGD in mean square, without noise.

    The η in (0, 1/(24λ_1)) at which  η Σ λ_i (12 + 48 λ_i w*_i²) / (1 − 24ηλ_i) = 1, by the
    mean-field equations: less than 1/(12 tr Q), far below `max_stable_step`. A run may diverge well
    before it: one step far out in the tail of its law throws it where no drift brings it back.
    """
    nodes = reduction or noise_nodes(problem)
    top = float(problem.eigenvalues.max())
    weight = nodes.rate * (12 * nodes.modes + 48 * nodes.rate * nodes.teacher)

    def gain(eta: float) -> float:
        return float(np.sum(eta * weight / (1 - 24 * eta * nodes.rate))) - 1

    return float(brentq(gain, 0.0, (1 - 1e-12) / (24 * top), xtol=1e-30, rtol=1e-14))


def noise_nodes(problem: Problem, longest: float = 0.0) -> Reduction:
    """Nodes for all of these, and for the mean field up to the time `longest`."""
    return reduce(problem, max(longest, RESOLVED / float(problem.eigenvalues.max())))


def _checked(step_size: float, noise: float) -> float:
    if not (math.isfinite(noise) and noise >= 0):
        raise ValueError(f"noise must be finite and not negative; it is {noise}.")
    arguments.step_size(step_size)
    return step_size
