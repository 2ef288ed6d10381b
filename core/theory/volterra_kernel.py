"""The marching of the Volterra equation: product integration, two implicit scalars an interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.compiling import kernel

Array = NDArray[np.float64]

# Newton's method in two unknowns; from an extrapolated guess it takes two or three iterations.
MOST_ITERATIONS = 20
CONVERGED = 1e-13
# Below this |z| the moments of e^(z(1−x)) are summed as a series, above it formed by subtraction.
SMALL = 0.5
TERMS = 13


@kernel
def march(
    rate: Array, start: Array, cross: Array, teacher: Array, mesh: Array
) -> tuple[Array, Array]:
    """u and s at the points of `mesh`, which begins at 0; NaN from where an interval is too long.

    On node k the two parts of w are a = e^(4λΘ), the start's, and the memory of u,

        m(t) = ∫₀ᵗ e^(4λ(Θ(t) − Θ(τ))) u(τ) dτ,      w = a w(0) + 8λ m w*.

    Over an interval u is taken as linear and s as constant, at the mean of its ends. With z = 4λΔΘ
    and p_j = ∫₀¹ x^j e^(z(1−x)) dx

        a ← e^z a,      m ← e^z m + h [u_0 (p_0 − p_1) + u_1 p_1],

    and the new u and s must be those of the new a and m: two equations for u_1 and s_1.
    """
    count = rate.size
    u, s = np.full(mesh.size, np.nan), np.full(mesh.size, np.nan)
    a, memory = np.ones(count), np.zeros(count)
    new_a, new_memory = np.empty(count), np.empty(count)
    u[0], s[0] = 0.0, 0.0
    for k in range(count):
        u[0] += rate[k] * cross[k]
        s[0] += rate[k] * start[k]
    p = np.empty(4)
    for i in range(1, mesh.size):
        length = mesh[i] - mesh[i - 1]
        u0, s0 = u[i - 1], s[i - 1]
        u1, s1 = u0, s0
        if i > 1:
            ratio = length / (mesh[i - 1] - mesh[i - 2])
            u1, s1 = u0 + ratio * (u0 - u[i - 2]), s0 + ratio * (s0 - s[i - 2])
        solved = False
        for _ in range(MOST_ITERATIONS):
            theta = length * (1 - 1.5 * (s0 + s1))
            found_u, found_s, uu, us, su, ss = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
            for k in range(count):
                exponent = 4 * rate[k] * theta
                _moments(exponent, p)
                by_s = -6 * rate[k] * length
                x = a[k] * p[3]
                y = p[3] * memory[k] + length * (u0 * (p[0] - p[1]) + u1 * p[1])
                new_a[k], new_memory[k] = x, y
                # dp_0/dz = p_0 − p_1 and dp_1/dz = p_1 − p_2.
                change = u0 * (p[0] - 2 * p[1] + p[2]) + u1 * (p[1] - p[2])
                change = by_s * (p[3] * memory[k] + length * change)
                drive = 8 * rate[k]
                on_start = start[k] * x + cross[k] * drive * y
                on_teacher = cross[k] * x + teacher[k] * drive * y
                found_u += rate[k] * on_teacher
                found_s += rate[k] * (on_start * x + on_teacher * drive * y)
                us += rate[k] * (cross[k] * by_s * x + teacher[k] * drive * change)
                ss += 2 * rate[k] * (on_start * by_s * x + on_teacher * drive * change)
                uu += rate[k] * teacher[k] * drive * length * p[1]
                su += 2 * rate[k] * on_teacher * drive * length * p[1]
            # (1 − J) (du, ds) = found − guess.
            gap_u, gap_s = found_u - u1, found_s - s1
            determinant = (1 - uu) * (1 - ss) - us * su
            du = ((1 - ss) * gap_u + us * gap_s) / determinant
            ds = (su * gap_u + (1 - uu) * gap_s) / determinant
            u1, s1 = u1 + du, s1 + ds
            if not (abs(u1) < np.inf and abs(s1) < np.inf):
                break
            if abs(du) <= CONVERGED * abs(u1) and abs(ds) <= CONVERGED * s1:
                solved = True
                break
        if not solved:
            return u, s
        u[i], s[i] = u1, s1
        for k in range(count):
            a[k], memory[k] = new_a[k], new_memory[k]
    return u, s


@kernel
def _moments(z: float, p: Array) -> None:
    """p_j = ∫₀¹ x^j e^(z(1−x)) dx for j = 0, 1, 2, and e^z in p_3."""
    if abs(z) < SMALL:
        # p_2 = 2 Σ z^n / (n + 3)!.
        total = 0.0
        for n in range(TERMS, 0, -1):
            total = (total + 1) * z / (n + 3)
        p[2] = (total + 1) / 3
        p[1] = 0.5 + z * p[2] / 2
        p[0] = 1 + z * p[1]
        p[3] = 1 + z * p[0]
    else:
        p[3] = np.exp(z)
        p[0] = (p[3] - 1) / z
        p[1] = (p[0] - 1) / z
        p[2] = 2 * (p[1] - 0.5) / z
