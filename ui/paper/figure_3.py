"""Figure 3: u(t) for several a. A larger a escapes sooner."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core import theory
from core.parameters import Setup
from core.phases import find_phases
from core.reduction import reduce
from core.theory.linear_flow import MOST_EFOLDS
from core.trajectory import Trajectory
from ui import compute
from ui.charts.axes import linear_ticks
from ui.charts.comparison import comparison_figure, pinned_curves, run_curve, theory_curve
from ui.charts.curves import OVERLAPS
from ui.charts.frame import Panel
from ui.charts.ghosts import Ghost
from ui.charts.panels import time_axis_of, value_axes
from ui.kept import kept
from ui.page import Scene
from ui.palette import translucent
from ui.paper.figure import Figure, Finding, Json, Reading, Verdict, preset
from ui.text.numbers import exact, number, tex

Array = NDArray[np.float64]

# Beside the visitor's own a, which is 2 to begin with.
OTHERS = (1.5, 3.0, 4.0)
_HEIGHT, _LOW_HEIGHT = 380, 260
_LEVELS = 5
_THIN, _OPACITY = 1.75, 0.75
# A time is the same if it is so to a part of 5%.
_SAME = 0.05
# Past T₁: the overlap at which the linear flow is compared once more.
_PAST = 0.5
_KEPT = 256


@dataclass(frozen=True, eq=False)
class Escape:
    """The escape of one run.

    Attributes:
        decay: a.
        stable: whether the minimum attracts the run.
        trajectory: the run.
        found, predicted: T₁ of the run and of the linear flow; None where there is none.
        by_rate: T₁ if u grew from u(0) at the rate ρ alone.
        found_past, predicted_past: the same two for u = 0.5.
        early, u: times up to T₁ and the u of the linear flow there.
    """

    decay: float
    stable: bool
    trajectory: Trajectory
    found: float | None
    predicted: float | None
    by_rate: float | None
    found_past: float | None
    predicted_past: float | None
    early: Array
    u: Array


def read(scene: Scene, ghosts: Sequence[Ghost]) -> Reading:
    setup = scene.view.setup
    decays = sorted({*OTHERS, setup.decay})
    escapes = [escape_of(replace(setup, decay=a)) for a in decays]
    own = next(escape for escape in escapes if escape.decay == setup.decay)
    listed = ", ".join(
        f"a = {exact(e.decay)}: {'not reached' if e.found is None else number(e.found)}"
        for e in escapes
    )
    return Reading(
        _picture(scene, escapes, ghosts),
        f"The overlap u against time for several decay exponents. T1: {listed}.",
        _headline(setup, escapes),
        (_order(escapes), _linear(escapes), _rate(escapes), _past(own)),
    )


@kept(_KEPT)
def escape_of(setup: Setup) -> Escape:
    """Solve a setup and read its escape."""
    problem, trajectory = compute.path(setup)
    eta = trajectory.step_size
    found = find_phases(trajectory, delta=setup.delta).t1
    found_past = find_phases(trajectory, delta=_PAST).t1
    early = trajectory.time[trajectory.time <= (math.inf if found is None else found)]
    start = abs(problem.summary(problem.start)[0])
    rate = theory.escape_rate(problem, step_size=eta)
    nodes = reduce(problem, MOST_EFOLDS / rate)
    return Escape(
        setup.decay,
        eta is None or eta < theory.max_stable_step(problem),
        trajectory,
        found,
        theory.escape_time(problem, setup.delta, step_size=eta, reduction=nodes),
        math.log(setup.delta / start) / rate if 0 < start < setup.delta else None,
        found_past,
        theory.escape_time(problem, _PAST, step_size=eta, reduction=nodes),
        early,
        theory.escape_overlap(problem, early, step_size=eta, reduction=nodes),
    )


def _picture(scene: Scene, escapes: Sequence[Escape], ghosts: Sequence[Ghost]) -> Json:
    palette, kind, setup = scene.palette, scene.view.time_axis, scene.view.setup
    curves, predicted = [], []
    for escape in escapes:
        own = escape.decay == setup.decay
        curve = run_curve(
            0,
            f"<i>a</i> = {exact(escape.decay)}",
            palette.u if own else translucent(palette.u, _OPACITY),
            escape.trajectory,
            "u",
            kind,
            width=2.75 if own else _THIN,
        )
        curves.append(curve)
        predicted.append(theory_curve(0, escape.early, escape.u, kind, palette))
    behind = pinned_curves(ghosts, 0, "u", kind, palette)
    axis = value_axes(
        [replace(curve, panel=OVERLAPS) for curve in curves],
        [replace(curve, panel=OVERLAPS) for curve in behind],
        scene.laws,
    )[OVERLAPS]
    panel = Panel(
        "Overlap <i>u</i>",
        "thick: the <i>a</i> of the slider",
        _LOW_HEIGHT if scene.view.in_lecture else _HEIGHT,
        axis,
        linear_ticks(axis.low, axis.high, _LEVELS),
    )
    times = [escape.trajectory.time for escape in escapes]
    limit = scene.laws.stability_limit
    return comparison_figure(
        [panel],
        curves,
        predicted,
        time_axis_of([*times, *(ghost.run.trajectory.time for ghost in ghosts)], kind),
        palette,
        step_size=scene.run.trajectory.step_size,
        behind=behind,
        ghosts=ghosts,
        as_points=setup.method == "gd" and setup.step_size >= limit,
    )


def _headline(setup: Setup, escapes: Sequence[Escape]) -> str:
    times = ", ".join(
        f"${tex(escape.found)}$ for $a = {exact(escape.decay)}$"
        if escape.found is not None
        else f"not by the end for $a = {exact(escape.decay)}$"
        for escape in escapes
    )
    return f"$T_1$, when $u$ **reaches** $\\delta = {exact(setup.delta)}$: {times}."


def _order(escapes: Sequence[Escape]) -> Finding:
    claim = "**A larger $a$ escapes sooner.**"
    if not all(escape.stable for escape in escapes):
        return _jumping(claim)
    found = [math.inf if escape.found is None else escape.found for escape in escapes]
    reached = [time for time in found if time < math.inf]
    if len(reached) < 2:
        return Finding(Verdict.UNKNOWN, f"{claim} Fewer than two of these runs escape.")
    wrong = [
        (small.decay, large.decay)
        for (small, slow), (large, fast) in itertools.pairwise(zip(escapes, found, strict=True))
        if not slow > fast and fast < math.inf
    ]
    if wrong:
        pairs = "; ".join(f"$a = {exact(one)}$ and ${exact(other)}$" for one, other in wrong)
        return Finding(
            Verdict.PARTLY, f"{claim} Not in this draw of teacher and start: {pairs} are in turn."
        )
    return Finding(
        Verdict.AGREES,
        f"{claim} So it is for all that escape here; for the smallest of these $a$ $T_1$ is "
        f"{number(reached[0] / reached[-1], 2)} times as long as for the largest.",
    )


def _linear(escapes: Sequence[Escape]) -> Finding:
    claim = "**$u$ grows as the linear flow says** (dashed; all its eigenmodes, ours)."
    if not all(escape.stable for escape in escapes):
        return _jumping(claim)
    ratios = [
        escape.predicted / escape.found for escape in escapes if escape.predicted and escape.found
    ]
    if not ratios:
        return Finding(Verdict.UNKNOWN, f"{claim} None of these runs escapes from below $\\delta$.")
    worst = max(abs(ratio - 1) for ratio in ratios)
    return Finding(
        Verdict.AGREES if worst <= _SAME else Verdict.PARTLY,
        f"{claim} Its $T_1$ is off by {number(100 * worst, 2)}% at most; nothing is fitted.",
    )


def _rate(escapes: Sequence[Escape]) -> Finding:
    claim = "**The rate $\\rho$ of Lemma 2 alone.**"
    if not all(escape.stable for escape in escapes):
        return _jumping(claim)
    ratios = [(e.decay, e.by_rate / e.found) for e in escapes if e.by_rate and e.found]
    if not ratios:
        return Finding(Verdict.UNKNOWN, f"{claim} None of these runs escapes from below $\\delta$.")
    listed = ", ".join(f"{number(ratio, 2)} for $a = {exact(a)}$" for a, ratio in ratios)
    worst = max(abs(ratio - 1) for _, ratio in ratios)
    return Finding(
        Verdict.AGREES if worst <= _SAME else Verdict.PARTLY,
        f"{claim} If $u$ grew like $e^{{\\rho t}}$ from its $u(0)$ on, it would reach $\\delta$ at "
        f"so many times $T_1$: {listed}. In a short escape other eigenmodes count as well.",
    )


def _past(own: Escape) -> Finding:
    claim = "**Past $T_1$ the escape is no longer linear.**"
    if not own.stable:
        return _jumping(claim)
    if own.found_past is None or not own.predicted_past:
        return Finding(Verdict.UNKNOWN, f"{claim} This run does not get to $u = {_PAST:g}$.")
    return Finding(
        Verdict.PARTLY,
        f"{claim} The linear flow has no brake $1-3s$: it gets to $u = {_PAST:g}$ at "
        f"$t = {tex(own.predicted_past)}$, the run with $a = {exact(own.decay)}$ at "
        f"${tex(own.found_past)}$.",
    )


def _jumping(claim: str) -> Finding:
    return Finding(
        Verdict.UNKNOWN, f"{claim} The step size is past a stability limit: $u$ jumps about."
    )


FIGURE = Figure(
    number="3",
    title="The escape",
    key="figure_3",
    shows=(
        "The paper shows $u(t)$ for several $a$, $d = 1000$ and $\\eta = 0.001$. Here they are "
        "1.5, 3 and 4 and, thick, the $a$ of the slider; it stands at 2, and moves that curve "
        "between the others. Dashed, up to $T_1$: the linear flow, which the paper's Lemma 2 has "
        "the rate of. The order holds for 96 of the first 100 seeds; the others wait at a saddle."
    ),
    preset=preset("figure-3"),
    read=read,
)
