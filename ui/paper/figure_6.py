"""Figure 6: 1 − u against t, log-log, for three values of a and three dimensions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import theory
from core.parameters import Setup
from core.run import Run
from core.trajectory import Trajectory
from ui import compute
from ui.charts.axes import log_axis, log_ticks
from ui.charts.comparison import comparison_figure, pinned_curves, run_curve, theory_curve
from ui.charts.curves import Curve
from ui.charts.frame import Panel
from ui.charts.ghosts import Ghost
from ui.charts.panels import time_axis_of
from ui.kept import kept
from ui.page import Scene
from ui.palette import translucent
from ui.paper.figure import Figure, Finding, Json, Reading, Verdict, off, preset
from ui.text.numbers import exact, rounded, tex
from ui.text.records import records
from ui.text.words import plain

Array = NDArray[np.float64]

# The paper's a around the visitor's own, which is 2 to begin with, and its d; in the middle panel
# the visitor's own d takes the place of the last.
LOWEST, HIGHEST = 1.5, 4.0
_MIDDLE = 1
DIMENSIONS = (500, 2000, 5000)
_HEIGHT, _LOW_HEIGHT = 170, 120
_LEVELS = 4
_THIN, _OPACITY = 1.75, 0.75
# Whatever falls further has reached the last mode of its d: the slope is above that.
_LOWEST = 1e-6
# An exponent is the same if it differs by less.
_SAME, _SAME_AS_LAW = 0.05, 0.02
_KEPT = 256


@dataclass(frozen=True, eq=False)
class Fall:
    """1 − u of one run.

    Attributes:
        setup, trajectory: the run.
        late, law: times at which the sharp law holds, and the law there.
    """

    setup: Setup
    trajectory: Trajectory
    late: Array
    law: Array


def setups_of(setup: Setup) -> list[list[Setup]]:
    """The runs of the three panels; the last of the middle one is the visitor's own."""
    others = [d for d in DIMENSIONS[:-1] if d != setup.dimension]
    panels = (
        (LOWEST, DIMENSIONS),
        (setup.decay, (*others, setup.dimension)),
        (HIGHEST, DIMENSIONS),
    )
    return [[replace(setup, decay=a, dimension=d) for d in dimensions] for a, dimensions in panels]


def read(scene: Scene, ghosts: Sequence[Ghost]) -> Reading:
    panels = setups_of(scene.view.setup)
    falls = [[fall_of(setup) for setup in panel] for panel in panels]
    largest = [compute.solution(panel[-1]).run for panel in panels]
    return Reading(
        _picture(scene, falls, ghosts),
        "1 - u against time, both axes logarithmic, for three decay exponents and three dimensions "
        "each. " + "; ".join(_plain(run) for run in largest),
        _headline(largest),
        (*(_slope(run) for run in largest), _law([fall[-1] for fall in falls]), _bound(largest)),
    )


@kept(_KEPT)
def fall_of(setup: Setup) -> Fall:
    """Solve a setup and evaluate the law of 1 − u from where the run has u > 1/2 for good."""
    problem, trajectory = compute.path(setup)
    time, eta = trajectory.time, trajectory.step_size
    away = np.flatnonzero(~(np.abs(trajectory.one_minus_u) < 0.5))
    late = time[int(away[-1]) + 1 :] if away.size else time
    # It is about modes that the escape leaves as they were (as in `ui.laws`).
    if late.size and 8 * float(problem.eigenvalues.min()) * float(late[0]) >= 1:
        late = late[:0]
    law = theory.one_minus_u(problem, late, step_size=eta)
    known = np.isfinite(law) & (law > 0)
    return Fall(setup, trajectory, late[known], law[known])


def _picture(scene: Scene, falls: list[list[Fall]], ghosts: Sequence[Ghost]) -> Json:
    palette, kind, own = scene.palette, scene.view.time_axis, scene.view.setup
    height = _LOW_HEIGHT if scene.view.in_lecture else _HEIGHT
    panels, curves, predicted = [], [], []
    for index, panel in enumerate(falls):
        those = [_curve(index, fall, index == _MIDDLE, scene) for fall in panel]
        curves += those
        predicted += [theory_curve(index, fall.late, fall.law, kind, palette) for fall in panel]
        axis = log_axis([those[-1].values], at_most=2.0, decades=2.0)
        axis = replace(axis, low=max(axis.low, _LOWEST))
        panels.append(
            Panel(
                f"1 − <i>u</i> for <i>a</i> = {exact(panel[0].setup.decay)}",
                "at the ends: <i>d</i>",
                height,
                axis,
                log_ticks(axis.low, axis.high, _LEVELS),
            )
        )
    times = [fall.trajectory.time for panel in falls for fall in panel]
    return comparison_figure(
        panels,
        curves,
        predicted,
        time_axis_of([*times, *(ghost.run.trajectory.time for ghost in ghosts)], kind),
        palette,
        step_size=scene.run.trajectory.step_size,
        behind=[
            replace(curve, values=np.abs(curve.values))
            for curve in pinned_curves(ghosts, _MIDDLE, "one_minus_u", kind, palette)
        ],
        ghosts=ghosts,
        as_points=own.method == "gd" and own.step_size >= scene.laws.stability_limit,
    )


def _curve(panel: int, fall: Fall, middle: bool, scene: Scene) -> Curve:
    own = middle and fall.setup.dimension == scene.view.setup.dimension
    curve = run_curve(
        panel,
        exact(fall.setup.dimension),
        scene.palette.u if own else translucent(scene.palette.u, _OPACITY),
        fall.trajectory,
        "one_minus_u",
        scene.view.time_axis,
        width=2.75 if own else _THIN,
    )
    return replace(curve, values=np.abs(curve.values))


def _headline(largest: Sequence[Run]) -> str:
    fitted = [(run.setup.decay, float(_row(run)["fitted"])) for run in largest]
    seen = ", ".join(
        f"$t^{{{tex(slope, 2)}}}$ for $a = {exact(a)}$"
        for a, slope in fitted
        if not math.isnan(slope)
    )
    unseen = " and ".join(
        f"$a = {exact(a)}$" for a, slope in dict(fitted).items() if math.isnan(slope)
    )
    if not seen:
        return f"**No power law** is to be seen in these runs, for {unseen}."
    return f"$1-u$ **falls like** {seen}" + (
        f"; for {unseen} no power law is to be seen." if unseen else "."
    )


def _slope(run: Run) -> Finding:
    row, setup = _row(run), run.setup
    fitted, expected, law = (float(row[name]) for name in ("fitted", "theory", "law"))
    where = f"**$a = {exact(setup.decay)}$, $d = {exact(setup.dimension)}$:**"
    plain_setting = setup.teacher_decay == 0 and setup.preconditioner == 0
    symbol = "-(1-1/a)" if plain_setting else "-(a+b-1)/(a(1-p))"
    power = f" ${symbol}$ is ${_exponent(expected)}$." if math.isfinite(expected) else ""
    if math.isnan(fitted):
        return Finding(Verdict.UNKNOWN, f"{where}{power} {plain(_sentence(row['verdict']))}")
    agrees = math.isfinite(expected) and abs(fitted - expected) <= _SAME
    text = (
        f"{where} the slope is ${_exponent(fitted)}$ from $t = {tex(row['window_start'], 2)}$ to "
        f"${tex(row['window_end'], 2)}$.{power}"
    )
    if math.isfinite(law):
        same = "which it follows" if abs(fitted - law) <= _SAME_AS_LAW else "which it departs from"
        text += f" The sharp law of this very teacher has ${_exponent(law)}$ there, {same}."
    return Finding(Verdict.AGREES if agrees else Verdict.PARTLY, text)


def _law(largest: Sequence[Fall]) -> Finding:
    claim = "**The sharp law** $[F(8t) + (3/2)F(16t)]/3$ (ours, nothing fitted)."
    ends = [(fall, float(fall.law[-1])) for fall in largest if fall.law.size]
    seen = [
        (fall.setup.decay, float(fall.trajectory.one_minus_u[-1]) / law)
        for fall, law in ends
        if law > 0 and fall.late[-1] == fall.trajectory.time[-1]
    ]
    seen = [(a, ratio) for a, ratio in seen if ratio > 0]
    if not seen:
        return Finding(Verdict.UNKNOWN, f"{claim} It holds in none of these runs.")
    worst = max(abs(ratio - 1) for _, ratio in seen)
    return Finding(
        Verdict.AGREES if worst <= _SAME else Verdict.PARTLY,
        f"{claim} At the end of the runs $1-u$ is "
        + ", ".join(f"{off(ratio)} it for $a = {exact(a)}$" for a, ratio in seen)
        + ".",
    )


def _bound(largest: Sequence[Run]) -> Finding:
    claim = "**The paper's bound** $T_2 \\le C\\,\\varepsilon^{-2a/(a-1)}\\ln(1/\\varepsilon)$"
    slopes = [
        (run.setup.decay, 1 / bound)
        for run in largest
        if math.isfinite(
            bound := theory.bound_time_exponent(run.setup.decay, run.setup.preconditioner)
        )
    ]
    if not slopes:
        return Finding(Verdict.UNKNOWN, f"{claim} does not speak of a preconditioner.")
    listed = ", ".join(f"${_exponent(slope)}$ for $a = {exact(a)}$" for a, slope in slopes)
    return Finding(
        Verdict.PARTLY,
        f"{claim} only says that $1-u$ falls at least as steeply as {listed}: half of "
        "$-(1-1/a)$. It is true, and not sharp.",
    )


def _row(run: Run) -> dict[str, Any]:
    return next(row for row in records(run.exponents) if row["quantity"] == "1-u")


def _plain(run: Run) -> str:
    fitted = float(_row(run)["fitted"])
    slope = "no slope" if math.isnan(fitted) else f"slope {rounded(fitted)}"
    return f"a = {exact(run.setup.decay)}: {slope}"


def _exponent(value: float) -> str:
    """Two decimals, for the inside of a formula."""
    return f"{value:.2f}"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


FIGURE = Figure(
    number="6",
    title="The slow fall",
    key="figure_6",
    shows=(
        "The paper shows $1-u$ against $t$, both logarithmic, for $a = 1.5$, 2 and 4 and "
        "$d = 500$, 2000 and 5000. A power law is a straight line. Dashed: the sharp law of "
        "each run, which knows its teacher and its $d$. The slider of $a$ moves the middle panel, "
        "that of $d$ the thick curve in it."
    ),
    preset=preset("figure-6"),
    read=read,
)
