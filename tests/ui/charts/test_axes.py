import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.charts.axes import Axis, drawn, linear_ticks, log_axis, log_ticks, spread


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (0.01, 1e5, ["0.01", "0.1", "1", "10", "100", "10³", "10⁴", "10⁵"]),
        (1e-4, 1e9, ["10⁻⁴", "0.01", "1", "100", "10⁴", "10⁶", "10⁸"]),
        (0.04, 0.7, ["0.05", "0.1", "0.2", "0.5"]),
        (0.3, 0.4, []),
    ],
)
def test_log_ticks(low: float, high: float, texts: list[str]) -> None:
    assert log_ticks(low, high, 8)[1] == texts


def test_linear_ticks() -> None:
    assert linear_ticks(0, 1e5, 5)[1] == ["0", "20,000", "40,000", "60,000", "80,000", "100,000"]
    assert linear_ticks(-0.06, 3, 5)[1] == ["0", "1", "2", "3"]


@given(st.floats(-30, 29), st.floats(0.1, 30), st.integers(3, 8))
def test_log_ticks_are_few_and_inside(bottom: float, decades: float, most: int) -> None:
    low, high = 10**bottom, 10 ** (bottom + decades)
    places, texts = log_ticks(low, high, most)
    # Under two decades the ticks are 1-2-5 steps: six fit.
    assert len(places) == len(texts) <= max(most, 6)
    assert all(low * (1 - 1e-6) <= place <= high * (1 + 1e-6) for place in places)


@given(st.lists(st.floats(-2, 3), min_size=1, max_size=6))
def test_spread_keeps_order_gap_and_bounds(places: list[float]) -> None:
    moved = spread(places, 0.1, 0.05, 0.95)
    # Nine gaps of 0.1 fit, so six labels always do; rounding stays far below 1e-9.
    ordered = sorted(moved)
    assert all(b - a >= 0.1 - 1e-9 for a, b in itertools.pairwise(ordered))
    assert ordered[0] >= 0.05 - 1e-9
    assert ordered[-1] <= 0.95 + 1e-9
    assert [moved[i] for i in sorted(range(len(places)), key=places.__getitem__)] == ordered


def test_spread_leaves_alone_what_is_apart() -> None:
    assert spread([0.2, 0.9, 0.5], 0.1, 0.0, 1.0) == pytest.approx([0.2, 0.9, 0.5], abs=1e-12)


def test_spread_moves_a_pair_equally() -> None:
    assert spread([0.5, 0.5], 0.1, 0.0, 1.0) == pytest.approx([0.45, 0.55], abs=1e-12)


def test_log_axis_covers_the_curves_and_a_decade() -> None:
    axis = log_axis([np.array([0.0, 0.5, math.nan]), np.array([0.4, -1.0])])
    assert axis.low < 0.4 < 0.5 < axis.high
    assert math.log10(axis.high / axis.low) >= 1


def test_log_axis_of_nothing() -> None:
    assert log_axis([np.zeros(3)]).log


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=1), st.booleans())
def test_drawn_is_finite_or_a_gap(numbers: list[float], log: bool) -> None:
    axis = Axis(0.1, 10, log)
    sent = drawn(np.array(numbers), axis)
    assert sent.dtype == np.float32
    assert not np.any(np.isinf(sent))
    if log:
        assert np.all(sent[~np.isnan(sent)] > 0)
