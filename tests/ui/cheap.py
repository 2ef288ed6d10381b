"""Views and links whose runs are small: what is tested with them is the link, not the solver."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.parameters import ParameterError, Setup
from ui.view import FIELDS, Key, View, parameter, values, view_of

# No more than so much of what takes time; all else stays as it is.
MOST: dict[Key, float] = {
    Key.DIMENSION: 100,
    Key.STEPS: 3000,
    Key.HORIZON: 1000.0,
    Key.SPREAD: 2,
    Key.REPLICAS: 2,
    Key.SEEDS: 2,
    Key.POINTS: 3,
}
MOST_PINS = 2
_OF_A_RUN = {FIELDS[key]: most for key, most in MOST.items() if key in FIELDS}


def cheap_view(view: View) -> View:
    """The view with smaller numbers."""
    chosen: dict[Key, Any] = values(view)
    for key, most in MOST.items():
        chosen[key] = min(chosen[key], most)
    chosen[Key.PINS] = tuple(dict.fromkeys(map(_cheap_setup, view.pins[:MOST_PINS])))
    return view_of(chosen)


def cheap_link(link: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The link with smaller numbers where they can be read, and with small ones it leaves out."""
    small = {
        str(key): [_least(key, text, most) for text in link.get(key, [str(most)])]
        for key, most in MOST.items()
    }
    return {**link, **small}


def _cheap_setup(setup: Setup) -> Setup:
    return replace(
        setup, **{name: min(getattr(setup, name), most) for name, most in _OF_A_RUN.items()}
    )


def _least(key: Key, text: str, most: float) -> str:
    try:
        return str(most) if parameter(key).parse(text) > most else text
    except ParameterError:
        return text
