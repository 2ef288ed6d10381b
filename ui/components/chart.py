"""The live chart: one Plotly instance for as long as the page shows it, updated in place."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ui.components.assets import mount
from ui.components.picture import Picture
from ui.components.slider import drag


def live_chart(
    figure: dict[str, Any],
    *,
    key: str,
    alt: str,
    picture: Picture | None = None,
    large: bool = False,
) -> None:
    """Show a plain Plotly figure, at its layout's height.

    Args:
        figure: `{"data": [...], "layout": {...}}`; arrays are sent as 32-bit floats.
        key: the chart's identity on the page.
        alt: what the chart shows, for a reader who does not see it.
        picture: how it is saved, by two small buttons at its corner; None for no buttons.
        large: whether all of it grows with the window, for a lecture.
    """
    change = drag()
    payload = {
        "figure": figure,
        "seq": change.seq,
        "final": change.final,
        "alt": alt,
        "large": large,
        "picture": None if picture is None else asdict(picture),
    }
    mount(
        "chart",
        key=key,
        data=payload,
        # Only the browser knows how large a large one is.
        height="content" if large else figure["layout"]["height"],
        # A page is not run again when its theme is switched, unless somebody says so.
        on_theme_change=lambda: None,
    )
