"""Figure 4: the MSE against the frozen approximation, from where u = 0.9."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import follow_modes, theory
from core.parameters import Setup
from core.trajectory import Status
from ui import compute
from ui.charts.axes import Axis, linear_ticks, log_axis, log_ticks
from ui.charts.comparison import (
    comparison_figure,
    mark_time,
    pinned_curves,
    run_curve,
    theory_curve,
)
from ui.charts.curves import Curve
from ui.charts.frame import Panel
from ui.charts.ghosts import Ghost
from ui.charts.panels import time_axis_of
from ui.kept import kept
from ui.page import Scene
from ui.paper.figure import Figure, Finding, Json, Reading, Verdict, off, preset
from ui.text.numbers import exact, number, tex

Array = NDArray[np.float64]

LEVEL = 0.9
_MSE, _RATIO = 0, 1
_HEIGHTS, _LOW_HEIGHTS = (270, 110), (190, 80)
_LEVELS, _RATIO_LEVELS = 5, 3
_KEPT = 128
# What a run does to itself before it is at rest is of no interest here.
_HIGHEST = 1e12
# The ratio's axis: as narrow and as wide as this about 1.
_NARROWEST, _WIDEST = 0.005, 0.5
# A fall this small is not told from the solver's error.
_SMALLEST_FALL = 1e-6


@dataclass(frozen=True, eq=False)
class Frozen:
    """A run from where u = 0.9 on, and the frozen approximation from there.

    Attributes:
        start: the time from which u ≥ 0.9.
        time: recorded times from `start` on, (n,).
        mse, frozen: of the run and by ẇ_i = 8λ_i(w*_i − w_i), at `time`.
        silent_from: the τ at which the last term of Theorem 2 is as large as the MSE; None where it
            is not by the end.
    """

    start: float
    time: Array
    mse: Array
    frozen: Array
    silent_from: float | None


def read(scene: Scene, ghosts: Sequence[Ghost]) -> Reading:
    setup = scene.view.setup
    frozen = frozen_of(setup)
    return Reading(
        _picture(scene, frozen, ghosts),
        "The mean squared error against time, and the frozen approximation from where u = 0.9; "
        "below, the ratio of the two.",
        _headline(frozen),
        (_close(frozen), _fall(frozen), _theorem(setup, frozen), _from_the_start(scene, frozen)),
    )


@kept(_KEPT)
def frozen_of(setup: Setup) -> Frozen | None:
    """The approximation for a run; None where u does not stay above 0.9 or no law holds."""
    problem, trajectory = compute.path(setup)
    eta = trajectory.step_size
    if trajectory.status not in (Status.FINISHED, Status.CONVERGED):
        return None
    if eta is not None and eta >= theory.max_stable_step(problem):
        return None
    below = np.flatnonzero(trajectory.u < LEVEL)
    first = int(below[-1]) + 1 if below.size else 0
    if first >= trajectory.time.size - 1:
        return None
    step = trajectory.step
    path = follow_modes(
        problem,
        setup.horizon if eta is None else setup.steps,
        step_size=eta,
        at=[float(trajectory.time[first]) if step is None else int(step[first])],
        modes=np.arange(problem.dimension),
        max_single_steps=compute.MOST_SINGLE_STEPS,
    )
    time, mse = trajectory.time[first:], trajectory.mse[first:]
    tau = time - time[0]
    pull = problem.eigenvalues * problem.teacher
    term = (1 - LEVEL) ** 2 * tau**2 * float(pull @ pull) / problem.dimension
    silent = np.flatnonzero(term > mse)
    return Frozen(
        float(time[0]),
        time,
        mse,
        theory.frozen_mse(problem, path.error[0], tau, step_size=eta),
        float(tau[silent[0]]) if silent.size else None,
    )


def _picture(scene: Scene, frozen: Frozen | None, ghosts: Sequence[Ghost]) -> Json:
    palette, kind, trajectory = scene.palette, scene.view.time_axis, scene.run.trajectory
    curves = [run_curve(_MSE, "MSE", palette.mse, trajectory, "mse", kind)]
    predicted: list[Curve] = []
    axis = Axis(1 - _NARROWEST, 1 + _NARROWEST, log=False)
    if frozen is not None:
        time, ratio = _ratio(frozen)
        curves.append(Curve(_RATIO, "ratio", palette.mse, time, ratio))
        predicted = [
            theory_curve(_MSE, frozen.time, frozen.frozen, kind, palette),
            theory_curve(_RATIO, time, np.ones_like(time), kind, palette),
        ]
        most = float(np.clip(np.max(np.abs(ratio - 1), initial=0.0), _NARROWEST, _WIDEST))
        axis = Axis(1 - 1.15 * most, 1 + 1.15 * most, log=False)
    behind = pinned_curves(ghosts, _MSE, "mse", kind, palette)
    times = [trajectory.time, *(ghost.run.trajectory.time for ghost in ghosts)]
    time_axis = time_axis_of(times, kind)
    own = log_axis([c.values for c in curves + behind if c.panel == _MSE], at_most=_HIGHEST)
    heights = _LOW_HEIGHTS if scene.view.in_lecture else _HEIGHTS
    panels = [
        Panel(
            "Distance to the teacher",
            "mean squared error; dashed: frozen at <i>u</i> = 0.9",
            heights[_MSE],
            own,
            log_ticks(own.low, own.high, _LEVELS),
        ),
        Panel(
            "The MSE over the frozen one",
            "" if frozen is not None else "there is none in this run",
            heights[_RATIO],
            axis,
            linear_ticks(axis.low, axis.high, _RATIO_LEVELS),
        ),
    ]
    figure = comparison_figure(
        panels,
        curves,
        predicted,
        time_axis,
        palette,
        step_size=trajectory.step_size,
        behind=behind,
        ghosts=ghosts,
        as_points=scene.view.setup.method == "gd"
        and scene.view.setup.step_size >= scene.laws.stability_limit,
    )
    if frozen is not None:
        mark_time(figure["layout"], frozen.start, "<i>u</i> = 0.9", time_axis, palette)
    return figure


def _ratio(frozen: Frozen) -> tuple[Array, Array]:
    """The run over the approximation, where neither has reached rounding."""
    known = (frozen.mse > 0) & (frozen.frozen > frozen.frozen[0] * 1e-12)
    return frozen.time[known], frozen.mse[known] / frozen.frozen[known]


def _headline(frozen: Frozen | None) -> str:
    if frozen is None:
        return (
            f"This run does **not stay above** $u = {LEVEL:g}$, so there is nothing to freeze: it "
            "is too short, or its step size past the stability limit."
        )
    _, ratio = _ratio(frozen)
    worst = float(ratio[np.argmax(np.abs(np.log(ratio)))])
    alone = (
        "**every mode can be left alone**"
        if abs(worst - 1) <= 1 - LEVEL
        else "**the modes still feel each other**"
    )
    return (
        f"From $u = {LEVEL:g}$ on, at $t = {tex(frozen.start)}$, {alone}: "
        f"the MSE is {off(worst)} the frozen curve at most."
    )


def _close(frozen: Frozen | None) -> Finding:
    claim = "**After $T_2$ the modes no longer feel each other** (Theorem 2)."
    if frozen is None:
        return _nothing(claim)
    time, ratio = _ratio(frozen)
    index = int(np.argmax(np.abs(np.log(ratio))))
    return Finding(
        Verdict.AGREES if abs(ratio[index] - 1) <= 1 - LEVEL else Verdict.PARTLY,
        f"{claim} The MSE is farthest from the frozen curve at $t = {tex(float(time[index]))}$: "
        f"{off(float(ratio[index]))}, where the theorem allows a part of about "
        f"$\\varepsilon = {exact(round(1 - LEVEL, 12))}$.",
    )


def _fall(frozen: Frozen | None) -> Finding:
    claim = "**But the frozen curve falls too soon.**"
    if frozen is None:
        return _nothing(claim)
    fall, truth = (1 - curve / curve[0] for curve in (frozen.frozen, frozen.mse))
    known = (fall > _SMALLEST_FALL) & (truth > _SMALLEST_FALL)
    if not known.any():
        return _nothing(claim)
    ratio = fall[known] / truth[known]
    return Finding(
        Verdict.PARTLY,
        f"{claim} $u$ and $s$ have not arrived yet. Of the fall that it has at first, "
        f"{number(100 / float(ratio[0]), 3)}% is there in the run; by the end "
        f"{number(100 / float(ratio[-1]), 4)}%.",
    )


def _theorem(setup: Setup, frozen: Frozen | None) -> Finding:
    claim = "**Theorem 2 has a second term,** $\\varepsilon^2\\tau^2 s^{\\star(2)}/d$."
    if frozen is None:
        return _nothing(claim)
    if setup.preconditioner:
        return Finding(Verdict.UNKNOWN, f"{claim} The paper does not speak of a preconditioner.")
    if frozen.silent_from is None:
        return Finding(
            Verdict.AGREES,
            f"{claim} With the constant 1 it stays below the MSE to the end of this run.",
        )
    return Finding(
        Verdict.PARTLY,
        f"{claim} With the constant 1 it is larger than the MSE from "
        f"$\\tau = {tex(frozen.silent_from)}$ on, and the theorem then says nothing of what "
        "the picture shows.",
    )


def _from_the_start(scene: Scene, frozen: Frozen | None) -> Finding:
    claim = "**The errors at $T_2$ are not needed.**"
    if frozen is None:
        return _nothing(claim)
    run = scene.run
    law = theory.mse(run.problem, frozen.time, step_size=run.trajectory.step_size)
    known = (law > 0) & (frozen.mse > 0)
    ratio = frozen.mse[known] / law[known]
    if not ratio.size or not np.isfinite(ratio).all():
        return _nothing(claim)
    worst = float(ratio[np.argmax(np.abs(np.log(ratio)))])
    return Finding(
        Verdict.AGREES if abs(worst - 1) <= 1 - LEVEL else Verdict.PARTLY,
        f"{claim} With $-w^\\star_i$ for every one of them (ours) the MSE is {off(worst)} the "
        "curve at most.",
    )


def _nothing(claim: str) -> Finding:
    return Finding(Verdict.UNKNOWN, f"{claim} This run has no such part.")


FIGURE = Figure(
    number="4",
    title="The frozen tail",
    key="figure_4",
    shows=(
        "The paper shows the MSE of a run with $d = 300$ and $\\eta = 0.001$ beside the one that "
        "follows if from $u(T_2) = 0.9$ on every mode goes its own way, "
        "$\\dot w_i = 8\\lambda_i(w^\\star_i - w_i)$. Dashed: that approximation, from the run's "
        "own errors at that time. Below: the ratio of the two, on a scale that shows the "
        "difference."
    ),
    preset=preset("figure-4"),
    read=read,
)
