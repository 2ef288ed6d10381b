"""Pinned setups as one readable entry of a link each: `pin=a_3~eta_0.02`, defaults left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.parameters import PARAMETERS, ParameterError, Setup
from ui.text.words import shortened

ALLOWED = "settings such as a_3~eta_0.02, or default"
_DEFAULT = "default"
# Characters that no address has to escape, and no name or value contains.
_BETWEEN, _IS = "~", "_"


def write(setup: Setup, names: Mapping[str, str]) -> str:
    """The entry of a setup; `names` gives the name in the link of each of its fields."""
    chosen = [
        f"{names[field]}{_IS}{PARAMETERS[field].brief(getattr(setup, field))}"
        for field in names
        if getattr(setup, field) != PARAMETERS[field].default
    ]
    return _BETWEEN.join(chosen) or _DEFAULT


def read(text: str, names: Mapping[str, str]) -> Setup:
    """The setup of an entry, exactly the one it was written from.

    Raises:
        ParameterError: it is no such entry.
    """
    fields = {name: field for field, name in names.items()}
    chosen: dict[str, Any] = {}
    for part in [] if text == _DEFAULT else text.split(_BETWEEN):
        name, is_there, value = part.partition(_IS)
        field = fields.get(name)
        if field is None or not is_there or field in chosen:
            raise ParameterError(f"A pin cannot be {shortened(part)!r}: allowed are {ALLOWED}.")
        chosen[field] = PARAMETERS[field].parse(value)
    return Setup(**chosen)
