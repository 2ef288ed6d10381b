"""How far a trajectory is from its reference."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.trajectory import Trajectory
from tests.core.reference import Observed

QUANTITIES = ("u", "s", "one_minus_u", "one_minus_s", "mse", "loss")


def relative_errors(
    trajectory: Trajectory, expected: Observed, *, floor: float = 1e-18
) -> dict[str, float]:
    """The largest relative error of each quantity over the recorded times.

    Where a quantity crosses zero its relative error has no meaning: there it is taken relative to a
    hundredth of its neighbours. Below `floor` the error is absolute: no double-precision w can tell
    1e-18 from zero, and a reference with an absolute tolerance knows less.
    """
    errors = {}
    for name in QUANTITIES:
        ours, theirs = getattr(trajectory, name), getattr(expected, name)
        scale = np.maximum(np.abs(theirs), 0.01 * _neighbours(np.abs(theirs)))
        errors[name] = float(np.max(np.abs(ours - theirs) / np.maximum(scale, floor)))
    return errors


def _neighbours(values: NDArray[np.float64]) -> NDArray[np.float64]:
    padded = np.concatenate((values[:1], values, values[-1:]))
    return np.maximum(padded[:-2], padded[2:])
