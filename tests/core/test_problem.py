"""The problem: its loss and derivatives, its random makers, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from core.parameters import ParameterError
from core.problem import LARGEST_HESSIAN, Problem
from tests.core.problems import make, problems


def test_the_loss_is_the_mean_over_samples() -> None:
    """L = E(⟨x,w⟩² − ⟨x,w*⟩²)² over Gaussian x, by Monte Carlo."""
    problem = make("power law", 6, 3)
    rng = np.random.default_rng(0)
    x = rng.standard_normal((400_000, 6)) * np.sqrt(problem.eigenvalues)
    squares = ((x @ problem.start) ** 2 - (x @ problem.teacher) ** 2) ** 2
    # Four standard errors of the mean.
    error = 4 * squares.std() / np.sqrt(squares.size)
    assert problem.loss(problem.start) == pytest.approx(squares.mean(), abs=error)


@settings(max_examples=25)
@given(problem=problems(largest=30))
def test_gradient_and_hessian_are_derivatives(problem: Problem) -> None:
    w, rng = problem.start, np.random.default_rng(1)
    direction = rng.standard_normal(problem.dimension)
    direction /= np.linalg.norm(direction)
    h = 1e-4
    ahead, back = w + h * direction, w - h * direction
    slope = (problem.loss(ahead) - problem.loss(back)) / (2 * h)
    bend = (problem.gradient(ahead) - problem.gradient(back)) / (2 * h)
    # Central differences: h² times third derivatives of a quartic, plus 1e-16 / h of rounding.
    assert problem.gradient(w) @ direction == pytest.approx(slope, rel=1e-5, abs=1e-6)
    assert np.allclose(problem.hessian(w) @ direction, bend, rtol=1e-5, atol=1e-6)


@settings(max_examples=25)
@given(problem=problems(largest=60))
def test_critical_points_are_critical_and_of_their_kind(problem: Problem) -> None:
    kinds = set()
    for point in problem.critical_points():
        scale = np.max(problem.eigenvalues * np.abs(point.w), initial=1e-300)
        assert np.max(np.abs(problem.gradient(point.w))) <= 1e-9 * max(scale, 1)
        curvature = np.linalg.eigvalsh(problem.hessian(point.w))
        noise = 1e-9 * np.max(np.abs(curvature))
        if point.kind == "minimum":
            assert curvature.min() > -noise
            assert point.loss == pytest.approx(0, abs=1e-8)
        elif point.kind == "maximum":
            assert curvature.max() < noise
            assert point.loss == pytest.approx(3)
        else:
            assert curvature.min() < -noise
            assert curvature.max() > noise
            assert point.s == pytest.approx(1 / 3)
            assert abs(point.u) < 1e-6
            # L = 3/9 + 3 − 2/3.
            assert point.loss == pytest.approx(8 / 3)
        kinds.add(point.kind)
    assert {"minimum", "maximum"} <= kinds
    assert "saddle" in kinds


@pytest.mark.parametrize("decay", [0.0, 0.5, 1.0, 2.0, 6.0])
@pytest.mark.parametrize("dimension", [2, 1_000, 1_000_000])
def test_the_power_law_is_normalised(decay: float, dimension: int) -> None:
    problem = Problem.power_law(decay, dimension, start_norm=3.0)
    rate = problem.eigenvalues
    assert rate.sum() == pytest.approx(1, rel=1e-12)
    assert rate[1] / rate[0] == pytest.approx(2**-decay, rel=1e-14)
    assert np.sum(rate * problem.teacher**2) == pytest.approx(1, rel=1e-12)
    assert np.linalg.norm(problem.start) == pytest.approx(3, rel=1e-12)
    assert problem.exponents is not None
    assert problem.exponents.decay == decay


def test_a_flat_teacher_with_a_decay() -> None:
    problem = Problem.power_law(2, 500, teacher="flat", teacher_decay=1.5)
    squares = problem.teacher**2
    assert np.allclose(squares / squares[0], np.arange(1, 501) ** -1.5)
    assert 150 < np.sum(problem.teacher > 0) < 350


def test_the_draws_of_teacher_and_start_do_not_disturb_each_other() -> None:
    gaussian, flat = (Problem.power_law(2, 50, teacher=kind) for kind in ("gaussian", "flat"))
    assert np.array_equal(gaussian.start, flat.start)
    assert np.array_equal(np.sign(gaussian.teacher), np.sign(flat.teacher))
    assert not np.array_equal(gaussian.start, Problem.power_law(2, 50, seed=1).start)
    # A larger d adds modes and keeps the leading draws.
    longer = Problem.power_law(2, 100).teacher[:50]
    assert np.allclose(longer / longer[0], gaussian.teacher / gaussian.teacher[0])


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        (([1.0, np.nan], [1, 0], [1, 0]), "eigenvalues must be finite; entry 1"),
        (([1.0, -0.1], [1, 0], [1, 0]), "positive"),
        (([1.0, 0.0], [1, 0], [1, 0]), "positive"),
        (([1.0, 1.0], [1, 0, 0], [1, 0]), "teacher must have as many entries"),
        (([1.0, 1.0], [1, 0], [1]), "start must have as many entries"),
        (([1.0, 1.0], [1, np.inf], [1, 0]), "teacher must be finite"),
        (([1.0, 1.0], [2, 0], [1, 0]), "here the sum is 4"),
        (([[1.0]], [1], [1]), "one-dimensional"),
        (([], [], []), "at least one"),
        ((["a", "b"], [1, 0], [1, 0]), "real numbers"),
        (([1.0, 1.0], [1e200, 0], [1, 0]), "Divide the teacher"),
    ],
)
def test_a_wrong_array_gets_a_sentence(arrays: tuple[object, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Problem(*arrays)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "arguments",
    [
        {"decay": -1},
        {"decay": float("nan")},
        {"decay": 7},
        {"dimension": 1},
        {"dimension": 10**7},
        {"dimension": 2.5},
        {"teacher": "Gauss"},
        {"start_norm": 0},
        {"seed": -1},
        {"teacher_decay": 9},
    ],
)
def test_a_wrong_parameter_gets_a_sentence(arguments: dict[str, object]) -> None:
    with pytest.raises(ParameterError, match=next(iter(arguments))):
        Problem.power_law(**({"decay": 2, "dimension": 10} | arguments))  # type: ignore[arg-type]


def test_the_arrays_are_the_problems_own() -> None:
    rate = np.array([0.5, 0.5])
    problem = Problem(rate, [1, 1], [1, 0])
    rate[0] = 9
    assert problem.eigenvalues[0] == 0.5
    with pytest.raises(ValueError, match="read-only"):
        problem.start[0] = 2


def test_a_dense_hessian_is_bounded() -> None:
    problem = Problem.power_law(1, LARGEST_HESSIAN + 1)
    with pytest.raises(ValueError, match="dense Hessian"):
        problem.hessian(problem.start)
    with pytest.raises(ValueError, match="shape"):
        problem.loss([1.0])
