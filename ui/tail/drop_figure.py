"""The drop of the MSE from T₂ on: a run, what follows from its errors at T₂, and the benchmark."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import theory
from core.parameters import Setup
from core.run import Run
from ui.charts.axes import Axis, log_axis
from ui.charts.frame import EndLabel, Panel, axis_name, frame
from ui.charts.lines import line
from ui.charts.regions import Region, draw_regions
from ui.palette import Palette
from ui.tail.numbers import Frozen, Tail
from ui.text.numbers import number

Array = NDArray[np.float64]
Json = dict[str, Any]

HEIGHT, LOW_HEIGHT = 300, 180
_LEVELS = 6
_FORMS = {
    theory.SurvivalForm.LINEAR: "linear<br>16<i>τ</i>/<i>d</i>",
    theory.SurvivalForm.POWER: "power<br><i>τ</i><sup>1/<i>a</i></sup>",
    theory.SurvivalForm.LOGARITHM: "power<br>× log",
    theory.SurvivalForm.BOUND: "end",
}
# A guide line is about so long, in decades of τ, and so far from the curve.
_GUIDE, _ASIDE = 1.6, 0.5


def drop_figure(
    run: Run,
    tail: Tail,
    frozen: Frozen | None,
    *,
    palette: Palette,
    behind: Sequence[Tail] = (),
    height: int = HEIGHT,
) -> Json:
    """1 − MSE/MSE(T₂) against τ = t − T₂, log-log.

    Solid the run, dashed 1 − Ŝ_d(τ) from its errors at T₂, dotted the benchmark 1 − S_d(τ), whose
    windows are shaded. Without T₂ the benchmark is alone.

    Args:
        run, tail, frozen: what is drawn.
        palette: the colours of the page's theme.
        behind: the tails of pinned runs.
        height: that of the panel, in pixels.
    """
    setup = run.setup
    windows = theory.survival_windows(
        setup.decay, setup.dimension, preconditioner=setup.preconditioner
    )
    across = _tau_axis([tail, *behind])
    tau, benchmark = tail.benchmark_tau, tail.benchmark
    predicted = np.empty(0) if frozen is None else 1 - frozen.mse / tail.mse_at_t2
    curves = [tail.drop, benchmark, predicted, *(other.drop for other in behind)]
    values = log_axis(curves, decades=2.0)
    labels = [EndLabel(0, "<i>S<sub>d</sub></i>", palette.muted, float(benchmark[-1]))]
    if tail.tau.size:
        labels.append(EndLabel(0, "run", palette.mse, float(tail.drop[-1])))
    layout = frame(
        [Panel("Drop since T₂", "1 − MSE/MSE(T₂)", height, values, values.ticks(_LEVELS))],
        across,
        labels,
        palette,
        below=axis_name("time since T₂, <i>τ</i> = <i>t</i> − T₂", palette),
        hover="<i>τ</i>",
    )
    regions = [
        Region(
            _FORMS[window.form], max(window.start, across.low), min(window.end, across.high), tint
        )
        for window, tint in zip(windows, _tints(len(windows), palette), strict=True)
    ]
    draw_regions(layout, regions, across, palette)
    data = [
        line("pinned", other.tau, other.drop, across, values, color)
        for other, color in zip(behind, palette.pins, strict=False)
    ]
    data.append(line("S_d", tau, benchmark, across, values, palette.muted, width=2, dash="dot"))
    data += _guides(layout, tail, windows, setup, across, values, palette)
    if tail.tau.size:
        data.append(
            line("run", tail.tau, tail.drop, across, values, palette.mse, width=3, hover=True)
        )
    if frozen is not None:
        data.append(line("law", tail.tau, predicted, across, values, palette.ink, dash="5px,4px"))
    return {"data": data, "layout": layout}


def _tints(count: int, palette: Palette) -> list[str]:
    """The middle one of three windows stands out."""
    return [palette.grid, palette.u, palette.muted] if count == 3 else [palette.grid, palette.muted]


def _tau_axis(tails: Sequence[Tail]) -> Axis:
    ranges = [tail.benchmark_tau for tail in tails]
    return Axis(min(float(tau[0]) for tau in ranges), max(float(tau[-1]) for tau in ranges), True)


def _guides(
    layout: Json,
    tail: Tail,
    windows: Sequence[theory.SurvivalWindow],
    setup: Setup,
    across: Axis,
    values: Axis,
    palette: Palette,
) -> list[Json]:
    """Straight lines of the slopes 1 and 1/a beside the run, where it has room for them."""
    if not tail.tau.size:
        return []
    slopes = [(1.0, "slope 1", tail.tau[0] * 10 ** (_GUIDE / 2))]
    exponent = theory.mse_drop_exponent(setup.decay, setup.teacher_decay, setup.preconditioner)
    end = min(windows[-1].start, across.high)
    if math.isfinite(exponent) and exponent != 1:
        slopes.append((exponent, f"slope {number(exponent, 2)}", end / 10**_GUIDE))
    traces = []
    for slope, text, middle in slopes:
        if not tail.tau[0] <= middle <= tail.tau[-1]:
            continue
        x = middle * 10 ** np.array([-_GUIDE / 2, _GUIDE / 2])
        at = float(np.exp(np.interp(np.log(middle), np.log(tail.tau), _log(tail.drop))))
        y = _ASIDE * at * (x / middle) ** slope
        traces.append(line("slope", x, y, across, values, palette.muted, width=1.5))
        layout["annotations"].append(
            {
                "text": text, "showarrow": False, "font": {"size": 12, "color": palette.muted},
                "xref": "x", "yref": "y", "x": math.log10(middle), "y": math.log10(_ASIDE * at),
                "xanchor": "left", "yanchor": "top", "xshift": 4,
            }
        )  # fmt: skip
    return traces


def _log(values: Array) -> Array:
    return np.log(np.maximum(values, 1e-300))
