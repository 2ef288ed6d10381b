"""The sidebar: one function per kind of control, every control made from its declared parameter."""

from __future__ import annotations

import bisect
import math
import random
from collections.abc import Sequence

import streamlit as st

from core.parameters import Parameter, Value
from ui import state
from ui.numbers import exact, number
from ui.state import Key, View
from ui.words import plain

# Ten numbers a decade, nearly evenly spaced in the logarithm, none of which needs a third digit.
_PER_DECADE = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80)

# The sliders' ends where they are narrower than what a link may carry.
_FINEST_STEP = 1e-4
_WIDEST_HORIZON = (1.0, 1e9)
_START_NORMS = (1e-4, 1e2)
_LINEAR_STEP = {Key.DECAY: 0.05, Key.TEACHER_DECAY: 0.05, Key.DELTA: 0.01}

_NAMES = {
    "gd": "Descent",
    "flow": "Flow",
    "gaussian": "Gaussian",
    "flat": "Flat",
    "log": "log $t$",
    "linear": "linear $t$",
}
_FRESH_SEEDS = 100_000


def sidebar(view: View, stability_limit: float) -> None:
    """All controls of a run.

    Args:
        view: what is chosen now.
        stability_limit: the largest step size at which w* attracts gradient descent.
    """
    with st.sidebar:
        choice(Key.METHOD)
        number_slider(Key.DECAY, evenly(Key.DECAY))
        if view.setup.method == "gd":
            steps = step_sizes(stability_limit)
            number_slider(Key.STEP_SIZE, steps)
            limit_mark(stability_limit, _with(steps, view.setup.step_size), view.setup.step_size)
        number_slider(Key.DIMENSION, per_decade(Key.DIMENSION))
        if view.setup.method == "gd":
            number_slider(Key.STEPS, per_decade(Key.STEPS))
        else:
            number_slider(Key.HORIZON, per_decade(Key.HORIZON, *_WIDEST_HORIZON))
        seed()
        with st.expander("More"):
            choice(Key.TEACHER)
            number_slider(Key.TEACHER_DECAY, evenly(Key.TEACHER_DECAY))
            number_slider(Key.START_NORM, per_decade(Key.START_NORM, *_START_NORMS))
            number_slider(Key.DELTA, evenly(Key.DELTA))
            number_slider(Key.EPSILON, per_decade(Key.EPSILON))


def number_slider(key: Key, grid: Sequence[float]) -> None:
    """A slider over a grid of readable numbers and, wherever it lies, the number chosen now.

    A link may carry any allowed number: it becomes one more stop of the slider, so that what is
    shown is what is solved, to the last digit.
    """
    declared = state.parameter(key)
    st.select_slider(
        _label(declared),
        options=_with(grid, st.session_state[key]),
        format_func=exact,
        key=key,
        help=_help(declared),
        persist_state="session",
    )


def choice(key: Key, *, label_visibility: str = "visible") -> None:
    """A row of buttons, one of which is always pressed."""
    declared = state.parameter(key)
    st.segmented_control(
        _label(declared),
        options=declared.choices,
        required=True,
        format_func=lambda option: _NAMES.get(option, option),
        key=key,
        help=_help(declared) if label_visibility == "visible" else None,
        label_visibility="visible" if label_visibility == "visible" else "collapsed",
        persist_state="session",
        width="stretch" if label_visibility == "visible" else "content",
    )


def seed() -> None:
    """The seed, and a button that draws another."""
    declared = state.parameter(Key.SEED)
    field, button = st.columns([3, 2], vertical_alignment="bottom")
    field.number_input(
        _label(declared),
        min_value=int(declared.low),
        max_value=int(declared.high),
        step=1,
        key=Key.SEED,
        help=_help(declared),
        persist_state="session",
    )
    button.button("New seed", on_click=_draw_seed, width="stretch", key="new_seed")


def limit_mark(limit: float, stops: Sequence[float], chosen: float) -> None:
    """The stability limit as a mark under the step size's slider, with its value."""
    place = 100 * _place(limit, stops)
    side = (
        "right: 50%"
        if place > 70
        else "left: 50%"
        if place < 30
        else "left: 50%; transform: translateX(-50%)"
    )
    word = "past the stability limit" if chosen > limit else "stability limit"
    st.html(
        f"""
        <div class="limit-mark">
          <div style="left: {place:.2f}%">
            <span>▴</span>
            <span style="{side}">{word} {number(limit)}</span>
          </div>
        </div>
        """
    )


def evenly(key: Key) -> list[float]:
    """From one bound to the other in equal steps."""
    declared = state.parameter(key)
    step = _LINEAR_STEP[key]
    first = math.ceil(declared.low / step - 1e-9)
    last = math.floor(declared.high / step + 1e-9)
    return [round(step * index, 6) for index in range(first, last + 1)]


def per_decade(key: Key, low: float = 0.0, high: float = math.inf) -> list[float]:
    """Ten readable numbers a decade between the parameter's bounds, or between narrower ones."""
    declared = state.parameter(key)
    return readable_numbers(
        max(low, declared.low), min(high, declared.high), integer=declared.integer
    )


def step_sizes(stability_limit: float) -> list[float]:
    """The step sizes offered: from the finest to well past the stability limit, whole decades."""
    highest = 10.0 ** max(0, math.ceil(math.log10(3 * stability_limit)))
    declared = state.parameter(Key.STEP_SIZE)
    return readable_numbers(_FINEST_STEP, min(highest, declared.high))


def readable_numbers(low: float, high: float, *, integer: bool = False) -> list[float]:
    """1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times powers of ten, from `low` to `high` inclusive."""
    found = []
    for exponent in range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 1):
        for digits in _PER_DECADE:
            # By way of text, so that 0.3 is the float that "0.3" is.
            value = float(f"{digits}e{exponent - 1}")
            if low <= value <= high and not (integer and value != int(value)):
                found.append(int(value) if integer else value)
    return found


def _with(grid: Sequence[float], chosen: float) -> list[float]:
    return sorted({*grid, chosen})


def _place(value: float, stops: Sequence[float]) -> float:
    """Where on a slider with these (evenly drawn) stops `value` lies, from 0 to 1."""
    after = bisect.bisect_left(stops, value)
    if after == 0:
        return 0.0
    if after == len(stops):
        return 1.0
    before, behind = math.log(stops[after - 1]), math.log(stops[after])
    share = (math.log(value) - before) / (behind - before)
    return (after - 1 + share) / (len(stops) - 1)


def _draw_seed() -> None:
    state.choose(Key.SEED, random.randrange(_FRESH_SEEDS))


def _label(declared: Parameter) -> str:
    return f"{declared.label} ${declared.symbol}$" if declared.symbol else declared.label


def _help(declared: Parameter) -> str:
    default: Value = declared.default
    shown = _NAMES.get(default, default) if isinstance(default, str) else exact(default)
    allowed = f" Allowed: {declared.allowed}." if not declared.choices else ""
    return plain(f"{declared.help}{allowed} Default: {shown}.")
