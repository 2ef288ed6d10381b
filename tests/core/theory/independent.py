"""Runs in plain NumPy and SciPy over all d modes, in the error e = w − w*.

They share nothing with `core.dynamics`, so the theory is tested against what it does not know.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from core.problem import Problem

Array = NDArray[np.float64]


class Seen(NamedTuple):
    """What a run showed at the times asked for."""

    one_minus_u: Array
    one_minus_s: Array
    loss: Array
    mse: Array


def flow(problem: Problem, time: Array) -> Seen:
    """Solve ė = −∇L(w* + e), with the sign of w* towards which the run ends.

    With v = Σ λ e w*, q = Σ λ e²: ė_i = −λ_i [(8 + 24v + 12q) e_i + (16v + 12q) w*_i].
    """
    return _see(problem, flow_errors(problem, time))


def flow_errors(problem: Problem, time: Array) -> Array:
    """e of the flow, of shape (d, n)."""
    return _towards_the_end(problem, lambda start: _solve(problem, start, time))


def descent(problem: Problem, step_size: float, at: NDArray[np.int64]) -> Seen:
    """Take max(at) steps of gradient descent one by one; what is seen at the steps `at`."""
    return _see(problem, descent_errors(problem, step_size, at))


def descent_errors(problem: Problem, step_size: float, at: NDArray[np.int64]) -> Array:
    """e of gradient descent, of shape (d, n)."""
    return _towards_the_end(problem, lambda start: _step(problem, start, step_size, at))


def _towards_the_end(problem: Problem, run: Callable[[Array], Array]) -> Array:
    e = run(problem.start)
    return e if _see(problem, e).one_minus_u[-1] <= 1 else run(-problem.start)


def _see(problem: Problem, e: Array) -> Seen:
    """1 − u = −v, 1 − s = −(2v + q), L = 4q + 3(2v + q)² − 4v² for errors e of shape (d, n)."""
    v, q = (problem.eigenvalues * problem.teacher) @ e, problem.eigenvalues @ e**2
    past = 2 * v + q
    return Seen(-v, -past, 4 * q + 3 * past**2 - 4 * v**2, np.mean(e**2, axis=0))


def _step(problem: Problem, start: Array, step_size: float, at: NDArray[np.int64]) -> Array:
    rate, pull = problem.eigenvalues, problem.eigenvalues * problem.teacher
    e, seen, wanted = start - problem.teacher, [], set(at.tolist())
    for step in range(int(at[-1]) + 1):
        if step in wanted:
            seen.append(e)
        student = rate * e
        v, q = pull @ e, student @ e
        e = e - step_size * ((8 + 24 * v + 12 * q) * student + (16 * v + 12 * q) * pull)
    return np.array(seen).T


def _solve(problem: Problem, start: Array, time: Array) -> Array:
    rate, pull = problem.eigenvalues, problem.eigenvalues * problem.teacher

    def slope(_: float, e: Array) -> Array:
        v, q = pull @ e, rate @ e**2
        return -(8 + 24 * v + 12 * q) * rate * e - (16 * v + 12 * q) * pull

    def jacobian(_: float, e: Array) -> Array:
        v, q = pull @ e, rate @ e**2
        student = rate * e
        matrix = -np.outer(student, 24 * pull + 24 * student)
        matrix -= np.outer(pull, 16 * pull + 24 * student)
        matrix[np.diag_indices(rate.size)] -= (8 + 24 * v + 12 * q) * rate
        return matrix

    solution = solve_ivp(
        slope,
        (0.0, float(time[-1])),
        start - problem.teacher,
        method="BDF",
        jac=jacobian,
        t_eval=time,
        rtol=1e-7,
        atol=1e-9,
    )
    return solution.y
