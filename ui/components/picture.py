"""Buttons that save a chart as it stands in the browser: PNG and SVG at print size."""

from __future__ import annotations

from ui.components.assets import mount

# Pixels of the picture: a figure 16 cm wide is printed at 300 dots per inch.
_WIDTH = 1000
_SCALE = 2


def picture_buttons(chart: str, file_stem: str) -> None:
    """Save the chart with the key `chart` under the name `file_stem`, as PNG or as SVG."""
    data = {"chart": chart, "stem": file_stem, "width": _WIDTH, "scale": _SCALE}
    mount("picture", key=f"picture:{chart}", data=data, height="content")
