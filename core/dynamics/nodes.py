"""The state on the reduced nodes and the sums over it.

Write w − σw* = A(λ) w(0) + b(λ) w*, with σ = 0 at first and σ = ±1 once the run has chosen its
sign. With the measures M0 = Σw(0)², M1 = Σw(0)w*, M2 = Σw*² of each node,

    v = Σ λ (M1 A + M2 b),    q = Σ λ (M0 A² + 2 M1 A b + M2 b²),    r, p: the same sums without λ.

with for r and p the measures P0, P1, P2 that have the weights of the MSE, mostly the same ones. So
u = σ + v and s = σ² + 2σv + q: near the teacher 1 − u and 1 − s come without cancellation. One
step is

    A += ηλ c A,   b += ηλ (c b + g),   c = 4 − 12σ² − 24σ v − 12 q,   g = (8 − 24σ²) v − 12σ q,

the gradient (paper, 3.1) in these coordinates; the flow has the same right-hand side.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.compiling import kernel
from core.reduction import Reduction

Array = NDArray[np.float64]

# σ is chosen when |u| rises past the first and dropped when it falls below the second.
CHOOSE_SIGN, DROP_SIGN = 0.5, 0.25
# A is multiplied down without end; below this it is set to zero, before denormal numbers slow every
# sum.
NEGLIGIBLE = 1e-160
# |v|, |q| and Σ|w − σw*|² / Σw*² all below this: the run has arrived.
ARRIVED = 1e-28
# 32 units in the last place.
UNITS_LOST = 7e-15
# |q| beyond this is divergence: the next steps would overflow.
OVERFLOWING = 1e100


class Nodes(NamedTuple):
    """A reduction made ready for the kernels: λ, M0, M1, M2, P0, P1, P2. All have shape (K,)."""

    rate: Array
    m0: Array
    m1: Array
    m2: Array
    p0: Array
    p1: Array
    p2: Array


def prepare(reduction: Reduction) -> tuple[Nodes, Array]:
    """The nodes and the initial state, an array of shape (2, K) that holds A and b.

    On an exact node only the part of w(0) across w* needs A: w(0) = (M1/M2) w* + rest. Starting it
    at b = M1/M2 with M1 = 0 spares v the cancellation between A w(0) and b w*; a single mode is
    left with no A at all. Not where the teacher has (nearly) nothing, M2 < 1e-16 M0: the quotient
    would be unsafe."""
    m0, m1, m2 = reduction.start.copy(), reduction.cross.copy(), reduction.teacher
    p0, p1, p2 = m0, m1, m2
    a, b = np.ones(len(reduction)), np.zeros(len(reduction))
    split = np.flatnonzero(reduction.exact & (reduction.teacher > 1e-16 * reduction.start))
    b[split] = m1[split] / m2[split]
    if reduction.weighted is not None:
        p0, p1, p2 = (seen.copy() for seen in reduction.weighted[:3])
        p2.setflags(write=False)
        p0[split] += (p2[split] * b[split] - 2 * p1[split]) * b[split]
        p1[split] -= p2[split] * b[split]
    rest = m0[split] - m1[split] * b[split]
    m0[split] = np.where(rest > 1e-15 * m0[split], rest, 0.0)
    m1[split] = 0.0
    a[split] = m0[split] > 0
    if reduction.weighted is not None:
        alone = split[a[split] == 0]
        p0[alone] = p1[alone] = 0.0
    return Nodes(reduction.rate, m0, m1, m2, p0, p1, p2), np.array([a, b])


@kernel
def coefficients(sigma: float, v: float, q: float, decay: float = 1.0) -> tuple[float, float]:
    """c and g / ρ of one step, for v / ρ and q / ρ², where ρ = `decay` (see `collocation`)."""
    chosen = sigma * sigma
    c = 4 - 12 * chosen - 12 * decay * (2 * sigma * v + decay * q)
    return c, (8 - 24 * chosen) * v - 12 * sigma * decay * q


@kernel
def weighted_sums(nodes: Nodes, state: Array) -> tuple[float, float]:
    """v and q."""
    rate, m0, m1, m2 = nodes.rate, nodes.m0, nodes.m1, nodes.m2
    a, b = state[0], state[1]
    v, q = 0.0, 0.0
    for j in range(rate.size):
        v += rate[j] * (m1[j] * a[j] + m2[j] * b[j])
        q += rate[j] * (a[j] * (m0[j] * a[j] + 2 * m1[j] * b[j]) + m2[j] * b[j] * b[j])
    return v, q


@kernel
def rounding(nodes: Nodes, state: Array) -> tuple[float, float]:
    """What rounding leaves of v and q: some units in the last place of their largest terms.

    Where nearly all eigenvalues are equal v is a small difference of large terms at the end.
    """
    rate, m0, m1, m2 = nodes.rate, nodes.m0, nodes.m1, nodes.m2
    a, b = state[0], state[1]
    v, q = 0.0, 0.0
    for j in range(rate.size):
        x, y, z = m0[j] * a[j] * a[j], m1[j] * a[j], m2[j] * b[j]
        v += rate[j] * (abs(y) + abs(z))
        q += rate[j] * (abs(x) + 2 * abs(y * b[j]) + abs(z * b[j]))
    return UNITS_LOST * v, UNITS_LOST * q


@kernel
def plain_sums(nodes: Nodes, state: Array) -> tuple[float, float]:
    """p and r."""
    p0, p1, p2 = nodes.p0, nodes.p1, nodes.p2
    a, b = state[0], state[1]
    p, r = 0.0, 0.0
    for j in range(p0.size):
        p += a[j] * (p0[j] * a[j] + 2 * p1[j] * b[j]) + p2[j] * b[j] * b[j]
        r += p1[j] * a[j] + p2[j] * b[j]
    return p, r


@kernel
def settle_sign(state: Array, sigma: float, v: float) -> float:
    """Choose, keep or drop σ by the present u = σ + v; the state moves along."""
    u = sigma + v
    if sigma == 0 and abs(u) > CHOOSE_SIGN:
        chosen = 1.0 if u > 0 else -1.0
    elif sigma != 0 and sigma * u < DROP_SIGN:
        chosen = 0.0
    else:
        return sigma
    for j in range(state.shape[1]):
        state[1, j] += sigma - chosen
    return chosen


@kernel
def flush(state: Array) -> None:
    """Set what has become negligible to zero."""
    for j in range(state.shape[1]):
        if abs(state[0, j]) < NEGLIGIBLE:
            state[0, j] = 0.0


@kernel
def has_arrived(sigma: float, v: float, q: float, p: float, size: float) -> bool:
    """Whether w equals σw* to rounding; `size` is Σ w*² with the weights of the MSE."""
    return sigma != 0 and abs(v) < ARRIVED and abs(q) < ARRIVED and abs(p) < ARRIVED * size
