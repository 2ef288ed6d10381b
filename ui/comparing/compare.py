"""Pinned runs on a page: their curves, a table of differences, and a button to take each away."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.parameters import Setup
from core.run import Run
from ui import compute, state
from ui.charts.ghosts import Ghost
from ui.comparing import pins
from ui.components import live_text
from ui.text import report
from ui.view import MOST_PINS, View


def pin_button(view: View, page: str) -> None:
    """Keep the present run for comparison."""
    full = len(view.pins) >= MOST_PINS
    st.button(
        "Pin",
        key=f"{page}_pin",
        icon=":material/push_pin:",
        disabled=full,
        on_click=_pin,
        help=f"{MOST_PINS} runs are pinned, which is the most."
        if full
        else "Keep this run's curves, to compare the next one with.",
    )


def ghosts(view: View) -> list[Ghost]:
    """The pinned runs, each named by how it differs from the present one."""
    called = pins.names(view.pins, view.setup)
    return [
        Ghost(compute.solution(pin).run, name) for pin, name in zip(view.pins, called, strict=True)
    ]


def pinned(run: Run, kept: list[Ghost], page: str) -> None:
    """How the pinned runs differ from the present one; nothing where none is pinned."""
    if not kept:
        return
    rows = pins.differences(run, [ghost.run for ghost in kept])
    table = report.table(rows.columns, rows.to_numpy())
    live_text(f"<h3>Pinned runs</h3>{table}", key=f"{page}_pins")
    with st.container(horizontal=True):
        for place, ghost in enumerate(kept):
            if st.button(
                f"Unpin {ghost.name}",
                key=f"{page}_unpin_{place}",
                icon=":material/close:",
                on_click=_unpin,
                args=(ghost.run.setup,),
            ):
                # The toolbar, which is not drawn again with what is live, has a pin more to give.
                st.rerun()


def _pin() -> None:
    view = state.current()
    state.choose_view(replace(view, pins=pins.add(view.pins, view.setup)))


def _unpin(setup: Setup) -> None:
    view = state.current()
    state.choose_view(replace(view, pins=pins.remove(view.pins, setup)))
