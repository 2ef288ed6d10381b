"""The reduction against sums over all modes, relative to what is left of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.problem import Problem
from core.reduction import FASTEST_DECAY, Reduction, reduce
from tests.core.problems import make, problems


def worst_error(problem: Problem, reduction: Reduction, longest: float) -> float:
    """Over λ^p e^(−x(λ − λ_min)), p = 0, 1, 2, and x up to the longest; relative to Σ |m| f."""
    rate, lowest = problem.eigenvalues, problem.eigenvalues.min()
    measures = (
        (problem.start**2, reduction.start),
        (problem.start * problem.teacher, reduction.cross),
        (problem.teacher**2, reduction.teacher),
        (np.ones(problem.dimension), reduction.modes),
    )
    worst = 0.0
    for x in FASTEST_DECAY * longest * np.concatenate(([0], np.geomspace(1e-8, 1, 30))):
        for power in (0, 1, 2):
            f = rate**power * np.exp(-x * (rate - lowest))
            reduced = reduction.rate**power * np.exp(-x * (reduction.rate - lowest))
            for full, nodes in measures:
                gap = abs(np.sum(nodes * reduced) - np.sum(full * f))
                worst = max(worst, float(gap / np.sum(np.abs(full) * f)))
    return worst


@settings(max_examples=60)
@given(problem=problems(largest=20_000), exponent=st.floats(-3, 9))
def test_any_spectrum(problem: Problem, exponent: float) -> None:
    longest = 10**exponent
    reduction = reduce(problem, longest)
    # 1e-15 is asked of the interpolation; rounding in sums of up to 2e4 terms adds to it.
    assert worst_error(problem, reduction, longest) < 1e-12
    assert len(reduction) <= min(problem.dimension, 400)


@pytest.mark.parametrize("decay", [0.0, 0.3, 1.0, 1.2, 2.0, 6.0])
@pytest.mark.parametrize("longest", [1.0, 1e5, 1e9])
def test_a_million_modes(decay: float, longest: float) -> None:
    problem = Problem.power_law(decay, 1_000_000)
    reduction = reduce(problem, longest)
    # As above, with sums of 1e6 terms: 1e6 roundings of 1e-16, at worst all one way, of the mass.
    assert worst_error(problem, reduction, longest) < 1e-10
    assert len(reduction) <= 400


@settings(max_examples=40)
@given(problem=problems(largest=5_000), fraction=st.floats(0.01, 0.99), exponent=st.floats(0, 5))
def test_the_discrete_rates(problem: Problem, fraction: float, exponent: float) -> None:
    """(1 − 8ηλ)^2k, also where 8ηλ > 1."""
    rate = problem.eigenvalues
    step_size = fraction * 2 / (8 * rate.max())
    steps = int(10**exponent)
    reduction = reduce(problem, step_size * steps, step_size=step_size)
    for k in np.unique(np.geomspace(1, steps, 12).astype(int)):
        full = np.sum(problem.teacher**2 * rate * (1 - 8 * step_size * rate) ** (2 * k))
        nodes = np.sum(
            reduction.teacher * reduction.rate * (1 - 8 * step_size * reduction.rate) ** (2 * k)
        )
        # The power itself carries 2k roundings of 1e-16 in either sum.
        assert nodes == pytest.approx(full, rel=1e-11 + 4e-16 * k)


def test_few_modes_are_kept_as_they_are() -> None:
    problem = make("Pareto", 20, 0)
    reduction = reduce(problem, 1e4)
    assert reduction.exact.all()
    assert np.array_equal(np.sort(reduction.rate), np.sort(problem.eigenvalues))
    assert np.allclose(np.sort(reduction.start), np.sort(problem.start**2), rtol=0, atol=0)


def test_equal_eigenvalues_are_one_node() -> None:
    reduction = reduce(Problem.power_law(0, 100_000), 1e6)
    assert len(reduction) == 1
    assert reduction.exact.all()


def test_the_order_of_the_modes_does_not_matter() -> None:
    problem = Problem.power_law(1.5, 5_000)
    order = np.random.default_rng(0).permutation(5_000)
    shuffled = Problem(problem.eigenvalues[order], problem.teacher[order], problem.start[order])
    ours, theirs = reduce(problem, 1e4), reduce(shuffled, 1e4)
    assert np.allclose(np.sort(ours.rate), np.sort(theirs.rate), rtol=1e-14)
    assert ours.teacher.sum() == pytest.approx(theirs.teacher.sum(), rel=1e-13)


def test_the_arrays_cannot_be_changed() -> None:
    reduction = reduce(Problem.power_law(2, 100), 1.0)
    with pytest.raises(ValueError, match="read-only"):
        reduction.rate[0] = 1.0
