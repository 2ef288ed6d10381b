"""Problems to test the theory on: drawn at random, or built for one difficulty."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.problem import Problem

Array = NDArray[np.float64]


def problem_of(eigenvalues: Array, share: Array, start: Array | None = None) -> Problem:
    """A problem in which mode i carries the part λ_i w*_i² ∝ share_i of the signal."""
    eigenvalues, share = np.asarray(eigenvalues, float), np.asarray(share, float)
    teacher = np.sqrt(share / share.sum() / eigenvalues)
    return Problem(eigenvalues, teacher, np.ones(eigenvalues.size) if start is None else start)


@st.composite
def problems(draw: st.DrawFn, largest: int = 300) -> Problem:
    """Power laws, exponential, clustered and Pareto spectra; teachers of any decay; any start."""
    d = draw(st.integers(1, largest))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    index = np.arange(1, d + 1)
    kind = draw(st.sampled_from(["power", "exponential", "clusters", "pareto"]))
    if kind == "power":
        decay = draw(st.sampled_from([0.0, 0.3, 0.999, 1.0, 1.001, 1.5, 2.0, 6.0]))
        eigenvalues = index**-decay
    elif kind == "exponential":
        eigenvalues = np.exp(-draw(st.floats(1e-6, 2.0)) * index)
    elif kind == "clusters":
        centres = rng.choice([1.0, 0.999, 0.5, 1e-3, 1e-9], d)
        eigenvalues = centres * (1 + draw(st.sampled_from([0.0, 1e-15, 1e-6])) * rng.random(d))
    else:
        eigenvalues = 1 / (1 + rng.pareto(1.5, d))
    eigenvalues = eigenvalues * draw(st.sampled_from([1.0, 1 / eigenvalues.sum(), 1e-90, 1e90]))
    eigenvalues = np.maximum(eigenvalues, 1e-290)
    teacher = rng.standard_normal(d) * index ** -draw(st.sampled_from([0.0, 1.0, -2.0]))
    teacher *= np.where(rng.random(d) < draw(st.sampled_from([0.0, 0.5])), 1e-9, 1.0)
    start = rng.standard_normal(d) * draw(st.sampled_from([1e-3, 1.0])) / np.sqrt(d)
    signal = np.sum(eigenvalues * teacher**2)
    return Problem(eigenvalues, teacher / np.sqrt(signal), start)


def rank_one(problem: Problem, slope: float, strength: float) -> Array:
    """slope Q + strength (Qw*)(Qw*)ᵀ, dense."""
    p = problem.eigenvalues * problem.teacher
    return np.diag(slope * problem.eigenvalues) + strength * np.outer(p, p)
