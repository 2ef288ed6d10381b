"""The gradient flow with a fixed norm, ẇ = −(I − ŵŵᵀ)∇L with ŵ = w/‖w‖.

In the propagators, y = (A, B) on the nodes, with c = 4(1 − 3s) and g = 8u,

    Ȧ = (λc − κ) A,   Ḃ = (λc − κ) B + λg,   κ = (c Σ λ w² + g Σ λ w w*) / ‖w‖²,

the last two sums with the weights of the MSE, as ‖w‖². The Jacobian is diagonal but for rank 3,
since y feels itself through c, g and κ only. So a step of a Rosenbrock method costs O(K): RODAS, of
order 4 and stiffly accurate (Hairer and Wanner, Solving Ordinary Differential Equations II, IV.7,
IV.10). After every step w is scaled to its norm. Ours.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.compiling import kernel
from core.dynamics.nodes import Nodes, flush
from core.dynamics.records import FINISHED, STOPPED, Records, record
from core.dynamics.sphere import size_of

Array = NDArray[np.float64]

# The coefficients of RODAS in the form that needs no product with the Jacobian.
GAMMA = 0.25
STAGES = 6
FORWARD = np.array(
    [
        [0.0, 0.0, 0.0, 0.0, 0.0],
        [1.544, 0.0, 0.0, 0.0, 0.0],
        [0.9466785280815826, 0.2557011698983284, 0.0, 0.0, 0.0],
        [3.314825187068521, 2.896124015972201, 0.9986419139977817, 0.0, 0.0],
        [1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950, 0.0],
        [1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950, 1.0],
    ]
)
BACKWARD = np.array(
    [
        [0.0, 0.0, 0.0, 0.0, 0.0],
        [-5.6688, 0.0, 0.0, 0.0, 0.0],
        [-2.430093356833875, -0.2063599157091915, 0.0, 0.0, 0.0],
        [-0.1073529058151375, -9.594562251023355, -20.47028614809616, 0.0, 0.0],
        [7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160, 0.0],
        [
            8.083246795921522,
            -7.981132988064893,
            -31.52159432874371,
            16.31930543123136,
            -6.058818238834054,
        ],
    ]
)
# The error estimate is of order 3 in the step.
POWER = 0.25
SAFETY, LEAST, MOST = 0.9, 0.2, 5.0
# The first step, in units of the fastest time scale there is at the start.
FIRST_STEP = 1e-3
# A run takes some thousands; one that takes so many (some seconds) makes no headway.
MOST_STEPS = 200_000


@kernel
def flow_on_sphere(
    nodes: Nodes,
    state: Array,
    horizon: float,
    samples: Array,
    tolerance: float,
    records: Records,
) -> int:
    """The flow up to t = `horizon`; arguments and result as of `flow_kernel.flow`."""
    size = size_of(nodes, state)
    time, recorded = 0.0, 0
    if samples.size > 0 and samples[0] == 0:
        record(nodes, state, 0.0, records, 0)
        recorded = 1
    scalars, work = np.empty(5), np.empty((STAGES + 5, 2, nodes.rate.size))
    _sums(nodes, state, size, scalars)
    step = FIRST_STEP / (nodes.rate.max() * (8 + 12 * scalars[1]))
    for _ in range(MOST_STEPS + samples.size):
        if time >= horizon:
            return FINISHED
        aim = samples[recorded] if recorded < samples.size else horizon
        length = min(step, aim - time)
        error = _attempt(nodes, state, size, length, scalars, work) / tolerance
        factor = LEAST if not error < np.inf else SAFETY * max(error, 1e-12) ** -POWER
        if error < 1:
            time = aim if length == aim - time else time + length
            moved = work[STAGES]
            scale = np.sqrt(size / size_of(nodes, moved))
            for part in range(2):
                for j in range(state.shape[1]):
                    state[part, j] = scale * moved[part, j]
            flush(state)
            while recorded < samples.size and samples[recorded] <= time:
                record(nodes, state, 0.0, records, recorded)
                recorded += 1
            # A step that a sample cut short says nothing against the length that it was to have.
            step = max(step, length * min(factor, MOST))
        else:
            step = length * min(max(factor, LEAST), SAFETY)
        if step <= 1e-15 * time:
            return STOPPED
    return STOPPED


@kernel
def _sums(nodes: Nodes, state: Array, size: float, scalars: Array) -> None:
    """v, q, Σ λ w², Σ λ w w* (these two as ‖w‖²) and κ."""
    rate = nodes.rate
    v, q, own, cross = 0.0, 0.0, 0.0, 0.0
    for j in range(rate.size):
        a, b = state[0, j], state[1, j]
        v += rate[j] * (nodes.m1[j] * a + nodes.m2[j] * b)
        q += rate[j] * (a * (nodes.m0[j] * a + 2 * nodes.m1[j] * b) + nodes.m2[j] * b * b)
        own += rate[j] * (a * (nodes.p0[j] * a + 2 * nodes.p1[j] * b) + nodes.p2[j] * b * b)
        cross += rate[j] * (nodes.p1[j] * a + nodes.p2[j] * b)
    scalars[0], scalars[1], scalars[2], scalars[3] = v, q, own, cross
    scalars[4] = ((4 - 12 * q) * own + 8 * v * cross) / size


@kernel
def _changes(nodes: Nodes, state: Array, by: Array, changes: Array) -> None:
    """The change of v, q, Σ λ w² and Σ λ w w* for a small change `by` of the state."""
    rate = nodes.rate
    v, q, own, cross = 0.0, 0.0, 0.0, 0.0
    for j in range(rate.size):
        a, b, x, y = state[0, j], state[1, j], by[0, j], by[1, j]
        m0, m1, m2 = nodes.m0[j], nodes.m1[j], nodes.m2[j]
        p0, p1, p2 = nodes.p0[j], nodes.p1[j], nodes.p2[j]
        v += rate[j] * (m1 * x + m2 * y)
        q += 2 * rate[j] * ((m0 * a + m1 * b) * x + (m1 * a + m2 * b) * y)
        own += 2 * rate[j] * ((p0 * a + p1 * b) * x + (p1 * a + p2 * b) * y)
        cross += rate[j] * (p1 * x + p2 * y)
    changes[0], changes[1], changes[2], changes[3] = v, q, own, cross


@kernel
def _felt(scalars: Array, size: float, changes: Array, felt: Array) -> None:
    """The change of c, g and κ for one of v, q and the two sums."""
    v, q, own, cross = scalars[0], scalars[1], scalars[2], scalars[3]
    felt[0], felt[1] = -12 * changes[1], 8 * changes[0]
    turned = own * felt[0] + (4 - 12 * q) * changes[2] + cross * felt[1] + 8 * v * changes[3]
    felt[2] = turned / size


@kernel
def _attempt(
    nodes: Nodes, state: Array, size: float, length: float, scalars: Array, work: Array
) -> float:
    """One step, to `work[STAGES]`; returns the estimated relative error.

    The largest over v, q and the nodes themselves, A and B relative to the largest of each; or to
    what would make up all of ‖w‖, if that is more: 1 and ‖w(0)‖/‖w*‖.
    """
    rate, count = nodes.rate, nodes.rate.size
    moved, columns, inverse = work[STAGES], work[STAGES + 1 : STAGES + 4], work[STAGES + 4, 0]
    changes, felt = np.empty(4), np.empty(3)
    matrix = np.eye(3)
    _sums(nodes, state, size, scalars)
    c, kappa = 4 - 12 * scalars[1], scalars[4]
    for j in range(count):
        inverse[j] = 1 / (1 / (length * GAMMA) - rate[j] * c + kappa)
        for part in range(2):
            columns[0, part, j] = inverse[j] * rate[j] * state[part, j]
            columns[2, part, j] = -inverse[j] * state[part, j]
        columns[1, 0, j], columns[1, 1, j] = 0.0, inverse[j] * rate[j]
    for column in range(3):
        _changes(nodes, state, columns[column], changes)
        _felt(scalars, size, changes, felt)
        for row in range(3):
            matrix[row, column] -= felt[row]
    solved = np.linalg.inv(matrix)
    here = np.empty(5)
    for stage in range(STAGES):
        k = work[stage]
        moved[:] = state
        for before in range(stage):
            moved += FORWARD[stage, before] * work[before]
        _sums(nodes, moved, size, here)
        pull, c_here, kappa_here = 8 * here[0], 4 - 12 * here[1], here[4]
        for j in range(count):
            drift = rate[j] * c_here - kappa_here
            k[0, j] = drift * moved[0, j]
            k[1, j] = drift * moved[1, j] + rate[j] * pull
        for before in range(stage):
            k += BACKWARD[stage, before] / length * work[before]
        for j in range(count):
            k[0, j] *= inverse[j]
            k[1, j] *= inverse[j]
        _changes(nodes, state, k, changes)
        _felt(scalars, size, changes, felt)
        for column in range(3):
            weight = solved[column, 0] * felt[0] + solved[column, 1] * felt[1]
            weight += solved[column, 2] * felt[2]
            k += weight * columns[column]
    error = work[STAGES - 1]
    moved += error
    _changes(nodes, state, error, changes)
    worst, teacher = 0.0, nodes.p2.sum()
    if scalars[0] != 0:
        worst = abs(changes[0]) / max(abs(scalars[0]), abs(here[0]))
    worst = max(worst, abs(changes[1]) / scalars[1])
    for part in range(2):
        largest, off = 1.0 if part == 0 else np.sqrt(size / teacher), 0.0
        for j in range(count):
            largest = max(largest, abs(moved[part, j]), abs(state[part, j]))
            off = max(off, abs(error[part, j]))
        if not off < np.inf:
            return np.inf
        worst = max(worst, off / largest)
    return worst
