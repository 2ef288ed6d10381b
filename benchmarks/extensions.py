"""A preconditioner and a student of fixed norm, against the plain run and against loops over w.

python -m benchmarks.extensions
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from scipy.integrate import solve_ivp

from benchmarks.timing import best_seconds
from core import Problem, gradient_descent, gradient_flow

DECAY, DIMENSION, STEP_SIZE, STEPS = 2.0, 1000, 0.01, 10_000_000
HORIZON = 1e5
LOOPED = 2_000


def numpy_loop(problem: Problem, steps: int) -> None:
    """Projected steps in w."""
    w, norm = problem.start.copy(), np.linalg.norm(problem.start)
    for _ in range(steps):
        w = w - STEP_SIZE * problem.gradient(w)
        w *= norm / np.linalg.norm(w)


def lsoda(problem: Problem) -> None:
    """The flow on the sphere, all d modes."""

    def flow(_: float, w: np.ndarray) -> np.ndarray:
        move = -problem.gradient(w)
        return np.asarray(move - (w @ move) / (w @ w) * w)

    solve_ivp(flow, (0, HORIZON), problem.start, method="LSODA", rtol=1e-8, atol=1e-10)


def once(task: Callable[[], None]) -> float:
    """The seconds of one call."""
    begin = time.perf_counter()
    task()
    return time.perf_counter() - begin


def main() -> None:
    """Print the times."""
    plain = Problem.power_law(DECAY, DIMENSION)
    other = Problem.power_law(DECAY, DIMENSION, preconditioner=0.5)
    large = Problem.power_law(DECAY, DIMENSION, start_norm=50.0)

    def descent(problem: Problem, student: str = "free") -> Callable[[], object]:
        return lambda: gradient_descent(problem, STEP_SIZE, STEPS, student=student)

    def flow(problem: Problem, student: str = "free") -> Callable[[], object]:
        return lambda: gradient_flow(problem, HORIZON, student=student)

    for task in (descent(plain), descent(large, "fixed norm"), flow(plain, "fixed norm")):
        task()
    times = best_seconds(
        descent(plain), descent(other), descent(plain, "fixed norm"), flow(plain), flow(other),
        flow(plain, "fixed norm"), flow(large, "fixed norm"),
    )  # fmt: skip
    (single,) = best_seconds(descent(large, "fixed norm"), rounds=3)
    print(
        f"a = {DECAY:g}, d = {DIMENSION}, η = {STEP_SIZE}, {STEPS:.0e} steps; flow to {HORIZON:g}"
    )
    names = (
        "descent, free", "descent, p = 0.5", "descent, fixed norm 1, at rest early",
        "flow, free", "flow, p = 0.5", "flow, fixed norm 1", "flow, fixed norm 50",
    )  # fmt: skip
    for name, seconds in zip(names, times, strict=True):
        print(f"  {name:40s}{seconds * 1e3:9.2f} ms")
    loop = once(lambda: numpy_loop(large, LOOPED)) * STEPS / LOOPED
    each = single / STEPS * 1e9
    print(f"  descent, fixed norm 50, step by step    {single * 1e3:9.0f} ms, {each:.0f} ns a step")
    print(f"  the same, NumPy loop (scaled up)        {loop:9.0f} s, {loop / single:,.0f} x")
    scipy = once(lambda: lsoda(plain))
    ratio = scipy / times[5]
    print(f"  flow, fixed norm 1, LSODA in w          {scipy * 1e3:9.0f} ms, {ratio:,.0f} x")


if __name__ == "__main__":
    main()
