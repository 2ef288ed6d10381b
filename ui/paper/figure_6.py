"""Figure 6: 1 − u against t, log-log, for three values of a and three dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ui import compute
from ui.charts.axes import log_axis, log_ticks
from ui.charts.comparison import comparison_figure, pinned_curves, run_curve, theory_curve
from ui.charts.curves import Curve
from ui.charts.frame import Panel
from ui.charts.ghosts import Ghost
from ui.charts.panels import time_axis_of
from ui.page import Scene
from ui.palette import translucent
from ui.paper.figure import Figure, Json, Reading, preset
from ui.paper.figure_6_numbers import Fall, fall_of, setups_of
from ui.paper.figure_6_words import findings, headline, in_plain_text
from ui.text.numbers import exact

_MIDDLE = 1
_HEIGHT, _LOW_HEIGHT = 170, 120
_LEVELS = 4
_THIN, _OPACITY = 1.75, 0.75
# Whatever falls further has reached the last mode of its d: the slope is above that.
_LOWEST = 1e-6


def read(scene: Scene, ghosts: Sequence[Ghost]) -> Reading:
    panels = setups_of(scene.view.setup)
    falls = [[fall_of(setup) for setup in panel] for panel in panels]
    largest = [compute.solution(panel[-1]).run for panel in panels]
    return Reading(
        _picture(scene, falls, ghosts),
        "1 - u against time, both axes logarithmic, for three decay exponents and three dimensions "
        "each. " + "; ".join(in_plain_text(run) for run in largest),
        headline(largest),
        findings(largest, [panel[-1] for panel in falls]),
    )


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
