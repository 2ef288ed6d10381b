import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parameters import PARAMETERS
from ui.controls import evenly, step_sizes
from ui.stops import per_decade, readable_numbers
from ui.text.numbers import exact
from ui.view import Key, parameter

LINEAR = (Key.DECAY, Key.TEACHER_DECAY, Key.DELTA)
LOGARITHMIC = (Key.DIMENSION, Key.STEPS, Key.EPSILON)


@pytest.mark.parametrize("key", [*LINEAR, *LOGARITHMIC])
def test_grid_is_allowed_and_holds_the_default(key: Key) -> None:
    declared = parameter(key)
    grid = evenly(key) if key in LINEAR else per_decade(key)
    assert declared.default in grid
    assert [declared.check(value) for value in grid] == grid == sorted(set(grid))


@pytest.mark.parametrize("key", [Key.DECAY, Key.DIMENSION])
def test_grid_reaches_both_bounds(key: Key) -> None:
    declared = parameter(key)
    grid = evenly(key) if key in LINEAR else per_decade(key)
    assert (grid[0], grid[-1]) == (declared.low, declared.high)


@given(st.floats(0.01, 1e5))
def test_step_sizes_go_past_the_stability_limit(limit: float) -> None:
    grid = step_sizes(limit)
    assert grid[0] == 1e-4
    assert grid[-1] >= min(3 * limit, PARAMETERS["step_size"].high) * (1 - 1e-12)
    assert PARAMETERS["step_size"].default in grid


def test_readable_numbers_have_two_digits() -> None:
    numbers = readable_numbers(1e-4, 1e4)
    assert all(len(exact(value).strip("0.,").replace(".", "")) <= 4 for value in numbers)
    assert readable_numbers(1, 10, integer=True) == [1, 2, 3, 4, 5, 6, 8, 10]
    assert readable_numbers(0.1, 1) == [0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0]
