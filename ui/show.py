"""The one place where a chart gets onto a page."""

from __future__ import annotations

import streamlit as st

from ui import palette
from ui.components import live_chart

show_chart = live_chart


def page_palette() -> palette.Palette:
    """The colours of the theme that the visitor's browser shows."""
    return palette.for_theme(st.context.theme.type)
