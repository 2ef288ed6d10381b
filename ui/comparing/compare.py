"""Pinned runs on a page: their curves, a table of differences, and a button to take each away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from core.parameters import Setup
from core.run import Run
from ui import compute, state
from ui.charts.ghosts import Ghost
from ui.comparing import pins
from ui.components import live_text
from ui.text import report
from ui.view import MOST_PINS, Key, View


def pin_button(chosen: View, shown: Callable[[View], View], page: str) -> None:
    """Keep the present run for comparison.

    Args:
        chosen: all that is chosen, for any page.
        shown: what a page makes of it: the run that is kept is the one that is seen.
        page: its name.
    """
    full = len(chosen.pins) >= MOST_PINS
    hidden = len(chosen.pins) - len(shown(chosen).pins)
    st.button(
        "Pin",
        key=f"{page}_pin",
        icon=":material/push_pin:",
        disabled=full,
        on_click=_pin,
        args=(shown,),
        help=f"{MOST_PINS} runs are pinned, which is the most{_elsewhere(hidden)}."
        if full
        else "Keep this run's curves, to compare the next one with.",
    )


def _elsewhere(hidden: int) -> str:
    if not hidden:
        return ""
    return f"; {hidden} of them {'is' if hidden == 1 else 'are'} of fixed norm, shown on Explore"


def ghosts(view: View) -> list[Ghost]:
    """The pinned runs, each named by how it differs from the present one."""
    called = pins.names(view.pins, view.setup)
    return [
        Ghost(compute.solution(pin).run, name) for pin, name in zip(view.pins, called, strict=True)
    ]


def pinned(run: Run, kept: list[Ghost], page: str) -> None:
    """How the pinned runs differ from the present one; nothing where none is pinned.

    They are on the pages whose curves are those of one run over time, and on that of the trade-off,
    where a setup has curves over a. Online SGD has no single run, the lab has runs of its own, and
    the theory is read beside one run.
    """
    if not kept:
        return
    rows = pins.differences(run, [ghost.run for ghost in kept])
    table = report.table(rows.columns, rows.to_numpy())
    live_text(f"<h3>Pinned runs</h3>{table}", key=f"{page}_pins")
    if not state.current().offers(Key.PINS):
        return
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


def _pin(shown: Callable[[View], View]) -> None:
    view = state.current()
    state.choose_view(replace(view, pins=pins.add(view.pins, shown(view).setup)))


def _unpin(setup: Setup) -> None:
    view = state.current()
    state.choose_view(replace(view, pins=pins.remove(view.pins, setup)))
