"""The picture of online SGD: replicas, mean field, descent without noise, and the floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from core.ensemble import Ensemble
from ui.charts.axes import Axis
from ui.charts.bands import BandCurves, band_traces
from ui.charts.curves import LOSS, MSE, Curve, curve_traces, end_labels, run_curves, shown
from ui.charts.frame import LEFT, RIGHT, SMALL, frame, time_rows
from ui.charts.panels import HEIGHTS, panels_of, time_axis_of, value_axes
from ui.noise.numbers import Expected
from ui.noise.replicas import mostly_there
from ui.palette import Palette

Json = dict[str, Any]

_ROW = 18
_DASHED, _DOTTED = "5px,4px", "2px,3px"
# The curves of a run that are drawn, the first of `run_curves`: where runs scatter around the
# teacher, 1 − u and 1 − s are of either sign and say nothing that u and s do not.
_BANDS = ("mse", "s", "u", "loss")


def noise_figure(
    expected: Expected,
    ensemble: Ensemble | None,
    *,
    time_axis: str,
    palette: Palette,
    heights: Sequence[int] = HEIGHTS,
) -> Json:
    """The figure, `{"data": [...], "layout": {...}}`, over the panels of a run.

    The median of the replicas is drawn in the quantities' colours with the middle 80 % of them
    behind it; the mean field, which is theory, dashed in the colour of the text; descent without
    noise thin and grey; the floor dotted.
    """
    mean_field = expected.mean_field
    # Where all ends soon after it has begun the axis still shows what was asked for.
    time = time_axis_of([expected.whole], time_axis)
    theory = run_curves(mean_field, time_axis, palette)[: len(_BANDS)]
    descent = run_curves(expected.descent, time_axis, palette)[: len(_BANDS)]
    bands = [] if ensemble is None else _bands(ensemble, theory, time_axis)
    medians = [band.median for band in bands]
    axes = value_axes(
        medians or theory, [*theory, *descent, *(edge for band in bands for edge in band.all)]
    )
    labelled = medians or theory
    panels = panels_of(axes, labelled, heights, laws=None)
    if ensemble is not None:
        lost = ensemble.diverged
        panels[0] = replace(panels[0], remark=f"{lost.count} of {lost.total} runs diverged")
    layout = frame(
        panels,
        time,
        end_labels(labelled),
        palette,
        below=time_rows(time, mean_field.step_size, palette),
        hover="<i>t</i>",
        above=2 * _ROW,
        strip=False,
    )
    _key(layout, drawn=ensemble is not None, palette=palette)
    _floor(layout, expected, axes, palette)
    data = band_traces(bands, time, axes)
    data += curve_traces(
        [_as(curve, palette.muted, 1.25, "solid") for curve in descent],
        time, axes, as_points=False, hover=False,
    )  # fmt: skip
    data += curve_traces(medians, time, axes, as_points=False)
    data += curve_traces(
        [_as(curve, palette.ink, 1.5, _DASHED) for curve in theory],
        time, axes, as_points=False, hover=ensemble is None,
    )  # fmt: skip
    return {"data": data, "layout": layout}


def _as(curve: Curve, color: str, width: float, dash: str) -> Curve:
    return replace(curve, color=color, width=width, dash=dash)


def _bands(ensemble: Ensemble, like: Sequence[Curve], kind: str) -> list[BandCurves]:
    """The bands of the replicas, named and coloured as the curves of a run."""
    some = shown(ensemble.time, kind) & mostly_there(ensemble)
    return [
        BandCurves(
            *(
                replace(curve, time=ensemble.time[some], values=values[some])
                for values in (band.low, band.median, band.high)
            )
        )
        for curve, band in zip(like, (ensemble.bands[name] for name in _BANDS), strict=True)
    ]


def _floor(layout: Json, expected: Expected, axes: Sequence[Axis], palette: Palette) -> None:
    """Dotted lines where MSE and loss end up, if that is in sight."""
    for panel, value in ((MSE, expected.floor.mse), (LOSS, expected.floor.loss)):
        axis = axes[panel]
        if value > 0 and axis.low <= value <= axis.high:
            layout["shapes"].append(
                {
                    "type": "line", "xref": "paper", "yref": "y" if panel == 0 else f"y{panel + 1}",
                    "x0": 0, "x1": 1, "y0": value, "y1": value,
                    "line": {"color": palette.ink, "width": 1.5, "dash": _DOTTED},
                }
            )  # fmt: skip


def _key(layout: Json, *, drawn: bool, palette: Palette) -> None:
    """What each kind of line is, in two rows of two over the first title."""
    replicas = "replicas: median, middle 80 %" if drawn else "replicas: to come"
    entries = (
        ("━━", palette.mse, replicas),
        ("╌╌", palette.ink, "mean field"),
        ("──", palette.muted, "descent, no noise"),
        ("┈┈", palette.ink, "floor"),
    )
    bottom = layout["margin"]["t"] - 2 * _ROW - 4
    for index, (line, color, name) in enumerate(entries):
        row, column = divmod(index, 2)
        layout["annotations"].append(
            {
                "text": f"<span style='color:{color}'><b>{line}</b></span> {name}",
                "showarrow": False,
                "font": {"size": SMALL, "color": palette.ink},
                "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom",
                # The columns begin at the figure's left edge and past its middle.
                "x": 0.6 * column, "xshift": 0.6 * column * (LEFT + RIGHT) - LEFT + 2,
                "y": 1, "yshift": bottom + (1 - row) * _ROW,
            }
        )  # fmt: skip
