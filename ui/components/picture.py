"""A chart saved as it stands in the browser: PNG and SVG, at print size and in print's colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from ui.components.assets import mount


@dataclass(frozen=True)
class Picture:
    """How a chart is saved.

    Attributes:
        stem: the name of the file, without its ending.
        colors: what each colour of the page, as #rrggbb, is on paper, where that differs.
    """

    stem: str
    colors: Mapping[str, str]


def picture_buttons(chart: str, picture: Picture) -> None:
    """Save the chart with the key `chart`, as PNG or as SVG."""
    data = {"chart": chart, "picture": asdict(picture)}
    mount("picture", key=f"picture:{chart}", data=data, height="content")
