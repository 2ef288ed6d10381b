"""The orbit diagram against plain loops, the cubic map and the multipliers at w*."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import pytest
from numba import njit

from core import theory
from core.dynamics import orbit_diagram
from core.dynamics.cycles import period_of
from core.dynamics.orbits import Orbit
from core.parameters import ParameterError
from core.problem import Problem
from tests.core.problems import make, stability_limit


@njit
def plain_orbit(
    rate: np.ndarray, teacher: np.ndarray, step_size: float, transient: int, keep: int
) -> np.ndarray:
    """u and s of w ← w − η∇L from 0.99 w*, over `keep` steps after the transient."""
    w, seen = 0.99 * teacher, np.empty((keep, 2))
    for step in range(transient + keep):
        u, s = np.sum(rate * w * teacher), np.sum(rate * w * w)
        w = w - step_size * rate * ((12 * s - 4) * w - 8 * u * teacher)
        if step >= transient:
            seen[step - transient, 0] = np.sum(rate * w * teacher)
            seen[step - transient, 1] = np.sum(rate * w * w)
    return seen


def cubic(step_size: float, steps: int, keep: int, w: float = 0.99) -> np.ndarray:
    """d = 1: w ← w − 12η(w³ − w)."""
    path = []
    for _ in range(steps):
        w = w - 12 * step_size * (w**3 - w)
        path.append(w)
    return np.array(path[-keep:])


def one_mode() -> Problem:
    return Problem([1.0], [1.0], [0.3])


@pytest.mark.parametrize("decay", [0.0, 0.3, 1.2, 2.0, 4.0])
@pytest.mark.parametrize("dimension", [2, 50, 1_000])
def test_the_minimum_doubles_at_the_stability_limit(decay: float, dimension: int) -> None:
    problem = Problem.power_law(decay, dimension, seed=1)
    limit = theory.max_stable_step(problem)
    below, past = [0.01, 0.9, 0.999], [1.0001, 1.0004, 1.0016]
    diagram = orbit_diagram(problem, limit * np.array(below + past))
    assert diagram.stability_limit == pytest.approx(limit, rel=1e-9)
    for orbit in diagram.orbits[: len(below)]:
        assert orbit.period == 1
        assert np.all(orbit.u == 1)
        assert np.all(orbit.s == 1)
    assert [orbit.period for orbit in diagram.orbits[len(below) :]] == [2, 2, 2]
    # The cycle opens like the square root of the distance: by 2 from one to the next, up to higher
    # orders.
    swing = np.array([np.ptp(orbit.u) for orbit in diagram.orbits[len(below) :]])
    assert np.allclose(swing[1:] / swing[:-1], 2, rtol=0.05)


@pytest.mark.parametrize(
    ("decay", "dimension", "ratio"),
    [(a, 40, ratio) for a in (1.2, 2.0) for ratio in (1.02, 1.1, 1.2, 1.26)]
    + [(0.3, 1_000, 1.001), (0.3, 300, 1.05), (0.05, 1_000, 1.2)],
)
def test_a_cycle_is_the_loops(decay: float, dimension: int, ratio: float) -> None:
    problem = Problem.power_law(decay, dimension, seed=3)
    size = ratio * stability_limit(problem)
    orbit = orbit_diagram(problem, [size]).orbits[0]
    # The slowest mode, 8ηλ_d ≥ 2e-4, needs the loop's 1e5 steps.
    seen = plain_orbit(problem.eigenvalues, problem.teacher, size, 100_000, 128)
    assert orbit.period == period_of(seen[:, 0])
    assert orbit.period is not None
    for ours, theirs in ((orbit.u, seen[:, 0]), (orbit.s, seen[:, 1])):
        ours, theirs = np.sort(ours[-orbit.period :]), np.sort(theirs[-orbit.period :])
        # Either may be short of its limit by what 1e-6 of a slow mode makes of it.
        assert np.allclose(ours, theirs, rtol=1e-6)


@pytest.mark.parametrize("decay", [0.1, 1.5, 3.0])
def test_two_cycles_solve_the_two_step_map(decay: float) -> None:
    """Mode by mode, B = (α₂β₁ + β₂)/(1 − α₁α₂) with the cycle's α and β, must give its u and s."""
    problem = Problem.power_law(decay, 1_000, seed=7)
    size = 1.1 * theory.max_stable_step(problem)
    orbit = orbit_diagram(problem, [size]).orbits[0]
    assert orbit.period == 2
    rate, weight = problem.eigenvalues, problem.eigenvalues * problem.teacher**2
    (u1, u2), (s1, s2) = orbit.u[-2:], orbit.s[-2:]
    alpha1, alpha2 = (1 - size * rate * (12 * s - 4) for s in (s1, s2))
    beta1, beta2 = 8 * size * rate * u1, 8 * size * rate * u2
    first = (alpha2 * beta1 + beta2) / (1 - alpha1 * alpha2)
    second = alpha1 * first + beta1
    # The slow modes, settled three times, hold the rest: 1e-9 was seen.
    for share, u, s in ((first, u1, s1), (second, u2, s2)):
        assert np.sum(weight * share) == pytest.approx(u, rel=1e-7)
        assert np.sum(weight * share**2) == pytest.approx(s, rel=1e-7)


def test_one_mode_is_the_cubic_map() -> None:
    ratios = [0.99, 1.1, 1.23, 1.245, 1.4, 2.1]
    diagram = orbit_diagram(one_mode(), np.array(ratios) / 12)
    # Its 2-cycle doubles at 12η = √5 − 1 = 1.236; chaos from 1.30; past 2 the interval is left.
    assert [orbit.period for orbit in diagram.orbits] == [1, 2, 2, 4, None, None]
    assert [orbit.diverged for orbit in diagram.orbits] == [False] * 5 + [True]
    assert diagram.stability_limit == pytest.approx(1 / 12, rel=1e-12)
    assert np.isnan(diagram.orbits[-1].u).all()
    for orbit in diagram.orbits[1:4]:
        assert np.allclose(np.sort(orbit.u), np.sort(cubic(orbit.step_size, 20_000, 128)))
        assert np.allclose(orbit.s, orbit.u**2)


@pytest.mark.parametrize("decay", [0.05, 1.5])
def test_a_chaotic_orbit_has_the_loops_distribution(decay: float) -> None:
    """Two-sample Kolmogorov-Smirnov, by hand: the path is rounding, what it visits is not."""
    problem = Problem.power_law(decay, 300, seed=2)
    size = 1.4 * stability_limit(problem)
    orbit = orbit_diagram(problem, [size], keep=20_000).orbits[0]
    assert orbit.period is None
    assert not orbit.diverged
    theirs = plain_orbit(problem.eigenvalues, problem.teacher, size, 50_000, 20_000)
    for ours, seen in ((orbit.u, theirs[:, 0]), (orbit.s, theirs[:, 1])):
        grid = np.concatenate((ours, seen))
        below = [
            np.searchsorted(np.sort(values), grid, side="right") / values.size
            for values in (ours, seen)
        ]
        # 2e4 samples each: 0.016 at one in a hundred; correlated ones, so three times that.
        assert np.abs(below[0] - below[1]).max() < 0.05


def test_a_weak_top_mode_is_driven_out_just_past_the_limit() -> None:
    """λ_max is 8λ_1 but for 1%: the cycle is left for divergence, in the loop at once as here."""
    problem = Problem.power_law(0.5, 5_000, seed=3)
    sizes = theory.max_stable_step(problem) * np.array([0.999, 1.001, 1.02])
    diagram = orbit_diagram(problem, sizes)
    assert [orbit.period for orbit in diagram.orbits] == [1, 2, None]
    assert [orbit.diverged for orbit in diagram.orbits] == [False, False, True]
    seen = plain_orbit(problem.eigenvalues, problem.teacher, float(sizes[2]), 20_000, 1)
    assert not np.isfinite(seen).all()


def test_all_orbits_are_recorded_in_one_phase() -> None:
    """Neighbouring step sizes draw two branches, not four crossing ones."""
    problem = Problem.power_law(2, 200)
    sizes = theory.max_stable_step(problem) * np.linspace(1.0005, 1.15, 40)
    diagram = orbit_diagram(problem, sizes)
    first = np.array([orbit.u[0] for orbit in diagram.orbits])
    assert np.all(np.diff(first) > 0) or np.all(np.diff(first) < 0)


def test_a_step_size_alone_and_among_others() -> None:
    """The nodes are those of the largest step size; the cycle does not depend on them."""
    problem = Problem.power_law(1.2, 5_000)
    sizes = theory.max_stable_step(problem) * np.array([1.1, 1.6])
    together, alone = orbit_diagram(problem, sizes), orbit_diagram(problem, sizes[:1])
    assert np.allclose(together.orbits[0].u, alone.orbits[0].u, rtol=1e-8)


@pytest.mark.parametrize("decay", [0.0, 1.5, 6.0])
def test_a_million_modes(decay: float) -> None:
    problem = Problem.power_law(decay, 1_000_000)
    diagram = orbit_diagram(problem, theory.max_stable_step(problem) * np.array([0.9, 1.1, 9.0]))
    assert [orbit.period for orbit in diagram.orbits] == [1, 2, None]
    assert [orbit.diverged for orbit in diagram.orbits] == [False, False, True]


def test_any_spectrum_past_any_limit() -> None:
    for kind in ("exponential", "Pareto", "clusters"):
        problem = make(kind, 300, 1)
        sizes = stability_limit(problem) * np.linspace(0.5, 4, 60)
        diagram = orbit_diagram(problem, sizes, transient=500)
        assert len(diagram.orbits) == 60
        assert any((orbit.period or 1) > 1 for orbit in diagram.orbits)
        for orbit in diagram.orbits:
            assert orbit.diverged == np.isnan(orbit.u).any()
            assert orbit.diverged or orbit.u @ orbit.u <= orbit.s.sum() * (1 + 1e-12)


def test_it_can_be_watched_and_stopped() -> None:
    problem = Problem.power_law(2, 100)
    sizes = theory.max_stable_step(problem) * np.linspace(0.9, 1.5, 20)
    stop, seen = threading.Event(), []

    def watch(orbits: Sequence[Orbit]) -> None:
        seen.append(len(orbits))
        if len(orbits) == 13:
            stop.set()

    diagram = orbit_diagram(problem, sizes, progress=watch, stop=stop)
    assert diagram.stopped
    assert seen == list(range(1, 14))
    assert [orbit.step_size for orbit in diagram.orbits] == list(sizes[:13])
    assert not orbit_diagram(problem, sizes[:2]).stopped


def test_it_stops_within_a_step_size() -> None:
    problem = Problem.power_law(2, 100)
    stop = threading.Event()
    timer = threading.Timer(0.1, stop.set)
    timer.start()
    # Unstopped this one orbit would take 0.5 s or more.
    sizes = [0.5 * theory.max_stable_step(problem), 1.3 * theory.max_stable_step(problem)]
    diagram = orbit_diagram(problem, sizes, transient=10_000_000, stop=stop)
    timer.join()
    assert diagram.stopped
    assert len(diagram.orbits) == 1


@pytest.mark.parametrize(
    ("values", "period"),
    [
        (np.ones(8), 1),
        (np.ones(1), 1),
        (np.tile([1.0, 2.0], 20), 2),
        (np.tile([1.0, 2.0, 5.0], 20), 3),
        (np.tile(np.arange(64.0), 4), 64),
        (np.tile(np.arange(16.0), 3), None),  # Seen three times only, of the four it takes.
        (np.random.default_rng(0).random(256), None),
        (1 + 1e-11 * np.random.default_rng(0).random(256), 1),
    ],
)
def test_periods(values: np.ndarray, period: int | None) -> None:
    assert period_of(values) == period


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"step_sizes": [0.1, 0.0]}, "positive"),
        ({"step_sizes": [float("nan")]}, "positive"),
        ({"step_sizes": 0.1}, "list"),
        ({"step_sizes": "large"}, "list"),
        ({"transient": -1}, "0 to 10,000,000"),
        ({"keep": 0}, "1 to 100,000"),
        ({"keep": 2.5}, "whole number"),
    ],
)
def test_a_wrong_value_gets_a_sentence(arguments: dict[str, object], words: str) -> None:
    given_arguments = {"step_sizes": [0.1]} | arguments
    with pytest.raises(ParameterError, match=words):
        orbit_diagram(Problem.power_law(2, 10), **given_arguments)  # type: ignore[arg-type]
