"""Departures of the cut hierarchy; the cut itself is tested in tests/core/theory."""

import numpy as np
import pytest

from core import Problem, gradient_flow, theory
from core.theory import Closure
from ui.escape import words as escape_words
from ui.escape.cuts import LEVEL, ORDERS, cut_of, departures_of
from ui.escape.numbers import escape_nodes


@pytest.mark.parametrize("closure", list(Closure))
@pytest.mark.parametrize("seed", [0, 1])
def test_departures_are_where_a_dense_comparison_has_them(closure: Closure, seed: int) -> None:
    problem = Problem.power_law(1.5, 500, seed=seed)
    found = departures_of(problem, escape_nodes(problem))
    time = np.linspace(0.0, found.end, 4001)
    flow = gradient_flow(problem, found.end, at=time)
    for order in (1, 2, 4, 8):
        cut = theory.cut_hierarchy(problem, order, closure, time, sign=found.sign)
        off = np.maximum(np.abs(cut.u / flow.u - 1), np.abs(cut.s / flow.s - 1))
        dense = np.flatnonzero(~(off <= LEVEL))
        there = found.times[closure][order - 1]
        if dense.size == 0:
            assert there is None
        else:
            # The coarse samples are 12 % apart; the interpolation between them is far better.
            assert there == pytest.approx(time[dense[0]], rel=0.03, abs=2 * time[1])


def test_equal_eigenvalues_are_never_left() -> None:
    problem = Problem.power_law(0.0, 100)
    found = departures_of(problem, escape_nodes(problem))
    assert found.times[Closure.ISOTROPIC] == (None,) * len(ORDERS)
    assert None not in found.times[Closure.ZERO][:4]


def test_sentences() -> None:
    problem = Problem.power_law(2.0, 1000)
    found = departures_of(problem, escape_nodes(problem))
    said = [escape_words.cutting(found, cut_of(problem, found, k, "isotropic")) for k in (1, 12)]
    assert "1% from" in said[0]
    assert "less than 1%" in said[1]
    assert "blow up" in escape_words.cutting(found, cut_of(problem, found, 12, "zero"))
