"""The numbers drawn inside a kernel are NumPy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from core.normals import (
    fill_with_chi_squares,
    fill_with_normals,
    fill_with_uniforms,
    normal,
    stream_of,
    uniform,
)


def generator(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.SFC64(seed))


@pytest.mark.parametrize("seed", range(3))
def test_the_numbers_are_the_generators_bit_for_bit(seed):
    numpy = generator(seed)
    stream = stream_of(numpy)
    # Enough to come to the ziggurat's tail, one number in 4,000, many times.
    drawn = np.empty(200_000)
    fill_with_normals(stream, drawn)
    assert np.array_equal(drawn, numpy.standard_normal(drawn.size))
    assert np.array_equal(stream, stream_of(numpy))
    fill_with_uniforms(stream, drawn)
    assert np.array_equal(drawn, numpy.random(drawn.size))
    assert [normal(stream) for _ in range(1000)] == list(numpy.standard_normal(1000))
    assert [uniform(stream) for _ in range(1000)] == list(numpy.random(1000))


def test_a_stream_is_a_copy():
    numpy = generator(0)
    stream = stream_of(numpy)
    normal(stream)
    assert not np.array_equal(stream, stream_of(numpy))


def test_another_bit_generator_is_refused():
    with pytest.raises(ValueError, match="not from PCG64"):
        stream_of(np.random.default_rng(0))


@pytest.mark.parametrize("freedom", [2, 3, 7, 1_000, 1_000_000])
def test_chi_squares_have_their_law(freedom):
    stream = stream_of(generator(freedom))
    count = 100_000
    proposals, values = np.empty(count), np.empty(count)
    fill_with_normals(stream, proposals)
    centre = np.full(count, freedom / 2 - 1 / 3)
    spread = 1 / np.sqrt(9 * centre)
    fill_with_chi_squares(stream, centre, spread, proposals, np.empty(count), values)
    # One fixed draw each; 1e-3 leaves a sound generator one chance in two hundred over the five.
    assert stats.kstest(values, stats.chi2(freedom).cdf).pvalue > 1e-3
