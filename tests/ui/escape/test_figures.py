"""The charts of the escape page, for runs of every kind."""

import functools
from threading import Event
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from core import theory
from core.parameters import Setup
from core.run import Run, solve
from tests.ui.cases import CASES
from ui.charts.ghosts import Ghost
from ui.escape.cuts import cut_of, departures_of
from ui.escape.cuts_figure import cut_figure, departures_figure
from ui.escape.figure import escape_figure
from ui.escape.numbers import escape_nodes, escape_of
from ui.escape.secular_figure import POLES, secular_figure
from ui.escape.times import EscapeTime, Sweep, needed, sweep_steps
from ui.escape.times_figure import OVER_DECAY, OVER_DIMENSION, seeds_figure, sweep_figure
from ui.laws import laws_of
from ui.palette import LIGHT

Json = dict[str, Any]


@functools.cache
def solved(setup: Setup) -> Run:
    return solve(setup)


def accepted(figure: Json) -> Json:
    """By Plotly; and no array has what a browser cannot draw."""
    go.Figure(figure)
    for trace in figure["data"]:
        assert trace["x"].dtype == trace["y"].dtype == np.float32
        assert len(trace["x"]) == len(trace["y"])
        assert not np.any(np.isinf(trace["y"]))
    for name, axis in figure["layout"].items():
        if name.startswith(("xaxis", "yaxis")):
            assert np.all(np.isfinite(axis["range"]))
            assert axis["range"][0] < axis["range"][1]
    return figure


def main_figure(setup: Setup, ghosts: tuple[Ghost, ...] = ()) -> Json:
    run = solved(setup)
    escape = escape_of(run, laws_of(run).escape_time, escape_nodes(run.problem))
    return accepted(escape_figure(run, escape, palette=LIGHT, ghosts=ghosts))


@pytest.mark.parametrize("setup", CASES.values(), ids=CASES.keys())
def test_run_and_equation(setup: Setup) -> None:
    figure = main_figure(setup)
    assert figure["layout"]["height"] == main_figure(Setup())["layout"]["height"]
    run = solved(setup)
    equation = theory.secular_equation(run.problem, POLES)
    for growth in (None, float(equation.roots[0]), 1e300):
        accepted(secular_figure(equation, growth, palette=LIGHT))


def test_theory_is_dashed_in_ink_and_the_run_is_not() -> None:
    lines = [trace["line"] for trace in main_figure(Setup())["data"]]
    assert [line["color"] for line in lines] == [LIGHT.ink] * 2 + [LIGHT.u] * 2
    assert [line["dash"] == "solid" for line in lines] == [False, False, True, True]


def test_pinned_runs_are_there() -> None:
    ghosts = (Ghost(solved(Setup(decay=3.0)), "a = 3"), Ghost(solved(CASES["isotropic"]), "a = 0"))
    figure = main_figure(Setup(), ghosts)
    colors = {trace["line"]["color"] for trace in figure["data"]}
    assert set(LIGHT.pins[:2]) < colors
    # That of a = 0, which takes a thousand times as long, does not press the others flat.
    assert (
        figure["layout"]["xaxis"]["range"][1]
        < 6 * main_figure(Setup())["layout"]["xaxis"]["range"][1]
    )


@pytest.mark.parametrize(
    "name", ["default", "isotropic", "two dimensions", "tiny start", "huge start"]
)
def test_hierarchy(name: str) -> None:
    problem = solved(CASES[name]).problem
    departures = departures_of(problem, escape_nodes(problem))
    for order, closure in ((1, "zero"), (12, "zero"), (3, "last ratio"), (12, "isotropic")):
        cut = cut_of(problem, departures, order, closure)
        accepted(cut_figure(departures, cut, palette=LIGHT))
        accepted(departures_figure(departures, cut, palette=LIGHT))


def test_sweeps_from_nothing_to_all() -> None:
    setup = needed(Setup(dimension=60))
    over_d = [
        None, *(sweep for _, sweep in sweep_steps(setup, "dimension", (30, 1_000), 3, Event())),
    ]  # fmt: skip
    for sweep in over_d:
        for t1 in (None, 0.0, 0.3):
            accepted(
                sweep_figure(
                    sweep, OVER_DIMENSION, present=60, t1=t1, remark="", slope=0.1, palette=LIGHT
                )
            )
    over_a = [
        None, *(sweep for _, sweep in sweep_steps(setup, "decay", (0.0, 2.0), 3, Event())),
    ]  # fmt: skip
    for sweep in over_a:
        accepted(sweep_figure(sweep, OVER_DECAY, present=2, t1=0.3, remark="", palette=LIGHT))
    assert over_a[-1] is not None
    for times in ((), *over_a[-1].times):
        accepted(seeds_figure(times, remark="", palette=LIGHT))


def test_seeds_that_start_past_the_level_or_never_escape() -> None:
    times = (
        EscapeTime(0.0, 0.0, 0.1), EscapeTime(None, 2.0, 0.1), EscapeTime(None, None, 0.1),
    )  # fmt: skip
    accepted(seeds_figure(times, remark="", palette=LIGHT))
    sweep = Sweep("decay", (0.0, 1.0, 2.0), (times, times[:1], ()))
    accepted(sweep_figure(sweep, OVER_DECAY, present=2, t1=None, remark="", palette=LIGHT))
