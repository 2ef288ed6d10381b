"""Models and their fits: against finite differences, exact curves and SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from core.hypothesis import MODELS, fit
from core.hypothesis.fits import least_squares

X = np.geomspace(10, 3_000, 9)
# θ of each model: the scale, then the shape.
RANGES = {
    "constant": [(-3, 3)],
    "logarithm": [(-3, 3), (-2, 2)],
    "power law": [(-3, 3), (-2, 2)],
    "exponential": [(-3, 3), (-2, 2)],
    "power law with a floor": [(-3, 3), (-2, -0.3), (-3, 1)],
}


@st.composite
def parameters(draw):
    name = draw(st.sampled_from(sorted(MODELS)))
    return name, np.array([[draw(st.floats(*ends)) for ends in RANGES[name]]])


@given(parameters())
def test_the_jacobian_is_the_derivative(drawn):
    name, theta = drawn
    model = MODELS[name](X)
    for i, column in enumerate(model.jacobian(theta)[0].T):
        step = np.zeros_like(theta)
        step[0, i] = 1e-5
        difference = (model.log_value(theta + step) - model.log_value(theta - step))[0] / 2e-5
        # Central differences are off by h²/6 times the third derivative, 1e-10, and by rounding.
        np.testing.assert_allclose(column, difference, atol=1e-9)


FORMULAS = {
    "A": lambda x, A: A + 0 * x,
    "A + B ln x": lambda x, A, B: A + B * np.log(x),
    "A x^b": lambda x, A, b: A * x**b,
    "A e^(c x)": lambda x, A, c: A * np.exp(c * x),
    "A x^b + C": lambda x, A, b, C: A * x**b + C,
}


@given(parameters())
def test_the_named_numbers_are_those_of_the_formula(drawn):
    name, theta = drawn
    model = MODELS[name](X)
    values = {key: value[0] for key, value in model.named(theta).items()}
    found = FORMULAS[model.formula](X, **values)
    np.testing.assert_allclose(np.log(found), model.log_value(theta)[0], rtol=0, atol=1e-9)


@settings(max_examples=50)
@given(parameters())
def test_an_exact_curve_is_found(drawn):
    name, theta = drawn
    model = MODELS[name](X)
    curves = np.repeat(model.log_value(theta), 6, axis=0)
    found = fit(model, curves, rng=np.random.default_rng(0))
    # The cost is quadratic at its minimum: stopping at 1e-8 of it leaves 1e-4 of nothing here.
    assert found.misfit < 1e-5
    assert list(found.values) == list(found.intervals)


@pytest.mark.parametrize("name", sorted(MODELS))
def test_least_squares_are_scipys(name):
    rng = np.random.default_rng(0)
    theta = np.array([[np.mean(ends) - 0.1 for ends in RANGES[name]]])
    model = MODELS[name](X)
    data = model.log_value(theta) + 0.05 * rng.standard_normal((20, X.size))
    found = least_squares(model, data, np.repeat(theta, 20, axis=0))
    for row, mine in zip(data, found, strict=True):
        theirs = optimize.least_squares(
            lambda t, row=row: model.log_value(t[None])[0] - row, theta[0], xtol=1e-12, ftol=1e-12
        )
        mine_cost = np.sum((model.log_value(mine[None])[0] - row) ** 2) / 2
        assert mine_cost <= theirs.cost * (1 + 1e-6)


def test_the_interval_of_a_power_law_is_students_over_the_slopes_of_the_seeds():
    rng = np.random.default_rng(0)
    model = MODELS["power law"](X)
    curves = -0.7 * np.log(X) + 0.1 * rng.standard_normal((12, X.size))
    curves += rng.standard_normal((12, 1))
    slopes = np.polyfit(np.log(X), curves.T, 1)[0]
    expected = stats.t.interval(0.95, 11, slopes.mean(), stats.sem(slopes))
    low, high = fit(model, curves, rng=rng).intervals["b"]
    # 1,000 resamples know a percentile of the bootstrap to some 6 % of the interval's width.
    assert (low, high) == pytest.approx(expected, abs=0.15 * (expected[1] - expected[0]))


@pytest.mark.parametrize("name", sorted(MODELS))
def test_the_p_value_is_uniform_if_the_model_is_true(name):
    rng = np.random.default_rng(1)
    theta = np.array([[np.mean(ends) - 0.1 for ends in RANGES[name]]])
    model = MODELS[name](X)
    p = []
    for _ in range(300):
        curves = model.log_value(theta) + 0.1 * rng.standard_normal((10, X.size))
        p.append(fit(model, curves + 0.3 * rng.standard_normal((10, 1))).p_value)
    # Of 300, 15 ± 3.8 are expected below 5 %; four deviations more, for ever the same draw.
    assert np.sum(np.array(p) < 0.05) <= 15 + 4 * 3.8
    assert np.sum(np.array(p) < 0.5) >= 100


@pytest.mark.parametrize("name", ["power law", "power law with a floor", "exponential"])
def test_a_steep_fit_far_from_its_scale_is_a_number(name):
    model = MODELS[name](np.linspace(1e4, 1.01e4, 8))
    # As steep as resamples over a short range may be: at x = 1 it is past all numbers.
    theta = np.array([[0.0, -500.0, 0.0][: model.size]])
    assert all(np.isfinite(value).all() for value in model.named(theta).values())


def test_the_resamples_are_drawn_from_the_seed():
    curves = np.random.default_rng(0).standard_normal((8, X.size))
    found = [
        fit(MODELS["power law"](X), curves, rng=np.random.default_rng(seed)).intervals
        for seed in (1, 1, 2)
    ]
    assert found[0] == found[1] != found[2]
