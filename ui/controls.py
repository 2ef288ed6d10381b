"""The sidebar: one function per kind of control, every control made from its declared parameter."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Collection, Sequence
from functools import partial

import streamlit as st

from core.parameters import FIXED_NORM, Parameter, Scale, Value
from ui import state
from ui.charts.axes import Axis
from ui.components import Mark, live_slider
from ui.stops import per_decade, readable_numbers
from ui.text.numbers import exact, number
from ui.text.words import plain
from ui.view import FIELDS, Key, View, parameter

# The sliders' ends where they are narrower than what a link may carry.
_FINEST_STEP = 1e-4
_WIDEST_HORIZON = (1.0, 1e9)
_START_NORMS = (1e-4, 1e2)
_WIDEST = {Key.NOISE: 1.0}
REPLICA_COUNTS = (1, 2, 4, 8, 16, 32, 64, 128, 256)
_LINEAR_STEP = {
    Key.DECAY: 0.05,
    Key.TEACHER_DECAY: 0.05,
    Key.PRECONDITIONER: 0.05,
    Key.DELTA: 0.01,
    Key.NOISE: 0.01,
}

# What is seldom changed, in the order in which it is offered.
SELDOM = (
    Key.TEACHER,
    Key.TEACHER_DECAY,
    Key.PRECONDITIONER,
    Key.STUDENT,
    Key.START_NORM,
    Key.DELTA,
    Key.EPSILON,
)
# What is offered on pages that show a student of fixed norm, too.
_ANY_STUDENT = (Key.STUDENT,)
_NAMES = {
    "gd": "Descent",
    "flow": "Flow",
    "gaussian": "Gaussian",
    "flat": "Flat",
    "free": "Free",
    "fixed norm": "Fixed norm",
    "log": "log $t$",
    "linear": "linear $t$",
    "u": "overlap $u$",
    "s": "size $s$",
}
_FRESH_SEEDS = 100_000
# Values written under a slider, at most.
_TICKS = 5


def keys(*, method: str | None, any_student: bool) -> list[Key]:
    """The controls that a page has for its run: of one method, or of the one that is chosen."""
    left_out = {
        None: (),
        "gd": (Key.METHOD, Key.HORIZON),
        "flow": (Key.METHOD, Key.STEP_SIZE, Key.STEPS),
    }[method]
    students = () if any_student else _ANY_STUDENT
    return [key for key in FIELDS if key not in left_out and key not in students]


def method(view: View) -> None:
    """The first control of the sidebar: which dynamics."""
    if view.offers(Key.METHOD):
        choice(Key.METHOD)


def main_sliders(
    view: View, stability_limit: float, without: Collection[Key] = ()
) -> list[Callable[[], None]]:
    """The main sliders that are offered, each yet to be drawn; the page follows them live.

    Args:
        without: those that mean nothing on the page.
    """
    descent = view.setup.method == "gd"
    limit = Mark(
        stability_limit,
        f"stability limit {number(stability_limit)}",
        f"past the stability limit {number(stability_limit)}",
    )
    # That of the teacher, where a student of fixed norm does not come to rest.
    limited = None if view.setup.student == FIXED_NORM else limit
    sliders = {
        Key.DECAY: partial(number_slider, Key.DECAY, evenly(Key.DECAY)),
        Key.STEP_SIZE: partial(number_slider, Key.STEP_SIZE, step_sizes(stability_limit), limited),
        Key.DIMENSION: partial(number_slider, Key.DIMENSION, per_decade(Key.DIMENSION)),
        Key.STEPS: partial(number_slider, Key.STEPS, per_decade(Key.STEPS)),
        Key.HORIZON: partial(number_slider, Key.HORIZON, per_decade(Key.HORIZON, *_WIDEST_HORIZON)),
    }
    unused = (*without, *((Key.HORIZON,) if descent else (Key.STEP_SIZE, Key.STEPS)))
    return [draw for key, draw in sliders.items() if key not in unused and view.offers(key)]


def more(view: View, *, any_student: bool = False) -> None:
    """The teacher, the start, and the levels that end the phases, as far as they are offered.

    Args:
        any_student: whether the page shows a student of fixed norm, too.
    """
    keys = [key for key in SELDOM if any_student or key not in _ANY_STUDENT]
    offered = list(filter(view.offers, keys))
    if not offered:
        return
    with st.expander("More"):
        for key in offered:
            if parameter(key).choices:
                choice(key)
            else:
                number_slider(key, _stops(key))


def _stops(key: Key) -> list[float]:
    if key is Key.START_NORM:
        return per_decade(key, *_START_NORMS)
    return evenly(key) if key in _LINEAR_STEP else per_decade(key)


def number_slider(
    key: Key, stops: Sequence[float], mark: Mark | None = None, *, shown: float | None = None
) -> None:
    """A live slider over a grid of readable numbers, with a few of them written under it.

    `shown` is where it stands, if its value leaves that to the page.
    """
    declared = parameter(key)
    axis = Axis(stops[0], stops[-1], log=declared.scale is Scale.LOG)
    live_slider(
        declared,
        key=key,
        stops=stops,
        ticks=list(zip(*axis.ticks(_TICKS), strict=True)),
        mark=mark,
        help=_help(declared),
        shown=shown,
    )


def choice(key: Key, *, label_visibility: str = "visible") -> None:
    """A row of buttons, one of which is always pressed."""
    declared = parameter(key)
    st.segmented_control(
        _label(declared),
        options=declared.choices,
        required=True,
        format_func=lambda option: _NAMES.get(option, option),
        key=key,
        help=plain(_help(declared)) if label_visibility == "visible" else None,
        label_visibility="visible" if label_visibility == "visible" else "collapsed",
        persist_state="session",
        width="stretch" if label_visibility == "visible" else "content",
    )


def seed(view: View) -> None:
    """The seed, and a button that draws another."""
    if not view.offers(Key.SEED):
        return
    declared = parameter(Key.SEED)
    field, button = st.columns([3, 2], vertical_alignment="bottom")
    field.number_input(
        _label(declared),
        min_value=int(declared.low),
        max_value=int(declared.high),
        step=1,
        key=Key.SEED,
        help=plain(_help(declared)),
        persist_state="session",
    )
    button.button("New seed", on_click=_draw_seed, width="stretch", key="new_seed")


def evenly(key: Key) -> list[float]:
    """From one bound to the other in equal steps."""
    declared = parameter(key)
    step = _LINEAR_STEP[key]
    first = math.ceil(declared.low / step - 1e-9)
    last = math.floor(min(declared.high, _WIDEST.get(key, math.inf)) / step + 1e-9)
    return [round(step * index, 6) for index in range(first, last + 1)]


def step_sizes(stability_limit: float) -> list[float]:
    """The step sizes offered: from the finest to well past the stability limit, whole decades."""
    highest = 10.0 ** max(0, math.ceil(math.log10(3 * stability_limit)))
    declared = parameter(Key.STEP_SIZE)
    return readable_numbers(_FINEST_STEP, min(highest, declared.high))


def _draw_seed() -> None:
    state.choose(Key.SEED, random.randrange(_FRESH_SEEDS))


def _label(declared: Parameter) -> str:
    return f"{declared.label} ${declared.symbol}$" if declared.symbol else declared.label


def _help(declared: Parameter) -> str:
    default: Value = declared.default
    shown = _NAMES.get(default, default) if isinstance(default, str) else exact(default)
    allowed = f" Allowed: {declared.allowed}." if not declared.choices else ""
    return f"{declared.help}{allowed} Default: {shown}."
