"""The mean field of online SGD on all d modes, by SciPy, with the moments as theory states them."""

from __future__ import annotations

import numpy as np
from scipy.integrate import solve_ivp
from scipy.signal import convolve2d

from core.problem import Problem
from tests.core.reference import Array, Observed

# The highest power of ε or z* in G.
DEGREE = 6


def gaussian_moments(q: float, v: float) -> Array:
    """⟨ε^i y^j⟩ for variances q and 1 and covariance v, by Stein's recursion; (7, 7)."""
    table = np.zeros((DEGREE + 1, DEGREE + 1))
    table[0, 0] = 1.0
    for j in range(2, DEGREE + 1):
        table[0, j] = (j - 1) * table[0, j - 2]
    for i in range(1, DEGREE + 1):
        for j in range(DEGREE + 1 - i):
            if i > 1:
                table[i, j] += (i - 1) * q * table[i - 2, j]
            if j > 0:
                table[i, j] += j * v * table[i - 1, j - 1]
    return table


def polynomial(sigma: float, noise: float) -> Array:
    """G = (z² − z*²)² z² + noise² z², z = σz* + ε: the factor of ε^i z*^j at [i, j]."""
    z = np.zeros((2, 2))
    z[1, 0], z[0, 1] = 1.0, sigma
    square = convolve2d(z, z)
    gap = square.copy()
    gap[0, 2] -= 1
    g = convolve2d(convolve2d(gap, gap), square)
    g[:3, :3] += noise**2 * square
    return g


def with_derivatives(g: Array) -> Array:
    """G and its second derivatives, by ε twice, by both and by z* twice; (4, 7, 7)."""
    parts = np.zeros((4, *g.shape))
    parts[0] = g
    powers = np.arange(DEGREE + 1.0)
    twice = powers * (powers - 1)
    parts[1, :-2] = (twice[:, None] * g)[2:]
    parts[2, :-1, :-1] = (powers[:, None] * powers * g)[1:, 1:]
    parts[3, :, :-2] = (twice * g)[:, 2:]
    return parts


def means(parts: Array, q: float, v: float) -> Array:
    """Of every polynomial over the Gaussian pair."""
    return np.tensordot(parts, gaussian_moments(q, v), 2)


def scipy_mean_field(problem: Problem, step_size: float, noise: float, at: Array) -> Observed:
    """(R, P) until |u| = 1/2, from there the same of e = w − σw*."""
    rate, teacher, d = problem.eigenvalues, problem.teacher, problem.dimension

    def field(_: float, y: Array, sigma: float) -> Array:
        r, p = y[:d], y[d:]
        v, q = float(np.sum(rate * teacher * r)), float(np.sum(rate * p))
        if sigma == 0:
            c, g = 4 - 12 * q, 8 * v
        else:
            c, g = -8 - 24 * sigma * v - 12 * q, -16 * v - 12 * sigma * q
        whole, second, mixed, other = means(parts[sigma], q, v)
        size = rate * whole + rate**2 * (p * second + 2 * r * teacher * mixed + teacher**2 * other)
        return np.concatenate(
            (
                rate * (c * r + g * teacher),
                2 * rate * (c * p + g * teacher * r) + 16 * step_size * size,
            )
        )

    parts = {sigma: with_derivatives(polynomial(sigma, noise)) for sigma in (0.0, 1.0, -1.0)}

    def halfway(_: float, y: Array, __: float) -> float:
        return abs(float(np.sum(rate * y[:d] * teacher))) - 0.5

    halfway.terminal = True  # type: ignore[attr-defined]
    options = {"method": "Radau", "rtol": 1e-11, "atol": 1e-16}
    start = np.concatenate((problem.start, problem.start**2))
    first = solve_ivp(field, (0, at[-1]), start, args=(0.0,), t_eval=at, events=halfway, **options)
    paths, sigmas = [first.y], [np.zeros(first.y.shape[1])]
    if first.status == 1:
        turn, y = float(first.t_events[0][0]), first.y_events[0][0]
        sigma = float(np.sign(np.sum(rate * y[:d] * teacher)))
        moved = np.concatenate(
            (y[:d] - sigma * teacher, y[d:] - 2 * sigma * teacher * y[:d] + teacher**2)
        )
        later = at[at > turn]
        second = solve_ivp(field, (turn, at[-1]), moved, args=(sigma,), t_eval=later, **options)
        paths.append(second.y)
        sigmas.append(np.full(second.y.shape[1], sigma))
    y, sigma = np.concatenate(paths, axis=1), np.concatenate(sigmas)
    r, p = y[:d], y[d:]
    v, q = (rate * teacher) @ r, rate @ p
    u, s = sigma + v, sigma**2 + 2 * sigma * v + q
    end = 1.0 if u[-1] >= 0 else -1.0
    drop = np.where(sigma == 0, 1 - s, -(2 * sigma * v + q))
    far = [
        np.sum(p, axis=0)
        + 2 * (sigma - side) * (teacher @ r)
        + (sigma - side) ** 2 * np.sum(teacher**2)
        for side in (1, -1)
    ]
    return Observed(
        end * u,
        s,
        np.where(sigma == end, -end * v, 1 - end * u),
        drop,
        np.minimum(*far) / d,
        np.where(sigma == 0, 3 * s**2 + 3 - 4 * u**2 - 2 * s, 4 * q + 3 * drop**2 - 4 * v**2),
    )
