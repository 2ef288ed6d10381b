"""Figure 4: the MSE against the frozen approximation, from where u = 0.9."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

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
from ui.page import Scene
from ui.paper.figure import Figure, Json, Reading, preset
from ui.paper.figure_4_numbers import Frozen, frozen_of
from ui.paper.figure_4_words import findings, headline

_MSE, _RATIO = 0, 1
_HEIGHTS, _LOW_HEIGHTS = (270, 110), (190, 80)
_LEVELS, _RATIO_LEVELS = 5, 3
# What a run does to itself before it is at rest is of no interest here.
_HIGHEST = 1e12
# The ratio's axis: as narrow and as wide as this about 1.
_NARROWEST, _WIDEST = 0.005, 0.5


def read(scene: Scene, ghosts: Sequence[Ghost]) -> Reading:
    setup = scene.view.setup
    frozen = frozen_of(setup)
    return Reading(
        _picture(scene, frozen, ghosts),
        "The mean squared error against time, and the frozen approximation from where u = 0.9; "
        "below, the ratio of the two.",
        headline(frozen),
        findings(scene.run, frozen),
    )


def _picture(scene: Scene, frozen: Frozen | None, ghosts: Sequence[Ghost]) -> Json:
    palette, kind, trajectory = scene.palette, scene.view.time_axis, scene.run.trajectory
    curves = [run_curve(_MSE, "MSE", palette.mse, trajectory, "mse", kind)]
    predicted: list[Curve] = []
    axis = Axis(1 - _NARROWEST, 1 + _NARROWEST, log=False)
    if frozen is not None:
        time, ratio = frozen.ratio
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
