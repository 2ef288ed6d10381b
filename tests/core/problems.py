"""Random problems for the tests: every kind of spectrum, every kind of start."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from core.problem import Problem

KINDS = ("power law", "exponential", "Pareto", "clusters", "equal")
STARTS = ("random", "tiny overlap", "no overlap in u(0)")


def make(kind: str, dimension: int, seed: int, norm: float = 1.0, start: str = "random") -> Problem:
    """A problem of the kind, unsorted, with tr Q = 1."""
    rng = np.random.default_rng(seed)
    index = np.arange(dimension, dtype=float)
    if kind == "power law":
        rate = (index + 1) ** -rng.uniform(0, 6)
    elif kind == "exponential":
        # Over up to 300 orders of magnitude.
        rate = np.exp(-index * rng.uniform(0, min(1.0, 690 / dimension)))
    elif kind == "Pareto":
        rate = rng.pareto(rng.uniform(0.5, 3), dimension) + 1e-3
    elif kind == "clusters":
        rate = rng.choice(np.exp(rng.uniform(-10, 0, 3)), dimension)
    else:
        rate = np.ones(dimension)
    rate = rng.permutation(rate / rate.sum())
    teacher = rng.standard_normal(dimension)
    teacher /= np.sqrt(np.sum(rate * teacher**2))
    w = rng.standard_normal(dimension)
    if start != "random":
        w -= np.sum(rate * w * teacher) * teacher
    w *= norm / np.linalg.norm(w)
    if start == "tiny overlap":
        w += rng.choice([-1e-9, 1e-9]) * teacher
    return Problem(rate, teacher, w)


@st.composite
def problems(draw: st.DrawFn, *, largest: int = 1000, kinds: tuple[str, ...] = KINDS) -> Problem:
    """Draw one; dimensions are spread evenly over their logarithm."""
    dimension = round(2 * (largest / 2) ** draw(st.floats(0, 1)))
    norm = draw(st.sampled_from([dimension**-0.5, 1.0, 2.0]))
    return make(
        draw(st.sampled_from(kinds)),
        dimension,
        draw(st.integers(0, 2**16)),
        norm,
        draw(st.sampled_from(STARTS)),
    )


def stability_limit(problem: Problem) -> float:
    """2 / λ_max of the Hessian at w*, from the dense matrix."""
    target = problem.eigenvalues * problem.teacher
    hessian = np.diag(8 * problem.eigenvalues) + 16 * np.outer(target, target)
    return float(2 / np.linalg.eigvalsh(hessian)[-1])
