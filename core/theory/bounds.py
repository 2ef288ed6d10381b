"""The paper's two bounds for phase II, each of an order only: shapes, whose constants are unknown.

They are upper bounds. The laws in convergence.py and tail.py say where a run is.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.parameters import PARAMETERS
from core.theory import arguments
from core.theory.asymptotics import bound_time_exponent

Array = NDArray[np.float64]


def convergence_time_bound(
    decay: float, epsilon: ArrayLike, *, anchor: tuple[float, float]
) -> Array:
    """The shape of T₂(ε) − T₁′ ≲ ε^(−2a/(a−1)) ln(1/ε), through a given point.

    A bound up to a constant says nothing about a single ε. Anchored where a run is, at one ε, it
    says how much later T₂ may at most come for smaller ones; for larger ones it lies below the run.
    By the law T₂ grows with half of that exponent (`time_exponent`).

    Args:
        decay: a > 1.
        epsilon: ε, a number or an array of any shape.
        anchor: (ε_0, time): the curve is `time` at ε_0.

    Returns:
        An array of the shape of `epsilon`; NaN for a ≤ 1, where the paper has no bound.

    Raises:
        ParameterError: `decay` out of bounds.
        ValueError: an ε does not lie strictly between 0 and 1; the anchor's time is not positive or
            not finite.
    """
    at, time = anchor
    levels = arguments.levels("epsilon", epsilon)
    arguments.level("the anchor's epsilon", at)
    if not (math.isfinite(time) and time > 0):
        raise ValueError(f"the anchor's time must be positive and finite; it is {time}.")
    exponent = bound_time_exponent(decay)
    if not exponent < 0:
        return np.full(levels.shape, np.nan)[()]
    return time * (levels / at) ** exponent * (np.log(levels) / math.log(at))


def plateau_bound(decay: float, dimension: int, epsilon: ArrayLike) -> Array:
    """|MSE(T₂) − ‖w*‖²/d| ≲ (ε^(−a)/d)^(1/3) + (ln d / d)^(1/3) (paper, Prop. 4), the constant 1.

    The MSE still waits on its plateau when u and s have arrived, the more so the larger d. Where
    the bound is not well below the plateau's height ‖w*‖²/d, about 1, it says nothing: ε^(−a) ≪ d
    is needed.

    Args:
        decay, dimension: a and d, within the bounds of `core.parameters`.
        epsilon: ε, a number or an array of any shape.

    Returns:
        An array of the shape of `epsilon`; NaN for a ≤ 1, where the paper has no bound.

    Raises:
        ParameterError: `decay` or `dimension` out of bounds.
        ValueError: an ε does not lie strictly between 0 and 1.
    """
    a = float(PARAMETERS["decay"].check(decay))
    d = int(PARAMETERS["dimension"].check(dimension))
    levels = arguments.levels("epsilon", epsilon)
    if a <= 1:
        return np.full(levels.shape, np.nan)[()]
    return np.cbrt(levels**-a / d) + math.cbrt(math.log(d) / d)
