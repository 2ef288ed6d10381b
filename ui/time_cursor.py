"""The time cursor on a page: a slider under the picture, along its time axis, that can play."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from core.parameters import Scale
from core.run import Run
from ui import compute, cursor, state
from ui.charts.axes import Axis
from ui.charts.panels import time_axis_of
from ui.components import live_slider, live_text, put_away
from ui.compute import Solution
from ui.text.typeset import to_html
from ui.view import Key, View, parameter

# Over a picture some 800 pixels wide: a stop every four.
_STOPS = 200
_JUST_AFTER = 1.05


def cursor_button(view: View, page: str) -> None:
    """Put the cursor on the picture, or take it away."""
    on = view.cursor > 0
    st.button(
        "Cursor",
        key=f"{page}_cursor",
        icon=":material/line_start_circle:",
        type="primary" if on else "secondary",
        on_click=_switch,
        help="Take the time cursor away."
        if on
        else "Read all curves at one time, or play the run from there.",
    )


def cursor_slider(view: View, solution: Solution) -> None:
    """The slider and what it reads; nothing where there is no cursor."""
    if view.cursor <= 0:
        return
    run, laws = solution.run, solution.laws
    time_slider(view, run)
    live_text(
        f"<p>{to_html(cursor.sentence(cursor.read_at(run, laws, view.cursor)))}</p>",
        key="reading",
    )


def time_slider(view: View, run: Run) -> None:
    """The slider alone, at `view.cursor`, be that a visitor's choice or the page's; if offered."""
    if not view.offers(Key.CURSOR):
        return
    axis = time_axis_of([run.trajectory.time], view.time_axis)
    declared = replace(parameter(Key.CURSOR), scale=Scale.LOG if axis.log else Scale.LINEAR)
    with st.container(key="cursor"):
        live_slider(
            declared,
            key=Key.CURSOR,
            stops=_stops(axis),
            help=declared.help,
            play=True,
            shown=view.cursor,
        )


def _stops(axis: Axis) -> list[float]:
    """Times all along the axis, to four digits; 0 is no cursor."""
    if axis.log:
        times = np.geomspace(axis.low, axis.high, _STOPS + 1)
    else:
        times = np.linspace(axis.low, axis.high, _STOPS + 1)[1:]
    return sorted({float(f"{time:.4g}") for time in times})


def _switch() -> None:
    view = state.current()
    if view.cursor > 0:
        put_away(Key.CURSOR)
        state.choose(Key.CURSOR, 0.0)
    else:
        state.choose(Key.CURSOR, _first_place(compute.solution(view.setup).run))


def _first_place(run: Run) -> float:
    """A time at which there is something to read: just after the last phase it reaches begins."""
    phases = run.phases
    known = [time for time in (phases.t1, phases.t1_prime, phases.t2) if time]
    return float(f"{_JUST_AFTER * known[-1] if known else run.trajectory.time[-1]:.4g}")
