"""The row of tools over a page: examples, how it is drawn, comparison, lecture, sharing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from enum import Enum

import streamlit as st

from ui import controls, lecture, state
from ui.comparing.compare import pin_button
from ui.components import Picture, picture_buttons
from ui.palette import on_paper
from ui.presets import PRESETS, Preset
from ui.sharing import embed
from ui.sharing.export import file_stem
from ui.sharing.files import Files
from ui.sharing.sheet import share_sheet
from ui.theme import page_palette
from ui.time_cursor import cursor_button
from ui.view import Key, View

_SPREADS = (0, 16, 64)
# Pixels.
_MENU_WIDTH, _MENU_HEIGHT = 480, 440


class Tool(Enum):
    """What a page may have beside examples, lecture and sharing, which all have; each has a key.

    Other seeds are for Explore alone: there each curve has its band, and the table under it the
    exponents over the seeds. The other pages draw what takes more than one run already.
    """

    TIME_AXIS = Key.TIME_AXIS
    SEEDS = Key.SPREAD
    PIN = Key.PINS
    CURSOR = Key.CURSOR


def toolbar(
    chosen: View,
    shown: Callable[[View], View],
    *,
    page: str,
    tools: Collection[Tool],
    chart: str,
    heights: Mapping[str, int],
    offered: Sequence[Key],
    files: Callable[[], Files],
) -> None:
    """The tools; what they change is seen when the whole page is run again, which they cause.

    Args:
        chosen: all that is chosen, for any page.
        shown: what the page makes of it.
        page: its name.
        tools: those that the page has.
        chart: the key of the chart that is saved as a picture.
        heights: those of the charts that the page drew last, in pixels, by key.
        offered: the keys of the controls that there are on the page.
        files: what is taken along from it.
    """
    view = shown(chosen)
    picture = Picture(file_stem(view.setup), on_paper(page_palette()))
    with st.container(horizontal=True, key="toolbar", gap="small", vertical_alignment="center"):
        if view.controls is None:
            # An example sets what is not to be changed.
            _examples(page)
        for tool in Tool:
            if tool in tools and view.offers(tool.value):
                _draw(tool, chosen, shown, page)
        st.button(
            "Lecture",
            key=f"{page}_lecture",
            icon=":material/co_present:",
            on_click=lecture.enter,
            help="Large type, the picture, and little else; on Explore, built up step by step.",
        )
        share_sheet(
            chosen,
            view.setup,
            files,
            page=page,
            chart_height=heights.get(chart),
            offered=offered,
            picture=lambda: picture_buttons(chart, picture),
        )


def _draw(tool: Tool, chosen: View, shown: Callable[[View], View], page: str) -> None:
    if tool is Tool.TIME_AXIS:
        controls.choice(Key.TIME_AXIS, label_visibility="collapsed")
    elif tool is Tool.SEEDS:
        _seeds(chosen)
    elif tool is Tool.PIN:
        pin_button(chosen, shown, page)
    else:
        cursor_button(chosen, page)


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
                address = embed.page_link(st.context.url or "", preset.view) or "?"
                st.caption(f"{preset.look_for} [Open in a new tab]({address})")


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
