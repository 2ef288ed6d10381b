"""The one place where a chart gets onto a page."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui import palette

_CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False}


def page_palette() -> palette.Palette:
    """The colours of the theme that the visitor's browser shows."""
    return palette.for_theme(st.context.theme.type)


def show_chart(figure: dict[str, Any], *, key: str, alt: str) -> None:
    """Show a plain Plotly figure at its layout's height, so that nothing below it moves.

    Args:
        figure: `{"data": [...], "layout": {...}}`.
        key: the chart's identity on the page.
        alt: what the chart shows, for a reader who does not see it.
    """
    st.plotly_chart(
        figure, key=key, theme=None, config=_CONFIG, height=figure["layout"]["height"], alt=alt
    )
