"""The trade-off over a: each outcome against its run and its laws, and what is called best."""

from __future__ import annotations

import functools
import itertools
from dataclasses import replace
from threading import Event
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import theory
from core.parameters import Setup
from core.run import problem_of, solve
from ui.palette import LIGHT
from ui.text.typeset import to_html
from ui.trade_off import words as trade_off_words
from ui.trade_off.best_figure import best_figure
from ui.trade_off.budget import STEPS, Budget, for_setup, offered
from ui.trade_off.figure import Pinned, trade_off_figure
from ui.trade_off.numbers import (
    DECAYS,
    Curves,
    Outcome,
    at_time,
    best,
    best_by_law,
    best_over_budgets,
    needed,
    outcome_of,
    trade_off_steps,
)

Json = dict[str, Any]
CASES = {
    "default": Setup(),
    "flow": Setup(method="flow", dimension=200),
    "two dimensions": Setup(dimension=2),
    "smallest step": Setup(step_size=1e-8, dimension=50),
    "past the limit of some": Setup(step_size=0.15, dimension=50),
    "diverges": Setup(step_size=1e6, dimension=50),
    "huge start": Setup(start_norm=1e3, dimension=50),
    "decaying teacher": Setup(teacher="flat", teacher_decay=4.0, dimension=50),
}


@functools.cache
def outcomes(setup: Setup) -> tuple[Outcome, ...]:
    *_, (done, found) = trade_off_steps(setup, Event())
    assert done == len(DECAYS) == len(found)
    return found


def test_every_a_once_and_soon_some_that_span_the_axis() -> None:
    assert len(set(DECAYS)) == len(DECAYS)
    assert {0.0, 2.0, 6.0} <= set(DECAYS[:4])
    decays = [outcome.decay for outcome in outcomes(Setup())]
    assert decays == sorted(DECAYS)


@pytest.mark.parametrize("method", ["gd", "flow"])
@pytest.mark.parametrize("decay", [1.0, 2.0])
def test_an_outcome_is_its_run(method: str, decay: float) -> None:
    setup = Setup(method=method, decay=decay, dimension=100, horizon=1e7, steps=1_000_000_000)
    found, run = outcome_of(needed(setup), decay), solve(setup)
    # The records lie elsewhere: interpolation between 50 samples a decade and the solver's 1e-8.
    assert found.run.t1 == pytest.approx(run.phases.t1, rel=1e-3)
    assert found.run.t2 == pytest.approx(run.phases.t2, rel=1e-3)
    trajectory = run.trajectory
    left = trajectory.mse / np.mean(run.problem.teacher**2)
    known = (trajectory.time > 0) & (trajectory.loss > 0)
    for budget in (2.0, 50.0, 1000.0):
        # Here the run is a power of t between its records, to second order.
        log_loss, log_left = (
            np.interp(np.log(budget), np.log(trajectory.time[known]), np.log(values[known]))
            for values in (trajectory.loss, left)
        )
        loss, share = (
            at_time(found.time, values, budget) for values in (found.run.loss, found.run.mse)
        )
        assert loss == pytest.approx(np.exp(log_loss), rel=5e-3)
        assert share == pytest.approx(np.exp(log_left), rel=5e-3)
    assert np.interp(found.run.half, trajectory.time, left) == pytest.approx(0.5, rel=5e-3)


def test_with_a_preconditioner_the_plateau_has_the_weights_of_the_mse() -> None:
    """Of the MSE all is left at the start, and the law halves where the run does."""
    setup = Setup(preconditioner=0.5)
    found, problem = outcome_of(setup, 2.0), solve(setup).problem
    plateau = problem.mean_square(problem.teacher)
    # The start, of norm 1, adds 1/d = 0.001 to the plateau's 0.6, and a product as small.
    assert found.run.mse[0] == pytest.approx(1, abs=0.01)
    # Without the weights the mean square is 160 times as small.
    assert plateau > 100 * np.mean(problem.teacher**2)
    # The law counts time from 0: it is early by a part of T₂ = 0.8 of 20.
    assert found.law.half == pytest.approx(found.run.half, rel=0.04)
    assert found.law.half < found.run.half


def test_budgets_are_steps_of_descent() -> None:
    setup = Setup(step_size=0.02, dimension=30)
    found = outcome_of(setup, 2.0)
    assert found.time == pytest.approx(0.02 * np.array(STEPS), rel=1e-15)
    steps = np.array(STEPS)[:40:5]
    run = solve(replace(setup, decay=2.0, steps=int(steps[-1])), at=steps)
    np.testing.assert_allclose(found.run.loss[:40:5], run.trajectory.loss, rtol=1e-6)


def test_the_laws_hold_for_a_steep_spectrum_and_a_late_budget() -> None:
    for outcome in outcomes(Setup(teacher="flat")):
        if not 1.5 <= outcome.decay <= 3.5:
            continue
        run, law = outcome.run, outcome.law
        # By the part s(T₁) of the linear flow (tests/core/theory/test_escape).
        assert law.t1 == pytest.approx(run.t1, rel=0.02)
        late = (outcome.time > 300) & (outcome.time < 1e4)
        # The correction of the order of F(8t) is 3% at a = 1.5 (tests/core/test_laws_against_runs).
        np.testing.assert_allclose(run.loss[late], law.loss[late], rtol=0.06)
        np.testing.assert_allclose(run.mse[late], law.mse[late], rtol=0.06)
        if np.isfinite(run.half):
            assert law.half == pytest.approx(run.half, rel=0.03)


def test_the_laws_are_early_where_the_escape_takes_long() -> None:
    slow = next(outcome for outcome in outcomes(Setup()) if outcome.decay == 0.9)
    assert slow.law.half < 0.75 * slow.run.half
    # Before 3 T₁ they are not taken.
    assert np.all(np.isnan(slow.law.loss[3 * slow.law.t1 > slow.time]))


def test_no_law_is_taken_for_a_large_start() -> None:
    huge, large, small = (
        outcome_of(Setup(start_norm=norm, dimension=100), 2.0).law for norm in (1e3, 3.0, 1.0)
    )
    assert np.isnan(huge.t1)
    assert np.isnan(large.half)
    assert np.isfinite(small.half)


def test_loss_and_mse_at_a_budget_that_is_too_early_for_the_laws() -> None:
    """At 2 T₁ the loss of a run is still half as large again as its law; at a = 0.9 the MSE too."""
    steep = next(outcome for outcome in outcomes(Setup(teacher="flat")) if outcome.decay == 2.0)
    problem = problem_of(Setup(teacher="flat"))
    early, late = 2 * steep.law.t1, 1e3
    law = theory.loss(problem, [early, late], step_size=0.01)
    assert at_time(steep.time, steep.run.loss, early) > 1.5 * law[0]
    assert at_time(steep.time, steep.run.loss, late) == pytest.approx(law[1], rel=0.02)
    assert np.isnan(at_time(steep.time, steep.law.loss, early))
    slow = next(outcome for outcome in outcomes(Setup(teacher="flat")) if outcome.decay == 0.9)
    # T₁ is 8 there: of a budget of 300 so much is lost that the law ends before.
    problem = problem_of(Setup(teacher="flat", decay=0.9))
    law = theory.mse(problem, 300.0, step_size=0.01) / np.mean(problem.teacher**2)
    assert at_time(slow.time, slow.run.mse, 300.0) > 1.15 * law
    assert np.isnan(at_time(slow.time, slow.law.mse, 300.0))


def test_the_best_a_of_the_laws_is_that_of_the_runs() -> None:
    """For the loss, from the budget on at which the laws hold.

    In few dimensions a flat spectrum is best for large budgets, and for it there is no law.
    """
    for dimension in (1000, 50):
        found = outcomes(Setup(teacher="flat", dimension=dimension))
        run = best_over_budgets(found, [outcome.run.loss for outcome in found])
        law = best_by_law(found, lambda curves: curves.loss)
        both = np.isfinite(run) & np.isfinite(law) & (found[0].time > 1)
        assert set(law[both]) == {6.0}
        # One budget of those, where two are about as good, may go either way.
        assert np.count_nonzero(run[both] != law[both]) <= 1
        assert np.count_nonzero(both) > 10


def test_the_best_a_for_the_mse_is_beyond_the_laws() -> None:
    """It is near 1, where they do not hold yet: none is drawn, and taken at t they would say 0."""
    found = outcomes(Setup(teacher="flat"))
    time = found[0].time
    some = (time > 30) & (time < 300)
    run = best_over_budgets(found, [outcome.run.mse for outcome in found])
    law = best_over_budgets(found, [outcome.law.mse for outcome in found])
    assert np.all((run[some] > 0.5) & (run[some] < 1.3))
    assert np.all(np.isnan(law[some]))
    problems = [problem_of(Setup(teacher="flat", decay=outcome.decay)) for outcome in found]
    claimed = [
        theory.mse(problem, time[some], step_size=0.01) / np.mean(problem.teacher**2)
        for problem in problems
    ]
    assert np.all(np.argmin(claimed, axis=0) == 0)
    assert found[0].decay == 0.0


def test_the_trade_off() -> None:
    """The title of the paper: faster escape, slower convergence."""
    found = outcomes(Setup(teacher="flat"))
    steep = [outcome for outcome in found if outcome.decay >= 1]
    for one, other in itertools.pairwise(steep):
        assert other.run.t1 < one.run.t1
        assert other.law.half > one.law.half
    budget = int(np.argmin(np.abs(found[0].time - 100.0)))
    loss = best(found, [outcome.run.loss[budget] for outcome in found])
    mse = best(found, [outcome.run.mse[budget] for outcome in found])
    assert loss.decay == 6.0
    assert mse.decay is not None
    assert 0 < mse.decay < 1.5


def test_a_budget_between_two_is_read_on_a_power_law() -> None:
    time = offered(Setup(method="flow"))
    values = 3 * time**-1.7
    for budget in (0.013, 0.77, 12.0, 999.0, 1e9):
        assert at_time(time, values, budget) == pytest.approx(3 * budget**-1.7, rel=1e-12)
    gap = np.where(time > 1, np.nan, 1.0)
    assert at_time(time, gap, 0.5) == 1
    assert np.isnan(at_time(time, gap, 5.0))


def outcomes_with(count: int) -> list[Outcome]:
    row = np.ones(5)
    curves = Curves(1.0, 1.0, 1.0, row, row)
    return [Outcome(float(decay), row, curves, curves, True) for decay in range(count)]


@given(st.lists(st.floats(1e-6, 10), min_size=1, max_size=8))
def test_the_best_is_the_least_if_it_is_clearly_less(values: list[float]) -> None:
    found = best(outcomes_with(len(values)), values)
    if found.decay is None:
        assert min(values) > 0.97 * max(values)
    else:
        assert values[int(found.decay)] == found.value == min(values)


def test_there_is_no_best_where_it_cannot_be_told() -> None:
    some = outcomes_with(3)
    assert best(some, [np.nan, np.nan, np.nan]).decay is None
    learned = best(some, [1.0, 0.0, 0.5])
    assert learned.decay is None
    assert learned.learned
    # What is left of the least known might be less.
    assert best(some, [np.nan, 0.1, 0.5]).decay is None
    assert best(some, [0.5, 0.1, np.nan]).decay == 1.0
    rows = [np.full(5, value) for value in (0.5, 0.1, 0.2)]
    assert np.all(best_over_budgets(some, rows) == 1.0)


def test_what_a_picture_does_not_depend_on() -> None:
    setup = Setup(seed=4, epsilon=0.1)
    assert needed(replace(setup, decay=5.0, steps=7, horizon=3.0)) == needed(setup)
    assert needed(replace(setup, step_size=0.02)) != needed(setup)
    flow = replace(setup, method="flow")
    assert needed(replace(flow, step_size=0.02)) == needed(flow)


def afforded(setup: Setup, time: float) -> Budget:
    """A budget of about so much time."""
    return for_setup(Budget(time), setup)


@pytest.mark.parametrize("time", [0.01, 0.77, 1e3, 1e9])
@pytest.mark.parametrize("setup", CASES.values(), ids=CASES.keys())
def test_pictures_and_sentences(setup: Setup, time: float) -> None:
    found, budget = outcomes(setup), afforded(setup, time)
    default, usual = outcomes(Setup()), afforded(Setup(), 1.0)
    for some in ((), found[:1], found):
        for drawn, other in (
            (
                trade_off_figure(some, budget, 2.0, palette=LIGHT, pinned=[Pinned(default, usual)]),
                trade_off_figure(default, usual, 2.0, palette=LIGHT),
            ),
            (
                best_figure(some, budget, 2.0, offered(setup), palette=LIGHT, pale=True),
                best_figure(default, usual, 2.0, offered(Setup()), palette=LIGHT),
            ),
        ):
            go.Figure(drawn)
            assert drawn["layout"]["height"] == other["layout"]["height"]
            low, high = drawn["layout"]["xaxis"]["range"]
            assert low < high
            for trace in drawn["data"]:
                assert trace["x"].dtype == trace["y"].dtype == np.float32
                assert not np.any(np.isinf(trace["y"]))
        said = trade_off_words.headline(some, budget, setup)
        assert "nan" not in to_html(said.text).lower()
        assert trade_off_words.description(some, budget)
        assert trade_off_words.best_description(budget)


def test_the_outcomes_of_the_other_method_can_stay_until_there_are_new_ones() -> None:
    """Their times are others than those on offer."""
    flow = outcomes(CASES["flow"])
    drawn = best_figure(flow, afforded(Setup(), 1e3), 2.0, offered(Setup()), palette=LIGHT)
    assert all(trace["x"].size == trace["y"].size for trace in drawn["data"])
    drawn = trade_off_figure(flow, afforded(Setup(), 1e3), 2.0, palette=LIGHT, pale=True)
    loss = next(trace for trace in drawn["data"] if trace["name"] == "loss")
    values = [at_time(one.time, one.run.loss, 1e3) for one in flow]
    assert loss["y"] == pytest.approx(np.maximum(values, loss["y"].min()), rel=1e-6)


def test_the_least_has_a_ring() -> None:
    drawn = trade_off_figure(outcomes(Setup()), afforded(Setup(), 1e3), 2.0, palette=LIGHT)
    rings = {trace["yaxis"]: trace["x"][0] for trace in drawn["data"] if trace["name"] == "best"}
    assert rings == {"y2": 6.0, "y3": 0.5}


def test_a_pinned_setup_is_a_line_through_its_dots() -> None:
    """With as many steps, each of its own size."""
    pin = Setup(step_size=0.05)
    budget = afforded(Setup(), 1e3)
    theirs = for_setup(budget, pin)
    assert theirs.time == pytest.approx(5 * budget.time)
    behind = [Pinned(outcomes(pin), theirs)]
    drawn = trade_off_figure(outcomes(Setup()), budget, 2.0, palette=LIGHT, pinned=behind)
    lines = [trace for trace in drawn["data"] if trace["name"] == "pinned"]
    alone = trade_off_figure(outcomes(pin), theirs, 2.0, palette=LIGHT)
    dots = [trace for trace in alone["data"] if trace["name"] not in ("law", "best")]
    assert [line["yaxis"] for line in lines] == [dot["yaxis"] for dot in dots]
    for line, dot in zip(lines, dots, strict=True):
        seen = np.array(dot["marker"]["symbol"]) == "circle"
        np.testing.assert_array_equal(line["y"][seen], dot["y"][seen])


def test_what_is_not_there_is_said() -> None:
    def said(setup: Setup, time: float) -> str:
        found = outcomes(setup)
        return trade_off_words.headline(found, afforded(setup, time), setup).text

    assert "largest stable" not in said(Setup(), 1e3)
    assert "do not escape" not in said(Setup(), 1e3)
    some = outcomes(CASES["past the limit of some"])
    count = sum(not one.stable for one in some)
    assert 0 < count < len(DECAYS)
    assert f"For {count} of the 29 $a$ the step is longer" in said(
        CASES["past the limit of some"], 10.0
    )
    assert said(CASES["diverges"], 1e9).startswith("No run gets as far")
    assert "For 29 of the 29" in said(CASES["diverges"], 1e9)
    # In 1e9 of these steps, t = 10, only steep spectra escape.
    slow = outcomes(CASES["smallest step"])
    waiting = sum(np.isnan(one.run.t1) for one in slow)
    assert 0 < waiting < len(DECAYS)
    assert f"{waiting} of the 29 runs do not escape" in said(CASES["smallest step"], 10.0)


@pytest.mark.parametrize("eta", [0.2, 1e6])
def test_past_the_largest_stable_step_no_law_is_drawn(eta: float) -> None:
    for one in outcomes(Setup(step_size=eta, dimension=50)):
        if one.stable:
            assert np.isfinite(one.run.t1)
        else:
            assert np.isnan(one.law.loss).all()
            assert np.isnan([one.law.t1, one.law.t2, one.law.half]).all()
            # Followed for so many steps, or until it diverges.
            assert np.isnan(one.run.loss[one.time > 1.01e5 * eta]).all()


def test_a_run_that_diverges_does_not_escape() -> None:
    for one in outcomes(CASES["diverges"]):
        assert np.isnan([one.run.t1, one.run.t2, one.run.half]).all()


def test_a_million_dimensions() -> None:
    """At the ends and in the middle of the axis; all are under a second each."""
    setup = Setup(dimension=1_000_000)
    found = [outcome_of(setup, decay) for decay in (0.0, 2.0, 6.0)]
    assert found[0].run.t1 > 1e4 > found[1].run.t1 > found[2].run.t1
    # By the part of s(T₁) in the linear flow (tests/core/theory/test_escape).
    assert found[1].run.t1 == pytest.approx(found[1].law.t1, rel=0.02)
    # d^a: none of the last modes is learned by then.
    assert np.isnan(found[2].run.half)
    drawn = trade_off_figure(found, afforded(setup, 1e3), 2.0, palette=LIGHT)
    go.Figure(drawn)
    assert (
        "least at **$a = 6$**" in trade_off_words.headline(found, afforded(setup, 1e3), setup).text
    )
