"""Gradient descent with a fixed norm: after each step w is put back on the sphere of its start.

    w ← c (w − η∇L) / ‖w − η∇L‖,   c = ‖w(0)‖.

The norm is that of the MSE, ‖w‖² = Σ m_i w_i², also with a preconditioner. A projection multiplies
both propagators by one number, so w = A(λ) w(0) + B(λ) w* stays true, and a step on the nodes is a
step of `nodes` and a scaling. σ stays 0: but for c = ‖w*‖ the run does not go to ±w*, and where it
goes no digits are lost in 1 − u.

Every step is taken singly, until the run is at rest. Ours; the paper has no such student.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.compiling import kernel
from core.dynamics.nodes import Nodes, coefficients, flush, plain_sums, weighted_sums
from core.dynamics.records import FINISHED, STOPPED, Records, record

Array = NDArray[np.float64]
Steps = NDArray[np.int64]

# The run is looked at after so many steps, and whenever their number has doubled. Where no sum has
# changed by more than the last digits meanwhile, it is at rest: what falls exponentially has gone,
# and what is slower than that moves by at most 1e-9 in a billion steps.
FIRST_LOOK = 4_096
AT_REST = 1e-14
# A is flushed after so many steps.
FLUSH_EVERY = 65_536


@kernel
def size_of(nodes: Nodes, state: Array) -> float:
    """‖w‖², for σ = 0."""
    return plain_sums(nodes, state)[0]


@kernel
def is_calm(nodes: Nodes, state: Array, step_size: float) -> bool:
    """Whether the step is so small that nothing can oscillate.

    A bound by far, as ‖H‖ ≤ (36s + 4) λ_max or 36 λ_max and s ≤ λ_max ‖w‖²; with weights of the MSE
    it is a rule of thumb.
    """
    top = nodes.rate.max()
    return step_size * 36 * top * max(1.0, top * size_of(nodes, state)) < 1


@kernel
def descend_on_sphere(
    nodes: Nodes,
    state: Array,
    step_size: float,
    steps: int,
    samples: Steps,
    max_single: int,
    records: Records,
) -> tuple[int, int]:
    """`steps` projected steps; arguments and result as of `descent_kernel.descend`."""
    a, b = state[0], state[1]
    size = size_of(nodes, state)
    seen = _looked_at(nodes, state)
    step, recorded, look = 0, 0, FIRST_LOOK
    if samples.size > 0 and samples[0] == 0:
        record(nodes, state, 0.0, records, 0)
        recorded = 1
    while step < steps:
        if step >= max_single:
            return STOPPED, step
        until = min(steps, max_single, look, step + FLUSH_EVERY)
        if recorded < samples.size:
            until = min(until, samples[recorded])
        scale = _steps(nodes, state, step_size, size, until - step)
        for j in range(a.size):
            a[j] *= scale
            b[j] *= scale
        flush(state)
        step = until
        if recorded < samples.size and samples[recorded] == step:
            record(nodes, state, 0.0, records, recorded)
            recorded += 1
        if step == look:
            look *= 2
            now = _looked_at(nodes, state)
            if _same(seen, now) and _stands_still(nodes, state, step_size, size):
                for at in range(recorded, samples.size):
                    record(nodes, state, 0.0, records, at)
                return FINISHED, steps
            seen = now
    return FINISHED, step


@kernel
def _looked_at(nodes: Nodes, state: Array) -> tuple[float, float, float]:
    """v, q and r."""
    v, q = weighted_sums(nodes, state)
    return v, q, plain_sums(nodes, state)[1]


@kernel
def _same(before: tuple[float, float, float], now: tuple[float, float, float]) -> bool:
    off = 0.0
    for i in range(3):
        off = max(off, abs(now[i] - before[i]) - AT_REST * abs(now[i]))
    return off <= 0


@kernel
def _stands_still(nodes: Nodes, state: Array, step_size: float, size: float) -> bool:
    """Whether the next steps change nothing: a cycle may be the same whenever it is looked at."""
    moved = state.copy()
    seen = _looked_at(nodes, state)
    for _ in range(3):
        moved *= _steps(nodes, moved, step_size, size, 1)
        if not _same(seen, _looked_at(nodes, moved)):
            return False
    return True


@kernel
def _steps(nodes: Nodes, state: Array, step_size: float, size: float, count: int) -> float:
    """Take `count` steps; what is left to multiply the state by is returned."""
    rate, m0, m1, m2 = nodes.rate, nodes.m0, nodes.m1, nodes.m2
    p0, p1, p2 = nodes.p0, nodes.p1, nodes.p2
    a, b = state[0], state[1]
    v, q = weighted_sums(nodes, state)
    scale = 1.0
    for _ in range(count):
        c, g = coefficients(0.0, v, q)
        c, g = scale * c * step_size, g * step_size
        v, q, p = 0.0, 0.0, 0.0
        for j in range(rate.size):
            factor = scale + rate[j] * c
            x = factor * a[j]
            y = factor * b[j] + rate[j] * g
            a[j], b[j] = x, y
            v += rate[j] * (m1[j] * x + m2[j] * y)
            q += rate[j] * (x * (m0[j] * x + 2 * m1[j] * y) + m2[j] * y * y)
            p += x * (p0[j] * x + 2 * p1[j] * y) + p2[j] * y * y
        scale = np.sqrt(size / p)
        v, q = scale * v, scale * scale * q
    return scale
