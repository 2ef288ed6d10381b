"""The spread over seeds, seed by seed."""

from threading import Event

import numpy as np

from core.parameters import Setup
from ui.comparing.seed_spread import spread_steps
from ui.comparing.seeds import CURVES, grid_of, seeded, solve_one
from ui.comparing.spread import summarise

SETUP = Setup(dimension=60, steps=3000)


def test_the_last_step_has_all_seeds_and_the_first_is_usable() -> None:
    steps = list(spread_steps(SETUP, 16, Event()))
    assert [done for done, _ in steps] == list(range(1, 17))
    first, last = steps[0][1], steps[-1][1]
    assert (first.runs, last.runs, last.total) == (1, 16, 16)
    assert np.all(np.isfinite(first.u.median))
    grid = grid_of(SETUP)
    expected = summarise(
        SETUP, 16, grid, [solve_one(seeded(SETUP, index), grid) for index in range(16)]
    )
    for name in CURVES:
        for part in ("low", "median", "high"):
            found = getattr(getattr(last, name), part)
            np.testing.assert_array_equal(found, getattr(getattr(expected, name), part))
    assert repr(last.exponents) == repr(expected.exponents)
    assert (last.t1, last.t1_prime, last.t2) == (expected.t1, expected.t1_prime, expected.t2)
