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

from core.parameters import PARAMETERS, Parameter, ParameterError, Setup, Value
from ui import pinned, shown
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
    SPREAD = "spread"
    CURSOR = "at"
    LECTURE = "lecture"
    REVEAL = "reveal"
    SHOW = "show"
    PINS = "pin"
    CONTROLS = "controls"


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

_SHOWN = {
    Key.TIME_AXIS: shown.TIME_AXIS,
    Key.SPREAD: shown.SPREAD,
    Key.CURSOR: shown.CURSOR,
    Key.LECTURE: shown.LECTURE,
    Key.REVEAL: shown.REVEAL,
    Key.SHOW: shown.SHOW,
}
# The rest are lists: pinned setups, and the keys of the controls that are offered.
LISTS = (Key.PINS, Key.CONTROLS)

_KEYS = {str(key): key for key in Key}
_NAMES = {name: str(key) for key, name in _FIELDS.items()}

# Session entries of this module; the colon keeps them apart from every key of a control.
_LINK = "state:link"
_PAGE = "state:page"
_COMPLAINT = "state:complaint"

# How many faults of one link are named; a longer list would help nobody.
_NAMED_FAULTS = 3
_SHOWN_CHARACTERS = 24

Link = Mapping[str, Sequence[str]]
_BETWEEN = "~"
# What a teacher may leave to those who open a link.
CONTROLLED = tuple(_FIELDS)


@dataclass(frozen=True)
class View:
    """All that the visitor has chosen: the run, how it is drawn, and for whom.

    Attributes:
        setup: the run.
        time_axis: "log" or "linear".
        spread: how many seeds are solved for the band behind the curves; 0 for none.
        cursor: the time at which the run is read; 0 for none.
        lecture: "on" for the lecture view.
        reveal: how much of the picture a lecture shows.
        show: how much of the page is shown: "all", "main" or "chart".
        pins: the setups kept for comparison.
        controls: the keys of the controls that are offered; all where empty.
    """

    setup: Setup = field(default_factory=Setup)
    time_axis: str = str(shown.TIME_AXIS.default)
    spread: int = 0
    cursor: float = 0.0
    lecture: str = str(shown.LECTURE.default)
    reveal: int = int(shown.REVEAL.default)
    show: str = str(shown.SHOW.default)
    pins: tuple[Setup, ...] = ()
    controls: tuple[Key, ...] = ()

    def __post_init__(self) -> None:
        if len(self.pins) > pinned.MOST:
            raise ParameterError(f"At most {pinned.MOST} runs can be pinned.")

    @property
    def in_lecture(self) -> bool:
        return self.lecture == "on"

    def offers(self, key: Key) -> bool:
        """Whether a control is offered to those who open the page."""
        return not self.controls or key in self.controls


def parameter(key: Key) -> Parameter:
    """The declaration that a control and a link entry share."""
    return _SHOWN[key] if key in _SHOWN else PARAMETERS[_FIELDS[key]]


def values(view: View) -> dict[Key, Any]:
    """The view as one value per key."""
    chosen: dict[Key, Any] = {key: getattr(view.setup, name) for key, name in _FIELDS.items()}
    chosen |= {key: getattr(view, declared.name) for key, declared in _SHOWN.items()}
    return chosen | {Key.PINS: view.pins, Key.CONTROLS: view.controls}


def view_of(chosen: Mapping[Key, Any]) -> View:
    """The inverse of `values`.

    Raises:
        ParameterError: a value that its parameter does not allow.
    """
    setup: dict[str, Any] = {name: chosen[key] for key, name in _FIELDS.items()}
    how: dict[str, Any] = {
        declared.name: declared.check(chosen[key]) for key, declared in _SHOWN.items()
    }
    return View(Setup(**setup), **how, pins=chosen[Key.PINS], controls=chosen[Key.CONTROLS])


def default(key: Key) -> Any:
    """What a key has where neither link nor visitor says otherwise."""
    return () if key in LISTS else parameter(key).default


def encode(view: View) -> dict[str, str | list[str]]:
    """The link's entries: all values but the defaults, such that `decode` returns them exactly."""
    chosen = values(view)
    link: dict[str, str | list[str]] = {
        str(key): parameter(key).brief(value)
        for key, value in chosen.items()
        if key not in LISTS and value != parameter(key).default
    }
    if view.pins:
        link[Key.PINS] = [pinned.write(setup, _NAMES) for setup in view.pins]
    if view.controls:
        link[Key.CONTROLS] = _BETWEEN.join(view.controls)
    return link


def decode(link: Link) -> tuple[View, str]:
    """Read a link: the view, with defaults where the link cannot be followed, and what was wrong.

    The sentence on what was wrong, empty where nothing was, repeats pieces of the link: it is text,
    never Markdown.
    """
    chosen = values(View())
    faults: list[str] = []
    for name, given in link.items():
        key = _KEYS.get(name)
        if key is None:
            faults.append(f"it has an unknown entry “{_shortened(name)}”, which is ignored")
        elif key is Key.PINS:
            chosen[key], wrong = _read_pins(given)
            faults += wrong
        elif len(given) != 1:
            faults.append(f"“{name}” is given {len(given)} times, so {_default_is_used(key)}")
        elif key is Key.CONTROLS:
            chosen[key], wrong = _read_controls(given[0])
            faults += wrong
        else:
            declared = parameter(key)
            try:
                chosen[key] = declared.parse(given[0])
            except ParameterError:
                faults.append(
                    f"“{name}={_shortened(given[0])}” is not {declared.allowed} "
                    f"({declared.label.lower()}), so {_default_is_used(key)}"
                )
    return view_of(chosen), _sentence(faults)


def _read_pins(given: Sequence[str]) -> tuple[tuple[Setup, ...], list[str]]:
    pins, faults = [], []
    for text in given[: pinned.MOST]:
        try:
            pins.append(pinned.read(text, _NAMES))
        except ParameterError:
            faults.append(f"“pin={_shortened(text)}” is not {pinned.ALLOWED}, so it is left out")
    if len(given) > pinned.MOST:
        faults.append(f"“pin” is given {len(given)} times, and {pinned.MOST} are shown")
    return tuple(dict.fromkeys(pins)), faults


def _read_controls(text: str) -> tuple[tuple[Key, ...], list[str]]:
    named = [_KEYS.get(name) for name in text.split(_BETWEEN)]
    known = tuple(dict.fromkeys(key for key in named if key in CONTROLLED))
    if text and len(known) == len(named):
        return known, []
    return known, [
        f"“controls={_shortened(text)}” is not names such as a~eta, so "
        + ("the others are left out" if known else "all are offered")
    ]


def _default_is_used(key: Key) -> str:
    if key is Key.CONTROLS:
        return "all controls are offered"
    return f"{_shown(parameter(key).default)} is used"


def open_view(page: str) -> View:
    """Bring the address and the session together, before a control is drawn.

    An address that this session has not written itself (a link was opened, the browser went back)
    decides. A visitor coming from another page, which leaves the address empty, keeps what was
    chosen before.
    """
    link = _address()
    arriving = st.session_state.get(_PAGE) != page
    known = st.session_state.get(_LINK)
    if known is None or (link != known and not (arriving and not link)):
        view, complaint = decode(link)
        st.session_state[_COMPLAINT] = (encode(view), complaint)
        for key, value in values(view).items():
            st.session_state[key] = value
    st.session_state[_PAGE] = page
    return current()


def current() -> View:
    """The view as the controls have it now; what a fragment reads when it runs again."""
    return view_of({key: st.session_state.get(key, default(key)) for key in Key})


def publish(view: View) -> None:
    """Write the view into the address, if it is not there already."""
    link = encode(view)
    entries = {name: (v,) if isinstance(v, str) else tuple(v) for name, v in link.items()}
    if _address() != entries:
        st.query_params.from_dict(link)
    st.session_state[_LINK] = entries


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


def choose_view(view: View) -> None:
    """Set everything from a callback: a preset, an uploaded setup."""
    for key, value in values(view).items():
        st.session_state[key] = value


def _address() -> dict[str, tuple[str, ...]]:
    return {name: tuple(st.query_params.get_all(name)) for name in st.query_params}


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
