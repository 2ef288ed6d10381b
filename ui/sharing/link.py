"""The link: a view as the entries of an address, and back.

A link carries exactly what is solved; what has its default is left out. What cannot be followed in
a link has its default, and a sentence says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.parameters import ParameterError, Setup, Value
from ui.sharing import pin_link
from ui.text.numbers import exact
from ui.text.words import shortened
from ui.view import (
    CONTROLLED,
    FIELDS,
    LISTS,
    MOST_PINS,
    Key,
    View,
    parameter,
    values,
    view_of,
)

Link = Mapping[str, Sequence[str]]

_KEYS = {str(key): key for key in Key}
_NAMES = {name: str(key) for key, name in FIELDS.items()}
_BETWEEN = "~"
# Where no control is offered.
_NONE = "none"
# How many faults of one link are named; a longer list would help nobody.
_NAMED_FAULTS = 3


def encode(view: View) -> dict[str, str | list[str]]:
    """The link's entries: all values but the defaults, such that `decode` returns them exactly."""
    chosen = values(view)
    link: dict[str, str | list[str]] = {
        str(key): parameter(key).brief(value)
        for key, value in chosen.items()
        if key not in LISTS and value != parameter(key).default
    }
    if view.pins:
        link[Key.PINS] = [pin_link.write(setup, _NAMES) for setup in view.pins]
    if view.controls is not None:
        link[Key.CONTROLS] = _BETWEEN.join(view.controls) or _NONE
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
            faults.append(f"it has an unknown entry “{shortened(name)}”, which is ignored")
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
                    f"“{name}={shortened(given[0])}” is not {declared.allowed} "
                    f"({declared.label.lower()}), so {_default_is_used(key)}"
                )
    return view_of(chosen), _sentence(faults)


def _read_pins(given: Sequence[str]) -> tuple[tuple[Setup, ...], list[str]]:
    pins, faults = [], []
    for text in given[:MOST_PINS]:
        try:
            pins.append(pin_link.read(text, _NAMES))
        except ParameterError:
            faults.append(f"“pin={shortened(text)}” is not {pin_link.ALLOWED}, so it is left out")
    if len(given) > MOST_PINS:
        faults.append(f"“pin” is given {len(given)} times, and {MOST_PINS} are shown")
    return tuple(dict.fromkeys(pins)), faults


def _read_controls(text: str) -> tuple[tuple[Key, ...] | None, list[str]]:
    if text == _NONE:
        return (), []
    named = [_KEYS.get(name) for name in text.split(_BETWEEN)]
    known = tuple(dict.fromkeys(key for key in named if key in CONTROLLED))
    if known and len(known) == len(named):
        return known, []
    return known or None, [
        f"“controls={shortened(text)}” is not names such as a~eta, so "
        + ("the others are left out" if known else "all are offered")
    ]


def _default_is_used(key: Key) -> str:
    if key is Key.CONTROLS:
        return "all controls are offered"
    return f"{_shown(parameter(key).default)} is used"


def _shown(value: Value) -> str:
    return value if isinstance(value, str) else exact(value)


def _sentence(faults: Sequence[str]) -> str:
    if not faults:
        return ""
    named = "; ".join(faults[:_NAMED_FAULTS])
    more = len(faults) - _NAMED_FAULTS
    rest = f"; and {more} more" if more > 0 else ""
    return f"This page could not follow its link everywhere: {named}{rest}."
