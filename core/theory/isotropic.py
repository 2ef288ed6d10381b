"""The isotropic flow: with Q = λI the two equations of (u, s) close, and can be solved by hand.

With one eigenvalue λ every u^(k+1) is λ u^(k), and the moment equations (paper, 3.4-3.5) become

    u̇ = 12λ u (1 − s),      ṡ = 8λ [(1 − 3s) s + 2u²].

Their solution is ours. Split w into αw* and a part of size β across it: u = α, s = α² + β². Then
α/β grows like e^(8λt) and 1/β² obeys a linear equation, so with f = e^(−8λt) and β² = s₀ − u₀²

    u = u₀ / √D,    s = (β² f² + u₀²) / D,    D = u₀² + 3β² f² + (1 − 3β² − u₀²) f³.

It is a run of the full dynamics only for equal eigenvalues. Any other spectrum learns its modes one
after the other, and its path in the (u, s) plane bends away from this one.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.theory import arguments

Array = NDArray[np.float64]

# f² is a float as long as this many e-folds of 8λt have passed; by then nothing moves any more.
MOST_EFOLDS = 300.0
# How far s may fall below u² by rounding, in units of s.
ROUNDING = 1e-9


def isotropic_field(u: ArrayLike, s: ArrayLike, *, rate: float = 1.0) -> tuple[Array, Array]:
    """(u̇, ṡ) of the isotropic flow at any points of the (u, s) plane.

    Args:
        u, s: arrays of one shape, or that broadcast.
        rate: λ; it sets the speed and not the streamlines.
    """
    x, y = np.broadcast_arrays(np.asarray(u, np.float64), np.asarray(s, np.float64))
    return 12 * rate * x * (1 - y), 8 * rate * ((1 - 3 * y) * y + 2 * x * x)


def isotropic_path(
    u: float, s: float, time: ArrayLike, *, rate: float = 1.0
) -> tuple[Array, Array]:
    """(u(t), s(t)) of the isotropic flow that is at (u, s) when t = 0, by the closed formula.

    Args:
        u, s: where the path begins, in the region u² ≤ s.
        time: t, a number or an array of any shape.
        rate: λ; the streamline does not depend on it.

    Returns:
        Two arrays of the shape of `time` (NumPy floats for a number).

    Raises:
        ValueError: (u, s) is outside the region or not finite; a time is negative or not finite;
            `rate` is not positive or not finite.
    """
    if not (math.isfinite(s) and s - u * u >= -ROUNDING * abs(s)):
        raise ValueError(f"(u, s) must be finite with u² ≤ s; they are ({u}, {s}).")
    if not (math.isfinite(rate) and rate > 0):
        raise ValueError(f"rate must be positive and finite; it is {rate}.")
    across, along = max(s - u * u, 0.0), u * u
    f = np.exp(-np.minimum(8 * rate * arguments.times(time), MOST_EFOLDS))
    # Divided by f² where u₀ = 0, so that the path along the saddles' direction stays a number.
    if along == 0:
        size = 3 * across + (1 - 3 * across) * f
        return np.zeros(f.shape)[()], np.asarray(across / size)[()]
    size = along + 3 * across * f * f + (1 - 3 * across - along) * f**3
    return np.asarray(u / np.sqrt(size))[()], np.asarray((across * f * f + along) / size)[()]
