"""The row of tools over a page: examples, how it is drawn, comparison, lecture, sharing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from enum import Enum, auto

import streamlit as st

from ui import compute, controls, lecture, state
from ui.comparing.compare import pin_button
from ui.components import picture_buttons
from ui.presets import PRESETS, Preset
from ui.sharing.export import file_stem
from ui.sharing.sheet import share_sheet
from ui.time_cursor import cursor_button
from ui.view import Key, View

_SPREADS = (0, 16, 64)
# Pixels.
_MENU_WIDTH, _MENU_HEIGHT = 480, 440


class Tool(Enum):
    """What a page may have beside examples, lecture and sharing, which all have."""

    TIME_AXIS = auto()
    SEEDS = auto()
    PIN = auto()
    CURSOR = auto()


def toolbar(view: View, page: str, chart: str, tools: Collection[Tool]) -> None:
    """The tools; what they change is seen when the whole page is run again, which they cause.

    Args:
        view: what the page shows.
        page: its name.
        chart: the key of the chart that is saved as a picture.
        tools: those that the page has.
    """
    with st.container(horizontal=True, key="toolbar", gap="small", vertical_alignment="center"):
        _examples(page)
        if Tool.TIME_AXIS in tools:
            controls.choice(Key.TIME_AXIS, label_visibility="collapsed")
        if Tool.SEEDS in tools:
            _seeds(view)
        if Tool.PIN in tools:
            pin_button(view, page)
        if Tool.CURSOR in tools:
            cursor_button(view, page)
        st.button(
            "Lecture",
            key=f"{page}_lecture",
            icon=":material/co_present:",
            on_click=lecture.enter,
            help="Large type, no controls, and the picture built up step by step.",
        )
        share_sheet(
            view,
            compute.solution(view.setup),
            page=page,
            picture=lambda: picture_buttons(chart, file_stem(view.setup)),
        )


def _examples(page: str) -> None:
    key = f"{page}_examples"
    menu = st.popover("Examples", icon=":material/list:", key=key, on_change="rerun")
    if not menu.open:
        return
    with menu.container(width=_MENU_WIDTH, height=_MENU_HEIGHT, border=False):
        for preset in PRESETS:
            with st.container(gap=None):
                st.button(
                    f"**{preset.name}**",
                    key=f"{page}_example_{preset.key}",
                    type="tertiary",
                    on_click=_open,
                    args=(preset, key),
                )
                st.caption(preset.look_for)


def _open(preset: Preset, menu: str) -> None:
    """Show a preset, with the pins and all else as it is, and close the menu."""
    view = state.current()
    state.choose_view(replace(view, setup=preset.setup, time_axis=preset.time_axis))
    st.session_state[menu] = False


def _seeds(view: View) -> None:
    counts = sorted({*_SPREADS, view.spread})
    st.segmented_control(
        "Seeds",
        counts,
        format_func=lambda count: f"{count or 1}" + (" seeds" if count == counts[-1] else ""),
        required=True,
        key=Key.SPREAD,
        label_visibility="collapsed",
        persist_state="session",
    )
