"""Small dense linear algebra: many m × m systems at once, and the one system of Newton's method.

A tile is an array (m, m, width) of matrices, one for each node, the node innermost so that every
loop over it vectorises. For those no pivoting is needed: T dominates, or −λhc > 0 on its diagonal.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.compiling import kernel

Array = NDArray[np.float64]


@kernel
def invert_tile(matrix: Array, factor: Array) -> None:
    """Invert a tile in place (Gauss-Jordan); `factor` is room for its width."""
    order, _, width = matrix.shape
    for pivot in range(order):
        for k in range(width):
            factor[k] = 1 / matrix[pivot, pivot, k]
            matrix[pivot, pivot, k] = 1.0
        for j in range(order):
            for k in range(width):
                matrix[pivot, j, k] *= factor[k]
        for i in range(order):
            if i == pivot:
                continue
            for k in range(width):
                factor[k] = matrix[i, pivot, k]
                matrix[i, pivot, k] = 0.0
            for j in range(order):
                for k in range(width):
                    matrix[i, j, k] -= factor[k] * matrix[pivot, j, k]


@kernel
def solve_tile(matrix: Array, first: Array, second: Array, factor: Array) -> None:
    """Solve a tile for two right-hand sides, (m, width) each, in place."""
    order, _, width = matrix.shape
    for pivot in range(order):
        for k in range(width):
            factor[k] = 1 / matrix[pivot, pivot, k]
            first[pivot, k] *= factor[k]
            second[pivot, k] *= factor[k]
        for j in range(pivot + 1, order):
            for k in range(width):
                matrix[pivot, j, k] *= factor[k]
        for i in range(pivot + 1, order):
            for k in range(width):
                entry = matrix[i, pivot, k]
                first[i, k] -= entry * first[pivot, k]
                second[i, k] -= entry * second[pivot, k]
            for j in range(pivot + 1, order):
                for k in range(width):
                    matrix[i, j, k] -= matrix[i, pivot, k] * matrix[pivot, j, k]
    for pivot in range(order - 1, 0, -1):
        for i in range(pivot):
            for k in range(width):
                entry = matrix[i, pivot, k]
                first[i, k] -= entry * first[pivot, k]
                second[i, k] -= entry * second[pivot, k]


@kernel
def factorise(matrix: Array, pivots: NDArray[np.int64]) -> bool:
    """LU with partial pivoting, in place; False if the matrix is singular or not finite."""
    size = pivots.size
    for column in range(size):
        pivot = column
        for row in range(column + 1, size):
            if abs(matrix[row, column]) > abs(matrix[pivot, column]):
                pivot = row
        pivots[column] = pivot
        if not 0 < abs(matrix[pivot, column]) < np.inf:
            return False
        if pivot != column:
            for j in range(size):
                matrix[column, j], matrix[pivot, j] = matrix[pivot, j], matrix[column, j]
        for row in range(column + 1, size):
            ratio = matrix[row, column] / matrix[column, column]
            matrix[row, column] = ratio
            for j in range(column + 1, size):
                matrix[row, j] -= ratio * matrix[column, j]
    return True


@kernel
def solve_factorised(matrix: Array, pivots: NDArray[np.int64], vector: Array) -> None:
    """Solve with what `factorise` left, in place."""
    size = pivots.size
    for row in range(size):
        pivot = pivots[row]
        vector[row], vector[pivot] = vector[pivot], vector[row]
    for row in range(size):
        total = vector[row]
        for j in range(row):
            total -= matrix[row, j] * vector[j]
        vector[row] = total
    for row in range(size - 1, -1, -1):
        total = vector[row]
        for j in range(row + 1, size):
            total -= matrix[row, j] * vector[j]
        vector[row] = total / matrix[row, row]
