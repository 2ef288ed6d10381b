"""The tail of a run: its records, the count of learned modes, and its three charts."""

from __future__ import annotations

import functools
import itertools
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from core import follow_modes, gradient_descent, theory
from core.parameters import Setup
from core.run import Run, solve
from tests.core.theory.independent import descent_errors
from tests.ui.cases import CASES
from ui.cursor import read_at
from ui.laws import Laws, laws_of
from ui.palette import LIGHT
from ui.tail import words as tail_words
from ui.tail.drop_figure import drop_figure
from ui.tail.figure import tail_figure
from ui.tail.front_figure import front_figure
from ui.tail.numbers import (
    Frozen,
    Tail,
    errors_at,
    follow_tail,
    frozen_from,
    learned_at,
    place_to_read,
    settles,
    unlearned_at,
)
from ui.text.typeset import to_html

Json = dict[str, Any]
SMALL = Setup(decay=1.5, dimension=60, steps=100_000, teacher="flat", seed=3)


@functools.cache
def solved(setup: Setup) -> tuple[Run, Laws, Tail, Frozen | None]:
    run = solve(setup)
    laws = laws_of(run)
    tail = follow_tail(run, laws)
    return run, laws, tail, frozen_from(run, tail)


def test_records_are_those_of_the_run() -> None:
    run, _, tail, _ = solved(SMALL)
    assert tail.t2 is not None
    eta = SMALL.step_size
    # T₂ lies within the step before the recorded one.
    assert run.phases.t2 is not None
    assert 0 <= tail.t2 - run.phases.t2 <= eta * (1 + 1e-9)
    step = np.rint((tail.t2 + np.concatenate(([0.0], tail.tau))) / eta).astype(np.int64)
    again = gradient_descent(run.problem, eta, SMALL.steps, at=step)
    # Two solutions with their blocks at other places: the solver's 1e-8 each.
    np.testing.assert_allclose(tail.drop, 1 - again.mse[1:] / again.mse[0], atol=3e-8)
    assert np.all(np.diff(tail.drop) > 0)


def test_modes_are_those_of_a_run_step_by_step() -> None:
    run, _, tail, _ = solved(SMALL)
    # Up to 3,000 steps the plain loop is quick.
    places = np.flatnonzero((tail.time > 1) & (tail.time < 30))[::10]
    steps = np.rint(tail.time[places] / SMALL.step_size).astype(np.int64)
    expected = (descent_errors(run.problem, SMALL.step_size, steps).T / run.problem.teacher) ** 2
    # 32-bit numbers, and the solver's 1e-8 of w*.
    np.testing.assert_allclose(tail.unlearned[places], expected, rtol=1e-6, atol=1e-7)


def test_modes_between_two_records_are_a_power_of_time() -> None:
    _, _, tail, _ = solved(SMALL)
    for place in (20, 60, 90):
        for between in (True, False):
            there = unlearned_at(tail, float(tail.time[place]), between=between)
            np.testing.assert_array_equal(there, tail.unlearned[place])
        t0, t1 = tail.time[place : place + 2]
        middle = unlearned_at(tail, float(np.sqrt(t0 * t1)), between=True)
        mean = np.sqrt(tail.unlearned[place].astype(float) * tail.unlearned[place + 1])
        np.testing.assert_allclose(middle, mean, rtol=1e-6)
    past = unlearned_at(tail, 1e9, between=True)
    np.testing.assert_array_equal(past, tail.unlearned[-1])


@pytest.mark.parametrize("dimension", [60, 3000])
def test_the_learned_modes_are_counted(dimension: int) -> None:
    _, _, tail, _ = solved(Setup(decay=2.0, dimension=dimension, start_norm=1e-3))
    assert tail.learned[0] == 0
    # From 10 modes on the front of the law is the run's, to a mode (tests/core/theory/test_front).
    front = theory.learning_front(2.0, dimension, tail.time)
    seen = (front > 10) & (front < 0.9 * dimension)
    assert seen.sum() > 10
    # It is 2% behind where the run has just escaped, and interpolates between ranks 4% apart.
    np.testing.assert_allclose(tail.learned[seen], front[seen], rtol=0.05, atol=1)
    if dimension == 60:
        assert learned_at(tail, 1e9) == dimension


def test_the_drop_has_slope_one_and_then_that_of_the_law() -> None:
    run, _, tail, frozen = solved(Setup(decay=2.0, dimension=100_000, teacher="flat"))
    assert frozen is not None
    slope = np.diff(np.log(tail.drop)) / np.diff(np.log(tail.tau))
    assert tail.t2 is not None
    early = tail.tau[1:] < 0.05 * tail.t2
    np.testing.assert_allclose(slope[early], 1, atol=0.03)
    # Far past T₂ and far from the end, x = 600 of 1e5: 1/a, still 10% from above.
    late = (tail.tau[1:] > 1e4) & (tail.tau[1:] < 1e5)
    np.testing.assert_allclose(slope[late], 0.5, atol=0.05)
    frozen_drop = 1 - frozen.mse / tail.mse_at_t2
    # Too fast by a part of ε at the most (tests/core/theory/test_frozen).
    assert np.all(tail.drop / frozen_drop > 1 - run.setup.epsilon - 1e-3)
    assert np.all(tail.drop / frozen_drop < 1 + 1e-3)
    assert np.all((frozen.low <= tail.mse) & (tail.mse <= frozen.high))


def figures(setup: Setup) -> list[Json]:
    run, laws, tail, frozen = solved(setup)
    reading = read_at(run, laws, place_to_read(run))
    now = unlearned_at(tail, reading.time, between=settles(run))
    law = theory.mode_fall(tail.eigenvalues, reading.time) if laws.late.size else None
    front = float(theory.learning_front(setup.decay, setup.dimension, reading.time))
    return [
        tail_figure(run, laws, tail, frozen, reading, palette=LIGHT),
        front_figure(
            run, tail, now, now, law, "", front if np.isfinite(front) else None, palette=LIGHT
        ),
        drop_figure(run, tail, frozen, palette=LIGHT, behind=[tail]),
    ]


@pytest.mark.parametrize("setup", CASES.values(), ids=CASES.keys())
def test_figures_are_such_as_plotly_accepts_and_keep_their_height(setup: Setup) -> None:
    for drawn, default in zip(figures(setup), figures(Setup()), strict=True):
        go.Figure(drawn)
        assert drawn["layout"]["height"] == default["layout"]["height"]
        for trace in drawn["data"]:
            assert trace["x"].dtype == trace["y"].dtype == np.float32
            assert len(trace["x"]) == len(trace["y"])
            assert not np.any(np.isinf(trace["y"]))


@pytest.mark.parametrize("setup", CASES.values(), ids=CASES.keys())
def test_there_is_a_sentence_for_every_run(setup: Setup) -> None:
    run, laws, tail, _ = solved(setup)
    for time in (tail.time[0], place_to_read(run), tail.time[-1]):
        reading = read_at(run, laws, float(time))
        learned = learned_at(tail, reading.time)
        said = tail_words.headline(run, laws, tail, reading, learned)
        assert to_html(said.text)
        assert "nan" not in said.text.lower()
        assert all(tail_words.descriptions(run, tail, reading, learned))
    assert to_html(tail_words.slope(run, laws))


def test_without_t2_the_benchmark_is_alone_and_a_sentence_says_why() -> None:
    run, laws, tail, frozen = solved(CASES["never converges"])
    assert tail.t2 is None
    assert frozen is None
    assert tail.tau.size == 0
    said = tail_words.headline(run, laws, tail, read_at(run, laws, 1.0), 0.0)
    assert "no $T_2$" in said.text
    names = [trace["name"] for trace in figures(CASES["never converges"])[2]["data"]]
    assert "S_d" in names
    assert "run" not in names


def test_no_law_is_quoted_where_none_holds() -> None:
    for case, quoted in (("isotropic", False), ("default", True), ("never converges", True)):
        run, laws, tail, _ = solved(CASES[case])
        reading = read_at(run, laws, place_to_read(run))
        said = tail_words.headline(run, laws, tail, reading, 1.0)
        assert ("half of its plateau" in said.text) == quoted


def test_guides_have_the_slopes_they_name() -> None:
    drawn = figures(Setup(decay=4.0))[2]
    guides = [trace for trace in drawn["data"] if trace["name"] == "slope"]
    slopes = [np.diff(np.log(g["y"]))[0] / np.diff(np.log(g["x"]))[0] for g in guides]
    # Sent as 32-bit numbers.
    assert slopes == pytest.approx([1.0, 0.25], abs=1e-5)
    written = [a["text"] for a in drawn["layout"]["annotations"] if "slope" in a["text"]]
    assert written == ["slope 1", "slope 0.25"]


def test_windows_are_shaded_one_after_the_other() -> None:
    drawn = figures(Setup(dimension=30, steps=1_000_000))[2]
    bands = [s for s in drawn["layout"]["shapes"] if s["type"] == "rect" and s["y1"] == 1]
    assert len(bands) == 3
    for one, other in itertools.pairwise(bands):
        assert one["x1"] == other["x0"]


def test_counts_are_told_as_counts() -> None:
    for dimension, written in ((2, "all** of $2$ modes"), (1234, "of $1{,}234$ modes")):
        run, laws, tail, _ = solved(Setup(dimension=dimension))
        reading = read_at(run, laws, place_to_read(run) if dimension > 2 else 1e5)
        learned = learned_at(tail, reading.time)
        said = tail_words.headline(run, laws, tail, reading, learned).text
        assert written in said
    reading = read_at(run, laws, 0.2)
    assert "(step 20)" in tail_words.headline(run, laws, tail, reading, 1.0).text


def test_the_law_of_the_mse_is_neither_drawn_nor_quoted_for_a_large_start() -> None:
    for setup in (Setup(start_norm=30.0), Setup(teacher_decay=2.0), Setup(dimension=2)):
        run, laws, tail, _ = solved(setup)
        assert tail.half is None
        drawn = figures(setup)[0]
        assert not any(trace["name"] == "law" for trace in drawn["data"])
        assert "start is not small" in tail_words.on_the_law(run, laws)
        assert tail_words.of_the_law(laws, place_to_read(run)) == "no law holds here"
        assert not tail_words.law_holds(laws, place_to_read(run))
    run, laws, _, _ = solved(Setup())
    assert tail_words.on_the_law(run, laws) == ""
    assert tail_words.law_holds(laws, place_to_read(run))
    assert tail_words.of_the_law(laws, 0.1) == "the law holds from T₁′ on"
    run, laws, _, _ = solved(Setup(dimension=20))
    assert "up to $t = " in tail_words.on_the_law(run, laws)
    assert tail_words.of_the_law(laws, 5e4) == "here the law holds no longer"


@pytest.mark.parametrize("setup", [SMALL, Setup(method="flow", dimension=50)], ids=str)
def test_the_errors_at_t2_are_those_of_the_whole_run(setup: Setup) -> None:
    run, _, tail, _ = solved(setup)
    assert tail.t2 is not None
    by_steps = setup.method == "gd"
    at = round(tail.t2 / setup.step_size) if by_steps else tail.t2
    whole = follow_modes(
        run.problem,
        setup.steps if by_steps else setup.horizon,
        step_size=setup.step_size if by_steps else None,
        at=[at],
        modes=np.arange(setup.dimension),
    )
    # Two solutions, each to the solver's 1e-8 of w*.
    size = np.abs(run.problem.teacher).max()
    found = errors_at(run.problem, setup, at)
    np.testing.assert_allclose(found, whole.error[0], atol=3e-8 * size)
