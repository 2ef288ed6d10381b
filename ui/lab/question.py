"""The controls of the lab: which hypothesis, what is measured, what varies, what is claimed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from core.parameters import PARAMETERS, Parameter, ParameterError, Scale
from core.sweep.design import SGD
from ui import controls, state
from ui.components import live_slider
from ui.lab import choice
from ui.lab.choice import BETWEEN, NONE, Lab
from ui.lab.claims import CLAIMS
from ui.lab.hypotheses import READY
from ui.lab.quantities import QUANTITIES
from ui.lab.variables import PAST_THE_LIMIT, RANGES, usual_values
from ui.lab.verdicts import MODEL_NAMES, POWERS
from ui.stops import readable_numbers
from ui.text.words import plain
from ui.view import FIELDS, LAB, Key, View, parameter

# All that is chosen here.
KEYS = (*LAB, Key.NOISE)
_SEEDS = (1, 2, 4, 8, 16, 32, 64)
_LEVELS = (1e-9, 1e9)
_FINE = 0.05
_REFUSED = "lab:refused:"
_CLAIM_NAMES = {NONE: "none", "number": "a number"} | {
    name: claim.label for name, claim in CLAIMS.items()
}
_RUNS = {choice.AS_CHOSEN: "the method of this page", SGD: "online SGD"}
_SHORT = {
    "sharp": "T₂ grows as the sharp law in ε",
    "bound": "T₂ grows as the paper’s bound in ε",
    "loss": "The loss falls as a power of t",
    "teacher": "A teacher that decays is learned faster",
    "precondition": "Preconditioning shortens the slow phase",
    "tail": "The time to halve the MSE grows as d to the a",
    "size": "The loss does not feel the dimension",
    "escape": "The escape takes longer as log d",
    "start": "A start ten times as small takes ten times as long",
    "spectrum": "The spectrum makes no difference to the escape",
    "sphere": "A student of fixed norm stops learning",
    "step": "The step size does not matter",
    "own": "A hypothesis of my own",
}


def chooser() -> None:
    """Which hypothesis to start from."""
    st.selectbox(
        "Hypothesis",
        choice.HYPOTHESIS.choices,
        format_func=_SHORT.__getitem__,
        key=Key.HYPOTHESIS,
        on_change=_begin,
        persist_state="session",
    )


def _begin() -> None:
    """From a callback: all choices of the hypothesis, and the seed as it is."""
    view = state.current()
    ready = READY.get(view.lab.hypothesis)
    if ready is not None:
        setup = replace(ready.setup, seed=view.setup.seed)
        state.choose_view(replace(view, setup=setup, lab=ready.lab))


def question(view: View) -> None:
    """Everything that can be chosen and is offered, in three columns."""
    if not any(view.offers(key) for key in KEYS if key is not Key.HYPOTHESIS):
        return
    lab = view.lab
    with st.expander("Change the question", key="lab_question"):
        first, second, third = st.columns(3)
        with first:
            _select(Key.QUANTITY, {name: one.label for name, one in QUANTITIES.items()})
            if QUANTITIES[lab.quantity].at:
                _slider(Key.LEVEL, readable_numbers(*_LEVELS))
            _select(Key.RUNS, _RUNS)
            if lab.runs == SGD:
                _slider(Key.NOISE, controls.evenly(Key.NOISE))
            _slider(Key.SEEDS, _SEEDS)
            _group(Key.COLOUR, Key.COLOURS, lab.colour)
        with second:
            _select(Key.VARY, _names(choice.ACROSS), on_change=_usual)
            for key, label in ((Key.FROM, "From"), (Key.TO, "To")):
                _end(key, lab.vary, label)
            _slider(Key.POINTS, tuple(range(2, 61)))
            _select(Key.SPACING, {"log": "even in the logarithm", "linear": "even"})
        with third:
            if not QUANTITIES[lab.quantity].share:
                _law(lab)
            _group(Key.FACET, Key.FACETS, lab.facet)


def _law(lab: Lab) -> None:
    """Which law the quantity is to follow: its model, and its exponent."""
    _select(Key.MODEL, MODEL_NAMES)
    if lab.model in POWERS:
        _select(Key.CLAIM, _CLAIM_NAMES)
        if lab.claim == "number":
            steps = round(12 / _FINE) + 1
            _slider(Key.EXPONENT, [round(-6 + _FINE * step, 2) for step in range(steps)])
    if lab.claim != NONE or lab.model == "constant":
        _slider(Key.WITHIN, readable_numbers(1e-3, 1.0))


def _slider(key: Key, stops: Sequence[float]) -> None:
    if state.current().offers(key):
        controls.number_slider(key, stops)


def _names(names: tuple[str, ...]) -> dict[str, str]:
    return {
        name: "none" if name == NONE else _named(PARAMETERS[name].label, PARAMETERS[name].symbol)
        for name in names
    }


def _named(label: str, symbol: str) -> str:
    letter = {r"\eta": "η", r"\delta": "δ", r"\varepsilon": "ε"}.get(symbol, symbol)
    return f"{label} {letter}" if len(letter) == 1 else label


def _select(key: Key, names: dict[str, str], on_change: Callable[[], None] | None = None) -> None:
    if not state.current().offers(key):
        return
    declared = parameter(key)
    st.selectbox(
        declared.label,
        list(names),
        format_func=names.__getitem__,
        key=key,
        help=plain(declared.help),
        on_change=on_change or "rerun",
        persist_state="session",
    )


def _usual() -> None:
    """From a callback: the usual range of what varies now."""
    lab = state.current().lab
    # Online SGD diverges within the usual range.
    past = lab.vary == "step_size" and QUANTITIES[lab.quantity].share and lab.runs != SGD
    usual = PAST_THE_LIMIT if past else RANGES[lab.vary]
    state.choose(Key.FROM, usual.low)
    state.choose(Key.TO, usual.high)
    state.choose(Key.SPACING, usual.spacing)


def _forget(values: Key) -> None:
    """From a callback: another parameter has other values."""
    state.choose(values, "")


def _end(key: Key, name: str, label: str) -> None:
    """A slider for one end of the axis, as that of the parameter itself."""
    if not state.current().offers(key):
        return
    declared = replace(PARAMETERS[name], label=label)
    live_slider(declared, key=key, stops=_stops(declared), help=declared.help)


def _stops(declared: Parameter) -> list[float]:
    if declared.scale is Scale.LOG:
        return readable_numbers(declared.low, declared.high, integer=declared.integer)
    key = next(key for key, name in FIELDS.items() if name == declared.name)
    return controls.evenly(key)


def _group(which: Key, values: Key, name: str) -> None:
    """What a colour or a panel stands for, and its values."""
    _select(which, _names(choice.GROUPING), on_change=partial(_forget, values))
    if name == NONE or not state.current().offers(values):
        return
    declared = parameter(values)
    key = f"lab_{values}"
    given = str(st.session_state[values])
    usual = ", ".join(
        PARAMETERS[name].brief(value) for value in usual_values(name)[: _most(values)]
    )
    st.session_state[key] = given.replace(BETWEEN, ", ")
    st.text_input(
        declared.label,
        key=key,
        placeholder=usual,
        help=plain(declared.help),
        max_chars=100,
        on_change=_take,
        args=(values, key),
    )
    if refused := st.session_state.get(_REFUSED + values):
        st.caption(f":material/error: {plain(refused)}")


def _most(values: Key) -> int:
    return choice.MOST_COLOURS if values is Key.COLOURS else choice.MOST_PANELS


def _take(values: Key, key: str) -> None:
    """From a callback: the values that were typed, if they can be any."""
    given = st.session_state[key] or ""
    parts = [part.strip() for part in given.replace(BETWEEN, ",").split(",")]
    st.session_state.pop(_REFUSED + values, None)
    try:
        state.choose(values, BETWEEN.join(part for part in parts if part))
    except ParameterError as error:
        st.session_state[_REFUSED + values] = str(error)
