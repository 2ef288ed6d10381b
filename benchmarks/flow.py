"""The gradient flow to t = 1e6, against SciPy's LSODA with the analytic Jacobian.

python -m benchmarks.flow
"""

from __future__ import annotations

import time

import numpy as np
from scipy.integrate import solve_ivp

from benchmarks.timing import best_seconds
from core import Problem, gradient_flow

DECAY, HORIZON, TOLERANCE = 2.0, 1e6, 1e-8


def lsoda(problem: Problem) -> np.ndarray:
    """All d modes; the error is asked of every coordinate of w."""
    result = solve_ivp(
        lambda _, w: -problem.gradient(w),
        (0, HORIZON),
        problem.start,
        method="LSODA",
        jac=lambda _, w: -problem.hessian(w),
        rtol=TOLERANCE,
        atol=TOLERANCE * 1e-2,
    )
    return np.asarray(result.y[:, -1])


def main() -> None:
    """Print the times and their ratio."""
    problem, large = Problem.power_law(DECAY, 1000), Problem.power_law(DECAY, 1_000_000)
    gradient_flow(problem, HORIZON)
    begin = time.perf_counter()
    w = lsoda(problem)
    scipy = time.perf_counter() - begin
    ours, million = best_seconds(
        lambda: gradient_flow(problem, HORIZON), lambda: gradient_flow(large, HORIZON)
    )
    gap = 1 - abs(problem.summary(w)[0])
    run = gradient_flow(problem, HORIZON, at=[HORIZON])
    print(f"gradient flow, a = {DECAY:g}, t = {HORIZON:.0e}, tolerance {TOLERANCE:g}")
    ratio = scipy / ours
    print(f"  d = 1000, solved      {ours * 1e3:8.2f} ms  1 − u = {run.one_minus_u[0]:.4e}")
    print(f"  d = 1000, LSODA       {scipy * 1e3:8.0f} ms  1 − u = {gap:.4e}  {ratio:,.0f} x")
    print(f"  d = 1e6, solved       {million * 1e3:8.2f} ms  with its reduction")


if __name__ == "__main__":
    main()
