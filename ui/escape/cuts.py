"""The hierarchy of moments cut at each order, beside the exact flow: curves and departures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import theory
from core.dynamics import gradient_flow
from core.problem import Problem
from core.reduction import Reduction
from core.theory import Closure, CutHierarchy
from core.trajectory import Trajectory

Array = NDArray[np.float64]

ORDERS = tuple(range(1, 13))
# How near a cut has to stay to the exact flow.
LEVEL = 0.01
# The picture goes on for so many T₁, and for so many e-folds at least.
_LONG, _EFOLDS = 4.0, 10.0
# The first departures come after a thousandth of the time that the others take.
_FIRST, _SAMPLES = 1e-4, 80
_POINTS = 121


@dataclass(frozen=True, eq=False)
class Departures:
    """When each cut leaves the exact flow by the part `LEVEL`, up to `end`.

    Attributes:
        end: how long they were followed.
        flow: the exact flow at evenly spaced times up to `end`.
        nodes: those that stand for the modes.
        sign: which of ±w* its u counts towards, as `cut_hierarchy` wants it.
        times: for each closure, the times of the orders in `ORDERS`; None for "not by the end".
    """

    end: float
    flow: Trajectory
    nodes: Reduction
    sign: float
    times: dict[Closure, tuple[float | None, ...]]


def departures_of(problem: Problem, nodes: Reduction) -> Departures:
    """Cut the hierarchy of a problem at every order with every closure, from its start.

    `nodes` are those of the problem, made for any time.
    """
    rho = theory.escape_rate(problem)
    # Whatever δ: the hierarchy knows of none.
    t1 = theory.escape_time(problem, 0.1, reduction=nodes) or 0.0
    end = max(_LONG * t1, _EFOLDS / rho)
    early = np.geomspace(_FIRST * end, end, _SAMPLES)
    even = np.linspace(0.0, end, _POINTS)
    at = np.union1d(early, even)
    flow = gradient_flow(problem, end, at=at)
    chosen = np.isin(flow.time, early)
    u, s = flow.u[chosen], flow.s[chosen]
    sign = -1.0 if flow.u[0] * float(nodes.rate @ nodes.cross) < 0 else 1.0

    def departure(order: int, closure: Closure) -> float | None:
        cut = theory.cut_hierarchy(
            problem, order, closure, flow.time[chosen], sign=sign, reduction=nodes
        )
        return cut.departure(u, s, level=LEVEL)

    return Departures(
        end,
        flow,
        nodes,
        sign,
        {closure: tuple(departure(order, closure) for order in ORDERS) for closure in Closure},
    )


def cut_of(problem: Problem, departures: Departures, order: int, closure: str) -> CutHierarchy:
    """One cut, at the times of the exact flow."""
    return theory.cut_hierarchy(
        problem,
        order,
        closure,
        departures.flow.time,
        sign=departures.sign,
        reduction=departures.nodes,
    )
