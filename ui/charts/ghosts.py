"""Pinned runs behind the present one: a colour for each, and a key over the first panel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.run import Run
from core.trajectory import Status
from ui.charts.axes import Axis
from ui.charts.curves import LOSS, MSE, OVERLAPS, Curve, curve_traces, shown
from ui.charts.frame import LEFT, RIGHT, SMALL
from ui.palette import Palette

Json = dict[str, Any]

# The key stands in two columns, as many characters wide as half a phone has room for.
_COLUMNS, _CHARACTERS = 2, 22
_ROW = 18
_SEPARATOR = ", "
# Their steps are far apart in value: lines between them would fill the panel.
JUMPING = (Status.PERIODIC, Status.IRREGULAR)


@dataclass(frozen=True, eq=False)
class Ghost:
    """A pinned run, and what it is called beside the present one."""

    run: Run
    name: str


def key_height(count: int) -> int:
    """The pixels that the key of so many pinned runs takes up."""
    return _ROW * -(-count // _COLUMNS)


def ghost_curves(ghosts: Sequence[Ghost], kind: str, palette: Palette) -> list[list[Curve]]:
    """The MSE, s, u and loss of each pinned run, thinner than those of the present one."""
    return [_curves(ghost, kind, color) for ghost, color in zip(ghosts, palette.pins, strict=False)]


def ghost_traces(
    ghosts: Sequence[Ghost], curves: Sequence[Sequence[Curve]], time: Axis, axes: Sequence[Axis]
) -> list[Json]:
    """The curves of `ghost_curves` as Plotly traces."""
    return [
        trace
        for ghost, its in zip(ghosts, curves, strict=False)
        for trace in curve_traces(
            its, time, axes, as_points=ghost.run.trajectory.status in JUMPING, hover=False
        )
    ]


def draw_key(layout: Json, ghosts: Sequence[Ghost], palette: Palette) -> None:
    """Write the names over the first panel, each beside a line of its colour."""
    bottom = layout["margin"]["t"] - key_height(len(ghosts)) - 4
    for index, (ghost, color) in enumerate(zip(ghosts, palette.pins, strict=False)):
        row, column = divmod(index, _COLUMNS)
        rows_below = key_height(len(ghosts)) // _ROW - row - 1
        layout["annotations"].append(
            {
                "text": f"<span style='color:{color}'><b>——</b></span> {_shortened(ghost.name)}",
                "showarrow": False,
                "font": {"size": SMALL, "color": palette.ink},
                "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom",
                # The columns begin at the figure's left edge and at its middle.
                "x": column / _COLUMNS, "xshift": column / _COLUMNS * (LEFT + RIGHT) - LEFT + 2,
                "y": 1, "yshift": bottom + rows_below * _ROW,
                "hovertext": ghost.name,
            }
        )  # fmt: skip


def _curves(ghost: Ghost, kind: str, color: str) -> list[Curve]:
    trajectory = ghost.run.trajectory
    some = shown(trajectory.time, kind)
    time = trajectory.time[some]
    return [
        Curve(MSE, ghost.name, color, time, trajectory.mse[some], 1.5),
        Curve(OVERLAPS, ghost.name, color, time, trajectory.s[some], 1.25, "dot"),
        Curve(OVERLAPS, ghost.name, color, time, trajectory.u[some], 1.5),
        Curve(LOSS, ghost.name, color, time, trajectory.loss[some], 1.5),
    ]


def _shortened(name: str) -> str:
    """As many whole parts of a name as the key has room for, and an ellipsis for the rest."""
    if len(name) <= _CHARACTERS:
        return name
    kept = name.split(_SEPARATOR)
    while len(kept) > 1 and len(_SEPARATOR.join([*kept, "…"])) > _CHARACTERS:
        kept.pop()
    return _SEPARATOR.join([*kept, "…"])
