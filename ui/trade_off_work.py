"""The trade-off of a setup, solved beside the page."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.parameters import Setup
from ui.background import background
from ui.components import drag, look_again
from ui.trade_off import DECAYS, Outcome, needed, trade_off_steps

# Seconds between two looks at what has come.
_PATIENCE = 0.25
# So many values of a span the axis: until then the last picture stays.
_ENOUGH = 6
# Session entries: what was last asked for, and the last outcomes on show.
_ASKED, _SHOWN = "trade_off:asked", "trade_off:shown"

Outcomes = tuple[Outcome, ...]


def trade_off_of(setup: Setup) -> tuple[Outcomes, bool, int]:
    """The outcomes for a setup, whether they are those of an earlier one, and how many are done.

    Moving a or the budget asks for nothing new. What else moves is solved when the hand rests; the
    outcomes of before stay until there is enough to see.
    """
    key = needed(setup)
    if drag().final or st.session_state.get(_ASKED) == key:
        st.session_state[_ASKED] = key
        job = background("trade_off", key, len(DECAYS), partial(trade_off_steps, key))
    else:
        job = background("trade_off", key, 0, partial(trade_off_steps, key))
    done = 0 if job is None else job.done
    found: Outcomes = () if job is None else job.value or ()
    if job is not None and not job.finished:
        look_again(_PATIENCE, key="trade_off")
    if len(found) >= _ENOUGH:
        st.session_state[_SHOWN] = found
        return found, False, done
    return st.session_state.get(_SHOWN, found), True, done
