"""The landscape in the (u, s) plane: how many ways lead down from a point of it.

Loss and curvature depend on w through u = ⟨w, Qw*⟩ and s = ⟨w, Qw⟩ alone, as far as the *signs* of
the Hessian's eigenvalues go. With κ = 12s − 4 the Hessian (paper, 3.2) is

    H = κQ + U diag(24, −8) Uᵀ,      U = (Qw, Qw*),      Uᵀ (κQ)⁻¹ U = (1/κ) [[s, u], [u, 1]],

so by Sylvester's law its number of negative eigenvalues is that of κQ, plus that of the 2 × 2
matrix −diag(1/24, −1/8) − Uᵀ(κQ)⁻¹U, less one (ours). No spectrum enters.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def negative_directions(u: ArrayLike, s: ArrayLike, dimension: int) -> NDArray[np.int64]:
    """How many of the Hessian's d eigenvalues are negative at a w with these u and s.

    d around the local maximum 0, d − 1 once the loss rises again along w (s > 1/9 for u = 0), and 1
    or 0 for s > 1/3. At s = 1/3 exactly H has rank 2, and one direction leads down unless w is
    parallel to w*.

    Args:
        u, s: arrays of one shape, or that broadcast, with u² ≤ s.
        dimension: d.

    Returns:
        Whole numbers of the broadcast shape.
    """
    x, y = np.broadcast_arrays(np.asarray(u, np.float64), np.asarray(s, np.float64))
    kappa = 12 * y - 4
    inverse = np.divide(1.0, kappa, out=np.zeros(kappa.shape), where=kappa != 0)
    first, last = -(1 / 24 + y * inverse), 1 / 8 - inverse
    both = x * inverse
    determinant = first * last - both * both
    of_two = np.where(determinant < 0, 1, np.where(first + last < 0, 2, 0))
    # Singular and negative semidefinite or semidefinite: one eigenvalue is 0.
    of_two = np.where((determinant == 0) & (first + last < 0), 1, of_two)
    count = np.where(kappa < 0, dimension, 0) + of_two - 1
    flat = np.where(x * x < y, 1, 0)
    return np.where(kappa == 0, flat, count)
