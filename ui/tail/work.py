"""The tail of a setup's run, computed once and kept for a while."""

from __future__ import annotations

import streamlit as st

from core.parameters import Setup
from ui.comparing.pins import canonical
from ui.components import drag
from ui.compute import solution
from ui.kept import kept
from ui.tail.numbers import Frozen, Tail, follow_tail, frozen_from

# A tail takes 0.2 MB, a frozen curve 2 kB.
_TAILS, _CURVES = 64, 256
# All d errors are known within a drag up to here; of more, in some 0.2 s, when the hand rests.
_LIVE_DIMENSION = 10_000
# The session's entry of the last setup whose frozen curve was computed.
_KNOWN = "tail:frozen"


def tail_of(setup: Setup) -> Tail:
    """The modes of a setup's run, and its MSE from T₂ on."""
    return _tail(canonical(setup))


def frozen_of(setup: Setup) -> Frozen | None:
    """What follows from the errors at T₂; None without T₂, and of a large d while it is dragged."""
    setup = canonical(setup)
    moving = setup.dimension > _LIVE_DIMENSION and not drag().final
    if moving and st.session_state.get(_KNOWN) != setup:
        return None
    st.session_state[_KNOWN] = setup
    return _frozen(setup)


@kept(_TAILS)
def _tail(setup: Setup) -> Tail:
    solved = solution(setup)
    return follow_tail(solved.run, solved.laws)


@kept(_CURVES)
def _frozen(setup: Setup) -> Frozen | None:
    return frozen_from(solution(setup).run, _tail(setup))
