"""What can vary: how it is written, and the ranges and values that are usual."""

from __future__ import annotations

from dataclasses import dataclass

from core.parameters import PARAMETERS, Value
from ui.text.numbers import exact

_NAMES = {
    "gd": "descent",
    "gaussian": "Gaussian teacher",
    "flat": "flat teacher",
}


@dataclass(frozen=True)
class Range:
    """From where to where a parameter is usually varied, and how."""

    low: float
    high: float
    spacing: str = "log"


RANGES = {
    "decay": Range(1.2, 4.0, "linear"),
    "dimension": Range(30, 30_000),
    "step_size": Range(1e-4, 0.05),
    "steps": Range(1_000, 1_000_000),
    "horizon": Range(10, 10_000),
    "teacher_decay": Range(0.0, 2.0, "linear"),
    "start_norm": Range(1e-4, 1.0),
    "preconditioner": Range(0.0, 0.8, "linear"),
    "delta": Range(0.01, 0.5),
    "epsilon": Range(0.004, 0.1),
}
# Where some runs diverge, if not all.
PAST_THE_LIMIT = Range(0.05, 1.0)
# The usual colours and panels of what is a number.
_FEW: dict[str, tuple[Value, ...]] = {
    "decay": (1.5, 2.0, 3.0),
    "dimension": (100, 1_000, 10_000),
    "step_size": (0.001, 0.01),
    "steps": (10_000, 1_000_000),
    "horizon": (100.0, 10_000.0),
    "teacher_decay": (0.0, 0.5, 1.0),
    "start_norm": (0.1, 1.0, 10.0),
    "preconditioner": (0.0, 0.3, 0.6),
    "delta": (0.05, 0.1, 0.2),
    "epsilon": (0.02, 0.05, 0.1),
}
_HTML = {
    "decay": "<i>a</i>",
    "dimension": "<i>d</i>",
    "step_size": "<i>η</i>",
    "steps": "steps",
    "horizon": "horizon <i>t</i>",
    "teacher_decay": "<i>b</i>",
    "start_norm": "‖<i>w</i>(0)‖",
    "preconditioner": "<i>p</i>",
    "delta": "<i>δ</i>",
    "epsilon": "<i>ε</i>",
}


def usual_values(name: str) -> tuple[Value, ...]:
    """The values that a colour or a panel stands for if none are given."""
    return PARAMETERS[name].choices or _FEW[name]


def axis_title(name: str) -> str:
    """What an axis of the parameter measures, HTML: "decay exponent a"."""
    label = PARAMETERS[name].label.lower()
    symbol = _HTML[name]
    return symbol if symbol.startswith(label) else f"{label} {symbol}"


def symbol(name: str) -> str:
    """The parameter for a sentence, Markdown."""
    declared = PARAMETERS[name]
    plain = name in ("steps", "horizon") or not declared.symbol
    return f"the {declared.label.lower()}" if plain else f"${declared.symbol}$"


def html_value(name: str, value: Value) -> str:
    """One value of it for a label, HTML: "a = 2"."""
    if isinstance(value, str):
        return _NAMES.get(value, value)
    return f"{_HTML[name]} = {exact(value)}"


def short_value(name: str, value: Value) -> str:
    """The same where there is little room."""
    if isinstance(value, str):
        return {"gd": "descent", "gaussian": "Gauss"}.get(value, value)
    return html_value(name, value)
