"""The live slider: it reports while it is dragged, and as fast as the page can show it.

The value is at `st.session_state[key]`, as with Streamlit's own widgets, and set before the page's
script runs. What the browser reports is checked like any input: it may be anybody's.
"""

from __future__ import annotations

import bisect
import functools
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import streamlit as st

from core.parameters import Parameter, ParameterError, Scale
from ui.components.assets import mount
from ui.components.symbols import symbol_html
from ui.text.numbers import exact, read_number
from ui.text.words import shortened

# Session entries of this module; the colon keeps them apart from every key of a control.
_DRAG = "live:drag"
_ANSWERED = "live:answered"
_REFUSED = "live:refused:"
_AWAY = "live:away:"
_COMPONENT = "live:"


@dataclass(frozen=True)
class Drag:
    """The last change that a live slider reported.

    Attributes:
        seq: grows with every change of a page; charts echo it, which tells the slider to go on.
        final: whether the hand has let go.
        slider: the key of the slider.
    """

    seq: float = 0.0
    final: bool = True
    slider: str = ""


@dataclass(frozen=True)
class Mark:
    """A value worth seeing on the track, its name, and what a value past it is called."""

    value: float
    text: str
    past: str = ""


def drag() -> Drag:
    """The change that this run of the page answers."""
    last: Drag = st.session_state.get(_DRAG, Drag())
    return last


def let_go(*, outside: Collection[str]) -> None:
    """Say that the hand has let go, as a run of the whole page does: a drag runs the live part.

    A slider that plays and is taken away has no time to say so itself.

    Args:
        outside: the keys of sliders that are not in the live part, each move of which runs the
            whole page.
    """
    last = drag()
    if last.slider not in outside or last.seq == st.session_state.get(_ANSWERED):
        st.session_state[_DRAG] = replace(last, final=True)
    st.session_state[_ANSWERED] = last.seq


def live_slider(
    declared: Parameter,
    *,
    key: str,
    stops: Sequence[float],
    ticks: Sequence[tuple[float, str]] = (),
    mark: Mark | None = None,
    help: str = "",
    play: bool = False,
    shown: float | None = None,
) -> None:
    """A slider over `stops`, any allowed number between which can be typed.

    Args:
        declared: the parameter that it sets.
        key: where its value is in the session state.
        stops: the values that a drag stops at, increasing, evenly spaced on the track.
        ticks: values written under the track, and how.
        mark: a value to be seen on the track.
        help: what the parameter means, in plain text.
        play: whether it has a button that moves it by itself, from where it is to its end.
        shown: where it stands, if its value leaves that to the page.
    """
    st.session_state.pop(_AWAY + key, None)
    value = st.session_state[key] if shown is None else shown
    data = {
        "label": declared.label,
        "symbol": symbol_html(declared.symbol),
        "help": help,
        "value": value,
        "text": exact(value),
        "place": place(value, stops, declared.scale),
        "stops": list(stops),
        "texts": _texts(tuple(stops)),
        "default": declared.format(declared.default),
        "ticks": [[place(tick, stops, declared.scale), text] for tick, text in ticks],
        "mark": None
        if mark is None
        else asdict(mark) | {"place": place(mark.value, stops, declared.scale)},
        "refused": refusal(key),
        "play": play,
        "seq": drag().seq,
    }

    def moved() -> None:
        take(declared, key, st.session_state[_COMPONENT + key].get("moved"))

    mount("slider", key=_COMPONENT + key, data=data, height="content", on_moved_change=moved)


def put_away(key: str) -> None:
    """Take a slider off the page: what it still reports on its way, as one that plays does, is no
    longer taken. It ends when the slider is shown again.
    """
    st.session_state[_AWAY + key] = True


def refusal(key: str) -> str:
    """Why the last thing typed was not taken; '' where it was. Text, not Markdown."""
    said: str = st.session_state.get(_REFUSED + key, "")
    return said


def forget_refusal(key: str) -> None:
    """Where the value has been set from elsewhere: by a link, by a preset."""
    st.session_state.pop(_REFUSED + key, None)


def place(value: float, stops: Sequence[float], scale: Scale) -> float:
    """Where between evenly spaced stops a value lies: 0 at the first, 1 at the second, and so on.

    Values beyond the ends are at the ends.
    """
    after = bisect.bisect_left(stops, value)
    if after == 0:
        return 0.0
    if after == len(stops):
        return len(stops) - 1.0
    low, high = stops[after - 1], stops[after]
    if scale is Scale.LOG:
        low, high, value = math.log(low), math.log(high), math.log(value)
    return after - 1 + (value - low) / (high - low)


@functools.lru_cache(maxsize=64)
def _texts(stops: tuple[float, ...]) -> tuple[str, ...]:
    return tuple(map(exact, stops))


def take(declared: Parameter, key: str, report: Any) -> None:
    """Put a reported value where the page reads it; keep the old one if it is not allowed.

    Args:
        report: `{"value": number or text, "seq": number, "final": whether the hand has let go}`,
            or anything else that a browser may send.
    """
    if not isinstance(report, Mapping) or _AWAY + key in st.session_state:
        return
    given, seq, final = (report.get(name) for name in ("value", "seq", "final"))
    if not isinstance(seq, (int, float)) or isinstance(seq, bool) or not math.isfinite(seq):
        return
    st.session_state[_DRAG] = Drag(float(seq), final is not False, key)
    forget_refusal(key)
    try:
        number = read_number(given) if isinstance(given, str) else given
        st.session_state[key] = declared.check(number)
    except (ParameterError, ValueError):
        st.session_state[_REFUSED + key] = f"“{shortened(str(given))}” is not {declared.allowed}."
