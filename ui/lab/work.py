"""What is known of the visitor's hypothesis at the moment."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from core.parameters import Setup
from ui.background import Job
from ui.components import drag
from ui.lab.choice import Lab
from ui.lab.plan import AT_ONCE_SECONDS, Plan, needed, noise_of, plan
from ui.lab.results import Found, results_of

# Session entries: the plan of the last run of the page, the one that was asked for by its button,
# and the last results on show.
_PLAN, _ASKED, _SHOWN = "lab:plan", "lab:asked", "lab:shown"


class Known(NamedTuple):
    """What is known.

    Attributes:
        plan: what the choices ask for; while the hand moves, what they asked for before.
        job: the work on it; None if there is none.
        found: what has come of it.
        shown: what is on show: this plan with its results, or those of before.
        earlier: whether it is those of before.
    """

    plan: Plan
    job: Job[Found] | None
    found: Found | None
    shown: tuple[Plan, Found] | None
    earlier: bool

    @property
    def waiting(self) -> bool:
        """Whether more will come."""
        return self.job is not None and not self.job.finished


def known_of(setup: Setup, lab: Lab, noise: float) -> Known:
    """What is known of these choices; the work is begun if it is short or was asked for."""
    shown: tuple[Plan, Found] | None = st.session_state.get(_SHOWN)
    chosen: Plan | None = st.session_state.get(_PLAN)
    # Its cost is estimated from a few problems, which is not done while the hand moves.
    moving = not drag().final
    asked = (needed(setup, lab), lab, noise_of(lab, noise))
    same = chosen is not None and (chosen.setup, chosen.lab, chosen.noise) == asked
    if chosen is None or not (same or moving):
        chosen = st.session_state[_PLAN] = plan(setup, lab, noise)
    before = None
    if shown is not None and shown[0].sweep == chosen.sweep and shown[1].done.all():
        before = shown[1]
    cheap = chosen.cost is not None and chosen.cost.seconds <= AT_ONCE_SECONDS
    wanted = cheap or before is not None or st.session_state.get(_ASKED) == chosen
    job = results_of(chosen, wanted=wanted and (same or not moving), before=before)
    found = None if job is None else job.value
    if found is None:
        return Known(chosen, job, None, shown, True)
    st.session_state[_SHOWN] = (chosen, found)
    return Known(chosen, job, found, (chosen, found), False)


def run_it(chosen: Plan) -> None:
    """From a button's callback: the visitor wants the runs of a plan."""
    st.session_state[_ASKED] = chosen
