"""A figure for the last row: everything that is measured in pixels, made larger."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

# Where Plotly measures in pixels. Places are shares of the figure or values on an axis.
_PIXELS = frozenset(
    {"size", "width", "height", "l", "r", "t", "b", "pad", "xshift", "yshift"}
    | {"ticklen", "gridwidth", "linewidth", "borderpad"}
)


def enlarged(figure: Json, factor: float) -> Json:
    """The figure with all its lines, letters, margins and its height `factor` times as large."""
    if factor == 1:
        return figure
    return {name: _enlarged(part, factor) for name, part in figure.items()}


def _enlarged(part: Any, factor: float) -> Any:
    if isinstance(part, dict):
        return {
            name: inner * factor
            if name in _PIXELS and isinstance(inner, (int, float))
            else _enlarged(inner, factor)
            for name, inner in part.items()
        }
    # Places and colours are lists too, but of numbers and texts, which are left as they are.
    return [_enlarged(inner, factor) for inner in part] if isinstance(part, list) else part
