"""The theme that the visitor's browser shows."""

from __future__ import annotations

import streamlit as st

from ui import palette


def page_palette() -> palette.Palette:
    """The colours of the page."""
    return palette.for_theme(st.context.theme.type)
