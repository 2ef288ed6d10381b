"""The orbit diagram as a page has it: coarse, then fine, cut to what is drawn."""

from threading import Event

import numpy as np
import plotly.graph_objects as go
import pytest

from core import Orbit, Setup, gradient_descent, orbit_diagram, theory
from core.run import problem_of
from ui.palette import LIGHT
from ui.step_size import words as step_words
from ui.step_size.orbits import (
    COARSE,
    HIGH,
    NEAREST,
    POINTS,
    TOTAL,
    Diagram,
    coarse_sizes,
    diagram_of,
    fine_sizes,
    orbit_steps,
)
from ui.step_size.orbits_figure import orbit_figure
from ui.text.numbers import number
from ui.text.typeset import to_html

SETUP = Setup(dimension=40)


def last_of(setup: Setup) -> Diagram:
    return list(orbit_steps(setup, Event()))[-1][1]


def orbit(step_size: float, period: int | None, *, diverged: bool = False) -> Orbit:
    values = np.full(128, np.nan) if diverged else np.arange(128.0)
    return Orbit(step_size, values, values, period, diverged)


def test_the_steps_go_from_coarse_to_fine() -> None:
    steps = list(orbit_steps(SETUP, Event()))
    done = [count for count, _ in steps]
    assert (done[0], done[-1]) == (COARSE, TOTAL)
    assert done == sorted(done)
    first, last = steps[0][1], steps[-1][1]
    assert first.step_sizes.size == COARSE
    assert last.step_sizes.size == TOTAL
    assert np.all(np.diff(last.step_sizes) >= 0)
    assert set(np.unique(last.at)) <= set(last.step_sizes)
    # Finer step sizes find the doublings that the coarse ones step over, and no later.
    for period in (2, 4):
        fine, coarse = last.first(period), first.first(period)
        assert fine is not None
        assert coarse is None or fine <= coarse


def test_a_stop_ends_them() -> None:
    stop = Event()
    steps = orbit_steps(SETUP, stop)
    next(steps)
    stop.set()
    assert list(steps) == []


def test_theorys_limit_parts_fixed_points_from_cycles() -> None:
    """Below it all settle; past it none does, which is where that theory ends."""
    found = last_of(SETUP)
    limit = theory.max_stable_step(problem_of(SETUP))
    assert found.limit == limit
    below = found.step_sizes < limit
    assert np.all(found.periods[below] == 1)
    assert np.all(found.periods[~below] != 1)


def test_a_run_ends_on_the_orbit_of_its_step_size() -> None:
    problem = problem_of(SETUP)
    eta = 1.1 * theory.max_stable_step(problem)
    run = gradient_descent(problem, eta, 100_000)
    found = diagram_of(orbit_diagram(problem, [eta]).orbits, theory.max_stable_step(problem))
    assert found.periods.tolist() == [2]
    # The slowest mode, 8ηλ_d of 4e-4, has settled to e^(−40) by then.
    assert np.sort(run.u[-2:]) == pytest.approx(np.sort(found.u), rel=1e-6)


def test_each_orbit_is_cut_to_what_is_drawn() -> None:
    orbits = [
        orbit(3.0, None, diverged=True),
        orbit(1.0, 1),
        orbit(2.0, None),
        orbit(1.5, 4),
        orbit(2.5, None, diverged=True),
    ]
    found = diagram_of(orbits, 1.2)
    assert found.step_sizes.tolist() == [1.0, 1.5, 2.0, 2.5, 3.0]
    assert found.periods.tolist() == [1, 4, 0, -1, -1]
    assert found.at.tolist() == [1.0] + [1.5] * 4 + [2.0] * POINTS
    assert found.u[-1] == 127
    assert found.diverges_from == 2.5
    assert (found.first(4), found.first(2)) == (1.5, None)
    thinned = found.every(2)
    # What is marked does not move with what is drawn.
    assert thinned.step_sizes is found.step_sizes
    assert thinned.first(4) == 1.5
    assert thinned.u.size == thinned.at.size == 1 + POINTS


def test_the_step_sizes_asked_for() -> None:
    sizes = coarse_sizes(0.2)
    assert sizes[0] > 0
    assert sizes[-1] == pytest.approx(0.2 * HIGH)
    assert np.all(np.diff(sizes) > 0)
    # Where something happens there are most.
    assert np.sum(sizes > 0.2) > 5 * np.sum(sizes < 0.2)
    # None is where an orbit takes long to grow.
    assert np.abs(sizes / 0.2 - 1).min() > 0.01
    coarse = diagram_of([orbit(0.1, 1), orbit(0.25, 2), orbit(0.5, None, diverged=True)], 0.2)
    fine = fine_sizes(coarse)
    assert (fine[0], fine[-1]) == pytest.approx((0.2 * NEAREST, 0.5))


@pytest.mark.parametrize(
    "setup",
    [
        Setup(),
        Setup(step_size=0.16, steps=10_000),
        Setup(step_size=0.2, steps=10_000),
        Setup(step_size=1e6, steps=100),
        Setup(step_size=0.29, steps=100),
        Setup(decay=0.0, dimension=2, steps=100),
        Setup(decay=0.3, step_size=10.0, steps=1_000),
    ],
    ids=str,
)
@pytest.mark.parametrize("quantity", ["u", "s"])
def test_figures_and_sentences(setup: Setup, quantity: str) -> None:
    problem = problem_of(setup)
    limit = theory.max_stable_step(problem)
    run = gradient_descent(problem, setup.step_size, setup.steps)
    heights = set()
    for diagram in (None, last_of(setup)):
        figure = orbit_figure(diagram, run, limit, quantity=quantity, palette=LIGHT)
        go.Figure(figure)
        heights.add(figure["layout"]["height"])
        texts = [a["text"] for a in figure["layout"]["annotations"]]
        assert any("<i>η</i> =" in text for text in texts)
        for trace in figure["data"]:
            assert trace["x"].dtype == trace["y"].dtype == np.float32
            assert np.isfinite(trace["y"]).all()
        assert to_html(step_words.diagram(diagram))
        assert step_words.orbit_description(diagram, limit)
    assert len(heights) == 1


def test_what_sets_in_is_marked_where_it_does_and_only_if_it_does() -> None:
    def marked(setup: Setup, diagram: Diagram | None) -> list[str]:
        problem = problem_of(setup)
        run = gradient_descent(problem, setup.step_size, 100)
        limit = theory.max_stable_step(problem)
        drawn = orbit_figure(diagram, run, limit, quantity="u", palette=LIGHT)
        flags = [a for a in drawn["layout"]["annotations"] if a.get("xshift") == 4]
        # Each place has one line, down to its lowest name, and each name a row of its own.
        lines = [s for s in drawn["layout"]["shapes"] if s["type"] == "line"]
        for at in {flag["x"] for flag in flags}:
            (ends,) = (s["y0"] for s in lines if s["x0"] == at)
            assert ends == min(flag["y"] for flag in flags if flag["x"] == at)
        assert len({flag["y"] for flag in flags}) == len(flags)
        return [flag["text"] for flag in flags]

    found = last_of(SETUP)
    assert marked(SETUP, found) == [
        "then a cycle of 2",
        "largest stable step 0.148",
        f"cycle of 4 from {number(found.first(4) or 0)}",
        f"no period from {number(found.first(0) or 0)}",
    ]
    # Here all diverges soon after.
    brief = Setup(decay=0.3)
    assert marked(brief, last_of(brief)) == ["then a cycle of 2", "largest stable step 42.5"]
    assert marked(SETUP, None) == ["largest stable step 0.148"]


def test_a_small_step_size_is_in_sight() -> None:
    for eta in (1e-8, 0.01, 0.3):
        run = gradient_descent(problem_of(SETUP), eta, 100)
        drawn = orbit_figure(None, run, 0.148, quantity="u", palette=LIGHT)
        lines = [s for s in drawn["layout"]["shapes"] if s["type"] == "line"]
        assert any(s["x0"] == eta for s in lines)
        low, high = drawn["layout"]["xaxis"]["range"]
        assert low <= eta <= high


def test_a_brief_cycle_is_said_to_be_brief() -> None:
    brief = step_words.diagram(last_of(Setup(decay=0.3)))
    assert "soon over" in brief
    cascade = step_words.diagram(last_of(Setup()))
    assert "doubles to four" in cascade
    assert "soon over" not in cascade
