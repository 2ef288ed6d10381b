"""Trajectories with known answers: generators that return the trajectory and what is true of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.trajectory import Status, Trajectory

Array = NDArray[np.float64]


class Planted(NamedTuple):
    """A run whose 1 − u, 1 − s and loss have this exponent; NaN where they have none."""

    trajectory: Trajectory
    exponent: float


def recorded(
    time: Array,
    u: ArrayLike,
    s: ArrayLike,
    *,
    mse: ArrayLike = 1.0,
    loss: ArrayLike = 1.0,
    status: Status = Status.FINISHED,
) -> Trajectory:
    """A trajectory with these samples; numbers are repeated at every time."""
    u, s, mse, loss = (np.broadcast_to(x, time.shape).astype(float) for x in (u, s, mse, loss))
    with np.errstate(invalid="ignore"):
        return Trajectory(time, None, u, s, 1 - u, 1 - s, mse, loss, status)


def converging(time: Array, gap: Array) -> Trajectory:
    """A run with 1 − u = `gap`, 1 − s and the loss in proportion."""
    return Trajectory(
        time.copy(),
        None,
        1 - gap,
        1 - 0.9 * gap,
        gap.copy(),
        0.9 * gap,
        np.ones_like(time),
        3 * gap,
        Status.FINISHED,
    )


def power_law(exponent: float, time: Array, size: float = 0.1) -> Planted:
    return Planted(converging(time, size * time**exponent), exponent)


def with_cutoff(exponent: float, time: Array, cutoff: float) -> Planted:
    """A power law that ends exponentially at t ≈ cutoff."""
    with np.errstate(under="ignore"):
        gap = 0.1 * time**exponent * np.exp(-time / cutoff)
    return Planted(converging(time, gap), exponent if cutoff > 100 * time[-1] else np.nan)


def oscillating(exponent: float, time: Array, amplitude: float, per_decade: float) -> Planted:
    """A power law with an oscillation on top, large enough to hide it."""
    wave = 1 + amplitude * np.sin(2 * np.pi * per_decade * np.log10(time))
    return Planted(converging(time, 0.1 * time**exponent * wave), np.nan)


def two_slopes(early: float, late: float, turn: float, time: Array) -> Planted:
    """One exponent before the time `turn`, another after it."""
    gap = 0.1 * np.where(time < turn, (time / turn) ** early, (time / turn) ** late)
    return Planted(converging(time, gap), np.nan)


def constant(time: Array) -> Planted:
    """No convergence at all: a floor."""
    return Planted(converging(time, np.full_like(time, 0.01)), np.nan)
