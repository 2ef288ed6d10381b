"""Online SGD as one would write it in NumPy, drawing the numbers that the kernel draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.problem import Problem


def numpy_loop(
    problem: Problem, step_size: float, steps: int, noise: float, seed: int, replica: int = 0
) -> NDArray[np.float64]:
    """w after every step, shape (steps + 1, d)."""
    stream = np.random.SeedSequence(seed).spawn(replica + 1)[replica]
    rng = np.random.Generator(np.random.SFC64(stream))
    root, w = np.sqrt(problem.eigenvalues), problem.start.copy()
    path = [w]
    for _ in range(steps):
        x = root * rng.standard_normal(problem.dimension)
        y = (x @ problem.teacher) ** 2 + noise * rng.standard_normal()
        z = x @ w
        w = w - 4 * step_size * (z**2 - y) * z * x
        path.append(w)
    return np.array(path)
