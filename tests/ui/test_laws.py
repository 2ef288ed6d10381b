"""The laws beside a run: drawn where they are good, and silent with a reason where they are not."""

import numpy as np
import pytest

from core.parameters import Setup
from core.run import solve
from tests.ui.cases import CASES
from ui.laws import laws_of

NAMES = ("one_minus_u", "one_minus_s", "loss", "mse")


@pytest.mark.parametrize("setup", CASES.values(), ids=CASES.keys())
def test_every_law_is_there_or_says_why_not(setup: Setup) -> None:
    run = solve(setup)
    laws = laws_of(run)
    for name in NAMES:
        values = getattr(laws, name)
        assert values.shape == laws.late.shape
        if not np.isfinite(values).any():
            assert laws.why_not(name)
        elif np.isnan(values).any():
            # A law ends with a cause, or where nothing is left to compare.
            assert laws.why_not(name) or values[np.isfinite(values)][-1] < 1e-15


def test_a_law_is_silent_where_it_ends() -> None:
    laws = laws_of(solve(Setup(teacher_decay=1.0)))
    assert laws.ranges is not None
    known = np.isfinite(laws.one_minus_u)
    np.testing.assert_array_equal(known, laws.late <= laws.ranges.one_minus_u.last)
    assert known.any()
    assert not known.all()
    assert np.isnan(laws.mse).all()
    assert "start is not small" in laws.why_not("mse")


@pytest.mark.parametrize(
    "setup",
    [
        Setup(start_norm=30.0),
        Setup(start_norm=100.0),
        Setup(teacher_decay=2.0),
        Setup(teacher_decay=4.0),
        Setup(dimension=2),
    ],
    ids=str,
)
def test_no_law_is_drawn_far_from_its_run(setup: Setup) -> None:
    assert laws_of(solve(setup)).late.size == 0


def test_a_time_to_converge_is_told_if_the_laws_will_be_good() -> None:
    for setup in (Setup(), Setup(steps=100), Setup(steps=1)):
        assert laws_of(solve(setup)).convergence_time == pytest.approx(1.53, abs=0.02)
    # By the law it would come before the escape, or the start is still there.
    for setup in (Setup(decay=0.0), Setup(start_norm=1e-6), Setup(start_norm=30.0)):
        assert laws_of(solve(setup)).convergence_time is None


def test_the_minimum_repels_from_the_limit_on() -> None:
    run = solve(CASES["periodic"])
    assert laws_of(run).repels(run.trajectory)
    for setup in (Setup(), Setup(method="flow")):
        run = solve(setup)
        assert not laws_of(run).repels(run.trajectory)
