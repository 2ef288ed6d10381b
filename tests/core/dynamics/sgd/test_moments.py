"""The polynomials of the mean field: against Stein's recursion, against samples, by differences."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.dynamics.sgd.moments import KINDS, fill_moments
from tests.core.dynamics.sgd.full_mean_field import means, polynomial, with_derivatives


def moments_at(chosen, v, q, noise):
    moments, slopes = np.empty((KINDS, 1)), np.empty((2, KINDS, 1))
    fill_moments(chosen, v, q, noise**2, 0, moments, slopes)
    return moments[:, 0], slopes[:, :, 0]


@given(
    chosen=st.booleans(),
    v=st.floats(-1, 1),
    q=st.floats(0, 4),
    noise=st.sampled_from([0.0, 0.05, 2.0]),
)
def test_moments_are_those_of_the_gaussian_pair(chosen, v, q, noise):
    moments, slopes = moments_at(chosen, v, q, noise)
    parts = with_derivatives(polynomial(float(chosen), noise))
    rounding = 1e-13 * means(np.abs(parts), q, abs(v))
    assert np.all(np.abs(moments[2:] - means(parts, q, v)) <= rounding)
    for by, (dv, dq) in zip(slopes, [(1, 0), (0, 1)], strict=True):
        h = 1e-4
        ahead, _ = moments_at(chosen, v + h * dv, q + h * dq, noise)
        behind, _ = moments_at(chosen, v - h * dv, q - h * dq, noise)
        # At most cubic: the central difference is off by h² times a third derivative below 1000.
        assert np.allclose(by, (ahead - behind) / (2 * h), rtol=1e-8, atol=1e-5)


def test_the_moments_of_samples():
    """The polynomial that the tests go by, against drawn samples."""
    rng, q, v, noise = np.random.default_rng(1), 0.7, -0.3, 0.5
    y = rng.standard_normal(4_000_000)
    e = v * y + np.sqrt(q - v * v) * rng.standard_normal(y.size)
    z = y + e
    g = (z**2 - y**2 + noise * rng.standard_normal(y.size)) ** 2 * z**2
    expected = means(polynomial(1.0, noise), q, v)
    assert abs(g.mean() - expected) < 4 * g.std() / np.sqrt(g.size)
