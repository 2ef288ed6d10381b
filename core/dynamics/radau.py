"""The tables of the collocation: Radau points, differentiation, interpolation and the error
estimate."""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.polynomial import Legendre, legendre
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Radau(NamedTuple):
    """Everything a block needs to know about its m + 1 points τ_0 = 0 < τ_1 < … < τ_m = 1.

    Attributes:
        points: τ, shape (m + 1,): 0 and the m right Radau points of [0, 1].
        derivatives: D^r / r! for r = 1 … m, shape (m, m + 1, m + 1), D the differentiation matrix
            on τ.
        barycentric: the weights of barycentric interpolation, shape (m + 1,).
        highest: rows that give the two highest Legendre coefficients, a_m and a_{m−1}; shape
            (2, m + 1).
    """

    points: Array
    derivatives: Array
    barycentric: Array
    highest: Array


@cache
def radau(order: int) -> Radau:
    """The tables for m = `order` stages."""
    difference = Legendre.basis(order) - Legendre.basis(order - 1)
    interior = np.sort(difference.roots().real)[:-1]
    points = np.concatenate(([0.0], (interior + 1) / 2, [1.0]))
    gaps = points[:, None] - points[None, :]
    np.fill_diagonal(gaps, 1.0)
    barycentric = 1 / gaps.prod(axis=1)
    derivative = barycentric[None, :] / barycentric[:, None] / gaps
    np.fill_diagonal(derivative, 0.0)
    # Each row differentiates a constant to zero; this choice of the diagonal keeps that exact.
    np.fill_diagonal(derivative, -derivative.sum(axis=1))
    powers = [derivative]
    for _ in range(order - 1):
        powers.append(powers[-1] @ derivative)
    derivatives = np.array([power / math.factorial(r + 1) for r, power in enumerate(powers)])
    highest = np.linalg.inv(legendre.legvander(2 * points - 1, order))[[order, order - 1]]
    tables = Radau(
        points, derivatives, barycentric / np.abs(barycentric).max(), np.ascontiguousarray(highest)
    )
    for table in tables:
        table.setflags(write=False)
    return tables
