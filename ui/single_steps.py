"""How many steps a run may take one by one: fewer while the hand is still moving.

At and past the stability limit, and with a fixed norm, every step is taken singly, at some 60 ns. A
run that takes too many is stopped, and the page says so. What follows from a run that was stopped
sooner than another is not the same, so `ui.kept` keeps the two apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from core.parameters import FREE, Setup

# A quarter of a second, when the hand has let go; a thirtieth of one for each move of it.
MOST, MOST_WHILE_MOVING = 4_000_000, 500_000
# No stability limit is smaller: at w* the Hessian's eigenvalues are at most 24 times the largest λ,
# which is at most 1.
LEAST_LIMIT = 1 / 12

# Of the thread that draws a page; work beside it is not hurried.
_MOST: ContextVar[int] = ContextVar("most_single_steps", default=MOST)


def most() -> int:
    """The bound that holds now."""
    return _MOST.get()


@contextmanager
def hurried(setup: Setup, *, moving: bool) -> Iterator[None]:
    """Within it a run that may be stopped is stopped sooner, if the hand is moving."""
    token = _MOST.set(MOST_WHILE_MOVING if moving and _may_be_stopped(setup) else MOST)
    try:
        yield
    finally:
        _MOST.reset(token)


def _may_be_stopped(setup: Setup) -> bool:
    by_one = setup.student != FREE or setup.step_size >= LEAST_LIMIT
    return setup.method == "gd" and setup.steps > MOST_WHILE_MOVING and by_one
