"""Figure 2: the MSE, u and s under gradient descent, with the three phases."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from core import theory
from core.parameters import PARAMETERS
from core.phases import find_phases
from core.run import Run
from ui.charts.comparison import comparison_figure, pinned_curves, run_curve, theory_curve
from ui.charts.ghosts import Ghost
from ui.charts.panels import panels_of, time_axis_of, value_axes
from ui.charts.phases import draw_phases
from ui.convergence.numbers import bound_limit
from ui.laws import Laws
from ui.page import Scene
from ui.paper.figure import Figure, Finding, Json, Reading, Verdict, off, preset
from ui.text import words
from ui.text.numbers import exact, number, tex

_MSE, _OVERLAPS = 0, 1
# Pixels; the third is that of the loss, whose panel the paper does not have.
_HEIGHTS, _LOW_HEIGHTS = (190, 230, 0), (130, 160, 0)
# What counts as the same: a part of 5%.
_SAME = 0.05
# T₂ is looked at again for an ε ten times as small.
_SMALLER = 0.1


def read(scene: Scene, ghosts: Sequence[Ghost]) -> Reading:
    run, laws = scene.run, scene.laws
    return Reading(
        _picture(scene, ghosts),
        words.chart_description(run),
        words.headline(run).text,
        (_phases(run, laws), _plateau(run), _tail(run, laws), _bound(run, laws)),
    )


def _picture(scene: Scene, ghosts: Sequence[Ghost]) -> Json:
    run, laws, palette, kind = scene.run, scene.laws, scene.palette, scene.view.time_axis
    trajectory = run.trajectory
    curves = [
        run_curve(_MSE, "MSE", palette.mse, trajectory, "mse", kind),
        run_curve(_OVERLAPS, "<i>s</i>", palette.s, trajectory, "s", kind),
        run_curve(_OVERLAPS, "<i>u</i>", palette.u, trajectory, "u", kind),
    ]
    behind = pinned_curves(ghosts, _MSE, "mse", kind, palette)
    behind += pinned_curves(ghosts, _OVERLAPS, "u", kind, palette)
    time = time_axis_of([trajectory.time, *(g.run.trajectory.time for g in ghosts)], kind)
    unstable = _unstable(run, laws)
    panels = panels_of(
        value_axes(curves, behind, laws),
        curves,
        _LOW_HEIGHTS if scene.view.in_lecture else _HEIGHTS,
        laws=None,
    )[:2]
    figure = comparison_figure(
        panels,
        curves,
        [
            theory_curve(_MSE, laws.late, laws.mse, kind, palette),
            theory_curve(_OVERLAPS, laws.early, laws.u, kind, palette),
        ],
        time,
        palette,
        step_size=trajectory.step_size,
        behind=behind,
        ghosts=ghosts,
        as_points=unstable,
        strip=True,
    )
    draw_phases(figure["layout"], run.phases, time, palette, only_escape=unstable)
    return figure


def _unstable(run: Run, laws: Laws) -> bool:
    return run.trajectory.step_size is not None and (
        run.trajectory.step_size >= laws.stability_limit
    )


def _phases(run: Run, laws: Laws) -> Finding:
    claim = "**Three phases, one after the other.**"
    t1, t1_prime, t2 = run.phases.t1, run.phases.t1_prime, run.phases.t2
    if t1 is None or t1_prime is None or t2 is None:
        return Finding(Verdict.UNKNOWN, f"{claim} This run does not get to the third.")
    predicted = laws.escape_time
    says = "" if predicted is None else f" (theory, ours: ${tex(predicted)}$)"
    return Finding(
        Verdict.AGREES,
        f"{claim} $u$ reaches $\\delta$ at $T_1 = {tex(t1)}${says}, $s$ passes $1/3$ for good at "
        f"$T_1' = {tex(t1_prime)}$, and both are within $\\varepsilon$ of 1 from "
        f"$T_2 = {tex(t2)}$ on.",
    )


def _plateau(run: Run) -> Finding:
    claim = "**The MSE has hardly moved when the loss is small** (Prop. 4)."
    setup, t2 = run.setup, run.phases.t2
    if t2 is None:
        return Finding(Verdict.UNKNOWN, f"{claim} There is no $T_2$ in this run.")
    height = run.problem.mean_square(run.problem.teacher)
    left = float(np.interp(t2, run.trajectory.time, run.trajectory.mse)) / height
    known = math.isfinite(bound_limit(setup))
    bound = float(theory.plateau_bound(setup.decay, setup.dimension, setup.epsilon))
    if not known:
        says = ""
    elif bound < height:
        says = (
            f" It is off by {number(100 * abs(left - 1), 2)}%, and the paper's bound on that, with "
            f"the constant 1, is {number(100 * bound / height, 2)}%."
        )
    else:
        says = (
            " The paper's bound on the difference, with the constant 1, is more than the plateau "
            "itself: at this $d$ it says nothing."
        )
    return Finding(
        Verdict.AGREES if abs(left - 1) <= _SAME else Verdict.PARTLY,
        f"{claim} At $T_2$ it is {number(100 * left, 3)}% of the plateau "
        f"$\\lVert w^\\star\\rVert^2/d = {tex(height)}$.{says}",
    )


def _tail(run: Run, laws: Laws) -> Finding:
    claim = "**Then it falls, mode by mode.**"
    t2 = run.phases.t2
    law = laws.mse[laws.late >= t2] if t2 is not None else laws.mse[:0]
    # The run's own recorded times are the law's.
    seen = run.trajectory.mse[run.trajectory.time.size - law.size :]
    known = (law > 0) & (seen > 0)
    if not known.any():
        return Finding(Verdict.UNKNOWN, f"{claim} No law of the tail holds in this run.")
    ratio = seen[known] / law[known]
    worst = float(ratio[np.argmax(np.abs(np.log(ratio)))])
    return Finding(
        Verdict.AGREES if abs(worst - 1) <= _SAME else Verdict.PARTLY,
        f"{claim} From $T_2$ on it is {off(worst)} the dashed sum of exponentials "
        "(ours, nothing fitted) at most.",
    )


def _bound(run: Run, laws: Laws) -> Finding:
    claim = "**$T_2$ grows as a power of** $1/\\varepsilon$."
    setup, t2 = run.setup, run.phases.t2
    smaller = setup.epsilon * _SMALLER
    declared = PARAMETERS["epsilon"]
    later = None
    if t2 and smaller >= declared.low:
        later = find_phases(run.trajectory, delta=setup.delta, epsilon=smaller).t2
    if not (t2 and later):
        return Finding(
            Verdict.UNKNOWN, f"{claim} The run would have to be longer to show a second $T_2$."
        )
    power = math.log(later / t2) / math.log(_SMALLER)
    limit = theory.time_exponent(setup.decay, setup.teacher_decay, setup.preconditioner)
    bound = bound_limit(setup)
    expected = (
        f"by the sharp law (ours) like $\\varepsilon^{{{tex(limit, 2)}}}$ in the limit"
        if math.isfinite(limit)
        else "there is no power law in the limit"
    )
    if math.isfinite(bound):
        expected += (
            f"; the paper's bound allows $\\varepsilon^{{{tex(bound, 2)}}}$, twice that power"
        )
    return Finding(
        Verdict.PARTLY,
        f"{claim} From $\\varepsilon = {exact(setup.epsilon)}$ to a tenth of that it goes from "
        f"${tex(t2)}$ to ${tex(later)}$, like $\\varepsilon^{{{tex(power, 2)}}}$; {expected}.",
    )


FIGURE = Figure(
    number="2",
    title="Three phases",
    key="run",
    shows=(
        "The paper shows the MSE, $u$ and $s$ of one run of gradient descent on the population "
        "loss, with its phases: $a = 2$, $d = 1000$, $\\eta = 0.01$, ten million steps, "
        "$\\varepsilon = 0.05$. Dashed, and not in the paper: $u(t)$ of the linear flow up to "
        "$T_1$, and the law of the MSE from $T_1'$ on."
    ),
    preset=preset("figure-2"),
    read=read,
)
