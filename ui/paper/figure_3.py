"""Figure 3: u(t) for several a. A larger a escapes sooner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ui.charts.axes import linear_ticks
from ui.charts.comparison import comparison_figure, pinned_curves, run_curve, theory_curve
from ui.charts.curves import OVERLAPS
from ui.charts.frame import Panel
from ui.charts.ghosts import Ghost
from ui.charts.panels import time_axis_of, value_axes
from ui.page import Scene
from ui.palette import translucent
from ui.paper.figure import Figure, Json, Reading, preset
from ui.paper.figure_3_numbers import Escape, escape_of
from ui.paper.figure_3_words import findings, headline
from ui.text.numbers import exact, number

# Beside the visitor's own a, which is 2 to begin with.
OTHERS = (1.5, 3.0, 4.0)
_HEIGHT, _LOW_HEIGHT = 380, 260
_LEVELS = 5
_THIN, _OPACITY = 1.75, 0.75


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
        headline(setup, escapes),
        findings(escapes, own),
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
