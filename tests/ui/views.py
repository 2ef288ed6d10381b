"""Views drawn from all that can be chosen on any page, key by key."""

from typing import Any

from hypothesis import strategies as st

from tests.ui.setups import setups, values
from ui.lab.choice import BETWEEN, Values
from ui.view import CONTROLLED, MOST_PINS, Key, View, parameter, view_of


def views() -> st.SearchStrategy[View]:
    """Every allowed view; a key that is added to `Key` is drawn too."""
    return st.fixed_dictionaries({key: chosen(key) for key in Key}).map(view_of)


def chosen(key: Key) -> st.SearchStrategy[Any]:
    """Every allowed value of a key."""
    if key is Key.PINS:
        return st.lists(setups(), max_size=MOST_PINS, unique=True).map(tuple)
    if key is Key.CONTROLS:
        return st.none() | st.lists(st.sampled_from(CONTROLLED), unique=True).map(tuple)
    declared = parameter(key)
    if isinstance(declared, Values):
        some = st.sampled_from(["1.5", "2", "1e-4", "-0.5", "flat", "fixed norm", "gd"])
        return st.lists(some, max_size=declared.most).map(BETWEEN.join)
    return values(declared)
