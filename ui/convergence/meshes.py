"""u from its Volterra equation on finer and finer meshes, beside u of the flow's own equations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from threading import Event

import numpy as np
from numpy.typing import NDArray

from core import theory
from core.dynamics import gradient_flow
from core.parameters import Setup
from core.reduction import reduce
from core.run import problem_of

Array = NDArray[np.float64]

MESHES = (250, 500, 1000, 2000, 4000)
# Of each mesh so many points are drawn.
_POINTS = 200


@dataclass(frozen=True, eq=False)
class Mesh:
    """The Volterra equation solved on one mesh.

    Attributes:
        intervals: of the mesh.
        difference: the largest |Δu| from the flow, over all its points.
        time, u, flow: some of its points, with u by the Volterra equation and by the flow's.
        reached: whether it was solved up to the end.
    """

    intervals: int
    difference: float
    time: Array
    u: Array
    flow: Array
    reached: bool


def needed(setup: Setup) -> Setup:
    """The flow of the setup's problem up to the setup's end, and nothing else."""
    default = Setup()
    flow = replace(setup, method="flow", step_size=default.step_size, steps=default.steps)
    flow = replace(flow, delta=default.delta, epsilon=default.epsilon)
    return replace(flow, horizon=min(max(setup.end_time, _SHORTEST), _LONGEST))


# The horizons that are allowed; gradient descent may end before and after them.
_SHORTEST, _LONGEST = 1e-3, 1e9


def mesh_steps(setup: Setup, stop: Event) -> Iterator[tuple[int, tuple[Mesh, ...]]]:
    """Solve mesh after mesh; each step is one."""
    problem, horizon = problem_of(setup), setup.horizon
    nodes = reduce(problem, horizon)
    found: list[Mesh] = []
    for intervals in MESHES:
        solved = theory.solve_volterra(problem, horizon, intervals=intervals, reduction=nodes)
        flow = gradient_flow(problem, horizon, at=solved.time)
        count = min(solved.time.size, flow.time.size)
        gap = np.abs(solved.u[:count] - flow.u[:count])
        some = np.unique(np.linspace(0, count - 1, _POINTS).astype(np.intp))
        found.append(
            Mesh(
                intervals,
                float(gap.max()),
                solved.time[some],
                solved.u[some],
                flow.u[some],
                solved.time.size == intervals + 1,
            )
        )
        yield len(found), tuple(found)


def order(meshes: tuple[Mesh, ...]) -> float | None:
    """By what power of the intervals the difference falls, from the last two meshes."""
    if len(meshes) < 2 or not (meshes[-1].difference > 0 and meshes[-2].reached):
        return None
    return float(np.log2(meshes[-2].difference / meshes[-1].difference))
