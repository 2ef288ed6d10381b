"""A look again: a page that waits for something asks to be run again after a while."""

from __future__ import annotations

import time

import streamlit as st

from ui.components.assets import mount

_ASKED = "live:look again"


def look_again(after: float, *, key: str) -> None:
    """Ask that the fragment is run again after so many seconds, in each run that still waits.

    Streamlit's `run_every` is decided when a page is run as a whole, not by the fragment itself.
    """
    _, soonest = st.session_state.get(_ASKED, (key, after))
    st.session_state[_ASKED] = key, min(after, soonest)


def place_ticker() -> None:
    """Do what this run was asked for; the last thing in the fragment.

    The ticker comes and goes. Whatever stands in columns after it would be taken off the page and
    drawn anew each time.
    """
    key, after = st.session_state.pop(_ASKED, (None, 0.0))
    if key is not None:
        data = {"after": round(1000 * after), "turn": time.monotonic()}
        mount(
            "ticker", key=f"ticker:{key}", data=data, height="content", on_tick_change=lambda: None
        )
