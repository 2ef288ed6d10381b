"""Pinned runs: what each is called, the list of them, and how they differ from the present run."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import fields, replace

import pandas as pd

from core.parameters import Setup, Value
from core.run import Run
from ui.text.numbers import MINUS, exact, number, rounded, superscript
from ui.text.records import reading
from ui.text.tables import SYMBOLS
from ui.view import MOST_PINS

# How a name gives each field.
_NAMES = {
    "method": "{}",
    "decay": "a = {}",
    "step_size": "η = {}",
    "dimension": "d = {}",
    "steps": "{} steps",
    "horizon": "to t = {}",
    "seed": "seed {}",
    "teacher": "{}",
    "teacher_decay": "b = {}",
    "preconditioner": "p = {}",
    "student": "{}",
    "start_norm": "‖w(0)‖ = {}",
    "delta": "δ = {}",
    "epsilon": "ε = {}",
}
_WORDS = {
    "gd": "gradient descent",
    "flow": "flow",
    "gaussian": "Gaussian teacher",
    "flat": "flat teacher",
    "free": "free norm",
    "fixed norm": "fixed norm",
}
# The fields that a method does not look at.
_UNUSED = {"gd": ("horizon",), "flow": ("step_size", "steps")}
_SAME = "as now"
_NOTHING = "–"
# A ratio e^700 is still a float.
_MOST_EFOLDS = 700.0

_Reader = Callable[[Run], float]


def canonical(setup: Setup) -> Setup:
    """The setup with the defaults for what its method does not use: the same for the same run."""
    default = Setup()
    return replace(setup, **{name: getattr(default, name) for name in _UNUSED[setup.method]})


def add(pins: Sequence[Setup], setup: Setup) -> tuple[Setup, ...]:
    """The pins with one more, unless its run is among them or there are `MOST_PINS` already."""
    pins = tuple(pins)
    if len(pins) >= MOST_PINS or canonical(setup) in map(canonical, pins):
        return pins
    return (*pins, setup)


def remove(pins: Sequence[Setup], setup: Setup) -> tuple[Setup, ...]:
    """The pins without those that give this setup's run."""
    return tuple(pin for pin in pins if canonical(pin) != canonical(setup))


def names(pins: Sequence[Setup], present: Setup) -> list[str]:
    """What each pin is called: how it differs from the present run. Plain text, no two the same.

    A pin of the other method is named by the method; its step size and steps, or its horizon, have
    nothing to be compared with in the present run and are given where two pins differ in them.
    """
    return [_name(pin, pins, present) or _SAME for pin in pins]


def differences(present: Run, pinned: Sequence[Run]) -> pd.DataFrame:
    """Phase times, exponents and the last MSE of the present run and of pinned ones. All text.

    In a pin's column the times, the growth rate and the MSE are followed by their ratio to the
    present run's, the exponents by their difference.
    """
    called = names([run.setup for run in pinned], present.setup)
    columns = {"Quantity": [label for label, *_ in _ROWS]}
    columns["This run"] = [show(read(present)) for _, read, show, _ in _ROWS]
    for name, run in zip(called, pinned, strict=True):
        columns[name] = [_beside(row, run, present) for row in _ROWS]
    return pd.DataFrame(columns)


def _name(pin: Setup, pins: Sequence[Setup], present: Setup) -> str:
    rivals = [present, *(other for other in pins if other.method == pin.method)]
    differing = []
    for field in fields(Setup):
        unused = _UNUSED[pin.method]
        # Fields that the present run does not use are compared among the pins instead.
        others = rivals[1:] if field.name in _UNUSED[present.method] else [present]
        value = getattr(pin, field.name)
        if field.name not in unused and any(
            getattr(other, field.name) != value for other in others
        ):
            differing.append(_difference(field.name, value))
    return ", ".join(differing)


def _difference(field: str, value: Value) -> str:
    if isinstance(value, str):
        return _WORDS[value]
    shown = _power_of_ten(value) or exact(value)
    text = _NAMES[field].format(shown)
    return text.removesuffix("s") if text == "1 steps" else text


def _power_of_ten(value: float) -> str:
    """10⁶ for a million, which is what sliders offer; '' for a number better written out."""
    power = round(math.log10(value)) if value > 0 else 0
    return f"10{superscript(power)}" if power >= 4 and value == 10**power else ""


def _measured(value: float) -> str:
    return number(value) if math.isfinite(value) else _NOTHING


def _exponent(value: float) -> str:
    return rounded(value) if math.isfinite(value) else _NOTHING


def _ratio(value: float, reference: float) -> str:
    """'1.3 ×': how many times the reference."""
    if not (math.isfinite(value) and math.isfinite(reference)) or reference <= 0 or value <= 0:
        return ""
    # Numbers from the whole range of floats: their ratio may be outside of it.
    logarithm = math.log(value) - math.log(reference)
    return f"{number(math.exp(logarithm), 2)} ×" if abs(logarithm) < _MOST_EFOLDS else ""


def _difference_in_slope(value: float, reference: float) -> str:
    """'+0.05', '−0.05'."""
    if not (math.isfinite(value) and math.isfinite(reference)):
        return ""
    size = rounded(abs(value - reference))
    if float(size) == 0:
        return f"±{size}"
    return f"+{size}" if value > reference else f"{MINUS}{size}"


_Row = tuple[str, _Reader, Callable[[float], str], Callable[[float, float], str]]


def _phase_time(name: str) -> _Reader:
    def read(run: Run) -> float:
        time = getattr(run.phases, name)
        return math.nan if time is None else time

    return read


def _fitted(quantity: str) -> _Reader:
    def read(run: Run) -> float:
        return reading(run.exponents, quantity, "fitted")

    return read


_ROWS: tuple[_Row, ...] = (
    ("$T_1$", _phase_time("t1"), _measured, _ratio),
    ("$T_1'$", _phase_time("t1_prime"), _measured, _ratio),
    ("$T_2$", _phase_time("t2"), _measured, _ratio),
    *(
        (symbol, _fitted(quantity), _measured, _ratio)
        if quantity == "u growth rate"
        else (f"{symbol}, exponent", _fitted(quantity), _exponent, _difference_in_slope)
        for quantity, symbol in SYMBOLS.items()
    ),
    ("MSE at the end", lambda run: float(run.trajectory.mse[-1]), _measured, _ratio),
)


def _beside(row: _Row, run: Run, present: Run) -> str:
    """The cell of a pinned run: its number, and how it compares."""
    _, read, show, compare = row
    comparison = compare(read(run), read(present))
    return f"{show(read(run))} ({comparison})" if comparison else show(read(run))
