"""1e7 steps of gradient descent, against the loops that one would otherwise write.

    python -m benchmarks.descent

The loops are timed over fewer steps and scaled up: their cost is the same in every step.
"""

from __future__ import annotations

import itertools

import numpy as np
from numba import njit

from benchmarks.timing import best_seconds
from core import Problem, gradient_descent

DECAY, DIMENSION, STEP_SIZE, STEPS = 2.0, 1000, 0.01, 10_000_000
NUMPY_STEPS, COMPILED_STEPS = 20_000, 200_000


def numpy_loop(problem: Problem, step_size: float, steps: int) -> np.ndarray:
    """The natural numpy loop; Qw is formed once a step."""
    rate, target = problem.eigenvalues, problem.eigenvalues * problem.teacher
    w = problem.start.copy()
    for _ in range(steps):
        weighted = rate * w
        w -= step_size * ((12 * (weighted @ w) - 4) * weighted - 8 * (w @ target) * target)
    return w


@njit(fastmath=True)
def compiled_loop(
    rate: np.ndarray, teacher: np.ndarray, start: np.ndarray, step_size: float, steps: int
) -> np.ndarray:
    """The same, compiled and vectorised: one pass over the modes a step."""
    w = start.copy()
    u, s = 0.0, 0.0
    for i in range(w.size):
        u += rate[i] * w[i] * teacher[i]
        s += rate[i] * w[i] * w[i]
    for _ in range(steps):
        shrink, pull = step_size * (12 * s - 4), step_size * 8 * u
        u, s = 0.0, 0.0
        for i in range(w.size):
            w[i] -= rate[i] * (shrink * w[i] - pull * teacher[i])
            u += rate[i] * w[i] * teacher[i]
            s += rate[i] * w[i] * w[i]
    return w


def main() -> None:
    """Print the times and their ratios."""
    seeds = itertools.count(1)
    problem = Problem.power_law(DECAY, DIMENSION)

    def solved(steps: int) -> object:
        # A problem that was not seen before, each time.
        fresh = Problem.power_law(DECAY, DIMENSION, seed=next(seeds))
        return gradient_descent(fresh, STEP_SIZE, steps)

    arrays = problem.eigenvalues, problem.teacher, problem.start
    compiled_loop(*arrays, STEP_SIZE, 1)
    solved(STEPS)
    ours, billion, in_numpy, compiled = best_seconds(
        lambda: [solved(STEPS) for _ in range(20)],
        lambda: [solved(1_000_000_000) for _ in range(20)],
        lambda: numpy_loop(problem, STEP_SIZE, NUMPY_STEPS),
        lambda: compiled_loop(*arrays, STEP_SIZE, COMPILED_STEPS),
    )
    ours, billion = ours / 20, billion / 20
    in_numpy *= STEPS / NUMPY_STEPS
    compiled *= STEPS / COMPILED_STEPS
    print(f"gradient descent, a = {DECAY:g}, d = {DIMENSION}, η = {STEP_SIZE:g}, {STEPS:.0e} steps")
    print(f"  solved, with making and reducing the problem  {ours * 1e3:8.2f} ms")
    print(f"  numpy loop (scaled up)     {in_numpy:8.1f} s   {in_numpy / ours:10,.0f} x")
    print(f"  compiled loop (scaled up)  {compiled:8.2f} s   {compiled / ours:10,.0f} x")
    print(f"  1e9 steps instead          {billion * 1e3:8.2f} ms  {billion / ours:9.2f} x as long")


if __name__ == "__main__":
    main()
