"""Every preset is solved, and the sentence that goes with it is held to the numbers."""

import re
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from core import Problem, find_phases, gradient_descent, theory
from core.parameters import Setup
from core.run import Run, problem_of, solve
from core.trajectory import Status
from ui.compute import MOST_SINGLE_STEPS
from ui.laws import laws_of
from ui.presets import PRESETS, Preset
from ui.sharing.link import decode, encode

FIGURE_2 = Setup()
# A number that is said with two or three digits.
ROUNDED = 0.01


solved = cache(solve)


def says(value: float | None, stated: float, tolerance: float = ROUNDED) -> None:
    assert value == pytest.approx(stated, rel=tolerance)


def at(run: Run, time: float, name: str) -> float:
    """A quantity at a time, or at the step nearest to it."""
    step_size = run.trajectory.step_size
    moment = time if step_size is None else round(time / step_size)
    return float(getattr(solve(run.setup, at=[moment]).trajectory, name)[0])


def mse_left(run: Run, time: float | None = None) -> float:
    mse = run.trajectory.mse
    return float(mse[-1] if time is None else at(run, time, "mse")) / float(mse[0])


def exponent(run: Run, quantity: str, column: str = "fitted") -> float:
    rows = run.exponents.set_index("quantity")
    return float(rows.loc[quantity, column])


def decades(run: Run, quantity: str) -> float:
    return float(
        np.log10(exponent(run, quantity, "window_end") / exponent(run, quantity, "window_start"))
    )


def decay_rate(run: Run, start: float, end: float) -> float:
    """The rate at which the MSE falls between two times."""
    return float(np.log(at(run, start, "mse") / at(run, end, "mse")) / (end - start))


def figure_2(run: Run) -> None:
    assert run.phases.t2 is not None
    says(run.phases.t2, 2.2, 0.02)
    says(mse_left(run, run.phases.t2), 0.997, 1e-3)
    assert run.trajectory.step is not None
    assert run.trajectory.step[-1] == 10_000_000
    says(mse_left(run), 0.085)


def figure_3(run: Run) -> None:
    assert run.phases.t1 is not None
    says(run.phases.t1, 0.242)
    expected = theory.escape_time(run.problem, 0.1, step_size=1e-3)
    assert expected is not None
    assert 0.003 < 1 - expected / run.phases.t1 < 0.007
    # Exponentially: the logarithm of u is a straight line, within the sampled curve.
    time, u = run.trajectory.time, run.trajectory.u
    rising = (u > 0.03) & (u < 0.1)
    assert np.corrcoef(time[rising], np.log(u[rising]))[0, 1] > 0.9999
    times = [solved(Setup(decay=a, step_size=1e-3, steps=5000)).phases.t1 for a in (1.2, 2, 3, 4)]
    assert times == sorted(times, key=lambda t: -(t or 0.0))


def figure_4(run: Run) -> None:
    assert run.phases.t2 is not None
    laws = laws_of(run)
    tail = laws.late >= run.phases.t2
    ratio = (run.trajectory.mse[-laws.late.size :] / laws.mse)[tail]
    assert 1.009 < ratio.min() < ratio.max() < 1.023
    says(mse_left(run), 0.09, 0.05)


def figure_6(run: Run) -> None:
    assert 3.8 < decades(run, "1-u") < 4.05
    says(exponent(run, "1-u"), -0.48)
    says(exponent(run, "1-u", "theory"), -0.5, 1e-12)
    says(exponent(run, "1-u", "law"), -0.47, 0.011)


def isotropic(run: Run) -> None:
    says(run.phases.t1, 450)
    says(decay_rate(run, 1000, 2000), 0.016)
    assert run.trajectory.status is Status.CONVERGED
    assert run.trajectory.time[run.trajectory.mse == 0][0] < 5000


def border(run: Run) -> None:
    gains = np.diff([at(run, 10.0**decade, "u") for decade in (2, 3, 4)])
    assert np.all(np.abs(gains - 0.2) < 0.025)
    assert "power law" in run.exponents.set_index("quantity").loc["1-u", "verdict"]
    assert np.isnan(exponent(run, "1-u"))


def slow_spectrum(run: Run) -> None:
    says(run.phases.t2, 364)
    says(solved(FIGURE_2).phases.t2, 2.2, 0.02)
    assert mse_left(run, 1e4) < 1e-5
    says(mse_left(solved(FIGURE_2), 1e4), 0.5, 0.06)


def steep_spectrum(run: Run) -> None:
    escape, usual = run.phases.t1, solved(FIGURE_2).phases.t1
    assert escape is not None
    assert usual is not None
    says(escape / usual, 0.5, 0.02)
    assert 3e-6 < run.trajectory.loss[-1] < 4e-6
    says(mse_left(run), 0.989, 1e-3)


def million(run: Run) -> None:
    escape, usual = run.phases.t1, solved(FIGURE_2).phases.t1
    assert escape is not None
    assert usual is not None
    says(escape - usual, 0.54)
    says(np.log(1000) / (2 * theory.escape_rate(run.problem, step_size=0.01)), 0.54)
    says(mse_left(run), 0.998, 1e-3)


def small_dimension(run: Run) -> None:
    slowest = 16 * float(run.problem.eigenvalues[-1])
    says(slowest, 0.025, 0.02)
    # The last mode but one, 11% faster, is at e^(−2.8) of the last in the MSE, and falling.
    says(decay_rate(run, 1000, 2000), slowest, 0.02)


def flat_teacher(run: Run) -> None:
    assert decades(run, "1-u") > 5
    says(exponent(run, "1-u"), -0.67)
    says(exponent(run, "1-u", "theory"), -2 / 3, 1e-12)
    assert exponent(run, "1-u", "high") - exponent(run, "1-u", "low") < 0.02


def aligned_teacher(run: Run) -> None:
    for quantity in ("1-u", "1-s", "loss"):
        says(exponent(run, quantity), -1, 0.015)
        says(exponent(run, quantity, "theory"), 2 * theory.convergence_exponent(2.0, 0.0), 1e-12)


def saddle(run: Run) -> None:
    problem = run.problem
    says(float(problem.eigenvalues[0] * problem.teacher[0] ** 2), 1e-5, 0.2)
    (height,) = (point.loss for point in problem.critical_points() if point.kind == "saddle")
    says(height, 8 / 3, 1e-12)
    waiting = np.abs(run.trajectory.loss - height) < 0.02
    says(float(run.trajectory.time[waiting][0]), 1.2, 0.05)
    says(float(run.trajectory.time[waiting][-1]), 6.3, 0.05)
    between = (run.trajectory.time > 1.2) & (run.trajectory.time < 6.3)
    assert np.all(waiting[between])
    assert run.trajectory.u[run.trajectory.s > 0.33][0] < 0.02


def orthogonal_start(run: Run) -> None:
    start = abs(float(run.trajectory.u[0]))
    says(start, 3.8e-7, 0.02)
    usual = []
    for seed in range(100):
        problem = problem_of(Setup(seed=seed))
        usual.append(abs(problem.summary(problem.start)[0]))
    says(float(np.median(usual)) / start, 28_000, 0.01)
    five_steps = solve(run.setup, at=[5]).trajectory
    says(float(five_steps.u[0]), 3e-4, 0.15)
    says(run.phases.t1, 0.88)


def long_start(run: Run) -> None:
    says(float(run.trajectory.u[0]), 0.62)
    assert run.phases.t1 == 0
    says(run.phases.t2, 14)
    says(theory.time_to_epsilon(run.problem, 0.05, step_size=0.01), 1.5, 0.03)
    assert laws_of(run).convergence_time is None
    # The same start without its slow modes converges three times sooner.
    problem = run.problem
    fast = Problem(
        problem.eigenvalues, problem.teacher, np.where(np.arange(1000) < 10, problem.start, 0.0)
    )
    unburdened = find_phases(gradient_descent(fast, 0.01, 10_000)).t2
    assert unburdened is not None
    assert unburdened < 5


def far_start(run: Run) -> None:
    says(theory.max_stable_step(run.problem) / run.setup.step_size, 15, 0.02)
    says(float(run.trajectory.s[0]), 174)
    assert run.trajectory.status is Status.DIVERGED
    assert run.trajectory.last_step is not None
    assert run.trajectory.last_step <= 5
    far, further = problem_of(run.setup).start * 1e3, problem_of(run.setup).start * 2e3
    growth = np.linalg.norm(run.problem.gradient(further)) / np.linalg.norm(
        run.problem.gradient(far)
    )
    says(float(growth), 8, 1e-3)


def flow(run: Run) -> None:
    descent = solved(FIGURE_2)
    says(theory.escape_rate(run.problem), 6.60, 1e-3)
    says(theory.escape_rate(run.problem, step_size=0.01), 6.39, 1e-3)
    says(run.phases.t1, 0.242, 3e-3)
    says(descent.phases.t1, 0.249, 3e-3)
    assert run.trajectory.time[-1] == descent.trajectory.time[-1] == 1e5
    says(float(run.trajectory.loss[-1]), float(descent.trajectory.loss[-1]), 1e-4)


def edge(run: Run) -> None:
    says(run.setup.step_size / theory.max_stable_step(run.problem), 0.999, 1e-4)
    every = solve(run.setup, at=np.arange(50, 1000)).trajectory
    assert np.all(np.sign(every.one_minus_u[1:]) == -np.sign(every.one_minus_u[:-1]))
    says(run.phases.t2, 123)
    says(laws_of(run).convergence_time, 1.4, 0.03)


def cycle(run: Run) -> None:
    assert run.setup.step_size > theory.max_stable_step(run.problem)
    assert run.trajectory.status is Status.PERIODIC
    assert run.trajectory.period == 2
    every = solve(run.setup, at=np.arange(99_900, 100_001)).trajectory
    assert {round(float(u), 2) for u in every.u} == {0.88, 1.09}
    says(mse_left(run), 0.43, 0.012)


def chaos(run: Run) -> None:
    assert run.trajectory.status is Status.IRREGULAR
    every = solve(run.setup, at=np.arange(99_000, 100_001)).trajectory
    # The extremes of a thousand irregular steps.
    says(float(every.u.min()), 0.4, 0.05)
    says(float(every.u.max()), 1.21, 0.02)
    says(mse_left(run), 0.39, 0.012)


def divergence(run: Run) -> None:
    says(run.setup.step_size / theory.max_stable_step(run.problem), 2, 0.02)
    u = run.trajectory.u
    growth = u[1:4] / u[:3]
    assert np.all((growth > 2.8) & (growth < 3.1))
    assert np.sum(np.sign(u[1:]) != np.sign(u[:-1])) > 3
    assert run.trajectory.status is Status.DIVERGED
    assert run.trajectory.last_step is not None
    assert 25 < run.trajectory.last_step < 40


CLAIMS: dict[str, Callable[[Run], None]] = {
    "figure-2": figure_2,
    "figure-3": figure_3,
    "figure-4": figure_4,
    "figure-6": figure_6,
    "isotropic": isotropic,
    "border": border,
    "slow-spectrum": slow_spectrum,
    "steep-spectrum": steep_spectrum,
    "million": million,
    "small-dimension": small_dimension,
    "flat-teacher": flat_teacher,
    "aligned-teacher": aligned_teacher,
    "saddle": saddle,
    "orthogonal-start": orthogonal_start,
    "long-start": long_start,
    "far-start": far_start,
    "flow": flow,
    "edge": edge,
    "cycle": cycle,
    "chaos": chaos,
    "divergence": divergence,
}

EVERY_PRESET = pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)


@EVERY_PRESET
def test_sentence_is_true_of_the_run(preset: Preset) -> None:
    CLAIMS[preset.key](solved(preset.setup))


def test_every_preset_is_checked_and_has_names_of_its_own() -> None:
    assert [preset.key for preset in PRESETS] == list(CLAIMS)
    assert len({preset.name for preset in PRESETS}) == len(PRESETS)
    assert len({preset.setup for preset in PRESETS}) == len(PRESETS)


@EVERY_PRESET
def test_preset_is_one_sentence_and_a_link(preset: Preset) -> None:
    assert re.fullmatch(r"[a-z0-9-]+", preset.key)
    assert len(preset.name) <= 48
    sentence = re.sub(r"\$[^$]*\$", "", preset.look_for)
    assert sentence.endswith(".")
    assert not re.search(r"[.!?] [A-Z]", sentence)
    assert preset.look_for.count("$") % 2 == 0
    link = {name: [value] for name, value in encode(preset.view).items()}
    assert decode(link) == (preset.view, "")


@EVERY_PRESET
def test_preset_takes_few_single_steps(preset: Preset) -> None:
    setup = preset.setup
    if setup.method == "gd" and setup.step_size >= theory.max_stable_step(problem_of(setup)):
        assert setup.steps <= 200_000 < MOST_SINGLE_STEPS
