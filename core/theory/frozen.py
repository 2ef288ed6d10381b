"""Phase III from the errors that a run has at T₂: the frozen approximation and Theorem 2.

With u = s = 1 from T₂ on the modes no longer feel each other, ẇ_i = 8λ_i (w*_i − w_i), and the
errors e_i = w_i − w*_i fall as e_i(T₂ + τ) = e_i(T₂) e^(−8λ_i τ). So

    MSE(T₂ + τ) ≈ MSE(T₂) Ŝ_d(τ),    Ŝ_d(τ) = Σ π_i e^(−16λ_i τ),    π_i = e_i(T₂)² / Σ_j e_j(T₂)²,

the main term of the paper's Theorem 2, and the frozen curve of its figure 4. What the errors at T₂
are is not the theory's to say here: they are given. tail.py has the MSE without any, from the start
of the run.

The d errors are one more measure on the spectrum, so the sums run over the nodes of a reduction, to
its 1e-14.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.problem import Problem
from core.theory import arguments
from core.theory.relaxation import relax

Array = NDArray[np.float64]


class Band(NamedTuple):
    """The curves between which a run is expected; arrays of one shape."""

    low: Array
    high: Array


def frozen_mse(
    problem: Problem, errors: ArrayLike, tau: ArrayLike, *, step_size: float | None = None
) -> Array:
    """(1/d) Σ_i e_i² e^(−16λ_i τ): the MSE a time τ after the errors were e_i, u = s = 1 since.

    It leaves out what 1 − u and 1 − s, of the order of ε after T₂(ε), still do to the modes: its
    fall comes out too large by a part of about ε. Past the cutoff of a finite d, 8λ_d τ > 1, the
    last modes relax at rates not quite their own, and a run is ahead (convergence.py).

    Args:
        errors: e_i, one for each of the problem's modes and in their order; only their squares
            count.
        tau: τ, a number or an array of any shape; best all that are wanted at once, since each call
            passes over the d modes.
        step_size: η of gradient descent: (1 − 8ηλ_i)^(2τ/η) takes the place of the exponential.
            None for the flow.

    Returns:
        An array of the shape of `tau` (a NumPy float for a number); NaN where `step_size` is at or
        past the stability limit.

    Raises:
        ValueError: a τ is negative or not finite; `errors` has another shape than the eigenvalues
            or is not finite; `step_size` is not positive or not finite.
    """
    e = _checked(problem, errors)
    unlearning = Problem(problem.eigenvalues, problem.teacher, e, metric=problem.metric)
    t, modes = relax(unlearning, tau, step_size, None)
    return modes.start_size(t) / problem.dimension


def survival(
    problem: Problem, errors: ArrayLike, tau: ArrayLike, *, step_size: float | None = None
) -> Array:
    """Ŝ_d(τ) = Σ π_i e^(−16λ_i τ), π_i ∝ e_i²: the part of the MSE that is left (paper, Theorem 2).

    Arguments, result and errors as in `frozen_mse`; NaN where all errors are 0.
    """
    size = problem.mean_square(_checked(problem, errors))
    mse = frozen_mse(problem, errors, tau, step_size=step_size)
    return mse / size if size > 0 else np.full(np.shape(mse), np.nan)[()]


def survival_band(
    problem: Problem,
    errors: ArrayLike,
    tau: ArrayLike,
    epsilon: float,
    *,
    step_size: float | None = None,
) -> Band:
    """The MSE by Theorem 2 with its errors, all constants 1, which the paper does not give.

        MSE(T₂ + τ) = (1 + O(ε)) MSE(T₂) Ŝ_d(τ) + O(ε² τ² s*^(2) / d),   s*^(2) = ⟨w*, Q²w*⟩.

    The band is (1 ± ε) MSE(T₂) Ŝ_d(τ) ± ε² τ² s*^(2)/d, not below 0. For ετ ≫ √d it is wider than
    the MSE, and Theorem 2 says nothing any more. For so small an ε that T₂ is past the cutoff of a
    finite d it is too narrow: a run is ahead of `frozen_mse` then by more than a part ε.

    Args:
        epsilon: ε, the level that defines the T₂ at which the errors were taken.

    Other arguments, result and errors as in `frozen_mse`.

    Raises:
        ValueError: ε does not lie strictly between 0 and 1.
    """
    arguments.level("epsilon", epsilon)
    mse = frozen_mse(problem, errors, tau, step_size=step_size)
    further = (epsilon * arguments.times(tau)) ** 2
    further = further * problem.mean_square(problem.eigenvalues * problem.teacher)
    return Band(np.maximum((1 - epsilon) * mse - further, 0.0), (1 + epsilon) * mse + further)


def _checked(problem: Problem, errors: ArrayLike) -> Array:
    e = np.asarray(errors, dtype=np.float64)
    if e.shape != problem.eigenvalues.shape:
        raise ValueError(f"errors must have shape ({problem.dimension},); it has {e.shape}.")
    if not np.all(np.isfinite(e)):
        raise ValueError("errors must be finite.")
    return e
