"""What the mean field of online SGD needs to know of the samples, as polynomials in v and q.

With e = w − σw*, σ = 0 or 1, and ε = ⟨x, e⟩, a sample moves w by 4η (z² − z*² − σ_ξ ξ) z x, where
z = σz* + ε. Its square brings in

    G = (z² − z*²)² z² + σ_ξ² z²,   for σ = 1:  ε² (2z*² + 3z*ε + ε²)² + σ_ξ² (z* + ε)²,

of which the mean V and the mean second derivatives are taken over the Gaussian pair (ε, z*) with
variances q, 1 and covariance v. For σ = 1 they are sums of small terms near the teacher.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.compiling import kernel

Array = NDArray[np.float64]

# The rows of what `fill_moments` fills.
C, G, V, EE, EZ, ZZ = 0, 1, 2, 3, 4, 5
KINDS = 6


@kernel
def fill_moments(
    chosen: bool, v: float, q: float, noise: float, at: int, moments: Array, slopes: Array
) -> None:
    """Fill column `at` with the coefficients of the mean field for given scalars.

    Args:
        chosen: whether σ = 1.
        noise: σ_ξ², the variance of the label noise.
        moments: (6, m): c and g of the drift (see `core.dynamics.nodes`), V, ⟨G_εε⟩, ⟨G_εz*⟩ and
            ⟨G_z*z*⟩.
        slopes: (2, 6, m), their derivatives by v and by q.
    """
    by_v, by_q = slopes[0], slopes[1]
    by_q[C, at] = -12.0
    if chosen:
        moments[C, at], by_v[C, at] = -8 - 24 * v - 12 * q, -24.0
        moments[G, at], by_v[G, at], by_q[G, at] = -16 * v - 12 * q, -16.0, -12.0
        moments[V, at] = (
            q * (12 + 108 * v + 39 * q + 156 * v * v + 90 * q * v + 15 * q * q)
            + v * v * (48 + 72 * v)
            + noise * (1 + 2 * v + q)
        )
        by_v[V, at] = q * (108 + 312 * v + 90 * q) + v * (96 + 216 * v) + 2 * noise
        by_q[V, at] = 12 + 108 * v + 78 * q + 156 * v * v + 180 * q * v + 45 * q * q + noise
        moments[EE, at] = 24 + 216 * v + 312 * v * v + q * (156 + 360 * v + 90 * q) + 2 * noise
        by_v[EE, at], by_q[EE, at] = 216 + 624 * v + 360 * q, 156 + 360 * v + 180 * q
        moments[EZ, at] = v * (96 + 216 * v) + q * (108 + 312 * v + 90 * q) + 2 * noise
        by_v[EZ, at], by_q[EZ, at] = 96 + 432 * v + 312 * q, 108 + 312 * v + 180 * q
        moments[ZZ, at] = 96 * v * v + q * (48 + 216 * v + 78 * q) + 2 * noise
        by_v[ZZ, at], by_q[ZZ, at] = 192 * v + 216 * q, 48 + 216 * v + 156 * q
    else:
        moments[C, at], by_v[C, at] = 4 - 12 * q, 0.0
        moments[G, at], by_v[G, at], by_q[G, at] = 8 * v, 8.0, 0.0
        moments[V, at] = q * (15 * q * q - 6 * q - 24 * v * v + 3 + noise) + 12 * v * v
        by_v[V, at], by_q[V, at] = (
            24 * v * (1 - 2 * q),
            45 * q * q - 12 * q - 24 * v * v + 3 + noise,
        )
        moments[EE, at] = 90 * q * q - 24 * (q + 2 * v * v) + 6 + 2 * noise
        by_v[EE, at], by_q[EE, at] = -96 * v, 180 * q - 24
        moments[EZ, at] = 24 * v * (1 - 2 * q)
        by_v[EZ, at], by_q[EZ, at] = 24 * (1 - 2 * q), -48 * v
        moments[ZZ, at] = 12 * (q + 2 * v * v - q * q)
        by_v[ZZ, at], by_q[ZZ, at] = 48 * v, 12 - 24 * q
