"""What is drawn of an escape: the run's curves, the linear flow's, and their sentences."""

import functools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import theory
from core.parameters import Setup
from core.run import Run, solve
from tests.ui.cases import CASES
from ui.escape import words as escape_words
from ui.escape.numbers import Escape, axis_end, escape_nodes, escape_of, growth, size
from ui.laws import laws_of
from ui.text.words import Tone


@functools.cache
def solved(setup: Setup) -> tuple[Run, Escape]:
    run = solve(setup)
    return run, escape_of(run, laws_of(run).escape_time, escape_nodes(run.problem))


@given(
    st.floats(-5, 5), st.floats(1e-6, 1e-2), st.lists(st.floats(0.01, 2), min_size=2, max_size=30)
)
def test_growth_of_an_exponential_is_its_rate(
    rate: float, start: float, steps: list[float]
) -> None:
    time = np.cumsum(steps)
    run = replace(solved(Setup())[0].trajectory, time=time, u=-start * np.exp(rate * time))
    middle, found = growth(run, float(time[-1]))
    # Rounding of a logarithm up to 300, over the shortest of the steps.
    np.testing.assert_allclose(found, rate, atol=1e-11)
    assert np.all((time[:-1] < middle) & (middle < time[1:]))


def test_a_zero_is_a_gap() -> None:
    run = replace(solved(Setup())[0].trajectory, u=np.zeros(4), time=np.arange(4.0))
    assert np.isnan(size(run, 9.0)[1]).all()
    assert np.isnan(growth(run, 9.0)[1]).all()


@pytest.mark.parametrize("method", ["gd", "flow"])
def test_a_long_escape_grows_at_the_largest_root(method: str) -> None:
    """δ is small: the brake 1 − 3s takes 3s(T₁) of the rate and no more."""
    run, escape = solved(Setup(method=method, start_norm=1e-6, delta=0.02, horizon=100.0))
    root = theory.secular_equation(run.problem).roots[0]
    assert escape.settled is not None
    assert run.phases.t1 is not None
    assert escape.settled < run.phases.t1
    assert escape.reached == pytest.approx(root, rel=0.02)


def test_a_short_escape_has_not_settled() -> None:
    """Its growth is then not ρ, though the linear flow has T₁: that is why both are shown."""
    run, escape = solved(Setup(seed=9))
    assert run.phases.t1 is not None
    assert escape.settled is None
    root = theory.secular_equation(run.problem).roots[0]
    assert escape.reached is not None
    assert abs(escape.reached / root - 1) > 0.1
    assert escape.expected == pytest.approx(run.phases.t1, rel=0.02)


def test_near_a_saddle_the_linear_flow_is_early_and_in_the_picture() -> None:
    """s passes 1/3 before u is large: the brake that the linear flow leaves out."""
    run, escape = solved(Setup(seed=11))
    assert run.phases.t1 is not None
    assert escape.expected is not None
    assert escape.expected < 0.75 * run.phases.t1 < escape.end
    assert "near the saddles" in escape_words.headline(run, escape).text


def test_past_the_saddles_it_is_only_the_brake() -> None:
    run, escape = solved(Setup(delta=0.9))
    said = escape_words.headline(run, escape).text
    assert "saddles" not in said
    assert "the brake" in said


@pytest.mark.parametrize("setup", CASES.values(), ids=CASES.keys())
def test_every_run_has_a_picture_and_a_sentence(setup: Setup) -> None:
    run, escape = solved(setup)
    assert escape.end > 0
    for time, values in (escape.overlap, escape.rate, escape.law_overlap, escape.law_rate):
        assert time.shape == values.shape
    if run.phases.t1 is not None:
        assert escape.end >= run.phases.t1
    assert escape_words.headline(run, escape).text


def test_sentences() -> None:
    assert "the linear flow" in escape_words.headline(*solved(Setup())).text
    assert "not reached" in escape_words.headline(*solved(CASES["never escapes"])).text
    assert "nothing to escape" in escape_words.headline(*solved(CASES["huge start"])).text
    run, escape = solved(Setup())
    without = escape_words.headline(run, replace(escape, expected=None))
    assert without.tone is Tone.WARNING


def test_other_runs_widen_the_axis_but_do_not_press_the_present_one_flat() -> None:
    assert axis_end(1.0, []) == 1.0
    assert axis_end(1.0, [0.5, 3.0]) == 3.0
    assert axis_end(1.0, [450.0]) == 5.0
