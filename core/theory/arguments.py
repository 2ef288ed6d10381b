"""Checks of the arguments that the formulas share."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def times(time: ArrayLike) -> Array:
    """`time` as an array of any shape.

    Raises:
        ValueError: a time is negative or not finite.
    """
    values = np.asarray(time, dtype=np.float64)
    if not np.all((values >= 0) & np.isfinite(values)):
        raise ValueError("time must be finite and not negative.")
    return values


def step_size(value: float | None) -> float | None:
    """A step size η > 0, or None for the flow.

    Raises:
        ValueError: it is not positive or not finite.
    """
    if value is not None and not (math.isfinite(value) and value > 0):
        raise ValueError(
            f"step_size must be positive and finite, or None for the flow; it is {value}."
        )
    return value


def level(name: str, value: float) -> float:
    """A level strictly between 0 and 1.

    Raises:
        ValueError: it is not.
    """
    if not 0 < value < 1:
        raise ValueError(f"{name} must lie strictly between 0 and 1; it is {value}.")
    return value


def levels(name: str, values: ArrayLike) -> Array:
    """Levels strictly between 0 and 1, as an array of any shape.

    Raises:
        ValueError: one is not.
    """
    checked = np.asarray(values, dtype=np.float64)
    if not np.all((checked > 0) & (checked < 1)):
        raise ValueError(f"{name} must lie strictly between 0 and 1.")
    return checked
