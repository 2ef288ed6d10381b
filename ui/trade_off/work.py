"""The trade-off of a setup, and those of pinned ones, solved beside the page."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import streamlit as st

from core.parameters import Setup
from ui.background import background
from ui.components import drag, look_again
from ui.trade_off.budget import Budget, for_setup
from ui.trade_off.figure import Pinned
from ui.trade_off.numbers import DECAYS, Outcome, needed, trade_off_steps
from ui.view import MOST_PINS, View

# Seconds between two looks at what has come.
_PATIENCE = 0.25
# So many values of a span the axis: until then the last picture stays.
_ENOUGH = 6
# Session entries: what was last asked for, and the last outcomes on show.
_ASKED, _SHOWN = "trade_off:asked", "trade_off:shown"


class Known(NamedTuple):
    """What is known of a setup's trade-off at the moment.

    Attributes:
        outcomes: in order of a, maybe not yet all.
        earlier: whether they are those of an earlier setup.
        done: how many of this setup's are there.
        waiting: whether more will come.
    """

    outcomes: tuple[Outcome, ...]
    earlier: bool
    done: int
    waiting: bool


def trade_off_of(setup: Setup) -> Known:
    """What is known of a setup.

    Moving a or the budget asks for nothing new. What else moves is solved when the hand rests; the
    outcomes of before stay until there is enough to see.
    """
    key = needed(setup)
    wanted = drag().final or st.session_state.get(_ASKED) == key
    if wanted:
        st.session_state[_ASKED] = key
    total = len(DECAYS) if wanted else 0
    job = background("trade_off", key, total, partial(trade_off_steps, key))
    found = () if job is None else job.value or ()
    done, waiting = (0, False) if job is None else (job.done, not job.finished)
    if len(found) >= _ENOUGH:
        st.session_state[_SHOWN] = found
        return Known(found, False, done, waiting)
    return Known(st.session_state.get(_SHOWN, found), True, done, waiting)


def pinned_trade_offs(view: View, budget: Budget) -> tuple[list[Pinned], bool]:
    """Those of the pinned setups, for the same budget, and whether more will come."""
    # Beyond the last pin nothing is wanted.
    jobs = []
    for place in range(MOST_PINS):
        pin = view.pins[place] if place < len(view.pins) else None
        key = None if pin is None else needed(pin)
        total = 0 if key is None else len(DECAYS)
        steps = partial(trade_off_steps, key or Setup())
        jobs.append(background(f"trade_off:pin {place}", key, total, steps))
    found = [
        Pinned(() if job is None else job.value or (), for_setup(budget, pin))
        for pin, job in zip(view.pins, jobs, strict=False)
    ]
    return found, any(job is not None and not job.finished for job in jobs)


def wait_for(waiting: bool) -> None:
    """Have the page run again if more will come; takes up room, so it is best the last thing."""
    if waiting:
        look_again(_PATIENCE, key="trade_off")
