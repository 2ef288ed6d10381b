"""The three phases of a run, shaded through all panels and named in a strip above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from core.phases import Phases
from ui.charts.axes import Axis, spread
from ui.charts.frame import NARROWEST, SMALL, WIDE
from ui.palette import Palette

Json = dict[str, Any]

# The annotations that are only for a narrow page; those for a wide one are the three before.
NARROW_NAMES = (3, 4, 5)

NAMES = {"I": "escape", "II": "convergence", "III": "spectral tail"}

# Pixels above the panels: the strip, and the row of T₁, T₁′, T₂ over it.
_STRIP = (2, 36)
_ROW = 37
# The width of one character of the strip's names, and of a label like T₁′ with some air.
_CHARACTER = 5.8
_TIME_LABEL = 19


def intervals(phases: Phases, time: Axis) -> dict[str, tuple[float, float]]:
    """Where each phase lies on the axis, without those that are not reached or not in sight."""
    ends = [time.low, phases.t1, phases.t2, time.high]
    found = {}
    for name, begin, end in zip(NAMES, ends, ends[1:], strict=False):
        if begin is None:
            break
        begin, end = time.clip(begin), time.clip(time.high if end is None else end)
        if begin < end:
            found[name] = (begin, end)
    return found


def draw_phases(
    layout: Json,
    phases: Phases,
    time: Axis,
    palette: Palette,
    *,
    only_escape: bool = False,
    named: Sequence[str] = tuple(NAMES),
) -> None:
    """Add the phases to a layout made by `frame`; of a run that the minimum repels, only the first.

    Of the others too only those in `named` are drawn, each with the times at its end.

    The strip's names come first among the annotations, three for a wide page and three for a narrow
    one (`NARROW_NAMES`): how much room there is only the page knows, whose style sheet hides three.
    """
    inner = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]
    strip = (1 + _STRIP[0] / inner, 1 + _STRIP[1] / inner)
    if only_escape:
        phases = replace(phases, t1_prime=None, t2=None)
        named = [name for name in named if name == "I"]
    lying = {name: its for name, its in intervals(phases, time).items() if name in named}
    for name, (begin, end) in lying.items():
        colors = palette.phases[name]
        layout["shapes"] += [
            _rectangle(begin, end, 0, 1, colors.band),
            _rectangle(begin, end, *strip, colors.strip),
        ]
    names = [
        _strip_name(name, lying.get(name), time, width, palette) | {"name": kind}
        for kind, width in (("wide", WIDE), ("narrow", NARROWEST))
        for name in NAMES
    ]
    layout["annotations"] = names + layout["annotations"]
    _mark_times(layout, phases, named, time, palette, strip[1])


def _strip_name(
    name: str, interval: tuple[float, float] | None, time: Axis, width: float, palette: Palette
) -> Json:
    """Number and name of a phase, as far as a plot of this width has room for them."""
    begin, end = (time.low, time.low) if interval is None else interval
    room = width * (time.share(end) - time.share(begin)) / _CHARACTER
    text = f"<b>{name}</b>" if room >= len(name) else ""
    if room >= len(NAMES[name]):
        text += f"<br>{NAMES[name]}"
    middle = (time.coordinate(begin) + time.coordinate(end)) / 2
    return _label(text, palette.ink, middle, 1, sum(_STRIP) / 2, "middle", 12)


def _mark_times(
    layout: Json,
    phases: Phases,
    named: Sequence[str],
    time: Axis,
    palette: Palette,
    top: float,
) -> None:
    marks = [
        ("I", "T₁", phases.t1, "solid"),
        ("II", "T₁′", phases.t1_prime, "dot"),
        ("II", "T₂", phases.t2, "solid"),
    ]
    shown = [
        (text, at, dash)
        for phase, text, at, dash in marks
        if phase in named and at is not None and time.low <= at <= time.high
    ]
    gap = _TIME_LABEL / NARROWEST
    places = spread([time.share(at) for _, at, _ in shown], gap, gap / 2, 1 - gap / 2)
    panels = [axis["domain"] for name, axis in layout.items() if name.startswith("yaxis")]
    for (text, at, dash), share in zip(shown, places, strict=True):
        # Not through the titles between the panels, nor through the name of the phase that T₁′
        # divides.
        stretches = [*panels, (1.0, top)] if dash == "solid" else panels
        layout["shapes"] += [
            {
                "type": "line", "xref": "x", "yref": "paper", "layer": "below",
                "x0": at, "x1": at, "y0": low, "y1": high,
                "line": {"color": palette.muted, "width": 1.25, "dash": dash},
            }
            for low, high in stretches
        ]  # fmt: skip
        layout["annotations"].append(
            _label(text, palette.ink, time.at(share), 1, _ROW, "bottom", SMALL)
        )


def _rectangle(x0: float, x1: float, y0: float, y1: float, color: str) -> Json:
    return {
        "type": "rect", "xref": "x", "yref": "paper", "layer": "below",
        "x0": x0, "x1": x1, "y0": y0, "y1": y1,
        "fillcolor": color, "line": {"width": 0},
    }  # fmt: skip


def _label(text: str, color: str, x: float, y: float, shift: float, anchor: str, size: int) -> Json:
    return {
        "text": text, "showarrow": False, "font": {"size": size, "color": color},
        "xref": "x", "yref": "paper", "x": x, "y": y,
        "xanchor": "center", "yanchor": anchor, "yshift": shift,
    }  # fmt: skip
