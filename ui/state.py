"""What a page shows, and the link that says it: one key per control, in address and session.

Streamlit's own `bind="query-params"` drops a value it does not understand without a word, and knows
only the options that a slider happens to offer. So the binding is made here, once: `open_view`
reads the address into the session before any control is drawn and keeps a sentence about what it
could not read; `publish` writes the address after. A link carries exactly what is solved; what has
its default is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import streamlit as st

from core.parameters import PARAMETERS, Parameter, ParameterError, Scale, Setup, Value
from ui.numbers import exact


class Key(StrEnum):
    """The keys of all controls; each is also the name in the link."""

    METHOD = "method"
    DECAY = "a"
    STEP_SIZE = "eta"
    DIMENSION = "d"
    STEPS = "steps"
    HORIZON = "horizon"
    SEED = "seed"
    EPSILON = "eps"
    DELTA = "delta"
    START_NORM = "norm"
    TEACHER = "teacher"
    TEACHER_DECAY = "b"
    TIME_AXIS = "time"


TIME_AXIS = Parameter(
    "time_axis",
    "Time axis",
    "",
    "log",
    "A logarithmic axis gives every decade of time the same room; "
    "a linear one shows how long the tail is.",
    scale=Scale.CHOICE,
    choices=("log", "linear"),
)

# Which field of `Setup` each key stands for.
_FIELDS = {
    Key.METHOD: "method",
    Key.DECAY: "decay",
    Key.STEP_SIZE: "step_size",
    Key.DIMENSION: "dimension",
    Key.STEPS: "steps",
    Key.HORIZON: "horizon",
    Key.SEED: "seed",
    Key.EPSILON: "epsilon",
    Key.DELTA: "delta",
    Key.START_NORM: "start_norm",
    Key.TEACHER: "teacher",
    Key.TEACHER_DECAY: "teacher_decay",
}

_KEYS = {str(key): key for key in Key}

# Session entries of this module; the colon keeps them apart from every key of a control.
_LINK = "state:link"
_PAGE = "state:page"
_COMPLAINT = "state:complaint"

# How many faults of one link are named; a longer list would help nobody.
_NAMED_FAULTS = 3
_SHOWN_CHARACTERS = 24

Link = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class View:
    """All that the visitor has chosen: the run and how it is drawn."""

    setup: Setup = field(default_factory=Setup)
    time_axis: str = str(TIME_AXIS.default)


def parameter(key: Key) -> Parameter:
    """The declaration that a control and a link entry share."""
    return TIME_AXIS if key is Key.TIME_AXIS else PARAMETERS[_FIELDS[key]]


def values(view: View) -> dict[Key, Value]:
    """The view as one value per key."""
    chosen: dict[Key, Value] = {key: getattr(view.setup, name) for key, name in _FIELDS.items()}
    return chosen | {Key.TIME_AXIS: view.time_axis}


def view_of(chosen: Mapping[Key, Value]) -> View:
    """The inverse of `values`.

    Raises:
        ParameterError: a value that its parameter does not allow.
    """
    setup: dict[str, Any] = {name: chosen[key] for key, name in _FIELDS.items()}
    return View(Setup(**setup), str(TIME_AXIS.check(chosen[Key.TIME_AXIS])))


def encode(view: View) -> dict[str, str]:
    """The link's entries: all values but the defaults, such that `decode` returns them exactly."""
    return {
        str(key): _written(value)
        for key, value in values(view).items()
        if value != parameter(key).default
    }


def decode(link: Link) -> tuple[View, str]:
    """Read a link: the view, with defaults where the link cannot be followed, and what was wrong.

    The sentence on what was wrong, empty where nothing was, repeats pieces of the link: it is text,
    never Markdown.
    """
    chosen = values(View())
    faults = []
    for name, given in link.items():
        key = _KEYS.get(name)
        if key is None:
            faults.append(f"it has an unknown entry “{_shortened(name)}”, which is ignored")
            continue
        declared = parameter(key)
        used = f"{_shown(declared.default)} is used"
        if len(given) != 1:
            faults.append(f"“{name}” is given {len(given)} times, so {used}")
            continue
        try:
            chosen[key] = declared.parse(given[0])
        except ParameterError:
            faults.append(
                f"“{name}={_shortened(given[0])}” is not {declared.allowed} "
                f"({declared.label.lower()}), so {used}"
            )
    return view_of(chosen), _sentence(faults)


def open_view(page: str) -> View:
    """Bring the address and the session together, before a control is drawn.

    An address that this session has not written itself (a link was opened, the browser went back)
    decides. A visitor coming from another page, which leaves the address empty, keeps what was
    chosen before.
    """
    link = {name: tuple(st.query_params.get_all(name)) for name in st.query_params}
    arriving = st.session_state.get(_PAGE) != page
    known = st.session_state.get(_LINK)
    if known is None or (link != known and not (arriving and not link)):
        view, complaint = decode(link)
        st.session_state[_COMPLAINT] = (encode(view), complaint)
        for key, value in values(view).items():
            st.session_state[key] = value
    st.session_state[_PAGE] = page
    return view_of({key: st.session_state.get(key, parameter(key).default) for key in Key})


def publish(view: View) -> None:
    """Write the view into the address, if it is not there already."""
    link = encode(view)
    if st.query_params.to_dict() != link or any(
        len(st.query_params.get_all(name)) != 1 for name in link
    ):
        st.query_params.from_dict(link)
    st.session_state[_LINK] = {name: (value,) for name, value in link.items()}


def complaint(view: View) -> str:
    """What was wrong with the link this view came from; '' once the visitor has moved on."""
    repaired, sentence = st.session_state.get(_COMPLAINT, ({}, ""))
    return sentence if sentence and encode(view) == repaired else ""


def choose(key: Key, value: Value) -> None:
    """Set a control from a callback.

    Raises:
        ParameterError: a value that the parameter does not allow.
    """
    st.session_state[key] = parameter(key).check(value)


def _written(value: Value) -> str:
    if isinstance(value, float):
        return repr(value).removesuffix(".0").replace("e+", "e")
    return str(value)


def _shown(value: Value) -> str:
    return value if isinstance(value, str) else exact(value)


def _shortened(text: str) -> str:
    text = "".join(character if character.isprintable() else "?" for character in text[:100])
    return text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…"


def _sentence(faults: Sequence[str]) -> str:
    if not faults:
        return ""
    named = "; ".join(faults[:_NAMED_FAULTS])
    more = len(faults) - _NAMED_FAULTS
    rest = f"; and {more} more" if more > 0 else ""
    return f"This page could not follow its link everywhere: {named}{rest}."
